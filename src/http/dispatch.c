/* The way of one request through the program. */
#include "http/exchange.h"

#include <sodium.h>
#include <strings.h>

#include "http/percent.h"
#include "sys/log.h"
#include "sys/random_bytes.h"

enum {
    PAGE_BYTES_MAX = 64 << 20,
    VISIT_BYTES = 16,
    RETURN_BYTES_MAX = 1000,
    USER_AGENT_BYTES_MAX = 200,
};

struct passage {
    const struct http_app *app;
    const struct incoming *incoming;
    struct request_fields fields;
    struct request request;
    struct str new_visit; /* the visitor's cookie to set; absent: he has one or needs none */
};

static int status_of(const struct err *err) {
    switch (err->kind) {
    case ERR_NOT_FOUND:
        return 404;
    case ERR_DENIED:
        return 403;
    case ERR_CONFLICT:
    case ERR_STATE:
        return 409;
    case ERR_INPUT:
        return 422;
    case ERR_LIMIT:
        return 413;
    case ERR_UNAVAILABLE:
    case ERR_IN_USE:
        return 503;
    case ERR_INTERNAL:
    case ERR_IO:
    case ERR_DISK_FULL:
    case ERR_READ_ONLY:
    case ERR_DATABASE:
        return 500;
    }
    return 500;
}

static enum msg_id sentence_of(int status) {
    switch (status) {
    case 400:
    case 422:
        return MSG_error_input;
    case 403:
        return MSG_error_denied;
    case 404:
    case 405:
        return MSG_error_not_found;
    case 413:
        return MSG_error_limit;
    case 503:
        return MSG_http_busy;
    case 507:
        return MSG_http_upload_disk_full;
    default:
        return MSG_error_internal;
    }
}

/* Forgets what a handler wrote and draws the error's page in its place. */
static void draw_error(struct passage *passage, int status, const struct err *err,
                       struct response *response) {
    buf_release(&response->body);
    *response = (struct response){.status = status, .body = BUF_INIT(PAGE_BYTES_MAX)};
    if (err && status >= 500)
        log_err("http.error", err);
    if (passage->app->draw_error)
        passage->app->draw_error(&passage->request, status, err, response);
}

static bool is_htmx_part(const struct headers *headers) {
    /* htmx 4 says so itself; for htmx 2 everything is a part but links that it boosted. */
    struct str type = headers_find(headers, "HX-Request-Type");
    if (type.p)
        return str_equal_c(type, "partial");
    return str_equal_c(headers_find(headers, "HX-Request"), "true") &&
           !headers_find(headers, "HX-Boosted").p &&
           !headers_find(headers, "HX-History-Restore-Request").p;
}

/* The token of "Authorization: Bearer TOKEN". */
static struct str bearer_of(const struct headers *headers) {
    struct str value = headers_find(headers, "Authorization");
    if (value.n < 7 || strncasecmp(value.p, "Bearer ", 7) != 0)
        return STR_NONE;
    return str_trim(str_slice(value, 7, value.n));
}

/* It is stored and shown, so nothing of it but plain letters is taken. */
static struct str clean_user_agent(struct arena *arena, struct str text) {
    size_t count = text.n < USER_AGENT_BYTES_MAX ? text.n : USER_AGENT_BYTES_MAX;
    char *clean = arena_alloc(arena, count + 1);
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (text.p[i] >= 0x20 && text.p[i] < 0x7F)
            clean[n++] = text.p[i];
    clean[n] = '\0';
    return (struct str){clean, n};
}

static void fill_request(struct passage *passage) {
    const struct incoming *incoming = passage->incoming;
    bool is_api = str_starts_with(incoming->path, STR("/api/"));
    struct str lang = cookie_find(&incoming->headers, STR("thidua_lang"));
    passage->fields.match = &incoming->match;
    passage->fields.server = incoming->server;
    passage->request = (struct request){
        .arena = incoming->arena,
        .method = incoming->method,
        .path = incoming->path,
        .target = incoming->target,
        .page_target = incoming->method == HTTP_GET ? incoming->target
                       : incoming->is_page          ? incoming->path
                                                    : STR("/"),
        .remote_address = incoming->remote_address,
        .is_local = incoming->is_local,
        .user_agent =
            clean_user_agent(incoming->arena, headers_find(&incoming->headers, "User-Agent")),
        .pending_token = cookie_find(&incoming->headers, cookie_pending_name(incoming->https)),
        .lang = str_equal_c(lang, "en") ? LANG_EN : LANG_VI,
        .now_ms = incoming->now_ms,
        .csrf_token = STR(""),
        .is_fragment = !is_api && is_htmx_part(&incoming->headers),
        .is_api = is_api,
        .bearer = is_api ? bearer_of(&incoming->headers) : STR_NONE,
        .app = passage->app->app,
        .fields = &passage->fields,
    };
}

static bool is_visit_token(struct str token) {
    for (size_t i = 0; i < token.n; i++)
        if (!((token.p[i] >= '0' && token.p[i] <= '9') || (token.p[i] >= 'a' && token.p[i] <= 'f')))
            return false;
    return token.n == (size_t)VISIT_BYTES * 2;
}

static struct str visit_name(bool https) {
    return https ? STR("__Host-thidua_visit") : STR("thidua_visit");
}

/* Who is asking. A visitor's forms are protected by a random cookie of his own. */
static const struct err *identify(struct passage *passage) {
    const struct incoming *incoming = passage->incoming;
    struct request *request = &passage->request;
    struct str session = cookie_find(&incoming->headers, cookie_session_name(incoming->https));
    TRY(passage->app->identify(request, request->bearer.p ? STR_NONE : session));
    if (request->user) {
        if (request->csrf_token.n == 0 && !request->bearer.p)
            return ERR(ERR_INTERNAL, "a session without a token for its forms");
        return NULL;
    }
    if (request->is_api)
        return NULL;
    request->session_ended = session.n > 0;
    struct str visit = cookie_find(&incoming->headers, visit_name(incoming->https));
    if (!is_visit_token(visit)) {
        visit = random_hex(incoming->arena, VISIT_BYTES);
        passage->new_visit = visit;
    }
    request->csrf_token = visit;
    return NULL;
}

static const char *read_body(struct passage *passage) {
    const struct incoming *incoming = passage->incoming;
    struct request_fields *fields = &passage->fields;
    struct str content_type = headers_find(&incoming->headers, "Content-Type");
    if (incoming->body.n == 0)
        return NULL;
    if (incoming->method != HTTP_POST)
        return "a GET with a body";
    if (passage->request.is_api) {
        fields->json = incoming->body;
        return form_has_type(content_type, "application/json") ? NULL : "a body that is no JSON";
    }
    if (form_has_type(content_type, "application/x-www-form-urlencoded"))
        return form_read_urlencoded(incoming->arena, incoming->body, FORM_FIELDS_MAX,
                                    &fields->body);
    return "a body of a kind that this route does not take";
}

/* What was read while it arrived. An error where it could not be kept. */
static const struct err *take_multipart(struct passage *passage, const char **ret_fault) {
    struct request_fields *fields = &passage->fields;
    switch (multipart_finish(passage->incoming->multipart, &fields->body, &fields->uploads,
                             ret_fault)) {
    case MULTIPART_READ:
    case MULTIPART_FAULTY:
        return NULL;
    case MULTIPART_TOO_LARGE:
        return ERR(ERR_LIMIT, "too many bytes in plain fields");
    case MULTIPART_NO_ROOM:
        return ERR_TEXT(ERR_UNAVAILABLE, "http.busy", "too many uploads at once");
    case MULTIPART_DISK_FULL:
        return ERR_TEXT(ERR_DISK_FULL, "http.upload_disk_full", "no room for an upload");
    case MULTIPART_NO_DISK:
        return ERR_TEXT(ERR_IO, "http.upload_no_disk", "an upload cannot be kept");
    }
    return NULL;
}

/* False: the request is answered, and no field of it is shown to anybody. */
static bool read_fields(struct passage *passage, struct response *response) {
    const struct incoming *incoming = passage->incoming;
    struct request_fields *fields = &passage->fields;
    const char *fault = form_read_urlencoded(incoming->arena, incoming->query,
                                             FORM_QUERY_FIELDS_MAX, &fields->query);
    const struct err *err = NULL;
    if (!fault && incoming->multipart)
        err = take_multipart(passage, &fault);
    else if (!fault)
        fault = read_body(passage);
    if (fault || err) {
        log_write(LOG_LEVEL_DEBUG, "http.refused", "why=\"%s\"", fault ? fault : err->message);
        *fields = (struct request_fields){.match = fields->match, .server = fields->server};
        int status = !err ? 400 : err->kind == ERR_DISK_FULL ? 507 : status_of(err);
        draw_error(passage, status, err, response);
        return false;
    }
    form_seal(incoming->arena, &fields->query);
    form_seal(incoming->arena, &fields->body);
    return true;
}

/* A bearer's token is sent by a program on purpose; a cookie is sent by any page's request. */
static bool csrf_token_fits(const struct passage *passage) {
    const struct request *request = &passage->request;
    if (request->bearer.p && request->user)
        return true;
    struct str sent = request->is_api ? headers_find(&passage->incoming->headers, "X-CSRF-Token")
                                      : request_field(request, "csrf");
    struct str token = request->csrf_token;
    return token.n > 0 && sent.n == token.n && sodium_memcmp(sent.p, token.p, token.n) == 0;
}

/* "/dang-nhap?tiep=%2Fcum%2F…" */
static struct str sign_in_target(struct passage *passage) {
    struct buf out = BUF_INIT(4 * HTTP_TARGET_BYTES_MAX);
    const struct request *request = &passage->request;
    buf_append_c(&out, passage->app->sign_in_path);
    char separator = '?';
    /* After a POST: back to its page, where what was typed is asked for again. */
    struct str next = request->method == HTTP_GET ? request->target : request->page_target;
    if (!request->is_fragment && next.n > 1 && next.n <= RETURN_BYTES_MAX) {
        buf_append_c(&out, "?tiep=");
        percent_encode(&out, next, "/");
        separator = '&';
    }
    if (request->session_ended && passage->app->session_ended_query) {
        buf_append_char(&out, separator);
        buf_append_c(&out, passage->app->session_ended_query);
    }
    struct str target = str_copy(request->arena, buf_str(&out));
    buf_release(&out);
    return target;
}

static void refuse(struct passage *passage, struct response *response, struct answer *answer) {
    const struct request *request = &passage->request;
    if (request->user) {
        draw_error(passage, 403, NULL, response);
    } else if (request->is_api) {
        answer_add(request->arena, answer, STR("WWW-Authenticate"), STR("Bearer"));
        draw_error(passage, 401, NULL, response);
    } else if (request->session_ended && !request->is_fragment) {
        response->set_session = STR("");
        respond_redirect(response, sign_in_target(passage));
    } else if (request->method != HTTP_GET) {
        /* Most often his session ended while he was typing. */
        draw_error(passage, 403, ERR_TEXT(ERR_DENIED, "http.form_expired", "a visitor's POST"),
                   response);
    } else if (request->is_fragment) {
        /* A sign-in page inside a part of a page helps nobody: the whole page goes there. */
        response->status = 401;
        answer_add(request->arena, answer, STR("HX-Redirect"), sign_in_target(passage));
    } else {
        respond_redirect(response, sign_in_target(passage));
    }
}

static void handle(struct passage *passage, struct response *response, struct answer *answer) {
    const struct incoming *incoming = passage->incoming;
    struct request *request = &passage->request;
    const struct err *err = identify(passage);
    if (err) {
        draw_error(passage, status_of(err), err, response);
        return;
    }
    if (!incoming->match.route) {
        if (incoming->match.other_method)
            answer_add(incoming->arena, answer, STR("Allow"),
                       incoming->method == HTTP_GET ? STR("POST") : STR("GET, HEAD"));
        draw_error(passage, incoming->match.other_method ? 405 : 404, NULL, response);
        return;
    }
    const struct route *route = incoming->match.route;
    bool post = incoming->method == HTTP_POST;
    if (post && !request->bearer.p && csrf_origin_fault(&incoming->headers)) {
        draw_error(passage, 403, ERR_TEXT(ERR_DENIED, "http.other_site", "a POST of another site"),
                   response);
    } else if (!passage->app->allows(request, route->right)) {
        refuse(passage, response, answer);
    } else if (incoming->body_too_large) {
        draw_error(passage, 413, NULL, response);
    } else if (!read_fields(passage, response)) {
        return;
    } else if (post && !csrf_token_fits(passage)) {
        draw_error(passage, 403, ERR_TEXT(ERR_DENIED, "http.form_expired", "a POST without token"),
                   response);
    } else {
        if (post && passage->app->admits)
            err = passage->app->admits(request);
        if (!err)
            err = route->handler(request, response);
        if (err)
            draw_error(passage, status_of(err), err, response);
    }
}

void dispatch(const struct http_app *app, const struct incoming *incoming, struct answer *answer) {
    struct passage passage = {.app = app, .incoming = incoming};
    struct response response = {.body = BUF_INIT(PAGE_BYTES_MAX)};
    fill_request(&passage);
    handle(&passage, &response, answer);
    const struct err *err = answer_from_response(incoming, &response, answer);
    if (err) {
        log_err("http.error", err);
        answer_plain(incoming->arena, 500, MSG_error_internal, answer);
    } else if (answer->status >= 400 && answer->body.length == 0 && answer->status != 401) {
        answer_plain(incoming->arena, answer->status, sentence_of(answer->status), answer);
    }
    if (answer->status == 503)
        answer_add(incoming->arena, answer, STR("Retry-After"), STR("5"));
    if (passage.new_visit.p)
        answer_add_cookie(incoming->arena, answer, incoming->https, visit_name(incoming->https),
                          passage.new_visit, -1);
    buf_release(&response.body);
}
