package io.culvert.authenticator.mqtt;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ClientTls;
import io.culvert.api.config.ConfigurationReader;
import io.culvert.api.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * How to connect to the broker.
 *
 * @param uri as the library wants it: {@code ssl://host:port} or {@code tcp://host:port}
 * @param sockets for TLS; {@code null} without
 * @param clientId under which the broker keeps our session
 * @param username empty for none
 * @param keepAlive after so long without a word, and half of it more, a broker is taken for lost
 * @param sessionExpiry how long the broker keeps our session while we are away; MQTT 5 only
 * @param timeout for connecting and for each answer
 */
record BrokerSettings(
        Protocol protocol,
        String uri,
        @Nullable SocketFactory sockets,
        String clientId,
        String username,
        Secret password,
        Duration keepAlive,
        Duration sessionExpiry,
        Duration timeout) {

    private static final int TLS_PORT = 8883;
    private static final int PLAIN_PORT = 1883;

    static BrokerSettings of(MqttConfig config, ConfigurationReader reader) throws BadConfigurationException {
        URI broker = reader.uri("broker", config.broker(), "ssl", "mqtts", "tcp");
        boolean tls = !broker.getScheme().toLowerCase(Locale.ROOT).equals("tcp");
        if (!tls && !isLoopback(broker.getHost())) {
            throw BadConfigurationException.of(
                    "broker",
                    config.broker(),
                    "would send password and tokens unencrypted to another machine; use ssl://");
        }
        if (broker.getRawUserInfo() != null) {
            throw new BadConfigurationException("broker: must have no user; use username and .password");
        }
        ClientTls clientTls = new ClientTls(
                config.ca(),
                Secret.of(".ca.password", config._ca_password()),
                config.certificate(),
                config.certificate_key());
        SocketFactory sockets = clientTls.context().getSocketFactory();
        int port = broker.getPort() >= 0 ? broker.getPort() : tls ? TLS_PORT : PLAIN_PORT;
        return new BrokerSettings(
                Protocol.of(config.protocol()),
                (tls ? "ssl://" : "tcp://") + broker.getHost() + ":" + port,
                tls ? sockets : null,
                reader.required("client.id", config.client_id()),
                config.username(),
                Secret.of(".password", config._password()),
                reader.seconds("keep.alive", config::keep_alive, 1, 3600),
                reader.seconds("session.expiry", config::session_expiry, 0, Integer.MAX_VALUE),
                reader.seconds("timeout", config::timeout, 1, 300));
    }

    private static boolean isLoopback(String host) {
        return host.startsWith("127.") || Set.of("localhost", "[::1]").contains(host);
    }
}
