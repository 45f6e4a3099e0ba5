/** Lets in peers whose token came by way of an MQTT broker, and issues such tokens to who asks for them there. */
@NullMarked
package io.culvert.authenticator.mqtt;

import org.jspecify.annotations.NullMarked;
