package io.culvert.broker;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.Authenticator;
import io.culvert.api.auth.Credentials;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
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

/** A real framework with configuration admin and Declarative Services, and bundles as others write them. */
final class PluginFixture {

    private static final String EXPORTED = "io.culvert.api.auth;version=0.1.0,org.osgi.service.cm;version=1.6.1,"
            + "org.osgi.service.component;version=1.5.1,org.osgi.service.component.runtime;version=1.5.0,"
            + "org.osgi.service.component.runtime.dto;version=1.5.0,org.osgi.service.log;version=1.3.0,"
            + "org.osgi.util.function;version=1.2.0,org.osgi.util.promise;version=1.3.0";
    private static final String[] BUNDLES = {
        "org.apache.felix.cm.impl.ConfigurationManager", "org.apache.felix.scr.impl.Activator"
    };

    private final Framework framework;

    PluginFixture(Path storage) throws BundleException, ClassNotFoundException {
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        storage.toString(),
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        EXPORTED));
        framework.start();
        for (String type : BUNDLES) {
            String jar = Class.forName(type)
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toString();
            context().installBundle(jar).start();
        }
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    <S> S service(Class<S> type) {
        return Objects.requireNonNull(
                context().getService(Objects.requireNonNull(context().getServiceReference(type))));
    }

    /** Installs version 1.2.3 of a bundle, and does not start it. */
    Bundle install(String symbolicName, Map<String, String> headers, String... components)
            throws IOException, BundleException {
        Map<String, String> all = new HashMap<>(headers);
        all.put(Constants.BUNDLE_SYMBOLICNAME, symbolicName);
        all.put(Constants.BUNDLE_VERSION, "1.2.3");
        if (components.length > 0) {
            all.put("Service-Component", "OSGI-INF/components.xml");
        }
        byte[] jar = jar(all, "<components>" + String.join("\n", components) + "</components>");
        return context().installBundle("test:" + symbolicName, new ByteArrayInputStream(jar));
    }

    private static byte[] jar(Map<String, String> headers, String components) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        headers.forEach(manifest.getMainAttributes()::putValue);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            for (Class<?> type : new Class<?>[] {Door.class, Locked.class}) {
                String path = type.getName().replace('.', '/') + ".class";
                try (InputStream code =
                        Objects.requireNonNull(type.getClassLoader().getResourceAsStream(path))) {
                    add(jar, path, code.readAllBytes());
                }
            }
            add(jar, "OSGI-INF/components.xml", components.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static void add(JarOutputStream jar, String path, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(path));
        jar.write(content);
        jar.closeEntry();
    }

    /**
     * A component, as bnd writes it.
     *
     * @param attributes of its element
     * @param content of its element, before the implementation
     */
    static String component(Class<?> type, String attributes, String content) {
        return """
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="com.example.%s" %s>
                  %s
                  <implementation class="%s"/>
                </scr:component>
                """.formatted(type.getSimpleName(), attributes, content, type.getName());
    }

    /** An authenticator that works. */
    public static final class Door implements Authenticator {
        @Override
        public CompletionStage<AuthResult> authenticate(Credentials credentials) {
            return AuthResult.abstained();
        }
    }

    /** A component that cannot be made. */
    public static final class Locked {
        public Locked() {
            throw new IllegalStateException("no door");
        }
    }

    void stop() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(Duration.ofSeconds(30).toMillis());
    }
}
