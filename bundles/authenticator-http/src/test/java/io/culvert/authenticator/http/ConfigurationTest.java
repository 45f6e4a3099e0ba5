package io.culvert.authenticator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.config.BadConfigurationException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {

    private static final Keys GOOD = Keys.url("https://auth.example.org/check");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            url               | ''                          | url: is empty
            url               | auth.example.org            | must begin with https://, http:// and a host
            url               | ftp://auth.example.org      | must begin with https://, http:// and a host
            url               | https:///check              | must begin with https://, http:// and a host
            url               | https://a b/                | is not a URL
            url               | https://u:hidden@a.example/ | url: must have no user and password
            url               | http://auth.example.org/    | http:// would send tokens over the network
            url               | http://127.0.0.1.example.org/ | http:// would send tokens over the network
            url               | http://192.168.1.1/         | http:// would send tokens over the network
            name              | ''                          | name: is empty
            preset            | lambda                      | preset = lambda: must be one of plain, nymea-cloud, introspection, custom
            preset            | custom                      | answer.valid: is empty
            preset            | introspection               | .secret: is empty
            pattern           | [a-                         | pattern = [a-: is not a regular expression of Java: Illegal character range
            request.format    | xml                         | request.format = xml: must be one of json, form
            request.token     | -                           | request.token = -: the service must be told the token
            request.uuid      | token                       | two fields have the same name
            answer.valid      | valid                       | answer.valid = valid: must be a JSON pointer (RFC 6901) like /user/email
            answer.valid      | -                           | rejecting.status: is empty
            answer.identity   | /a~2b                       | answer.identity = /a~2b: must be a JSON pointer
            answer.identity   | /a~                         | must be a JSON pointer
            answer.identity   | -                           | answer.identity: is empty
            answer.expires    | -                           | answer.uses: needs answer.expires
            attributes        | mail                        | attributes = mail: must be NAME=/pointer
            attributes        | =/mail                      | must be NAME=/pointer
            attributes        | mail=mail                   | attributes = mail: must be a JSON pointer
            rejecting.status  | 200                         | rejecting.status = [200]: must be statuses between 201 and 599
            rejecting.status  | 401;403                     | must be statuses between 201 and 599
            rejecting.status  | 99999999999                 | must be statuses between 201 and 599
            auth              | digest                      | auth = digest: must be one of none, basic, bearer
            auth              | bearer                      | .secret: is empty
            signing           | md5                         | signing = md5: must be one of none, hmac, aws-sigv4
            signing           | hmac                        | .signing.secret: is empty
            signing           | aws-sigv4                   | .signing.secret: is empty
            ca                | /nowhere/ca.pem             | ca = /nowhere/ca.pem: there is no such file
            certificate       | /nowhere/own.pem            | certificate and certificate.key belong together
            proxy             | proxy.example.org           | proxy = proxy.example.org: must be HOST:PORT
            proxy             | http://proxy.example.org:1  | must be HOST:PORT
            proxy             | proxy.example.org:70000     | must be HOST:PORT
            http.version      | 3                           | http.version = 3: must be one of 1.1, 2
            timeout           | 0                           | timeout = 0: must be a whole number between 1 and 60
            timeout           | soon                        | timeout = soon: must be a whole number between 1 and 60
            concurrency       | 0                           | concurrency = 0: must be a whole number between 1 and 1024
            answer.size       | 0                           | answer.size = 0: must be a whole number between 1 and 1048576
            limit.tunnels     | -1                          | limit.tunnels = -1: must be a whole number
            .secret           | unused                      |
            """)
    void saysWhatIsWrong(String key, String value, String message) {
        Keys keys = GOOD.with(key, value);
        if (message == null) {
            assertThatCode(keys::service).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(keys::service)
                    .isInstanceOf(BadConfigurationException.class)
                    .hasMessageContaining(message)
                    .message()
                    .doesNotContain("hidden");
        }
    }

    @Test
    void keysThatBelongTogether() {
        Keys aws = GOOD.with("signing", "aws-sigv4").with(".signing.secret", "hidden");
        assertThatThrownBy(aws::service).hasMessage("signing.key.id: is empty");
        aws = aws.with("signing.key.id", "AKIDEXAMPLE");
        assertThatThrownBy(aws::service).hasMessage("signing.region: is empty");
        aws = aws.with("signing.region", "eu-west-1");
        assertThatThrownBy(aws::service).hasMessage("signing.service: is empty");
        aws = aws.with("signing.service", "lambda");
        assertThatCode(aws::service).doesNotThrowAnyException();
        assertThatThrownBy(aws.with("auth", "bearer").with(".secret", "x")::service)
                .hasMessage("signing = aws-sigv4: needs the header that auth uses, so auth must be none");
        assertThatThrownBy(GOOD.with("auth", "basic").with(".secret", "hidden")::service)
                .hasMessage("username: is empty");
        assertThatThrownBy(GOOD.with("auth", "basic").with(".secret", "hidden").with("username", "a:b")::service)
                .hasMessage("username = a:b: must have no colon, RFC 7617");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hidden\nX-Injected: 1", "hidden secret", "hiddän"})
    void whatBecomesAHeaderCannotBreakOutOfIt(String secret) {
        Keys aws = GOOD.with("signing", "aws-sigv4")
                .with(".signing.secret", "x")
                .with("signing.key.id", "x")
                .with("signing.region", "x")
                .with("signing.service", "x");
        for (Keys keys : new Keys[] {
            GOOD.with("auth", "bearer").with(".secret", secret),
            aws.with(".signing.session.token", secret),
            aws.with("signing.key.id", secret),
            aws.with("signing.region", secret)
        }) {
            assertThatThrownBy(keys::service)
                    .hasMessageContaining("must have visible ASCII characters only")
                    .message()
                    .doesNotContain("hidd");
        }
    }

    @Test
    void secretsThatAreNotWhereTheyShouldBe(@TempDir Path folder) {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(GOOD.with("auth", "bearer").with(".secret", "file:" + missing)::service)
                .hasMessage(".secret = file:" + missing + ": there is no such file");
        assertThatThrownBy(GOOD.with("signing", "hmac").with(".signing.secret", "env:CULVERT_HAS_NO_SUCH")::service)
                .hasMessageContaining("the gateway's environment has no such variable");
    }

    @Test
    void loopbackNeedsNoHttps() {
        for (String host : new String[] {"localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "[::1]"}) {
            assertThatCode(Keys.url("http://" + host + ":8080/check")::service).doesNotThrowAnyException();
        }
    }

    @Test
    void theHostsDefaultsAreThoseOfAuthenticator() {
        HttpConfig config = new Keys(java.util.Map.of()).config();
        assertThat(config.cache_age()).isZero();
        assertThat(config.cache_size()).isEqualTo(1000);
        assertThat(config.cache_by()).isEqualTo("uuid,name,nonce,address");
        assertThat(config.circuit_failures()).isEqualTo(10);
        assertThat(config.circuit_pause()).isEqualTo(5);
        assertThat(config.timeout())
                .as("less than the broker's deadline of 5 s")
                .isLessThan(5);
    }

    @Test
    void aMistakeIsLoggedOnceWithItsFileAndWithoutSecrets() {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            GOOD.with("auth", "bearer")
                    .with(".secret", "hidden-1")
                    .with("signing", "hmac")
                    .with(".signing.secret", "hidden-2")
                    .with("timeout", 61)
                    .start();
        } finally {
            System.setErr(before);
        }
        assertThat(log.toString(StandardCharsets.UTF_8))
                .containsOnlyOnce("ERROR")
                .contains(Keys.FILE + ": timeout = 61: must be a whole number between 1 and 60. It lets nobody in until"
                        + " this is put right")
                .doesNotContain("hidden");
    }
}
