package io.culvert.codec.jsonrpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.ca.Refusal;
import io.culvert.api.ca.RenewalProof;
import io.culvert.api.transport.CloseReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ProtocolPageTest {

    private static final Pattern BLOCK = Pattern.compile("^```[^\n]*\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern EXAMPLE = Pattern.compile(
            "^\\[(\\S+\\.txt)]\\(protocol/examples/\\1\\):\n\n```text\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @Test
    void thePageShowsEveryExampleAsItIsInItsFile() throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (Path file : ProtocolPage.examples()) {
            files.put(file.getFileName().toString(), Files.readString(file));
        }
        Map<String, String> shown = new TreeMap<>();
        EXAMPLE.matcher(ProtocolPage.text()).results().forEach(match -> assertThat(
                        shown.put(match.group(1), match.group(2)))
                .as("%s comes once", match.group(1))
                .isNull());
        assertThat(shown).isNotEmpty().isEqualTo(files);
    }

    @Test
    void everyBlockOfThePageThatShowsMessagesIsAnExample() throws IOException {
        List<String> dialogues = BLOCK.matcher(ProtocolPage.text())
                .results()
                .map(match -> match.group(1))
                .filter(block -> block.contains("-> ") || block.contains("<- "))
                .toList();
        assertThat(dialogues).hasSameSizeAs(ProtocolPage.examples());
    }

    @Test
    void thePageNamesEveryReasonForWhichACertificateIsRefused() throws IOException {
        String page = ProtocolPage.text();
        for (Refusal reason : Refusal.values()) {
            assertThat(page).contains("\n| `" + reason.text() + "` | ");
        }
        assertThat(page).contains("`" + new String(RenewalProof.signedContent(new byte[0]), US_ASCII).strip() + "`");
    }

    @Test
    void thePageNamesTheLimitAndTheCommonCloseReasons() throws IOException {
        String page = ProtocolPage.text();
        assertThat(page).contains("10 240 bytes");
        assertThat(UnfinishedDocument.MAX_BYTES).isEqualTo(10_240);
        for (CloseReason reason : List.of(CloseReason.PARTNER_LEFT, CloseReason.PARTNER_LOST, CloseReason.STOPPING)) {
            assertThat(page).contains("| " + reason.code() + " | `" + reason.text() + "` |");
        }
    }
}
