package com.example.culvert.hmac;

import io.culvert.api.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 of a text, in hexadecimal digits. */
final class Hmac {

    private Hmac() {}

    /** Takes the same time wherever the two differ, so that nobody can guess a signature digit by digit. */
    static boolean verify(Secret key, String text, String signature) {
        return key.isPresent()
                && MessageDigest.isEqual(sign(key, text), HexFormat.of().parseHex(signature));
    }

    static byte[] sign(Secret key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.bytes(), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
