package io.culvert.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.itests.peers.Await;
import io.culvert.itests.peers.Credentials;
import io.culvert.itests.peers.Dialect;
import io.culvert.itests.peers.Ended;
import io.culvert.itests.peers.Frame;
import io.culvert.itests.peers.Peer;
import io.culvert.itests.peers.PeerKind;
import io.culvert.itests.peers.StreamPeer;
import io.culvert.itests.peers.Transfer;
import io.culvert.itests.peers.Tunnel;
import io.culvert.itests.peers.WebSocketPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a peer must not send, and what becomes of it. */
@ExtendWith(SharedGateway.class)
class BadInputIT {

    private static final int MIB = 1 << 20;
    private static final int REFUSED = 1011;

    @Test
    void aHundredMebibytesBeforeAuthenticationAreRefusedWithoutBeingStored(GatewayProcess gateway) throws Exception {
        warmUp(gateway);
        long before = Kernel.residentMemory(gateway.pid());
        try (WebSocketPeer peer = WebSocketPeer.connect(gateway.ports().websocket(), Dialect.CLASSIC)) {
            FutureTask<Boolean> sender = Transfer.start("flood", () -> flood(peer, 100));
            assertThat(peer.awaitEnd()).isEqualTo(new Ended(REFUSED, "Data buffer size violation."));
            peer.kill();
            Await.until("the flood to end", sender::isDone);
        }
        assertThat(Kernel.residentMemory(gateway.pid()) - before).isLessThan(24L * MIB);
    }

    @Test
    void aDocumentWithoutEndIsRefusedOnAStreamToo(GatewayProcess gateway) throws Exception {
        try (StreamPeer peer = StreamPeer.connect(gateway.ports().stream(), Dialect.CLASSIC)) {
            peer.say("{\"id\":1,\"method\":\"" + "x".repeat(10_240));
            assertThat(peer.awaitEnd().code()).isEqualTo(Ended.LOST);
        }
    }

    @Test
    void aBinaryMessageBeforeTheTunnelIsRefused(GatewayProcess gateway) throws Exception {
        try (WebSocketPeer peer = WebSocketPeer.connect(gateway.ports().websocket(), Dialect.CLASSIC)) {
            peer.frame(Frame.whole(Frame.BINARY, 2), new byte[] {'{', '}'});
            assertThat(peer.awaitEnd()).isEqualTo(new Ended(REFUSED, "Binary message not expected."));
        }
    }

    @Test
    void whatIsNotJsonIsAnsweredAndRefused(GatewayProcess gateway) throws Exception {
        try (WebSocketPeer peer = WebSocketPeer.connect(gateway.ports().websocket(), Dialect.CLASSIC)) {
            peer.say("hello\n");
            assertThat(peer.document()).containsEntry("id", -1L).containsEntry("status", "error");
            assertThat(peer.awaitEnd()).isEqualTo(new Ended(REFUSED, "Invalid JSON data received."));
        }
    }

    @ParameterizedTest
    @EnumSource(PeerKind.class)
    void aWrongTokenIsRefusedInThePeersDialect(PeerKind kind, GatewayProcess gateway) throws Exception {
        try (Peer peer = kind.connect(gateway.ports())) {
            peer.present(Credentials.of("wrong"));
            String reply = peer.document().toString();
            assertThat(reply)
                    .contains(
                            kind == PeerKind.SEED_WEBSOCKET
                                    ? "Invalid token. You are not allowed to use this server."
                                    : "AuthenticationErrorAuthenticationFailed");
            assertThat(peer.awaitEnd()).isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource(PeerKind.class)
    void dataWhileWaitingIsRefused(PeerKind kind, GatewayProcess gateway) throws Exception {
        try (Peer peer = kind.connect(gateway.ports())) {
            peer.authenticate(Credentials.of(Tokens.next()));
            peer.say("x");
            Ended end = peer.awaitEnd();
            if (peer instanceof WebSocketPeer) {
                assertThat(end)
                        .isEqualTo(new Ended(REFUSED, "Data received while authenticated but not remote connected."));
            }
        }
    }

    @Test
    void aThirdPeerIsRefusedAndDisturbsNobody(GatewayProcess gateway) throws Exception {
        String token = Tokens.next();
        try (Tunnel tunnel =
                        Tunnel.between(gateway.ports(), PeerKind.CLASSIC_WEBSOCKET, PeerKind.CLASSIC_STREAM, token);
                WebSocketPeer third = WebSocketPeer.connect(gateway.ports().websocket(), Dialect.CLASSIC)) {
            third.authenticate(Credentials.of(token));
            assertThat(third.awaitEnd())
                    .isEqualTo(new Ended(REFUSED, "Tunnel already exists for this token nonce combination."));
            Transfer.bothWays(tunnel.first(), tunnel.second(), MIB, 20);
        }
    }

    @Test
    void thePeerThatMeetsItselfIsRefusedAtBothEnds(GatewayProcess gateway) throws Exception {
        checkLoop(gateway, Credentials.of(Tokens.next()), "Duplicated client UUID.");
        checkLoop(gateway, Credentials.of(Tokens.next(), "nonce"), "Client loop detected.");
    }

    private static void checkLoop(GatewayProcess gateway, Credentials credentials, String reason) throws IOException {
        try (WebSocketPeer first = WebSocketPeer.connect(gateway.ports().websocket(), Dialect.CLASSIC);
                WebSocketPeer second = WebSocketPeer.connect(gateway.ports().websocket(), Dialect.CLASSIC)) {
            first.authenticate(credentials);
            // The first one answers while the gateway asks whether it is still there.
            FutureTask<Ended> end = Transfer.start("first", first::awaitEnd);
            second.authenticate(credentials);
            assertThat(second.awaitEnd()).isEqualTo(new Ended(REFUSED, reason));
            assertThat(Transfer.await(end, System.nanoTime() + 20_000_000_000L)).isEqualTo(new Ended(REFUSED, reason));
        }
    }

    @Test
    void brokenFramesGetTheCodesOfTheRfc(GatewayProcess gateway) throws Exception {
        checkBroken(gateway, new byte[] {(byte) 0x81, 1, '{'}, 1002); // not masked
        checkBroken(gateway, new byte[] {(byte) 0xC1, (byte) 0x80, 0, 0, 0, 0}, 1002); // a reserved bit
        checkBroken(gateway, new byte[] {(byte) 0x83, (byte) 0x80, 0, 0, 0, 0}, 1002); // an unknown opcode
        checkBroken(gateway, new byte[] {(byte) 0x81, (byte) 0x81, 0, 0, 0, 0, (byte) 0xFF}, 1007); // not UTF-8
    }

    private static void checkBroken(GatewayProcess gateway, byte[] frame, int code) throws IOException {
        try (WebSocketPeer peer = WebSocketPeer.connect(gateway.ports().websocket(), Dialect.CLASSIC)) {
            peer.raw(frame);
            assertThat(peer.awaitEnd().code()).isEqualTo(code);
        }
    }

    private static void warmUp(GatewayProcess gateway) throws IOException {
        try (Tunnel tunnel =
                Tunnel.between(gateway.ports(), PeerKind.SEED_WEBSOCKET, PeerKind.CLASSIC_WEBSOCKET, Tokens.next())) {
            Transfer.bothWays(tunnel.first(), tunnel.second(), 64L * MIB, 60);
        }
    }

    /** One long text message; returns whether all of it went out. */
    private static boolean flood(WebSocketPeer peer, int mebibytes) {
        byte[] letters =
                ("{\"id\":1,\"method\":\"" + "a".repeat(MIB)).substring(0, MIB).getBytes(StandardCharsets.US_ASCII);
        try {
            peer.frame(Frame.whole(Frame.TEXT, (long) mebibytes * MIB), letters);
            for (int sent = 1; sent < mebibytes; sent++) {
                // Not masked, so nonsense to the gateway; but it does not look any more.
                peer.raw(letters);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
