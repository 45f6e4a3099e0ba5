#include "tunnel.h"

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
    TEXT_LIMIT = 16384,
    TUNNELS = 1 << 16, /* that stand at a time */
    SESSIONS = 64,     /* kept to be resumed */
    SHOWN_ERRORS = 5
};

struct counts counts;

static const struct events *events;
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

static void error(const struct end *e, const char *what, const char *detail) {
    if (counts.errors++ < SHOWN_ERRORS) {
        fprintf(stderr, "loadgen: tunnel %d, end %d: %s%s%.200s\n", e->tunnel == NULL ? -1 : (int)e->tunnel->serial,
                e->tunnel != NULL && e->tunnel->ends[1] == e, what, *detail == '\0' ? "" : ": ", detail);
    }
}

/* ---- the end of an end ------------------------------------------------------------------------------------------- */

static void watch(struct end *e, bool writable) {
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

static void lost(struct end *e, const char *what, const char *detail) {
    if (e->phase == CLOSED) {
        return;
    }
    error(e, what, detail);
    if (e->tunnel == NULL) {
        end_close(e);
    } else if (events->lost == NULL) {
        exit(1);
    } else {
        struct tunnel *t = e->tunnel;
        end_close(e);
        events->lost(t);
    }
}

bool end_flush(struct end *e) {
    enum flushed result = wire_flush(&e->wire);
    if (result == BROKEN) {
        lost(e, "send", strerror(errno));
        return false;
    }
    watch(e, result == BLOCKED);
    return result == FLUSHED;
}

void end_deafen(struct end *e) {
    e->deaf = true;
    watch(e, e->events & EPOLLOUT);
}

/* ---- sending ----------------------------------------------------------------------------------------------------- */

static void send_frame(struct end *e, enum opcode opcode, const void *payload, size_t n) {
    static const uint8_t key[4] = {0xc3, 0x0f, 0xa5, 0x69};
    uint8_t frame[FRAME_HEAD + 1024];
    if (n > 1024) {
        abort();
    }
    size_t head = frame_write_head(frame, (uint8_t)(0x80 | opcode), n, e->accepted ? NULL : key);
    if (e->accepted) {
        memcpy(frame + head, payload, n);
    } else {
        frame_mask(frame + head, payload, n, key, 0);
    }
    wire_write(&e->wire, frame, head + n);
}

static void pong(struct end *e) {
    if (e->pong_due && e->outbox.written == 0) {
        e->pong_due = false;
        send_frame(e, PONG, e->control, e->control_length);
    }
}

size_t end_write(struct end *e) {
    if (!wire_fits(&e->wire, 2 * RECORD)) {
        return 0;
    }
    pong(e);
    const uint8_t *data;
    size_t n = outbox_next(&e->outbox, e->tunnel->traffic, !e->accepted, RECORD, &data);
    if (!wire_write(&e->wire, data, n)) {
        lost(e, "TLS", "cannot write");
        return 0;
    }
    return n;
}

void end_send(struct end *e) {
    do {
        if (end_write(e) == 0) {
            lost(e, "send", "no room for a message");
            return;
        }
    } while (e->outbox.written > 0);
    end_flush(e);
}

/* ---- from the upgrade to the tunnel ------------------------------------------------------------------------------ */

static bool text_add(struct end *e, const uint8_t *data, size_t n) {
    if (e->text_length + n > TEXT_LIMIT) {
        lost(e, "too much text before the tunnel", "");
        return false;
    }
    e->text = realloc(e->text, e->text_length + n + 1);
    memcpy(e->text + e->text_length, data, n);
    e->text_length += n;
    e->text[e->text_length] = '\0';
    return true;
}

static void text_drop(struct end *e) {
    free(e->text);
    e->text = NULL;
    e->text_length = 0;
}

static void become_ready(struct end *e) {
    e->phase = READY;
    if (++e->tunnel->ready == (options.http_only ? 1 : 2) && events->ready != NULL) {
        events->ready(e->tunnel);
    }
}

/* The classic dialect of the handshake; the nonce is what the two ends have in common with nobody else. */
static void introduce(struct end *e) {
    if (options.token == NULL || e->accepted) {
        become_ready(e);
        return;
    }
    e->phase = INTRODUCING;
    unsigned number = e->tunnel->ends[1] == e, process = (unsigned)getpid();
    char text[1024];
    int n = snprintf(text, sizeof text,
                     "{\"id\":1,\"method\":\"Authentication.Authenticate\",\"params\":{"
                     "\"uuid\":\"{%08x-0000-4000-8000-%04x%08x}\",\"name\":\"loadgen\","
                     "\"token\":\"%s\",\"nonce\":\"%x-%u\"}}",
                     process, number, e->tunnel->serial, options.token, process, e->tunnel->serial);
    send_frame(e, TEXT, text, (size_t)n);
    end_flush(e);
}

/* A message before the tunnel has come: the answer to the introduction, or the news that the tunnel stands. */
static void introduced(struct end *e) {
    if (strstr(e->text, "TunnelEstablished") != NULL) {
        text_drop(e);
        become_ready(e);
    } else if (strstr(e->text, "AuthenticationErrorNoError") != NULL) {
        text_drop(e);
    } else {
        lost(e, "not let in", e->text);
    }
}

/* An accepted end tells by its path which tunnel it belongs to. */
static bool adopt(struct end *e) {
    char answer[UPGRADE_TEXT];
    long serial = upgrade_number(e->text);
    size_t n = upgrade_answer(answer, e->text);
    struct tunnel *t = serial < 0 ? NULL : standing[serial % TUNNELS];
    if (n == 0 || t == NULL || t->serial != (unsigned)serial || t->ends[1] != NULL) {
        lost(e, "the proxy asks for something else", e->text);
        return false;
    }
    e->tunnel = t;
    t->ends[1] = e;
    wire_write(&e->wire, answer, n);
    return end_flush(e) || e->phase != CLOSED;
}

static void frames(struct end *e, const uint8_t *data, size_t n);

static void head_arrived(struct end *e, const uint8_t *data, size_t n) {
    if (!text_add(e, data, n)) {
        return;
    }
    char *end = strstr(e->text, "\r\n\r\n");
    if (end == NULL) {
        return;
    }
    size_t surplus = e->text_length - (size_t)(end + 4 - e->text);
    if (e->accepted) {
        if (!adopt(e)) {
            return;
        }
    } else if (options.http_only) {
        if (strncmp(e->text, "HTTP/1.1 2", 10) != 0) {
            lost(e, "refused", e->text);
            return;
        }
    } else if (!upgrade_agreed(e->text, e->accept)) {
        lost(e, "upgrade refused", e->text);
        return;
    }
    text_drop(e);
    introduce(e);
    if (surplus > 0 && e->phase != CLOSED) {
        frames(e, data + n - surplus, surplus);
    }
}

static void secured(struct end *e) {
    if (e->wire.ssl != NULL && !e->accepted) {
        counts.resumed += (uint64_t)SSL_session_reused(e->wire.ssl);
    }
    e->phase = UPGRADING;
    if (e->accepted) {
        return;
    }
    char path[256], request[UPGRADE_TEXT];
    const char *mark = strstr(options.path, "%t");
    if (mark == NULL) {
        snprintf(path, sizeof path, "%s", options.path);
    } else {
        snprintf(path, sizeof path, "%.*s%u%s", (int)(mark - options.path), options.path, e->tunnel->serial, mark + 2);
    }
    size_t n;
    if (options.http_only) {
        n = (size_t)snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path);
    } else {
        n = upgrade_request(request, "localhost", path, e->accept);
    }
    wire_write(&e->wire, request, n);
    end_flush(e);
}

/* ---- receiving --------------------------------------------------------------------------------------------------- */

static void frame_ended(struct end *e) {
    struct frame_reader *r = &e->reader;
    if (r->opcode == CLOSE) {
        unsigned text = e->control_length > 2 ? e->control_length - 2 : 0;
        char reason[sizeof e->control];
        memcpy(reason, e->control + 2, text);
        reason[text] = '\0';
        lost(e, "closed by the relay", reason);
    } else if (r->opcode == PING) {
        e->pong_due = true;
        if (e->outbox.written == 0) {
            pong(e);
            end_flush(e);
        }
    } else if (r->opcode < CLOSE && r->fin) {
        if (e->phase == INTRODUCING) {
            introduced(e);
            return;
        }
        counts.messages++;
        counts.bytes += e->inbox.offset;
        if (!inbox_end(&e->inbox, e->tunnel->traffic)) {
            error(e, "a message is lost, repeated, overtaken or cut", "");
        }
        events->message(e);
    }
}

static void payload(struct end *e, const uint8_t *data, size_t n) {
    struct frame_reader *r = &e->reader;
    if (r->opcode >= CLOSE) {
        uint64_t at = r->length - r->left;
        if (at + n <= sizeof e->control) {
            frame_mask(e->control + at, data, n, r->key, at);
            e->control_length = (unsigned)(at + n);
        }
    } else if (e->phase == INTRODUCING) {
        text_add(e, data, n);
    } else if (!inbox_take(&e->inbox, e->tunnel->traffic, r, data, n, options.verify)) {
        error(e, "a message has other bytes than it was sent with", "");
    }
}

static void frames(struct end *e, const uint8_t *data, size_t n) {
    struct frame_reader *r = &e->reader;
    while (n > 0 && e->phase != CLOSED) {
        if (!r->in_payload) {
            size_t taken = frame_read_head(r, data, n);
            data += taken;
            n -= taken;
            if (!r->in_payload) {
                return;
            }
            if (!r->masked) {
                memset(r->key, 0, sizeof r->key);
            }
            if (r->first & 0x70 || r->masked != e->accepted) {
                lost(e, "not a frame", "");
                return;
            }
            if (r->opcode >= CLOSE) {
                e->control_length = 0;
            }
        }
        size_t count = r->left < n ? (size_t)r->left : n;
        if (count > 0) {
            payload(e, data, count);
        }
        data += count;
        n -= count;
        r->left -= count;
        if (r->left == 0 && e->phase != CLOSED) {
            r->in_payload = false;
            frame_ended(e);
        }
    }
}

static void readable(struct end *e) {
    int filled = wire_fill(&e->wire);
    if (filled < 0) {
        lost(e, "the relay has left", "");
    }
    if (filled <= 0) {
        return;
    }
    if (e->phase == SECURING) {
        int done = wire_handshake(&e->wire);
        end_flush(e);
        if (done < 0) {
            lost(e, "TLS handshake failed", "");
        }
        if (done <= 0 || e->phase == CLOSED) {
            return;
        }
        secured(e);
    }
    uint8_t *data;
    int n;
    while (e->phase != CLOSED && (n = wire_take(&e->wire, &data)) != 0) {
        if (n < 0) {
            lost(e, "the relay has ended TLS", "");
        } else if (e->phase == UPGRADING) {
            head_arrived(e, data, (size_t)n);
        } else {
            frames(e, data, (size_t)n);
        }
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
        lost(e, "connect", strerror(failure));
        return;
    }
    watch(e, false);
    if (e->wire.ssl == NULL) {
        secured(e);
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

void tunnels_prepare(const struct events *handlers) {
    events = handlers;
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
        events->writable(e);
    }
    if (what & (EPOLLIN | EPOLLHUP | EPOLLERR) && e->phase != CLOSED) {
        readable(e);
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
