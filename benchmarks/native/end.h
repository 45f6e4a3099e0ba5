/*
 * Between the two halves of tunnel.h: tunnel.c connects, waits for events and loses ends; end.c is what an end says and
 * understands, from the upgrade to messages.
 */
#ifndef END_H
#define END_H

#include "tunnel.h"

extern const struct events *handlers;

/* TLS stands, or there is none: asks for the upgrade. */
void end_secured(struct end *e);

/* There is something to read. */
void end_readable(struct end *e);

/* What epoll watches: reading, unless the end is deaf, and whether there is room to write. */
void end_watch(struct end *e, bool writable);

/* Something went wrong, which is counted; the second ends the end, too. */
void end_error(const struct end *e, const char *what, const char *detail);
void end_lost(struct end *e, const char *what, const char *detail);

/* The one that stands, or is being set up, with this serial; or NULL. */
struct tunnel *tunnel_find(unsigned serial);

#endif
