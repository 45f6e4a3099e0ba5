package io.culvert.admin;

import io.culvert.api.admin.Role;
import io.culvert.api.ca.FakeAuthority;
import io.culvert.api.event.Event;
import io.culvert.api.event.Event.Door;
import io.culvert.api.transport.ConnectionInfo;
import io.culvert.api.transport.ListenerInfo;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.metatype.MetaTypeService;

/**
 * The API on a real server and a real framework, with fakes of the gateway's parts. A filter does what the console does:
 * it says who asks. Each answer is checked against the document.
 */
final class AdminServer implements AutoCloseable {

    static final String PROBLEM = "application/problem+json";

    final Parts parts = new Parts();
    final FakeGateway gateway = new FakeGateway();
    final FakeAuthority authority = new FakeAuthority();
    final List<Event> told = new CopyOnWriteArrayList<>();
    final FrameworkFixture osgi;
    final Sampler sampler;
    final AdminServlet servlet;
    final HttpClient client = HttpClient.newHttpClient();
    final OpenApi document = OpenApi.read();
    /** Whether the session stands. */
    volatile boolean still = true;

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    AdminServer(Path state) throws Exception {
        osgi = new FrameworkFixture(state);
        parts.configurations = osgi.service(ConfigurationAdmin.class);
        parts.descriptions = osgi.service(MetaTypeService.class);
        parts.transport = gateway;
        parts.broker = gateway;
        parts.authentication = gateway;
        parts.authority = authority;
        parts.health = gateway;
        parts.tokens = gateway;
        parts.audit = gateway;
        parts.diagnosis = gateway;
        gateway.listeners.add(new ListenerInfo(
                "main", ConnectionInfo.Kind.WEBSOCKET, false, "", new InetSocketAddress("127.0.0.1", 8443), 3));
        gateway.authenticators.add(
                FakeGateway.authenticator("first", io.culvert.api.broker.AuthenticatorInfo.Circuit.CLOSED));
        Framework framework = new Framework(osgi.context(), osgi.folders);
        sampler = new Sampler(parts, framework);
        sampler.start();
        Announcer announcer = new Announcer();
        announcer.listeners = List.of(told::add, sampler::happened);
        servlet = new AdminServlet(Resources.of(parts, sampler, framework), announcer);
        serve();
    }

    private void serve() throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/api/v1/*");
        FilterHolder console = new FilterHolder(asTheConsole());
        console.setAsyncSupported(true);
        context.addFilter(console, "/*", EnumSet.of(DispatcherType.REQUEST));
        server.setHandler(context);
        server.start();
    }

    private Filter asTheConsole() {
        return (request, response, chain) -> {
            HttpServletRequest http = (HttpServletRequest) request;
            String token = http.getHeader("Authorization");
            String role = "Bearer admin".equals(token) ? "ADMIN" : http.getHeader("X-Test-Role");
            if (role != null) {
                request.setAttribute(Role.ATTRIBUTE, Role.valueOf(role));
                request.setAttribute(Role.DOOR, Door.CONSOLE);
                request.setAttribute(Role.STILL, (java.util.function.BooleanSupplier) () -> still);
            }
            chain.doFilter(
                    new HttpServletRequestWrapper(http) {
                        @Override
                        public String getRemoteUser() {
                            return "ann";
                        }
                    },
                    response);
        };
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/api/v1" + path);
    }

    HttpRequest.Builder request(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .header("X-Test-Role", "ADMIN")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return body.isEmpty() ? request : request.header("Content-Type", "application/json");
    }

    Reply get(String path) throws IOException, InterruptedException {
        return send(request("GET", path, ""));
    }

    Reply send(String method, String path, String body) throws IOException, InterruptedException {
        return send(request(method, path, body));
    }

    /** Sends, and checks the answer against the document. */
    Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpRequest built = request.build();
        HttpResponse<String> response = client.send(built, BodyHandlers.ofString());
        Reply reply = new Reply(response);
        document.check(built.method(), built.uri().getPath().substring("/api/v1".length()), reply);
        return reply;
    }

    /** What operators did, as others were told. */
    List<Event.OperatorActed> acts() {
        return told.stream()
                .filter(Event.OperatorActed.class::isInstance)
                .map(Event.OperatorActed.class::cast)
                .toList();
    }

    @Override
    public void close() {
        sampler.stop();
        LifeCycle.stop(server);
        osgi.close();
    }
}
