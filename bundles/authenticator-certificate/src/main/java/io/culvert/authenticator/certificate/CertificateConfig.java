package io.culvert.authenticator.certificate;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The keys of {@code etc/io.culvert.authenticator.certificate-NAME.config}. */
@ObjectClassDefinition(
        name = "Culvert: client certificates",
        description = "Peers that get in by the certificate that their listener has verified. Any number of"
                + " configurations can stand side by side.")
@interface CertificateConfig {

    @AttributeDefinition(name = "Name", description = "Tells authenticators apart in lists and logs")
    String name() default "certificate";

    @AttributeDefinition(name = "Ranking", description = "Of several authenticators the one with the highest is first")
    int ranking() default 200;

    @AttributeDefinition(
            name = "Identity",
            description = "What of its certificate a peer is known by",
            options = {
                @Option(label = "Common name of the subject", value = "subject-cn"),
                @Option(label = "Subject (RFC 2253)", value = "subject"),
                @Option(label = "URI (alternative name)", value = "san-uri"),
                @Option(label = "DNS name (alternative name)", value = "san-dns"),
                @Option(label = "E-mail address (alternative name)", value = "san-email"),
                @Option(label = "SHA-256 fingerprint", value = "fingerprint")
            })
    String identity() default "subject-cn";

    @AttributeDefinition(
            name = "Identities",
            description = "The only identities that get in; * stands for any characters, ? for one. Empty: every one")
    String[] identities() default {};

    @AttributeDefinition(
            name = "Subjects",
            description = "The only subjects that get in, such as CN=*,OU=devices,O=Example: as many parts, and in each"
                    + " * and ? as above. Empty: every one")
    String[] subjects() default {};

    @AttributeDefinition(name = "Issuers", description = "The same for whoever has issued the certificate")
    String[] issuers() default {};

    @AttributeDefinition(
            name = "Fingerprints",
            description = "The only certificates that get in, each as its SHA-256 in hexadecimal, with colons or"
                    + " without. Empty: every one")
    String[] fingerprints() default {};

    @AttributeDefinition(
            name = "Scope",
            description = "Whom a peer can meet: those with the same token (token), with the same identity (identity),"
                    + " or everybody with the same text here")
    String scope() default "token";

    @AttributeDefinition(
            name = "Strict",
            description = "Whether a peer with a certificate that does not get in here is rejected, instead of being"
                    + " left to the next authenticator")
    boolean strict() default false;

    @AttributeDefinition(
            name = "Tunnels",
            description = "How many tunnels each identity may have at the same time on a node; 0: any number")
    int limit_tunnels() default 0;

    @AttributeDefinition(
            name = "Bytes per second",
            description = "Payload that each tunnel carries in a second, each way; 0: as much as possible")
    int limit_bytes_per_second() default 0;

    @AttributeDefinition(name = "Lifetime (s)", description = "How long each tunnel may stand; 0: for ever")
    int limit_lifetime() default 0;
}
