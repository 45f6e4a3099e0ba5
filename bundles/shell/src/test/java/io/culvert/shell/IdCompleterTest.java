package io.culvert.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.broker.Broker;
import io.culvert.api.broker.SessionInfo.State;
import io.culvert.api.transport.PeerInfo;
import io.culvert.api.transport.Transport;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.ArgumentCommandLine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdCompleterTest {

    private final FakeGateway gateway = new FakeGateway();
    private final IdCompleter completer = new IdCompleter();

    @BeforeEach
    void aSessionAndATunnel() {
        PeerInfo peer = new PeerInfo("home", null, null);
        gateway.session("c1", State.WAITING, Duration.ZERO, peer);
        gateway.tunnel("t1", Duration.ZERO, peer, peer);
        completer.context = gateway.context();
    }

    @Test
    void offersSessionsAndTunnels() {
        assertThat(complete("")).containsExactly("c1 ", "t1 ");
        assertThat(complete("t")).containsExactly("t1 ");
        assertThat(complete("x")).isEmpty();
    }

    @Test
    void offersWhatThereIsWhenAPartIsNotRunning() {
        gateway.without(Broker.class);
        assertThat(complete("")).containsExactly("t1 ");

        gateway.without(Transport.class);
        assertThat(complete("")).isEmpty();
    }

    private List<String> complete(String word) {
        Session unused = (Session)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Session.class}, (p, m, a) -> {
                    throw new UnsupportedOperationException(m.getName());
                });
        List<String> candidates = new ArrayList<>();
        completer.complete(unused, new ArgumentCommandLine(word, word.length()), candidates);
        return candidates;
    }
}
