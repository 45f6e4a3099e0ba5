/*
 * The messages of a tunnel: built once, numbered as they are sent, checked as they arrive.
 *
 * The first eight bytes of a payload are the message's number in its direction, so that one that is lost, repeated,
 * overtaken or cut is an error. The rest is a fixed pattern, which is compared on demand only: a generator that looks
 * at every byte measures itself.
 */
#ifndef TRAFFIC_H
#define TRAFFIC_H

#include "frame.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NUMBER = 8 };

/* All messages of one size. */
struct traffic {
    size_t size;     /* of the payload */
    unsigned window; /* messages in flight per tunnel and direction */
    uint8_t *pattern;
    struct {
        uint8_t *bytes;
        size_t head, length;
    } frame[2]; /* unmasked, masked */
};

void traffic_init(struct traffic *t, size_t size, unsigned window);

/* The sending side of one direction. */
struct outbox {
    uint64_t sent;  /* messages begun */
    size_t written; /* of the current frame; 0 between messages */
};

/* The next piece of the current or the next message: at most limit bytes at *data. */
size_t outbox_next(struct outbox *o, const struct traffic *t, bool masked, size_t limit, const uint8_t **data);

/* The receiving side of one direction. */
struct inbox {
    uint64_t received; /* complete messages */
    size_t offset;     /* in the payload of the current one */
    uint64_t number;   /* its number, as far as it has come */
};

/* Takes n bytes of a frame's payload that stand at frame_offset in it. False: they are not what was sent. */
bool inbox_take(struct inbox *i, const struct traffic *t, const struct frame_reader *frame, const uint8_t *data,
                size_t n, bool verify);

/* A message has ended. False: it is not the one that had to come, or not as long as it was. */
bool inbox_end(struct inbox *i, const struct traffic *t);

#endif
