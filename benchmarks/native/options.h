/* What the command line asks for. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { MAX_PIDS = 64 };

struct address {
    char host[64];
    int port; /* 0: not given */
};

struct options {
    const char *mode;
    struct address connect; /* where ends dial */
    struct address accept;  /* where the second ends come in, behind a proxy */
    const char *path;
    bool tls;
    bool resume;
    bool http_only;
    const char *token; /* NULL: no introduction, the tunnel stands after the upgrade */
    const char *suite, *groups, *certificate, *key;
    unsigned tunnels;
    size_t size;
    unsigned window; /* messages in flight per tunnel and direction; 0: chosen from the size */
    bool both;
    bool verify;
    unsigned bulk; /* tunnels with other traffic beside the measured ones */
    size_t bulk_size;
    double bulk_rate; /* bytes per second of all of it together; 0: as much as goes */
    double warmup, seconds;
    unsigned concurrency, sources;
    pid_t pids[MAX_PIDS];
    unsigned pid_count;
};

extern struct options options;

/* Fills options; exits on --help and on mistakes. */
void options_parse(int argc, char **argv);

#endif
