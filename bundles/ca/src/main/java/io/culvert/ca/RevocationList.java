package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.RevocationReason;
import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.jspecify.annotations.Nullable;

/** Makes revocation lists (RFC 5280 section 5): one of each generation, of what it has signed itself. */
final class RevocationList {

    /** For those whose clock is slow: a list of the future is as bad as none. */
    private static final Duration BACK_DATING = Duration.ofMinutes(5);

    private RevocationList() {}

    /**
     * A certificate that is not good any more.
     *
     * @param serial its number
     * @param at since when
     * @param reason why
     */
    record Entry(BigInteger serial, Instant at, RevocationReason reason) {}

    /**
     * A list.
     *
     * @param number greater than those of earlier lists of this issuer
     * @param entries each serial once
     * @param life how long from now on it is good for
     */
    static X509CRL make(Issuer issuer, long number, List<Entry> entries, Instant now, Duration life)
            throws AuthorityException {
        X509v2CRLBuilder list = new X509v2CRLBuilder(issuer.name(), date(now.minus(BACK_DATING)));
        list.setNextUpdate(date(now.plus(life)));
        try {
            list.addExtension(
                    Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(issuer.keyIdentifier()));
            list.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
            for (Entry entry : entries) {
                list.addCRLEntry(entry.serial(), date(entry.at()), reason(entry.reason()));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e); // extensions that we have made can be encoded
        }
        return issuer.signer().sign(list);
    }

    /** None instead of "unspecified", as section 5.3.1 wants it. */
    private static @Nullable Extensions reason(RevocationReason reason) throws IOException {
        return reason == RevocationReason.UNSPECIFIED
                ? null
                : new Extensions(Extension.create(Extension.reasonCode, false, CRLReason.lookup(reason.code())));
    }

    private static Date date(Instant instant) {
        return Date.from(instant.truncatedTo(ChronoUnit.SECONDS));
    }
}
