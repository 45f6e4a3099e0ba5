package io.culvert.authenticator.jwt;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A JWK Set, RFC 7517 section 5, as far as it is of use: a key that cannot verify tokens is left out, the others count.
 *
 * @param keys at least one
 * @param ignored which keys were left out and why
 */
record Jwks(KeySet keys, List<String> ignored) {

    /**
     * Reads a JWK Set.
     *
     * @throws InvalidKeyException when it is none, or has no key of use; the message goes on from where it came from
     */
    static Jwks parse(byte[] json) throws InvalidKeyException {
        JsonMembers document = JsonMembers.parse(json);
        if (document == null || !(document.all().get("keys") instanceof List<?> entries)) {
            throw new InvalidKeyException("is not a JWK Set: JSON with an array \"keys\" (RFC 7517)");
        }
        List<VerificationKey> keys = new ArrayList<>();
        List<String> ignored = new ArrayList<>();
        for (Object entry : entries) {
            try {
                keys.add(key(entry));
            } catch (InvalidKeyException e) {
                ignored.add("keys[" + (keys.size() + ignored.size()) + "] " + e.getMessage());
            }
        }
        if (keys.isEmpty()) {
            throw new InvalidKeyException(
                    "has no key to verify tokens with" + (ignored.isEmpty() ? "" : ": " + ignored));
        }
        return new Jwks(new KeySet(keys), List.copyOf(ignored));
    }

    private static VerificationKey key(Object entry) throws InvalidKeyException {
        JWK jwk = jwk(entry);
        if (jwk.isPrivate() || !(jwk instanceof AsymmetricJWK asymmetric)) {
            throw new InvalidKeyException("is symmetric or has its private part, so that others can sign with it too");
        }
        if (jwk.getKeyUse() != null && !jwk.getKeyUse().equals(KeyUse.SIGNATURE)) {
            throw new InvalidKeyException("is not for signatures, says its use");
        }
        if (jwk.getKeyOperations() != null && !jwk.getKeyOperations().contains(KeyOperation.VERIFY)) {
            throw new InvalidKeyException("is not to verify with, says its key_ops");
        }
        VerificationKey key = VerificationKey.of(jwk.getKeyID(), publicKey(jwk, asymmetric));
        Algorithm algorithm = jwk.getAlgorithm();
        return algorithm == null ? key : key.only(JWSAlgorithm.parse(algorithm.getName()));
    }

    private static JWK jwk(Object entry) throws InvalidKeyException {
        try {
            if (entry instanceof Map<?, ?> members) {
                return JWK.parse(asObject(members));
            }
        } catch (ParseException | RuntimeException e) {
            // The library throws both at members that are missing, of another type or contradict each other.
        }
        throw new InvalidKeyException("is not a key that we know (RFC 7517, RFC 7518, RFC 8037)");
    }

    private static Map<String, Object> asObject(Map<?, ?> members) {
        @SuppressWarnings("unchecked") // JSON has no other names than texts
        Map<String, Object> object = (Map<String, Object>) members;
        return object;
    }

    private static PublicKey publicKey(JWK jwk, AsymmetricJWK asymmetric) throws InvalidKeyException {
        if (jwk instanceof OctetKeyPair edwards) {
            return PublicKeys.edwards(edwards.getCurve().getName(), edwards.getDecodedX());
        }
        try {
            return asymmetric.toPublicKey();
        } catch (JOSEException e) {
            throw new InvalidKeyException("cannot be used: " + e.getMessage(), e);
        }
    }
}
