package io.culvert.authenticator.statictoken;

import io.culvert.api.auth.Authenticator;
import io.culvert.api.auth.Credentials;
import io.culvert.authenticator.statictoken.StaticTokenAuthenticatorTest.Keys;
import io.culvert.authenticator.tck.AuthenticatorTck;
import java.util.List;
import java.util.Map;

class StaticTokenTckTest extends AuthenticatorTck {

    private static final Credentials GOOD = credentials("a-token-from-the-file");

    @Override
    protected Authenticator authenticator() {
        return new StaticTokenAuthenticator(
                new Keys()
                        .tokens(GOOD.token())
                        .uuids(String.valueOf(GOOD.uuid()))
                        .config(),
                Map.of());
    }

    @Override
    protected List<Credentials> accepted() {
        return List.of(GOOD);
    }

    /** The token of somebody else. */
    @Override
    protected List<Credentials> rejected() {
        return List.of(new Credentials(GOOD.token(), "{another}", null, GOOD.nonce(), GOOD.connection()));
    }

    @Override
    protected List<Credentials> foreign() {
        return List.of(credentials("a-token-from-elsewhere"));
    }
}
