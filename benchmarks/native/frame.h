/* WebSocket frames (RFC 6455, section 5.2). */
#ifndef FRAME_H
#define FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum opcode { CONTINUATION = 0, TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10 };

enum { FRAME_HEAD = 14 /* the longest header: eight bytes of length and a mask */ };

/* Where a stream of frames stands. Zero it to start. */
struct frame_reader {
    bool in_payload; /* the header is complete: left more bytes belong to this frame */
    bool fin;
    bool masked;
    uint8_t first; /* the first byte as it came: FIN, RSV, opcode */
    uint8_t opcode;
    uint8_t key[4];
    uint64_t length, left;
    uint8_t head[FRAME_HEAD];
    unsigned have;
};

/* Takes bytes of a header; returns how many. Done when in_payload is set. The user clears it when left is 0. */
size_t frame_read_head(struct frame_reader *r, const uint8_t *data, size_t n);

/* Writes a header, masked unless key is NULL; returns its length. */
size_t frame_write_head(uint8_t head[FRAME_HEAD], uint8_t first, uint64_t length, const uint8_t *key);

/* Masks or unmasks n bytes that stand at offset in their frame's payload. target may be source. */
void frame_mask(uint8_t *target, const uint8_t *source, size_t n, const uint8_t key[4], uint64_t offset);

#endif
