package io.culvert.admin;

import io.culvert.api.admin.Role;
import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.config.PemText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Authorities that were made elsewhere: instead of this one, or to vouch for it. */
record AuthorityImportResource(Parts parts) implements Routes.Resource {

    private record SigningRequest(String pem) {}

    private record Imported(@Nullable Integer generation, String subject, String issuer, String fingerprint) {

        static Imported of(@Nullable Integer generation, X509Certificate first) {
            return new Imported(
                    generation,
                    first.getSubjectX500Principal().getName(),
                    first.getIssuerX500Principal().getName(),
                    PemText.fingerprint(first));
        }
    }

    /** An authority with its key. */
    private record Authority(PrivateKey key, List<X509Certificate> chain) {

        @Override
        public String toString() {
            return String.valueOf(chain.get(0).getSubjectX500Principal());
        }
    }

    @Override
    public Stream<Route> routes() {
        return Stream.of(
                Routes.change("POST", "/authority/import", Role.ADMIN, "authority.import", this::take),
                Routes.get("/authority/cross-certification", call -> request()),
                Routes.change(
                        "POST", "/authority/cross-certification", Role.ADMIN, "authority.cross-certify", this::vouch));
    }

    private Answer request() throws Problem {
        try {
            return Answer.of(
                    new SigningRequest(PemText.ofRequest(parts.authority().signingRequest())));
        } catch (AuthorityException e) {
            throw Problem.conflict(String.valueOf(e.getMessage()));
        }
    }

    private Answer take(Call call) throws Problem, IOException {
        Body body = call.body("pem", "pkcs12", "password");
        if (body.has("pem") == body.has("pkcs12")) {
            throw Problem.badRequest("Give one of pem and pkcs12.");
        }
        Authority found = body.has("pem") ? fromPem(body.text("pem")) : fromKeystore(body);
        call.about(found.toString());
        AuthorityOperations authority = parts.authority();
        try {
            int generation = authority.importAuthority(found.key(), found.chain(), call.operator());
            return Answer.of(Imported.of(generation, found.chain().get(0)));
        } catch (AuthorityException e) {
            throw Problem.conflict(String.valueOf(e.getMessage()));
        }
    }

    private Answer vouch(Call call) throws Problem, IOException {
        List<X509Certificate> chain = Pem.chain("pem", call.body("pem").text("pem"));
        call.about(String.valueOf(chain.get(0).getIssuerX500Principal()));
        AuthorityOperations authority = parts.authority();
        try {
            authority.crossCertify(chain, call.operator());
            return Answer.of(Imported.of(null, chain.get(0)));
        } catch (AuthorityException e) {
            throw Problem.conflict(String.valueOf(e.getMessage()));
        }
    }

    private static Authority fromPem(String text) throws Problem {
        List<X509Certificate> chain = Pem.chain("pem", text);
        return new Authority(Pem.key("pem", text, chain.get(0).getPublicKey()), chain);
    }

    private static Authority fromKeystore(Body body) throws Problem {
        char[] password =
                Objects.requireNonNullElse(body.optionalText("password"), "").toCharArray();
        try {
            KeyStore keystore = KeyStore.getInstance("PKCS12");
            keystore.load(new ByteArrayInputStream(Base64.getMimeDecoder().decode(body.text("pkcs12"))), password);
            return fromKeystore(keystore, password);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw Problem.badRequest("The member pkcs12 holds no PKCS#12 file that Java can read, in base64, or the"
                    + " password does not open it.");
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private static Authority fromKeystore(KeyStore keystore, char[] password) throws Problem, GeneralSecurityException {
        List<String> keys = new ArrayList<>();
        for (String alias : Collections.list(keystore.aliases())) {
            if (keystore.isKeyEntry(alias)) {
                keys.add(alias);
            }
        }
        if (keys.size() != 1 || !(keystore.getKey(keys.get(0), password) instanceof PrivateKey key)) {
            throw Problem.badRequest("The PKCS#12 file must hold exactly one private key, and holds " + keys.size()
                    + "; make a file with the authority's alone.");
        }
        Certificate[] chain = keystore.getCertificateChain(keys.get(0));
        if (chain == null || chain.length == 0) {
            throw Problem.badRequest("The PKCS#12 file holds no certificate for its key.");
        }
        return new Authority(
                key, Arrays.stream(chain).map(X509Certificate.class::cast).toList());
    }
}
