/* The life of the server: start, port, stop. */
#include "http/server.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "sys/clock.h"

enum {
    CONNECTION_BYTES = 64 * 1024, /* of libmicrohttpd for one connection: bounds the headers */
    CONNECTION_TIMEOUT_S = 300,   /* behind our own, stricter deadlines */
    LAST_BYTES_MAX_MS = 5000,     /* how long a stop waits for slow readers */
    DOOR_THREADS = 2,             /* as many as crypto/password lets hash at once */
};

static struct http_options with_defaults(const struct http_options *options) {
    struct http_options full = *options;
    full.workers = full.workers ? full.workers : 4;
    full.savers = full.savers ? full.savers : 32;
    full.queue_max = full.queue_max ? full.queue_max : 256;
    full.door_queue_max = full.door_queue_max ? full.door_queue_max : 128;
    full.connections_max = full.connections_max ? full.connections_max : 512;
    full.request_max_ms = full.request_max_ms ? full.request_max_ms : 30000;
    full.idle_max_ms = full.idle_max_ms ? full.idle_max_ms : 60000;
    return full;
}

static unsigned tick_ms(const struct http_options *options) {
    unsigned shortest = options->request_max_ms < options->idle_max_ms ? options->request_max_ms
                                                                       : options->idle_max_ms;
    unsigned tick = shortest / 4;
    return tick < 10 ? 10 : tick > 1000 ? 1000 : tick;
}

static const struct err *start_daemon(struct http_server *server) {
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO, 0, NULL, NULL,
        connection_access, server, MHD_OPTION_LISTEN_SOCKET, server->listen_socket,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_UNESCAPE_CALLBACK, connection_unescape, server,
        MHD_OPTION_URI_LOG_CALLBACK, connection_uri_read, server, MHD_OPTION_NOTIFY_COMPLETED,
        connection_request_done, server, MHD_OPTION_NOTIFY_CONNECTION, connection_changed, server,
        MHD_OPTION_CONNECTION_LIMIT, server->options.connections_max,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)CONNECTION_TIMEOUT_S, MHD_OPTION_END);
    if (!server->daemon)
        return ERR(ERR_IO, "libmicrohttpd does not start");
    return NULL;
}

static const struct err *start_threads(struct http_server *server) {
    if (server->options.spool_folder)
        spool_sweep(server->options.spool_folder);
    TRY(listen_open(&server->options, &server->listen_socket, &server->port));
    TRY(watch_list_start(tick_ms(&server->options), &server->watches));
    TRY(work_queue_start(server->options.workers, server->options.queue_max, connection_work,
                         &server->queue));
    TRY(work_queue_start(server->options.savers, server->options.queue_max, connection_work,
                         &server->saves));
    TRY(work_queue_start(DOOR_THREADS, server->options.door_queue_max, connection_work,
                         &server->door));
    return start_daemon(server);
}

static void stop_queue(struct work_queue *queue) {
    if (!queue)
        return;
    work_queue_stop(queue);
    work_queue_free(queue);
}

/* Whatever was started, in the opposite order. */
static void release(struct http_server *server) {
    if (server->daemon)
        MHD_stop_daemon(server->daemon);
    stop_queue(server->queue);
    stop_queue(server->saves);
    stop_queue(server->door);
    if (server->watches)
        watch_list_stop(server->watches);
    if (server->listen_socket >= 0) {
        close(server->listen_socket);
        if (server->options.unix_path && !server->options.inherited_socket)
            unlink(server->options.unix_path);
    }
    pthread_cond_destroy(&server->calm);
    pthread_mutex_destroy(&server->lock);
    struct arena *arena = server->arena;
    arena_free(arena);
}

static struct http_server *server_new(const struct http_app *app,
                                      const struct http_options *options) {
    struct arena *arena = arena_new(0);
    struct http_server *server = ARENA_NEW(arena, struct http_server);
    server->arena = arena;
    server->app = *app;
    server->options = with_defaults(options);
    server->metrics = metrics_new(arena, &server->app);
    server->listen_socket = -1;
    pthread_mutex_init(&server->lock, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&server->calm, &attributes);
    pthread_condattr_destroy(&attributes);
    return server;
}

const struct err *http_server_start(const struct http_app *app, const struct http_options *options,
                                    struct http_server **ret_server) {
    struct http_server *server = server_new(app, options);
    struct str why = STR_NONE;
    if (!router_compile(server->arena, &server->app, &server->router, &why)) {
        const struct err *err = ERR(ERR_INTERNAL, STR_FMT, STR_ARG(why));
        release(server);
        return err;
    }
    signal(SIGPIPE, SIG_IGN);
    /* Signals are for the main thread: the server's threads are born with all of them blocked. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const struct err *err = start_threads(server);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (err) {
        release(server);
        return err;
    }
    *ret_server = server;
    return NULL;
}

void http_metrics_write(const struct request *request, struct buf *out) {
    const struct http_server *server = request->fields->server;
    if (server)
        metrics_write(server->metrics,
                      work_queue_waiting(server->queue) + work_queue_waiting(server->saves) +
                          work_queue_waiting(server->door),
                      out);
}

uint16_t http_server_port(const struct http_server *server) {
    return server->port;
}

static void wait_for_last_bytes(struct http_server *server) {
    int64_t until_ms = clock_monotonic_ms() + LAST_BYTES_MAX_MS;
    struct timespec until = {.tv_sec = (time_t)(until_ms / 1000),
                             .tv_nsec = (long)(until_ms % 1000) * 1000000};
    pthread_mutex_lock(&server->lock);
    while (server->handed > 0 &&
           pthread_cond_timedwait(&server->calm, &server->lock, &until) != ETIMEDOUT) {
    }
    pthread_mutex_unlock(&server->lock);
}

void http_server_stop(struct http_server *server) {
    if (!server)
        return;
    MHD_quiesce_daemon(server->daemon);
    /* Every suspended connection is with a worker, so all are resumed when the workers have ended;
     * from here on the event loop answers new requests with 503. */
    work_queue_stop(server->queue);
    work_queue_stop(server->saves);
    work_queue_stop(server->door);
    wait_for_last_bytes(server);
    release(server);
}
