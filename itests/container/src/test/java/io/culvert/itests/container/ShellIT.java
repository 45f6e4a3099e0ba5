package io.culvert.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.culvert.itests.peers.Credentials;
import io.culvert.itests.peers.Dialect;
import io.culvert.itests.peers.Ended;
import io.culvert.itests.peers.Json;
import io.culvert.itests.peers.PeerKind;
import io.culvert.itests.peers.Tunnel;
import io.culvert.itests.peers.WebSocketPeer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

/** Every command, executed in the container. */
public class ShellIT extends InGateway {

    @Test
    public void infoShowsTheGatewayInFigures() throws Exception {
        Map<String, @Nullable Object> info = Json.object(execute("culvert:info --json"));
        assertEquals(Set.of("version", "uptime", "broker", "transport", "authority", "memory"), info.keySet());
        assertTrue(execute("culvert:info").contains("Listener"));
    }

    @Test
    public void caShowsTheAuthority() throws Exception {
        assertEquals("VALID", Json.object(execute("culvert:ca --json")).get("state"));
        assertTrue(execute("culvert:ca").contains("G1"));
    }

    @Test
    public void sessionsListsAPeerThatWaits() throws Exception {
        try (WebSocketPeer peer = WebSocketPeer.connect(ports().websocket(), Dialect.CLASSIC)) {
            Credentials credentials = Credentials.of(token());
            peer.authenticate(credentials);
            String session = Json.array(execute("culvert:sessions --json")).toString();
            assertTrue(session, session.contains("WAITING") && session.contains(credentials.uuid()));
            assertTrue(execute("culvert:sessions").contains(credentials.name()));
        }
    }

    @Test
    public void tunnelsListsBothEndsAndCloseEndsThem() throws Exception {
        Credentials a = Credentials.of(token());
        Credentials b = Credentials.of(a.token());
        try (Tunnel tunnel = Tunnel.between(ports(), PeerKind.CLASSIC_WEBSOCKET, PeerKind.CLASSIC_WEBSOCKET, a, b)) {
            Map<?, ?> ours = Json.array(execute("culvert:tunnels --json")).stream()
                    .map(Map.class::cast)
                    .filter(each -> each.toString().contains(a.uuid()))
                    .findAny()
                    .orElseThrow();
            assertTrue(ours.toString().contains(b.uuid()));
            assertTrue(execute("culvert:tunnels").contains(b.name()));

            String id = (String) ours.get("id");
            assertEquals(Map.of("closed", id), Json.object(execute("culvert:close --json --reason Enough " + id)));
            assertEquals(new Ended(1008, "Enough"), tunnel.first().awaitEnd());
            assertEquals(new Ended(1008, "Enough"), tunnel.second().awaitEnd());
        }
    }

    @Test
    public void authenticatorsListsTheStaticOne() throws Exception {
        Map<String, @Nullable Object> all = Json.object(execute("culvert:authenticators --json"));
        String taking = String.valueOf(all.get("authenticators"));
        assertTrue(taking, taking.contains("io.culvert.authenticator.statictoken"));
        assertEquals(List.of(), all.get("missing"));
        assertTrue(execute("culvert:authenticators").contains("itests"));
    }

    @Test
    public void healthShowsEachPart() throws Exception {
        String parts = Json.array(execute("culvert:health --json")).toString();
        assertTrue(parts, parts.contains("name=broker") && parts.contains("status=OK"));
        assertTrue(execute("culvert:health").contains("The broker introduces peers to each other."));
    }

    @Test
    public void watchShowsPictures() throws Exception {
        Map<String, @Nullable Object> picture = Json.object(execute("culvert:watch --json --count 1"));
        assertEquals(Set.of("time", "status", "tunnels", "sessions"), picture.keySet());
        assertTrue(execute("culvert:watch --count 1").contains("Tunnels:"));
    }
}
