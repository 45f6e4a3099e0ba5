package io.culvert.admin;

import io.culvert.admin.Attention.Severity;
import io.culvert.api.broker.AuthenticatorInfo;
import io.culvert.api.broker.AuthenticatorInfo.Circuit;
import io.culvert.api.broker.Broker;
import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.ca.AuthorityStatus;
import io.culvert.api.health.Health;
import io.culvert.api.health.HealthResult;
import io.culvert.api.transport.ListenerInfo;
import io.culvert.api.transport.Transport;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Finds what needs attention, and says it in words. */
record Attentions(Parts parts, Folders folders) {

    private static final String LISTENERS = "io.culvert.transport.undertow.listener";
    private static final double NEARLY_FULL = 0.9;
    private static final long LITTLE_SPACE = 1L << 30;

    List<Attention> find() {
        List<Attention> found = new ArrayList<>();
        broker(found);
        listeners(found);
        authority(found);
        memory(found);
        disk(found);
        health(found);
        found.sort(Comparator.comparing(Attention::severity));
        return found;
    }

    private void broker(List<Attention> found) {
        Broker broker = parts.broker;
        if (broker == null) {
            found.add(new Attention(
                    Severity.CRITICAL, "The broker is not running: no peer gets in. See the log.", "health"));
            return;
        }
        Instant until = broker.drainsUntil();
        if (until != null) {
            found.add(new Attention(
                    Severity.INFO,
                    "This node drains: it takes no more peers, and closes the tunnels that still stand at "
                            + until.truncatedTo(ChronoUnit.SECONDS) + ".",
                    "cluster"));
        }
        List<AuthenticatorInfo> authenticators = broker.authenticators();
        if (authenticators.isEmpty()) {
            found.add(new Attention(
                    Severity.CRITICAL,
                    "There is no authenticator: every peer is rejected. Configure one, or install a plugin.",
                    "authenticators"));
        }
        authenticators.stream()
                .filter(each -> each.circuit() != Circuit.CLOSED)
                .forEach(each -> found.add(new Attention(Severity.CRITICAL, trouble(each), "authenticators")));
    }

    private static String trouble(AuthenticatorInfo authenticator) {
        String how =
                switch (authenticator.circuit()) {
                    case STUCK -> " is not asked: too many of its calls never came back.";
                    case HALF_OPEN -> " failed too often; one peer is being tried.";
                    default -> " failed too often: everybody is refused without asking it.";
                };
        String last = authenticator.lastError();
        return "The authenticator " + authenticator.name() + how + (last == null ? "" : " Its last error: " + last);
    }

    /** Those that are configured, and have no port. */
    private void listeners(List<Attention> found) {
        Transport transport = parts.transport;
        if (transport == null) {
            found.add(new Attention(
                    Severity.CRITICAL, "The transport is not running: no port is open. See the log.", "health"));
            return;
        }
        List<ListenerInfo> bound = transport.listeners();
        if (bound.isEmpty()) {
            found.add(new Attention(
                    Severity.CRITICAL, "No listener is open: peers cannot connect. See the log.", "configurations"));
        }
        TreeSet<String> closed = new TreeSet<>(configuredListeners());
        bound.forEach(each -> closed.remove(each.name()));
        closed.forEach(name -> found.add(new Attention(
                Severity.CRITICAL,
                "The listener " + name + " is configured, and its port is not open: its configuration is wrong, or the"
                        + " port is taken. See the log.",
                "configurations")));
    }

    private List<String> configuredListeners() {
        ConfigurationAdmin admin = parts.configurations;
        if (admin == null) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        try {
            Configuration[] all = admin.listConfigurations("(service.factoryPid=" + LISTENERS + ")");
            for (Configuration each : all == null ? new Configuration[0] : all) {
                Object name = each.getProperties() == null
                        ? null
                        : each.getProperties().get("name");
                names.add(String.valueOf(Objects.requireNonNullElse(name, "main")));
            }
            return names;
        } catch (IOException | InvalidSyntaxException | IllegalStateException e) { // it is going
            return List.of();
        }
    }

    private void authority(List<Attention> found) {
        AuthorityOperations authority = parts.authority;
        if (authority == null) {
            found.add(new Attention(
                    Severity.WARN,
                    "The certificate authority is not running: devices get no certificates. See the log.",
                    "certificates"));
            return;
        }
        AuthorityStatus status = authority.status();
        String problem = status.problem().isEmpty() ? "" : " " + status.problem();
        switch (status.state()) {
            case VALID -> {}
            case EXPIRING ->
                found.add(new Attention(
                        Severity.WARN, "The certificate authority expires soon. Renew it." + problem, "certificates"));
            case EXPIRED ->
                found.add(new Attention(
                        Severity.CRITICAL,
                        "The certificate authority has expired. Renew it." + problem,
                        "certificates"));
            case MISSING ->
                found.add(new Attention(
                        Severity.WARN,
                        "There is no certificate authority yet: devices get no certificates." + problem,
                        "certificates"));
            default ->
                found.add(new Attention(
                        Severity.CRITICAL,
                        "The certificate authority does not work (" + Words.of(status.state()) + ")." + problem,
                        "certificates"));
        }
    }

    private static void memory(List<Attention> found) {
        Snapshot.Memory memory = Snapshot.Memory.now();
        if (memory.heapMax() > 0 && memory.heapUsed() > memory.heapMax() * NEARLY_FULL) {
            found.add(new Attention(
                    Severity.WARN,
                    "The heap is nearly full: " + Words.bytes(memory.heapUsed()) + " of "
                            + Words.bytes(memory.heapMax()) + ". Give the gateway more memory (JAVA_OPTS=-Xmx...).",
                    "overview"));
        }
    }

    private void disk(List<Attention> found) {
        try {
            FileStore store = Files.getFileStore(folders.state());
            long free = store.getUsableSpace();
            if (free < LITTLE_SPACE && free < store.getTotalSpace() * (1 - NEARLY_FULL)) {
                found.add(new Attention(
                        Severity.WARN,
                        "The disk of " + folders.state() + " is nearly full: " + Words.bytes(free) + " are free.",
                        "overview"));
            }
        } catch (IOException e) {
            found.add(new Attention(
                    Severity.WARN, folders.state() + " cannot be looked at: " + e.getMessage(), "overview"));
        }
    }

    private void health(List<Attention> found) {
        Health health = parts.health;
        if (health == null) {
            return;
        }
        for (HealthResult result : health.check()) {
            if (result.status() != HealthResult.Status.OK) {
                found.add(new Attention(
                        result.status() == HealthResult.Status.CRITICAL ? Severity.CRITICAL : Severity.WARN,
                        result.name() + ": " + result.message(),
                        "health"));
            }
        }
    }
}
