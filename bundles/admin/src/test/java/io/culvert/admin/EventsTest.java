package io.culvert.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.culvert.api.broker.SessionInfo;
import io.culvert.api.event.Event;
import io.culvert.api.transport.CloseReason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The stream of events tells what changes, and nothing else. */
@Timeout(60)
final class EventsTest {

    @TempDir
    Path state = Path.of(""); // set by JUnit

    private AdminServer server;

    @BeforeEach
    void start() throws Exception {
        server = new AdminServer(state);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    /** A reader of a stream. */
    private final class Reader implements AutoCloseable {
        private final InputStream in;
        private final BufferedReader lines;

        Reader(String topics) throws Exception {
            HttpResponse<InputStream> response = server.client.send(
                    server.request("GET", "/events?topics=" + topics, "").build(), BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
            in = response.body();
            lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        }

        /** The data of the next event of a name; others are passed over. */
        JsonNode await(String name) throws Exception {
            String event = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    event = line.substring("event: ".length());
                } else if (line.startsWith("data: ") && event.equals(name)) {
                    return new ObjectMapper().readTree(line.substring("data: ".length()));
                }
            }
            throw new AssertionError("the stream ended before " + name);
        }

        boolean ended() throws Exception {
            while (lines.readLine() != null) {
                // what was on its way
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    private void requireAs(String schema, JsonNode data) {
        assertThat(server.document.problems(server.document.root().at("/components/schemas/" + schema), data))
                .as(data.toString())
                .isEmpty();
    }

    @Test
    void tellsWhatBecameOfTunnels() throws Exception {
        server.gateway.tunnels.add(FakeGateway.tunnel(1, 100));
        server.gateway.tunnels.add(FakeGateway.tunnel(2, 100));
        try (Reader reader = new Reader("tunnels")) {
            reader.await("open");
            server.gateway.tunnels.add(FakeGateway.tunnel(3, 0));
            JsonNode opened = reader.await("tunnels");
            requireAs("TunnelsEvent", opened);
            assertThat(opened.at("/opened/0/id").asText()).isEqualTo("t3");
            assertThat(opened.path("changed")).isEmpty();

            server.gateway.tunnels.set(1, FakeGateway.tunnel(2, 300));
            assertThat(reader.await("tunnels").path("changed").toString()).isEqualTo("[[\"t2\",300,600,150]]");

            server.sampler.closed(FakeGateway.tunnel(1, 100), new CloseReason(1000, "bye"));
            server.gateway.tunnels.remove(0);
            JsonNode closed = reader.await("tunnels");
            requireAs("TunnelsEvent", closed);
            assertThat(closed.path("closed").toString())
                    .isEqualTo("[{\"id\":\"t1\",\"code\":1000,\"reason\":\"bye\"}]");
        }
    }

    @Test
    void tellsWhatBecameOfSessionsAndOfTheRest() throws Exception {
        server.gateway.sessions.add(FakeGateway.session("c1", SessionInfo.State.CONNECTED));
        try (Reader reader = new Reader("sessions,nodes,authority,authenticators,plugins")) {
            reader.await("open");
            requireAs("Authenticators", reader.await("authenticators"));
            requireAs("Authority", reader.await("authority"));
            requireAs("Plugins", reader.await("plugins"));
            requireAs("Nodes", reader.await("nodes"));
            server.gateway.sessions.set(0, FakeGateway.session("c1", SessionInfo.State.WAITING));
            JsonNode changed = reader.await("sessions");
            requireAs("SessionsEvent", changed);
            assertThat(changed.at("/changed/0/state").asText()).isEqualTo("WAITING");
            server.gateway.drain(Duration.ofHours(1));
            JsonNode nodes = reader.await("nodes");
            while (nodes.at("/nodes/0/drainsUntil").isNull()) {
                nodes = reader.await("nodes");
            }
            assertThat(nodes.at("/nodes/0/ready").asBoolean()).isFalse();
        }
    }

    @Test
    void tellsOfEachEventAndSamplesEachSecond() throws Exception {
        try (Reader reader = new Reader("overview,activity")) {
            reader.await("open");
            server.sampler.happened(new Event.PeerRefused(
                    FakeGateway.NOW,
                    FakeGateway.connection("c1"),
                    "u",
                    null,
                    "ldap",
                    Event.Refusal.FAILED,
                    "down",
                    Duration.ofMillis(3)));
            JsonNode activity = reader.await("activity");
            requireAs("Activity", activity);
            assertThat(activity.path("type").asText()).isEqualTo("PeerRefused");
            assertThat(activity.at("/connection/id").asText()).isEqualTo("c1");
            JsonNode sample = reader.await("overview");
            requireAs("Sample", sample);
            while (sample.path("failed").asDouble() == 0) {
                sample = reader.await("overview");
            }
            assertThat(sample.path("rejected").asDouble()).isZero();
        }
    }

    @Test
    void endsWithTheSession() throws Exception {
        try (Reader reader = new Reader("tunnels")) {
            reader.await("open");
            server.still = false;
            reader.await("end");
            assertThat(reader.ended()).isTrue();
        }
    }

    @Test
    void endsWithTheBundle() throws Exception {
        try (Reader reader = new Reader("tunnels")) {
            reader.await("open");
            server.sampler.stop();
            reader.await("end");
            assertThat(reader.ended()).isTrue();
        }
    }

    @Test
    void tellsASlowReaderToBeginAnew() throws Exception {
        try (Reader reader = new Reader("activity")) {
            reader.await("open");
            Event event =
                    new Event.OperatorActed(FakeGateway.NOW, "ann", Event.Door.API, "x", "", true, "y".repeat(100_000));
            for (int i = 0; i < 900; i++) {
                server.sampler.happened(event);
            }
            reader.await("resync");
            assertThat(reader.ended()).isTrue();
        }
    }

    @Test
    void hasABoundOfReaders() throws Exception {
        List<Reader> readers = new ArrayList<>();
        try {
            for (int i = 0; i < Streams.MAX_SUBSCRIBERS; i++) {
                Reader reader = new Reader("tunnels");
                readers.add(reader);
                reader.await("open");
            }
            Reply refused = server.get("/events?topics=tunnels");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.json().path("type").asText()).isEqualTo("urn:culvert:problem:too-many");
        } finally {
            for (Reader reader : readers) {
                reader.close();
            }
        }
    }
}
