package io.culvert.authenticator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.authenticator.mqtt.IssuedToken.State;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TokenStoreTest {

    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private final TokenStore store = new TokenStore(() -> now, 3);

    private IssuedToken token(String token, int seconds, State state) {
        return new IssuedToken(Digest.of(token), null, null, null, now.plusSeconds(seconds), 0, Map.of(), state);
    }

    private void publish(String token, int seconds, String topic) {
        store.publish(token(token, seconds, State.PUBLISHED), topic);
    }

    private void revoke(String token) {
        store.publish(IssuedToken.revoked(Digest.of(token), now.plusSeconds(1)), "r");
    }

    private @Nullable State state(String token) {
        return store.find(Digest.of(token)).map(IssuedToken::state).orElse(null);
    }

    private void pass(int seconds) {
        now = now.plusSeconds(seconds);
    }

    @Test
    void aFullStoreMakesRoomOfWhatHasExpiredOnly() {
        try (LogCapture log = new LogCapture()) {
            publish("a", 10, "t");
            publish("b", 20, "t");
            publish("c", 30, "t");
            publish("d", 40, "t");
            publish("e", 40, "t");
            assertThat(state("d")).isNull();
            assertThat(log.lines("is full")).hasSize(1);
            publish("c", 50, "t"); // known: may change
            pass(11);
            publish("d", 40, "t");
            assertThat(state("d")).isEqualTo(State.PUBLISHED);
            assertThat(state("a")).isNull();
            publish("e", 40, "t");
            assertThat(log.lines("is full")).hasSize(2);
        }
        assertThat(store.size()).isEqualTo(3);
    }

    @Test
    void whatIsRevokedStaysSoAsLongAsItWouldHaveBeenGood() {
        publish("a", 100, "t");
        revoke("a");
        publish("a", 100, "t");
        assertThat(state("a")).isEqualTo(State.REVOKED);
        pass(50);
        publish("b", 100, "t");
        publish("a", 50, "t");
        assertThat(state("a")).isEqualTo(State.REVOKED);
        pass(51);
        publish("c", 100, "t");
        assertThat(state("a")).isNull();
    }

    @Test
    void aRevocationMayComeFirst() {
        revoke("a");
        publish("a", 100, "t");
        assertThat(state("a")).isEqualTo(State.REVOKED);
    }

    @Test
    void anEmptyMessageRevokesTheLastTokenOfItsTopic() {
        publish("a", 100, "t");
        publish("b", 100, "t");
        publish("c", 100, "u");
        store.clear("t");
        store.clear("unknown");
        assertThat(state("a")).isEqualTo(State.PUBLISHED);
        assertThat(state("b")).isEqualTo(State.REVOKED);
        assertThat(state("c")).isEqualTo(State.PUBLISHED);
    }

    @Test
    void theTopicOfAnExpiredTokenIsForgotten() {
        publish("a", 10, "t");
        pass(11);
        publish("b", 100, "u");
        publish("a", 100, "v");
        store.clear("t");
        assertThat(state("a")).isEqualTo(State.PUBLISHED);
    }

    @Test
    void nobodyChangesWhatWasIssuedHereButByRevoking() {
        IssuedToken issued = token("a", 10, State.ISSUED_HERE);
        assertThat(store.issue(issued)).isTrue();
        publish("a", 100, "t");
        assertThat(store.find(Digest.of("a"))).contains(issued);
        revoke("a");
        assertThat(state("a")).isEqualTo(State.REVOKED);
    }

    @Test
    void aTokenThatHasExpiredBeforeItCameIsNotKept() {
        publish("a", -1, "t");
        assertThat(store.size()).isZero();
    }
}
