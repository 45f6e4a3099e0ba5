package io.culvert.metrics;

import io.culvert.api.admin.Role;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code /metrics} on the console's port, as text of Prometheus or OpenMetrics, whichever is asked for. The console lets
 * nobody come here who may not.
 */
@Component(
        service = Servlet.class,
        property = {
            "osgi.http.whiteboard.servlet.pattern=/metrics",
            "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=" + Role.CONTEXT + ")"
        })
public final class MetricsServlet extends HttpServlet {

    private static final long serialVersionUID = 1;
    private static final int USUAL_SIZE = 32 * 1024;

    private final transient Scrape scrape;
    private final transient ExpositionFormats formats = ExpositionFormats.init();

    @Activate
    public MetricsServlet(BundleContext context, @Reference EventMetrics events, @Reference TunnelMetrics tunnels) {
        this(new Scrape(context.getBundle().getVersion().toString(), new ServiceRegistry(context), events, tunnels));
    }

    MetricsServlet(Scrape scrape) {
        this.scrape = scrape;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ExpositionFormatWriter writer = writer(request.getHeader("Accept"));
        boolean zip = acceptsGzip(request.getHeader("Accept-Encoding"));
        ByteArrayOutputStream body = new ByteArrayOutputStream(USUAL_SIZE);
        try (OutputStream out = zip ? new GZIPOutputStream(body) : body) {
            writer.write(out, scrape.now());
        }
        response.setContentType(writer.getContentType());
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Vary", "Accept, Accept-Encoding");
        if (zip) {
            response.setHeader("Content-Encoding", "gzip");
        }
        response.setContentLength(body.size());
        body.writeTo(response.getOutputStream());
    }

    /** Protobuf, which Prometheus may like better, is a part of the library that we do not have. */
    private ExpositionFormatWriter writer(@Nullable String accepted) {
        ExpositionFormatWriter writer = formats.findWriter(accepted);
        return writer.isAvailable() ? writer : formats.getPrometheusTextFormatWriter();
    }

    /** RFC 9110 section 12.5.3, as far as anybody uses it. */
    private static boolean acceptsGzip(@Nullable String encodings) {
        return encodings != null
                && Arrays.stream(encodings
                                .toLowerCase(Locale.ROOT)
                                .replace(" ", "")
                                .split(",", -1))
                        .anyMatch(coding -> coding.equals("gzip")
                                || (coding.startsWith("gzip;q=") && !coding.matches("gzip;q=0(\\.0*)?")));
    }
}
