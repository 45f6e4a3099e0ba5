/* What has been spent, by the server and by this generator. */
#ifndef SERVER_H
#define SERVER_H

struct spent {
    double wall, server, own; /* seconds */
};

/* Since some moment: the difference of two is what counts. The server's is the kernel's CPU clock of its processes. */
struct spent spent_now(void);

struct spent spent_since(const struct spent *start);

#endif
