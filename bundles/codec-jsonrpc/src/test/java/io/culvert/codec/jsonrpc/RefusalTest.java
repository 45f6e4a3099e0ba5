package io.culvert.codec.jsonrpc;

import static io.culvert.codec.jsonrpc.Peer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.codec.Message;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "}",
                "]",
                "{]",
                "[}",
                "{\"id\" 0}",
                "{\"id\":0,}",
                "{\"id\":0, \n}",
                "[0,]",
                "{,}",
                "[,]",
                "[0,,0]",
                "{\"id\":0,,\"a\":0}",
                "{\"id\"}",
                "{\"id\":}",
                "{\"id\":0:0}",
                "{0:0}",
                "[0 0]",
                "[\"\" \"\"]",
                "{'id':0}",
                "{id:0}",
                "// no\n{}",
                "{\"id\":NaN}",
                "{\"id\":Infinity}",
                "{\"id\":-Infinity}",
                "{\"id\":01}",
                "{\"id\":+1}",
                "{\"id\":.5}",
                "{\"id\":0x1}",
                "{\"id\":\"\\x\"}",
                "{\"id\":\"a\nb\"}",
                "{\"id\":True}",
                "{\"\\ud800\":0}",
                "\u0000",
                "GET /websocket HTTP/1.1\r\n\r\n"
            })
    void whatIsNotJsonIsASyntaxError(String text) {
        assertThat(refusal(text)).matches(notJson("syntax error"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80", // a continuation at the beginning
                "7b22c3", // followed by the quote below
                "7b22c080", // overlong
                "7b22c1bf",
                "7b22e08080",
                "7b22f0808080",
                "7b22eda080", // an encoded surrogate
                "7b22f4908080", // beyond U+10FFFF
                "7b22f8888080",
                "7b22ff",
                "fe"
            })
    void whatIsNotUtf8IsRefused(String hex) {
        assertThat(refusal(HexFormat.of().parseHex(hex + "22"))).matches(notJson("invalid UTF-8"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff", "\ud800\udc00", "\udbff\udfff"})
    void everyOtherCodePointIsGood(String text) {
        assertThat(new Peer().sends("{\"" + text + "\":\"" + text + "\"," + Peer.HELLO.substring(1)))
                .containsExactly(Peer.HELLO_ANSWER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\":\"\\ud800\"}", "{\"id\":\"\\udc00\\ud800\"}"})
    void halfACharacterIsRefused(String text) {
        assertThat(refusal(text)).matches(notJson("unpaired surrogate"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":0,\"id\":1}",
                "{\"id\":0,\"params\":{\"token\":\"a\",\"token\":\"a\"}}",
                "[{\"\":0,\"\":0}]"
            })
    void aKeyThatComesTwiceIsRefused(String text) {
        assertThat(refusal(text)).matches(notJson("duplicate key"));
    }

    @ParameterizedTest
    @MethodSource
    void aNumberThatNoClientCanHoldIsRefused(String number) {
        assertThat(refusal("{\"id\":" + number + "}")).matches(notJson("number out of range"));
    }

    static String[] aNumberThatNoClientCanHoldIsRefused() {
        return new String[] {"1e400", "-1e999999999", "1e99999999999999999999", "9".repeat(309), "9".repeat(9000)};
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void deepNestingIsRefused(String level) {
        assertThat(refusal(level.repeat(1500))).matches(notJson("nested deeper than 16"));
        assertThat(new Peer().sends(level.repeat(16))).isEmpty();
    }

    @Test
    void whatIsNotJsonIsNotRepeated() {
        assertThat(refusal("secret ")).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "[{\"id\":0}]",
                "\"text\"",
                "12 ",
                "-1.5\n",
                "true ",
                "null ",
                "{\"id\":null}",
                "{\"id\":true}",
                "{\"id\":[0]}",
                "{\"id\":\"\"}",
                "{\"id\":\"x\"}",
                "{\"id\":\" 1\"}",
                "{\"id\":\"1.0\"}",
                "{\"id\":\"+1\"}",
                "{\"id\":\"\u0661\"}",
                "{\"id\":1.5}",
                "{\"id\":1e300}",
                "{\"id\":\"99999999999999999999\"}",
                "{\"method\":\"RemoteProxy.Hello\"}"
            })
    void whatHasNoIntegerForAnIdIsRefused(String text) {
        assertThat(refusal(text))
                .isEqualTo("1011 The id property is missing in the request. "
                        + "{\"id\":-1,\"status\":\"error\",\"error\":\"Error parsing command. Missing 'id'\"}\n");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "12,12",
                "\"12\",12",
                "-3,-3",
                "\"-3\",-3",
                "12.0,12",
                "1.2e1,12",
                "\"007\",7",
                "4294967296,4294967296"
            })
    void whatCanBeMadeAnIntegerIsAnId(String id, String echoed) {
        assertThat(new Peer().sends("{\"method\":\"RemoteProxy.Hello\",\"id\":" + id + "}"))
                .singleElement()
                .extracting(Object::toString)
                .asString()
                .contains("{\"id\":" + echoed + ",\"params\"");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{\"id\":3}|``",
                "{\"id\":3,\"method\":\"\"}|``",
                "{\"id\":3,\"method\":\"Hello\"}|Hello",
                "{\"id\":3,\"method\":\"A.B.C\"}|A.B.C",
                "{\"id\":3,\"method\":7}|7",
                "{\"id\":3,\"method\":null}|null"
            })
    void aMethodWithoutExactlyOneDotIsRefused(String text, String shown) {
        assertThat(refusal(text))
                .isEqualTo("1011 Invalid method passed. {\"id\":3,\"status\":\"error\",\"error\":"
                        + "\"Error parsing method. Got: '" + shown + "'', Expected: 'Namespace.method'\"}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Foo.Bar", ".", ".Hello", "remoteproxy.Hello", "Remote.Proxy", "TunnelProxy.RegisterServer"})
    void anUnknownNamespaceIsRefused(String method) {
        assertThat(refusal("{\"id\":3,\"params\":7,\"method\":\"" + method + "\"}"))
                .isEqualTo("1011 No such namespace. {\"id\":3,\"status\":\"error\",\"error\":\"No such namespace\"}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RemoteProxy.", "RemoteProxy.Hell", "RemoteProxy.Authenticate", "Authentication.hello"})
    void anUnknownMethodIsRefused(String method) {
        assertThat(refusal("{\"id\":3,\"params\":7,\"method\":\"" + method + "\"}"))
                .isEqualTo("1011 No such method. {\"id\":3,\"status\":\"error\",\"error\":\"No such method\"}\n");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{}                                    | Missing key name in {}",
                "{\"nonce\":\"s\"}                     | Missing key name in {\"nonce\":\"***\"}",
                "{\"token\":\"s\",\"nonce\":\"s\"}     | Missing key name in {\"token\":\"***\",\"nonce\":\"***\"}",
                "{\"token\":\"s\",\"name\":\"n\"}      | Missing key uuid in {\"token\":\"***\",\"name\":\"n\"}",
                "{\"uuid\":\"u\",\"name\":\"n\"}       | Missing key token in {\"uuid\":\"u\",\"name\":\"n\"}",
                "{\"uuid\":\"u\",\"token\":\"s\"}      | Missing key name in {\"uuid\":\"u\",\"token\":\"***\"}",
                "{\"token\":7}                         | Param *** is not a string.",
                "{\"token\":null}                      | Param *** is not a string.",
                "{\"name\":{\"a\":[1,2.50]},\"x\":1}   | Param {\"a\":[1,2.50]} is not a string.",
                "{\"uuid\":1,\"name\":\"n\",\"token\":\"s\"} | Param 1 is not a string.",
                "{\"uuid\":\"u\",\"name\":\"n\",\"token\":\"s\",\"nonce\":false} | Param *** is not a string.",
                "{\"uuid\":\"u\",\"name\":\"n\",\"token\":\"s\",\"Nonce\":1} | Forbidden key \"Nonce\" in "
                        + "{\"uuid\":\"u\",\"name\":\"n\",\"token\":\"***\",\"Nonce\":1}",
                "7                                     | Not an object",
                "[\"s\"]                               | Not an object",
                "\"s\"                                 | Not an object"
            })
    void wrongParamsOfAuthenticateAreRefusedWithoutShowingSecrets(String params, String complaint) {
        assertThat(refusal("{\"id\":5,\"method\":\"Authentication.Authenticate\",\"params\":" + params + "}"))
                .isEqualTo("1011 Invalid params passed. " + Outgoing.error(5, "Invalid params: " + complaint));
    }

    @Test
    void absentParamsAreEmptyParams() {
        assertThat(refusal("{\"id\":5,\"method\":\"Authentication.Authenticate\"}"))
                .contains("Invalid params: Missing key name in {}");
        assertThat(new Peer().sends("{\"id\":7,\"method\":\"RemoteProxy.Hello\",\"params\":null}"))
                .containsExactly(Peer.HELLO_ANSWER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hello", "Introspect"})
    void methodsWithoutParamsTakeNone(String method) {
        assertThat(refusal("{\"id\":5,\"method\":\"RemoteProxy." + method + "\",\"params\":{\"token\":\"s\"}}"))
                .contains("Invalid params: Forbidden key \\\"token\\\" in {\\\"token\\\":\\\"***\\\"}");
    }

    @Test
    void keysBesideTheKnownOnesAreIgnored() {
        assertThat(new Peer().sends("{\"jsonrpc\":\"2.0\"," + Peer.HELLO.substring(1)))
                .containsExactly(Peer.HELLO_ANSWER);
    }

    @Test
    void aReplyIsOneLineWhateverItQuotes() {
        String text = "{\"id\":3,\"method\":\"a\\n\\\"\\u0000\\u2028ü\"}";
        assertThat(((Message.Malformed) new Peer().sends(text).get(0)).reply())
                .isEqualTo("{\"id\":3,\"status\":\"error\",\"error\":\"Error parsing method. Got: "
                        + "'a\\n\\\"\\u0000\u2028ü'', Expected: 'Namespace.method'\"}\n");
    }

    private static String notJson(String detail) {
        return "1011 Invalid JSON data received\\. \\{\"id\":-1,\"status\":\"error\","
                + "\"error\":\"Failed to parse JSON data: " + detail + " at byte \\d+\"}\n";
    }
}
