/** What the gateway does, in numbers, for Prometheus. */
@NullMarked
package io.culvert.metrics;

import org.jspecify.annotations.NullMarked;
