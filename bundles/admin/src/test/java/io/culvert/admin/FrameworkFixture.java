package io.culvert.admin;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** A real framework with configuration admin, metatype and file installer, arranged as in the gateway. */
final class FrameworkFixture implements AutoCloseable {

    private static final String EXPORTED = "org.osgi.service.cm;version=1.6.1,org.osgi.service.metatype;version=1.4.1,"
            + "io.culvert.api.auth;version=0.1.0,org.osgi.service.log;version=1.3.0";
    private static final String[] BUNDLES = {
        "org.apache.felix.cm.impl.ConfigurationManager",
        "org.apache.felix.metatype.MetaDataReader",
        "org.apache.felix.fileinstall.ArtifactInstaller"
    };

    final Folders folders;
    final Framework framework;
    /** One with metatype, that is no plugin. */
    final Bundle sample;

    FrameworkFixture(Path state) throws IOException, BundleException, ClassNotFoundException {
        folders = new Folders(state, state.resolve("etc"), state.resolve("deploy"));
        Files.createDirectories(folders.etc());
        Files.createDirectories(folders.deploy());
        Files.writeString(
                folders.etc().resolve("org.apache.felix.fileinstall-deploy.cfg"),
                "felix.fileinstall.dir = " + folders.deploy() + "\nfelix.fileinstall.tmpdir = "
                        + state.resolve("generated") + "\nfelix.fileinstall.poll = 100\n");
        Map<String, String> properties = new HashMap<>();
        properties.put(Constants.FRAMEWORK_STORAGE, state.resolve("cache").toString());
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, EXPORTED);
        properties.put("felix.fileinstall.dir", folders.etc().toString());
        properties.put("felix.fileinstall.filter", ".*\\.(cfg|config)");
        properties.put("felix.fileinstall.poll", "100");
        properties.put("felix.fileinstall.noInitialDelay", "true");
        properties.put("felix.fileinstall.enableConfigSave", "false");
        framework = new FrameworkFactory().newFramework(properties);
        framework.start();
        for (String type : BUNDLES) {
            String jar = Class.forName(type)
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toString();
            context().installBundle(jar).start();
        }
        sample = install("io.culvert.sample", Map.of("OSGI-INF/metatype/sample.xml", resource("sample-metatype.xml")));
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    <S> S service(Class<S> type) {
        return Objects.requireNonNull(
                context().getService(Objects.requireNonNull(context().getServiceReference(type))));
    }

    private Bundle install(String symbolicName, Map<String, String> entries) throws IOException, BundleException {
        Path jar = folders.state().resolve(symbolicName + ".jar");
        jar(jar, Map.of(Constants.BUNDLE_SYMBOLICNAME, symbolicName), entries);
        Bundle bundle = context().installBundle("reference:" + jar.toUri());
        bundle.start();
        return bundle;
    }

    /** Writes a bundle. */
    static void jar(Path file, Map<String, String> headers, Map<String, String> entries) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        headers.forEach(manifest.getMainAttributes()::putValue);
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    static String resource(String name) throws IOException {
        try (var in = Objects.requireNonNull(FrameworkFixture.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        try {
            framework.stop();
            framework.waitForStop(Duration.ofSeconds(30).toMillis());
        } catch (BundleException e) {
            throw new IllegalStateException("the framework does not stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
