package io.culvert.authenticator.jwt;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code etc/io.culvert.authenticator.jwt-NAME.config}. */
@ObjectClassDefinition(
        name = "Culvert: JSON Web Tokens",
        description = "Signed tokens of an issuer let a peer in. Any number of configurations, one for each issuer.")
@interface JwtConfig {

    @AttributeDefinition(name = "Name", description = "What operators see of this authenticator")
    String name() default "jwt";

    @AttributeDefinition(name = "Ranking", description = "Of several authenticators the one with the highest is first")
    int ranking() default 60;

    @AttributeDefinition(
            name = "Deadline (s)",
            description = "How long it may take for one peer; matters only while keys are fetched. Not there: what the"
                    + " broker's authenticator.deadline says")
    int deadline();

    @AttributeDefinition(
            name = "Circuit: failures",
            description = "After so many failures in a row peers are refused without being looked at; 0: never")
    int circuit_failures() default 10;

    @AttributeDefinition(name = "Circuit: pause (s)", description = "After this time one peer is tried again")
    int circuit_pause() default 5;

    @AttributeDefinition(name = "Issuer", description = "What iss must be, character for character; required")
    String issuer() default "";

    @AttributeDefinition(name = "Audience", description = "Names of this gateway, of which aud must have one; required")
    String[] audience() default {};

    @AttributeDefinition(
            name = "Any audience",
            description = "Instead of audience: also tokens that the issuer made for other services let a peer in")
    boolean audience_any() default false;

    @AttributeDefinition(name = "JWKS URL", description = "Where the issuer publishes its keys, https; or a JWKS file")
    String jwks_url() default "";

    @AttributeDefinition(
            name = "JWKS file",
            description = "The issuer's keys as JWK Set, PEM public keys or PEM certificates; or a JWKS URL")
    String jwks_file() default "";

    @AttributeDefinition(
            name = "JWKS: age (s)",
            description = "For how long fetched keys are used without asking again")
    int jwks_age() default 300;

    @AttributeDefinition(
            name = "JWKS: stale (s)",
            description = "For how long after that keys are used on when the server cannot be reached")
    int jwks_stale() default 3600;

    @AttributeDefinition(
            name = "JWKS: pause (s)",
            description = "How long the server is left alone after each time, also for a key that is not known yet")
    int jwks_pause() default 10;

    @AttributeDefinition(name = "JWKS: timeout (s)", description = "By when the server must have answered completely")
    int jwks_timeout() default 3;

    @AttributeDefinition(name = "JWKS: size (bytes)", description = "How long its answer may be")
    int jwks_size() default 262144;

    @AttributeDefinition(
            name = "CA",
            description = "Authorities to trust for the JWKS URL, PEM or PKCS#12; empty: those of the JVM")
    String ca() default "";

    @AttributeDefinition(
            name = "CA: password",
            description = "Of a PKCS#12 file, or file:NAME or env:NAME (key: .ca.password)",
            type = AttributeType.PASSWORD)
    String _ca_password() default "";

    @AttributeDefinition(name = "Certificate", description = "The gateway's own towards that server, PEM; empty: none")
    String certificate() default "";

    @AttributeDefinition(name = "Certificate: key", description = "Its private key, PEM")
    String certificate_key() default "";

    @AttributeDefinition(
            name = "Algorithms",
            description =
                    "Of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA; empty: all that fit")
    String[] algorithms() default {};

    @AttributeDefinition(name = "Type", description = "What typ must be, for instance at+jwt; empty: anything")
    String typ() default "";

    @AttributeDefinition(name = "Leeway (s)", description = "By how much the clocks of issuer and gateway may differ")
    int leeway() default 30;

    @AttributeDefinition(
            name = "Longest lifetime (s)",
            description = "How long a token may be valid, from iat to exp; 0: any time")
    int max_lifetime() default 0;

    @AttributeDefinition(
            name = "One-time tokens",
            description = "Each token is good for one tunnel; without ES256, ES384 and ES512")
    boolean one_time() default false;

    @AttributeDefinition(name = "Claim: identity", description = "Who the peer is")
    String claim_identity() default "sub";

    @AttributeDefinition(
            name = "Claim: scope",
            description = "Peers with equal values meet; empty: only peers with the same token do")
    String claim_scope() default "";

    @AttributeDefinition(
            name = "Claim: uses",
            description = "For how many tunnels the token is good; without ES256, ES384 and ES512; empty: any number")
    String claim_uses() default "";

    @AttributeDefinition(name = "Claim: tunnels", description = "Takes the place of limit.tunnels; empty: none")
    String claim_tunnels() default "";

    @AttributeDefinition(
            name = "Claim: bytes per second",
            description = "Takes the place of limit.bytes.per.second; empty: none")
    String claim_bytes_per_second() default "";

    @AttributeDefinition(name = "Claim: lifetime", description = "Takes the place of limit.lifetime; empty: none")
    String claim_lifetime() default "";

    @AttributeDefinition(
            name = "Claim: attributes",
            description = "Claims that operators see as attributes of the peer")
    String[] claim_attributes() default {};

    @AttributeDefinition(
            name = "Tunnels",
            description = "How many tunnels an identity may have at the same time on a node; 0: any number")
    int limit_tunnels() default 0;

    @AttributeDefinition(
            name = "Bytes per second",
            description = "Payload that each tunnel carries in a second, each way; 0: as much as possible")
    int limit_bytes_per_second() default 0;

    @AttributeDefinition(name = "Lifetime (s)", description = "How long each tunnel may stand; 0: for ever")
    int limit_lifetime() default 0;
}
