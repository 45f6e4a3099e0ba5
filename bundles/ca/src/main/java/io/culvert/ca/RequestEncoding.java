package io.culvert.ca;

import io.culvert.api.ca.CertificateAuthority;
import io.culvert.api.ca.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms in which requests for certificates are handed in: DER, PEM (RFC 7468), or the base64 of DER alone. */
final class RequestEncoding {

    /** DER of a SEQUENCE; no text that we take begins with it. */
    private static final byte SEQUENCE = 0x30;

    /** Base64 with line ends, and some text around it. */
    private static final int MAX_TEXT = 2 * CertificateAuthority.MAX_REQUEST;

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----([^-]*)-----END \\1-----", Pattern.DOTALL);
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

    private RequestEncoding() {}

    /**
     * DER of a request in any of these forms, with lines folded or not.
     *
     * @throws RefusedRequestException when it is none of them; what is in the DER is not looked at
     */
    static byte[] fromPemOrDer(byte[] content) throws RefusedRequestException {
        if (content.length > 0 && content[0] == SEQUENCE) {
            return content;
        }
        if (content.length > MAX_TEXT) {
            throw new RefusedRequestException(
                    Refusal.OVERSIZED,
                    "the request is longer than " + CertificateAuthority.MAX_REQUEST + " bytes of DER");
        }
        String text = new String(content, StandardCharsets.ISO_8859_1);
        Matcher pem = PEM.matcher(text);
        if (!pem.find()) {
            return base64(text);
        }
        String label = pem.group(1);
        String base64 = pem.group(2);
        if (!label.equals("CERTIFICATE REQUEST") && !label.equals("NEW CERTIFICATE REQUEST")) {
            throw malformed("the PEM block is a " + label + " and not a CERTIFICATE REQUEST");
        }
        if (pem.find()) {
            throw malformed("there is more than one PEM block; send the CERTIFICATE REQUEST alone");
        }
        return base64(base64);
    }

    private static byte[] base64(String text) throws RefusedRequestException {
        try {
            return Base64.getDecoder().decode(WHITE_SPACE.matcher(text).replaceAll(""));
        } catch (IllegalArgumentException e) {
            throw malformed("the request is neither DER nor PEM nor base64 of DER");
        }
    }

    private static RefusedRequestException malformed(String explanation) {
        return new RefusedRequestException(Refusal.MALFORMED, explanation);
    }
}
