package io.culvert.authenticator.certificate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/** Reads distinguished names. */
final class DistinguishedNames {

    /** RFC 2253 has no words for these, and would show their values in hexadecimal. */
    private static final Map<String, String> KEYWORDS =
            Map.of("1.2.840.113549.1.9.1", "EMAILADDRESS", "2.5.4.5", "SERIALNUMBER");

    private DistinguishedNames() {}

    /** As RFC 2253 writes it. */
    static String text(X500Principal name) {
        return name.getName(X500Principal.RFC2253, KEYWORDS);
    }

    /** The common name; the most specific of several. */
    static Optional<String> commonName(X500Principal name) {
        try {
            List<Rdn> rdns = new LdapName(text(name)).getRdns();
            for (int i = rdns.size() - 1; i >= 0; i--) {
                Attribute found = rdns.get(i).toAttributes().get("CN");
                if (found != null && found.size() == 1) {
                    return Optional.of(String.valueOf(found.get()));
                }
            }
            return Optional.empty();
        } catch (NamingException e) {
            return Optional.empty();
        }
    }
}
