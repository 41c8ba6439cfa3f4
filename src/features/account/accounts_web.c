/* "/tai-khoan": accounts and what they may. A one-time code is shown once, on the slip that answers
 * the form that asked for it. */
#include "features/account/accounts_web.h"

#include "features/account/account_service.h"
#include "features/account/accounts.html.h"
#include "features/account/door_service.h"
#include "features/account/scope_web.h"
#include "features/factor/factor_service.h"
#include "features/frame/frame.h"
#include "sys/clock.h"

/* --- the list ----------------------------------------------------------------------------- */

static struct str grant_text(const struct request *request, const struct scopes *scopes,
                             const struct grant *grant) {
    struct str role = frame_words(request, role_name(grant->role));
    struct str scope = scope_words(request->arena, scopes, grant->cluster_id, grant->unit_id);
    return scope.n
               ? str_format(request->arena, STR_FMT " · " STR_FMT, STR_ARG(role), STR_ARG(scope))
               : role;
}

static struct accounts_line line_of(const struct request *request, const struct scopes *scopes,
                                    const struct account_line *account) {
    struct accounts_line line = {.login = account->login,
                                 .name = account->name,
                                 .created_ms = account->created_ms,
                                 .closed = account->closed};
    for (size_t i = 0; i < account->grants.count; i++) {
        const struct grant *grant = &account->grants.items[i];
        bool timed = !date_is_empty(grant->to);
        *list_push(request->arena, &line.grants) = (struct accounts_grant){
            .text = grant_text(request, scopes, grant),
            .time = timed ? time_words(request, grant->from, grant->to) : STR(""),
        };
    }
    return line;
}

/* One person may work in several roles, and where he does it is said. */
static struct str combined_words(const struct request *request,
                                 const struct account_line *account) {
    struct arena *arena = request->arena;
    bool seen[ROLE_COUNT] = {false};
    struct str names = STR("");
    int count = 0;
    for (size_t i = 0; i < account->grants.count; i++) {
        enum role role = account->grants.items[i].role;
        if (seen[role])
            continue;
        struct str name = frame_words(request, role_name(role));
        seen[role] = true;
        names = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(names), count++ ? "; " : "",
                           STR_ARG(name));
    }
    return count > 1 ? frame_say(request, MESSAGE_WITH(MSG_right_two_in_one, names)) : STR("");
}

/* A grant as the history of an account tells it. */
static struct grant_row row_of(const struct request *request, const struct scopes *scopes,
                               const struct grant_line *line) {
    struct arena *arena = request->arena;
    struct date today = date_of_instant(request->now_ms);
    const struct grant *grant = &line->grant;
    bool over = !date_is_empty(grant->to) && date_compare(grant->to, today) <= 0;
    bool later = !date_is_empty(grant->from) && date_compare(grant->from, today) > 0;
    struct grant_row row = {
        .id = grant->id,
        .text = grant_text(request, scopes, grant),
        .note =
            role_needs_cluster(grant->role) ? frame_words(request, MSG_right_why_apart) : STR(""),
        .time = time_words(request, grant->from, grant->to),
        .given = line->given_by.n
                     ? frame_say(request, MESSAGE_WITH(MSG_right_why_given, line->given_by,
                                                       instant_display(arena, line->given_ms)))
                     : frame_words(request, MSG_right_why_old),
        .reason = line->reason,
        .state = frame_words(request, over    ? MSG_right_expired
                                      : later ? MSG_right_not_begun
                                              : MSG_right_in_force),
        .may_withdraw =
            !line->withdrawn_ms && !over &&
            giving_covers(&scopes->giving, grant->role, grant->cluster_id, grant->unit_id),
    };
    if (line->withdrawn_ms) {
        row.state = frame_say(request, MESSAGE_WITH(MSG_right_withdrawn, line->withdrawn_by,
                                                    instant_display(arena, line->withdrawn_ms)));
        row.withdrawn_reason = line->withdrawn_reason;
    }
    return row;
}

static void fill_form(const struct request *request, const struct scopes *scopes,
                      struct accounts_form *form) {
    form->login = request_text(request, "login");
    form->name = request_text(request, "name");
    scope_fill(request, scopes, &form->choices);
}

static const struct err *draw_list(const struct request *request, struct response *response,
                                   const struct issues *issues) {
    struct account_lines lines;
    struct scopes scopes;
    TRY(account_list(app_db(request), request->arena, request->user, request->now_ms, &lines));
    TRY(scopes_load(request, &scopes));
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_account_list), NULL, STEP_NONE, &page);
    page.issues = issues;
    struct accounts_view view = {.page = &page};
    for (size_t i = 0; i < lines.count; i++)
        *list_push(request->arena, &view.accounts) = line_of(request, &scopes, &lines.items[i]);
    fill_form(request, &scopes, &view.form);
    struct html h = frame_html(request, response);
    tpl_accounts_page(&h, &view);
    return NULL;
}

static const struct err *show_list(struct request *request, struct response *response) {
    return draw_list(request, response, NULL);
}

/* The code stands in this answer and nowhere else: not in an address, not in the log. */
static const struct err *draw_slip(const struct request *request, struct response *response,
                                   struct str login, struct str code) {
    struct account_lines lines;
    TRY(account_list(app_db(request), request->arena, request->user, request->now_ms, &lines));
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_account_slip_title), NULL, STEP_NONE,
               &page);
    struct slip_view view = {
        .page = &page, .login = login, .code = code, .made_ms = request->now_ms};
    view.until_ms = request->now_ms + (int64_t)CODE_DAYS * 24 * 3600 * 1000;
    for (size_t i = 0; i < lines.count; i++)
        if (str_equal(lines.items[i].login, login))
            view.name = lines.items[i].name;
    struct html h = frame_html(request, response);
    tpl_slip_page(&h, &view);
    return NULL;
}

static const struct err *create(struct request *request, struct response *response) {
    struct scopes scopes;
    struct issues issues = {0};
    struct grant_form grant;
    TRY(scopes_load(request, &scopes));
    scope_read(request, &scopes, &issues, &grant);
    struct str code = STR("");
    struct account_form form = {
        .login = str_lower_ascii(request->arena, request_text(request, "login")),
        .name = request_text(request, "name"),
        .role = grant.role,
        .cluster_id = grant.cluster_id,
        .unit_id = grant.unit_id,
        .from = grant.from,
        .to = grant.to,
        .reason = grant.reason,
    };
    if (!issues.count)
        TRY(account_create(app_db(request), request->arena, request->user, request->now_ms, &form,
                           &issues, &code));
    if (issues.count) {
        response->status = 422;
        return draw_list(request, response, &issues);
    }
    return draw_slip(request, response, form.login, code);
}

/* --- one account -------------------------------------------------------------------------- */

static struct str account_path(const struct request *request) {
    return str_format(request->arena, "/tai-khoan/" STR_FMT,
                      STR_ARG(request_param(request, "login")));
}

static const struct err *tell_events(const struct request *request, struct str login,
                                     struct account_view *view) {
    struct door_events events;
    TRY(session_events_of(app_db(request), request->arena, request->user,
                          clock_steady_ms(request->now_ms), login, &events));
    view->code_until_ms = events.code_until_ms;
    for (size_t i = 0; i < events.count; i++)
        *list_push(request->arena, &view->events) = (struct door_event_line){
            .at_ms = events.items[i].at_ms,
            .what = door_outcome_words(request->lang, events.items[i].outcome),
            .bad = !str_equal_c(events.items[i].outcome, "in"),
            .address = address_words(request->lang, events.items[i].address)};
    return NULL;
}

static const struct err *draw_account(const struct request *request, struct response *response,
                                      const struct issues *issues) {
    struct account_lines lines;
    struct scopes scopes;
    TRY(account_list(app_db(request), request->arena, request->user, request->now_ms, &lines));
    TRY(scopes_load(request, &scopes));
    const struct account_line *account = NULL;
    for (size_t i = 0; i < lines.count && !account; i++)
        if (str_equal(lines.items[i].login, request_param(request, "login")))
            account = &lines.items[i];
    if (!account)
        return giving_has_role(&scopes.giving, ROLE_ADMIN)
                   ? ERR(ERR_NOT_FOUND, "no such account")
                   : ERR(ERR_DENIED, "no account of the level below");
    struct page page;
    frame_page(request, account->name, NULL, STEP_NONE, &page);
    page.history = STR("tai-khoan");
    page.history_key = account->login;
    page.issues = issues;
    const struct factor_settings *ways = factor_in_use();
    struct account_view view = {.page = &page,
                                .account = line_of(request, &scopes, account),
                                .combined = combined_words(request, account),
                                .has_ways = ways->totp || ways->passkey || ways->directory.on};
    struct grant_lines history;
    TRY(tell_events(request, account->login, &view));
    TRY(grant_history(app_db(request), request->arena, request->user, request->now_ms,
                      account->login, &history));
    for (size_t i = history.count; i-- > 0;)
        if (history.items[i].role_known)
            *list_push(request->arena, &view.history) = row_of(request, &scopes, &history.items[i]);
    fill_form(request, &scopes, &view.form);
    struct html h = frame_html(request, response);
    tpl_account_page(&h, &view);
    return NULL;
}

static const struct err *show_account(struct request *request, struct response *response) {
    return draw_account(request, response, NULL);
}

static const struct err *grant_role(struct request *request, struct response *response) {
    struct scopes scopes;
    struct issues issues = {0};
    struct grant_form form;
    TRY(scopes_load(request, &scopes));
    scope_read(request, &scopes, &issues, &form);
    if (!issues.count)
        TRY(grant_give(app_db(request), request->arena, request->user, request->now_ms,
                       request_param(request, "login"), &form, &issues));
    if (issues.count) {
        response->status = 422;
        return draw_account(request, response, &issues);
    }
    frame_redirect(request, response, account_path(request), MSG_notice_role_granted, 0);
    return NULL;
}

static const struct err *revoke_role(struct request *request, struct response *response) {
    struct issues issues = {0};
    TRY(grant_withdraw(app_db(request), request->arena, request->user, request->now_ms,
                       request_param(request, "login"), request_text(request, "grant"),
                       request_text(request, "why"), &issues));
    if (issues.count) {
        response->status = 422;
        return draw_account(request, response, &issues);
    }
    frame_redirect(request, response, account_path(request), MSG_notice_role_revoked, 0);
    return NULL;
}

static const struct err *give_code(struct request *request, struct response *response) {
    struct issues issues = {0};
    struct str code;
    struct str login = request_param(request, "login");
    TRY(account_reset(app_db(request), request->arena, request->user, request->now_ms, login,
                      &issues, &code));
    if (issues.count) {
        response->status = 422;
        return draw_account(request, response, &issues);
    }
    return draw_slip(request, response, login, code);
}

static const struct err *close_account(struct request *request, struct response *response) {
    struct issues issues = {0};
    TRY(account_close(app_db(request), request->arena, request->user, request->now_ms,
                      request_param(request, "login"), &issues));
    if (issues.count) {
        response->status = 422;
        return draw_account(request, response, &issues);
    }
    frame_redirect(request, response, account_path(request), MSG_notice_account_closed, 0);
    return NULL;
}

static const struct err *reopen_account(struct request *request, struct response *response) {
    struct str code;
    struct str login = request_param(request, "login");
    TRY(account_reopen(app_db(request), request->arena, request->user, request->now_ms, login,
                       &code));
    return draw_slip(request, response, login, code);
}

const struct route accounts_routes[] = {
    {HTTP_GET, "/tai-khoan", RIGHT_ACCOUNT_BELOW, show_list},
    {HTTP_POST, "/tai-khoan", RIGHT_ACCOUNT_BELOW, create},
    {HTTP_GET, "/tai-khoan/:login", RIGHT_ACCOUNT_BELOW, show_account},
    {HTTP_POST, "/tai-khoan/:login/quyen", RIGHT_ACCOUNT_BELOW, grant_role},
    {HTTP_POST, "/tai-khoan/:login/thu-hoi", RIGHT_ACCOUNT_BELOW, revoke_role},
    {HTTP_POST, "/tai-khoan/:login/ma", RIGHT_ACCOUNT_BELOW, give_code},
    {HTTP_POST, "/tai-khoan/:login/dong", RIGHT_ACCOUNT_BELOW, close_account},
    {HTTP_POST, "/tai-khoan/:login/mo-lai", RIGHT_ACCOUNT_BELOW, reopen_account},
};
const size_t accounts_routes_count = COUNT_OF(accounts_routes);
