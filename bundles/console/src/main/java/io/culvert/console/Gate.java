package io.culvert.console;

import io.culvert.api.admin.Role;
import io.culvert.api.config.BadConfigurationException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.context.ServletContextHelper;
import org.osgi.service.servlet.whiteboard.Preprocessor;

/**
 * What every request to the console's port has to get through first, whatever servlet context it is for: ours, the Felix
 * console's, or one of a stranger's bundle. For any thread.
 */
@Component(
        service = {Preprocessor.class, Gate.class},
        configurationPid = "io.culvert.console")
public final class Gate implements Preprocessor {

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");
    private static final Set<String> SAFE = Set.of("GET", "HEAD");
    private static final String FELIX = "/system/console";

    private final Callers callers;
    private final List<String> hosts;
    private final Set<String> publicPaths;
    private volatile Set<String> certificateNames = Set.of();

    @Activate
    public Gate(@Reference Callers callers, ConsoleConfig config) throws BadConfigurationException {
        this.callers = callers;
        hosts = new ArrayList<>(HostNames.ofThisMachine(config.host()));
        hosts.addAll(HostNames.checked("certificate.names", config.certificate_names()));
        hosts.addAll(HostNames.checked("hosts", config.hosts()));
        publicPaths = Set.copyOf(HostNames.list(config.public_paths()));
        for (String path : publicPaths) {
            if (!RequestPath.clear(path) || path.equals("/")) {
                throw BadConfigurationException.of(
                        "public.paths", path, "must be a path such as /metrics, without .. or ; or anything encoded");
            }
        }
    }

    /** The names of the certificate that is shown now. */
    void calledBy(Set<String> names) {
        certificateNames = names;
    }

    @Override
    public void init(FilterConfig config) {
        // nothing to prepare
    }

    @Override
    public void destroy() {
        // nothing to clean up
    }

    @Override
    public void doFilter(ServletRequest anyRequest, ServletResponse anyResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) anyRequest;
        HttpServletResponse response = (HttpServletResponse) anyResponse;
        String path = request.getRequestURI();
        SecurityHeaders.onAll(response::setHeader);
        if (!RequestPath.clear(path)) {
            Problem.send(response, 400, "Bad Request", "The path is written ambiguously.");
            return;
        }
        if (!METHODS.contains(request.getMethod())) {
            Problem.send(response, 405, "Method Not Allowed", "This method is for nothing here.");
            return;
        }
        String host = request.getHeader("Host");
        if (host == null || !(HostNames.accepts(host, hosts) || HostNames.accepts(host, certificateNames))) {
            Problem.send(
                    response,
                    421,
                    "Misdirected Request",
                    "The console is not called so; names besides those of its certificate are in io.culvert.console.cfg,"
                            + " key hosts.");
            return;
        }
        if (!HostNames.shared(host)) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000");
        }
        boolean safe = SAFE.contains(request.getMethod());
        if (!safe && !Callers.authorization(request) && !Origin.own(request, host)) {
            Problem.send(
                    response,
                    403,
                    "Forbidden",
                    "A request that changes something must come from the console's own pages (header Origin), or bear"
                            + " an API token.");
            return;
        }
        Caller caller = callers.find(request);
        if (caller != null) {
            introduce(caller, request);
        } else if (!(safe && publicPaths.contains(path)) && !LoginServlet.PATHS.contains(path)) {
            refuse(request, response, path);
            return;
        }
        if (path.equals(FELIX) || path.startsWith(FELIX + "/")) {
            response.setHeader(SecurityHeaders.POLICY, SecurityHeaders.FELIX);
            response.setHeader("X-Frame-Options", "SAMEORIGIN");
        }
        request.setAttribute(CulvertContext.PASSED, this);
        chain.doFilter(request, response);
    }

    private static void introduce(Caller caller, HttpServletRequest request) {
        request.setAttribute(Role.ATTRIBUTE, caller.role());
        request.setAttribute(Role.DOOR, caller.door());
        request.setAttribute(Role.STILL, caller.still());
        request.setAttribute(ServletContextHelper.REMOTE_USER, caller.user());
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response, String path)
            throws IOException {
        if (request.getMethod().equals("GET") && Problem.forPeople(request) && !Callers.authorization(request)) {
            response.setStatus(HttpServletResponse.SC_FOUND);
            response.setHeader(
                    "Location", RequestPath.login(path, Objects.requireNonNullElse(request.getQueryString(), "")));
            return;
        }
        response.setHeader("WWW-Authenticate", "Bearer realm=\"culvert\"");
        Problem.send(
                response,
                HttpServletResponse.SC_UNAUTHORIZED,
                "Unauthorized",
                "Log in at /login, or send an API token that is good (header Authorization: Bearer).");
    }
}
