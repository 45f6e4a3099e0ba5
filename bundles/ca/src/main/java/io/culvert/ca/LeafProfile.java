package io.culvert.ca;

import io.culvert.api.config.BadConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * What the certificates of devices and of the gateway have in common.
 *
 * @param life how long they are valid, unless the authority expires before
 * @param baseUrl where revocation lists and OCSP are found, {@code http://host[:port]} without a slash at its end; empty
 *     for certificates that do not say
 */
record LeafProfile(Duration life, String baseUrl) {

    static final Duration DEFAULT_LIFE = Duration.ofDays(30);

    /** How long before they are issued certificates are valid, for those whose clock is slow. */
    static final Duration BACK_DATING = Duration.ofMinutes(5);

    LeafProfile {
        if (life.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("life = " + life + ": must be a second or more");
        }
    }

    /**
     * Reads a profile.
     *
     * @param key of the URL in the configuration, for messages
     * @param url {@code http://host[:port]} or https, or empty
     */
    static LeafProfile of(Duration life, String key, String url) throws BadConfigurationException {
        String base = url.strip();
        if (base.endsWith("/")) {
            base = base.substring(0, base.length() - 1);
        }
        if (!base.isEmpty() && !isBase(base)) {
            throw BadConfigurationException.of(
                    key, url, "must be http://host or http://host:port, or https, with nothing after it");
        }
        return new LeafProfile(life, base);
    }

    private static boolean isBase(String base) {
        try {
            URI uri = new URI(base).parseServerAuthority();
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            return (scheme.equals("http") || scheme.equals("https"))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getPort() <= 0xFFFF
                    && base.chars().allMatch(c -> c < 0x80);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Adds where revocation is found (RFC 5280 sections 4.2.1.13 and 4.2.2.1), if it is. */
    CertificateDraft complete(CertificateDraft draft, int generation) {
        if (baseUrl.isEmpty()) {
            return draft;
        }
        GeneralName list = uri(baseUrl + "/d2d/crl-" + generation + ".der");
        DistributionPoint point = new DistributionPoint(new DistributionPointName(new GeneralNames(list)), null, null);
        return draft.with(Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {point}))
                .with(
                        Extension.authorityInfoAccess,
                        false,
                        new AuthorityInformationAccess(AccessDescription.id_ad_ocsp, uri(baseUrl + "/d2d/ocsp")));
    }

    private static GeneralName uri(String uri) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, uri);
    }
}
