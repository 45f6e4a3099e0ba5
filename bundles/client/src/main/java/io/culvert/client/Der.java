package io.culvert.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Writes DER (X.690), as far as a certificate signing request needs it. */
final class Der {

    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int SEQUENCE = 0x30;
    private static final int CONTEXT_0 = 0xA0;

    private Der() {}

    static byte[] sequence(byte[]... parts) {
        return value(SEQUENCE, parts);
    }

    /** A constructed value with the tag [0]. */
    static byte[] context0(byte[]... parts) {
        return value(CONTEXT_0, parts);
    }

    /** @param small 0 to 127 */
    static byte[] integer(int small) {
        return value(INTEGER, new byte[] {(byte) small});
    }

    /** A string of whole octets. */
    static byte[] bitString(byte[] octets) {
        return value(BIT_STRING, new byte[1], octets);
    }

    private static byte[] value(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteArrayOutputStream der = new ByteArrayOutputStream(length + 6);
        der.write(tag);
        if (length < 0x80) {
            der.write(length);
        } else {
            byte[] octets = ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
            int leading = Integer.numberOfLeadingZeros(length) / Byte.SIZE;
            der.write(0x80 | (octets.length - leading));
            der.write(octets, leading, octets.length - leading);
        }
        for (byte[] part : parts) {
            der.writeBytes(part);
        }
        return der.toByteArray();
    }
}
