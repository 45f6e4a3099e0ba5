#include "frame.h"

#include <string.h>

static unsigned length_bytes(uint8_t second) {
    unsigned length = second & 0x7f;
    return length == 126 ? 2 : length == 127 ? 8 : 0;
}

static unsigned head_size(uint8_t second) {
    return 2 + length_bytes(second) + (second & 0x80 ? 4 : 0);
}

static void decode(struct frame_reader *r, const uint8_t *head) {
    unsigned extra = length_bytes(head[1]);
    r->first = head[0];
    r->fin = head[0] & 0x80;
    r->opcode = head[0] & 0x0f;
    r->masked = head[1] & 0x80;
    if (extra == 0) {
        r->length = head[1] & 0x7f;
    } else {
        r->length = 0;
        for (unsigned i = 0; i < extra; i++) {
            r->length = r->length << 8 | head[2 + i];
        }
    }
    if (r->masked) {
        memcpy(r->key, head + 2 + extra, 4);
    }
    r->left = r->length;
    r->in_payload = true;
    r->have = 0;
}

size_t frame_read_head(struct frame_reader *r, const uint8_t *data, size_t n) {
    /* Nearly always a header comes in one piece. */
    if (r->have == 0 && n >= 2 && n >= head_size(data[1])) {
        decode(r, data);
        return head_size(data[1]);
    }
    size_t taken = 0;
    while (taken < n) {
        r->head[r->have++] = data[taken++];
        if (r->have >= 2 && r->have == head_size(r->head[1])) {
            decode(r, r->head);
            break;
        }
    }
    return taken;
}

size_t frame_write_head(uint8_t head[FRAME_HEAD], uint8_t first, uint64_t length, const uint8_t *key) {
    unsigned extra = length < 126 ? 0 : length < 65536 ? 2 : 8;
    size_t size = 2 + extra;
    head[0] = first;
    head[1] = (uint8_t)(extra == 0 ? length : extra == 2 ? 126 : 127);
    for (unsigned i = 0; i < extra; i++) {
        head[2 + i] = (uint8_t)(length >> 8 * (extra - 1 - i));
    }
    if (key != NULL) {
        head[1] |= 0x80;
        memcpy(head + size, key, 4);
        size += 4;
    }
    return size;
}

void frame_mask(uint8_t *target, const uint8_t *source, size_t n, const uint8_t key[4], uint64_t offset) {
    uint8_t turned[8];
    for (unsigned i = 0; i < 8; i++) {
        turned[i] = key[(offset + i) & 3];
    }
    uint64_t mask;
    memcpy(&mask, turned, sizeof mask);
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        uint64_t word;
        memcpy(&word, source + i, sizeof word);
        word ^= mask;
        memcpy(target + i, &word, sizeof word);
    }
    for (; i < n; i++) {
        target[i] = source[i] ^ turned[i & 7];
    }
}
