/*
 * The yardstick: what a relay costs that does nothing but its work. One thread, epoll, OpenSSL.
 *
 * A client asks for the WebSocket path /tunnel/N; the first two that ask for one N are joined. From then on frames are
 * taken out of one side's records, unmasked, and put into as few records as possible for the other side. No tokens, no
 * timers, no pings, no closing handshake: a real gateway does more.
 */
#include "frame.h"
#include "upgrade.h"
#include "wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

enum {
    TUNNELS = 1 << 20,
    HEAD_LIMIT = 8192,
    EVENTS = 256,
    HIGH_WATER = 256 * 1024 /* with more than this unsent, its source is not read */
};

enum phase { SECURING, UPGRADING, WAITING, RELAYING, CLOSED };

struct peer {
    struct wire wire;
    struct peer *partner;
    enum phase phase;
    uint32_t events; /* what epoll watches */
    bool paused;     /* not read, because the partner does not keep up */
    long number;
    char *head; /* of the HTTP request, while it comes */
    size_t head_length;
    struct frame_reader reader;
    struct peer *next_closed;
};

static int poller;
static SSL_CTX *context;
static struct peer *waiting[TUNNELS];
static struct peer *closed; /* freed after the events that may still name them */

static struct {
    uint8_t data[RECORD];
    size_t used;
} record;

static void watch(struct peer *p, bool writable) {
    uint32_t events = (p->paused ? 0 : EPOLLIN) | (writable ? EPOLLOUT : 0);
    if (events != p->events) {
        p->events = events;
        struct epoll_event event = {.events = events, .data.ptr = p};
        epoll_ctl(poller, EPOLL_CTL_MOD, p->wire.fd, &event);
    }
}

static void drop(struct peer *p) {
    if (p->phase == CLOSED) {
        return;
    }
    if (p->phase == WAITING) {
        waiting[p->number] = NULL;
    }
    p->phase = CLOSED;
    wire_close(&p->wire);
    free(p->head);
    p->head = NULL;
    p->next_closed = closed;
    closed = p;
    struct peer *partner = p->partner;
    p->partner = NULL;
    if (partner != NULL) {
        partner->partner = NULL;
        wire_goodbye(&partner->wire);
        drop(partner);
    }
}

/* Sends what waits for p; stops or starts the reading of its partner. */
static void flush(struct peer *p) {
    enum flushed result = wire_flush(&p->wire);
    if (result == BROKEN) {
        drop(p);
        return;
    }
    watch(p, result == BLOCKED);
    struct peer *source = p->partner;
    if (source != NULL) {
        if (result == FLUSHED) {
            source->paused = false;
        } else if (wire_pending(&p->wire) > HIGH_WATER) {
            source->paused = true;
        }
        watch(source, source->events & EPOLLOUT);
    }
}

static void end_record(struct peer *target) {
    if (record.used > 0) {
        wire_write(&target->wire, record.data, record.used);
        record.used = 0;
    }
}

/* Bytes of client frames become bytes of server frames: the same headers and payloads without the masks. */
static void relay(struct peer *source, const uint8_t *data, size_t n) {
    struct frame_reader *r = &source->reader;
    struct peer *target = source->partner;
    while (n > 0) {
        if (!r->in_payload) {
            size_t taken = frame_read_head(r, data, n);
            data += taken;
            n -= taken;
            if (!r->in_payload) {
                return;
            }
            if (record.used + FRAME_HEAD > RECORD) {
                end_record(target);
            }
            record.used += frame_write_head(record.data + record.used, r->first, r->length, NULL);
        }
        size_t count = r->left < n ? r->left : n;
        if (count > RECORD - record.used) {
            count = RECORD - record.used;
        }
        if (r->masked) {
            frame_mask(record.data + record.used, data, count, r->key, r->length - r->left);
        } else {
            memcpy(record.data + record.used, data, count);
        }
        record.used += count;
        data += count;
        n -= count;
        r->left -= count;
        if (r->left == 0) {
            r->in_payload = false;
        }
        if (record.used == RECORD) {
            end_record(target);
        }
    }
}

static void upgrade(struct peer *p, const uint8_t *data, size_t n) {
    p->head = realloc(p->head, p->head_length + n + 1);
    if (p->head == NULL || p->head_length + n > HEAD_LIMIT) {
        drop(p);
        return;
    }
    memcpy(p->head + p->head_length, data, n);
    p->head_length += n;
    p->head[p->head_length] = '\0';
    char *end = strstr(p->head, "\r\n\r\n");
    if (end == NULL) {
        return;
    }
    char answer[UPGRADE_TEXT];
    size_t length = upgrade_answer(answer, p->head);
    p->number = upgrade_number(p->head);
    if (length == 0 || p->number < 0 || p->number >= TUNNELS || end[4] != '\0') {
        drop(p); /* a client that sends before it is answered is not for a yardstick */
        return;
    }
    free(p->head);
    p->head = NULL;
    wire_write(&p->wire, answer, length);
    struct peer *partner = waiting[p->number];
    if (partner == NULL) {
        waiting[p->number] = p;
        p->phase = WAITING;
    } else {
        waiting[p->number] = NULL;
        p->partner = partner;
        partner->partner = p;
        p->phase = partner->phase = RELAYING;
    }
    flush(p);
}

static void readable(struct peer *p) {
    int filled = wire_fill(&p->wire);
    if (filled < 0) {
        drop(p);
        return;
    }
    if (filled == 0) {
        return;
    }
    if (p->phase == SECURING) {
        int done = wire_handshake(&p->wire);
        flush(p);
        if (p->phase == CLOSED) {
            return;
        }
        if (done < 0) {
            drop(p);
            return;
        }
        if (done == 0) {
            return;
        }
        p->phase = UPGRADING;
    }
    uint8_t *data;
    int n;
    while (p->phase != CLOSED && (n = wire_take(&p->wire, &data)) != 0) {
        if (n > 0 && p->phase == RELAYING) {
            relay(p, data, (size_t)n);
        } else if (n > 0 && p->phase == UPGRADING) {
            upgrade(p, data, (size_t)n);
        } else {
            if (p->partner != NULL) {
                end_record(p->partner);
            }
            drop(p);
        }
    }
    if (p->partner != NULL) {
        end_record(p->partner);
        flush(p->partner);
    }
    record.used = 0;
}

static void accept_all(int listener) {
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            return;
        }
        int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct peer *p = calloc(1, sizeof *p);
        if (p == NULL) {
            abort();
        }
        wire_init(&p->wire, fd, context, true);
        p->phase = context == NULL ? UPGRADING : SECURING;
        p->events = EPOLLIN;
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = p};
        epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
    }
}

static int listen_on(int port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 4096) != 0) {
        perror("relay");
        exit(2);
    }
    return fd;
}

int main(int argc, char **argv) {
    if (argc != 2 && argc != 4) {
        fputs("Usage: relay PORT [CERTIFICATE KEY]\nWithout a certificate there is no TLS.\n", stderr);
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    if (argc == 4) {
        context = tls_context(true, NULL, NULL, argv[2], argv[3]);
    }
    poller = epoll_create1(EPOLL_CLOEXEC);
    int listener = listen_on(atoi(argv[1]));
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        struct epoll_event events[EVENTS];
        int n = epoll_wait(poller, events, EVENTS, -1);
        for (int i = 0; i < n; i++) {
            struct peer *p = events[i].data.ptr;
            if (p == NULL) {
                accept_all(listener);
                continue;
            }
            if (p->phase != CLOSED && events[i].events & EPOLLOUT) {
                flush(p);
            }
            if (p->phase != CLOSED && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
                readable(p);
            }
        }
        while (closed != NULL) {
            struct peer *p = closed;
            closed = p->next_closed;
            free(p);
        }
    }
}
