/* The HTTP upgrade to WebSocket (RFC 6455, section 4), both sides of it. */
#ifndef UPGRADE_H
#define UPGRADE_H

#include <stdbool.h>
#include <stddef.h>

enum { UPGRADE_KEY = 80, UPGRADE_TEXT = 1024 };

/* Writes a request and the Sec-WebSocket-Accept that must answer it; returns the request's length. */
size_t upgrade_request(char text[UPGRADE_TEXT], const char *host, const char *path, char accept[UPGRADE_KEY]);

/* Whether this head of a response agrees to the upgrade. */
bool upgrade_agreed(const char *head, const char *accept);

/* Writes the answer to this head of a request; returns its length, or 0 when it asks for something else. */
size_t upgrade_answer(char text[UPGRADE_TEXT], const char *head);

/* The number that ends the path of this head of a request, or -1: /tunnel/17 */
long upgrade_number(const char *head);

#endif
