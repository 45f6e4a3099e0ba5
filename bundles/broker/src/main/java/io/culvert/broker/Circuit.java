package io.culvert.broker;

import io.culvert.api.broker.AuthenticatorInfo;

/**
 * Keeps peers from waiting for an authenticator that fails again and again, and threads from being spent on one whose
 * calls never come back.
 */
final class Circuit {

    /** So many calls may be past their deadline and still in the authenticator; then it gets no more. */
    static final int MOST_STUCK = 4;

    private int failures;
    /** When it was opened, or the last trial began, by {@link Timers#now}; meaningful while it is not closed. */
    private long since;

    private boolean open;
    private boolean trying;
    private int stuck;

    /** Whether a call would be refused now. */
    synchronized boolean refuses(Terms terms, long now) {
        return stuck >= MOST_STUCK
                || (open && (trying || now - since < terms.circuitPause().toNanos()));
    }

    /** Begins a call, unless it is refused. Its end is told by {@link #answered} or {@link #failed}. */
    synchronized boolean enter(Terms terms, long now) {
        if (refuses(terms, now)) {
            return false;
        }
        trying = open;
        return true;
    }

    synchronized void answered() {
        failures = 0;
        open = false;
        trying = false;
    }

    /** Returns whether this has opened it. */
    synchronized boolean failed(Terms terms, long now) {
        failures++;
        boolean opens = !open && terms.circuitFailures() > 0 && failures >= terms.circuitFailures();
        if (opens || trying) {
            open = true;
            trying = false;
            since = now;
        }
        return opens;
    }

    /** A call is past its deadline, and was interrupted, and has not come back. Returns whether that is too many. */
    synchronized boolean stuck() {
        return ++stuck == MOST_STUCK;
    }

    /** A call that was stuck has come back. */
    synchronized void cameBack() {
        stuck--;
    }

    synchronized AuthenticatorInfo.Circuit state() {
        if (stuck >= MOST_STUCK) {
            return AuthenticatorInfo.Circuit.STUCK;
        } else if (!open) {
            return AuthenticatorInfo.Circuit.CLOSED;
        }
        return trying ? AuthenticatorInfo.Circuit.HALF_OPEN : AuthenticatorInfo.Circuit.OPEN;
    }
}
