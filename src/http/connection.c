/* libmicrohttpd's callbacks: from bytes to a struct incoming, from a struct answer to bytes. */
#include "http/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/list.h"
#include "sys/clock.h"
#include "sys/log.h"

enum { BODY_BYTES_PER_MS = 16, HEADERS_COUNTED_MAX = 2 * HTTP_HEADERS_MAX };

static int64_t later_ms(const struct http_server *server, uint64_t bytes) {
    return server->options.request_max_ms + (int64_t)(bytes / BODY_BYTES_PER_MS);
}

/* The path and query as they came: libmicrohttpd's own decoding is never used. */
void *connection_uri_read(void *closure, const char *uri, struct MHD_Connection *connection) {
    struct http_server *server = closure;
    struct arena *arena = arena_new(0);
    struct exchange *exchange = ARENA_NEW(arena, struct exchange);
    exchange->server = server;
    exchange->connection = connection;
    exchange->begun_ms = clock_monotonic_ms();
    exchange->incoming.arena = arena;
    exchange->incoming.server = server;
    exchange->incoming.now_ms = clock_now_ms();
    exchange->incoming.target = str_copy(arena, str_from_c(uri));
    exchange->target_begin = uri;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    exchange->watch = info ? info->socket_context : NULL;
    if (exchange->watch)
        watch_set(server->watches, exchange->watch, exchange->begun_ms + later_ms(server, 0));
    return exchange;
}

size_t connection_unescape(void *closure, struct MHD_Connection *connection, char *text) {
    (void)closure;
    (void)connection;
    return strlen(text);
}

void connection_changed(void *closure, struct MHD_Connection *connection, void **socket_context,
                        enum MHD_ConnectionNotificationCode code) {
    struct http_server *server = closure;
    metrics_connection(server->metrics, code == MHD_CONNECTION_NOTIFY_STARTED ? 1 : -1);
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        *socket_context = watch_begin(server->watches, info->connect_fd,
                                      clock_monotonic_ms() + later_ms(server, 0));
    } else if (*socket_context) {
        watch_end(server->watches, *socket_context);
        *socket_context = NULL;
    }
}

/* libmicrohttpd 0.9.75 ends a text at a NUL, takes bare line feeds, and joins folded lines wrongly;
 * what it then shows us is not what was sent. But its texts still lie where the bytes arrived, so
 * the head must be without a gap: each text ends exactly one CRLF before the next begins, and the
 * last one two before the end of the head. NEXT is where the next text must begin; NULL: there was
 * a gap. Only addresses are compared. */
static void follow(const char **next, const char *text, size_t length, size_t separator) {
    *next = *next && *next == text ? text + length + separator : NULL;
}

static enum MHD_Result collect_header(void *closure, enum MHD_ValueKind kind, const char *key,
                                      size_t key_size, const char *value, size_t value_size) {
    struct exchange *exchange = closure;
    (void)kind;
    if (exchange->incoming.headers.count >= HEADERS_COUNTED_MAX)
        return MHD_NO;
    const char *begin = value ? value : key + key_size + 1;
    follow(&exchange->head_next, key, (size_t)(begin - key), 0);
    follow(&exchange->head_next, begin, value_size, 2);
    struct arena *arena = exchange->incoming.arena;
    *list_push(arena, &exchange->incoming.headers) =
        (struct header){str_copy(arena, (struct str){key, key_size}),
                        str_copy(arena, (struct str){value ? value : "", value_size})};
    return MHD_YES;
}

/* A proxy says in one of these headers that it asks for somebody else. */
static bool is_forwarded(const struct headers *headers) {
    static const char *const NAMES[] = {"X-Real-IP", "X-Forwarded-For", "X-Forwarded-Proto",
                                        "Forwarded", "Via"};
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (headers_find(headers, NAMES[i]).p)
            return true;
    return false;
}

/* Who is at the other end, and whether a proxy on this machine spoke TLS with him. */
static void read_peer(struct exchange *exchange) {
    struct incoming *incoming = &exchange->incoming;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *address = info ? info->client_addr : NULL;
    char text[INET6_ADDRSTRLEN] = "unix";
    bool near = true;
    if (address && address->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)address;
        inet_ntop(AF_INET, &v4->sin_addr, text, sizeof(text));
        near = (ntohl(v4->sin_addr.s_addr) >> 24) == 127;
    } else if (address && address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)address;
        inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof(text));
        near = IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
    }
    incoming->remote_address = str_copy(incoming->arena, str_from_c(text));
    struct str protocol = headers_find(&incoming->headers, "X-Forwarded-Proto");
    incoming->is_local = near && !is_forwarded(&incoming->headers);
    incoming->https = near && str_equal_c(protocol, "https");
    /* Only a proxy can reach the Unix socket, so its word on the client's address counts. */
    struct str client = headers_find(&incoming->headers, "X-Real-IP");
    unsigned char parsed[16];
    if (strcmp(text, "unix") == 0 && client.p &&
        (inet_pton(AF_INET, client.p, parsed) == 1 || inet_pton(AF_INET6, client.p, parsed) == 1))
        incoming->remote_address = client;
}

/* Gives the answer to libmicrohttpd. A body of our own goes over into its hands. */
static enum MHD_Result send_answer(struct exchange *exchange, bool then_close) {
    struct answer *answer = &exchange->answer;
    bool is_static = exchange->static_bytes.p != NULL;
    struct str bytes = is_static ? exchange->static_bytes : buf_str(&answer->body);
    bool give_away = !is_static && answer->body.bytes;
    struct MHD_Response *response =
        MHD_create_response_from_buffer(bytes.n, (void *)(uintptr_t)bytes.p,
                                        give_away ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
    if (!response)
        return MHD_NO;
    if (give_away)
        answer->body = (struct buf)BUF_INIT(0);
    enum MHD_Result result = MHD_YES;
    for (size_t i = 0; i < answer->headers.count && result == MHD_YES; i++)
        result = MHD_add_response_header(
            response, str_c(exchange->incoming.arena, answer->headers.items[i].name),
            str_c(exchange->incoming.arena, answer->headers.items[i].value));
    if (result == MHD_YES && then_close)
        result = MHD_add_response_header(response, "Connection", "close");
    if (result == MHD_YES)
        result = MHD_queue_response(exchange->connection, (unsigned)answer->status, response);
    if (result == MHD_NO)
        log_write(LOG_LEVEL_ERROR, "http.not_sent", "status=%d", answer->status);
    MHD_destroy_response(response);
    exchange->answered = true;
    watch_set(exchange->server->watches, exchange->watch,
              clock_monotonic_ms() + later_ms(exchange->server, bytes.n));
    return result;
}

/* An answer without the program's pages, before or instead of a worker. */
static enum MHD_Result send_plain(struct exchange *exchange, int status, enum msg_id sentence) {
    struct arena *arena = exchange->incoming.arena;
    answer_plain(arena, status, sentence, &exchange->answer);
    if (status == 503)
        answer_add(arena, &exchange->answer, STR("Retry-After"), STR("2"));
    if (status == 405)
        answer_add(arena, &exchange->answer, STR("Allow"), STR("GET, HEAD, POST"));
    return send_answer(exchange, true);
}

static uint32_t body_max(const struct incoming *incoming) {
    const struct route *route = incoming->match.route;
    return route && route->body_max_bytes ? route->body_max_bytes : BODY_BYTES_DEFAULT;
}

/* The length of the body that the headers promise; 0 where none or chunked. */
static uint64_t promised_bytes(const struct headers *headers) {
    long long bytes = 0;
    str_to_int64(headers_find(headers, "Content-Length"), &bytes);
    return (uint64_t)bytes;
}

static bool has_body(const struct headers *headers) {
    return promised_bytes(headers) > 0 || headers_find(headers, "Transfer-Encoding").p;
}

static bool head_has_gaps(struct exchange *exchange, const char *method, const char *version) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    const char *next = method;
    follow(&next, method, strlen(method), 1);
    follow(&next, exchange->target_begin, exchange->incoming.target.n, 1);
    follow(&next, version, strlen(version), 2);
    exchange->head_next = next;
    MHD_get_connection_values_n(exchange->connection, MHD_HEADER_KIND, collect_header, exchange);
    next = exchange->head_next;
    return !next || !info || next + 2 != method + info->header_size;
}

static const char *read_head(struct exchange *exchange, const char *method, const char *version) {
    struct incoming *incoming = &exchange->incoming;
    bool gaps = head_has_gaps(exchange, method, version);
    const char *fault = strict_headers_fault(&incoming->headers);
    if (!fault && gaps)
        fault = "a head with hidden bytes";
    if (!fault)
        fault = strict_read_target(incoming->arena, incoming->target, &incoming->path,
                                   &incoming->query);
    if (!fault && strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0)
        fault = "a version of HTTP that is neither 1.0 nor 1.1";
    incoming->method = strcmp(method, "POST") == 0 ? HTTP_POST : HTTP_GET;
    if (!fault && incoming->method == HTTP_GET && has_body(&incoming->headers))
        fault = "a GET with a body";
    return fault;
}

static bool is_known_method(const char *method) {
    return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0 || strcmp(method, "POST") == 0;
}

/* After the headers and before the body: decides whether the body is read at all. */
static enum MHD_Result begin(struct exchange *exchange, const char *method, const char *version) {
    struct http_server *server = exchange->server;
    struct incoming *incoming = &exchange->incoming;
    exchange->headers_seen = true;
    const char *fault = read_head(exchange, method, version);
    if (fault) {
        log_write(LOG_LEVEL_DEBUG, "http.refused", "why=\"%s\"", fault);
        return send_plain(exchange, 400, MSG_error_input);
    }
    if (!is_known_method(method))
        return send_plain(exchange, 405, MSG_error_not_found);
    read_peer(exchange);
    router_find(server->router, incoming->method, incoming->path, &incoming->match);
    struct route_match page;
    router_find(server->router, HTTP_GET, incoming->path, &page);
    incoming->is_page = page.route != NULL;
    uint64_t promised = promised_bytes(&incoming->headers);
    if (promised > (uint64_t)body_max(incoming) + DRAIN_BYTES_MAX)
        return send_plain(exchange, 413, MSG_error_limit);
    incoming->body_too_large = promised > body_max(incoming);
    struct str type = headers_find(&incoming->headers, "Content-Type");
    if (incoming->match.route && incoming->match.route->takes_files &&
        form_has_type(type, "multipart/form-data") && has_body(&incoming->headers)) {
        exchange->spool = spool_new(incoming->arena, server->options.spool_folder,
                                    &server->spooled_bytes, SPOOLED_BYTES_MAX);
        incoming->multipart = multipart_new(incoming->arena, type, exchange->spool);
    }
    buf_init(&exchange->body, body_max(incoming));
    return MHD_YES;
}

static void drop_body(struct exchange *exchange) {
    atomic_fetch_sub(&exchange->server->bodies_bytes, exchange->body.length);
    buf_release(&exchange->body);
    spool_end(exchange->spool);
}

static enum MHD_Result take_body(struct exchange *exchange, const char *data, size_t *size) {
    struct http_server *server = exchange->server;
    struct incoming *incoming = &exchange->incoming;
    exchange->received_bytes += *size;
    if (exchange->received_bytes > (uint64_t)body_max(incoming) + DRAIN_BYTES_MAX)
        return MHD_NO;
    watch_set(server->watches, exchange->watch,
              exchange->begun_ms + later_ms(server, exchange->received_bytes));
    if (exchange->received_bytes > body_max(incoming))
        incoming->body_too_large = true;
    if (incoming->body_too_large || exchange->out_of_memory) {
        drop_body(exchange);
    } else if (incoming->multipart) {
        multipart_take(incoming->multipart, (struct str){data, *size});
    } else if (atomic_fetch_add(&server->bodies_bytes, *size) + *size > BODIES_BYTES_MAX) {
        atomic_fetch_sub(&server->bodies_bytes, *size);
        exchange->out_of_memory = true;
        drop_body(exchange);
    } else {
        buf_append(&exchange->body, data, *size);
    }
    *size = 0;
    return MHD_YES;
}

static void count_handed(struct http_server *server, int change) {
    pthread_mutex_lock(&server->lock);
    server->handed += (unsigned)change;
    if (server->handed == 0)
        pthread_cond_broadcast(&server->calm);
    pthread_mutex_unlock(&server->lock);
}

void connection_work(void *item) {
    struct exchange *exchange = item;
    dispatch(&exchange->server->app, &exchange->incoming, &exchange->answer);
    MHD_resume_connection(exchange->connection);
}

/* The request is complete. */
static enum MHD_Result hand_over(struct exchange *exchange) {
    struct http_server *server = exchange->server;
    struct incoming *incoming = &exchange->incoming;
    const struct asset *asset =
        incoming->method == HTTP_GET ? static_find(&server->app, incoming->path) : NULL;
    if (asset) {
        exchange->static_bytes =
            static_answer(incoming->arena, asset, &incoming->headers, &exchange->answer);
        return send_answer(exchange, false);
    }
    const struct route *route = incoming->match.route;
    struct work_queue *queue = route && route->hashes_passwords ? server->door
                               : route && route->only_saves     ? server->saves
                                                                : server->queue;
    if (exchange->out_of_memory || !work_queue_has_room(queue))
        return send_plain(exchange, 503, MSG_http_busy);
    incoming->body = buf_str(&exchange->body);
    exchange->handed = true;
    count_handed(server, 1);
    watch_set(server->watches, exchange->watch, WATCH_NEVER);
    /* Suspended first: the worker may be ready before we return. */
    MHD_suspend_connection(exchange->connection);
    if (!work_queue_push(queue, exchange)) {
        answer_plain(incoming->arena, 503, MSG_http_busy, &exchange->answer);
        answer_add(incoming->arena, &exchange->answer, STR("Retry-After"), STR("2"));
        MHD_resume_connection(exchange->connection);
    }
    return MHD_YES;
}

enum MHD_Result connection_access(void *closure, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload_data,
                                  size_t *upload_data_size, void **request_context) {
    struct exchange *exchange = *request_context;
    (void)closure;
    (void)connection;
    (void)url;
    if (!exchange->headers_seen)
        return begin(exchange, method, version);
    if (*upload_data_size)
        return take_body(exchange, upload_data, upload_data_size);
    if (exchange->answered)
        return MHD_YES;
    if (exchange->handed)
        return send_answer(exchange, exchange->answer.status == 400);
    return hand_over(exchange);
}

static void log_request(const struct exchange *exchange, int64_t took_ms) {
    const struct route *route = exchange->incoming.match.route;
    log_write(LOG_LEVEL_INFO, "http.request", "method=%s route=%s status=%d ms=%lld",
              exchange->incoming.method == HTTP_POST ? "POST" : "GET",
              exchange->static_bytes.p ? "asset"
              : route                  ? route->path
                                       : "-",
              exchange->answer.status, (long long)took_ms);
}

void connection_request_done(void *closure, struct MHD_Connection *connection,
                             void **request_context, enum MHD_RequestTerminationCode code) {
    struct http_server *server = closure;
    struct exchange *exchange = *request_context;
    (void)connection;
    (void)code;
    if (!exchange)
        return;
    *request_context = NULL;
    int64_t now_ms = clock_monotonic_ms();
    if (exchange->headers_seen)
        metrics_count(server->metrics, exchange->incoming.match.route,
                      exchange->static_bytes.p != NULL, exchange->answer.status,
                      now_ms - exchange->begun_ms);
    if (server->options.log_requests && exchange->headers_seen)
        log_request(exchange, now_ms - exchange->begun_ms);
    watch_set(server->watches, exchange->watch, now_ms + server->options.idle_max_ms);
    bool handed = exchange->handed;
    drop_body(exchange);
    multipart_free(exchange->incoming.multipart);
    buf_release(&exchange->answer.body);
    arena_free(exchange->incoming.arena);
    if (handed)
        count_handed(server, -1);
}
