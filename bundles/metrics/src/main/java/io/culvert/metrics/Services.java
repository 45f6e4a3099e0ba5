package io.culvert.metrics;

import java.util.function.Function;

/** Finds the gateway's parts, which come and go. */
@FunctionalInterface
interface Services {

    /**
     * Asks the service that there is now.
     *
     * @param question must not keep the service; some are good until the end of this call only
     * @param ifMissing the answer when there is none
     */
    <S, A> A ask(Class<S> type, Function<S, A> question, A ifMissing);
}
