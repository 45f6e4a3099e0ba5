#include "histogram.h"
#include "modes.h"
#include "options.h"
#include "server.h"
#include "tunnel.h"

#include <stdio.h>

static struct traffic none;
static struct histogram times;
static bool measuring;
static uint64_t connections;

/* The next takes the place of one that stands, or that failed, which is counted as an error. */
static void ready(struct tunnel *t) {
    if (measuring) {
        histogram_add(&times, now() - t->started);
        connections += t->ready;
    }
    tunnel_close(t);
    tunnel_open(&none);
}

static void lost(struct tunnel *t) {
    tunnel_close(t);
    tunnel_open(&none);
}

static void nothing(struct end *e) {
    (void)e;
}

static void run_for(double seconds) {
    uint64_t end = now() + (uint64_t)(seconds * 1e9);
    while (now() < end) {
        tunnels_poll(100);
    }
}

int connect_mode(void) {
    static const struct events events = {.ready = ready, .message = nothing, .writable = nothing, .lost = lost};
    traffic_init(&none, options.size, 1);
    tunnels_prepare(&events);
    for (unsigned i = 0; i < options.concurrency; i++) {
        tunnel_open(&none);
    }
    run_for(options.warmup);
    measuring = true;
    struct counts before = counts;
    struct spent begin = spent_now();
    run_for(options.seconds);
    struct spent spent = spent_since(&begin);
    printf("{\"seconds\": %.6f, \"connections\": %lu, \"resumed\": %lu, \"p50_us\": %.1f, \"p99_us\": %.1f, "
           "\"server_cpu\": %.6f, \"own_cpu\": %.6f, \"errors\": %lu}\n",
           spent.wall, connections, counts.resumed - before.resumed, (double)histogram_quantile(&times, 0.5) / 1e3,
           (double)histogram_quantile(&times, 0.99) / 1e3, spent.server, spent.own, counts.errors);
    return counts.errors > 0 || connections == 0;
}
