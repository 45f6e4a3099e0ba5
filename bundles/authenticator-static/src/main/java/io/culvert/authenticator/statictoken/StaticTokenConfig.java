package io.culvert.authenticator.statictoken;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code etc/io.culvert.authenticator.statictoken-NAME.config}. */
@ObjectClassDefinition(
        name = "Culvert: static tokens",
        description = "Tokens that let a peer in. Any number of configurations can stand side by side.")
@interface StaticTokenConfig {

    @AttributeDefinition(name = "Name", description = "The identity of every peer that these tokens let in")
    String name() default "static";

    @AttributeDefinition(name = "Ranking", description = "Of several authenticators the one with the highest is first")
    int ranking() default 100;

    @AttributeDefinition(
            name = "Tokens",
            description = "Tokens in clear text, or file:NAME or env:NAME where one is to be found (key: .tokens)",
            type = AttributeType.PASSWORD)
    String[] _tokens() default {};

    @AttributeDefinition(
            name = "Tokens (SHA-256)",
            description = "Tokens as the SHA-256 of their UTF-8 bytes, 64 hexadecimal digits each")
    String[] tokens_sha256() default {};

    @AttributeDefinition(
            name = "UUIDs",
            description = "The only peers that may use these tokens, with or without braces; empty: every peer")
    String[] uuids() default {};

    @AttributeDefinition(
            name = "Tunnels",
            description = "How many tunnels these tokens may have at the same time on a node; 0: any number")
    int limit_tunnels() default 0;

    @AttributeDefinition(
            name = "Bytes per second",
            description = "Payload that each tunnel carries in a second, each way; 0: as much as possible")
    int limit_bytes_per_second() default 0;

    @AttributeDefinition(name = "Lifetime (s)", description = "How long each tunnel may stand; 0: for ever")
    int limit_lifetime() default 0;
}
