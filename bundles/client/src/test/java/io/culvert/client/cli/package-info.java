/** Tests of the command. */
@NullMarked
package io.culvert.client.cli;

import org.jspecify.annotations.NullMarked;
