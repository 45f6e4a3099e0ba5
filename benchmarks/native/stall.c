#include "modes.h"
#include "options.h"
#include "pump.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

static uint64_t progress; /* when something was last sent */

static void message(struct end *e) {
    (void)e;
}

static void writable(struct end *e) {
    progress = now();
    pump_add(e);
}

/* The far ends have stopped reading; the near ones send until nobody takes anything any more. */
int stall(void) {
    static const struct events events = {.message = message, .writable = writable};
    struct traffic traffic;
    traffic_init(&traffic, options.size, 1u << 30);
    tunnels_prepare(&events);
    struct tunnel **tunnels = calloc(options.tunnels, sizeof *tunnels);
    tunnels_open(tunnels, options.tunnels, &traffic);
    for (unsigned i = 0; i < options.tunnels; i++) {
        end_deafen(tunnels[i]->ends[1]);
        pump_add(tunnels[i]->ends[0]);
    }
    progress = now();
    uint64_t limit = now() + 60000000000u;
    while (now() - progress < 2000000000u && now() < limit) {
        bool more = pump_run();
        if (more) {
            progress = now();
        }
        tunnels_poll(more ? 0 : 100);
    }
    uint64_t taken = 0;
    for (unsigned i = 0; i < options.tunnels; i++) {
        struct end *e = tunnels[i]->ends[0];
        taken += e->outbox.sent * traffic.size - wire_pending(&e->wire);
    }
    printf("{\"tunnels\": %u, \"bytes_taken\": %lu, \"stopped\": %s, \"errors\": %lu}\n", options.tunnels, taken,
           now() < limit ? "true" : "false", counts.errors);
    hold();
    return counts.errors > 0;
}
