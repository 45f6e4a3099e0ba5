#include "wire.h"

#include <errno.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    OUTPUT = 768 * 1024,
    RECORD_OVERHEAD = 64, /* header, content type, tag, with room to spare */
    SPARE_BUFFERS = 4096
};

static uint8_t input[WIRE_INPUT];
static uint8_t plaintext[RECORD + 1024];

/* ---- output buffers: a connection with nothing to send holds none ------------------------------------------------ */

static uint8_t *spare[SPARE_BUFFERS];
static unsigned spares;

static void buffer_take(struct wire *w) {
    w->out = spares > 0 ? spare[--spares] : malloc(OUTPUT);
    if (w->out == NULL) {
        abort();
    }
    w->out_begin = w->out_end = 0;
}

static void buffer_give(struct wire *w) {
    if (w->out == NULL) {
        return;
    }
    if (spares < SPARE_BUFFERS) {
        spare[spares++] = w->out;
    } else {
        free(w->out);
    }
    w->out = NULL;
    w->out_begin = w->out_end = 0;
}

static void append(struct wire *w, const void *data, size_t n) {
    if (w->out == NULL) {
        buffer_take(w);
    }
    if (w->out_end + n > OUTPUT) {
        memmove(w->out, w->out + w->out_begin, w->out_end - w->out_begin);
        w->out_end -= w->out_begin;
        w->out_begin = 0;
    }
    if (w->out_end + n > OUTPUT) {
        fputs("wire: written without asking whether it fits\n", stderr);
        abort();
    }
    memcpy(w->out + w->out_end, data, n);
    w->out_end += n;
}

/* ---- the BIO between OpenSSL and the buffers --------------------------------------------------------------------- */

static int bio_write(BIO *bio, const char *data, int n) {
    BIO_clear_retry_flags(bio);
    append(BIO_get_data(bio), data, (size_t)n);
    return n;
}

static int bio_read(BIO *bio, char *data, int n) {
    struct wire *w = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (w->in_left == 0) {
        BIO_set_retry_read(bio);
        return -1;
    }
    size_t count = (size_t)n < w->in_left ? (size_t)n : w->in_left;
    memcpy(data, w->in, count);
    w->in += count;
    w->in_left -= count;
    return (int)count;
}

static long bio_ctrl(BIO *bio, int command, long number, void *pointer) {
    (void)bio;
    (void)number;
    (void)pointer;
    return command == BIO_CTRL_FLUSH || command == BIO_CTRL_DUP || command == BIO_CTRL_PUSH || command == BIO_CTRL_POP;
}

static int bio_create(BIO *bio) {
    BIO_set_init(bio, 1);
    return 1;
}

static BIO *bio_for(struct wire *w) {
    static BIO_METHOD *method;
    if (method == NULL) {
        method = BIO_meth_new(BIO_TYPE_SOURCE_SINK | BIO_get_new_index(), "wire");
        BIO_meth_set_write(method, bio_write);
        BIO_meth_set_read(method, bio_read);
        BIO_meth_set_ctrl(method, bio_ctrl);
        BIO_meth_set_create(method, bio_create);
    }
    BIO *bio = BIO_new(method);
    BIO_set_data(bio, w);
    return bio;
}

/* ---- TLS --------------------------------------------------------------------------------------------------------- */

static void require(int ok, const char *what) {
    if (ok != 1) {
        fprintf(stderr, "TLS: %s\n", what);
        ERR_print_errors_fp(stderr);
        exit(2);
    }
}

SSL_CTX *tls_context(bool server, const char *suite, const char *groups, const char *certificate, const char *key) {
    SSL_CTX *context = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
    SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE);
    /* Tickets carry their state themselves: a cache would only be memory that is not the connections'. */
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    if (suite != NULL) {
        require(SSL_CTX_set_ciphersuites(context, suite), "no such cipher suite");
    }
    if (groups != NULL) {
        require(SSL_CTX_set1_groups_list(context, groups), "no such group");
    }
    if (server) {
        require(SSL_CTX_use_certificate_chain_file(context, certificate), "the certificate cannot be used");
        require(SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM), "the private key cannot be used");
    }
    return context;
}

void wire_init(struct wire *w, int fd, SSL_CTX *context, bool server) {
    memset(w, 0, sizeof *w);
    w->fd = fd;
    if (context == NULL) {
        return;
    }
    w->ssl = SSL_new(context);
    BIO *bio = bio_for(w);
    SSL_set_bio(w->ssl, bio, bio);
    if (server) {
        SSL_set_accept_state(w->ssl);
    } else {
        SSL_set_connect_state(w->ssl);
    }
}

void wire_close(struct wire *w) {
    if (w->ssl != NULL) {
        SSL_free(w->ssl);
        w->ssl = NULL;
    }
    buffer_give(w);
    if (w->fd >= 0) {
        close(w->fd);
        w->fd = -1;
    }
}

int wire_handshake(struct wire *w) {
    int result = SSL_do_handshake(w->ssl);
    if (result == 1) {
        return 1;
    }
    int error = SSL_get_error(w->ssl, result);
    ERR_clear_error();
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

/* ---- bytes ------------------------------------------------------------------------------------------------------- */

int wire_fill(struct wire *w) {
    ssize_t n = recv(w->fd, input, sizeof input, 0);
    if (n > 0) {
        w->in = input;
        w->in_left = (size_t)n;
        return 1;
    }
    return n < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

int wire_take(struct wire *w, uint8_t **data) {
    if (w->ssl == NULL) {
        int n = (int)w->in_left;
        *data = (uint8_t *)w->in;
        w->in_left = 0;
        return n;
    }
    int n = SSL_read(w->ssl, plaintext, sizeof plaintext);
    if (n > 0) {
        *data = plaintext;
        return n;
    }
    int error = SSL_get_error(w->ssl, n);
    ERR_clear_error();
    return error == SSL_ERROR_WANT_READ ? 0 : -1;
}

size_t wire_pending(const struct wire *w) {
    return w->out_end - w->out_begin;
}

bool wire_fits(const struct wire *w, size_t n) {
    return wire_pending(w) + n + (n / RECORD + 1) * RECORD_OVERHEAD <= OUTPUT;
}

bool wire_write(struct wire *w, const void *data, size_t n) {
    if (w->ssl == NULL) {
        append(w, data, n);
        return true;
    }
    const uint8_t *next = data;
    while (n > 0) {
        int written = SSL_write(w->ssl, next, n > RECORD ? RECORD : (int)n);
        if (written <= 0) {
            ERR_clear_error();
            return false;
        }
        next += written;
        n -= (size_t)written;
    }
    return true;
}

enum flushed wire_flush(struct wire *w) {
    while (w->out_begin < w->out_end) {
        ssize_t n = send(w->fd, w->out + w->out_begin, w->out_end - w->out_begin, MSG_NOSIGNAL);
        if (n < 0) {
            return errno == EAGAIN ? BLOCKED : BROKEN;
        }
        w->out_begin += (size_t)n;
    }
    buffer_give(w);
    return FLUSHED;
}

void wire_goodbye(struct wire *w) {
    if (w->ssl != NULL && SSL_is_init_finished(w->ssl)) {
        SSL_shutdown(w->ssl);
        ERR_clear_error();
        wire_flush(w);
    }
}
