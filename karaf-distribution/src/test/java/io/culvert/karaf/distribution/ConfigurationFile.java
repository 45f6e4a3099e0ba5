package io.culvert.karaf.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A .cfg file as its reader sees it.
 *
 * @param set the keys that have a value there
 * @param shown the keys that stand there with their default behind a #
 */
record ConfigurationFile(Map<String, String> set, Map<String, String> shown) {

    /** A line like {@code key = value}, with or without # before it; prose has no equals sign after its first word. */
    private static final Pattern LINE = Pattern.compile("(# )?(\\.?[a-z][a-z0-9]*(?:\\.[a-z0-9]+)*) =(?: (.*))?");

    static ConfigurationFile read(Path file) throws IOException {
        Map<String, String> set = new TreeMap<>();
        Map<String, String> shown = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                String value = matcher.group(3);
                (matcher.group(1) == null ? set : shown).put(matcher.group(2), value == null ? "" : value);
            }
        }
        return new ConfigurationFile(set, shown);
    }

    Map<String, String> all() {
        Map<String, String> all = new TreeMap<>(shown);
        all.putAll(set);
        return all;
    }
}
