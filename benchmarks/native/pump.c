#include "pump.h"

enum { TURN = 128 * 1024 /* bytes */ };

static struct end *first, **last = &first;
static double rate, budget;
static uint64_t counted_at;

void pump_limit(double bytes_per_second) {
    rate = bytes_per_second;
    counted_at = now();
}

void pump_add(struct end *e) {
    if (!e->queued) {
        e->queued = true;
        e->next = NULL;
        *last = e;
        last = &e->next;
    }
}

static struct end *take(void) {
    struct end *e = first;
    first = e->next;
    if (first == NULL) {
        last = &first;
    }
    e->queued = false;
    return e;
}

static bool may_send(const struct end *e) {
    return e->outbox.written > 0 || e->outbox.sent - other_end(e)->inbox.received < e->tunnel->traffic->window;
}

/* True: there is more to send, and the socket takes it. */
static bool turn(struct end *e) {
    size_t written = 0, n;
    bool room = true;
    while (written < TURN && may_send(e) && (room = (n = end_write(e)) > 0)) {
        written += n;
    }
    budget -= (double)written;
    return end_flush(e) && room && may_send(e);
}

bool pump_run(void) {
    if (rate > 0) {
        uint64_t time = now();
        double earned = rate * (double)(time - counted_at) * 1e-9;
        counted_at = time;
        /* What a hold-up has left unsent is not made up for by a burst. */
        budget = budget + earned > rate * 0.01 ? rate * 0.01 : budget + earned;
    }
    struct end *stop = NULL;
    while (first != NULL && first != stop && (rate == 0 || budget > 0)) {
        struct end *e = take();
        if (turn(e)) {
            pump_add(e);
            if (stop == NULL) {
                stop = e;
            }
        }
    }
    return first != NULL && (rate == 0 || budget > 0);
}

int pump_patience(bool more) {
    return more ? 0 : rate > 0 ? 1 : 100;
}
