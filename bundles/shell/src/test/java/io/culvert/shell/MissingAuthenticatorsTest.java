package io.culvert.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** What culvert:authenticators says of bundles that are no authenticators; PluginIT in itests sees the rest. */
class MissingAuthenticatorsTest {

    private static final String IMPORTS =
            "io.culvert.api.config;version=\"[0.1,1)\",io.culvert.api.auth;version=\"[0.1,1)\"";

    private final FakeGateway gateway = new FakeGateway();
    private final FakeComponents components = new FakeComponents();

    @BeforeEach
    void runDeclarativeServices() {
        gateway.services.put(ServiceComponentRuntime.class.getName(), components.proxy());
    }

    @Test
    void namesTheFileThatIsNotWritten() throws Exception {
        gateway.bundles.add(bundle(Bundle.ACTIVE, IMPORTS));
        components.declare(ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION);

        assertThat(gateway.run(new AuthenticatorsCommand()))
                .endsWith("These bundles give no authenticator:\n"
                        + "  57  com.example.door 1.2.3:"
                        + " has no configuration: write etc/com.example.door-NAME.config\n");
        JsonNode missing = gateway.runJson(new AuthenticatorsCommand()).at("/missing/0");
        assertThat(missing.at("/id").asInt()).isEqualTo(57);
        assertThat(missing.at("/bundle").asText()).isEqualTo("com.example.door");
        assertThat(missing.at("/version").asText()).isEqualTo("1.2.3");
        assertThat(missing.at("/problem").asText()).startsWith("has no configuration");
    }

    @Test
    void aComponentWithoutAnyConfigurationIsTheSame() throws Exception {
        gateway.bundles.add(bundle(Bundle.ACTIVE, IMPORTS));
        components.declare();

        assertThat(problem()).isEqualTo("has no configuration: write etc/com.example.door-NAME.config");
    }

    @Test
    void namesTheServiceThatIsWaitedFor() throws Exception {
        gateway.bundles.add(bundle(Bundle.ACTIVE, IMPORTS));
        components.declare(ComponentConfigurationDTO.UNSATISFIED_REFERENCE);

        assertThat(problem()).isEqualTo("waits for the service javax.sql.DataSource (name=doors)");
    }

    @Test
    void saysWhyAnActivationFailedEvenIfAnotherOneDidNot() throws Exception {
        gateway.bundles.add(bundle(Bundle.ACTIVE, IMPORTS, "io.culvert.api.auth.Authenticator"));
        components.declare(ComponentConfigurationDTO.ACTIVE, ComponentConfigurationDTO.FAILED_ACTIVATION);

        assertThat(problem()).isEqualTo("could not be activated: java.lang.IllegalStateException: no?[31m door");
    }

    @Test
    void saysThatAComponentIsDisabled() throws Exception {
        gateway.bundles.add(bundle(Bundle.ACTIVE, IMPORTS));
        components.declare();
        components.enabled = false;

        assertThat(problem()).isEqualTo("its component is disabled: scr:enable com.example.door.Door");
    }

    @Test
    void guessesAMissingAnnotation() throws Exception {
        gateway.bundles.add(bundle(Bundle.ACTIVE, IMPORTS));

        assertThat(problem()).contains("@Component(service = Authenticator.class)");
    }

    @Test
    void tellsHowToStartWhatIsStopped() throws Exception {
        gateway.bundles.add(bundle(Bundle.RESOLVED, IMPORTS));

        assertThat(problem()).isEqualTo("is not started: bundle:start 57 starts it, or says why not");
    }

    @Test
    void isSilentAboutWhatTakesPart() throws Exception {
        gateway.bundles.add(bundle(Bundle.ACTIVE, IMPORTS, "io.culvert.api.auth.Authenticator"));
        components.declare(ComponentConfigurationDTO.ACTIVE);

        assertThat(gateway.runJson(new AuthenticatorsCommand()).at("/missing")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "org.slf4j", "io.culvert.api.authority", "x.io.culvert.api.auth;version=1"})
    void isSilentAboutStrangers(String imports) throws Exception {
        gateway.bundles.add(bundle(Bundle.INSTALLED, imports));

        assertThat(gateway.runJson(new AuthenticatorsCommand()).at("/missing")).isEmpty();
    }

    /** The codec and the authority have to do with credentials, too. */
    @ParameterizedTest
    @CsvSource({"io.culvert.ca, 0", "io.culvert.codec.jsonrpc, 0", "io.culvert.authenticator.jwt, 1"})
    void isSilentAboutTheGatewaysOwnPartsThatAreNoAuthenticators(String bundle, int missing) throws Exception {
        gateway.bundles.add(bundle(bundle, Bundle.ACTIVE, IMPORTS));

        assertThat(gateway.runJson(new AuthenticatorsCommand()).at("/missing")).hasSize(missing);
    }

    private String problem() throws Exception {
        String printed = gateway.run(new AuthenticatorsCommand());
        return printed.substring(printed.indexOf("1.2.3: ") + "1.2.3: ".length())
                .strip();
    }

    private static Bundle bundle(int state, String imports, String... services) {
        return bundle("com.example.door", state, imports, services);
    }

    private static Bundle bundle(String name, int state, String imports, String... services) {
        return (Bundle) FakeGateway.proxy(Bundle.class, (method, argument) -> switch (method) {
            case "getHeaders" -> FrameworkUtil.asDictionary(Map.of("Import-Package", imports));
            case "getState" -> state;
            case "getBundleId" -> 57L;
            case "getSymbolicName" -> name;
            case "getVersion" -> new Version(1, 2, 3);
            case "getRegisteredServices" -> registered(services);
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private static ServiceReference<?> @Nullable [] registered(String... services) {
        return services.length == 0
                ? null
                : new ServiceReference<?>[] {
                    (ServiceReference<?>) FakeGateway.proxy(ServiceReference.class, (method, key) -> services)
                };
    }

    /** Declarative Services with at most one component, that of the bundle above. */
    private static final class FakeComponents {

        private final List<ComponentDescriptionDTO> declared = new ArrayList<>();
        private final List<ComponentConfigurationDTO> configurations = new ArrayList<>();
        private boolean enabled = true;

        void declare(int... states) {
            ReferenceDTO reference = new ReferenceDTO();
            reference.name = "doors";
            reference.interfaceName = "javax.sql.DataSource";
            ComponentDescriptionDTO component = new ComponentDescriptionDTO();
            component.name = "com.example.door.Door";
            component.serviceInterfaces = new String[] {"io.culvert.api.auth.Authenticator"};
            component.configurationPid = new String[] {"com.example.door"};
            component.references = new ReferenceDTO[] {reference};
            declared.add(component);
            for (int state : states) {
                UnsatisfiedReferenceDTO unsatisfied = new UnsatisfiedReferenceDTO();
                unsatisfied.name = "doors";
                unsatisfied.target = "(name=doors)";
                ComponentConfigurationDTO configuration = new ComponentConfigurationDTO();
                configuration.state = state;
                configuration.unsatisfiedReferences = new UnsatisfiedReferenceDTO[] {unsatisfied};
                configuration.failure = "java.lang.reflect.InvocationTargetException\n\tat x\n"
                        + "Caused by: java.lang.IllegalStateException: no\u001b[31m door\n\tat y\n";
                configurations.add(configuration);
            }
        }

        Object proxy() {
            return FakeGateway.proxy(ServiceComponentRuntime.class, (method, argument) -> switch (method) {
                case "getComponentDescriptionDTOs" -> declared;
                case "getComponentConfigurationDTOs" -> configurations;
                case "isComponentEnabled" -> enabled;
                default -> throw new UnsupportedOperationException(method);
            });
        }
    }
}
