package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityKeys;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.RuntimeOperatorException;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/** Signs with one key, whose only user need not have it. For any thread. */
final class Signer {

    /** What has the key. */
    private interface Key {
        byte[] sign(String algorithm, byte[] content) throws GeneralSecurityException, AuthorityException;
    }

    private final String algorithm;
    private final AlgorithmIdentifier identifier;
    private final PublicKey publicKey;
    private final Key key;

    private Signer(PublicKey publicKey, Key key) throws AuthorityException {
        this.publicKey = publicKey;
        this.algorithm = SignatureAlgorithms.of(publicKey)
                .orElseThrow(() -> new AuthorityException("a key of the kind " + publicKey.getAlgorithm()
                        + " cannot sign certificates here; use EC on P-256 or P-384, RSA or Ed25519"));
        this.identifier = new DefaultSignatureAlgorithmIdentifierFinder().find(algorithm);
        this.key = key;
    }

    /** Signs with one of the authority's keys. */
    static Signer of(AuthorityKeys keys, String name, PublicKey publicKey) throws AuthorityException {
        return new Signer(publicKey, (algorithm, content) -> keys.sign(name, algorithm, content));
    }

    /** Signs with a key that is at hand. */
    static Signer of(PrivateKey privateKey, PublicKey publicKey) throws AuthorityException {
        return new Signer(publicKey, (algorithm, content) -> {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(privateKey);
            signature.update(content);
            return signature.sign();
        });
    }

    X509Certificate sign(X509v3CertificateBuilder certificate) throws AuthorityException {
        try {
            byte[] der = certificate.build(new Content()).getEncoded();
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (RuntimeOperatorException | GeneralSecurityException | IOException e) {
            throw failed("certificate", e);
        }
    }

    X509CRL sign(X509v2CRLBuilder list) throws AuthorityException {
        try {
            byte[] der = list.build(new Content()).getEncoded();
            return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
        } catch (RuntimeOperatorException | GeneralSecurityException | IOException e) {
            throw failed("revocation list", e);
        }
    }

    /** PKCS#10, DER. */
    byte[] sign(PKCS10CertificationRequestBuilder request) throws AuthorityException {
        try {
            return request.build(new Content()).getEncoded();
        } catch (RuntimeOperatorException | IOException e) {
            throw failed("signing request", e);
        }
    }

    BasicOCSPResp sign(BasicOCSPRespBuilder response, X509Certificate signer, Instant producedAt)
            throws AuthorityException {
        try {
            X509CertificateHolder[] chain = {new X509CertificateHolder(signer.getEncoded())};
            return response.build(new Content(), chain, Date.from(producedAt));
        } catch (RuntimeOperatorException | OCSPException | GeneralSecurityException | IOException e) {
            throw failed("OCSP response", e);
        }
    }

    private static AuthorityException failed(String what, Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new AuthorityException("the " + what + " could not be signed: " + cause.getMessage(), e);
    }

    private static void requireFit(String algorithm, PublicKey key, byte[] content, byte[] signed)
            throws GeneralSecurityException, AuthorityException {
        Signature signature = Signature.getInstance(algorithm);
        signature.initVerify(key);
        signature.update(content);
        if (!signature.verify(signed)) {
            throw new AuthorityException("the key is not that of the certificate; restore both from one backup");
        }
    }

    /** One signature, which is checked: nothing is given away that a wrong or broken key has signed. */
    private final class Content implements ContentSigner {

        private final ByteArrayOutputStream content = new ByteArrayOutputStream();

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return identifier;
        }

        @Override
        public OutputStream getOutputStream() {
            return content;
        }

        @Override
        public byte[] getSignature() {
            try {
                byte[] signed = key.sign(algorithm, content.toByteArray());
                requireFit(algorithm, publicKey, content.toByteArray(), signed);
                return signed;
            } catch (GeneralSecurityException | AuthorityException e) {
                throw new RuntimeOperatorException(String.valueOf(e.getMessage()), e);
            }
        }
    }
}
