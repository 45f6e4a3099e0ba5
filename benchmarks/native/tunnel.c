#include "tunnel.h"

#include "end.h"
#include "options.h"

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
#include <time.h>
#include <unistd.h>

enum {
    EVENTS = 256,
    TUNNELS = 1 << 16, /* that stand at a time */
    SESSIONS = 64,     /* kept to be resumed */
    SHOWN_ERRORS = 5
};

struct counts counts;

const struct events *handlers;
static int poller, listener = -1;
static SSL_CTX *dialling, *accepting;
static struct tunnel *standing[TUNNELS]; /* by serial, modulo */
static unsigned serials;
static struct end *closed; /* freed after the events that may still name them */

static SSL_SESSION *sessions[SESSIONS];
static unsigned sessions_kept, session_next;

uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

struct end *other_end(const struct end *e) {
    return e->tunnel->ends[e->tunnel->ends[0] == e];
}

void end_error(const struct end *e, const char *what, const char *detail) {
    if (counts.errors++ < SHOWN_ERRORS) {
        fprintf(stderr, "loadgen: tunnel %d, end %d: %s%s%.200s\n", e->tunnel == NULL ? -1 : (int)e->tunnel->serial,
                e->tunnel != NULL && e->tunnel->ends[1] == e, what, *detail == '\0' ? "" : ": ", detail);
    }
}

/* ---- losing ------------------------------------------------------------------------------------------------------ */

void end_watch(struct end *e, bool writable) {
    uint32_t wanted = (e->deaf ? 0 : EPOLLIN) | (writable ? EPOLLOUT : 0);
    if (wanted != e->events) {
        e->events = wanted;
        struct epoll_event event = {.events = wanted, .data.ptr = e};
        epoll_ctl(poller, EPOLL_CTL_MOD, e->wire.fd, &event);
    }
}

static void end_close(struct end *e) {
    if (e->phase == CLOSED) {
        return;
    }
    e->phase = CLOSED;
    wire_goodbye(&e->wire);
    wire_close(&e->wire);
    free(e->text);
    e->text = NULL;
    if (!e->queued) {
        e->next = closed;
        closed = e;
    } /* else whoever has it in a queue ends with the process */
}

struct tunnel *tunnel_find(unsigned serial) {
    struct tunnel *t = standing[serial % TUNNELS];
    return t != NULL && t->serial == serial ? t : NULL;
}

void tunnel_close(struct tunnel *t) {
    if (standing[t->serial % TUNNELS] == t) {
        standing[t->serial % TUNNELS] = NULL;
    }
    for (int i = 0; i < 2; i++) {
        if (t->ends[i] != NULL) {
            end_close(t->ends[i]);
            t->ends[i]->tunnel = NULL;
        }
    }
    free(t);
}

void end_lost(struct end *e, const char *what, const char *detail) {
    if (e->phase == CLOSED) {
        return;
    }
    end_error(e, what, detail);
    if (e->tunnel == NULL) {
        end_close(e);
    } else if (handlers->lost == NULL) {
        exit(1);
    } else {
        struct tunnel *t = e->tunnel;
        end_close(e);
        handlers->lost(t);
    }
}

/* ---- connecting -------------------------------------------------------------------------------------------------- */

static struct end *end_new(int fd, struct tunnel *t, bool accepted) {
    struct end *e = calloc(1, sizeof *e);
    if (e == NULL || fd < 0) {
        fprintf(stderr, "loadgen: %s\n", strerror(errno));
        exit(2);
    }
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    e->tunnel = t;
    e->accepted = accepted;
    wire_init(&e->wire, fd, options.tls ? (accepted ? accepting : dialling) : NULL, accepted);
    e->events = accepted ? EPOLLIN : EPOLLIN | EPOLLOUT;
    struct epoll_event event = {.events = e->events, .data.ptr = e};
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
    return e;
}

static struct sockaddr_in address_of(const struct address *a) {
    struct sockaddr_in result = {.sin_family = AF_INET, .sin_port = htons((uint16_t)a->port)};
    if (inet_pton(AF_INET, a->host, &result.sin_addr) != 1) {
        fprintf(stderr, "loadgen: not an IPv4 address: %s\n", a->host);
        exit(2);
    }
    return result;
}

static struct end *dial(struct tunnel *t) {
    static unsigned dialled;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
    if (options.sources > 1) {
        struct sockaddr_in source = {.sin_family = AF_INET,
                                     .sin_addr.s_addr = htonl(0x7f000002 + dialled++ % options.sources)};
        setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
        bind(fd, (struct sockaddr *)&source, sizeof source);
    }
    struct sockaddr_in target = address_of(&options.connect);
    if (connect(fd, (struct sockaddr *)&target, sizeof target) != 0 && errno != EINPROGRESS) {
        fprintf(stderr, "loadgen: connect: %s\n", strerror(errno));
        exit(2);
    }
    struct end *e = end_new(fd, t, false);
    e->phase = CONNECTING;
    if (e->wire.ssl != NULL && options.resume && sessions_kept > 0) {
        unsigned kept = sessions_kept < SESSIONS ? sessions_kept : SESSIONS;
        SSL_set_session(e->wire.ssl, sessions[session_next++ % kept]);
    }
    return e;
}

static void connected(struct end *e) {
    int failure = 0;
    socklen_t size = sizeof failure;
    getsockopt(e->wire.fd, SOL_SOCKET, SO_ERROR, &failure, &size);
    if (failure != 0) {
        end_lost(e, "connect", strerror(failure));
        return;
    }
    end_watch(e, false);
    if (e->wire.ssl == NULL) {
        end_secured(e);
        return;
    }
    e->phase = SECURING;
    wire_handshake(&e->wire);
    end_flush(e);
}

static void accept_all(void) {
    int fd;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        end_new(fd, NULL, true)->phase = options.tls ? SECURING : UPGRADING;
    }
}

struct tunnel *tunnel_open(const struct traffic *traffic) {
    struct tunnel *t = calloc(1, sizeof *t);
    t->serial = serials++;
    t->traffic = traffic;
    t->started = now();
    standing[t->serial % TUNNELS] = t;
    t->ends[0] = dial(t);
    if (options.accept.port == 0 && !options.http_only) {
        t->ends[1] = dial(t);
    }
    return t;
}

void tunnels_open(struct tunnel **tunnels, unsigned count, const struct traffic *traffic) {
    unsigned opened = 0, stand = 0;
    /* Whoever waits for a partner is sent away after some seconds: tunnels are opened a few at a time. */
    uint64_t deadline = now() + 30000000000u;
    while (stand < count) {
        while (opened < count && opened - stand < options.concurrency) {
            tunnels[opened++] = tunnel_open(traffic);
        }
        tunnels_poll(100);
        while (stand < opened && tunnels[stand]->ready == 2) {
            stand++;
            deadline = now() + 30000000000u;
        }
        if (now() > deadline) {
            fprintf(stderr, "loadgen: %u of %u tunnels stand, and no more come\n", stand, count);
            exit(1);
        }
    }
}

/* ---- events ------------------------------------------------------------------------------------------------------ */

static int keep_session(SSL *ssl, SSL_SESSION *session) {
    (void)ssl;
    unsigned place = sessions_kept++ % SESSIONS;
    SSL_SESSION_free(sessions[place]);
    sessions[place] = session;
    return 1; /* it is ours now */
}

void tunnels_prepare(const struct events *events) {
    handlers = events;
    signal(SIGPIPE, SIG_IGN);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    poller = epoll_create1(EPOLL_CLOEXEC);
    if (options.tls) {
        dialling = tls_context(false, options.suite, options.groups, NULL, NULL);
        if (options.resume) {
            SSL_CTX_set_session_cache_mode(dialling, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
            SSL_CTX_sess_set_new_cb(dialling, keep_session);
        }
    }
    if (options.accept.port == 0) {
        return;
    }
    if (options.tls) {
        accepting = tls_context(true, options.suite, options.groups, options.certificate, options.key);
    }
    int on = 1;
    struct sockaddr_in address = address_of(&options.accept);
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 4096) != 0) {
        fprintf(stderr, "loadgen: port %d: %s\n", options.accept.port, strerror(errno));
        exit(2);
    }
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
}

static void happened(struct end *e, uint32_t what) {
    if (e->phase == CONNECTING) {
        connected(e);
        return;
    }
    if (what & EPOLLOUT && e->phase != CLOSED && end_flush(e) && e->phase == READY) {
        handlers->writable(e);
    }
    if (what & (EPOLLIN | EPOLLHUP | EPOLLERR) && e->phase != CLOSED) {
        end_readable(e);
    }
}

void tunnels_poll(int timeout) {
    struct epoll_event batch[EVENTS];
    int n = epoll_wait(poller, batch, EVENTS, timeout);
    for (int i = 0; i < n; i++) {
        struct end *e = batch[i].data.ptr;
        if (e == NULL) {
            accept_all();
        } else if (e->phase != CLOSED) {
            happened(e, batch[i].events);
        }
    }
    while (closed != NULL) {
        struct end *e = closed;
        closed = e->next;
        free(e);
    }
}
