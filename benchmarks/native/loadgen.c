#include "modes.h"
#include "options.h"
#include "tunnel.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* 8 MiB in flight altogether, but for each tunnel not less than 64 KiB, not more than 1 MiB, and four messages. */
unsigned usual_window(size_t size, unsigned tunnels) {
    size_t share = (8u << 20) / tunnels;
    share = share > 1 << 20 ? 1 << 20 : share < 64 << 10 ? 64 << 10 : share;
    size_t window = share / (size + 8);
    return window < 4 ? 4 : (unsigned)window;
}

void hold(void) {
    puts("ready");
    fflush(stdout);
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    for (;;) {
        tunnels_poll(50);
        char byte;
        if (poll(&input, 1, 0) > 0 && read(STDIN_FILENO, &byte, 1) <= 0) {
            return;
        }
    }
}

int main(int argc, char **argv) {
    static const struct {
        const char *name;
        int (*run)(void);
    } modes[] = {
        {"throughput", throughput}, {"roundtrip", roundtrip}, {"connect", connect_mode},
        {"idle", idle},             {"stall", stall},
    };
    options_parse(argc, argv);
    for (unsigned i = 0; i < sizeof modes / sizeof *modes; i++) {
        if (strcmp(options.mode, modes[i].name) == 0) {
            return modes[i].run();
        }
    }
    fprintf(stderr, "loadgen: no such mode: %s\nTry: loadgen --help\n", options.mode);
    return 2;
}
