package io.culvert.crypto.bouncycastle;

import java.security.Key;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;

/** The curve P-256 (secp256r1), once for BouncyCastle and once for JCA. */
final class P256 {

    /** Kept, because its generator keeps the table of its multiples. */
    static final ECDomainParameters DOMAIN;

    private static final EllipticCurve CURVE;
    private static final ECPoint GENERATOR;

    static {
        X9ECParameters named = CustomNamedCurves.getByName("secp256r1");
        DOMAIN = new ECDomainParameters(named);
        CURVE = new EllipticCurve(
                new ECFieldFp(named.getCurve().getField().getCharacteristic()),
                named.getCurve().getA().toBigInteger(),
                named.getCurve().getB().toBigInteger());
        GENERATOR = new ECPoint(
                named.getG().getAffineXCoord().toBigInteger(),
                named.getG().getAffineYCoord().toBigInteger());
    }

    private P256() {}

    /** Whether it is anybody's private key on this curve that shows its number. */
    static boolean isPrivateKey(Key key) {
        return key instanceof ECPrivateKey ec && ec.getS() != null && isCurve(ec.getParams());
    }

    /** Whether these are the parameters of this curve, whatever they are called. */
    static boolean isCurve(AlgorithmParameterSpec parameters) {
        return parameters instanceof ECParameterSpec spec
                && spec.getCurve().equals(CURVE)
                && spec.getGenerator().equals(GENERATOR)
                && spec.getOrder().equals(DOMAIN.getN())
                && spec.getCofactor() == 1;
    }
}
