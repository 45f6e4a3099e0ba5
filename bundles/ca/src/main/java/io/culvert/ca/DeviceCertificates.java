package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** Makes the certificates of devices. */
final class DeviceCertificates {

    private DeviceCertificates() {}

    /**
     * The certificate of a device. Names and purposes are ours; of the request it has the key only.
     *
     * @param life how long from now on; less when the issuer expires before
     */
    static X509Certificate issue(Issuer issuer, LeafProfile profile, CheckedRequest request, Duration life, Instant now)
            throws AuthorityException {
        Subject subject = request.subject();
        CertificateDraft draft = CertificateDraft.by(
                        issuer,
                        DeviceNames.subject(subject),
                        request.key(),
                        KeyIdentifier.of(request.key()),
                        Validity.within(issuer, now, LeafProfile.BACK_DATING, life))
                .endEntity(KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth)
                .named(uri(DeviceNames.deviceUri(subject.device())), uri(DeviceNames.identityUri(subject.identity())));
        return profile.complete(draft, issuer.generation().number()).signedBy(issuer.signer());
    }

    private static GeneralName uri(String uri) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, uri);
    }
}
