package io.culvert.transport.undertow;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads IP addresses as others have written them; never asks a name server. */
final class IpAddresses {

    private static final String OCTET = "(0|[1-9][0-9]{0,2})";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "\\." + OCTET + "\\." + OCTET + "\\." + OCTET);
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final Pattern WITH_PORT =
            Pattern.compile("\\[([^\\]]*:[^\\]]*)\\](?::([0-9]{1,5}))?|([0-9.]+):([0-9]{1,5})");
    private static final int MAX_PORT = 65535;

    private IpAddresses() {}

    /** An IPv4 or IPv6 address; {@code null} for anything else. */
    static @Nullable InetAddress parse(String text) {
        try {
            Matcher octets = IPV4.matcher(text);
            if (octets.matches()) {
                byte[] bytes = new byte[4];
                for (int i = 0; i < bytes.length; i++) {
                    int octet = Integer.parseInt(octets.group(i + 1));
                    if (octet > 0xFF) {
                        return null;
                    }
                    bytes[i] = (byte) octet;
                }
                return InetAddress.getByAddress(bytes);
            }
            boolean ipv6 = text.indexOf(':') >= 0 && IPV6.matcher(text).matches();
            return ipv6 ? InetAddress.getByName("[" + text + "]") : null; // what is in brackets is never a name
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** The same, with a port or without: then it is 0. An IPv6 address with a port is in brackets. */
    static @Nullable InetSocketAddress parseWithPort(String text) {
        Matcher parts = WITH_PORT.matcher(text);
        if (!parts.matches()) {
            InetAddress alone = parse(text);
            return alone == null ? null : new InetSocketAddress(alone, 0);
        }
        InetAddress address = parts.group(1) == null ? parse(parts.group(3)) : parse(parts.group(1));
        String digits = parts.group(1) == null ? parts.group(4) : parts.group(2);
        int port = digits == null ? 0 : Integer.parseInt(digits);
        return address == null || port > MAX_PORT ? null : new InetSocketAddress(address, port);
    }
}
