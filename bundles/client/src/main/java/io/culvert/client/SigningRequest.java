package io.culvert.client;

import java.security.GeneralSecurityException;
import java.security.KeyPair;

/**
 * A certificate signing request, PKCS#10 (RFC 2986). It asks for no name and no extension: whose certificate it becomes
 * is what the gateway finds out about who asks.
 */
final class SigningRequest {

    private static final int VERSION_1 = 0;

    private SigningRequest() {}

    /** Makes one for a key, signed by it; DER. */
    static byte[] of(KeyPair pair) throws GeneralSecurityException {
        KeyKind kind = KeyKind.of(pair.getPublic());
        byte[] noSubject = Der.sequence();
        byte[] noAttributes = Der.context0();
        byte[] info =
                Der.sequence(Der.integer(VERSION_1), noSubject, pair.getPublic().getEncoded(), noAttributes);
        return Der.sequence(info, kind.algorithmIdentifier(), Der.bitString(kind.sign(pair.getPrivate(), info)));
    }
}
