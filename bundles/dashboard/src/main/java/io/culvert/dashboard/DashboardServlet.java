package io.culvert.dashboard;

import io.culvert.api.admin.Role;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/**
 * Gives browsers the dashboard. It is behind the console's login, and knows nothing of the gateway: the page asks the
 * admin API. Any thread of the HTTP server.
 */
@Component(
        service = Servlet.class,
        property = {
            "osgi.http.whiteboard.servlet.pattern=" + DashboardServlet.PATH + "*",
            "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=" + Role.CONTEXT + ")"
        })
public final class DashboardServlet extends HttpServlet {

    /** Where it is. */
    static final String PATH = "/culvert/";

    private static final long serialVersionUID = 1;

    private final transient WebFiles files = new WebFiles("/web/culvert/", WebFiles.INDEX);

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo();
        if (path == null) {
            response.sendRedirect(PATH); // addresses in the page are relative
            return;
        }
        Optional<WebFile> file = files.find(path.substring(1));
        if (file.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        send(response, file.get(), request.getHeader("If-None-Match"));
    }

    private static void send(HttpServletResponse response, WebFile file, @Nullable String known) throws IOException {
        response.setHeader("ETag", file.tag());
        response.setHeader("Cache-Control", file.cacheControl());
        if (file.tag().equals(known)) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(file.type());
        response.setContentLength(file.content().length);
        response.getOutputStream().write(file.content());
    }
}
