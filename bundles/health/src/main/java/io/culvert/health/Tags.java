package io.culvert.health;

import org.apache.felix.hc.api.HealthCheck;

/** What marks the checks that count here. Those of other bundles count, too, when they have these. */
final class Tags {

    /** Tag of each part of the gateway. */
    static final String CULVERT = "culvert";
    /** Tag of each part without which no peer must be sent here: unless all of these are OK, the gateway is not ready. */
    static final String READY = "ready";

    /** Service property: the name of a check. */
    static final String NAME = HealthCheck.NAME + "=";
    /** Service property: {@link #CULVERT}. */
    static final String PART = HealthCheck.TAGS + "=" + CULVERT;
    /** Service property: {@link #READY}. */
    static final String NEEDED = HealthCheck.TAGS + "=" + READY;

    private Tags() {}
}
