package io.culvert.console;

import io.culvert.api.config.BadConfigurationException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Names by which the console may be called. A page of another site cannot make a browser call it by one of these. */
final class HostNames {

    private static final int DNS_NAME = 2; // RFC 5280 section 4.2.1.6: dNSName
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_*]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?");
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "[::]");

    private HostNames() {}

    /** The parts of a configured list, which may come in pieces or in one with commas. */
    static List<String> list(String[] configured) {
        List<String> parts = new ArrayList<>();
        for (String part : String.join(",", configured).split(",", -1)) {
            if (!part.isBlank()) {
                parts.add(part.strip());
            }
        }
        return List.copyOf(parts);
    }

    /** The names of a configured list, checked. */
    static List<String> checked(String key, String[] configured) throws BadConfigurationException {
        List<String> names = list(configured);
        for (String name : names) {
            if (!isAddress(name) && !NAME.matcher(name).matches()) {
                throw BadConfigurationException.of(
                        key, name, "must be a host name such as gateway.example, or an IP address");
            }
        }
        return names;
    }

    /** Names by which the machine knows itself, and the address that is listened on. */
    static List<String> ofThisMachine(String host) {
        Set<String> names = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1"));
        if (!EVERYWHERE.contains(host)) {
            names.add(host);
        }
        try {
            names.add(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            // Then it has none.
        }
        return List.copyOf(names);
    }

    /** The host names of a certificate, in lower case. */
    static Set<String> of(X509Certificate certificate) {
        Set<String> names = new LinkedHashSet<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> each : alternatives) {
                    if (each.get(0) instanceof Integer type && type == DNS_NAME) {
                        names.add(String.valueOf(each.get(1)).toLowerCase(Locale.ROOT));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            // Then clients cannot read them either.
        }
        return Set.copyOf(names);
    }

    /** Whether a request may be to this host: the value of its header Host, RFC 9110 section 7.2. */
    static boolean accepts(String header, Collection<String> names) {
        String host = withoutPort(header).toLowerCase(Locale.ROOT);
        if (isAddress(host)) {
            return true; // DNS has no part in these
        }
        return names.stream().anyMatch(name -> matches(name.toLowerCase(Locale.ROOT), host));
    }

    /** Whether everything on a machine is called so, also what has no TLS. */
    static boolean shared(String header) {
        String host = withoutPort(header).toLowerCase(Locale.ROOT);
        return host.equals("localhost") || isAddress(host);
    }

    private static boolean matches(String name, String host) {
        if (!name.startsWith("*.")) {
            return name.equals(host);
        }
        int dot = host.indexOf('.');
        return dot > 0 && host.substring(dot).equals(name.substring(1));
    }

    private static String withoutPort(String header) {
        if (header.startsWith("[")) {
            int end = header.indexOf(']');
            return end < 0 ? "" : header.substring(1, end);
        }
        int colon = header.indexOf(':');
        return colon < 0 ? header : header.substring(0, colon);
    }

    private static boolean isAddress(String host) {
        return IPV4.matcher(host).matches() || IPV6.matcher(host).matches();
    }
}
