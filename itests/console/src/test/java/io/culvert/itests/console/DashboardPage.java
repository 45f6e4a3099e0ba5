package io.culvert.itests.console;

/** The pages of the dashboard. */
enum DashboardPage {
    OVERVIEW("", "Overview"),
    TUNNELS("tunnels", "Tunnels and devices"),
    AUTHENTICATORS("authenticators", "Authenticators"),
    CERTIFICATES("certificates", "Certificates"),
    CLUSTER("cluster", "Cluster"),
    PLUGINS("plugins", "Plugins"),
    TEST("test", "Connection test");

    private final String path;
    private final String heading;

    DashboardPage(String path, String heading) {
        this.path = path;
        this.heading = heading;
    }

    /** Below {@code /culvert/}. */
    String path() {
        return path;
    }

    /** Of the first level. */
    String heading() {
        return heading;
    }
}
