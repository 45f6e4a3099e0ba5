package io.culvert.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.plugin.PluginInfo;
import io.culvert.broker.PluginFixture.Door;
import io.culvert.broker.PluginFixture.Locked;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** What is said of bundles of others in a real framework; PluginIT and BadPluginIT in itests see the rest. */
class BundleDiagnosisTest {

    private static final String NAME = "com.example.door";
    private static final Map<String, String> IMPORTS =
            Map.of(Constants.IMPORT_PACKAGE, "org.osgi.framework,io.culvert.api.auth;version=\"[0.1,1)\"");
    private static final String SERVICE =
            "<service><provide interface=\"io.culvert.api.auth.Authenticator\"/></service>";
    private static final String WORKING = PluginFixture.component(Door.class, "", SERVICE);

    @TempDir
    static Path storage = Path.of(""); // set by JUnit

    private static PluginFixture osgi;
    private static BundleDiagnosis diagnosis;

    @Nullable Bundle installed;

    @BeforeAll
    static void start() throws Exception {
        osgi = new PluginFixture(storage);
        diagnosis = new BundleDiagnosis(osgi.context(), osgi.service(ServiceComponentRuntime.class));
    }

    @AfterAll
    static void stop() throws Exception {
        osgi.stop();
    }

    @AfterEach
    void uninstall() throws BundleException {
        if (installed != null) {
            installed.uninstall();
        }
    }

    private Bundle install(Map<String, String> headers, String... components) throws Exception {
        Bundle bundle = osgi.install(NAME, headers, components);
        installed = bundle;
        return bundle;
    }

    /** Starts a bundle with these components, and gives what is said of it. */
    private @Nullable String problemOf(Map<String, String> headers, String... components) throws Exception {
        Bundle bundle = install(headers, components);
        bundle.start(Bundle.START_ACTIVATION_POLICY);
        return diagnosis.problem(bundle.getBundleId());
    }

    @Test
    void namesTheFileThatIsNotWritten() throws Exception {
        String door = PluginFixture.component(
                Door.class, "configuration-policy=\"require\" configuration-pid=\"com.example.door\"", SERVICE);

        String problem = problemOf(IMPORTS, door);

        assertThat(problem)
                .isEqualTo("has no configuration: write etc/com.example.door-NAME.config, or make one in the console");
        Bundle bundle = Objects.requireNonNull(installed);
        assertThat(diagnosis.meantToAuthenticate())
                .containsExactly(new PluginInfo(bundle.getBundleId(), NAME, "1.2.3", problem));
        bundle.stop();
        osgi.service(ConfigurationAdmin.class)
                .getFactoryConfiguration(NAME, "x", "?")
                .update(FrameworkUtil.asDictionary(Map.of("a", "b")));
        bundle.start();
        assertThat(diagnosis.problem(bundle.getBundleId())).isNull();
    }

    @Test
    void namesTheServiceThatIsWaitedFor() throws Exception {
        String reference = "<reference name=\"doors\" interface=\"javax.sql.DataSource\" target=\"(name=doors)\"/>";

        assertThat(problemOf(IMPORTS, PluginFixture.component(Door.class, "", SERVICE + reference)))
                .isEqualTo("waits for the service javax.sql.DataSource (name=doors)");
    }

    @Test
    void saysWhyAnActivationFailedEvenIfAnotherOneDidNot() throws Exception {
        assertThat(problemOf(IMPORTS, WORKING, PluginFixture.component(Locked.class, "immediate=\"true\"", "")))
                .isEqualTo("could not be activated: java.lang.IllegalStateException: no door");
    }

    @Test
    void saysThatAComponentIsDisabled() throws Exception {
        assertThat(problemOf(IMPORTS, PluginFixture.component(Door.class, "enabled=\"false\"", SERVICE)))
                .isEqualTo("its component is disabled: scr:enable com.example.Door in the shell");
    }

    @Test
    void guessesAMissingAnnotation() throws Exception {
        assertThat(problemOf(IMPORTS)).contains("@Component(service = Authenticator.class)");
    }

    @Test
    void tellsHowToStartWhatIsStopped() throws Exception {
        problemOf(IMPORTS, WORKING);
        Bundle bundle = Objects.requireNonNull(installed);
        bundle.stop();

        assertThat(diagnosis.problem(bundle.getBundleId()))
                .isEqualTo("is not started: bundle:start " + bundle.getBundleId()
                        + " in the shell, or start it in the console, starts it or says why not");
    }

    @Test
    void namesWhatIsImportedInVain() throws Exception {
        Bundle bundle =
                install(Map.of(Constants.IMPORT_PACKAGE, "no.such.thing,io.culvert.api.auth;version=9"), WORKING);

        assertThat(diagnosis.problem(bundle.getBundleId()))
                .contains("imports the package no.such.thing, which no bundle exports; ")
                .contains("imports a package that is there in another version")
                .endsWith("but there is 0.1.0 from org.apache.felix.framework");
    }

    @Test
    void isSilentAboutWhatTakesPart() throws Exception {
        assertThat(problemOf(IMPORTS, WORKING)).isNull();
        assertThat(diagnosis.meantToAuthenticate()).hasSize(1);
    }

    @Test
    void isSilentAboutWhatTakesPartBeforeAClassOfItIsLoaded() throws Exception {
        Map<String, String> lazy = Map.of(
                Constants.IMPORT_PACKAGE,
                "io.culvert.api.auth",
                Constants.BUNDLE_ACTIVATIONPOLICY,
                Constants.ACTIVATION_LAZY);

        assertThat(problemOf(lazy, WORKING)).isNull();
        assertThat(Objects.requireNonNull(installed).getState()).isEqualTo(Bundle.STARTING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"org.slf4j", "io.culvert.api.authority", "x.io.culvert.api.auth;version=1"})
    void saysOfStrangersOnlyWhatIsAsked(String imports) throws Exception {
        Bundle bundle = install(Map.of(Constants.IMPORT_PACKAGE, imports));

        assertThat(diagnosis.meantToAuthenticate()).isEmpty();
        assertThat(diagnosis.problem(bundle.getBundleId())).contains("which no bundle exports");
    }

    @Test
    void saysOfAStrangerWhyItsActivationFailedAndNotThatItGivesNoAuthenticator() throws Exception {
        assertThat(problemOf(Map.of(), PluginFixture.component(Locked.class, "immediate=\"true\"", "")))
                .isEqualTo("could not be activated: java.lang.IllegalStateException: no door");
        assertThat(diagnosis.problem(0)).isNull();
        assertThat(diagnosis.problem(Long.MAX_VALUE)).isNull();
    }

    /** The codec and the authority have to do with credentials, too. */
    @ParameterizedTest
    @CsvSource({"io.culvert.ca, 0", "io.culvert.codec.jsonrpc, 0", "io.culvert.authenticator.jwt, 1"})
    void isSilentAboutTheGatewaysOwnPartsThatAreNoAuthenticators(String name, int meant) throws Exception {
        installed = osgi.install(name, IMPORTS);

        assertThat(diagnosis.meantToAuthenticate()).hasSize(meant);
    }
}
