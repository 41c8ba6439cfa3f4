/* The second step of signing in, and signing in with a passkey alone. */
#include "features/account/account_web.h"
#include "features/factor/factor.html.h"
#include "features/factor/factor_door_service.h"
#include "features/factor/factor_web.h"
#include "features/frame/frame.h"
#include "sys/clock.h"

static bool passkey_is_on(void) {
    return factor_in_use()->passkey;
}

static bool any_is_on(void) {
    return factor_in_use()->totp || factor_in_use()->passkey;
}

static struct str next_of(const struct request *request) {
    struct str next = request_query(request, "tiep");
    return next.p ? next : request_text(request, "tiep");
}

static const struct err *find_pending(const struct request *request, bool *ret_found,
                                      struct pending *ret_pending) {
    TRY(door_pending(app_db(request), request->arena, clock_steady_ms(request->now_ms),
                     request->pending_token, ret_found, ret_pending));
    *ret_found = *ret_found && ret_pending->step == DOOR_SECOND_FACTOR;
    return NULL;
}

static const struct err *draw_second(const struct request *request, struct response *response,
                                     const struct pending *pending, const struct issues *issues) {
    const struct factor_settings *settings = factor_in_use();
    struct page page;
    struct user owner = {.id = pending->account_id};
    struct factor_state state;
    TRY(factor_state_of(app_db(request), request->arena, settings, &owner, &state));
    struct second_view view = {.page = &page,
                               .login = pending->login,
                               .next = next_of(request),
                               .app = state.totp_ms.set,
                               .passkey = state.passkeys > 0};
    if (view.passkey) {
        struct passkey_lines lines;
        TRY(passkeys_of(app_db(request), request->arena, pending->account_id, &lines));
        view.ask = passkey_request_of(request, WEBAUTHN_GET, request->pending_token);
        view.ask.known = STR("");
        for (size_t i = 0; i < lines.count; i++)
            view.ask.known =
                str_format(request->arena, STR_FMT " " STR_FMT, STR_ARG(view.ask.known),
                           STR_ARG(lines.items[i].credential_id));
    }
    frame_page(request, frame_words(request, MSG_factor_second_title), NULL, STEP_NONE, &page);
    page.issues = issues;
    struct html h = frame_html(request, response);
    tpl_second_page(&h, &view);
    return NULL;
}

static const struct err *show_second(struct request *request, struct response *response) {
    bool found;
    struct pending pending;
    TRY(find_pending(request, &found, &pending));
    return found ? draw_second(request, response, &pending, NULL)
                 : account_begin_anew(request, response);
}

/* Wrong: the page again while tries are left, else from the beginning. */
static const struct err *again(struct request *request, struct response *response,
                               const struct issues *issues) {
    bool found;
    struct pending pending;
    TRY(find_pending(request, &found, &pending));
    if (!found || !issues->count)
        return account_begin_anew(request, response);
    response->status = 422;
    return draw_second(request, response, &pending, issues);
}

static const struct err *pass_code(struct request *request, struct response *response) {
    struct issues issues = {0};
    struct door_answer answer;
    struct visitor visitor = factor_visitor(request);
    TRY(totp_pass(app_db(request), request->arena, factor_in_use(),
                  clock_steady_ms(request->now_ms), request->now_ms, &visitor,
                  request->pending_token, request_text(request, "code"), &issues, &answer));
    return answer.step == DOOR_OPEN ? account_follow(request, response, &answer)
                                    : again(request, response, &issues);
}

static const struct err *pass_passkey(struct request *request, struct response *response) {
    struct issues issues = {0};
    struct door_answer answer;
    struct visitor visitor = factor_visitor(request);
    struct passkey_form form = passkey_form_of(request);
    TRY(passkey_pass(app_db(request), request->arena, factor_in_use(),
                     clock_steady_ms(request->now_ms), &visitor, request->pending_token, &form,
                     &issues, &answer));
    return answer.step == DOOR_OPEN ? account_follow(request, response, &answer)
                                    : again(request, response, &issues);
}

/* --- a passkey alone ------------------------------------------------------------------------ */

static const struct err *draw_passkey(const struct request *request, struct response *response,
                                      const struct issues *issues) {
    struct page page;
    struct second_view view = {.page = &page,
                               .login = STR(""),
                               .next = next_of(request),
                               .ask =
                                   passkey_request_of(request, WEBAUTHN_GET, request->csrf_token)};
    view.ask.known = STR("");
    frame_page(request, frame_words(request, MSG_factor_passkey_sign_in), NULL, STEP_NONE, &page);
    page.issues = issues;
    struct html h = frame_html(request, response);
    tpl_passkey_sign_in_page(&h, &view);
    return NULL;
}

static const struct err *show_passkey(struct request *request, struct response *response) {
    return draw_passkey(request, response, NULL);
}

static const struct err *sign_in_passkey(struct request *request, struct response *response) {
    struct issues issues = {0};
    struct door_answer answer;
    struct visitor visitor = factor_visitor(request);
    struct passkey_form form = passkey_form_of(request);
    TRY(passkey_sign_in(app_db(request), request->arena, factor_in_use(),
                        clock_steady_ms(request->now_ms), &visitor, request->csrf_token, &form,
                        &issues, &answer));
    if (answer.step == DOOR_OPEN)
        return account_follow(request, response, &answer);
    response->status = 422;
    return draw_passkey(request, response, &issues);
}

const struct route factor_door_routes[] = {
    {HTTP_GET, FACTOR_STEP_PATH, RIGHT_PUBLIC, show_second, .is_on = any_is_on},
    {HTTP_POST, FACTOR_STEP_PATH, RIGHT_PUBLIC, pass_code, .is_on = any_is_on},
    {HTTP_POST, FACTOR_STEP_PATH "/khoa", RIGHT_PUBLIC, pass_passkey, .is_on = passkey_is_on},
    {HTTP_GET, "/dang-nhap/khoa", RIGHT_PUBLIC, show_passkey, .is_on = passkey_is_on},
    {HTTP_POST, "/dang-nhap/khoa", RIGHT_PUBLIC, sign_in_passkey, .is_on = passkey_is_on},
};
const size_t factor_door_routes_count = COUNT_OF(factor_door_routes);
