#include "end.h"

#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { TEXT_LIMIT = 16384 };

/* ---- sending ----------------------------------------------------------------------------------------------------- */

bool end_flush(struct end *e) {
    enum flushed result = wire_flush(&e->wire);
    if (result == BROKEN) {
        end_lost(e, "send", strerror(errno));
        return false;
    }
    end_watch(e, result == BLOCKED);
    return result == FLUSHED;
}

void end_deafen(struct end *e) {
    e->deaf = true;
    end_watch(e, e->events & EPOLLOUT);
}

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
        end_lost(e, "TLS", "cannot write");
        return 0;
    }
    return n;
}

void end_send(struct end *e) {
    do {
        if (end_write(e) == 0) {
            end_lost(e, "send", "no room for a message");
            return;
        }
    } while (e->outbox.written > 0);
    end_flush(e);
}

/* ---- from the upgrade to the tunnel ------------------------------------------------------------------------------ */

static bool text_add(struct end *e, const uint8_t *data, size_t n) {
    if (e->text_length + n > TEXT_LIMIT) {
        end_lost(e, "too much text before the tunnel", "");
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
    if (++e->tunnel->ready == (options.http_only ? 1 : 2) && handlers->ready != NULL) {
        handlers->ready(e->tunnel);
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
        end_lost(e, "not let in", e->text);
    }
}

/* An accepted end tells by its path which tunnel it belongs to. */
static bool adopt(struct end *e) {
    char answer[UPGRADE_TEXT];
    long serial = upgrade_number(e->text);
    size_t n = upgrade_answer(answer, e->text);
    struct tunnel *t = serial < 0 ? NULL : tunnel_find((unsigned)serial);
    if (n == 0 || t == NULL || t->ends[1] != NULL) {
        end_lost(e, "the proxy asks for something else", e->text);
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
            end_lost(e, "refused", e->text);
            return;
        }
    } else if (!upgrade_agreed(e->text, e->accept)) {
        end_lost(e, "upgrade refused", e->text);
        return;
    }
    text_drop(e);
    introduce(e);
    if (surplus > 0 && e->phase != CLOSED) {
        frames(e, data + n - surplus, surplus);
    }
}

void end_secured(struct end *e) {
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
        end_lost(e, "closed by the relay", reason);
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
            end_error(e, "a message is lost, repeated, overtaken or cut", "");
        }
        handlers->message(e);
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
        end_error(e, "a message has other bytes than it was sent with", "");
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
                end_lost(e, "not a frame", "");
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

void end_readable(struct end *e) {
    int filled = wire_fill(&e->wire);
    if (filled < 0) {
        end_lost(e, "the relay has left", "");
    }
    if (filled <= 0) {
        return;
    }
    if (e->phase == SECURING) {
        int done = wire_handshake(&e->wire);
        end_flush(e);
        if (done < 0) {
            end_lost(e, "TLS handshake failed", "");
        }
        if (done <= 0 || e->phase == CLOSED) {
            return;
        }
        end_secured(e);
    }
    uint8_t *data;
    int n;
    while (e->phase != CLOSED && (n = wire_take(&e->wire, &data)) != 0) {
        if (n < 0) {
            end_lost(e, "the relay has ended TLS", "");
        } else if (e->phase == UPGRADING) {
            head_arrived(e, data, (size_t)n);
        } else {
            frames(e, data, (size_t)n);
        }
    }
}
