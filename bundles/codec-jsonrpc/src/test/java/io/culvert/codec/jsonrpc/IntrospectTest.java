package io.culvert.codec.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.codec.AuthFailure;
import io.culvert.api.codec.Message;
import io.culvert.api.transport.PeerInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reads the answer as a client would, and holds what the gateway says and takes against it. */
class IntrospectTest {

    private final Json.Obj api = member(answer("RemoteProxy.Introspect"), "params");

    @Test
    void namesMethodsNotificationsAndTypes() throws RefusedException {
        assertThat(api.members()).containsOnlyKeys("methods", "notifications", "types");
        assertThat(member(api, "methods").members())
                .containsOnlyKeys("Authentication.Authenticate", "RemoteProxy.Hello", "RemoteProxy.Introspect");
        assertThat(member(api, "notifications").members())
                .containsOnlyKeys("Tunnel.Established", "RemoteProxy.TunnelEstablished");
        assertThat(member(api, "types"))
                .isEqualTo(
                        read("{\"AuthenticationError\":[\"AuthenticationErrorNoError\",\"AuthenticationErrorUnknown\","
                                + "\"AuthenticationErrorTimeout\",\"AuthenticationErrorAborted\","
                                + "\"AuthenticationErrorAuthenticationFailed\",\"AuthenticationErrorProxyError\"],"
                                + "\"BasicType\":[\"String\",\"Object\"]}"));
    }

    @Test
    void describesAuthenticateInBothDialects() throws RefusedException {
        Json.Obj authenticate = member(member(api, "methods"), "Authentication.Authenticate");
        assertThat(authenticate.text("description")).contains("params {\"token\":\"String\"}, returns {}");
        assertThat(authenticate.get("params"))
                .isEqualTo(
                        read("{\"name\":\"String\",\"o:nonce\":\"String\",\"token\":\"String\",\"uuid\":\"String\"}"));
        assertThat(authenticate.get("returns"))
                .isEqualTo(read("{\"authenticationError\":\"$ref:AuthenticationError\"}"));
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
            String reply = message instanceof Message.Answered answered
                    ? answered.reply()
                    : peer.session().accepted();
            assertFits(member(parse(reply), "params"), member(described, "returns"));
        });
    }

    @Test
    void everyAnswerToAuthenticateIsDescribed() {
        Json.Obj returns = member(member(member(api, "methods"), "Authentication.Authenticate"), "returns");
        for (AuthFailure failure : AuthFailure.values()) {
            Peer peer = new Peer();
            assertThat(peer.sends(Peer.CLASSIC)).hasSize(1);
            assertFits(member(parse(peer.session().rejected(failure)), "params"), returns);
        }
    }

    @Test
    void notificationsAreAsDescribed() {
        for (String question : List.of(Peer.SEED, Peer.CLASSIC)) {
            Peer peer = new Peer();
            assertThat(peer.sends(question)).hasSize(1);
            Json.Obj sent = parse(peer.session().established(new PeerInfo("i", "u", "n")));
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
            params = params.with(key.replaceFirst("^o:", ""), "sample");
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
        return parse(((Message.Answered) messages.get(0)).reply());
    }

    private static Json.Obj member(Json.Obj object, String key) {
        Json member = object.get(key);
        assertThat(member).as(key).isInstanceOf(Json.Obj.class);
        return member instanceof Json.Obj found ? found : Json.Obj.empty();
    }

    private static Json.Obj parse(String document) {
        assertThat(document).endsWith("\n");
        try {
            return (Json.Obj) read(document);
        } catch (RefusedException e) {
            throw new AssertionError(e.message().reply(), e);
        }
    }

    private static Json read(String document) throws RefusedException {
        Json json = new DocumentReader().next(ByteBuffer.wrap(document.getBytes(StandardCharsets.UTF_8)));
        if (json == null) {
            throw new AssertionError("unfinished: " + document);
        }
        return json;
    }
}
