#include "histogram.h"
#include "modes.h"
#include "options.h"
#include "pump.h"
#include "server.h"

#include <stdio.h>
#include <stdlib.h>

static struct traffic measured, bulk;
static struct histogram times;
static bool measuring;

static void start(struct end *e) {
    e->sent_at = now();
    end_send(e);
}

static void message(struct end *e) {
    if (e->tunnel->traffic == &bulk) {
        pump_add(other_end(e));
    } else if (e == e->tunnel->ends[1]) {
        end_send(e);
    } else {
        if (measuring) {
            histogram_add(&times, now() - e->sent_at);
        }
        start(e);
    }
}

static void writable(struct end *e) {
    if (e->tunnel->traffic == &bulk) {
        pump_add(e);
    }
}

static void run_for(double seconds) {
    uint64_t end = now() + (uint64_t)(seconds * 1e9);
    while (now() < end) {
        tunnels_poll(pump_patience(pump_run()));
    }
}

int roundtrip(void) {
    static const struct events events = {.message = message, .writable = writable};
    traffic_init(&measured, options.size, 1);
    traffic_init(&bulk, options.bulk_size, options.window ? options.window : usual_window(options.bulk_size, 8));
    tunnels_prepare(&events);
    pump_limit(options.bulk_rate);
    struct tunnel **tunnels = calloc(options.tunnels + options.bulk, sizeof *tunnels);
    tunnels_open(tunnels, options.tunnels, &measured);
    tunnels_open(tunnels + options.tunnels, options.bulk, &bulk);
    for (unsigned i = 0; i < options.tunnels + options.bulk; i++) {
        if (i < options.tunnels) {
            start(tunnels[i]->ends[0]);
        } else {
            pump_add(tunnels[i]->ends[0]);
        }
    }
    run_for(options.warmup);
    measuring = true;
    struct counts before = counts;
    struct spent begin = spent_now();
    run_for(options.seconds);
    struct spent spent = spent_since(&begin);
    printf("{\"seconds\": %.6f, \"roundtrips\": %lu, \"p50_us\": %.2f, \"p99_us\": %.2f, \"max_us\": %.2f, "
           "\"bytes\": %lu, \"server_cpu\": %.6f, \"own_cpu\": %.6f, \"errors\": %lu}\n",
           spent.wall, times.count, (double)histogram_quantile(&times, 0.5) / 1e3,
           (double)histogram_quantile(&times, 0.99) / 1e3, (double)times.largest / 1e3, counts.bytes - before.bytes,
           spent.server, spent.own, counts.errors);
    return counts.errors > 0 || times.count == 0;
}
