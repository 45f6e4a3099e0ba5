package io.culvert.admin;

import io.culvert.api.admin.Role;
import io.culvert.api.event.Event;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin API: finds the operation, checks the role that the console found, and writes the answer. Who changes
 * something, or was refused to, is told to all listeners of events.
 */
@Component(
        service = Servlet.class,
        property = {
            "osgi.http.whiteboard.servlet.pattern=/api/v1/*",
            "osgi.http.whiteboard.servlet.name=" + AdminServlet.NAME,
            "osgi.http.whiteboard.servlet.asyncSupported:Boolean=true",
            "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=" + Role.CONTEXT + ")"
        })
public final class AdminServlet extends HttpServlet {

    static final String NAME = "io.culvert.admin";
    static final String ROOT = "/api/v1";

    private static final Logger LOG = LoggerFactory.getLogger(AdminServlet.class);
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // nobody serializes a servlet
    private final Routes routes;

    @SuppressWarnings("serial")
    private final Announcer announcer;

    @Activate
    public AdminServlet(
            BundleContext context, @Reference Parts parts, @Reference Announcer announcer, @Reference Sampler sampler) {
        this(Resources.of(parts, sampler, new Framework(context, Folders.ofKaraf())), announcer);
    }

    AdminServlet(Routes routes, Announcer announcer) {
        this.routes = routes;
        this.announcer = announcer;
    }

    List<Route> operations() {
        return routes.all();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        try {
            if (!(request.getAttribute(Role.ATTRIBUTE) instanceof Role role)) {
                throw new Problem(
                        Problem.Kind.NOT_LOGGED_IN, "Log in at /login, or send an API token: Authorization: Bearer.");
            }
            Routes.Match match = routes.find(request.getMethod(), path(request));
            answer(request, response, role, match);
        } catch (Problem e) {
            if (e.kind() == Problem.Kind.METHOD_NOT_ALLOWED) {
                response.setHeader("Allow", routes.allowed(path(request)));
            }
            send(request, response, e.kind().status, "application/problem+json", Json.bytes(e.document()));
        }
    }

    private static String path(HttpServletRequest request) {
        return Objects.requireNonNullElse(request.getPathInfo(), "");
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, Role role, Routes.Match match)
            throws Problem, IOException {
        Route route = match.route();
        if (!role.includes(route.role())) {
            Problem refused = new Problem(
                    Problem.Kind.FORBIDDEN,
                    "This needs the role " + Words.of(route.role()) + ", and yours is " + Words.of(role)
                            + ". Ask an admin, or use another login or token.");
            announce(request, route, String.join(" ", match.variables().values()), refused.getMessage(), false);
            throw refused;
        }
        requireAcceptable(request, route.type());
        @Nullable Call call = null;
        try {
            call = new Call(request, response, role, match);
            Answer answer = route.handler().handle(call);
            announce(request, route, call.target(), call.detail(), true);
            send(request, response, answer);
        } catch (Problem e) {
            announce(request, route, call == null ? "" : call.target(), e.getMessage(), false);
            if (e.getCause() != null) {
                LOG.warn("{} {}: {}", route.method(), route.path(), e.getMessage(), e.getCause());
            }
            throw e;
        } catch (RuntimeException e) { // of a part of the gateway, which may be stopping
            LOG.warn("{} {} failed", route.method(), route.path(), e);
            announce(request, route, call == null ? "" : call.target(), "failed", false);
            throw new Problem(
                    Problem.Kind.FAILED, "The gateway could not do this; its log says why. Try again, or report it.");
        }
    }

    private void announce(
            HttpServletRequest request, Route route, String target, @Nullable String detail, boolean success) {
        if (route.changes()) {
            announcer.announce(new Event.OperatorActed(
                    Instant.now(),
                    Call.operator(request),
                    Call.door(request),
                    route.action(),
                    target,
                    success,
                    Objects.requireNonNullElse(detail, "")));
        }
    }

    /** RFC 9110 section 12.5.1, without its weights: what is not excluded is taken. */
    private static void requireAcceptable(HttpServletRequest request, String type) throws Problem {
        String accept = request.getHeader("Accept");
        if (accept == null || accept.isBlank()) {
            return;
        }
        String group = type.substring(0, type.indexOf('/')) + "/*";
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String name = range.split(";", 2)[0].strip();
            if (name.equals("*/*") || name.equals(group) || name.equals(type) || type.equals("*/*")) {
                return;
            }
        }
        throw new Problem(Problem.Kind.NOT_ACCEPTABLE, "This address answers with " + type + " only.");
    }

    private static void send(HttpServletRequest request, HttpServletResponse response, Answer answer)
            throws IOException {
        if (answer instanceof Answer.Done) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } else if (answer instanceof Answer.Document document) {
            send(request, response, HttpServletResponse.SC_OK, Route.JSON, Json.bytes(document.content()));
        } else if (answer instanceof Answer.Created created) {
            response.setHeader("Location", ROOT + created.location());
            send(request, response, HttpServletResponse.SC_CREATED, Route.JSON, Json.bytes(created.content()));
        } else if (answer instanceof Answer.Content content) {
            if (content.download() != null) {
                response.setHeader("Content-Disposition", "attachment; filename=\"" + content.download() + "\"");
            }
            send(request, response, HttpServletResponse.SC_OK, content.type(), content.bytes());
        }
    }

    private static void send(
            HttpServletRequest request, HttpServletResponse response, int status, String type, byte[] content)
            throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(content.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(content);
        }
    }
}
