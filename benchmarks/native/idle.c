#include "modes.h"
#include "options.h"
#include "tunnel.h"

#include <stdio.h>
#include <stdlib.h>

static unsigned answered;

static void message(struct end *e) {
    if (e == e->tunnel->ends[1]) {
        end_send(e);
    } else {
        answered++;
    }
}

static void nothing(struct end *e) {
    (void)e;
}

/* Every tunnel has carried a message each way before it is idle: what that leaves behind counts. */
int idle(void) {
    static const struct events events = {.message = message, .writable = nothing};
    struct traffic traffic;
    traffic_init(&traffic, options.size, 1);
    tunnels_prepare(&events);
    struct tunnel **tunnels = calloc(options.tunnels, sizeof *tunnels);
    uint64_t start = now();
    tunnels_open(tunnels, options.tunnels, &traffic);
    double setup = (double)(now() - start) * 1e-9;
    for (unsigned i = 0; i < options.tunnels; i++) {
        end_send(tunnels[i]->ends[0]);
        while (i - answered >= options.concurrency && i >= answered) {
            tunnels_poll(100);
        }
    }
    while (answered < options.tunnels) {
        tunnels_poll(100);
    }
    printf("{\"tunnels\": %u, \"setup_seconds\": %.3f, \"errors\": %lu}\n", options.tunnels, setup, counts.errors);
    hold();
    return counts.errors > 0;
}
