package io.culvert.authenticator.jwt;

import java.util.concurrent.CompletionStage;

/** Where the issuer's keys come from. */
interface KeySource extends AutoCloseable {

    /**
     * The keys as they are now.
     *
     * @return a stage that is complete already when keys are at hand; it fails with an {@link java.io.IOException} when
     *     there are none that may still be used
     */
    CompletionStage<KeySet> keys();

    /**
     * Looks for keys that are newer than those that did not help.
     *
     * @return the newer ones, or the same when there are none or it is too early to look again; fails as {@link #keys}
     */
    CompletionStage<KeySet> newerThan(KeySet known);

    /** Gives back connections and threads. Who still waits for keys gets a failure. */
    @Override
    void close();
}
