package io.culvert.authenticator.http;

import static io.culvert.authenticator.http.Peers.ask;
import static io.culvert.authenticator.http.Peers.failure;
import static io.culvert.authenticator.http.RawService.ok;
import static io.culvert.authenticator.http.RawService.request;
import static io.culvert.authenticator.http.RawService.say;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.FreePort;
import io.culvert.api.auth.AuthResult.Accepted;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services that misbehave, on real sockets. Nobody is let in by them, and nothing waits longer than configured. */
@Timeout(120)
class FaultyServiceTest {

    private static final String YES = "{\"valid\":true,\"subject\":\"alice\"}";
    private static final String TOKEN = "s3cret-token";
    private static final String LATE = " has not answered within 1 s";

    @Test
    void nobodyListens() throws IOException {
        int port = FreePort.next();
        assertThat(failure(Keys.of("https://localhost:" + port).start(), TOKEN))
                .isEqualTo("https://localhost:" + port
                        + " cannot be reached: the connection is refused, or there is no way to it");
    }

    @Test
    void thereIsNoSuchHost() {
        assertThat(failure(
                        Keys.of("https://nowhere.invalid/x?key=K")
                                .with("timeout", 60)
                                .start(),
                        TOKEN))
                .isEqualTo("https://nowhere.invalid cannot be reached: there is no such host");
    }

    @Test
    void acceptsAndNeverSaysAWord() throws Exception {
        try (RawService service = RawService.plain(this::silent)) {
            assertThat(failure(Keys.of(service.url()).with("timeout", 1).start(), TOKEN))
                    .endsWith(LATE);
            assertThat(failure(Keys.of(service.url("http")).with("timeout", 1).start(), TOKEN))
                    .endsWith(LATE);
        }
    }

    private void silent(Socket socket, int connection) throws IOException {
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    @Test
    void takesTheRequestAndNeverAnswers() throws Exception {
        RawService[] self = new RawService[1];
        try (RawService service = RawService.secure((socket, connection) -> {
            request(socket);
            self[0].awaitLeave(socket);
        })) {
            self[0] = service;
            assertThat(failure(Keys.of(service.url()).with("timeout", 1).start(), TOKEN))
                    .endsWith(LATE);
            service.assertLeft();
            assertThat(service.connections).hasValue(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nX-Filler: ",
                "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"valid\":true,\"subject\":\"",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n25\r\n" + YES + "\r\n",
                "HTTP/1.1 200 OK\r\n\r\n" + YES,
            })
    void beginsToAnswerAndNeverEnds(String beginning) throws Exception {
        RawService[] self = new RawService[1];
        try (RawService service = RawService.secure((socket, connection) -> {
            request(socket);
            say(socket, beginning);
            self[0].awaitLeave(socket);
        })) {
            self[0] = service;
            assertThat(failure(Keys.of(service.url()).with("timeout", 1).start(), TOKEN))
                    .endsWith(LATE);
            service.assertLeft();
        }
    }

    @Test
    void dripsItsAnswerFasterThanAnyPauseWouldBeNoticed() throws Exception {
        try (RawService service = RawService.secure((socket, connection) -> {
            request(socket);
            say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            while (true) {
                say(socket, " ");
                java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
            }
        })) {
            assertThat(failure(Keys.of(service.url()).with("timeout", 1).start(), TOKEN))
                    .endsWith(LATE);
            service.assertLeft();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"valid\":true,\"subject\":\"" + TOKEN + "\"}",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n25\r\n{\"valid\"",
            })
    void closesInTheMiddleOfItsAnswer(String beginning) throws Exception {
        try (RawService service = RawService.secure((socket, connection) -> {
            request(socket);
            say(socket, beginning);
        })) {
            assertThat(failure(Keys.of(service.url()).start(), TOKEN))
                    .endsWith("has closed the connection instead of answering")
                    .doesNotContain(TOKEN);
            assertThat(service.connections)
                    .as("asked once: an answer had begun")
                    .hasValue(1);
        }
    }

    @Test
    void closesInsteadOfAnsweringAndIsAskedOnceMore() throws Exception {
        try (RawService service = RawService.secure((socket, connection) -> request(socket))) {
            assertThat(failure(Keys.of(service.url()).start(), TOKEN))
                    .endsWith("has closed the connection instead of answering");
            assertThat(service.connections).hasValue(2);
        }
    }

    @Test
    void anIdleConnectionThatIsGoneIsNobodysFault() throws Exception {
        try (RawService service = RawService.secure((socket, connection) -> {
            request(socket);
            say(socket, ok(YES));
            if (connection == 1) {
                request(socket); // the next one; closed without an answer, as if it had been too late
            }
        })) {
            HttpAuthenticator authenticator = Keys.of(service.url()).start();
            assertThat(ask(authenticator, TOKEN)).isEqualTo(new Accepted("alice"));
            assertThat(ask(authenticator, TOKEN)).isEqualTo(new Accepted("alice"));
            assertThat(service.connections).hasValue(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2 " + TOKEN + "\r\n\r\n",
                "HTTP/1.1 " + TOKEN + "\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: " + TOKEN + "\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + TOKEN + "\r\n",
                "\u0000\u0001\u0002\u0003\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
            })
    void doesNotSpeakHttp(String answer) throws Exception {
        try (RawService service = RawService.secure((socket, connection) -> {
            request(socket);
            say(socket, answer);
        })) {
            assertThat(failure(Keys.of(service.url()).with("timeout", 2).start(), TOKEN))
                    .doesNotContain(TOKEN);
        }
    }

    @Test
    void answersWithTenMebibytes() throws Exception {
        AtomicLong written = new AtomicLong();
        try (RawService service = RawService.secure((socket, connection) -> {
            request(socket);
            say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n");
            String kibibyte = " ".repeat(1024);
            for (int i = 0; i < 10 * 1024; i++) {
                say(socket, kibibyte);
                written.addAndGet(1024);
            }
        })) {
            assertThat(failure(Keys.of(service.url()).start(), TOKEN))
                    .endsWith("gives no answer: the answer is longer than 65536 bytes");
            service.assertLeft();
            assertThat(written.get())
                    .as("bytes that went into buffers before it noticed")
                    .isLessThan(10 << 20);
        }
    }

    @Test
    void anAnswerMayHaveExactlyTheConfiguredSize() throws Exception {
        try (TestService service = TestService.answering(YES)) {
            assertThat(ask(
                            Keys.of(service.url())
                                    .with("answer.size", YES.length())
                                    .start(),
                            TOKEN))
                    .isInstanceOf(Accepted.class);
            assertThat(failure(
                            Keys.of(service.url())
                                    .with("answer.size", YES.length() - 1)
                                    .start(),
                            TOKEN))
                    .endsWith("the answer is longer than " + (YES.length() - 1) + " bytes");
        }
    }

    @Test
    void repeatsTheTokenInWhatCannotBeRead() throws Exception {
        for (String body :
                new String[] {TOKEN, "{\"" + TOKEN + "\":1,\"" + TOKEN + "\":2}", "{\"valid\":\"" + TOKEN + "\"}"}) {
            try (TestService service = TestService.answering(body)) {
                assertThat(failure(Keys.of(service.url()).start(), TOKEN)).doesNotContain(TOKEN);
            }
        }
    }
}
