package io.culvert.itests.peers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContentTest {

    @Test
    void sendsExactlyTheBytesAskedForAndWholeCharactersAsText() {
        Content content = new Content(50_000_000, 7);
        long total = 0;
        int texts = 0;
        while (content.next()) {
            total += content.length();
            if (content.text()) {
                texts++;
                Utf8 utf8 = new Utf8();
                assertThat(utf8.accept(content.bytes(), content.offset(), content.length()))
                        .isTrue();
                assertThat(utf8.complete()).isTrue();
            }
        }
        assertThat(total).isEqualTo(50_000_000);
        assertThat(texts).isPositive();
    }
}
