package io.culvert.admin;

import io.culvert.api.admin.Role;
import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.ca.AuthorityStatus;
import io.culvert.api.ca.TrustBundle;
import io.culvert.api.config.PemText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The certificate authority: how it is, its renewal, and what is public of it. */
record AuthorityResource(Parts parts) implements Routes.Resource {

    private static final String PEM_TYPE = "application/x-pem-file";

    private record Renewed(int generation, AuthorityStatus authority) {}

    @Override
    public Stream<Route> routes() {
        return Stream.of(
                Routes.get("/authority", call -> Answer.of(parts.authority().status())),
                Routes.change("POST", "/authority/generations", Role.ADMIN, "authority.renew", this::renew),
                Routes.get("/authority/files/{name}", this::file).giving("*/*"));
    }

    private Answer renew(Call call) throws Problem, IOException {
        boolean activate = call.body("activate").truth("activate", true);
        AuthorityOperations authority = parts.authority();
        call.note(activate ? "signs from now on" : "prepared");
        try {
            int generation = authority.renewAuthority(activate, call.operator());
            call.about("G" + generation);
            return Answer.of(new Renewed(generation, authority.status()));
        } catch (AuthorityException e) {
            throw Problem.conflict(String.valueOf(e.getMessage()));
        }
    }

    private Answer file(Call call) throws Problem {
        String name = call.path("name");
        AuthorityOperations authority = parts.authority();
        return switch (name) {
            case "ca.pem" -> pem(name, PemText.of(present(authority).roots()));
            case "crl.pem" ->
                pem(name, present(authority).revoked().stream().map(PemText::of).collect(Collectors.joining()));
            case "ca.jks" -> {
                present(authority);
                yield new Answer.Content("application/x-java-keystore", truststore(authority), name);
            }
            default -> throw Problem.notFound("There are ca.pem, ca.jks and crl.pem.");
        };
    }

    private static TrustBundle present(AuthorityOperations authority) throws Problem {
        TrustBundle trust = authority.trust();
        if (trust.roots().isEmpty()) {
            throw Problem.conflict(
                    "There is no certificate authority yet: POST /api/v1/authority/generations makes it.");
        }
        return trust;
    }

    private static Answer pem(String name, String text) {
        return new Answer.Content(PEM_TYPE, text.getBytes(StandardCharsets.US_ASCII), name);
    }

    /** The authority keeps one in its folder. */
    private static byte[] truststore(AuthorityOperations authority) throws Problem {
        Path file = Path.of(authority.status().folder(), "ca.jks");
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw Problem.failed(file + " cannot be read; GET /api/v1/authority says how the authority is.", e);
        }
    }
}
