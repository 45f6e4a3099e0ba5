#include "server.h"

#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double read_clock(clockid_t clock) {
    struct timespec t;
    if (clock_gettime(clock, &t) != 0) {
        perror("loadgen: a process of the server");
        exit(1);
    }
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

struct spent spent_now(void) {
    struct spent result = {read_clock(CLOCK_MONOTONIC), 0, read_clock(CLOCK_PROCESS_CPUTIME_ID)};
    for (unsigned i = 0; i < options.pid_count; i++) {
        /* The CPU clock of another process, threads and all: clock_getcpuclockid(3) without its detour. */
        result.server += read_clock((clockid_t)(~(unsigned)options.pids[i] << 3 | 2));
    }
    return result;
}

struct spent spent_since(const struct spent *start) {
    struct spent end = spent_now();
    return (struct spent){end.wall - start->wall, end.server - start->server, end.own - start->own};
}
