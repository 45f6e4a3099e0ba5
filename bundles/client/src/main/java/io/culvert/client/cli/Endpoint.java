package io.culvert.client.cli;

import java.net.InetSocketAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A host and a port.
 *
 * @param host name or address, without brackets; empty when none was given
 * @param port 0 to 65535
 */
record Endpoint(String host, int port) {

    private static Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (!bracketed && host.contains(":")) {
            throw new TypeConversionException("'" + text + "': an IPv6 address goes in brackets, like [::1]:22");
        }
        int port;
        try {
            port = Integer.parseInt(text.substring(colon + 1));
        } catch (NumberFormatException e) {
            port = -1;
        }
        if (port < 0 || port > 65535) {
            throw new TypeConversionException("'" + text + "' has no port from 0 to 65535");
        }
        return new Endpoint(bracketed ? host.substring(1, host.length() - 1) : host, port);
    }

    InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** HOST:PORT. */
    static final class Target implements ITypeConverter<Endpoint> {
        @Override
        public Endpoint convert(String text) {
            Endpoint target = parse(text);
            if (target.host().isEmpty() || target.port() == 0) {
                throw new TypeConversionException("'" + text + "' is not HOST:PORT");
            }
            return target;
        }
    }

    /** [ADDR:]PORT. */
    static final class Local implements ITypeConverter<Endpoint> {
        @Override
        public Endpoint convert(String text) {
            Endpoint local = parse(text);
            return local.host().isEmpty() ? new Endpoint("127.0.0.1", local.port()) : local;
        }
    }
}
