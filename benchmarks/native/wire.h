/*
 * A TCP connection, with TLS or without, that never blocks and never touches epoll: its user asks for events.
 *
 * OpenSSL sees the socket through a BIO of ours. One recv brings many records, and many records leave by one send,
 * which is the difference between a generator that costs more than the server it measures and one that does not.
 *
 * One thread only: what is read from the socket lies in a buffer that all connections share. Whoever calls wire_fill
 * calls wire_take until it says that nothing is left, before the next wire_fill on any connection.
 */
#ifndef WIRE_H
#define WIRE_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    RECORD = 16384,         /* plaintext in a full TLS record */
    WIRE_INPUT = 256 * 1024 /* what one recv brings at most */
};

struct wire {
    int fd;
    SSL *ssl; /* NULL without TLS */
    const uint8_t *in; /* received, not yet taken by OpenSSL */
    size_t in_left;
    uint8_t *out; /* to be sent; NULL while there is nothing */
    size_t out_begin, out_end;
};

enum flushed { FLUSHED, BLOCKED, BROKEN };

/* A context for TLS 1.3 only. suite and groups may be NULL for OpenSSL's own choice. Exits when something is wrong. */
SSL_CTX *tls_context(bool server, const char *suite, const char *groups, const char *certificate, const char *key);

void wire_init(struct wire *w, int fd, SSL_CTX *context, bool server);
void wire_close(struct wire *w);

/* 1 done, 0 not yet, -1 failed. Flush afterwards in any case. */
int wire_handshake(struct wire *w);

/* Reads from the socket: 1 something came, 0 nothing there, -1 the other side has left. */
int wire_fill(struct wire *w);

/* The next plaintext of what wire_fill read: its length, 0 when nothing is left, -1 when TLS has ended. */
int wire_take(struct wire *w, uint8_t **data);

/* How much ciphertext waits to be sent, and whether n more bytes of plaintext fit. */
size_t wire_pending(const struct wire *w);
bool wire_fits(const struct wire *w, size_t n);

/* Encrypts; nothing is sent before wire_flush. n bytes must fit. A write of up to RECORD bytes is one record. */
bool wire_write(struct wire *w, const void *data, size_t n);
enum flushed wire_flush(struct wire *w);

/* Says goodbye (close_notify), as far as the socket takes it. */
void wire_goodbye(struct wire *w);

#endif
