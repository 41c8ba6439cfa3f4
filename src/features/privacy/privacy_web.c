/* The register, the terms and deleting, whom accounts belong to. */
#include "features/privacy/privacy_web.h"

#include "features/frame/frame.h"
#include "features/legal/legal_cite_service.h"
#include "features/privacy/privacy.html.h"

#define PATH "/du-lieu-ca-nhan"

static struct str number_text(const struct request *request, int64_t value) {
    return str_format(request->arena, "%lld", (long long)value);
}

/* --- the register ----------------------------------------------------------------------------- */

static void add_groups(const struct request *request, const struct privacy_settings *settings,
                       struct privacy_view *view) {
    struct arena *arena = request->arena;
    for (int group = 0; group < PRIVACY_GROUP_COUNT; group++) {
        const struct privacy_about *about = &PRIVACY_GROUPS[group];
        struct privacy_group_view *shown = list_push(arena, &view->groups);
        *shown = (struct privacy_group_view){
            .code = about->code,
            .name = about->name,
            .what = about->what,
            .purpose = about->purpose,
            .seen = about->seen,
            .kept =
                about->term == TERM_NONE
                    ? frame_words(request, about->kept)
                    : frame_say(request,
                                MESSAGE_WITH(MSG_privacy_kept_days,
                                             number_text(request, settings->of[about->term].days))),
            .is_sensitive = about->is_sensitive,
        };
        for (size_t i = 0; i < PRIVACY_FIELD_COUNT; i++)
            if (PRIVACY_FIELDS[i].group == (enum privacy_group)group)
                *list_push(arena, &shown->fields) =
                    str_format(arena, "%s: %s", PRIVACY_FIELDS[i].table, PRIVACY_FIELDS[i].columns);
    }
}

static const struct err *add_basis(const struct request *request, struct privacy_view *view) {
    static const struct str CODES[] = {STR_INIT("luat-91-2025"), STR_INIT("nd-356-2025"),
                                       STR_INIT("nd-13-2023")};
    struct legal_citer citer;
    TRY(legal_citer_load(app_db(request), request->arena, request->user, request->lang, &citer));
    for (size_t i = 0; i < COUNT_OF(CODES); i++)
        *list_push(request->arena, &view->basis) =
            legal_cite_view(request->arena, &citer, CODES[i], (struct date){0});
    return NULL;
}

static const struct err *add_tasks(const struct request *request, struct privacy_view *view) {
    TRY(privacy_overview_read(app_db(request), request->arena, request->user, request->now_ms,
                              &view->overview));
    for (int term = 0; term < PRIVACY_KEPT_COUNT; term++)
        view->old += view->overview.old[term];
    for (int group = 0; group < PRIVACY_GROUP_COUNT; group++)
        if (view->overview.rows[group] >= 0)
            *list_push(request->arena, &view->counts) =
                (struct privacy_count){PRIVACY_GROUPS[group].name, view->overview.rows[group]};
    return NULL;
}

static struct str printed(const struct request *request) {
    return frame_say(request, MESSAGE_WITH(MSG_privacy_printed, request->user->name,
                                           instant_display(request->arena, request->now_ms)));
}

static const struct err *show_register(struct request *request, struct response *response) {
    const struct user *user = request->user;
    struct privacy_settings settings;
    TRY(privacy_settings_read(app_db(request), request->arena, user, &settings));
    struct privacy_view view = {
        .manages = user_has_right(user, RIGHT_PRIVACY_MANAGE),
        .sees_incidents =
            user_has_right(user, RIGHT_PRIVACY_MANAGE) || user_has_right(user, RIGHT_SYSTEM_CARE),
        .answers =
            user_has_right(user, RIGHT_PRIVACY_MANAGE) || user_has_right(user, RIGHT_PERSON_EDIT),
    };
    add_groups(request, &settings, &view);
    TRY(add_basis(request, &view));
    if (view.manages)
        TRY(add_tasks(request, &view));
    struct page page;
    TRY(privacy_page_begin(request, frame_words(request, MSG_privacy_title), NULL, &page));
    page.print_note = printed(request);
    page.wide = true;
    view.page = &page;
    struct html h = frame_html(request, response);
    tpl_privacy_page(&h, &view);
    return NULL;
}

/* --- terms and deleting ----------------------------------------------------------------------- */

static struct str set_words(const struct request *request, const struct privacy_setting *setting) {
    if (!setting->revision)
        return frame_words(request, MSG_privacy_term_proposed);
    return frame_say(request,
                     MESSAGE_WITH(MSG_privacy_term_set_by, setting->author,
                                  instant_display(request->arena, setting->at_ms), setting->basis));
}

static void add_lines(const struct request *request, const struct privacy_retention *retention,
                      struct privacy_retention_view *view) {
    struct arena *arena = request->arena;
    struct str chosen = request_text(request, "term");
    for (int term = 0; term < PRIVACY_TERM_COUNT; term++) {
        const struct privacy_term_about *about = &PRIVACY_TERMS[term];
        bool deletes = term < PRIVACY_KEPT_COUNT;
        const struct privacy_old none = {0};
        const struct privacy_old *old = deletes ? &retention->old[term] : &none;
        struct str shown = str_format(arena, "shown-" STR_FMT, STR_ARG(about->code));
        *list_push(arena, &view->lines) = (struct privacy_kept_line){
            .code = about->code,
            .box = about->code,
            .shown = shown,
            .name = about->name,
            .days = retention->settings.of[term].days,
            .set = set_words(request, &retention->settings.of[term]),
            .before_ms = old->before_ms,
            .count = old->count,
            .chosen = request_field(request, about->code.p).n > 0,
            .deletes = deletes,
        };
        view->old += old->count;
        *list_push(arena, &view->terms) = (struct ui_option){
            about->code, frame_words(request, about->name), str_equal(about->code, chosen)};
    }
    for (size_t i = 0; i < retention->runs.count; i++) {
        const struct privacy_run *run = &retention->runs.items[i];
        enum privacy_term term = TERM_SESSION;
        privacy_term_from_code(run->kind, &term);
        struct message what =
            MESSAGE_WITH(MSG_privacy_retention_run, frame_words(request, PRIVACY_TERMS[term].name),
                         number_text(request, run->count), instant_display(arena, run->before_ms));
        *list_push(arena, &view->runs) = str_format(
            arena, STR_FMT " · " STR_FMT " · " STR_FMT, STR_ARG(instant_display(arena, run->at_ms)),
            STR_ARG(run->author), STR_ARG(frame_say(request, what)));
    }
}

static const struct err *draw_retention(const struct request *request, struct response *response,
                                        const struct issues *issues) {
    struct privacy_retention retention;
    TRY(privacy_retention_read(app_db(request), request->arena, request->user, request->now_ms,
                               &retention));
    struct privacy_retention_view view = {.days = request_text(request, "days"),
                                          .basis = request_text(request, "basis")};
    add_lines(request, &retention, &view);
    struct page page;
    TRY(privacy_page_begin(request, frame_words(request, MSG_privacy_retention), issues, &page));
    page.print_note = printed(request);
    view.page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_privacy_retention_page(&h, &view);
    return NULL;
}

static const struct err *show_retention(struct request *request, struct response *response) {
    return draw_retention(request, response, NULL);
}

static const struct err *run_retention(struct request *request, struct response *response) {
    struct privacy_confirmed confirmed[PRIVACY_KEPT_COUNT];
    struct issues issues = {0};
    int64_t deleted;
    for (int term = 0; term < PRIVACY_KEPT_COUNT; term++) {
        struct str code = PRIVACY_TERMS[term].code;
        struct str shown = str_format(request->arena, "shown-" STR_FMT, STR_ARG(code));
        long long count = 0;
        bool counted = str_to_int64(request_text(request, shown.p), &count);
        confirmed[term] =
            (struct privacy_confirmed){request_field(request, code.p).n > 0, counted ? count : -1};
    }
    TRY(privacy_retention_run(app_db(request), request->arena, request->user, request->now_ms,
                              confirmed, &issues, &deleted));
    if (issues.count)
        return draw_retention(request, response, &issues);
    frame_redirect(request, response, STR(PATH "/luu-giu"), MSG_notice_privacy_deleted, deleted);
    return NULL;
}

static const struct err *set_term(struct request *request, struct response *response) {
    const struct privacy_term_form form = {.term = request_text(request, "term"),
                                           .days = request_text(request, "days"),
                                           .basis = request_text(request, "basis")};
    struct issues issues = {0};
    TRY(privacy_set_term(app_db(request), request->arena, request->user, request->now_ms, &form,
                         &issues));
    if (issues.count)
        return draw_retention(request, response, &issues);
    frame_redirect(request, response, STR(PATH "/luu-giu"), MSG_notice_privacy_term_set, 0);
    return NULL;
}

/* --- whom an account belongs to --------------------------------------------------------------- */

static const struct err *draw_links(const struct request *request, struct response *response,
                                    const struct privacy_link_form *form,
                                    const struct issues *issues) {
    struct arena *arena = request->arena;
    struct privacy_links links;
    TRY(privacy_links_read(app_db(request), arena, request->user, &links));
    struct privacy_links_view view = {.form = *form};
    for (size_t i = 0; i < links.count; i++) {
        const struct privacy_link *link = &links.items[i];
        *list_push(arena, &view.links) = (struct privacy_link_line){
            .login = link->login,
            .account_name = link->account_name,
            .person = link->person_name,
            .person_href = str_format(arena, "/nguoi/" STR_FMT, STR_ARG(link->person_id)),
            .reason = link->reason,
            .since = frame_say(request, MESSAGE_WITH(MSG_privacy_link_since, link->recorded_by,
                                                     instant_display(arena, link->recorded_ms))),
            .end_href = str_format(arena, PATH "/tai-khoan/" STR_FMT "/bo", STR_ARG(link->id)),
        };
    }
    struct page page;
    TRY(privacy_page_begin(request, frame_words(request, MSG_privacy_links), issues, &page));
    view.page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_privacy_links_page(&h, &view);
    return NULL;
}

static const struct err *show_links(struct request *request, struct response *response) {
    const struct privacy_link_form form = {
        .login = STR(""), .person_id = request_query_text(request, "nguoi"), .reason = STR("")};
    return draw_links(request, response, &form, NULL);
}

static const struct err *add_link(struct request *request, struct response *response) {
    const struct privacy_link_form form = {
        .login = str_lower_ascii(request->arena, request_text(request, "login")),
        .person_id = request_text(request, "person"),
        .reason = request_text(request, "reason")};
    struct issues issues = {0};
    TRY(privacy_link_add(app_db(request), request->arena, request->user, request->now_ms, &form,
                         &issues));
    if (issues.count)
        return draw_links(request, response, &form, &issues);
    frame_redirect(request, response, STR(PATH "/tai-khoan"), MSG_notice_privacy_linked, 0);
    return NULL;
}

static const struct err *end_link(struct request *request, struct response *response) {
    TRY(privacy_link_end(app_db(request), request->arena, request->user, request->now_ms,
                         request_param(request, "link")));
    frame_redirect(request, response, STR(PATH "/tai-khoan"), MSG_notice_privacy_unlinked, 0);
    return NULL;
}

const struct route privacy_routes[] = {
    {HTTP_GET, PATH, RIGHT_SIGNED_IN, show_register},
    {HTTP_GET, PATH "/luu-giu", RIGHT_PRIVACY_MANAGE, show_retention},
    {HTTP_POST, PATH "/luu-giu", RIGHT_PRIVACY_MANAGE, run_retention},
    {HTTP_POST, PATH "/thoi-han", RIGHT_PRIVACY_MANAGE, set_term},
    {HTTP_GET, PATH "/tai-khoan", RIGHT_PRIVACY_MANAGE, show_links},
    {HTTP_POST, PATH "/tai-khoan", RIGHT_PRIVACY_MANAGE, add_link},
    {HTTP_POST, PATH "/tai-khoan/:link/bo", RIGHT_PRIVACY_MANAGE, end_link},
};
const size_t privacy_routes_count = COUNT_OF(privacy_routes);
