package io.culvert.authenticator.jwt;

import java.util.List;

/** The keys of the issuer at one time. Two sets are equal only when they are the same. */
final class KeySet {

    private final List<VerificationKey> keys;

    KeySet(List<VerificationKey> keys) {
        this.keys = List.copyOf(keys);
    }

    int size() {
        return keys.size();
    }

    /**
     * Whether one of the keys has signed a token: the one that its {@code kid} names, or else one of those that have no
     * name.
     *
     * @return {@code false} also means that the issuer may have a newer key, which is not here
     * @throws RefusedTokenException when no newer key would help
     */
    boolean hasSigned(Jws jws) throws RefusedTokenException {
        String kid = jws.kid();
        List<VerificationKey> named = keys.stream()
                .filter(key -> kid != null && kid.equals(key.kid()))
                .toList();
        List<VerificationKey> candidates = !named.isEmpty()
                ? named
                : keys.stream().filter(key -> kid == null || key.kid() == null).toList();
        if (candidates.stream().anyMatch(key -> key.signed(jws))) {
            return true;
        }
        if (named.isEmpty()) {
            return false;
        }
        throw new RefusedTokenException(
                named.stream().anyMatch(key -> key.algorithms()
                                .contains(jws.header().getAlgorithm()))
                        ? "its signature is not that of the key which its kid names"
                        : "its alg does not go with the key which its kid names");
    }
}
