/** The transport against the Autobahn test suite, RFC 6455. */
@NullMarked
package io.culvert.itests.conformance;

import org.jspecify.annotations.NullMarked;
