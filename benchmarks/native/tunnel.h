/*
 * Tunnels through a relay, both ends of each in this process.
 *
 * An end connects, does the TLS handshake, asks for the WebSocket upgrade and, with a token, introduces itself; then
 * it is ready, and when both are, the tunnel is. Behind a proxy the second end is not dialled but accepted: there we
 * are the server that the proxy talks to.
 */
#ifndef TUNNEL_H
#define TUNNEL_H

#include "frame.h"
#include "traffic.h"
#include "upgrade.h"
#include "wire.h"

#include <stdbool.h>
#include <stdint.h>

enum phase { CONNECTING, SECURING, UPGRADING, INTRODUCING, READY, CLOSED };

struct end {
    struct wire wire;
    struct tunnel *tunnel; /* NULL: accepted, and not yet said which */
    enum phase phase;
    bool accepted; /* we are the server: frames are not masked */
    bool deaf;     /* does not read */
    uint32_t events;
    struct frame_reader reader;
    struct outbox outbox;
    struct inbox inbox;
    uint64_t sent_at; /* for the mode: when the last message left, ns */
    bool queued;      /* for the pump */
    struct end *next; /* in the pump's queue, or among the closed */
    char *text;       /* of an HTTP head or a message before the tunnel, while it comes */
    size_t text_length;
    char accept[UPGRADE_KEY];
    uint8_t control[125]; /* payload of the control frame that comes, then of the pong that is due */
    unsigned control_length;
    bool pong_due;
};

struct tunnel {
    unsigned serial;
    const struct traffic *traffic;
    struct end *ends[2];
    unsigned ready; /* how many ends are */
    uint64_t started;
};

/* What a mode does when something happens. lost may be NULL: then a lost tunnel ends the run. */
struct events {
    void (*ready)(struct tunnel *t);
    void (*message)(struct end *e); /* a whole one has come */
    void (*writable)(struct end *e); /* what was blocked is sent */
    void (*lost)(struct tunnel *t);
};

/* Since the start. */
struct counts {
    uint64_t messages, bytes, resumed, errors;
};
extern struct counts counts;

/* Nanoseconds. */
uint64_t now(void);

void tunnels_prepare(const struct events *events);
struct tunnel *tunnel_open(const struct traffic *traffic);
void tunnel_close(struct tunnel *t);
struct end *other_end(const struct end *e);

/* Handles what has happened, after waiting for it for at most so many milliseconds. */
void tunnels_poll(int timeout);

/* Opens tunnels and waits until they stand. Exits when one does not. */
void tunnels_open(struct tunnel **tunnels, unsigned count, const struct traffic *traffic);

/* Writes the next piece of a message and returns its length; 0 when nothing more fits. */
size_t end_write(struct end *e);

/* Sends what was written. False: the socket is full, and writable will be called. */
bool end_flush(struct end *e);

/* A whole message. */
void end_send(struct end *e);

/* Stops reading for good. */
void end_deafen(struct end *e);

#endif
