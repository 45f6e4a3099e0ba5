/**
 * Lets in peers that present a signed JSON Web Token (RFC 7519) of an issuer.
 *
 * <p>A token passes through {@code Token} (its three parts, nothing trusted), {@code HeaderRules} and {@code ClaimRules}
 * (all that needs no key), {@code KeySet} (the signature), and {@code Grants} (what its peer gets). Keys come from a
 * {@code KeySource}: a JWKS endpoint or a file.
 */
@NullMarked
package io.culvert.authenticator.jwt;

import org.jspecify.annotations.NullMarked;
