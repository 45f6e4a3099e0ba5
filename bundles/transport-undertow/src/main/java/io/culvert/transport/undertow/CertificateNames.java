package io.culvert.transport.undertow;

import io.culvert.api.config.BadConfigurationException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** For which names a listener's certificate is, when the gateway's own authority makes it. */
final class CertificateNames {

    private static final String LABEL = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?";
    /** RFC 1034 section 3.5, with the underscores that some machines have, and RFC 6125 section 6.4.3. */
    private static final Pattern HOST = Pattern.compile("(\\*\\.)?" + LABEL + "(\\." + LABEL + ")*");

    private static final int MAX_HOST = 253;
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "[::]");

    private CertificateNames() {}

    /** Those that are configured; without any, those by which the machine knows itself. */
    static List<String> of(ListenerConfig config) throws BadConfigurationException {
        Set<String> names = new LinkedHashSet<>();
        for (String configured : String.join(",", config.certificate_names()).split(",", -1)) {
            String name = configured.strip();
            if (!name.isEmpty() && !usable(name)) {
                throw BadConfigurationException.of(
                        "certificate.names", name, "must be a host name such as gateway.example, or an IP address");
            }
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names.isEmpty() ? ofThisMachine(config.host()) : List.copyOf(names);
    }

    private static List<String> ofThisMachine(String host) {
        Set<String> names = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1"));
        if (!EVERYWHERE.contains(host)) {
            names.add(host);
        }
        try {
            names.add(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            // Then it has none.
        }
        List<String> usable = new ArrayList<>(names);
        usable.removeIf(name -> !usable(name));
        return List.copyOf(usable);
    }

    private static boolean usable(String name) {
        boolean host = name.length() <= MAX_HOST && HOST.matcher(name).matches();
        return IpAddresses.parse(name) != null || (host && !name.matches("[0-9.]+"));
    }
}
