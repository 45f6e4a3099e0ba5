package io.culvert.admin;

import io.culvert.api.event.Event;
import io.culvert.api.transport.CloseReason;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Who reads the stream of events, and what is sent to them. What is sent is made once for all. Everything happens on the
 * sampler's thread, but for what says otherwise.
 */
final class Streams {

    static final int MAX_SUBSCRIBERS = 32;

    /** Of events that wait for the sampler's thread; who floods it makes all begin anew. */
    private static final int MAX_WAITING = 1000;

    private final Executor thread;
    private final Parts parts;
    private final Framework framework;
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final Map<Topic, byte[]> documents = new EnumMap<>(Topic.class);
    private final Map<String, CloseReason> reasons = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Frames frames = new Frames();
    private @Nullable TunnelChanges tunnels;
    private @Nullable SessionChanges sessions;
    private volatile boolean flooded;
    private volatile boolean ended;

    Streams(Executor thread, Parts parts, Framework framework) {
        this.thread = thread;
        this.parts = parts;
        this.framework = framework;
    }

    /** Whether anybody reads. For any thread. */
    boolean anybody() {
        return !subscribers.isEmpty();
    }

    private boolean anybody(Topic topic) {
        return subscribers.stream().anyMatch(subscriber -> subscriber.wants(topic));
    }

    /** Refuses one more when there are too many already. For any thread. */
    void requireRoom() throws Problem {
        subscribers.removeIf(Subscriber::gone);
        if (subscribers.size() >= MAX_SUBSCRIBERS) {
            throw new Problem(
                    Problem.Kind.TOO_MANY,
                    "There are " + MAX_SUBSCRIBERS + " streams already; close another page of the dashboard.");
        }
    }

    /** Somebody wants to read. For any thread. */
    void add(Subscriber subscriber) {
        synchronized (subscribers) {
            if (ended || subscribers.size() >= MAX_SUBSCRIBERS) {
                subscriber.end(Frames.RESYNC);
                return;
            }
            subscribers.add(subscriber);
        }
        execute(() -> admit(subscriber));
    }

    /** From here on it hears of every change, so what it asks for after the event {@code open} is complete. */
    private void admit(Subscriber subscriber) {
        if (subscriber.wants(Topic.TUNNELS) && tunnels == null) {
            reasons.clear();
            tunnels = new TunnelChanges(parts);
        }
        if (subscriber.wants(Topic.SESSIONS) && sessions == null) {
            sessions = new SessionChanges(parts);
        }
        subscriber.admit(frames.event("open", "{}"));
        for (Topic topic : List.of(Topic.AUTHENTICATORS, Topic.AUTHORITY, Topic.PLUGINS, Topic.NODES)) {
            byte[] document = subscriber.wants(topic) ? document(topic) : null;
            if (document != null) {
                subscriber.send(frames.event(topic.word(), document));
            }
        }
    }

    /** One second has passed. */
    void tick(Sample sample) {
        subscribers.removeIf(Subscriber::gone);
        if (flooded) {
            flooded = false;
            subscribers.forEach(subscriber -> subscriber.end(Frames.RESYNC));
        }
        if (anybody(Topic.OVERVIEW)) {
            send(Topic.OVERVIEW, Json.bytes(sample));
        }
        changes();
        for (Topic topic : List.of(Topic.AUTHENTICATORS, Topic.AUTHORITY, Topic.PLUGINS, Topic.NODES)) {
            byte[] before = documents.get(topic);
            byte[] now = anybody(topic) ? document(topic) : null;
            if (now == null) {
                documents.remove(topic);
            } else if (!Arrays.equals(before, now)) {
                documents.put(topic, now);
                send(topic, now);
            }
        }
        subscribers.forEach(Subscriber::tick);
    }

    private void changes() {
        if (!anybody(Topic.TUNNELS)) {
            tunnels = null;
            reasons.clear();
        } else if (tunnels != null) {
            TunnelChanges.Changes changes = tunnels.next(reasons);
            if (!changes.isEmpty()) {
                send(Topic.TUNNELS, Json.bytes(changes));
            }
        }
        if (!anybody(Topic.SESSIONS)) {
            sessions = null;
        } else if (sessions != null) {
            SessionChanges.Changes changes = sessions.next();
            if (!changes.isEmpty()) {
                send(Topic.SESSIONS, Json.bytes(changes));
            }
        }
    }

    /** {@code null} when the part that it is of is not running. */
    private byte @Nullable [] document(Topic topic) {
        try {
            return Json.bytes(
                    switch (topic) {
                        case AUTHENTICATORS -> AuthenticatorsResource.Authenticators.of(parts);
                        case AUTHORITY -> parts.authority().status();
                        case PLUGINS -> new PluginsResource.PluginList(new Plugins(parts, framework).find());
                        default -> new NodesResource.Nodes(List.of(NodesResource.Node.own(parts, framework)));
                    });
        } catch (Problem e) {
            return null;
        }
    }

    private void send(Topic topic, byte[] document) {
        byte[] frame = frames.event(topic.word(), document);
        for (Subscriber subscriber : subscribers) {
            if (subscriber.wants(topic) && !subscriber.send(frame)) {
                subscriber.end(Frames.RESYNC);
            }
        }
    }

    /** Something has happened. By any thread; must not block. */
    void happened(Event event) {
        if (!anybody(Topic.ACTIVITY)) {
            return;
        }
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            flooded = true;
            return;
        }
        execute(() -> {
            waiting.decrementAndGet();
            send(Topic.ACTIVITY, Json.bytes(activity(event)));
        });
    }

    /** An event with its type. */
    static Map<String, Object> activity(Event event) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", event.getClass().getSimpleName());
        members.putAll(Json.members((Record) event));
        return members;
    }

    /** A tunnel has ended. By any thread; must not block. */
    void closed(Map.Entry<String, CloseReason> tunnel) {
        if (anybody(Topic.TUNNELS)) {
            reasons.put(tunnel.getKey(), tunnel.getValue());
        }
    }

    /** The bundle stops. */
    void end() {
        synchronized (subscribers) {
            ended = true;
        }
        subscribers.forEach(subscriber -> subscriber.end(Frames.END));
        subscribers.clear();
    }

    private void execute(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            // The bundle stops, and whoever reads was told.
        }
    }
}
