package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/ca.md says what there is; what its commands do is tested by the shell's tests and by the itests. */
class CaDocumentTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| ([^|]*) \\|");

    @Test
    void everyKeyIsThereWithItsDefaultAndNoOther() throws Exception {
        Map<String, String> keys = new LinkedHashMap<>();
        for (Method method : AuthorityConfig.class.getDeclaredMethods()) {
            keys.put(method.getName().replace('_', '.'), String.valueOf(method.getDefaultValue()));
        }

        assertThat(documented(section("Configuration"))).containsExactlyInAnyOrderEntriesOf(keys);
    }

    private static Map<String, String> documented(String section) {
        Map<String, String> rows = new LinkedHashMap<>();
        Matcher row = ROW.matcher(section);
        while (row.find()) {
            String value = row.group(2).replace("`", "");
            rows.put(row.group(1), value.equals("empty") ? "" : value);
        }
        return rows;
    }

    @ParameterizedTest
    @EnumSource(AuditEntry.Event.class)
    void everyEventIsThere(AuditEntry.Event event) throws Exception {
        assertThat(section("Audit trail")).contains("`" + event.text() + "`");
    }

    @Test
    void noOtherEventIsThere() throws Exception {
        String row = section("Audit trail")
                .lines()
                .filter(line -> line.startsWith("| `event` |"))
                .findFirst()
                .orElseThrow();

        assertThat(Pattern.compile("`([^`]+)`")
                        .matcher(row.substring("| `event` |".length()))
                        .results())
                .map(found -> found.group(1))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(AuditEntry.Event.values())
                        .map(AuditEntry.Event::text)
                        .toList());
    }

    private static String section(String heading) throws IOException {
        String document = Files.readString(Path.of("../../docs/ca.md"));
        int from = document.indexOf("\n## " + heading + "\n");
        assertThat(from).as(heading).isPositive();
        int to = document.indexOf("\n## ", from + 1);
        return document.substring(from, to < 0 ? document.length() : to);
    }
}
