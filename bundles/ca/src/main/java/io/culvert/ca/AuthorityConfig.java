package io.culvert.ca;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The keys of {@code etc/io.culvert.ca.cfg}. */
@ObjectClassDefinition(
        name = "Culvert certificate authority",
        description = "Signs the certificates of the gateway's devices.")
@interface AuthorityConfig {
    @AttributeDefinition(
            name = "Folder",
            description = "Where the authority keeps its files. Never below a folder that a web server shows.")
    String folder() default "server_maintenance/d2d";

    @AttributeDefinition(
            name = "Create",
            description = "Whether the first start makes an authority. Otherwise it is made by culvert:ca-renew.")
    boolean create() default true;

    @AttributeDefinition(
            name = "Name",
            description = "What the authority is called in its certificates; the number of its generation is added.")
    String name() default "Culvert D2D CA";

    @AttributeDefinition(
            name = "Kind of key",
            description = "The authority's own keys, for generations to come.",
            options = {
                @Option(label = "EC, P-256", value = "EC-P256"),
                @Option(label = "EC, P-384", value = "EC-P384"),
                @Option(label = "RSA, 3072 bits", value = "RSA-3072")
            })
    String authority_key() default "EC-P256";

    @AttributeDefinition(
            name = "Life of the authority (days)",
            description = "How long a generation of the authority is valid.")
    int authority_days() default 1825;

    @AttributeDefinition(
            name = "Renew automatically",
            description = "Whether the next generation is made by itself, in time.")
    boolean renew_automatic() default true;

    @AttributeDefinition(
            name = "Renew before expiry (days)",
            description = "How long before its end a generation gets its successor. At least twice leaf.days, and"
                    + " prepare.days besides.")
    int renew_before_days() default 180;

    @AttributeDefinition(
            name = "Prepare (days)",
            description = "How long a successor that was made by itself is believed before it signs.")
    int prepare_days() default 7;

    @AttributeDefinition(
            name = "Life of certificates (days)",
            description = "How long a device's certificate is valid.")
    int leaf_days() default 30;

    @AttributeDefinition(
            name = "Renewal after expiry (days)",
            description = "How long after its end a device's certificate can still be renewed with its own key.")
    int renew_after_expiry_days() default 30;

    @AttributeDefinition(
            name = "Public URL",
            description = "Where others reach this gateway by HTTP, such as http://gateway.example:8080. Certificates"
                    + " then say where the revocation lists and the OCSP responder are. Empty for certificates that do"
                    + " not.")
    String public_url() default "";

    @AttributeDefinition(
            name = "Revocation list interval (h)",
            description = "How often revocation lists are made anew, even if nothing was revoked.")
    int crl_hours() default 24;

    @AttributeDefinition(
            name = "Revocation list validity (days)",
            description = "How long a revocation list is valid. Servers refuse everybody once it is over, so let it be"
                    + " far longer than the interval.")
    int crl_valid_days() default 14;

    @AttributeDefinition(
            name = "Certificates of an identity",
            description = "How many valid certificates an identity may have, on all of its devices.")
    int limit_certificates() default 1000;

    @AttributeDefinition(
            name = "Certificates of an identity (1/h)",
            description = "How many certificates an identity may get in an hour.")
    int limit_per_hour() default 600;

    @AttributeDefinition(
            name = "Retention (days)",
            description = "How long the register remembers a certificate after its end.")
    int retention_days() default 90;

    @AttributeDefinition(
            name = "Keys",
            description = "What keeps the keys of generations to come: file, or the name that a plugin has given.")
    String keys() default "file";

    @AttributeDefinition(
            name = "Password of the keys",
            description = "Opens ca.p12; file:PATH and env:NAME are references. Empty for the generated one in"
                    + " ca.password.",
            type = AttributeType.PASSWORD)
    String _keys_password() default "";
}
