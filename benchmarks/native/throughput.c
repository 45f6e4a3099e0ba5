#include "modes.h"
#include "options.h"
#include "pump.h"
#include "server.h"

#include <stdio.h>
#include <stdlib.h>

/* A message that has come makes room for another from the far end. */
static void message(struct end *e) {
    struct end *sender = other_end(e);
    if (options.both || sender == sender->tunnel->ends[0]) {
        pump_add(sender);
    }
}

static void writable(struct end *e) {
    pump_add(e);
}

static void run_for(double seconds) {
    uint64_t end = now() + (uint64_t)(seconds * 1e9);
    while (now() < end) {
        tunnels_poll(pump_patience(pump_run()));
    }
}

int throughput(void) {
    static const struct events events = {.message = message, .writable = writable};
    struct traffic traffic;
    traffic_init(&traffic, options.size, options.window ? options.window : usual_window(options.size, options.tunnels));
    tunnels_prepare(&events);
    struct tunnel **tunnels = calloc(options.tunnels, sizeof *tunnels);
    tunnels_open(tunnels, options.tunnels, &traffic);
    for (unsigned i = 0; i < options.tunnels; i++) {
        pump_add(tunnels[i]->ends[0]);
        if (options.both) {
            pump_add(tunnels[i]->ends[1]);
        }
    }
    run_for(options.warmup);
    struct counts before = counts;
    struct spent start = spent_now();
    run_for(options.seconds);
    struct spent spent = spent_since(&start);
    printf("{\"seconds\": %.6f, \"messages\": %lu, \"bytes\": %lu, \"server_cpu\": %.6f, \"own_cpu\": %.6f, "
           "\"errors\": %lu}\n",
           spent.wall, counts.messages - before.messages, counts.bytes - before.bytes, spent.server, spent.own,
           counts.errors);
    return counts.errors > 0;
}
