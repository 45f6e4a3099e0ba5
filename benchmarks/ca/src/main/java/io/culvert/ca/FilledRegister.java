package io.culvert.ca;

import io.culvert.api.ca.CertificateInfo.Revocation;
import io.culvert.api.ca.RevocationReason;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/** Fills a register with copies of one certificate, each with a serial number, device and key digest of its own. */
final class FilledRegister {

    private FilledRegister() {}

    /**
     * Appends to the file of a register that is not open.
     *
     * @param template a real certificate of generation 1
     * @param revoked how many of them are revoked
     */
    static void append(Path file, X509Certificate template, int certificates, int revoked)
            throws IOException, CertificateEncodingException {
        byte[] der = template.getEncoded();
        byte[] serial = template.getSerialNumber().toByteArray();
        int at = indexOf(der, serial);
        long now = Instant.now().getEpochSecond();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.APPEND))) {
            for (int number = 0; number < certificates; number++) {
                byte[] own = serial.clone();
                for (int i = 0; i < Integer.BYTES; i++) {
                    own[own.length - 1 - i] = (byte) (number >> Byte.SIZE * i);
                }
                own[1] ^= 0x55; // not that of the template
                System.arraycopy(own, 0, der, at, own.length);
                RegisterEvent.Issued event = new RegisterEvent.Issued(
                        new BigInteger(own).toString(16),
                        1,
                        now,
                        template.getNotAfter().toInstant().getEpochSecond(),
                        new UUID(0x4000, 0x8000000000000000L + number),
                        new KeyDigest(number, number, number, number),
                        "customer-" + number / 10 + "@example.org");
                out.write(RegisterLine.of(event, der));
                if (number < revoked) {
                    out.write(RegisterLine.of(new RegisterEvent.Revoked(
                            event.serial(),
                            new Revocation(Instant.ofEpochSecond(now), RevocationReason.KEY_COMPROMISE))));
                }
            }
        }
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new IllegalArgumentException("a certificate without its serial number");
    }
}
