/* The server's insides, shared by server.c (life) and connection.c (libmicrohttpd's callbacks).
 * These two files and listen.c are all that knows libmicrohttpd and sockets. Private to http/.
 *
 * One thread of libmicrohttpd reads and writes all connections. A complete request is suspended and
 * given to the work queue; a worker fills in the answer and resumes it. While it is with a worker,
 * the event loop does not touch it, so an exchange needs no lock. */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "http/exchange.h"
#include "http/metrics.h"
#include "http/watch.h"
#include "http/work_queue.h"

enum {
    BODY_BYTES_DEFAULT = 64 * 1024,
    /* What is read and thrown away so that the browser gets to see the page for 413. */
    DRAIN_BYTES_MAX = 64 << 20,
    /* All bodies in memory together. */
    BODIES_BYTES_MAX = 512 << 20,
};
/* All uploaded files on disk together. */
#define SPOOLED_BYTES_MAX ((size_t)2 << 30)

struct http_server {
    struct http_app app;
    struct http_options options;
    struct arena *arena;
    struct router *router;
    struct MHD_Daemon *daemon;
    struct work_queue *queue;
    struct work_queue *saves; /* requests of routes that only save */
    struct work_queue *door;  /* requests of routes that hash passwords */
    struct watch_list *watches;
    struct metrics *metrics;
    int listen_socket;
    uint16_t port;
    atomic_size_t bodies_bytes;
    atomic_size_t spooled_bytes;
    pthread_mutex_t lock;
    pthread_cond_t calm;
    unsigned handed; /* exchanges given to workers and not yet answered to the last byte */
};

/* One request on its way. Lives in its own arena. */
struct exchange {
    struct http_server *server;
    struct MHD_Connection *connection;
    struct watch *watch;
    struct incoming incoming;
    struct answer answer;
    struct str static_bytes; /* the body where it is an asset; absent: answer.body */
    struct buf body;
    struct spool *spool; /* of incoming.multipart */
    uint64_t received_bytes;
    int64_t begun_ms;         /* monotonic */
    const char *target_begin; /* in libmicrohttpd's memory; see follow() in connection.c */
    const char *head_next;
    bool headers_seen;
    bool out_of_memory; /* too many bodies at once: 503 */
    bool answered;
    bool handed;
};

/* Callbacks for MHD_start_daemon; the closure is the server. */
void *connection_uri_read(void *closure, const char *uri, struct MHD_Connection *connection);
size_t connection_unescape(void *closure, struct MHD_Connection *connection, char *text);
void connection_changed(void *closure, struct MHD_Connection *connection, void **socket_context,
                        enum MHD_ConnectionNotificationCode code);
enum MHD_Result connection_access(void *closure, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload_data,
                                  size_t *upload_data_size, void **request_context);
void connection_request_done(void *closure, struct MHD_Connection *connection,
                             void **request_context, enum MHD_RequestTerminationCode code);
/* The work of the queue: ITEM is a suspended exchange. */
void connection_work(void *item);

/* A listening socket, non-blocking and close-on-exec; the port chosen for 0. */
MUST_CHECK const struct err *listen_open(const struct http_options *options, int *ret_socket,
                                         uint16_t *ret_port);

#endif
