#include "http/exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "http/percent.h"
#include "text/vi_fold.h"

enum { HEADER_BYTES_MAX = 8 * 1024, DOWNLOAD_BYTES_MAX = 256 << 20, YEAR_S = 31536000 };

static const char POLICY[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'";

void answer_add(struct arena *arena, struct answer *answer, struct str name, struct str value) {
    *list_push(arena, &answer->headers) = (struct header){name, value};
}

void answer_add_security(struct arena *arena, struct answer *answer, bool cacheable) {
    answer_add(arena, answer, STR("Content-Security-Policy"), str_from_c(POLICY));
    answer_add(arena, answer, STR("X-Content-Type-Options"), STR("nosniff"));
    answer_add(arena, answer, STR("Referrer-Policy"), STR("same-origin"));
    answer_add(arena, answer, STR("Cross-Origin-Opener-Policy"), STR("same-origin"));
    answer_add(arena, answer, STR("Cross-Origin-Resource-Policy"), STR("same-origin"));
    answer_add(arena, answer, STR("Cache-Control"),
               cacheable ? STR("public, max-age=31536000, immutable") : STR("private, no-store"));
}

void answer_add_cookie(struct arena *arena, struct answer *answer, bool https, struct str name,
                       struct str value, int64_t max_age_s) {
    struct str age =
        max_age_s < 0 ? STR("") : str_format(arena, "; Max-Age=%lld", (long long)max_age_s);
    answer_add(arena, answer, STR("Set-Cookie"),
               str_format(arena,
                          STR_FMT "=" STR_FMT "; Path=/; HttpOnly; SameSite=Lax" STR_FMT "%s",
                          STR_ARG(name), STR_ARG(value), STR_ARG(age), https ? "; Secure" : ""));
}

void answer_plain(struct arena *arena, int status, enum msg_id sentence, struct answer *answer) {
    buf_release(&answer->body);
    *answer = (struct answer){.status = status};
    buf_init(&answer->body, 64 * 1024);
    buf_append_format(&answer->body,
                      "<!doctype html>\n<html lang=\"vi\"><meta charset=\"utf-8\">"
                      "<title>%d</title>\n<p>" STR_FMT "</p>\n<p lang=\"en\">" STR_FMT "</p>\n",
                      status, STR_ARG(message_plain(LANG_VI, sentence)),
                      STR_ARG(message_plain(LANG_EN, sentence)));
    answer_add(arena, answer, STR("Content-Type"), STR("text/html; charset=utf-8"));
    answer_add_security(arena, answer, false);
}

bool http_is_own_path(struct str path) {
    if (path.n == 0 || path.p[0] != '/' || (path.n > 1 && (path.p[1] == '/' || path.p[1] == '\\')))
        return false;
    for (size_t i = 0; i < path.n; i++)
        if ((unsigned char)path.p[i] < 0x20 || path.p[i] == 0x7F || path.p[i] == '\\')
            return false;
    return path.n <= HTTP_TARGET_BYTES_MAX;
}

void respond_redirect(struct response *response, struct str path) {
    if (!http_is_own_path(path)) {
        fprintf(stderr, "<2>http: a redirect that is no path of this program\n");
        abort();
    }
    response->status = 303;
    response->location = path;
}

void respond_file(struct response *response, const char *content_type, struct str file_name,
                  struct str bytes) {
    response->content_type = str_from_c(content_type);
    response->download_name = file_name;
    buf_release(&response->body);
    buf_init(&response->body, DOWNLOAD_BYTES_MAX);
    buf_append_str(&response->body, bytes);
}

/* What could end the header or the quoted name; the letters without marks for old programs. */
static struct str disposition(struct arena *arena, struct str file_name) {
    struct buf out = BUF_INIT(HEADER_BYTES_MAX);
    struct str folded = vi_fold(arena, file_name);
    buf_append_c(&out, "attachment; filename=\"");
    for (size_t i = 0; i < folded.n; i++) {
        char c = folded.p[i];
        bool plain = c >= 0x20 && c < 0x7F && !strchr("\"\\/%;", c);
        buf_append_char(&out, plain ? c : '_');
    }
    buf_append_c(&out, "\"; filename*=UTF-8''");
    percent_encode(&out, file_name, "");
    struct str value = str_copy(arena, buf_str(&out));
    buf_release(&out);
    return value;
}

/* Letters of other scripts in a slug, and blanks, are escaped; what is escaped already stays. */
static struct str escaped_location(struct arena *arena, struct str path) {
    struct buf out = BUF_INIT(3 * HTTP_TARGET_BYTES_MAX);
    percent_encode(&out, path, "/?#[]@!$&'()*+,;=:%");
    struct str value = str_copy(arena, buf_str(&out));
    buf_release(&out);
    return value;
}

static bool is_cookie_value(struct str value) {
    for (size_t i = 0; i < value.n; i++) {
        char c = value.p[i];
        if (c <= 0x20 || c >= 0x7F || strchr("\",;\\", c))
            return false;
    }
    return value.n <= 1024;
}

static void add_cookies(const struct incoming *incoming, const struct response *response,
                        struct answer *answer) {
    struct arena *arena = incoming->arena;
    bool https = incoming->https;
    if (response->set_session.p)
        answer_add_cookie(arena, answer, https, cookie_session_name(https), response->set_session,
                          response->set_session.n ? -1 : 0);
    if (response->set_pending.p)
        answer_add_cookie(arena, answer, https, cookie_pending_name(https), response->set_pending,
                          response->set_pending.n ? -1 : 0);
    if (response->set_lang.p)
        answer_add_cookie(arena, answer, https, STR("thidua_lang"), response->set_lang, YEAR_S);
}

const struct err *answer_from_response(const struct incoming *incoming, struct response *response,
                                       struct answer *answer) {
    struct arena *arena = incoming->arena;
    if (response->body.overflowed)
        return ERR(ERR_INTERNAL, "a page passed its maximum of %zu bytes", response->body.max);
    if (!is_cookie_value(response->set_session) || !is_cookie_value(response->set_lang) ||
        !is_cookie_value(response->set_pending))
        return ERR(ERR_INTERNAL, "a handler set a cookie with characters that are not allowed");
    answer->status = response->status ? response->status : 200;
    answer_add(arena, answer, STR("Content-Type"),
               response->content_type.p ? response->content_type : STR("text/html; charset=utf-8"));
    answer_add_security(arena, answer, response->cacheable);
    if (response->location.p)
        answer_add(arena, answer, STR("Location"), escaped_location(arena, response->location));
    if (response->retry_after_s > 0)
        answer_add(arena, answer, STR("Retry-After"),
                   str_format(arena, "%lld", (long long)response->retry_after_s));
    if (response->download_name.p) {
        answer_add(arena, answer, STR("Content-Disposition"),
                   disposition(arena, response->download_name));
        /* Beside the other policy: a file that is shown all the same may do nothing. */
        answer_add(arena, answer, STR("Content-Security-Policy"),
                   STR("sandbox; default-src 'none'"));
    }
    add_cookies(incoming, response, answer);
    buf_release(&answer->body);
    answer->body = response->body;
    response->body = (struct buf)BUF_INIT(0);
    return NULL;
}
