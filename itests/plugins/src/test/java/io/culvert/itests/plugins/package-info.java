/** Authenticators as strangers write them: built by the guide, dropped into a running gateway, good and bad. */
@NullMarked
package io.culvert.itests.plugins;

import org.jspecify.annotations.NullMarked;
