package io.culvert.codec.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.ca.RenewalProof;
import io.culvert.api.codec.AuthFailure;
import io.culvert.api.codec.CodecSession;
import io.culvert.api.codec.Message;
import io.culvert.api.transport.PeerInfo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reads the answer as a client would, and holds what the gateway says and takes against it. */
class IntrospectTest {

    private static final Map<String, String> SAMPLES =
            Map.of("certificate", Certificates.DEVICE, "signature", Certificates.SIGNATURE);

    private final Json.Obj api = member(answer("RemoteProxy.Introspect"), "params");

    @Test
    void namesMethodsNotificationsAndTypes() {
        assertThat(api.members()).containsOnlyKeys("methods", "notifications", "types");
        assertThat(member(api, "methods").members())
                .containsOnlyKeys(
                        "Authentication.Authenticate",
                        "Certificate.Authorities",
                        "Certificate.Renew",
                        "Certificate.Sign",
                        "Certificate.Status",
                        "RemoteProxy.Hello",
                        "RemoteProxy.Introspect");
        assertThat(member(api, "notifications").members())
                .containsOnlyKeys("Tunnel.Established", "RemoteProxy.TunnelEstablished");
        assertThat(member(api, "types"))
                .isEqualTo(Peer.json(
                        "{\"AuthenticationError\":[\"AuthenticationErrorNoError\",\"AuthenticationErrorUnknown\","
                                + "\"AuthenticationErrorTimeout\",\"AuthenticationErrorAborted\","
                                + "\"AuthenticationErrorAuthenticationFailed\",\"AuthenticationErrorProxyError\"],"
                                + "\"BasicType\":[\"String\",\"Object\"]}"));
    }

    @Test
    void describesAuthenticateInBothDialects() {
        Json.Obj authenticate = member(member(api, "methods"), "Authentication.Authenticate");
        assertThat(authenticate.text("description")).contains("params {\"token\":\"String\"}, returns {}");
        assertThat(authenticate.get("params"))
                .isEqualTo(Peer.json(
                        "{\"name\":\"String\",\"o:nonce\":\"String\",\"token\":\"String\",\"uuid\":\"String\"}"));
        assertThat(authenticate.get("returns"))
                .isEqualTo(Peer.json("{\"authenticationError\":\"$ref:AuthenticationError\"}"));
    }

    @Test
    void everythingHasADescription() {
        for (String part : List.of("methods", "notifications")) {
            assertThat(member(api, part).members().values()).isNotEmpty().allSatisfy(entry -> assertThat(
                            ((Json.Obj) entry).text("description"))
                    .isNotBlank());
        }
    }

    @Test
    void whatIsDescribedCanBeCalledAndAnswersAsDescribed() {
        member(api, "methods").members().forEach((name, method) -> {
            Json.Obj described = (Json.Obj) method;
            Peer peer = new Peer();
            Message message =
                    peer.sends(call(name, sample(member(described, "params")))).get(0);
            assertFits(member(Peer.read(answer(message, peer.session())), "params"), member(described, "returns"));
        });
    }

    private static String answer(Message message, CodecSession session) {
        if (message instanceof Message.Answered answered) {
            return answered.reply();
        } else if (message instanceof Message.Authorities request) {
            return session.authorities(request.id(), Certificates.TRUST);
        } else if (message instanceof Message.CertificateStatus request) {
            return session.certificateStatus(request.id(), Certificates.OCSP);
        } else if (message instanceof Message.CertificateRequest request) {
            return session.issued(request.id(), Certificates.issued(Certificates.DEVICE));
        }
        assertThat(message).isInstanceOf(Message.Authenticate.class);
        return session.accepted();
    }

    @Test
    void describesWhatACertificateIsAskedForWith() {
        Json.Obj methods = member(api, "methods");
        assertThat(member(methods, "Certificate.Sign"))
                .extracting(method -> method.get("params"), method -> method.get("returns"))
                .containsExactly(
                        Peer.json("{\"csr\":\"String\",\"o:name\":\"String\",\"token\":\"String\","
                                + "\"o:uuid\":\"String\"}"),
                        Peer.json("{\"certificate\":\"String\",\"chain\":\"String\"}"));
        assertThat(member(methods, "Certificate.Renew").get("params"))
                .isEqualTo(Peer.json("{\"certificate\":\"String\",\"csr\":\"String\",\"signature\":\"String\"}"));
        assertThat(member(methods, "Certificate.Renew").text("description"))
                .contains(
                        "\"" + new String(RenewalProof.signedContent(new byte[0]), StandardCharsets.US_ASCII).strip());
    }

    @Test
    void everyAnswerToAuthenticateIsDescribed() {
        Json.Obj returns = member(member(member(api, "methods"), "Authentication.Authenticate"), "returns");
        for (AuthFailure failure : AuthFailure.values()) {
            Peer peer = new Peer();
            assertThat(peer.sends(Peer.CLASSIC)).hasSize(1);
            assertFits(member(Peer.read(peer.session().rejected(failure)), "params"), returns);
        }
    }

    @Test
    void notificationsAreAsDescribed() {
        for (String question : List.of(Peer.SEED, Peer.CLASSIC)) {
            Peer peer = new Peer();
            assertThat(peer.sends(question)).hasSize(1);
            Json.Obj sent = Peer.read(peer.session().established(new PeerInfo("i", "u", "n")));
            Json.Obj described = member(member(api, "notifications"), String.valueOf(sent.text("notification")));
            Json params = sent.get("params");
            assertFits(params == null ? Json.Obj.empty() : params, member(described, "params"));
        }
    }

    private void assertFits(Json value, Json.Obj template) {
        Json.Obj object = (Json.Obj) value;
        assertThat(object.members()).hasSameSizeAs(template.members());
        for (Map.Entry<String, Json> expected : template.members().entrySet()) {
            Json actual = object.get(expected.getKey());
            String type = ((Json.Str) expected.getValue()).text();
            switch (type) {
                case "String" -> assertThat(actual).isInstanceOf(Json.Str.class);
                case "Object" -> assertThat(actual).isInstanceOf(Json.Obj.class);
                default ->
                    assertThat(member(api, "types").get(type.substring("$ref:".length())))
                            .isInstanceOfSatisfying(Json.Arr.class, values -> assertThat(values.elements())
                                    .contains(actual));
            }
        }
    }

    private static Json.Obj sample(Json.Obj template) {
        Json.Obj params = Json.Obj.empty();
        for (String key : template.members().keySet()) {
            String name = key.replaceFirst("^o:", "");
            params = params.with(name, SAMPLES.getOrDefault(name, "sample"));
        }
        return params;
    }

    private static String call(String method, Json.Obj params) {
        return Json.Obj.empty()
                .with("id", "1")
                .with("method", method)
                .with("params", params)
                .toString();
    }

    private static Json.Obj answer(String method) {
        List<Message> messages = new ArrayList<>(new Peer().sends(call(method, Json.Obj.empty())));
        return Peer.read(((Message.Answered) messages.get(0)).reply());
    }

    private static Json.Obj member(Json.Obj object, String key) {
        Json member = object.get(key);
        assertThat(member).as(key).isInstanceOf(Json.Obj.class);
        return member instanceof Json.Obj found ? found : Json.Obj.empty();
    }
}
