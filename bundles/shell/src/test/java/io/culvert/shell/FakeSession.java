package io.culvert.shell;

import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.Terminal;
import org.jspecify.annotations.Nullable;

/** A session of the shell at whose terminal somebody gives these answers, one after the other. */
final class FakeSession {

    /** What was asked, with {@code |hidden} where the answer was not to be seen. */
    final List<String> asked = new ArrayList<>();

    private final Deque<String> answers;

    FakeSession(String... answers) {
        this.answers = new ArrayDeque<>(Arrays.asList(answers));
    }

    /** Of somebody who is there. */
    Session interactive() {
        return session(FakeGateway.proxy(Terminal.class, (method, argument) -> 80));
    }

    /** Of a command line that was given to ssh. */
    static Session headless() {
        return new FakeSession().session(null);
    }

    private Session session(@Nullable Object terminal) {
        return (Session) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Session.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getTerminal" -> terminal;
                    case "readLine" -> {
                        asked.add(arguments[0] + (Character.valueOf('\0').equals(arguments[1]) ? "|hidden" : ""));
                        yield answers.poll();
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
