package io.culvert.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.culvert.api.ca.AuthorityKeys;
import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.ca.AuthorityStatus.Phase;
import io.culvert.api.ca.AuthorityStatus.State;
import io.culvert.itests.peers.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** A plugin has the keys of the authority. */
public class AuthorityKeysIT extends WithAuthority {

    private static final Path CONFIGURATION = Path.of(System.getProperty("karaf.etc", ""), "io.culvert.ca.cfg");

    /** One for all tests: earlier generations of theirs are believed as long as the container runs. */
    private static final MemoryKeys KEYS = new MemoryKeys();

    private String configuration;
    private @Nullable ServiceRegistration<AuthorityKeys> plugin;

    /** Whose generation the plugin has. */
    private EnrollingDevice other;

    private X509Certificate byPlugin;
    private X509Certificate byFile;
    private X509Certificate shown;

    @Before
    public void makeGenerationByPlugin() throws Exception {
        byFile = device.enroll(plain(), token());
        shown = shown();
        configuration = Files.readString(CONFIGURATION);
        register();
        configure(configuration + "\nkeys = memory\n");
        execute("culvert:ca-renew --json");
        other = EnrollingDevice.create();
        byPlugin = other.enroll(plain(), token());
    }

    @After
    public void makeGenerationByFile() throws Exception {
        configure(configuration);
        execute("culvert:ca-renew --json");
        unregister();
        assertEquals(State.VALID, status().state());
        int signatures = KEYS.signatures.get();
        device.enroll(plain(), token());
        assertEquals("the file has the key", signatures, KEYS.signatures.get());
    }

    @Test
    public void itIsUsedForTheNextGeneration() throws Exception {
        assertTrue("by the plugin", KEYS.signatures.get() > 0);
        assertEquals(State.VALID, status().state());
        assertEquals(Phase.ACTIVE, status().generations().get(0).phase());
        assertEquals(
                status().generations().get(0).subject(),
                byPlugin.getIssuerX500Principal().getName());
        assertEquals("what the listener shows is good as ever", shown, shown());
    }

    @Test
    public void itIsFoundByAnAuthorityThatStarts() throws Exception {
        bundle(AUTHORITY).stop();
        String before = log();
        bundle(AUTHORITY).start();
        assertEquals(State.VALID, status().state());
        EnrollingDevice.create().enroll(plain(), token());
        assertEquals(List.of(), complaints(log().substring(before.length())));
    }

    @Test
    public void withoutItNothingNewIsSignedAndWhatThereIsStaysGood() throws Exception {
        try (Load load = new Load()) {
            unregister();
            assertEquals(State.FAILED, status().state());
            assertTrue(status().problem(), status().problem().contains("memory"));
            String shell = execute("culvert:ca");
            assertTrue(shell, shell.contains("failed") && shell.contains("memory"));
            assertEquals("error", other.sign(plain(), token()).get("status"));
            assertEquals(503, other.enrollByEst(main(), token()));
            load.awaitProgress();
            assertTrue("peers with tokens meet", opens(ports()));
            assertEquals(shown, shown());
            assertTrue("by the older generation", getsIn(device.endpoint(main(), byFile)));
            assertTrue("by that of the plugin", getsIn(other.endpoint(main(), byPlugin)));
            assertEquals(200, get("/d2d/crl.pem"));
            register();
            assertEquals(State.VALID, status().state());
            other.enroll(plain(), token());
            load.stop();
        }
    }

    private void register() {
        plugin = context.registerService(
                AuthorityKeys.class, KEYS, FrameworkUtil.asDictionary(Map.of(AuthorityKeys.NAME, "memory")));
    }

    private void unregister() {
        if (plugin != null) {
            plugin.unregister();
            plugin = null;
        }
    }

    /** Changes the configuration, and waits until it is in force. */
    private void configure(String content) throws IOException {
        boolean memory = content.contains("keys = memory");
        Files.writeString(CONFIGURATION, content);
        Await.until("the configuration", () -> {
            ServiceReference<?> authority = context.getServiceReference(AuthorityOperations.class);
            return authority != null && memory == "memory".equals(authority.getProperty("keys"));
        });
    }

    private static String log() throws IOException {
        return Files.readString(Path.of(System.getProperty("karaf.log", ""), "culvert.log"));
    }

    private static List<String> complaints(String log) {
        return log.lines()
                .filter(line -> line.contains("ERROR") || line.contains("WARN"))
                .toList();
    }
}
