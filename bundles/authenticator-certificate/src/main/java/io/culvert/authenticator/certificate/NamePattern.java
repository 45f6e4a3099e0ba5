package io.culvert.authenticator.certificate;

import io.culvert.api.config.BadConfigurationException;
import java.util.ArrayList;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.Attributes;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * A pattern for distinguished names (RFC 2253) that is compared part by part, so that no {@code *} reaches over a comma:
 * a name in which somebody has hidden one does not pass.
 */
record NamePattern(List<List<Part>> parts) {

    /** One type with the pattern of its value, such as {@code CN=*}. */
    record Part(String type, Glob value) {}

    static NamePattern of(String key, String text) throws BadConfigurationException {
        try {
            List<List<Part>> parts = new ArrayList<>();
            for (Rdn rdn : new LdapName(text).getRdns()) {
                List<Part> together = new ArrayList<>();
                for (Attribute attribute : attributes(rdn)) {
                    together.add(new Part(attribute.getID(), Glob.of(value(attribute))));
                }
                parts.add(List.copyOf(together));
            }
            if (!parts.isEmpty()) {
                return new NamePattern(List.copyOf(parts));
            }
        } catch (NamingException e) {
            // As below.
        }
        throw BadConfigurationException.of(key, text, "is no distinguished name, such as CN=*,O=Example");
    }

    boolean matches(X500Principal name) {
        try {
            List<Rdn> rdns = new LdapName(DistinguishedNames.text(name)).getRdns();
            if (rdns.size() != parts.size()) {
                return false;
            }
            for (int i = 0; i < rdns.size(); i++) {
                if (!matches(parts.get(i), rdns.get(i).toAttributes())) {
                    return false;
                }
            }
            return true;
        } catch (InvalidNameException e) {
            throw new IllegalStateException("a name that Java has written itself", e);
        } catch (NamingException e) {
            return false;
        }
    }

    private static boolean matches(List<Part> wanted, Attributes found) throws NamingException {
        if (wanted.size() != found.size()) {
            return false;
        }
        for (Part part : wanted) {
            Attribute attribute = found.get(part.type());
            if (attribute == null || attribute.size() != 1 || !part.value().matches(value(attribute))) {
                return false;
            }
        }
        return true;
    }

    private static List<Attribute> attributes(Rdn rdn) throws NamingException {
        List<Attribute> all = new ArrayList<>();
        var found = rdn.toAttributes().getAll();
        while (found.hasMore()) {
            all.add(found.next());
        }
        return all;
    }

    private static String value(Attribute attribute) throws NamingException {
        return String.valueOf(attribute.get());
    }
}
