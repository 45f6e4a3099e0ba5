package io.culvert.authenticator.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.Authenticator;
import io.culvert.api.auth.Credentials;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Bad authenticators go through the TCK: each is found out, and only by the check that is meant for it. */
class FlawTest {

    static final String GOOD = "token-that-is-good";
    static final String WRONG = "token-that-is-wrong";
    static final String FOREIGN = "token-of-another-kind";

    private static volatile @Nullable Flaw flaw;

    @Test
    void anAuthenticatorWithoutFlawPasses() {
        flaw = null;
        EngineExecutionResults results = run();

        assertThat(results.testEvents().started().count()).isGreaterThan(40);
        results.testEvents()
                .assertStatistics(events -> events.failed(0).aborted(0).skipped(0));
        results.containerEvents()
                .assertStatistics(events -> events.failed(0).aborted(0).skipped(0));
    }

    @ParameterizedTest
    @EnumSource
    void aFlawIsFoundByItsCheckAndByNoOther(Flaw present) {
        flaw = present;
        EngineExecutionResults results = run();

        Set<String> failed =
                results.testEvents().failed().stream().map(FlawTest::check).collect(Collectors.toSet());
        assertThat(failed).containsExactly(present.check);
    }

    private static EngineExecutionResults run() {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Subject.class))
                .execute();
    }

    /** The method of the TCK, also of its dynamic tests. */
    private static String check(Event event) {
        return event.getTestDescriptor().getUniqueId().getSegments().stream()
                .filter(segment -> Set.of("method", "test-factory").contains(segment.getType()))
                .map(segment -> segment.getValue().replaceAll("\\(.*", ""))
                .findFirst()
                .orElseThrow();
    }

    /** Knows three tokens, and has a flaw. */
    static final class Subject extends AuthenticatorTck {

        @Override
        protected Authenticator authenticator() {
            Flaw present = flaw;
            if (present == null) {
                return Subject::right;
            }
            Flaw.Behaviour behaviour = present.behaviour.get();
            return credentials -> behaviour.answer(credentials, right(credentials));
        }

        private static CompletionStage<AuthResult> right(Credentials credentials) {
            return switch (credentials.token()) {
                case GOOD -> AuthResult.accepted("peer");
                case WRONG -> AuthResult.rejected("no");
                default -> AuthResult.abstained();
            };
        }

        @Override
        protected List<Credentials> accepted() {
            return List.of(credentials(GOOD));
        }

        @Override
        protected List<Credentials> rejected() {
            return List.of(credentials(WRONG));
        }

        @Override
        protected List<Credentials> foreign() {
            return List.of(credentials(FOREIGN));
        }

        /** Short only where it will be waited for in vain. */
        @Override
        protected Duration patience() {
            return flaw == Flaw.HANGS || flaw == Flaw.NEVER_COMPLETES ? Duration.ofSeconds(1) : super.patience();
        }
    }
}
