#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options options = {
    .path = "/websocket",
    .tls = true,
    .tunnels = 8,
    .size = 1024,
    .bulk_size = 16384,
    .warmup = 1,
    .seconds = 3,
    .concurrency = 16,
    .sources = 1,
};

static const char usage[] =
    "Usage: loadgen MODE --connect HOST:PORT [options]\n"
    "\n"
    "Holds both ends of every tunnel through a relay, measures, and prints one line of JSON.\n"
    "\n"
    "Modes\n"
    "  throughput   messages as fast as the window allows\n"
    "  roundtrip    one message at a time in each tunnel, sent back by its far end\n"
    "  connect      tunnels are set up and taken down again\n"
    "  idle         sets tunnels up, prints \"ready\", and holds them until its input ends\n"
    "  stall        the far ends do not read: how much is taken from the near ones\n"
    "\n"
    "Where\n"
    "  --connect HOST:PORT    the relay; an IPv4 address\n"
    "  --path PATH            %t becomes the tunnel's number (default: /websocket)\n"
    "  --accept HOST:PORT     the relay is a proxy: it brings the second ends here, by their path's number\n"
    "  --token-file FILE      authenticate with this token and wait for the tunnel\n"
    "  --http-only            connect: an ordinary HTTP request instead of an upgrade\n"
    "  --sources N            dial from N addresses, 127.0.0.2 and up (default: 1)\n"
    "  --pids PID,...         the server's processes; their CPU time is read from the kernel\n"
    "\n"
    "TLS (1.3)\n"
    "  --plain                none\n"
    "  --suite NAME           TLS_AES_128_GCM_SHA256, ...\n"
    "  --groups LIST          X25519, P-256, ...\n"
    "  --certificate FILE --key FILE   for --accept\n"
    "  --resume               connect: resume earlier sessions\n"
    "\n"
    "Traffic\n"
    "  --tunnels N            (default: 8)\n"
    "  --size BYTES           of a message's payload, 8 or more (default: 1024)\n"
    "  --window N             messages in flight per tunnel and direction\n"
    "  --both                 both ways\n"
    "  --verify               compare every byte, not only number, order and size of messages\n"
    "  --bulk N               roundtrip: beside N tunnels with one-way traffic\n"
    "  --bulk-size BYTES      (default: 16384)\n"
    "  --bulk-rate BYTES      per second, together (default: as much as goes)\n"
    "  --concurrency N        connect: tunnels at a time; otherwise: while setting up (default: 16)\n"
    "  --warmup S --seconds S (default: 1 and 3)\n";

static void mistake(const char *what, const char *value) {
    fprintf(stderr, "loadgen: %s: %s\nTry: loadgen --help\n", what, value);
    exit(2);
}

static double number(const char *name, const char *text, double least) {
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || value < least) {
        mistake(name, text);
    }
    return value;
}

static struct address address(const char *name, const char *text) {
    struct address result = {.port = 0};
    const char *colon = strrchr(text, ':');
    if (colon == NULL || (size_t)(colon - text) >= sizeof result.host) {
        mistake(name, text);
        return result;
    }
    memcpy(result.host, text, (size_t)(colon - text));
    result.port = (int)number(name, colon + 1, 1);
    return result;
}

static char *first_line(const char *file) {
    FILE *stream = fopen(file, "r");
    char *line = NULL;
    size_t capacity = 0;
    if (stream == NULL || getline(&line, &capacity, stream) <= 0) {
        mistake("--token-file", file);
    } else {
        line[strcspn(line, "\r\n")] = '\0';
        fclose(stream);
    }
    return line;
}

static void pids(char *list) {
    for (char *word = strtok(list, ","); word != NULL; word = strtok(NULL, ",")) {
        if (options.pid_count == MAX_PIDS) {
            mistake("--pids", "too many");
        }
        options.pids[options.pid_count++] = (pid_t)number("--pids", word, 1);
    }
}

void options_parse(int argc, char **argv) {
    enum {
        CONNECT = 256, ACCEPT, PATH, TOKEN_FILE, HTTP_ONLY, SOURCES, PIDS, PLAIN, SUITE, GROUPS, CERTIFICATE, KEY,
        RESUME, TUNNELS, SIZE, WINDOW, BOTH, VERIFY, BULK, BULK_SIZE, BULK_RATE, CONCURRENCY, WARMUP, SECONDS, HELP
    };
    static const struct option names[] = {
        {"connect", 1, NULL, CONNECT},       {"accept", 1, NULL, ACCEPT},
        {"path", 1, NULL, PATH},             {"token-file", 1, NULL, TOKEN_FILE},
        {"http-only", 0, NULL, HTTP_ONLY},   {"sources", 1, NULL, SOURCES},
        {"pids", 1, NULL, PIDS},             {"plain", 0, NULL, PLAIN},
        {"suite", 1, NULL, SUITE},           {"groups", 1, NULL, GROUPS},
        {"certificate", 1, NULL, CERTIFICATE}, {"key", 1, NULL, KEY},
        {"resume", 0, NULL, RESUME},         {"tunnels", 1, NULL, TUNNELS},
        {"size", 1, NULL, SIZE},             {"window", 1, NULL, WINDOW},
        {"both", 0, NULL, BOTH},             {"verify", 0, NULL, VERIFY},
        {"bulk", 1, NULL, BULK},             {"bulk-size", 1, NULL, BULK_SIZE},
        {"bulk-rate", 1, NULL, BULK_RATE},   {"concurrency", 1, NULL, CONCURRENCY},
        {"warmup", 1, NULL, WARMUP},         {"seconds", 1, NULL, SECONDS},
        {"help", 0, NULL, HELP},             {NULL, 0, NULL, 0},
    };
    struct options *o = &options;
    int found;
    while ((found = getopt_long(argc, argv, "h", names, NULL)) != -1) {
        switch (found) {
            case CONNECT: o->connect = address("--connect", optarg); break;
            case ACCEPT: o->accept = address("--accept", optarg); break;
            case PATH: o->path = optarg; break;
            case TOKEN_FILE: o->token = first_line(optarg); break;
            case HTTP_ONLY: o->http_only = true; break;
            case SOURCES: o->sources = (unsigned)number("--sources", optarg, 1); break;
            case PIDS: pids(optarg); break;
            case PLAIN: o->tls = false; break;
            case SUITE: o->suite = optarg; break;
            case GROUPS: o->groups = optarg; break;
            case CERTIFICATE: o->certificate = optarg; break;
            case KEY: o->key = optarg; break;
            case RESUME: o->resume = true; break;
            case TUNNELS: o->tunnels = (unsigned)number("--tunnels", optarg, 1); break;
            case SIZE: o->size = (size_t)number("--size", optarg, 8); break;
            case WINDOW: o->window = (unsigned)number("--window", optarg, 1); break;
            case BOTH: o->both = true; break;
            case VERIFY: o->verify = true; break;
            case BULK: o->bulk = (unsigned)number("--bulk", optarg, 0); break;
            case BULK_SIZE: o->bulk_size = (size_t)number("--bulk-size", optarg, 8); break;
            case BULK_RATE: o->bulk_rate = number("--bulk-rate", optarg, 0); break;
            case CONCURRENCY: o->concurrency = (unsigned)number("--concurrency", optarg, 1); break;
            case WARMUP: o->warmup = number("--warmup", optarg, 0); break;
            case SECONDS: o->seconds = number("--seconds", optarg, 0.01); break;
            case HELP:
            case 'h': fputs(usage, stdout); exit(0);
            default: fputs("Try: loadgen --help\n", stderr); exit(2);
        }
    }
    if (optind + 1 != argc) {
        mistake("one mode is needed", optind == argc ? "none given" : argv[optind + 1]);
    }
    o->mode = argv[optind];
    if (o->connect.port == 0) {
        mistake("--connect", "not given");
    }
    if (o->accept.port != 0 && o->tls && (o->certificate == NULL || o->key == NULL)) {
        mistake("--accept", "needs --certificate and --key");
    }
}
