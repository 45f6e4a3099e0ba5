#include "traffic.h"

#include <stdlib.h>
#include <string.h>

/* One key for all frames: what masking costs the server does not depend on its value. */
static const uint8_t key[4] = {0x5a, 0x3c, 0x91, 0xe7};

void traffic_init(struct traffic *t, size_t size, unsigned window) {
    t->size = size;
    t->window = window;
    t->pattern = malloc(size);
    uint32_t state = 12345;
    for (size_t i = 0; i < size; i++) {
        state = state * 1664525 + 1013904223;
        t->pattern[i] = (uint8_t)(state >> 24);
    }
    for (int masked = 0; masked < 2; masked++) {
        uint8_t *bytes = malloc(FRAME_HEAD + size);
        size_t head = frame_write_head(bytes, 0x80 | BINARY, size, masked ? key : NULL);
        memcpy(bytes + head, t->pattern, size);
        if (masked) {
            frame_mask(bytes + head, bytes + head, size, key, 0);
        }
        t->frame[masked].bytes = bytes;
        t->frame[masked].head = head;
        t->frame[masked].length = head + size;
    }
}

size_t outbox_next(struct outbox *o, const struct traffic *t, bool masked, size_t limit, const uint8_t **data) {
    uint8_t *frame = t->frame[masked].bytes;
    if (o->written == 0) {
        /* Head and number always leave with the first piece, so the frame can be shared by all tunnels. */
        uint8_t number[NUMBER];
        memcpy(number, &o->sent, NUMBER);
        if (masked) {
            frame_mask(number, number, NUMBER, key, 0);
        }
        memcpy(frame + t->frame[masked].head, number, NUMBER);
        o->sent++;
    }
    size_t left = t->frame[masked].length - o->written;
    size_t n = left < limit ? left : limit;
    *data = frame + o->written;
    o->written = n == left ? 0 : o->written + n;
    return n;
}

static uint8_t plain(const struct frame_reader *frame, const uint8_t *data, size_t i) {
    return frame->masked ? data[i] ^ frame->key[(frame->length - frame->left + i) & 3] : data[i];
}

bool inbox_take(struct inbox *i, const struct traffic *t, const struct frame_reader *frame, const uint8_t *data,
                size_t n, bool verify) {
    if (i->offset == 0 && n >= NUMBER && !frame->masked) {
        memcpy(&i->number, data, NUMBER);
    } else if (i->offset < NUMBER) {
        for (size_t k = 0; k < n && i->offset + k < NUMBER; k++) {
            ((uint8_t *)&i->number)[i->offset + k] = plain(frame, data, k);
        }
    }
    bool good = i->offset + n <= t->size;
    if (verify && good) {
        size_t skip = i->offset >= NUMBER ? 0 : NUMBER - i->offset;
        for (size_t k = skip; k < n && good; k++) {
            good = plain(frame, data, k) == t->pattern[i->offset + k];
        }
    }
    i->offset += n;
    return good;
}

bool inbox_end(struct inbox *i, const struct traffic *t) {
    bool good = i->offset == t->size && i->number == i->received;
    i->received++;
    i->offset = 0;
    return good;
}
