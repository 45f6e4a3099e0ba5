/* Durations in ns, each kept to within 1.6 %: 64 buckets for each power of two. */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stdint.h>

enum { HISTOGRAM_BUCKETS = 64 * 60 };

struct histogram {
    uint64_t counts[HISTOGRAM_BUCKETS];
    uint64_t count, largest;
};

void histogram_add(struct histogram *h, uint64_t value);

/* The value that this share of all values does not exceed; 0 when there are none. */
uint64_t histogram_quantile(const struct histogram *h, double share);

#endif
