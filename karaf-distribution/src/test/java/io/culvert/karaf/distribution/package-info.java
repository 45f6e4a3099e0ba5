/** What is installed: the launcher, the configuration files, the choice of bundles. */
@NullMarked
package io.culvert.karaf.distribution;

import org.jspecify.annotations.NullMarked;
