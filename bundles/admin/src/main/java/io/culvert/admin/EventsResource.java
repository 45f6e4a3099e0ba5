package io.culvert.admin;

import io.culvert.api.admin.Role;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The stream of server-sent events. */
record EventsResource(Streams streams) implements Routes.Resource {

    private static final String TYPE = "text/event-stream";

    @Override
    public Stream<Route> routes() {
        return Stream.of(Routes.get("/events", this::subscribe).taking("topics").giving(TYPE));
    }

    private Answer subscribe(Call call) throws Problem, IOException {
        String list = call.query("topics");
        if (list == null) {
            throw Problem.badRequest("Say what you want to hear of: ?topics=overview,tunnels for example.");
        }
        Set<Topic> topics = Topic.parse(list);
        if (call.request().getMethod().equals("HEAD")) {
            return new Answer.Content(TYPE, new byte[0], null);
        }
        streams.requireRoom();
        HttpServletResponse response = call.response();
        AsyncContext context = call.request().startAsync();
        context.setTimeout(0);
        Subscriber subscriber = new Subscriber(context, topics, allowed(call));
        response.setContentType(TYPE);
        response.setCharacterEncoding("UTF-8");
        response.setHeader("X-Accel-Buffering", "no"); // of nginx, which would wait for more
        subscriber.begin();
        streams.add(subscriber);
        return new Answer.Later();
    }

    /** The console says so. */
    private static BooleanSupplier allowed(Call call) {
        return call.request().getAttribute(Role.STILL) instanceof BooleanSupplier still ? still : () -> true;
    }
}
