/* Signing in and out, the language, one's own password. */
#include "features/account/account_web.h"

#include "features/account/account.html.h"
#include "features/account/account_service.h"
#include "features/account/door_service.h"
#include "features/factor/recovery_service.h"
#include "features/frame/frame.h"
#include "http/percent.h"
#include "sys/clock.h"

static struct str next_of(const struct request *request) {
    struct str next = request_query(request, "tiep");
    return next.p ? next : request_text(request, "tiep");
}

static void draw_sign_in(const struct request *request, struct response *response, struct str login,
                         const struct issues *issues) {
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_account_sign_in), NULL, STEP_NONE, &page);
    page.issues = issues;
    struct sign_in_view view = {&page, login, next_of(request), factor_in_use()->passkey};
    struct html h = frame_html(request, response);
    tpl_sign_in_page(&h, &view);
}

static const struct err *show_sign_in(struct request *request, struct response *response) {
    draw_sign_in(request, response, STR(""), NULL);
    return NULL;
}

/* Where he goes who is in: where he wanted to, but first to what was done to his account. */
static const struct err *path_inside(const struct request *request, struct str session_token,
                                     struct str *ret_path) {
    struct str next = next_of(request);
    *ret_path = next.n && http_is_own_path(next) ? next : STR("/");
    if (!factor_in_use()->recovery_by_two)
        return NULL;
    struct known_session session;
    struct recovery_lines untold = {0};
    TRY(account_of_session(app_db(request), request->arena, clock_steady_ms(request->now_ms),
                           session_token, request->remote_address, &session));
    if (session.user)
        TRY(recovery_untold(app_db(request), request->arena, session.user, &untold));
    if (untold.count)
        *ret_path = STR("/xac-thuc/da-khoi-phuc");
    return NULL;
}

const struct err *account_follow(struct request *request, struct response *response,
                                 const struct door_answer *answer) {
    struct str next = next_of(request);
    if (answer->step == DOOR_OPEN) {
        /* The browser forgets the session it had, so nobody shall find it again. */
        if (request->user)
            TRY(account_sign_out(app_db(request), request->arena, request->user));
        response->set_session = answer->session_token;
        response->set_pending = STR("");
        struct str inside;
        TRY(path_inside(request, answer->session_token, &inside));
        respond_redirect(response, inside);
        return NULL;
    }
    struct pending pending;
    bool found;
    struct str path = STR("/dang-nhap");
    TRY(door_pending(app_db(request), request->arena, clock_steady_ms(request->now_ms),
                     answer->pending_token, &found, &pending));
    if (found)
        TRY(door_next_path(app_db(request), request->arena, &pending, &path));
    response->set_pending = answer->pending_token;
    if (next.n && http_is_own_path(next)) {
        struct buf target = BUF_INIT(1 << 14);
        buf_append_str(&target, path);
        buf_append_c(&target, "?tiep=");
        percent_encode(&target, next, "/");
        path = str_copy(request->arena, buf_str(&target));
        buf_release(&target);
    }
    respond_redirect(response, path);
    return NULL;
}

static struct visitor visitor_of(const struct request *request) {
    return (struct visitor){request->remote_address, request->user_agent};
}

static const struct err *sign_in(struct request *request, struct response *response) {
    struct issues issues = {0};
    struct door_answer answer;
    struct visitor visitor = visitor_of(request);
    struct str login = request_text(request, "login");
    TRY(door_sign_in(app_db(request), request->arena, clock_steady_ms(request->now_ms), &visitor,
                     login, request_field(request, "password"), &issues, &answer));
    if (answer.step != DOOR_SHUT)
        return account_follow(request, response, &answer);
    response->status = answer.wait_ms ? 429 : 422;
    response->retry_after_s = (answer.wait_ms + 999) / 1000;
    draw_sign_in(request, response, login, &issues);
    return NULL;
}

/* --- a password of one's own -------------------------------------------------------------- */

const struct err *account_begin_anew(const struct request *request, struct response *response) {
    response->set_pending = STR("");
    frame_redirect(request, response, STR("/dang-nhap"), MSG_notice_sign_in_anew, 0);
    return NULL;
}

static void draw_set_password(const struct request *request, struct response *response,
                              const struct pending *pending, const struct issues *issues) {
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_account_set_password), NULL, STEP_NONE,
               &page);
    page.issues = issues;
    struct set_password_view view = {&page, pending->login, pending->name, next_of(request)};
    struct html h = frame_html(request, response);
    tpl_set_password_page(&h, &view);
}

static const struct err *show_set_password(struct request *request, struct response *response) {
    bool found;
    struct pending pending;
    TRY(door_pending(app_db(request), request->arena, clock_steady_ms(request->now_ms),
                     request->pending_token, &found, &pending));
    if (!found || pending.step != DOOR_SET_PASSWORD)
        return account_begin_anew(request, response);
    draw_set_password(request, response, &pending, NULL);
    return NULL;
}

static const struct err *set_password(struct request *request, struct response *response) {
    struct issues issues = {0};
    struct door_answer answer;
    struct visitor visitor = visitor_of(request);
    int64_t now_ms = clock_steady_ms(request->now_ms);
    bool found;
    struct pending pending;
    TRY(door_pending(app_db(request), request->arena, now_ms, request->pending_token, &found,
                     &pending));
    if (!found || pending.step != DOOR_SET_PASSWORD)
        return account_begin_anew(request, response);
    TRY(door_set_password(app_db(request), request->arena, now_ms, &visitor, request->pending_token,
                          request_field(request, "new"), request_field(request, "repeat"), &issues,
                          &answer));
    if (issues.count) {
        response->status = 422;
        draw_set_password(request, response, &pending, &issues);
        return NULL;
    }
    return answer.step == DOOR_SHUT ? account_begin_anew(request, response)
                                    : account_follow(request, response, &answer);
}

/* --- out ---------------------------------------------------------------------------------- */

static const struct err *sign_out(struct request *request, struct response *response) {
    TRY(account_sign_out(app_db(request), request->arena, request->user));
    response->set_session = STR("");
    frame_redirect(request, response, STR("/dang-nhap"), MSG_notice_signed_out, 0);
    return NULL;
}

static const struct err *set_language(struct request *request, struct response *response) {
    struct str lang = request_field(request, "lang");
    response->set_lang = str_equal_c(lang, "en") ? STR("en") : STR("vi");
    struct str next = request_field(request, "tiep");
    respond_redirect(response, next.n && http_is_own_path(next) ? next : STR("/"));
    return NULL;
}

static void draw_password(const struct request *request, struct response *response,
                          const struct issues *issues) {
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_account_change_password), NULL, STEP_NONE,
               &page);
    page.issues = issues;
    struct html h = frame_html(request, response);
    tpl_password_page(&h, &page);
}

static const struct err *show_password(struct request *request, struct response *response) {
    draw_password(request, response, NULL);
    return NULL;
}

static const struct err *change_password(struct request *request, struct response *response) {
    struct issues issues = {0};
    struct str repeated = request_field(request, "repeat");
    TRY(account_change_password(app_db(request), request->arena, request->user,
                                clock_steady_ms(request->now_ms), request_field(request, "old"),
                                request_field(request, "new"), repeated, &issues));
    if (issues.count) {
        response->status = 422;
        draw_password(request, response, &issues);
        return NULL;
    }
    response->set_session = STR("");
    frame_redirect(request, response, STR("/dang-nhap"), MSG_notice_password_changed, 0);
    return NULL;
}

const struct route account_routes[] = {
    {HTTP_GET, "/dang-nhap", RIGHT_PUBLIC, show_sign_in},
    {HTTP_POST, "/dang-nhap", RIGHT_PUBLIC, sign_in, .hashes_passwords = true},
    {HTTP_GET, "/dang-nhap/dat-mat-khau", RIGHT_PUBLIC, show_set_password},
    {HTTP_POST, "/dang-nhap/dat-mat-khau", RIGHT_PUBLIC, set_password, .hashes_passwords = true},
    {HTTP_POST, "/dang-xuat", RIGHT_SIGNED_IN, sign_out},
    {HTTP_POST, "/ngon-ngu", RIGHT_PUBLIC, set_language},
    {HTTP_GET, "/mat-khau", RIGHT_SIGNED_IN, show_password},
    {HTTP_POST, "/mat-khau", RIGHT_SIGNED_IN, change_password, .hashes_passwords = true},
};
const size_t account_routes_count = COUNT_OF(account_routes);
