package io.culvert.itests.container;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.container.remote.RBCRemoteTargetOptions;
import org.ops4j.pax.exam.options.extra.VMOption;

/** How Pax Exam starts the built distribution: offline, on free ports. */
final class Distribution {

    /** Time for the container to come up (ms); a missing artifact shows as nothing else than a wait. */
    private static final int START_LIMIT = 120_000;

    private static final String MAVEN = "etc/org.ops4j.pax.url.mvn.cfg";

    private Distribution() {}

    /** The options for a container of this name; the port of its listener with TLS is in the system property {@code itest.main}. */
    static List<Option> named(String name) {
        String port = Integer.toString(freePort());
        List<Option> options = new ArrayList<>(List.of(
                karafDistributionConfiguration()
                        .frameworkUrl("file:" + required("culvert.distribution"))
                        .name(name)
                        .unpackDirectory(new File("target/exam"))
                        .useDeployFolder(false),
                configureConsole().ignoreLocalConsole().ignoreRemoteShell(),
                RBCRemoteTargetOptions.waitForRBCFor(START_LIMIT),
                bundle("file:" + required("culvert.peers")),
                editConfigurationFilePut(
                        MAVEN, "org.ops4j.pax.url.mvn.localRepository", required("culvert.repository")),
                editConfigurationFilePut(MAVEN, "org.ops4j.pax.url.mvn.repositories", ""),
                editConfigurationFilePut("etc/io.culvert.transport.undertow.listener-main.cfg", "port", port),
                systemProperty("itest.main").value(port)));
        options.addAll(virtualMachine());
        return options;
    }

    /** A listener of the gateway on a free port, which the test finds in the system property {@code itest.NAME}. */
    static List<Option> listener(String name, String protocol) {
        String file = "etc/io.culvert.transport.undertow.listener-" + name + ".cfg";
        String port = Integer.toString(freePort());
        return List.of(
                editConfigurationFilePut(file, "protocol", protocol),
                editConfigurationFilePut(file, "host", "127.0.0.1"),
                editConfigurationFilePut(file, "port", port),
                editConfigurationFilePut(file, "tls", "false"),
                systemProperty("itest." + name).value(port));
    }

    /** A system property that the build sets. */
    private static String required(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException("system property " + property + " is not set: run by Maven");
        }
        return value;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What Karaf's own start script gives to Java 9 and later; Pax Exam does not use it. */
    private static List<Option> virtualMachine() {
        List<Option> options = new ArrayList<>();
        for (String option : List.of(
                "--add-reads=java.xml=java.logging",
                "--add-exports=java.base/org.apache.karaf.specs.locator=java.xml,ALL-UNNAMED",
                "--patch-module=java.base=lib/endorsed/org.apache.karaf.specs.locator-4.4.10.jar",
                "--patch-module=java.xml=lib/endorsed/org.apache.karaf.specs.java.xml-4.4.10.jar",
                "--add-opens=java.base/java.security=ALL-UNNAMED",
                "--add-opens=java.base/java.net=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.naming/javax.naming.spi=ALL-UNNAMED",
                "--add-opens=java.rmi/sun.rmi.transport.tcp=ALL-UNNAMED",
                "-Djava.security.manager=allow",
                "-classpath",
                "lib/jdk9plus/*" + File.pathSeparator + "lib/boot/*")) {
            options.add(new VMOption(option));
        }
        return options;
    }
}
