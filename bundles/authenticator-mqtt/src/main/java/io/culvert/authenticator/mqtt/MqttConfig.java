package io.culvert.authenticator.mqtt;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code etc/io.culvert.authenticator.mqtt-NAME.config}. */
@ObjectClassDefinition(
        name = "Culvert: tokens by MQTT",
        description = "Tokens that an issuer publishes, or that the gateway issues to who asks by MQTT."
                + " Any number of configurations can stand side by side.")
@interface MqttConfig {

    @AttributeDefinition(name = "Name", description = "What operators see; the identity of peers without a subject")
    String name() default "mqtt";

    @AttributeDefinition(name = "Ranking", description = "Of several authenticators the one with the highest is first")
    int ranking() default 80;

    @AttributeDefinition(
            name = "Broker",
            description = "ssl://HOST[:8883] (or mqtts://); tcp://HOST[:1883] on the same machine only")
    String broker() default "";

    @AttributeDefinition(name = "Protocol", description = "The version of MQTT: 5 or 3.1.1")
    String protocol() default "5";

    @AttributeDefinition(
            name = "Client id",
            description = "Under which the broker keeps the session; another one for each gateway")
    String client_id() default "";

    @AttributeDefinition(name = "User name", description = "Empty: none")
    String username() default "";

    @AttributeDefinition(
            name = "Password",
            description = "In clear text, or file:NAME or env:NAME where it is to be found (key: .password)",
            type = AttributeType.PASSWORD)
    String _password() default "";

    @AttributeDefinition(
            name = "Authorities",
            description = "The authorities that the broker's certificate may come from, PEM or PKCS#12; empty: Java's")
    String ca() default "";

    @AttributeDefinition(
            name = "Password of the authorities",
            description = "Of a PKCS#12 file (key: .ca.password)",
            type = AttributeType.PASSWORD)
    String _ca_password() default "";

    @AttributeDefinition(name = "Certificate", description = "Our own and its chain, PEM; empty: none")
    String certificate() default "";

    @AttributeDefinition(name = "Private key", description = "Of the certificate, PEM")
    String certificate_key() default "";

    @AttributeDefinition(name = "Keep alive (s)", description = "How long a silent broker is believed to be there")
    int keep_alive() default 30;

    @AttributeDefinition(
            name = "Session expiry (s)",
            description = "How long the broker keeps messages for us while we are away; MQTT 5 only")
    int session_expiry() default 86400;

    @AttributeDefinition(name = "Timeout (s)", description = "For connecting, and for each answer of the broker")
    int timeout() default 10;

    @AttributeDefinition(
            name = "Tokens: topics",
            description = "Topic filters where issuers publish tokens, such as culvert/tokens/+; empty: off")
    String[] tokens_topics() default {};

    @AttributeDefinition(
            name = "Leeway (s)",
            description = "How much later than its issuer says a token expires here, because clocks differ")
    int leeway() default 30;

    @AttributeDefinition(name = "Store size", description = "How many tokens are known at most")
    int store_size() default 100_000;

    @AttributeDefinition(
            name = "Requests: topic",
            description = "Where peers ask for a token, such as culvert/connect/{subject}/{device}; empty: off")
    String requests_topic() default "";

    @AttributeDefinition(name = "Requests: replies", description = "The topics on which a subject may have its answers")
    String requests_replies() default "culvert/replies/{subject}/#";

    @AttributeDefinition(
            name = "Requests: devices",
            description = "Who may ask for which devices: SUBJECT=DEVICE,DEVICE each; a star stands for any characters")
    String[] requests_devices() default {};

    @AttributeDefinition(name = "Requests: URL", description = "Of the gateway, for peers: wss://HOST[:PORT][/PATH]")
    String requests_url() default "";

    @AttributeDefinition(name = "Requests: lifetime (s)", description = "How long a token that is issued here is good")
    int requests_lifetime() default 60;

    @AttributeDefinition(name = "Requests per minute", description = "How many of each subject are served")
    int requests_per_minute() default 30;

    @AttributeDefinition(
            name = "Requests: layout",
            description =
                    "What a device is sent: culvert (url, token, nonce, expires) or nymea (token, nonce, timestamp)")
    String requests_layout() default "culvert";

    @AttributeDefinition(
            name = "Requests: topic of the device",
            description = "Empty: {device}/proxy, and with the layout nymea {device}/{subject}/proxy")
    String requests_device_topic() default "";

    @AttributeDefinition(
            name = "Tunnels",
            description = "How many tunnels a subject may have at the same time on a node; 0: any number")
    int limit_tunnels() default 0;

    @AttributeDefinition(
            name = "Bytes per second",
            description = "Payload that each tunnel carries in a second, each way; 0: as much as possible")
    int limit_bytes_per_second() default 0;

    @AttributeDefinition(name = "Lifetime (s)", description = "How long each tunnel may stand; 0: for ever")
    int limit_lifetime() default 0;
}
