/** Tests against a real mosquitto, and of the parts without one. */
@NullMarked
package io.culvert.authenticator.mqtt;

import org.jspecify.annotations.NullMarked;
