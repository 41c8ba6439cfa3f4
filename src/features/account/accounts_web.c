/* "/tai-khoan": accounts and what they may. A one-time code is shown once, on the slip that answers
 * the form that asked for it. */
#include "features/account/accounts_web.h"

#include "features/account/account_service.h"
#include "features/account/accounts.html.h"
#include "features/account/door_service.h"
#include "features/account/grant_words.h"
#include "features/factor/factor_service.h"
#include "features/frame/frame.h"
#include "sys/clock.h"

/* --- scopes ------------------------------------------------------------------------------- */

/* "CLUSTER" or "CLUSTER:UNIT": one choice in one field works without scripts. */
static struct str scope_value(struct arena *arena, struct str cluster_id, struct str unit_id) {
    return unit_id.n ? str_format(arena, STR_FMT ":" STR_FMT, STR_ARG(cluster_id), STR_ARG(unit_id))
                     : cluster_id;
}

static void fill_form(const struct request *request, const struct cluster_entries *clusters,
                      struct accounts_form *form) {
    struct arena *arena = request->arena;
    struct str role_chosen = request_text(request, "role");
    struct str scope_chosen = request_text(request, "scope");
    form->login = request_text(request, "login");
    form->name = request_text(request, "name");
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct str code = role_code((enum role)role);
        *list_push(arena, &form->roles) =
            (struct ui_option){code, message_plain(request->lang, role_name((enum role)role)),
                               role_chosen.n ? str_equal(code, role_chosen) : role == ROLE_UNIT};
    }
    *list_push(arena, &form->scopes) = (struct ui_option){
        STR(""), message_plain(request->lang, MSG_account_scope_all), str_is_empty(scope_chosen)};
    for (size_t i = 0; i < clusters->count; i++) {
        const struct cluster_entry *cluster = &clusters->items[i];
        *list_push(arena, &form->scopes) =
            (struct ui_option){cluster->id, cluster->name, str_equal(cluster->id, scope_chosen)};
        for (size_t k = 0; k < cluster->units.count; k++) {
            const struct cluster_unit *unit = &cluster->units.items[k];
            struct str value = scope_value(arena, cluster->id, unit->id);
            *list_push(arena, &form->scopes) =
                (struct ui_option){value, grant_scope_name(arena, clusters, cluster->id, unit->id),
                                   str_equal(value, scope_chosen)};
        }
    }
}

/* The grant that the form asks for, with no more scope than its role takes. */
static void read_grant(const struct request *request, const struct cluster_entries *clusters,
                       struct issues *issues, struct grant *ret_grant) {
    *ret_grant = (struct grant){.cluster_id = STR(""), .unit_id = STR("")};
    if (!role_from_code(request_text(request, "role"), &ret_grant->role)) {
        issue_add(request->arena, issues, STR("role"), MESSAGE(MSG_account_role_missing));
        return;
    }
    if (!role_needs_cluster(ret_grant->role))
        return;
    struct str unit_id = request_text(request, "scope");
    struct str cluster_id = str_cut(&unit_id, ':');
    unit_id = unit_id.p && role_needs_unit(ret_grant->role) ? unit_id : STR("");
    bool known = grant_scope_name(request->arena, clusters, cluster_id, unit_id).n > 0;
    if (known && (unit_id.n || !role_needs_unit(ret_grant->role))) {
        ret_grant->cluster_id = cluster_id;
        ret_grant->unit_id = unit_id;
        return;
    }
    issue_add(request->arena, issues, STR("scope"),
              MESSAGE(role_needs_unit(ret_grant->role) ? MSG_account_scope_unit_missing
                                                       : MSG_account_scope_cluster_missing));
}

/* --- the list ----------------------------------------------------------------------------- */

static struct accounts_line line_of(const struct request *request,
                                    const struct cluster_entries *clusters,
                                    const struct account_line *account) {
    struct arena *arena = request->arena;
    struct accounts_line line = {.login = account->login,
                                 .name = account->name,
                                 .created_ms = account->created_ms,
                                 .closed = account->closed};
    for (size_t i = 0; i < account->grants.count; i++) {
        const struct grant *grant = &account->grants.items[i];
        *list_push(arena, &line.grants) = (struct accounts_grant){
            .text = grant_words(arena, request->lang, clusters, grant),
            .role = role_code(grant->role),
            .scope = scope_value(arena, grant->cluster_id, grant->unit_id),
        };
    }
    return line;
}

static const struct err *draw_list(const struct request *request, struct response *response,
                                   const struct issues *issues) {
    struct account_lines lines;
    struct cluster_entries clusters;
    TRY(account_list(app_db(request), request->arena, request->user, &lines));
    TRY(cluster_directory(app_db(request), request->arena, request->user, &clusters));
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_account_list), NULL, STEP_NONE, &page);
    page.issues = issues;
    struct accounts_view view = {.page = &page};
    for (size_t i = 0; i < lines.count; i++)
        *list_push(request->arena, &view.accounts) = line_of(request, &clusters, &lines.items[i]);
    fill_form(request, &clusters, &view.form);
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
    TRY(account_list(app_db(request), request->arena, request->user, &lines));
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
    struct cluster_entries clusters;
    TRY(cluster_directory(app_db(request), request->arena, request->user, &clusters));
    struct issues issues = {0};
    struct grant grant;
    read_grant(request, &clusters, &issues, &grant);
    struct str code = STR("");
    struct account_form form = {
        .login = str_lower_ascii(request->arena, request_text(request, "login")),
        .name = request_text(request, "name"),
        .role = grant.role,
        .cluster_id = grant.cluster_id,
        .unit_id = grant.unit_id,
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
    struct cluster_entries clusters;
    TRY(account_list(app_db(request), request->arena, request->user, &lines));
    TRY(cluster_directory(app_db(request), request->arena, request->user, &clusters));
    const struct account_line *account = NULL;
    for (size_t i = 0; i < lines.count && !account; i++)
        if (str_equal(lines.items[i].login, request_param(request, "login")))
            account = &lines.items[i];
    if (!account)
        return ERR(ERR_NOT_FOUND, "no such account");
    struct page page;
    frame_page(request, account->name, NULL, STEP_NONE, &page);
    page.history = STR("tai-khoan");
    page.history_key = account->login;
    page.issues = issues;
    const struct factor_settings *ways = factor_in_use();
    struct account_view view = {.page = &page,
                                .account = line_of(request, &clusters, account),
                                .has_ways = ways->totp || ways->passkey || ways->directory.on};
    TRY(tell_events(request, account->login, &view));
    fill_form(request, &clusters, &view.form);
    struct html h = frame_html(request, response);
    tpl_account_page(&h, &view);
    return NULL;
}

static const struct err *show_account(struct request *request, struct response *response) {
    return draw_account(request, response, NULL);
}

static const struct err *grant_role(struct request *request, struct response *response) {
    struct cluster_entries clusters;
    TRY(cluster_directory(app_db(request), request->arena, request->user, &clusters));
    struct issues issues = {0};
    struct grant grant;
    read_grant(request, &clusters, &issues, &grant);
    if (issues.count) {
        response->status = 422;
        return draw_account(request, response, &issues);
    }
    TRY(account_grant(app_db(request), request->arena, request->user, request->now_ms,
                      request_param(request, "login"), grant.role, grant.cluster_id,
                      grant.unit_id));
    frame_redirect(request, response, account_path(request), MSG_notice_role_granted, 0);
    return NULL;
}

static const struct err *revoke_role(struct request *request, struct response *response) {
    struct grant grant = {.cluster_id = STR(""), .unit_id = STR("")};
    if (!role_from_code(request_text(request, "role"), &grant.role))
        return ERR(ERR_INPUT, "no such role");
    struct str unit_id = request_text(request, "scope");
    grant.cluster_id = str_cut(&unit_id, ':');
    grant.unit_id = unit_id.p ? unit_id : STR("");
    struct issues issues = {0};
    TRY(account_revoke(app_db(request), request->arena, request->user, request->now_ms,
                       request_param(request, "login"), &grant, &issues));
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
    {HTTP_GET, "/tai-khoan", RIGHT_ACCOUNT_MANAGE, show_list},
    {HTTP_POST, "/tai-khoan", RIGHT_ACCOUNT_MANAGE, create},
    {HTTP_GET, "/tai-khoan/:login", RIGHT_ACCOUNT_MANAGE, show_account},
    {HTTP_POST, "/tai-khoan/:login/quyen", RIGHT_ACCOUNT_MANAGE, grant_role},
    {HTTP_POST, "/tai-khoan/:login/thu-hoi", RIGHT_ACCOUNT_MANAGE, revoke_role},
    {HTTP_POST, "/tai-khoan/:login/ma", RIGHT_ACCOUNT_MANAGE, give_code},
    {HTTP_POST, "/tai-khoan/:login/dong", RIGHT_ACCOUNT_MANAGE, close_account},
    {HTTP_POST, "/tai-khoan/:login/mo-lai", RIGHT_ACCOUNT_MANAGE, reopen_account},
};
const size_t accounts_routes_count = COUNT_OF(accounts_routes);
