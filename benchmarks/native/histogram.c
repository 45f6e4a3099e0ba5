#include "histogram.h"

static unsigned bucket_of(uint64_t value) {
    if (value < 64) {
        return (unsigned)value;
    }
    unsigned power = 63 - (unsigned)__builtin_clzll(value);
    unsigned bucket = 64 * (power - 5) + (unsigned)(value >> (power - 6) & 63);
    return bucket < HISTOGRAM_BUCKETS ? bucket : HISTOGRAM_BUCKETS - 1;
}

/* The largest value of a bucket. */
static uint64_t top_of(unsigned bucket) {
    if (bucket < 64) {
        return bucket;
    }
    unsigned power = bucket / 64 + 5;
    return ((64 + (uint64_t)(bucket % 64) + 1) << (power - 6)) - 1;
}

void histogram_add(struct histogram *h, uint64_t value) {
    h->counts[bucket_of(value)]++;
    h->count++;
    if (value > h->largest) {
        h->largest = value;
    }
}

uint64_t histogram_quantile(const struct histogram *h, double share) {
    double wanted = share * (double)h->count;
    uint64_t seen = 0;
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
        seen += h->counts[i];
        if (seen > 0 && (double)seen >= wanted) {
            uint64_t top = top_of(i);
            return top < h->largest ? top : h->largest;
        }
    }
    return h->largest;
}
