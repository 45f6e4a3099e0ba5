package io.culvert.transport.undertow;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The keys of {@code etc/io.culvert.transport.undertow.listener-NAME.cfg}: one port. */
@ObjectClassDefinition(name = "Culvert listener", description = "A port on which peers connect.")
@interface ListenerConfig {
    @AttributeDefinition(name = "Name", description = "Tells listeners apart in lists and logs.")
    String name() default "main";

    @AttributeDefinition(
            name = "Protocol",
            description = "What peers speak: WebSocket, or the same messages on a plain stream of bytes.",
            options = {@Option(label = "WebSocket", value = "websocket"), @Option(label = "Stream", value = "stream")})
    String protocol() default "websocket";

    @AttributeDefinition(name = "Host", description = "The address to listen on; 0.0.0.0 for all.")
    String host() default "127.0.0.1";

    @AttributeDefinition(name = "Port", description = "The TCP port; 0 for any free one.")
    int port() default 8443;

    @AttributeDefinition(
            name = "TLS",
            description = "Whether peers connect by TLS. Switch it off only behind a balancer that ends TLS.")
    boolean tls() default true;

    @AttributeDefinition(
            name = "Certificate",
            description = "PEM file with the server's certificate and then its chain. Read again when it changes. When"
                    + " neither this file nor that of the key exists, the gateway's own authority makes a certificate,"
                    + " and renews it.")
    String certificate() default "etc/tls/gateway.crt";

    @AttributeDefinition(
            name = "Certificate key",
            description = "PEM file with the certificate's private key, not encrypted.")
    String certificate_key() default "etc/tls/gateway.key";

    @AttributeDefinition(
            name = "Certificate names",
            description = "Host names and IP addresses, separated by commas, that a certificate of the gateway's own"
                    + " authority is for; empty for localhost, 127.0.0.1, ::1, the host that is listened on and the"
                    + " machine's name.")
    String[] certificate_names() default {};

    @AttributeDefinition(
            name = "Keystore",
            description = "PKCS#12 file with certificate, chain and key, used instead of the PEM files.")
    String keystore() default "";

    @AttributeDefinition(
            name = "Keystore password",
            description = "The password of the keystore.",
            type = AttributeType.PASSWORD)
    String _keystore_password() default "";

    @AttributeDefinition(
            name = "Client certificates",
            description = "Whether peers are asked for a certificate: not, or they may have one, or they must. One that"
                    + " is not good is refused in either case.",
            options = {
                @Option(label = "None", value = "none"),
                @Option(label = "Optional", value = "optional"),
                @Option(label = "Required", value = "required")
            })
    String client_certificate() default "optional";

    @AttributeDefinition(
            name = "Client authorities",
            description = "PEM file with the authorities that certificates of peers must come from; a certificate of a"
                    + " peer there stands for itself. Read again when it changes. Empty for the gateway's own authority;"
                    + " while there is none, optional asks nobody and required lets nobody in.")
    String client_ca() default "";

    @AttributeDefinition(
            name = "Trusted proxies",
            description = "Addresses and networks of balancers, separated by commas, such as 127.0.0.1, 10.0.0.0/8."
                    + " What the next two keys name is read from them alone.")
    String[] trusted_proxies() default {};

    @AttributeDefinition(
            name = "Forwarded address",
            description = "HTTP header in which balancers tell a peer's address, as X-Forwarded-For does; empty for"
                    + " none.")
    String forwarded_address() default "X-Forwarded-For";

    @AttributeDefinition(
            name = "Forwarded certificate",
            description = "HTTP header in which balancers pass a peer's certificate on: URL-encoded PEM, DER in base64,"
                    + " or as RFC 9440 has it; empty for none.")
    String forwarded_certificate() default "";
}
