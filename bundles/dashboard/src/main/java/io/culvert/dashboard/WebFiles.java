package io.culvert.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** A folder of files in this bundle. Each is read once, and there are few. For any thread. */
final class WebFiles {

    /** What a browser shows for the folder itself. */
    static final String INDEX = "index.html";

    /** Names without a leading dot, so that no path leads out of the folder. */
    private static final Pattern PATH = Pattern.compile("(\\w[\\w.-]*/)*\\w[\\w.-]*");
    /** The build names what is in here after its content. */
    private static final String HASHED = "assets/";

    private static final String FOR_EVER = "private, max-age=31536000, immutable";
    private static final String ASK_EACH_TIME = "no-cache";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    private final String folder;
    private final String index;
    private final Map<String, WebFile> read = new ConcurrentHashMap<>();

    /**
     * Files of a folder.
     *
     * @param folder path in the bundle, with a slash at both ends
     * @param index name of the file that stands for the folder
     */
    WebFiles(String folder, String index) {
        this.folder = folder;
        this.index = index;
    }

    /**
     * A file.
     *
     * @param path below the folder, without a leading slash; empty for the index
     */
    Optional<WebFile> find(String path) {
        String name = path.isEmpty() ? index : path;
        if (!PATH.matcher(name).matches()) {
            return Optional.empty();
        }
        WebFile known = read.get(name);
        return known != null ? Optional.of(known) : read(name);
    }

    private Optional<WebFile> read(String name) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            return Optional.empty();
        }
        try (InputStream in = WebFiles.class.getResourceAsStream(folder + name)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] content = in.readAllBytes();
            String caching = name.startsWith(HASHED) ? FOR_EVER : ASK_EACH_TIME;
            WebFile file = new WebFile(content, type, tag(content), caching);
            read.put(name, file);
            return Optional.of(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name + " in the jar of the dashboard", e);
        }
    }

    private static String tag(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
