package com.example.culvert.hmac;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthResult.Abstained;
import io.culvert.api.auth.AuthResult.Accepted;
import io.culvert.api.auth.AuthResult.Rejected;
import io.culvert.api.auth.Authenticator;
import io.culvert.api.auth.Credentials;
import io.culvert.authenticator.tck.AuthenticatorTck;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.util.converter.Converters;

/** The checks that every authenticator must pass, and a few of our own. */
class HmacAuthenticatorTest extends AuthenticatorTck {

    // Made by: KEY=key-of-the-test sh token alice 4102444800
    static final String KEY = "key-of-the-test";
    static final String GOOD = "alice:4102444800:1eee20cb2aae986adee0edc611a3b2f3caab7ba9693fa23aa5bc58ac2fed2bdb";
    static final String EXPIRED = "alice:1000000000:b2abfe49b38c24a1c46a6fe3e978a095b4359daa87daf93b2fc8ac6a92855bfb";
    static final String OTHER_KEY = "alice:4102444800:a84897a5893c2b73703bd1a51de0b27dc10743eb32800f999dcfc183603199d0";

    @Override
    protected Authenticator authenticator() {
        return new HmacAuthenticator(config(KEY), Map.of());
    }

    @Override
    protected List<Credentials> accepted() {
        return List.of(credentials(GOOD));
    }

    @Override
    protected List<Credentials> rejected() {
        return List.of(credentials(EXPIRED));
    }

    @Override
    protected List<Credentials> foreign() {
        return List.of(
                credentials("another kind of token"),
                credentials(OTHER_KEY),
                credentials(GOOD.replace("alice", "admin")),
                credentials(EXPIRED.replace("1000000000", "4102444800")));
    }

    @Test
    void theIdentityIsTheNameInTheToken() {
        AuthResult result = ask(authenticator(), GOOD);
        assertEquals("alice", assertInstanceOf(Accepted.class, result).identity());
    }

    @Test
    void theReasonSaysWhenTheTokenExpired() {
        Rejected result = assertInstanceOf(Rejected.class, ask(authenticator(), EXPIRED));
        assertEquals("alice's token expired at 2001-09-09T01:46:40Z", result.reason());
    }

    @Test
    void withoutAKeyNobodyIsLetIn() {
        assertInstanceOf(Abstained.class, ask(new HmacAuthenticator(config(""), Map.of()), GOOD));
    }

    @Test
    void aMistakeInTheFileLeavesTheKeyFromBefore() {
        HmacAuthenticator authenticator = new HmacAuthenticator(config(KEY), Map.of());
        authenticator.modified(config("file:/there/is/no/such/file"), Map.of());
        assertInstanceOf(Accepted.class, ask(authenticator, GOOD));
    }

    private static AuthResult ask(Authenticator authenticator, String token) {
        return authenticator
                .authenticate(credentials(token))
                .toCompletableFuture()
                .join();
    }

    /** A configuration as Declarative Services makes it from a file. */
    private static HmacConfig config(String key) {
        return Converters.standardConverter().convert(Map.of(".key", key)).to(HmacConfig.class);
    }
}
