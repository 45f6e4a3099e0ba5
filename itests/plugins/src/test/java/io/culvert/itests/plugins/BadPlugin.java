package io.culvert.itests.plugins;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.Authenticator;
import io.culvert.api.auth.Credentials;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Authenticators that nobody should write, each in a bundle of its own. */
final class BadPlugin {

    private static final String IMPORTS = "io.culvert.api.auth,io.culvert.api.transport";

    private BadPlugin() {}

    /** Fails each call. */
    public static final class Throwing implements Authenticator {
        @Override
        public CompletionStage<AuthResult> authenticate(Credentials credentials) {
            throw new IllegalStateException("out of order");
        }
    }

    /** Never gives a thread back, and does not care about interrupts. */
    public static final class Hanging implements Authenticator {
        @Override
        public CompletionStage<AuthResult> authenticate(Credentials credentials) {
            while (credentials.connection() != null) {
                LockSupport.park();
                Thread.interrupted();
            }
            return AuthResult.abstained();
        }
    }

    /** Gives nothing. */
    public static final class Silent implements Authenticator {
        @Override
        @SuppressWarnings("NullAway") // that is what is wrong with it
        public CompletionStage<AuthResult> authenticate(Credentials credentials) {
            return null;
        }
    }

    /** Starts a thread for each call, which never ends. */
    public static final class Leaking implements Authenticator {
        @Override
        public CompletionStage<AuthResult> authenticate(Credentials credentials) {
            Thread thread = new Thread("leaked") {
                @Override
                public void run() {
                    while (isAlive()) {
                        LockSupport.park();
                    }
                }
            };
            thread.setDaemon(true);
            thread.start();
            return AuthResult.abstained();
        }
    }

    /** Cannot be made. */
    public static final class Stillborn implements Authenticator {
        public Stillborn() {
            throw new IllegalStateException("no license");
        }

        @Override
        public CompletionStage<AuthResult> authenticate(Credentials credentials) {
            return AuthResult.abstained();
        }
    }

    /** The symbolic name of its bundle. */
    static String bundle(Class<? extends Authenticator> type) {
        return "com.example.bad." + type.getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Writes a bundle with this authenticator, which is asked after the static one. */
    static void write(Path file, Class<? extends Authenticator> type, String moreImports) throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", bundle(type));
        headers.putValue("Bundle-Version", "1.0.0");
        headers.putValue("Import-Package", IMPORTS + moreImports);
        headers.putValue("Service-Component", "OSGI-INF/component.xml");
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (String name : new String[] {type.getName(), type.getName() + "$1"}) {
                String path = name.replace('.', '/') + ".class";
                try (InputStream code = type.getClassLoader().getResourceAsStream(path)) {
                    if (code != null) {
                        add(jar, path, code.readAllBytes());
                    }
                }
            }
            add(jar, "OSGI-INF/component.xml", component(type).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void add(JarOutputStream jar, String path, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(path));
        jar.write(content);
        jar.closeEntry();
    }

    private static String component(Class<?> type) {
        return """
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="bad" immediate="true">
                  <property name="ranking" type="Integer" value="10"/>
                  <property name="deadline" type="Integer" value="1"/>
                  <property name="circuit.failures" type="Integer" value="3"/>
                  <property name="circuit.pause" type="Integer" value="3600"/>
                  <service><provide interface="io.culvert.api.auth.Authenticator"/></service>
                  <implementation class="%s"/>
                </scr:component>
                """.formatted(type.getName());
    }
}
