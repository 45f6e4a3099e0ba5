package io.culvert.admin;

import io.culvert.admin.Plugins.Plugin;
import io.culvert.api.admin.Role;
import io.culvert.api.plugin.PluginDiagnosis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** Plugins. To install one is to put it into the deploy folder, which others watch; so it survives a restart. */
record PluginsResource(Parts parts, Framework framework) implements Routes.Resource {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** How long a bundle may stay without being started, before the reason is looked for. */
    private static final Duration SETTLING = Duration.ofSeconds(3);
    /** How long the components of a bundle may take until something seems to be wrong with them. */
    private static final Duration READING = Duration.ofSeconds(1);

    /** The plugins. */
    record PluginList(List<Plugin> plugins) {}

    @Override
    public Stream<Route> routes() {
        return Stream.of(
                Routes.get(
                        "/plugins", call -> Answer.of(new PluginList(plugins().find()))),
                Routes.get("/plugins/{id}", call -> Answer.of(plugin(call))),
                Routes.change("POST", "/plugins", Role.ADMIN, "plugin.install", this::install),
                Routes.change("DELETE", "/plugins/{id}", Role.ADMIN, "plugin.remove", this::remove),
                Routes.change("POST", "/plugins/{id}/start", Role.ADMIN, "plugin.start", this::start),
                Routes.change("POST", "/plugins/{id}/stop", Role.ADMIN, "plugin.stop", this::stop));
    }

    private Plugins plugins() {
        return new Plugins(parts, framework);
    }

    private Plugin plugin(Call call) throws Problem {
        String id = call.path("id");
        Optional<Plugin> found = id.matches("[0-9]{1,9}") ? plugins().find(Long.parseLong(id)) : Optional.empty();
        Plugin plugin = found.orElseThrow(() -> Problem.notFound(
                "There is no plugin " + Body.quoted(id) + "; GET /api/v1/plugins lists those there are."));
        call.about(plugin.bundle() + " " + plugin.version());
        return plugin;
    }

    private Bundle bundle(Plugin plugin) throws Problem {
        Bundle bundle = framework.bundle(plugin.id());
        if (bundle == null) {
            throw Problem.notFound("The plugin " + plugin.bundle() + " has just been removed.");
        }
        return bundle;
    }

    private Answer install(Call call) throws Problem, IOException {
        call.requireType("application/java-archive", "application/octet-stream");
        Path folder = framework.folders().state().resolve("data").resolve("tmp");
        try (PluginJar jar = PluginJar.receive(
                call.request().getContentLengthLong(), call.request().getInputStream(), folder)) {
            call.about(jar.symbolicName());
            @Nullable Bundle old = installed(jar.symbolicName());
            String name = old == null
                    ? jar.symbolicName() + ".jar"
                    : Objects.requireNonNull(plugins().file(old));
            Path target = framework.folders().deploy().resolve(name);
            if (old == null && Files.exists(target)) {
                throw Problem.conflict("There is a file " + name + " in deploy/ of another bundle; remove it first.");
            }
            long before = old == null ? 0 : old.getLastModified();
            jar.moveTo(target);
            Plugin plugin = await(name, before);
            call.about(plugin.bundle() + " " + plugin.version());
            call.note(plugin.state());
            return new Answer.Created("/plugins/" + plugin.id(), plugin);
        }
    }

    /** One of that name that can be replaced; {@code null} when there is none. */
    private @Nullable Bundle installed(String symbolicName) throws Problem {
        Bundle found = null;
        for (Bundle bundle : framework.bundles()) {
            if (symbolicName.equals(bundle.getSymbolicName())) {
                if (plugins().file(bundle) == null) {
                    throw Problem.conflict("There is a bundle " + symbolicName + " already, which is a part of the"
                            + " gateway or was installed by the shell; give the plugin a name of its own.");
                }
                found = bundle;
            }
        }
        return found;
    }

    private Plugin await(String file, long before) throws Problem {
        long start = System.nanoTime();
        Patience.until(PATIENCE, () -> fresh(file, before)
                .filter(bundle -> bundle.getState() == Bundle.ACTIVE || System.nanoTime() - start > SETTLING.toNanos())
                .isPresent());
        // Its components are read a moment after it is active.
        Patience.until(READING, () -> fresh(file, before)
                .map(plugins()::describe)
                .filter(plugin -> plugin.problem() == null)
                .isPresent());
        return fresh(file, before)
                .map(plugins()::describe)
                .orElseThrow(() -> Problem.conflict("The jar lies in deploy/ as " + file
                        + ", and was not installed within " + PATIENCE.toSeconds() + " s; see the log."));
    }

    private Optional<Bundle> fresh(String file, long before) {
        return framework.bundles().stream()
                .filter(bundle -> file.equals(plugins().file(bundle)) && bundle.getLastModified() > before)
                .findAny();
    }

    private Answer remove(Call call) throws Problem {
        Plugin plugin = plugin(call);
        if (plugin.file() == null) {
            throw Problem.conflict("The bundle " + plugin.bundle()
                    + " is not from deploy/ and cannot be removed here; feature:uninstall or bundle:uninstall in the"
                    + " shell does, and it can be stopped here.");
        }
        Path file = framework.folders().deploy().resolve(plugin.file());
        Bundle bundle = bundle(plugin);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw Problem.failed(file + " cannot be deleted: " + e.getMessage(), e);
        }
        if (!Patience.until(PATIENCE, () -> bundle.getState() == Bundle.UNINSTALLED)) {
            throw Problem.conflict("The file is deleted, and the bundle is still there; see the log.");
        }
        return new Answer.Done();
    }

    private Answer start(Call call) throws Problem {
        Bundle bundle = bundle(plugin(call));
        try {
            bundle.start();
        } catch (BundleException e) {
            PluginDiagnosis diagnosis = parts.diagnosis;
            String why = diagnosis != null && bundle.getState() == Bundle.INSTALLED
                    ? diagnosis.problem(bundle.getBundleId())
                    : null;
            throw Problem.conflict("It cannot be started: " + (why == null ? rootOf(e) : why));
        }
        return Answer.of(plugins().describe(bundle));
    }

    private Answer stop(Call call) throws Problem {
        Bundle bundle = bundle(plugin(call));
        try {
            bundle.stop();
        } catch (BundleException e) {
            throw Problem.conflict("It did not stop in good order: " + rootOf(e));
        }
        return Answer.of(plugins().describe(bundle));
    }

    private static String rootOf(Throwable problem) {
        Throwable root = problem;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.toString();
    }
}
