package io.culvert.itests.console;

import java.util.Locale;

/** The pages of the dashboard. */
enum DashboardPage {
    OVERVIEW,
    TUNNELS,
    AUTHENTICATORS,
    CERTIFICATES,
    CLUSTER,
    PLUGINS,
    CONFIGURATIONS,
    CONNECTION_TEST,
    HEALTH,
    TOKENS;

    /** As in its address. */
    String path() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
