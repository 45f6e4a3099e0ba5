package io.culvert.authenticator.certificate;

import io.culvert.api.auth.Authenticator;
import io.culvert.api.auth.Credentials;
import io.culvert.api.tls.TestAuthority;
import io.culvert.api.transport.ConnectionInfo;
import io.culvert.authenticator.tck.AuthenticatorTck;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.util.converter.Converters;

class CertificateTckTest extends AuthenticatorTck {

    private static final String TOKEN = "a-token-to-meet-by";

    @SuppressWarnings("NullAway.Init") // before all tests
    private static TestAuthority authority;

    @BeforeAll
    static void begin(@TempDir Path folder) throws Exception {
        authority = TestAuthority.root(folder, "root");
    }

    @Override
    protected Authenticator authenticator() {
        CertificateConfig config = Converters.standardConverter()
                .convert(Map.of("subjects", List.of("CN=*,O=Example"), "strict", true))
                .to(CertificateConfig.class);
        return new CertificateAuthenticator(config, Map.of());
    }

    @Override
    protected List<Credentials> accepted() throws Exception {
        return List.of(showing(authority.client("/O=Example/CN=pump-7").certificates()));
    }

    @Override
    protected List<Credentials> rejected() throws Exception {
        return List.of(showing(authority.client("/O=Elsewhere/CN=pump-7").certificates()));
    }

    @Override
    protected List<Credentials> foreign() {
        return List.of(credentials(TOKEN));
    }

    private static Credentials showing(List<X509Certificate> certificates) {
        Credentials without = credentials(TOKEN);
        ConnectionInfo connection = without.connection();
        return new Credentials(
                TOKEN,
                without.uuid(),
                without.name(),
                without.nonce(),
                new ConnectionInfo(
                        connection.id(),
                        connection.kind(),
                        connection.encrypted(),
                        connection.listener(),
                        connection.remote(),
                        connection.since(),
                        certificates));
    }
}
