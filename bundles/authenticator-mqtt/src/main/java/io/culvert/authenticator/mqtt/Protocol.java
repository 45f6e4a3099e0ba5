package io.culvert.authenticator.mqtt;

import io.culvert.api.config.BadConfigurationException;

/** The versions of MQTT. */
enum Protocol {
    MQTT_5("5"),
    MQTT_3_1_1("3.1.1");

    private final String version;

    Protocol(String version) {
        this.version = version;
    }

    static Protocol of(String version) throws BadConfigurationException {
        for (Protocol protocol : values()) {
            if (protocol.version.equals(version.strip())) {
                return protocol;
            }
        }
        throw BadConfigurationException.of("protocol", version, "must be 5 or 3.1.1");
    }
}
