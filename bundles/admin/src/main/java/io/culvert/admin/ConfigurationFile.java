package io.culvert.admin;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.felix.utils.properties.InterpolationHelper.BundleContextSubstitutionCallback;
import org.apache.felix.utils.properties.TypedProperties;
import org.osgi.framework.BundleContext;

/**
 * A file that the file installer reads. It is put there as a whole: whoever reads it, or finds it after a loss of power,
 * has the old one or the new one.
 *
 * @param context whose variables, such as {@code ${karaf.base}}, its values may hold
 */
record ConfigurationFile(Path path, BundleContext context) {

    /** That of the file installer, as long as nobody gives it another. */
    private static final Charset CHARSET = StandardCharsets.ISO_8859_1;

    private static final String HEAD = "# Made by the admin API.\n";

    /** The values in it, as the file installer reads them. */
    Map<String, Object> read() throws IOException {
        TypedProperties properties = parse(Files.readString(path, CHARSET));
        Map<String, Object> values = new HashMap<>();
        properties.keySet().forEach(key -> values.put(key, properties.get(key)));
        return values;
    }

    private TypedProperties parse(String text) throws IOException {
        BundleContextSubstitutionCallback variables = new BundleContextSubstitutionCallback(context);
        TypedProperties properties = new TypedProperties((name, key, value) -> variables.getValue(value));
        properties.load(new StringReader(text));
        return properties;
    }

    /**
     * Makes it.
     *
     * @throws java.nio.file.FileAlreadyExistsException when it is there: a link might lead out of the folder
     */
    void create(Map<String, Object> values) throws IOException {
        put(path, text(HEAD, values));
    }

    /** Changes it to these values; keeps its comments, its order, and how values are written that stay what they are. */
    void change(Map<String, Object> values) throws IOException {
        Path target = path.toRealPath();
        String before = Files.readString(target, CHARSET);
        String after = text(before, values);
        if (!after.equals(before)) {
            put(target, after, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private String text(String before, Map<String, Object> values) throws IOException {
        TypedProperties properties = parse(before);
        for (String key : Set.copyOf(properties.keySet())) {
            if (!values.containsKey(key)) {
                properties.remove(key);
            }
        }
        properties.putAll(values);
        StringWriter text = new StringWriter();
        properties.save(text);
        return text.toString();
    }

    /** At first under a name that the file installer does not look at. */
    private static void put(Path target, String text, CopyOption... how) throws IOException {
        Path fresh = Files.createTempFile(target.getParent(), "." + target.getFileName(), ".new"); // for its owner only
        try {
            if (Files.exists(target)) {
                Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(target));
            }
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = CHARSET.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, target, how);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
