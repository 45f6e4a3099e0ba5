package io.culvert.transport.undertow;

import io.culvert.api.http.HttpResource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who answers HTTP besides the gateway itself, and how much of their requests is in memory. For any thread. */
final class HttpResources {

    private static final Logger LOG = LoggerFactory.getLogger(HttpResources.class);

    /** How much the bodies of all requests together may take, in bytes; the heap is a small one. */
    private static final long MAX_HELD = 16 * 1024 * 1024;

    private record Entry(String path, HttpResource resource) {

        boolean answers(String requested) {
            return path.endsWith("/") ? requested.startsWith(path) : requested.equals(path);
        }
    }

    private final List<Entry> entries = new CopyOnWriteArrayList<>();
    private final AtomicLong held = new AtomicLong();

    /** Takes a resource in, with the paths of its service properties, instead of those that it had before. */
    void put(HttpResource resource, Map<String, ?> properties) {
        remove(resource);
        List<String> paths = paths(properties.get(HttpResource.PATH));
        if (paths.isEmpty() || !paths.stream().allMatch(path -> path.startsWith("/"))) {
            LOG.warn(
                    "{} answers nothing: its property {} is {} instead of paths that begin with /",
                    resource.getClass().getName(),
                    HttpResource.PATH,
                    paths);
            return;
        }
        entries.addAll(paths.stream().map(path -> new Entry(path, resource)).toList());
    }

    private static List<String> paths(@Nullable Object property) {
        Stream<?> values;
        if (property instanceof Object[] array) {
            values = Stream.of(array);
        } else if (property instanceof Collection<?> collection) {
            values = collection.stream();
        } else {
            values = Stream.ofNullable(property);
        }
        return values.map(String::valueOf).toList();
    }

    void remove(HttpResource resource) {
        entries.removeIf(entry -> entry.resource() == resource);
    }

    /** Who answers a path: whoever has the longest that fits; {@code null} when there is none. */
    @Nullable HttpResource find(String path) {
        Entry best = null;
        for (Entry entry : entries) {
            if (entry.answers(path)
                    && (best == null || entry.path().length() > best.path().length())) {
                best = entry;
            }
        }
        return best == null ? null : best.resource();
    }

    /** Accounts for bytes of a body that are kept; {@code false} when there are too many already. */
    boolean hold(int bytes) {
        if (held.addAndGet(bytes) <= MAX_HELD) {
            return true;
        }
        release(bytes);
        return false;
    }

    void release(int bytes) {
        held.addAndGet(-bytes);
    }
}
