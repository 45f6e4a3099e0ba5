package io.culvert.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.tls.TestAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SigningRequestTest {

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void opensslFindsItSignedByItsKey(KeyKind kind, @TempDir Path folder) throws Exception {
        KeyPair keys = kind.generate();
        Path request = folder.resolve("request.pem");
        Files.writeString(request, Pem.block("CERTIFICATE REQUEST", SigningRequest.of(keys)));
        assertThat(TestAuthority.openssl("req", "-in", request.toString(), "-verify", "-noout", "-pubkey"))
                .contains("OK")
                .contains(Pem.block("PUBLIC KEY", keys.getPublic().getEncoded()));
        assertThat(TestAuthority.openssl("req", "-in", request.toString(), "-noout", "-subject"))
                .isEqualToIgnoringWhitespace("subject=");
    }
}
