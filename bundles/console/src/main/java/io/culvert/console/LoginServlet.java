package io.culvert.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.culvert.api.admin.Role;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs in and out, browsers by a page and programs by JSON. */
@Component(
        service = Servlet.class,
        property = {
            CulvertContext.SELECT,
            HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN + "=" + LoginServlet.LOGIN,
            HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN + "=" + LoginServlet.STYLE,
            HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN + "=" + LoginServlet.LOGOUT,
            HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_ASYNC_SUPPORTED + ":Boolean=true"
        })
public final class LoginServlet extends HttpServlet {

    static final String LOGIN = "/login";
    static final String STYLE = "/login/style.css";
    static final String LOGOUT = "/logout";
    /** What can be asked for by those who are not logged in. */
    static final Set<String> PATHS = Set.of(LOGIN, STYLE, LOGOUT);

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(LoginServlet.class);
    private static final JsonFactory JSON = new JsonFactory();
    private static final String ENDED =
            "You are no longer logged in: too long ago, or the gateway was restarted. Log in again.";
    private static final String WRONG = "User or password is wrong.";
    private static final String NO_ROLE =
            "This user has no role for the console. An administrator can give one: viewer," + " operator or admin.";
    /** A refusal takes this long, whatever there was to be checked: nobody learns which users there are. */
    private static final long REFUSAL_MILLIS = 500;

    private final transient Callers callers;
    private final transient Logins logins;
    private final transient LoginPage page = new LoginPage();

    @Activate
    public LoginServlet(@Reference Callers callers, @Reference Logins logins) {
        this.callers = callers;
        this.logins = logins;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String to = RequestPath.local(Objects.requireNonNullElse(request.getParameter("to"), ""));
        if (request.getRequestURI().equals(STYLE)) {
            page.sendStyle(response);
        } else if (request.getRequestURI().equals(LOGOUT)) {
            response.setHeader("Allow", "POST");
            Problem.send(response, 405, "Method Not Allowed", "Log out by POST.");
        } else if (request.getAttribute(Role.ATTRIBUTE) != null) {
            redirect(response, to);
        } else {
            String message = request.getParameter("ended") == null ? "" : ENDED;
            page.send(response, HttpServletResponse.SC_OK, message, "", to);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getRequestURI().equals(LOGOUT)) {
            callers.end(request, response);
            if (Problem.forPeople(request)) {
                redirect(response, LOGIN);
            } else {
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            }
        } else if (request.getRequestURI().equals(LOGIN)) {
            logIn(request, response);
        } else {
            Problem.send(response, 405, "Method Not Allowed", "This can only be read.");
        }
    }

    private void logIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long begin = System.nanoTime();
        Credentials given;
        try {
            given = Credentials.read(request);
        } catch (Credentials.UnreadableException e) {
            Problem.send(response, e.status(), "Bad Request", String.valueOf(e.getMessage()));
            return;
        }
        Attempt attempt = logins.attempt(given.user(), given.password(), request.getRemoteAddr());
        if (attempt instanceof Attempt.Accepted accepted) {
            callers.begin(accepted.login(), request, response);
            if (Credentials.json(request)) {
                sendLogin(response, accepted.login());
            } else {
                redirect(response, RequestPath.local(given.to()));
            }
        } else if (attempt instanceof Attempt.Locked locked) {
            long seconds = Logins.seconds(locked.delay());
            response.setHeader("Retry-After", Long.toString(seconds));
            refuse(request, response, 429, "Too many failed logins. Try again in " + seconds + " seconds.", given);
        } else {
            boolean wrong = attempt instanceof Attempt.Wrong;
            long rest = REFUSAL_MILLIS - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            later(request, rest, () -> refuse(request, response, wrong ? 401 : 403, wrong ? WRONG : NO_ROLE, given));
        }
    }

    private interface Answer {
        void send() throws IOException;
    }

    /** Answers after a while, without a thread that waits. */
    private static void later(HttpServletRequest request, long millis, Answer answer) {
        AsyncContext async = request.startAsync();
        CompletableFuture.delayedExecutor(Math.max(0, millis), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    try {
                        answer.send();
                    } catch (IOException e) {
                        LOG.debug("Somebody did not wait to be refused: {}", e.getMessage());
                    } finally {
                        async.complete();
                    }
                });
    }

    private void refuse(
            HttpServletRequest request, HttpServletResponse response, int status, String message, Credentials given)
            throws IOException {
        if (Credentials.json(request)) {
            Problem.send(response, status, "Not logged in", message);
        } else {
            page.send(response, status, message, given.user(), RequestPath.local(given.to()));
        }
    }

    private static void sendLogin(HttpServletResponse response, Login login) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(body)) {
            json.writeStartObject();
            json.writeStringField("user", login.user());
            json.writeStringField("role", login.role().name().toLowerCase(Locale.ROOT));
            json.writeEndObject();
        }
        response.setContentType("application/json");
        response.getOutputStream().write(body.toByteArray());
    }

    private static void redirect(HttpServletResponse response, String to) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", to);
    }
}
