package io.culvert.metrics;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What Prometheus would read. */
final class Text {

    private Text() {}

    static String of(Scrape scrape) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.builder().build().write(bytes, scrape.now());
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** The samples of one metric. */
    static List<String> of(Scrape scrape, String metric) throws IOException {
        return of(scrape)
                .lines()
                .filter(line -> line.startsWith(metric + " ") || line.startsWith(metric + "{"))
                .toList();
    }
}
