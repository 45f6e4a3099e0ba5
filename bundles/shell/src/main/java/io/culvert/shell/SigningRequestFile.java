package io.culvert.shell;

import io.culvert.api.ca.CertificateAuthority;
import io.culvert.api.config.ConfigurationReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.karaf.shell.support.CommandException;

/** Reads a certificate signing request from a file of the gateway's machine; what is in it is the authority's affair. */
final class SigningRequestFile {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ((?:NEW )?CERTIFICATE REQUEST)-----\\s([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final Pattern OTHER = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----");
    private static final int DER_SEQUENCE = 0x30;
    /** Base64, and as much again for what people write around it. */
    private static final int LONGEST = CertificateAuthority.MAX_REQUEST * 3;

    private SigningRequestFile() {}

    /**
     * Reads PEM (RFC 7468 section 7) or DER.
     *
     * @return PKCS#10, DER
     */
    static byte[] read(String name) throws CommandException {
        Path file = ConfigurationReader.path(name);
        byte[] content = content(file);
        if (content.length > 0 && content[0] == DER_SEQUENCE) {
            return content;
        }
        String text = new String(content, StandardCharsets.ISO_8859_1);
        Matcher block = BLOCK.matcher(text);
        if (!block.find()) {
            Matcher other = OTHER.matcher(text);
            throw new CommandException(Human.printable(file.toString()) + " holds "
                    + (other.find() ? "a " + other.group(1) + ", and no" : "no")
                    + " certificate signing request in PEM or DER; openssl req -new -key KEY -subj / makes one");
        }
        try {
            return Base64.getMimeDecoder().decode(block.group(2));
        } catch (IllegalArgumentException e) {
            throw new CommandException(Human.printable(file.toString()) + " is damaged: its base64 is not complete", e);
        }
    }

    private static byte[] content(Path file) throws CommandException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(LONGEST + 1);
            if (content.length > LONGEST) {
                throw new CommandException(
                        Human.printable(file.toString()) + " is too large for a certificate signing request");
            }
            return content;
        } catch (IOException e) {
            throw new CommandException(
                    Human.printable(file.toString())
                            + (Files.exists(file)
                                    ? ": the gateway cannot read it"
                                    : ": there is no such file on the gateway's machine"),
                    e);
        }
    }
}
