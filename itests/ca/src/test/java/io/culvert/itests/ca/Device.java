package io.culvert.itests.ca;

import io.culvert.client.CulvertClient;
import io.culvert.client.CulvertException;
import io.culvert.client.Enrollment;
import io.culvert.client.Identity;
import io.culvert.client.KeyKind;
import io.culvert.client.OwnCertificate;
import io.culvert.client.Trust;
import io.culvert.client.Tunnel;
import io.culvert.itests.gateway.GatewayProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** A device with an identity in a folder, as the command has it, but in this JVM. */
record Device(GatewayProcess gateway, Path folder) {

    static final String TOKEN = "token-0";

    /** The roots of a gateway's authority. */
    static Path authority(GatewayProcess gateway) {
        return gateway.state().resolve("server_maintenance/d2d/ca.pem");
    }

    /** A device that has just enrolled. */
    static Device enrolled(GatewayProcess gateway, Path folder) throws CulvertException {
        Device device = new Device(gateway, folder);
        device.enroll();
        return device;
    }

    Identity enroll() throws CulvertException {
        try (CulvertClient client = CulvertClient.to(uri())
                .token(() -> TOKEN)
                .trust(trust())
                .timeout(Duration.ofSeconds(60))
                .build()) {
            return new Enrollment(client, folder)
                    .enroll(new Enrollment.Wish(null, KeyKind.EC_P256, true, authority(gateway)));
        }
    }

    Identity renew() throws CulvertException {
        Identity before = Identity.load(folder);
        try (CulvertClient client = CulvertClient.to(uri())
                .trust(ownTrust(before))
                .timeout(Duration.ofSeconds(60))
                .build()) {
            return new Enrollment(client, folder).renew(false);
        }
    }

    Identity identity() throws CulvertException {
        return Identity.load(folder);
    }

    /** A tunnel with whoever comes with the same nonce and is the partner, secured from end to end. */
    Tunnel meet(String nonce, Device partner) throws CulvertException {
        return client(nonce)
                .endToEnd(folder, partner.identity().device())
                .build()
                .connect();
    }

    /** The same, without showing the gateway who it is. */
    Tunnel meetWithoutShowing(String nonce, Device partner) throws CulvertException {
        return client(nonce)
                .trust(trust())
                .endToEnd(folder, partner.identity().device())
                .build()
                .connect();
    }

    /** A tunnel that the gateway can read. */
    Tunnel meetInTheOpen(String nonce) throws CulvertException {
        return client(nonce).build().connect();
    }

    private CulvertClient.Builder client(String nonce) throws CulvertException {
        return CulvertClient.to(uri())
                .token(() -> TOKEN)
                .nonce(nonce)
                .trust(ownTrust(identity()))
                .timeout(Duration.ofSeconds(60));
    }

    private URI uri() {
        return URI.create("wss://127.0.0.1:" + gateway.tlsPort());
    }

    private SSLContext trust() {
        try {
            return Trust.pem(authority(gateway));
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static SSLContext ownTrust(Identity identity) {
        try {
            return Trust.of(identity, OwnCertificate.of(identity));
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
