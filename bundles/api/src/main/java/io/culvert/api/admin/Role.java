package io.culvert.api.admin;

/** What an operator may do. Each may do what those before it may. */
public enum Role {
    /** Look, at everything but secrets. */
    VIEWER,
    /** Close tunnels and sessions, issue and revoke certificates, drain a node. */
    OPERATOR,
    /** Everything: configuration, plugins, the authority itself, tokens. */
    ADMIN;

    /**
     * Attribute of a request to a servlet in the console's context: the {@link Role} of who asks. The console sets it for
     * every request that it lets through.
     */
    public static final String ATTRIBUTE = "io.culvert.role";

    /** Attribute of such a request: the {@link io.culvert.api.event.Event.Door} by which it came. */
    public static final String DOOR = "io.culvert.door";

    /**
     * Attribute of such a request: a {@link java.util.function.BooleanSupplier} that says whether who asks still may.
     * False once he has logged out or his token is revoked; for answers that go on, such as server-sent events.
     */
    public static final String STILL = "io.culvert.still";

    /**
     * Name of the console's servlet context, for {@code osgi.http.whiteboard.context.select}. A servlet that is registered
     * with it can be reached by nobody who has not logged in, and by no page of another site.
     */
    public static final String CONTEXT = "culvert";

    /** Whether who has this role may do what needs another. */
    public boolean includes(Role needed) {
        return compareTo(needed) >= 0;
    }
}
