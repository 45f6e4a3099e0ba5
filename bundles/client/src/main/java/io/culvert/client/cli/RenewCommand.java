package io.culvert.client.cli;

import io.culvert.client.CulvertClient;
import io.culvert.client.CulvertException;
import io.culvert.client.Enrollment;
import io.culvert.client.Identity;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code culvert renew}. */
@Command(
        name = "renew",
        description = {
            "Has the certificate of this machine's identity succeeded by another one, by its key: without a token, and for"
                    + " a while also after it has expired. New authorities are believed if the old ones vouch for them.",
            ""
        },
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:something else went wrong; the message says what",
            "2:wrong usage",
            "5:the gateway's certificate is not trusted, or TLS failed",
            "6:the gateway is away",
            "11:the gateway gives no certificate: this one was revoked, or has expired too long ago; the message says which",
            "12:there is no identity, or it cannot be used, or its folder cannot be written",
            "130, 143:ended by SIGINT, SIGTERM"
        },
        footerHeading = "%nExamples:%n",
        footer = {"  Once:     culvert renew", "  For ever: culvert renew --loop --identity /var/lib/culvert"})
final class RenewCommand implements Callable<Integer> {

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Option(names = "--keep-key", description = "Go on with the same key. Default: a new one of the same kind")
    private boolean keepKey;

    @Option(
            names = "--loop",
            description =
                    "For ever: whenever two thirds of its life have passed. Tries again, with growing pauses, when"
                            + " the gateway is away; ends when it gives no certificate")
    private boolean loop;

    @Override
    public Integer call() throws InterruptedException {
        return Ending.of(this::renew).code();
    }

    private void renew() throws CulvertException, InterruptedException {
        Settings settings = gateway.settings();
        Path folder = gateway.identity().folder(settings);
        Identity identity = Identity.load(folder);
        Optional<String> url = gateway.url(settings);
        String address = url.orElseGet(() -> identity.gateway().toString());
        try (CulvertClient plain = gateway.client(address, gateway.tls().context(settings, folder, false))
                        .build();
                CulvertClient showing = gateway.client(address, gateway.tls().context(settings, folder, true))
                        .build()) {
            Renewal renewal = new Renewal(
                    () -> renew(new Enrollment(plain, folder), new Enrollment(showing, folder)),
                    folder,
                    new SecureRandom());
            if (loop) {
                renewal.forEver();
            } else {
                renewal.once();
            }
        }
    }

    /**
     * The old key is evidence enough. The certificate is shown only to a gateway that lets nobody in without one: with
     * one that was revoked it ends the handshake, and we would not hear why.
     */
    private Identity renew(Enrollment plain, Enrollment showing) throws CulvertException {
        try {
            return plain.renew(keepKey);
        } catch (CulvertException e) {
            if (e.kind() != CulvertException.Kind.UNTRUSTED) {
                throw e;
            }
            return showing.renew(keepKey);
        }
    }
}
