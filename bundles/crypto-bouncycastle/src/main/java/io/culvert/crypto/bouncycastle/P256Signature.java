package io.culvert.crypto.bouncycastle;

import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.AlgorithmParameterSpec;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.jspecify.annotations.Nullable;

/**
 * Signs with private keys on P-256.
 *
 * <p>JCA picks a provider by the first key and then keeps it for as long as the {@link Signature} lives, also when that is
 * given another kind of key or is to verify. What is not for us then goes to the next provider.
 */
final class P256Signature extends SignatureSpi {

    static final String ALGORITHM = "SHA256withECDSA";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final MessageDigest digest;
    private @Nullable ECPrivateKeyParameters key;
    /** Does the work in place of us; initialized. */
    private @Nullable Signature other;

    P256Signature() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new ProviderException(e);
        }
    }

    @Override
    protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
        if (privateKey instanceof ECPrivateKey ec && P256.isPrivateKey(ec)) {
            try {
                key = new ECPrivateKeyParameters(ec.getS(), P256.DOMAIN);
            } catch (IllegalArgumentException e) {
                throw new InvalidKeyException("The private key is not in the range of P-256", e);
            }
            other = null;
            digest.reset();
        } else {
            other = next(signature -> signature.initSign(privateKey, appRandom));
        }
    }

    @Override
    protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
        other = next(signature -> signature.initVerify(publicKey));
    }

    private interface Initialization {
        void of(Signature signature) throws InvalidKeyException;
    }

    /** The first signature of another provider that can be initialized so. */
    private static Signature next(Initialization initialization) throws InvalidKeyException {
        InvalidKeyException refusal = new InvalidKeyException("No other provider has " + ALGORITHM);
        for (Provider provider : Security.getProviders("Signature." + ALGORITHM)) {
            if (!provider.getName().equals(CurveProvider.NAME)) {
                try {
                    Signature signature = Signature.getInstance(ALGORITHM, provider);
                    initialization.of(signature);
                    return signature;
                } catch (NoSuchAlgorithmException e) {
                    refusal.addSuppressed(e);
                } catch (InvalidKeyException e) {
                    e.addSuppressed(refusal);
                    refusal = e;
                }
            }
        }
        throw refusal;
    }

    @Override
    protected void engineUpdate(byte b) throws SignatureException {
        if (other == null) {
            digest.update(b);
        } else {
            other.update(b);
        }
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
        if (other == null) {
            digest.update(bytes, offset, length);
        } else {
            other.update(bytes, offset, length);
        }
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
        if (other != null) {
            return other.sign();
        }
        if (key == null) {
            throw new SignatureException("Not initialized");
        }
        ECDSASigner signer = new ECDSASigner(new HedgedNonce(appRandom == null ? RANDOM : appRandom));
        signer.init(true, key);
        BigInteger[] rs = signer.generateSignature(digest.digest());
        try {
            return StandardDSAEncoding.INSTANCE.encode(P256.DOMAIN.getN(), rs[0], rs[1]);
        } catch (IOException e) {
            throw new SignatureException(e);
        }
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
        if (other == null) {
            throw new SignatureException("Not initialized");
        }
        return other.verify(signature);
    }

    @Override
    protected void engineSetParameter(AlgorithmParameterSpec parameters) throws InvalidAlgorithmParameterException {
        if (other != null) {
            other.setParameter(parameters);
        } else if (parameters != null && !P256.isCurve(parameters)) {
            throw new InvalidAlgorithmParameterException("Only P-256");
        }
    }

    /** No parameters: the curve is the key's. */
    @Override
    protected @Nullable AlgorithmParameters engineGetParameters() {
        return other == null ? null : other.getParameters();
    }

    @Deprecated
    @Override
    protected void engineSetParameter(String name, Object value) {
        throw new InvalidParameterException("No parameter " + name);
    }

    @Deprecated
    @Override
    protected Object engineGetParameter(String name) {
        throw new InvalidParameterException("No parameter " + name);
    }
}
