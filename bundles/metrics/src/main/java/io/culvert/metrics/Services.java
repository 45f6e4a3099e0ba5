package io.culvert.metrics;

import org.jspecify.annotations.Nullable;

/** Finds the gateway's parts, which come and go. */
@FunctionalInterface
interface Services {

    /** The service as it is now, to be used at once and not kept; {@code null} when there is none. */
    <S> @Nullable S find(Class<S> type);
}
