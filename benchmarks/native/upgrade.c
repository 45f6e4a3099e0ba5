#include "upgrade.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void accept_of(const char *key, char accept[UPGRADE_KEY]) {
    char text[UPGRADE_KEY + 40];
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size;
    int n = snprintf(text, sizeof text, "%s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
    EVP_Digest(text, (size_t)n, digest, &size, EVP_sha1(), NULL);
    EVP_EncodeBlock((unsigned char *)accept, digest, (int)size);
}

size_t upgrade_request(char text[UPGRADE_TEXT], const char *host, const char *path, char accept[UPGRADE_KEY]) {
    unsigned char random[16];
    char key[UPGRADE_KEY];
    RAND_bytes(random, sizeof random);
    EVP_EncodeBlock((unsigned char *)key, random, sizeof random);
    accept_of(key, accept);
    return (size_t)snprintf(
        text, UPGRADE_TEXT,
        "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\n\r\n",
        path, host, key);
}

bool upgrade_agreed(const char *head, const char *accept) {
    return strncmp(head, "HTTP/1.1 101", 12) == 0 && strstr(head, accept) != NULL;
}

size_t upgrade_answer(char text[UPGRADE_TEXT], const char *head) {
    static const char name[] = "\r\nSec-WebSocket-Key:";
    const char *value = strcasestr(head, name);
    if (value == NULL) {
        return 0;
    }
    value += sizeof name - 1;
    value += strspn(value, " ");
    size_t length = strcspn(value, " \r\n");
    if (length == 0 || length >= UPGRADE_KEY) {
        return 0;
    }
    char key[UPGRADE_KEY], accept[UPGRADE_KEY];
    memcpy(key, value, length);
    key[length] = '\0';
    accept_of(key, accept);
    return (size_t)snprintf(
        text, UPGRADE_TEXT,
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: %s\r\n\r\n",
        accept);
}

long upgrade_number(const char *head) {
    size_t line = strcspn(head, "\r");
    size_t path = strcspn(head, " ") + 1;
    if (path >= line) {
        return -1;
    }
    size_t end = path + strcspn(head + path, " ");
    size_t begin = end;
    while (begin > path && head[begin - 1] >= '0' && head[begin - 1] <= '9') {
        begin--;
    }
    return begin == end ? -1 : strtol(head + begin, NULL, 10);
}
