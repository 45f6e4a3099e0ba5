package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * From when until when a certificate is valid, both included, in whole seconds.
 */
record Validity(Instant notBefore, Instant notAfter) {

    Validity {
        notBefore = notBefore.truncatedTo(ChronoUnit.SECONDS);
        notAfter = notAfter.truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * From now on, within the issuer's own.
     *
     * @param backDating how long before now it begins, for those whose clock is slow
     * @param life how long it lasts from now on
     */
    static Validity within(Issuer issuer, Instant now, Duration backDating, Duration life) throws AuthorityException {
        if (now.isAfter(issuer.notAfter()) || now.isBefore(issuer.notBefore())) {
            throw new AuthorityException("generation " + issuer.generation().number() + " is valid from "
                    + issuer.notBefore() + " to " + issuer.notAfter() + " only, and it is " + now
                    + "; set the clock, or renew the authority");
        }
        Instant notBefore = now.minus(backDating);
        Instant notAfter = now.plus(life);
        return new Validity(
                notBefore.isBefore(issuer.notBefore()) ? issuer.notBefore() : notBefore,
                notAfter.isAfter(issuer.notAfter()) ? issuer.notAfter() : notAfter);
    }
}
