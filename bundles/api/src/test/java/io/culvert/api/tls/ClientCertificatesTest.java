package io.culvert.api.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.tls.TestAuthority.Issued;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientCertificatesTest {

    private static Path folder = Path.of("");
    private static TestAuthority root = new TestAuthority(folder, new Issued(folder, folder));

    @BeforeAll
    static void make(@TempDir Path temporary) {
        folder = temporary;
        root = TestAuthority.root(folder, "root");
    }

    private static ClientCertificates believing(X509Certificate... authorities) {
        return new ClientCertificates(List.of(authorities), true);
    }

    private static List<X509Certificate> verify(Issued client) throws CertificateException {
        return believing(root.own().certificate()).verify(client.certificates());
    }

    @Test
    void givesThePathFromThePeerToTheAuthority() throws Exception {
        TestAuthority between = root.intermediate("between");
        Issued client = between.client("/CN=client");

        assertThat(verify(client))
                .containsExactly(
                        client.certificate(),
                        between.own().certificate(),
                        root.own().certificate());
    }

    @Test
    void leavesOutWhateverElseWasPresented() throws Exception {
        TestAuthority between = root.intermediate("between");
        Issued client = between.client("/CN=client");
        List<X509Certificate> presented = new ArrayList<>(client.certificates());
        presented.add(1, TestAuthority.root(folder, "someone important").own().certificate());
        presented.add(root.own().certificate());
        Collections.reverse(presented.subList(1, presented.size()));

        assertThat(believing(root.own().certificate()).verify(presented)).isEqualTo(verify(client));
    }

    @Test
    void anAuthorityInTheMiddleIsEnough() throws Exception {
        TestAuthority between = root.intermediate("between");
        Issued client = between.client("/CN=client");

        assertThat(believing(between.own().certificate()).verify(client.certificates()))
                .hasSize(2);
    }

    @Test
    void aPeersOwnCertificateMayBeTheAuthorityAndThenStandsForItselfAlone() throws Exception {
        Issued alone = TestAuthority.selfSigned(folder, "/CN=alone", TestAuthority.CLIENT, 2);
        Issued other = TestAuthority.selfSigned(folder, "/CN=alone", TestAuthority.CLIENT, 2);

        assertThat(believing(alone.certificate()).verify(alone.certificates())).containsExactly(alone.certificate());
        assertThatThrownBy(() -> believing(alone.certificate()).verify(other.certificates()))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void aPeersCertificateCannotIssueOthers() {
        Issued client = root.client("/CN=client");
        Issued forged = new TestAuthority(folder, client).client("/CN=forged");

        assertThatThrownBy(() -> verify(forged)).isInstanceOf(CertificateException.class);
    }

    @Test
    void refusesAnotherAuthorityOfTheSameName() {
        Issued client = TestAuthority.root(folder, "root").client("/CN=client");

        assertThatThrownBy(() -> verify(client))
                .isInstanceOf(CertificateException.class)
                .hasMessageStartingWith("nothing leads from \"CN=client\" to an authority: ");
    }

    @Test
    void refusesWhatHasExpired() {
        assertThatThrownBy(() -> verify(root.issue("/CN=client", TestAuthority.CLIENT, -1)))
                .isInstanceOf(CertificateExpiredException.class);
    }

    @Test
    void anExpiredAuthorityVouchesForNobody() {
        TestAuthority expired = TestAuthority.root(folder, "expired", -1);

        assertThatThrownBy(() -> believing(expired.own().certificate())
                        .verify(expired.client("/CN=client").certificates()))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void refusesACertificateForServers() {
        assertThatThrownBy(() -> verify(root.issue("/CN=client", "extendedKeyUsage=serverAuth", 2)))
                .hasMessage("\"CN=client\" is not for TLS clients (extended key usage)");
        assertThatThrownBy(() -> verify(root.issue("/CN=client", "keyUsage=keyAgreement", 2)))
                .hasMessage("\"CN=client\" is not for digital signatures (key usage)");
    }

    @Test
    void acceptsWhatSaysNothingOfItsPurposeOrIsForAny() throws Exception {
        assertThat(verify(root.issue("/CN=client", "", 2))).hasSize(2);
        assertThat(verify(root.issue("/CN=client", "extendedKeyUsage=anyExtendedKeyUsage", 2)))
                .hasSize(2);
    }

    @Test
    void refusesAPathOfWhichACertificateIsRevokedNow() throws Exception {
        TestAuthority between = root.intermediate("between");
        Issued client = between.client("/CN=client");
        Set<X509Certificate> revoked = new HashSet<>();
        ClientCertificates clients = new ClientCertificates(List.of(root.own().certificate()), true, revoked::contains);
        List<X509Certificate> path = clients.verify(client.certificates());
        clients.requireNotRevoked(path);

        for (X509Certificate one : path) {
            revoked.add(one);
            assertThatThrownBy(() -> clients.verify(client.certificates()))
                    .isInstanceOf(RevokedCertificateException.class)
                    .hasMessage(
                            "\"%s\", serial number %x, is revoked",
                            one.getSubjectX500Principal(), one.getSerialNumber());
            assertThatThrownBy(() -> clients.requireNotRevoked(path)).isInstanceOf(RevokedCertificateException.class);
            revoked.remove(one);
        }
        assertThat(clients.verify(client.certificates())).isEqualTo(path);
    }

    @Test
    void aCertificateThatStandsForItselfCanBeRevokedToo() {
        X509Certificate alone = TestAuthority.selfSigned(folder, "/CN=alone", TestAuthority.CLIENT, 2)
                .certificate();

        assertThatThrownBy(() -> new ClientCertificates(List.of(alone), true, alone::equals).verify(List.of(alone)))
                .isInstanceOf(RevokedCertificateException.class);
    }

    @Test
    void refusesNoneAndTooMany() {
        ClientCertificates clients = believing(root.own().certificate());

        assertThatThrownBy(() -> clients.verify(List.of())).isInstanceOf(CertificateException.class);
        assertThatThrownBy(() -> clients.verify(
                        Collections.nCopies(11, root.client("/CN=client").certificate())))
                .isInstanceOf(CertificateException.class)
                .hasMessage("11 certificates instead of 1 to 10");
        assertThatThrownBy(() -> believing()).isInstanceOf(IllegalArgumentException.class);
    }
}
