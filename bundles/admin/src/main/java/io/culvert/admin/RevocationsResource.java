package io.culvert.admin;

import io.culvert.api.admin.Role;
import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.ca.AuthorityOperations.RevocationTarget;
import io.culvert.api.ca.AuthorityOperations.RevocationTarget.Certificate;
import io.culvert.api.ca.AuthorityOperations.RevocationTarget.Device;
import io.culvert.api.ca.AuthorityOperations.RevocationTarget.Identity;
import io.culvert.api.ca.RevocationReason;
import java.io.IOException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Certificates, devices and identities that are believed no more. */
record RevocationsResource(Parts parts) implements Routes.Resource {

    private record Revoked(int revoked) {}

    private record Readmitted(String readmitted) {}

    @Override
    public Stream<Route> routes() {
        return Stream.of(
                Routes.change("POST", "/authority/revocations", Role.OPERATOR, "certificate.revoke", this::revoke),
                Routes.change("DELETE", "/authority/revocations", Role.OPERATOR, "certificate.readmit", this::readmit)
                        .taking("device", "identity"));
    }

    private Answer revoke(Call call) throws Problem, IOException {
        Body body = call.body("serial", "device", "identity", "reason");
        RevocationTarget target =
                target(body.optionalText("serial"), body.optionalText("device"), body.optionalText("identity"));
        call.about(describe(target));
        RevocationReason reason = body.oneOf("reason", RevocationReason.class, RevocationReason.UNSPECIFIED);
        call.note(Words.of(reason));
        AuthorityOperations authority = parts.authority();
        try {
            return Answer.of(new Revoked(authority.revoke(target, reason, call.operator())));
        } catch (AuthorityException e) {
            throw Problem.conflict(String.valueOf(e.getMessage()));
        }
    }

    private Answer readmit(Call call) throws Problem {
        RevocationTarget target = target(null, call.query("device"), call.query("identity"));
        call.about(describe(target));
        AuthorityOperations authority = parts.authority();
        try {
            if (!authority.readmit(target, call.operator())) {
                throw Problem.notFound("There is nothing to lift: the " + describe(target) + " is not revoked.");
            }
        } catch (AuthorityException e) {
            throw Problem.conflict(String.valueOf(e.getMessage()));
        }
        return Answer.of(new Readmitted(target instanceof Device device ? device.uuid() : ((Identity) target).name()));
    }

    private static RevocationTarget target(@Nullable String serial, @Nullable String device, @Nullable String identity)
            throws Problem {
        if (Stream.of(given(serial), given(device), given(identity))
                        .filter(each -> each)
                        .count()
                != 1) {
            throw Problem.badRequest("Give exactly one of serial, device and identity; a certificate that was revoked"
                    + " cannot be readmitted, only its device or identity.");
        }
        if (serial != null && given(serial)) {
            return new Certificate(CertificateName.serial(serial));
        }
        if (device != null && given(device)) {
            return new Device(CertificateName.device(device));
        }
        return new Identity(String.valueOf(identity));
    }

    private static boolean given(@Nullable String text) {
        return text != null && !text.isBlank();
    }

    private static String describe(RevocationTarget target) {
        if (target instanceof Certificate certificate) {
            return "certificate " + certificate.serial();
        }
        return target instanceof Device device ? "device " + device.uuid() : "identity " + ((Identity) target).name();
    }
}
