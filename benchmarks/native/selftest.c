/* Tests of what the generator relies on. Exits with 1 and the failed lines. */
#include "frame.h"
#include "histogram.h"
#include "traffic.h"
#include "upgrade.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

#define CHECK(condition)                                                   \
    do {                                                                   \
        if (!(condition)) {                                                \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            failures++;                                                    \
        }                                                                  \
    } while (0)

static void header_survives_any_chunking(void) {
    static const uint64_t lengths[] = {0, 1, 125, 126, 65535, 65536, 1ull << 40};
    static const uint8_t key[4] = {1, 2, 3, 4};
    for (unsigned i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        for (int masked = 0; masked < 2; masked++) {
            for (size_t chunk = 1; chunk <= FRAME_HEAD; chunk++) {
                uint8_t head[FRAME_HEAD];
                size_t size = frame_write_head(head, 0x82, lengths[i], masked ? key : NULL), taken = 0;
                struct frame_reader reader = {0};
                while (!reader.in_payload && taken < size) {
                    size_t n = size - taken < chunk ? size - taken : chunk;
                    taken += frame_read_head(&reader, head + taken, n);
                }
                CHECK(reader.in_payload && taken == size);
                CHECK(reader.length == lengths[i] && reader.left == lengths[i]);
                CHECK(reader.fin && reader.opcode == BINARY && reader.masked == masked);
                CHECK(!masked || memcmp(reader.key, key, 4) == 0);
            }
        }
    }
}

static void header_leaves_the_payload(void) {
    uint8_t bytes[] = {0x82, 2, 'a', 'b'};
    struct frame_reader reader = {0};
    CHECK(frame_read_head(&reader, bytes, sizeof bytes) == 2);
}

static void masking_in_pieces_is_masking_at_once(void) {
    uint8_t source[100], whole[100], pieces[100];
    static const uint8_t key[4] = {9, 80, 7, 60};
    for (unsigned i = 0; i < sizeof source; i++) {
        source[i] = (uint8_t)(i * 7);
    }
    frame_mask(whole, source, sizeof source, key, 0);
    for (size_t i = 0; i < sizeof source; i++) {
        CHECK(whole[i] == (source[i] ^ key[i & 3]));
    }
    for (size_t cut = 0; cut <= sizeof source; cut++) {
        frame_mask(pieces, source, cut, key, 0);
        frame_mask(pieces + cut, source + cut, sizeof source - cut, key, cut);
        CHECK(memcmp(whole, pieces, sizeof whole) == 0);
    }
}

/* Sends messages through a pipe of bytes that cuts them anywhere; damage is done to the bytes on the way. */
static unsigned errors_after(size_t size, bool masked, size_t chunk, void (*damage)(uint8_t *, size_t *, size_t)) {
    enum { MESSAGES = 5 };
    struct traffic traffic;
    traffic_init(&traffic, size, 1);
    size_t frame = traffic.frame[masked].length, total = 0;
    uint8_t *pipe = malloc(frame * (MESSAGES + 1));
    struct outbox outbox = {0};
    while (outbox.sent < MESSAGES || outbox.written > 0) {
        const uint8_t *data;
        size_t n = outbox_next(&outbox, &traffic, masked, 16384, &data);
        memcpy(pipe + total, data, n);
        total += n;
    }
    if (damage != NULL) {
        damage(pipe, &total, frame);
    }
    struct frame_reader reader = {0};
    struct inbox inbox = {0};
    unsigned errors = 0;
    for (size_t at = 0; at < total;) {
        size_t end = at + chunk < total ? at + chunk : total;
        if (!reader.in_payload) {
            at += frame_read_head(&reader, pipe + at, end - at);
            continue;
        }
        size_t n = reader.left < end - at ? reader.left : end - at;
        errors += !inbox_take(&inbox, &traffic, &reader, pipe + at, n, true);
        at += n;
        reader.left -= n;
        if (reader.left == 0) {
            reader.in_payload = false;
            errors += !inbox_end(&inbox, &traffic);
        }
    }
    errors += inbox.received != MESSAGES;
    free(pipe);
    return errors;
}

static void lose_one(uint8_t *pipe, size_t *total, size_t frame) {
    memmove(pipe + frame, pipe + 2 * frame, *total - 2 * frame);
    *total -= frame;
}

static void repeat_one(uint8_t *pipe, size_t *total, size_t frame) {
    memmove(pipe + 2 * frame, pipe + frame, *total - frame);
    *total += frame;
}

static void swap_two(uint8_t *pipe, size_t *total, size_t frame) {
    (void)total;
    for (size_t i = 0; i < frame; i++) {
        uint8_t byte = pipe[frame + i];
        pipe[frame + i] = pipe[2 * frame + i];
        pipe[2 * frame + i] = byte;
    }
}

static void spoil_a_byte(uint8_t *pipe, size_t *total, size_t frame) {
    (void)total;
    pipe[3 * frame - 1] ^= 1;
}

static void every_damage_is_an_error(void) {
    static const size_t sizes[] = {64, 1024, 70000};
    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (int masked = 0; masked < 2; masked++) {
            for (size_t chunk = 1; chunk < 100000; chunk = chunk * 3 + 1) {
                CHECK(errors_after(sizes[i], masked, chunk, NULL) == 0);
                CHECK(errors_after(sizes[i], masked, chunk, lose_one) > 0);
                CHECK(errors_after(sizes[i], masked, chunk, repeat_one) > 0);
                CHECK(errors_after(sizes[i], masked, chunk, swap_two) > 0);
                CHECK(errors_after(sizes[i], masked, chunk, spoil_a_byte) > 0);
            }
        }
    }
}

static void quantiles_are_within_two_percent(void) {
    static struct histogram h;
    CHECK(histogram_quantile(&h, 0.5) == 0);
    for (uint64_t i = 1; i <= 100000; i++) {
        histogram_add(&h, i);
    }
    static const double shares[] = {0.001, 0.5, 0.99, 1};
    for (unsigned i = 0; i < sizeof shares / sizeof *shares; i++) {
        double expected = shares[i] * 100000, found = (double)histogram_quantile(&h, shares[i]);
        CHECK(found >= expected && found <= expected * 1.02);
    }
}

static void upgrade_is_that_of_the_rfc(void) {
    char answer[UPGRADE_TEXT], request[UPGRADE_TEXT], accept[UPGRADE_KEY];
    CHECK(upgrade_answer(answer, "GET /chat HTTP/1.1\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n") > 0);
    CHECK(strstr(answer, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") != NULL);
    CHECK(upgrade_answer(answer, "GET /chat HTTP/1.1\r\n\r\n") == 0);
    CHECK(upgrade_request(request, "localhost", "/tunnel/17", accept) > 0);
    CHECK(upgrade_number(request) == 17);
    CHECK(upgrade_number("GET /x HTTP/1.1\r\n\r\n") == -1);
    CHECK(upgrade_answer(answer, request) > 0 && upgrade_agreed(answer, accept));
    CHECK(!upgrade_agreed(answer, "another"));
    CHECK(!upgrade_agreed("HTTP/1.1 200 OK\r\n\r\n", accept));
}

int main(void) {
    header_survives_any_chunking();
    header_leaves_the_payload();
    masking_in_pieces_is_masking_at_once();
    every_damage_is_an_error();
    quantiles_are_within_two_percent();
    upgrade_is_that_of_the_rfc();
    if (failures == 0) {
        puts("selftest: good");
    }
    return failures > 0;
}
