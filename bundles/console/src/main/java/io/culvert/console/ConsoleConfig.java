package io.culvert.console;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code etc/io.culvert.console.cfg}: the port of console and API, and who gets in. */
@ObjectClassDefinition(name = "Culvert console", description = "The port of console and API, and its logins.")
@interface ConsoleConfig {
    @AttributeDefinition(name = "Host", description = "The address to listen on; 0.0.0.0 for all.")
    String host() default "127.0.0.1";

    @AttributeDefinition(name = "Port", description = "The TCP port.")
    int port() default 8181;

    @AttributeDefinition(
            name = "Certificate",
            description = "PEM file with the server's certificate and then its chain. Read again when it changes. When"
                    + " neither this file nor that of the key exists, the gateway's own authority makes a certificate,"
                    + " and renews it.")
    String certificate() default "etc/tls/gateway.crt";

    @AttributeDefinition(
            name = "Certificate key",
            description = "PEM file with the certificate's private key, not encrypted.")
    String certificate_key() default "etc/tls/gateway.key";

    @AttributeDefinition(
            name = "Certificate names",
            description = "Host names and IP addresses, separated by commas, that a certificate of the gateway's own"
                    + " authority is for; empty for localhost, 127.0.0.1, ::1, the host that is listened on and the"
                    + " machine's name.")
    String[] certificate_names() default {};

    @AttributeDefinition(
            name = "Hosts",
            description = "Further names, separated by commas, by which browsers may call the console. IP addresses,"
                    + " localhost, the machine's name and those of the certificate always may; requests with any"
                    + " other are refused, so that no stranger's name can be made to lead here.")
    String[] hosts() default {};

    @AttributeDefinition(
            name = "Public paths",
            description = "Paths, separated by commas, that need no login, such as /metrics. Exactly these, for GET and"
                    + " HEAD.")
    String[] public_paths() default {};

    @AttributeDefinition(
            name = "Session idle timeout (s)",
            description = "A login ends when its browser has not asked for anything this long.")
    int session_idle_timeout() default 1800;

    @AttributeDefinition(name = "Session lifetime (s)", description = "A login ends after this time in any case.")
    int session_lifetime() default 43200;

    @AttributeDefinition(
            name = "Session limit",
            description = "How many logins there may be at a time; the one that was idle longest makes room.")
    int session_limit() default 200;

    @AttributeDefinition(
            name = "Lock-out failures",
            description = "After so many wrong passwords in a row a user has to wait, at that address.")
    int lockout_failures() default 5;

    @AttributeDefinition(
            name = "Lock-out failures of an address",
            description = "After so many wrong passwords an address has to wait, whatever user it names.")
    int lockout_address_failures() default 50;

    @AttributeDefinition(
            name = "Lock-out wait (s)",
            description = "How long the first wait is; each further failure doubles it.")
    int lockout_wait() default 10;

    @AttributeDefinition(
            name = "Lock-out longest wait (s)",
            description = "A wait is never longer, and failures are forgotten after this time without another.")
    int lockout_longest_wait() default 900;
}
