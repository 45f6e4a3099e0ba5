package io.culvert.authenticator.statictoken;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthResult.Abstained;
import io.culvert.api.auth.AuthResult.Accepted;
import io.culvert.api.auth.AuthResult.Rejected;
import io.culvert.api.auth.Credentials;
import io.culvert.api.transport.ConnectionInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.osgi.util.converter.Converters;

class StaticTokenAuthenticatorTest {

    /** {@code printf %s s3cret | sha256sum} */
    private static final String SHA256_OF_S3CRET = "1ec1c26b50d5d3c58d9583181af8076655fe00756bf7285940ba3670f99fcba0";

    private static final Map<String, Object> PROPERTIES = Map.of("ranking", 0);

    @Test
    void acceptsAClearTokenUnderTheNameOfItsFile() {
        assertThat(ask(authenticator(new Keys().tokens("other", "s3cret")), "s3cret", null))
                .isEqualTo(new Accepted("home"));
    }

    @Test
    void acceptsATokenGivenAsItsDigestInEitherCase() {
        assertThat(ask(authenticator(new Keys().sha256(SHA256_OF_S3CRET)), "s3cret", null))
                .isInstanceOf(Accepted.class);
        assertThat(ask(authenticator(new Keys().sha256(SHA256_OF_S3CRET.toUpperCase(Locale.ROOT))), "s3cret", null))
                .isInstanceOf(Accepted.class);
    }

    @Test
    void doesNotAcceptADigestInPlaceOfItsToken() {
        assertThat(ask(authenticator(new Keys().sha256(SHA256_OF_S3CRET)), SHA256_OF_S3CRET, null))
                .isInstanceOf(Abstained.class);
    }

    @Test
    void hashesTheUtf8OfAToken() {
        // printf %s 'schlüssel' | sha256sum, in a UTF-8 locale
        var authenticator =
                authenticator(new Keys().sha256("ccec7a8e3e039f0b6b308a81f438e1d07a59c8c896b4f237d10c3eecb8375ef7"));

        assertThat(ask(authenticator, "schlüssel", null)).isInstanceOf(Accepted.class);
    }

    @Test
    void abstainsFromATokenItDoesNotKnow() {
        var authenticator = authenticator(new Keys().tokens("s3cret"));

        for (String token : List.of("", "s3cre", "s3cret ", "S3CRET", "\uD800")) {
            assertThat(ask(authenticator, token, null)).as(token).isInstanceOf(Abstained.class);
        }
    }

    @Test
    void comparesUuidsWithoutBracesAndCase() {
        var authenticator = authenticator(new Keys().tokens("s3cret").uuids("{ABCD-1}", "abcd-2"));

        for (String uuid : List.of("abcd-1", "{abcd-1}", "ABCD-2", "{Abcd-2}")) {
            assertThat(ask(authenticator, "s3cret", uuid)).as(uuid).isInstanceOf(Accepted.class);
        }
    }

    @Test
    void rejectsAPeerWhoseUuidIsNotAllowedOrMissing() {
        var authenticator = authenticator(new Keys().tokens("s3cret").uuids("abcd-1"));

        assertThat(ask(authenticator, "s3cret", "abcd-2"))
                .isEqualTo(new Rejected("the uuid is not one of those that \"home\" allows"));
        assertThat(ask(authenticator, "s3cret", null)).isInstanceOf(Rejected.class);
    }

    @Test
    void abstainsFromAForeignTokenWhateverTheUuid() {
        var authenticator = authenticator(new Keys().tokens("s3cret").uuids("abcd-1"));

        assertThat(ask(authenticator, "other", "abcd-2")).isInstanceOf(Abstained.class);
    }

    @Test
    void takesUpAChangedFile() {
        var authenticator = authenticator(new Keys().tokens("old"));

        authenticator.modified(new Keys().tokens("new").config(), PROPERTIES);

        assertThat(ask(authenticator, "new", null)).isInstanceOf(Accepted.class);
        assertThat(ask(authenticator, "old", null)).isInstanceOf(Abstained.class);
    }

    @Test
    void keepsTheTokensFromBeforeAMistake() {
        var authenticator = authenticator(new Keys().tokens("old"));

        authenticator.modified(new Keys().tokens("new").sha256("oops").config(), PROPERTIES);

        assertThat(ask(authenticator, "old", null)).isInstanceOf(Accepted.class);
        assertThat(ask(authenticator, "new", null)).isInstanceOf(Abstained.class);
    }

    @Test
    void letsNobodyInByAFirstFileWithAMistakeUntilItIsPutRight() {
        var authenticator = authenticator(new Keys().tokens("s3cret").sha256("oops"));
        assertThat(ask(authenticator, "s3cret", null)).isInstanceOf(Abstained.class);

        authenticator.modified(new Keys().tokens("s3cret").config(), PROPERTIES);

        assertThat(ask(authenticator, "s3cret", null)).isInstanceOf(Accepted.class);
    }

    private static StaticTokenAuthenticator authenticator(Keys keys) {
        return new StaticTokenAuthenticator(keys.config(), PROPERTIES);
    }

    private static AuthResult ask(StaticTokenAuthenticator authenticator, String token, @Nullable String uuid) {
        var connection = new ConnectionInfo(
                "c1",
                ConnectionInfo.Kind.WEBSOCKET,
                true,
                "main",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711),
                Instant.EPOCH,
                List.of());
        return authenticator
                .authenticate(new Credentials(token, uuid, "name", "nonce", connection))
                .toCompletableFuture()
                .join();
    }

    /** A configuration as DS would make it from a file. */
    record Keys(String name, List<String> tokens, List<String> digests, List<String> uuids) {

        Keys() {
            this("home", List.of(), List.of(), List.of());
        }

        Keys named(String name) {
            return new Keys(name, tokens, digests, uuids);
        }

        Keys tokens(String... tokens) {
            return new Keys(name, List.of(tokens), digests, uuids);
        }

        Keys sha256(String... digests) {
            return new Keys(name, tokens, List.of(digests), uuids);
        }

        Keys uuids(String... uuids) {
            return new Keys(name, tokens, digests, List.of(uuids));
        }

        StaticTokenConfig config() {
            return Converters.standardConverter()
                    .convert(Map.of(
                            "name", name,
                            ".tokens", tokens,
                            "tokens.sha256", digests,
                            "uuids", uuids))
                    .to(StaticTokenConfig.class);
        }
    }
}
