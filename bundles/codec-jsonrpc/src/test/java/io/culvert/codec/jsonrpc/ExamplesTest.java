package io.culvert.codec.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.ca.Issuance;
import io.culvert.api.ca.Refusal;
import io.culvert.api.codec.AuthFailure;
import io.culvert.api.codec.CodecSession;
import io.culvert.api.codec.Message;
import io.culvert.api.transport.PeerInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replays the examples of {@code docs/protocol.md}; how one is written is said there. */
class ExamplesTest {

    private static final Pattern REFUSAL = Pattern.compile("the authority refuses it: (\\S+), \"(.*)\"");
    private static final Pattern PARTNER = Pattern.compile("the partner comes: name \"(.*)\", uuid \"(.*)\"");

    private final Peer peer = new Peer(new JsonRpcCodec("culvert", "0.1.0"));

    /** What the gateway said and did, and the example has not mentioned yet. */
    private final Deque<String> said = new ArrayDeque<>();

    /** What waits for the certificate authority. */
    private Message.@Nullable CertificateRequest asked;

    static List<Path> theGatewaySaysWhatTheExampleShows() throws IOException {
        return ProtocolPage.examples();
    }

    @ParameterizedTest
    @MethodSource
    void theGatewaySaysWhatTheExampleShows(Path example) throws IOException {
        List<String> lines = Files.readAllLines(example);
        assertThat(lines).isNotEmpty();
        for (String line : lines) {
            String content = line.substring(3);
            switch (line.substring(0, 3)) {
                case "-> " -> peer.sends(content).forEach(this::hear);
                case "<- " -> assertThat(said.poll()).isEqualTo(content + "\n");
                case "-- " -> happens(content);
                default -> throw new AssertionError(line);
            }
        }
        assertThat(said).isEmpty();
    }

    private void hear(Message message) {
        if (message instanceof Message.Answered answered) {
            said.add(answered.reply());
        } else if (message instanceof Message.Malformed malformed) {
            if (malformed.reply() != null) {
                said.add(malformed.reply());
            }
            said.add("closed: " + malformed.reason().code() + " "
                    + malformed.reason().text());
        } else if (message instanceof Message.CertificateRequest request) {
            asked = request;
        }
    }

    private void happens(String event) {
        CodecSession session = peer.session();
        Matcher partner = PARTNER.matcher(event);
        if (partner.matches()) {
            said.add(session.established(new PeerInfo("somebody", partner.group(2), partner.group(1))));
            return;
        }
        if (asked != null) {
            authorityAnswers(asked, event, session);
            return;
        }
        switch (event) {
            case "the token is accepted" -> said.add(session.accepted());
            case "the token is refused" -> said.add(session.rejected(AuthFailure.AUTHENTICATION_FAILED));
            case "the token could not be checked in time" -> said.add(session.rejected(AuthFailure.TIMEOUT));
            case "the token could not be checked" -> said.add(session.rejected(AuthFailure.PROXY_ERROR));
            case "the check was aborted" -> said.add(session.rejected(AuthFailure.ABORTED));
            case "the answer takes too long" -> said.add(session.timedOut());
            case "the partner comes: no name, no uuid" ->
                said.add(session.established(new PeerInfo("somebody", null, null)));
            default -> assertThat(said.poll()).isEqualTo(event);
        }
    }

    private void authorityAnswers(Message.CertificateRequest request, String event, CodecSession session) {
        Matcher refusal = REFUSAL.matcher(event);
        if (refusal.matches()) {
            Refusal reason = Arrays.stream(Refusal.values())
                    .filter(each -> each.text().equals(refusal.group(1)))
                    .findFirst()
                    .orElseThrow();
            said.add(session.issued(request.id(), new Issuance.Refused(reason, refusal.group(2))));
            return;
        }
        switch (event) {
            case "the authority issues the certificate" -> said.add(session.issued(request.id(), issue(request)));
            case "the authority says whom to believe" ->
                said.add(session.authorities(request.id(), Certificates.TRUST));
            case "the certificate is good" -> said.add(session.certificateStatus(request.id(), Certificates.OCSP));
            case "there is no authority" ->
                said.add(session.failed(request.id(), "This gateway issues no certificates."));
            case "the answer takes too long" -> said.add(session.timedOut(request.id()));
            default -> throw new AssertionError(event);
        }
    }

    /** What is asked for must be what is issued. */
    private static Issuance issue(Message.CertificateRequest request) {
        if (request instanceof Message.Renew renew) {
            assertThat(renew.proof().certificate()).isEqualTo(Certificates.x509(Certificates.DEVICE));
            assertThat(renew.proof().signature()).isEqualTo(Base64.getDecoder().decode(Certificates.SIGNATURE));
            assertThat(renew.request()).isEqualTo(Certificates.der(Certificates.SUCCESSOR_REQUEST));
            return Certificates.issued(Certificates.SUCCESSOR);
        }
        assertThat(request).isInstanceOfSatisfying(Message.Enroll.class, enroll -> assertThat(enroll.request())
                .isEqualTo(Certificates.der(Certificates.DEVICE_REQUEST)));
        return Certificates.issued(Certificates.DEVICE);
    }
}
