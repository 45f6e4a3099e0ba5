package io.culvert.authenticator.http;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code etc/io.culvert.authenticator.http-NAME.config}. What is empty is as the preset says. */
@ObjectClassDefinition(
        name = "Culvert: tokens checked by an HTTPS service",
        description = "Asks a service whether a token is good. Any number of configurations can stand side by side.")
@interface HttpConfig {

    @AttributeDefinition(name = "Name", description = "What operators see")
    String name() default "http";

    @AttributeDefinition(name = "Ranking", description = "Of several authenticators the one with the highest is first")
    int ranking() default 0;

    @AttributeDefinition(
            name = "Deadline (s)",
            description = "By when an answer must have come; empty: the broker's. More than the timeout",
            required = false)
    int deadline();

    @AttributeDefinition(
            name = "URL",
            description = "Where the service is. http:// is for services on this machine only")
    String url() default "";

    @AttributeDefinition(
            name = "Preset",
            description =
                    "What the keys for request and answer stand at: plain, nymea-cloud, introspection (OAuth 2.0) or custom")
    String preset() default "plain";

    @AttributeDefinition(
            name = "Pattern",
            description =
                    "Regular expression that a whole token must match, or the next authenticator is asked; empty: every token")
    String pattern() default "";

    @AttributeDefinition(name = "Format", description = "Of the request: json or form")
    String request_format() default "";

    @AttributeDefinition(name = "Field of the token", description = "As which the service is told the token")
    String request_token() default "";

    @AttributeDefinition(
            name = "Field of the UUID",
            description = "As which it is told the peer's name for itself; - for not at all, here and below")
    String request_uuid() default "";

    @AttributeDefinition(name = "Field of the name", description = "As which it is told the peer's name for people")
    String request_name() default "";

    @AttributeDefinition(name = "Field of the nonce", description = "As which it is told the nonce")
    String request_nonce() default "";

    @AttributeDefinition(name = "Field of the address", description = "As which it is told the peer's IP address")
    String request_address() default "";

    @AttributeDefinition(
            name = "Valid",
            description =
                    "JSON pointer (RFC 6901) to true or false; - when the status alone says whether the token is good")
    String answer_valid() default "";

    @AttributeDefinition(
            name = "Identity",
            description = "JSON pointers to who the peer is; the first that finds something counts")
    String[] answer_identity() default {};

    @AttributeDefinition(
            name = "Scope",
            description =
                    "JSON pointer to a text: peers of equal scope can meet. Where there is none, peers of equal token can")
    String answer_scope() default "";

    @AttributeDefinition(
            name = "Expires",
            description = "JSON pointer to the end of the token: seconds since 1970, or text like 2026-01-31T12:00:00Z")
    String answer_expires() default "";

    @AttributeDefinition(name = "Uses", description = "JSON pointer to how many tunnels the token is good for")
    String answer_uses() default "";

    @AttributeDefinition(
            name = "Tunnels of the answer",
            description = "JSON pointer to a limit; the lower of the two counts, here and below")
    String answer_limit_tunnels() default "";

    @AttributeDefinition(name = "Bytes per second of the answer", description = "JSON pointer to a limit")
    String answer_limit_bytes_per_second() default "";

    @AttributeDefinition(name = "Lifetime of the answer (s)", description = "JSON pointer to a limit")
    String answer_limit_lifetime() default "";

    @AttributeDefinition(
            name = "Attributes",
            description = "NAME=/pointer each: what else to keep of the answer, for operators. No secrets")
    String[] attributes() default {};

    @AttributeDefinition(
            name = "Rejecting statuses",
            description =
                    "HTTP statuses, as 401 or 404, that say that the token is not good; any other but 200 is a failure")
    String[] rejecting_status() default {};

    @AttributeDefinition(name = "Authentication", description = "How the gateway says who it is: none, basic or bearer")
    String auth() default "";

    @AttributeDefinition(name = "User name", description = "For basic")
    String username() default "";

    @AttributeDefinition(
            name = "Secret",
            description =
                    "Password for basic, token for bearer; or file:NAME or env:NAME where it is to be found (key: .secret)",
            type = AttributeType.PASSWORD)
    String _secret() default "";

    @AttributeDefinition(name = "Signing", description = "How requests are signed: none, hmac or aws-sigv4")
    String signing() default "none";

    @AttributeDefinition(
            name = "Signing secret",
            description =
                    "Key of the HMAC, or the secret access key of AWS; or file:NAME, env:NAME (key: .signing.secret)",
            type = AttributeType.PASSWORD)
    String _signing_secret() default "";

    @AttributeDefinition(
            name = "Session token",
            description = "Of temporary credentials of AWS; or file:NAME, env:NAME (key: .signing.session.token)",
            type = AttributeType.PASSWORD)
    String _signing_session_token() default "";

    @AttributeDefinition(name = "Access key id", description = "Of AWS")
    String signing_key_id() default "";

    @AttributeDefinition(name = "Region", description = "Of AWS, as eu-west-1")
    String signing_region() default "";

    @AttributeDefinition(name = "Service", description = "Of AWS, as lambda or execute-api")
    String signing_service() default "";

    @AttributeDefinition(
            name = "Authorities",
            description = "Whom to trust, in a PEM or PKCS#12 file; empty: the authorities of the JVM")
    String ca() default "";

    @AttributeDefinition(
            name = "Password of the authorities",
            description = "Of a PKCS#12 file; or file:NAME, env:NAME (key: .ca.password)",
            type = AttributeType.PASSWORD)
    String _ca_password() default "";

    @AttributeDefinition(
            name = "Certificate",
            description = "The gateway's own certificate and its chain, in a PEM file; empty: none")
    String certificate() default "";

    @AttributeDefinition(name = "Key of the certificate", description = "Its private key, in a PEM file")
    String certificate_key() default "";

    @AttributeDefinition(name = "Proxy", description = "HOST:PORT of an HTTP proxy on the way; empty: none")
    String proxy() default "";

    @AttributeDefinition(name = "HTTP version", description = "The highest that is used: 1.1 or 2")
    String http_version() default "1.1";

    @AttributeDefinition(
            name = "Timeout (s)",
            description = "For a whole exchange, from connecting to the last byte of the answer")
    int timeout() default 3;

    @AttributeDefinition(
            name = "Concurrency",
            description = "How many questions are under way at most; further ones fail at once")
    int concurrency() default 32;

    @AttributeDefinition(name = "Answer size", description = "How many bytes an answer may have")
    int answer_size() default 65536;

    @AttributeDefinition(
            name = "Cache age (s)",
            description =
                    "For how long the gateway remembers that a peer was accepted, and does not ask again; 0: it asks always")
    int cache_age() default 0;

    @AttributeDefinition(name = "Cache size", description = "How many accepted peers it remembers at most")
    int cache_size() default 1000;

    @AttributeDefinition(
            name = "Cache by",
            description = "What the answer depends on, apart from the token and the certificate")
    String cache_by() default "uuid,name,nonce,address";

    @AttributeDefinition(
            name = "Failures",
            description = "After so many in a row the service is not asked for a while; 0: it is always asked")
    int circuit_failures() default 10;

    @AttributeDefinition(name = "Pause (s)", description = "How long that while is")
    int circuit_pause() default 5;

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
