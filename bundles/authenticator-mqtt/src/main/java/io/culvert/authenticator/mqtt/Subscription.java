package io.culvert.authenticator.mqtt;

/**
 * What to subscribe to.
 *
 * @param qos 1 where the broker is to keep messages for us while we are away; 0 where they would be too old
 */
record Subscription(TopicFilter filter, int qos) {}
