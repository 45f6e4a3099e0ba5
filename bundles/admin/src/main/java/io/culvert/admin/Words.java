package io.culvert.admin;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How values are written. */
final class Words {

    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};

    private Words() {}

    /** {@code not-found} for {@code NOT_FOUND}. */
    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The constants of an enumeration, separated by commas. */
    static String all(Class<? extends Enum<?>> type) {
        return Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", "));
    }

    /** {@code host:port}, an IPv6 address in brackets, no port where it is 0; never asks a name server. */
    static String address(InetSocketAddress address) {
        String host = address.getHostString();
        String port = address.getPort() == 0 ? "" : ":" + address.getPort();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + port;
    }

    /** {@code 512 B}, {@code 12 MiB}. */
    static String bytes(long bytes) {
        long value = bytes;
        String unit = "B";
        for (int i = 0; i < UNITS.length && value >= 1024; i++) {
            value /= 1024;
            unit = UNITS[i];
        }
        return value + " " + unit;
    }

    /** {@code 1 certificate}, {@code 2 certificates}. */
    static String count(long count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }
}
