package io.culvert.authenticator.mqtt;

/** What a device is sent, and where it listens unless {@code requests.device.topic} says otherwise. */
enum Layout {
    CULVERT(TopicPattern.DEVICE + "/proxy"),
    NYMEA(TopicPattern.DEVICE + "/" + TopicPattern.SUBJECT + "/proxy");

    private final String deviceTopic;

    Layout(String deviceTopic) {
        this.deviceTopic = deviceTopic;
    }

    String deviceTopic() {
        return deviceTopic;
    }
}
