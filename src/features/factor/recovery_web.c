/* Recovering accounts by two persons; what was done is shown to the owner; and what a manager sees
 * and does of an account's ways of signing in. */
#include "features/factor/directory_service.h"
#include "features/factor/factor_web.h"
#include "features/factor/recovery.html.h"
#include "features/frame/frame.h"
#include "sys/clock.h"

static bool recovery_is_on(void) {
    return factor_in_use()->recovery_by_two;
}

static bool directory_is_on(void) {
    return factor_in_use()->directory.on;
}

static bool step_is_on(void) {
    return factor_in_use()->totp || factor_in_use()->passkey;
}

static bool account_is_on(void) {
    return directory_is_on() || step_is_on();
}

/* --- two persons ------------------------------------------------------------------------------ */

static const struct err *draw(const struct request *request, struct response *response,
                              struct recovery_view *view, const struct issues *issues) {
    struct page page;
    view->page = &page;
    TRY(recovery_list(app_db(request), request->arena, request->user,
                      clock_steady_ms(request->now_ms), &view->lines));
    frame_page(request, frame_words(request, MSG_factor_recovery_title), NULL, STEP_NONE, &page);
    page.issues = issues;
    struct html h = frame_html(request, response);
    tpl_recovery_page(&h, view);
    return NULL;
}

static const struct err *show(struct request *request, struct response *response) {
    struct recovery_view view = {.login = request_query_text(request, "tai-khoan"),
                                 .reason = STR(""),
                                 .code = STR(""),
                                 .code_login = STR("")};
    return draw(request, response, &view, NULL);
}

static const struct err *ask(struct request *request, struct response *response) {
    struct issues issues = {0};
    struct recovery_view view = {.login = request_text(request, "login"),
                                 .reason = request_text(request, "reason"),
                                 .code = STR(""),
                                 .code_login = STR("")};
    TRY(recovery_ask(app_db(request), request->arena, request->user,
                     clock_steady_ms(request->now_ms), view.login, view.reason, &issues));
    if (issues.count) {
        response->status = 422;
        return draw(request, response, &view, &issues);
    }
    frame_redirect(request, response, STR("/khoi-phuc"), MSG_notice_recovery_asked, 0);
    return NULL;
}

static const struct err *confirm(struct request *request, struct response *response) {
    struct issues issues = {0};
    struct recovery_view view = {.login = STR(""), .reason = STR("")};
    TRY(recovery_confirm(app_db(request), request->arena, request->user,
                         clock_steady_ms(request->now_ms), request_param(request, "request"),
                         &issues, &view.code_login, &view.code));
    if (issues.count)
        response->status = 422;
    return draw(request, response, &view, &issues);
}

static const struct err *withdraw(struct request *request, struct response *response) {
    TRY(recovery_withdraw(app_db(request), request->arena, request->user,
                          clock_steady_ms(request->now_ms), request_param(request, "request")));
    frame_redirect(request, response, STR("/khoi-phuc"), MSG_notice_recovery_withdrawn, 0);
    return NULL;
}

/* --- its owner sees it --------------------------------------------------------------------------
 */

static const struct err *show_told(struct request *request, struct response *response) {
    struct page page;
    struct told_view view = {.page = &page};
    TRY(recovery_untold(app_db(request), request->arena, request->user, &view.lines));
    frame_page(request, frame_words(request, MSG_factor_told_title), NULL, STEP_NONE, &page);
    struct html h = frame_html(request, response);
    tpl_told_page(&h, &view);
    return NULL;
}

static const struct err *saw_it(struct request *request, struct response *response) {
    TRY(recovery_tell(app_db(request), request->user, clock_steady_ms(request->now_ms)));
    respond_redirect(response, STR("/"));
    return NULL;
}

/* --- an account's ways of signing in ------------------------------------------------------------
 */

static const struct err *draw_account(const struct request *request, struct response *response,
                                      const struct issues *issues) {
    const struct factor_settings *settings = factor_in_use();
    struct page page;
    struct account_factor_view view = {.page = &page,
                                       .login = request_param(request, "login"),
                                       .by_two = settings->recovery_by_two,
                                       .directory = settings->directory.on};
    TRY(factor_state_of_login(app_db(request), request->arena, settings, request->user,
                              request->now_ms, view.login, &view.state));
    frame_page(request, frame_words(request, MSG_factor_account_title), NULL, STEP_NONE, &page);
    page.issues = issues;
    struct html h = frame_html(request, response);
    tpl_account_factor_page(&h, &view);
    return NULL;
}

static const struct err *show_account(struct request *request, struct response *response) {
    return draw_account(request, response, NULL);
}

static struct str account_path(const struct request *request) {
    return str_format(request->arena, "/tai-khoan/" STR_FMT "/dang-nhap",
                      STR_ARG(request_param(request, "login")));
}

static const struct err *remove_step(struct request *request, struct response *response) {
    TRY(factors_remove(app_db(request), request->arena, factor_in_use(), request->user,
                       request->now_ms, request_param(request, "login")));
    frame_redirect(request, response, account_path(request), MSG_notice_factors_removed, 0);
    return NULL;
}

static const struct err *mark(struct request *request, struct response *response) {
    struct issues issues = {0};
    bool marked = str_equal_c(request_text(request, "tu"), "thu-muc");
    TRY(directory_mark(app_db(request), request->arena, request->user, request->now_ms,
                       request_param(request, "login"), marked, &issues));
    if (issues.count) {
        response->status = 422;
        return draw_account(request, response, &issues);
    }
    frame_redirect(request, response, account_path(request),
                   marked ? MSG_notice_directory_on : MSG_notice_directory_off, 0);
    return NULL;
}

const struct route recovery_routes[] = {
    {HTTP_GET, "/khoi-phuc", RIGHT_ACCOUNT_RECOVER, show, .is_on = recovery_is_on},
    {HTTP_POST, "/khoi-phuc", RIGHT_ACCOUNT_RECOVER, ask, .is_on = recovery_is_on},
    {HTTP_POST, "/khoi-phuc/:request/xac-nhan", RIGHT_ACCOUNT_RECOVER, confirm,
     .is_on = recovery_is_on},
    {HTTP_POST, "/khoi-phuc/:request/rut", RIGHT_ACCOUNT_RECOVER, withdraw,
     .is_on = recovery_is_on},
    {HTTP_GET, "/xac-thuc/da-khoi-phuc", RIGHT_SIGNED_IN, show_told, .is_on = recovery_is_on},
    {HTTP_POST, "/xac-thuc/da-khoi-phuc", RIGHT_SIGNED_IN, saw_it, .is_on = recovery_is_on},
    {HTTP_GET, "/tai-khoan/:login/dang-nhap", RIGHT_ACCOUNT_MANAGE, show_account,
     .is_on = account_is_on},
    {HTTP_POST, "/tai-khoan/:login/go-buoc-hai", RIGHT_ACCOUNT_MANAGE, remove_step,
     .is_on = step_is_on},
    {HTTP_POST, "/tai-khoan/:login/thu-muc", RIGHT_ACCOUNT_MANAGE, mark, .is_on = directory_is_on},
};
const size_t recovery_routes_count = COUNT_OF(recovery_routes);
