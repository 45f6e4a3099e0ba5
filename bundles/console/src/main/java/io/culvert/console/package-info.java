/** The port of console and API: TLS, login, roles. */
@NullMarked
package io.culvert.console;

import org.jspecify.annotations.NullMarked;
