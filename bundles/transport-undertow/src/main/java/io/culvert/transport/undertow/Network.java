package io.culvert.transport.undertow;

import io.culvert.api.config.BadConfigurationException;
import java.net.InetAddress;

/**
 * A range of IP addresses, RFC 4632 and RFC 4291 section 2.3.
 *
 * @param address one of them
 * @param prefix how many of its first bits all of them have
 */
record Network(InetAddress address, int prefix) {

    /** Reads {@code address} or {@code address/prefix}. */
    static Network of(String key, String text) throws BadConfigurationException {
        int slash = text.indexOf('/');
        InetAddress address = IpAddresses.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw BadConfigurationException.of(key, text, "must be an IP address, or a network such as 10.0.0.0/8");
        }
        int bits = address.getAddress().length * Byte.SIZE;
        int prefix = slash < 0 ? bits : prefix(text.substring(slash + 1));
        if (prefix < 0 || prefix > bits) {
            throw BadConfigurationException.of(key, text, "after the slash must be a number from 0 to " + bits);
        }
        return new Network(address, prefix);
    }

    private static int prefix(String digits) {
        return digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : -1;
    }

    boolean contains(InetAddress other) {
        byte[] ours = address.getAddress();
        byte[] theirs = other.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit += Byte.SIZE) {
            int difference = (ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & 0xFF;
            if (difference >> Math.max(0, Byte.SIZE - (prefix - bit)) != 0) {
                return false;
            }
        }
        return true;
    }
}
