/* Signing in and out, the language, one's own password. */
#include "features/account/account_web.h"

#include "features/account/account.html.h"
#include "features/account/account_service.h"
#include "features/frame/frame.h"

static void draw_sign_in(const struct request *request, struct response *response, struct str login,
                         const struct issues *issues) {
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_account_sign_in), NULL, STEP_NONE, &page);
    page.issues = issues;
    struct sign_in_view view = {&page, login, request_query(request, "tiep")};
    if (!view.next.p)
        view.next = request_field(request, "tiep");
    struct html h = frame_html(request, response);
    tpl_sign_in_page(&h, &view);
}

static const struct err *show_sign_in(struct request *request, struct response *response) {
    draw_sign_in(request, response, STR(""), NULL);
    return NULL;
}

static const struct err *sign_in(struct request *request, struct response *response) {
    struct issues issues = {0};
    struct str token;
    struct str login = request_field(request, "login");
    TRY(account_sign_in(app_db(request), request->arena, request->now_ms, login,
                        request_field(request, "password"), request->remote_address, &issues,
                        &token));
    if (!token.p) {
        response->status = 422;
        draw_sign_in(request, response, login.p ? login : STR(""), &issues);
        return NULL;
    }
    /* The browser forgets the session it had, so nobody shall find it again. */
    if (request->user)
        TRY(account_sign_out(app_db(request), request->arena, request->user));
    response->set_session = token;
    struct str next = request_field(request, "tiep");
    respond_redirect(response, next.n && http_is_own_path(next) ? next : STR("/"));
    return NULL;
}

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
    TRY(account_change_password(app_db(request), request->arena, request->user, request->now_ms,
                                request_field(request, "old"), request_field(request, "new"),
                                repeated, &issues));
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
    {HTTP_POST, "/dang-nhap", RIGHT_PUBLIC, sign_in},
    {HTTP_POST, "/dang-xuat", RIGHT_SIGNED_IN, sign_out},
    {HTTP_POST, "/ngon-ngu", RIGHT_PUBLIC, set_language},
    {HTTP_GET, "/mat-khau", RIGHT_SIGNED_IN, show_password},
    {HTTP_POST, "/mat-khau", RIGHT_SIGNED_IN, change_password},
};
const size_t account_routes_count = COUNT_OF(account_routes);
