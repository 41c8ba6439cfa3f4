#include "features/registration/award_web.h"

#include "features/frame/frame.h"
#include "features/legal/legal_cite_service.h"
#include "features/registration/award.html.h"

static struct str remove_path(const struct request *request, struct str code) {
    return str_format(request->arena, "/danh-hieu/" STR_FMT "/bo", STR_ARG(code));
}

static struct award_line line_of(const struct request *request, const struct legal_citer *citer,
                                 const struct award_title *title, bool may_edit) {
    struct arena *arena = request->arena;
    struct award_line line = {
        .code = title->code,
        .name = title->name,
        .subject = frame_words(request, title->for_person ? MSG_registration_subject_person
                                                          : MSG_registration_subject_unit),
        .forces = award_forces(arena, request->lang, title),
        .article = title->article.p ? title->article : STR(""),
        .source = title->source,
        .entered = title->mark == AWARD_ENTERED,
        .mark = frame_words(request, title->mark == AWARD_ENTERED ? MSG_registration_mark_entered
                                                                  : MSG_registration_mark_sourced),
        .valid = STR(""),
    };
    line.cite = legal_cite_view(arena, citer, title->legal_code, date_of_instant(request->now_ms));
    struct str from = date_display(arena, title->from);
    struct str last = STR("…");
    if (!date_is_empty(title->to))
        last = date_display(arena, date_from_days(date_to_days(title->to) - 1));
    if (from.n || !date_is_empty(title->to))
        line.valid = str_format(arena, STR_FMT " – " STR_FMT, STR_ARG(from.n ? from : STR("…")),
                                STR_ARG(last));
    if (line.entered && may_edit)
        line.remove_href = remove_path(request, title->code);
    return line;
}

static void add_rules(const struct request *request, const struct legal_citer *citer,
                      const struct registration_rules *rules, struct award_view *view) {
    struct arena *arena = request->arena;
    int year = date_of_instant(request->now_ms).year;
    const struct registration_rule *now = registration_rule_of(rules, year);
    struct str level = frame_words(request, now ? registration_level_name(now->level)
                                                : MSG_registration_rule_default);
    view->rule_now =
        message_text(arena, request->lang,
                     MESSAGE_WITH(MSG_registration_rule_now, str_format(arena, "%d", year), level));
    for (size_t i = rules->count; i-- > 0;) {
        const struct registration_rule *rule = &rules->items[i];
        struct str cite = legal_cite_view(arena, citer, rule->legal_code, (struct date){0}).text;
        struct str why =
            cite.n ? str_format(arena, STR_FMT "; " STR_FMT, STR_ARG(cite), STR_ARG(rule->reason))
                   : rule->reason;
        *list_push(arena, &view->rules) = message_text(
            arena, request->lang,
            MESSAGE_WITH(MSG_registration_rule_line, str_format(arena, "%d", rule->from_year),
                         frame_words(request, registration_level_name(rule->level)), why,
                         rule->author, instant_display(arena, rule->at_ms)));
    }
}

static void add_options(const struct request *request, struct award_view *view) {
    struct arena *arena = request->arena;
    struct str person = STR("person"), unit = STR("unit");
    *list_push(arena, &view->subjects) =
        (struct ui_option){unit, frame_words(request, MSG_registration_subject_unit),
                           str_equal(view->form.subject, unit)};
    *list_push(arena, &view->subjects) =
        (struct ui_option){person, frame_words(request, MSG_registration_subject_person),
                           str_equal(view->form.subject, person)};
    for (int level = 0; level < REGISTRATION_LEVEL_COUNT; level++) {
        struct str code = registration_level_code((enum registration_level)level);
        *list_push(arena, &view->levels) = (struct ui_option){
            code, frame_words(request, registration_level_name((enum registration_level)level)),
            str_equal(view->rule.level, code)};
    }
}

static const struct err *draw(const struct request *request, struct response *response,
                              const struct issues *issues) {
    struct award_catalogue catalogue;
    struct legal_citer citer;
    struct page page;
    TRY(award_catalogue_load(app_db(request), request->arena, request->user, &catalogue));
    TRY(legal_citer_load(app_db(request), request->arena, request->user, request->lang, &citer));
    struct award_view view = {
        .page = &page,
        .may_edit = user_has_right(request->user, RIGHT_LEGAL_EDIT),
        .form = {.code = request_text(request, "code"),
                 .name = request_text(request, "name"),
                 .subject = request_text(request, "subject"),
                 .for_civil = request_text(request, "for_civil").n > 0,
                 .for_army = request_text(request, "for_army").n > 0,
                 .for_militia = request_text(request, "for_militia").n > 0,
                 .legal_code = request_text(request, "legal_code"),
                 .source = request_text(request, "source"),
                 .from = request_text(request, "from"),
                 .to = request_text(request, "to")},
        .rule = {.from_year = request_text(request, "from_year"),
                 .level = request_text(request, "level"),
                 .legal_code = request_text(request, "legal_code"),
                 .reason = request_text(request, "reason")},
    };
    for (size_t i = 0; i < catalogue.titles.count; i++)
        *list_push(request->arena, &view.lines) =
            line_of(request, &citer, &catalogue.titles.items[i], view.may_edit);
    add_rules(request, &citer, &catalogue.rules, &view);
    add_options(request, &view);
    frame_page(request, frame_words(request, MSG_registration_catalogue), NULL, STEP_NONE, &page);
    page.wide = true;
    page.issues = issues;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_award_page(&h, &view);
    return NULL;
}

static const struct err *show(struct request *request, struct response *response) {
    return draw(request, response, NULL);
}

static const struct err *add(struct request *request, struct response *response) {
    struct award_form form = {.code = request_text(request, "code"),
                              .name = request_text(request, "name"),
                              .subject = request_text(request, "subject"),
                              .for_civil = request_text(request, "for_civil").n > 0,
                              .for_army = request_text(request, "for_army").n > 0,
                              .for_militia = request_text(request, "for_militia").n > 0,
                              .legal_code = request_text(request, "legal_code"),
                              .source = request_text(request, "source"),
                              .from = request_text(request, "from"),
                              .to = request_text(request, "to")};
    struct issues issues = {0};
    TRY(award_add(app_db(request), request->arena, request->user, request->now_ms, &form, &issues));
    if (issues.count)
        return draw(request, response, &issues);
    frame_redirect(request, response, STR("/danh-hieu"), MSG_notice_award_added, 0);
    return NULL;
}

static const struct err *set_rule(struct request *request, struct response *response) {
    struct registration_rule_form form = {.from_year = request_text(request, "from_year"),
                                          .level = request_text(request, "level"),
                                          .legal_code = request_text(request, "legal_code"),
                                          .reason = request_text(request, "reason")};
    struct issues issues = {0};
    TRY(registration_set_rule(app_db(request), request->arena, request->user, request->now_ms,
                              &form, &issues));
    if (issues.count)
        return draw(request, response, &issues);
    frame_redirect(request, response, STR("/danh-hieu"), MSG_notice_registration_rule, 0);
    return NULL;
}

/* --- taking one back ------------------------------------------------------------------------- */

static const struct err *draw_remove(const struct request *request, struct response *response,
                                     const struct issues *issues) {
    struct award_catalogue catalogue;
    struct page page;
    struct str code = request_param(request, "title");
    TRY(award_catalogue_load(app_db(request), request->arena, request->user, &catalogue));
    const struct award_title *title = award_find(&catalogue.titles, code);
    if (!title || title->mark != AWARD_ENTERED)
        return ERR(ERR_NOT_FOUND, "no such title of the organisation's own");
    frame_page(request, frame_words(request, MSG_registration_remove), NULL, STEP_NONE, &page);
    page.issues = issues;
    response->status = issues && issues->count ? 422 : 200;
    struct award_remove_view view = {&page, title->name, remove_path(request, code),
                                     request_text(request, "reason")};
    struct html h = frame_html(request, response);
    tpl_award_remove_page(&h, &view);
    return NULL;
}

static const struct err *show_remove(struct request *request, struct response *response) {
    return draw_remove(request, response, NULL);
}

static const struct err *remove_title(struct request *request, struct response *response) {
    struct issues issues = {0};
    TRY(award_withdraw(app_db(request), request->arena, request->user, request->now_ms,
                       request_param(request, "title"), request_text(request, "reason"), &issues));
    if (issues.count)
        return draw_remove(request, response, &issues);
    frame_redirect(request, response, STR("/danh-hieu"), MSG_notice_award_withdrawn, 0);
    return NULL;
}

const struct route award_routes[] = {
    {HTTP_GET, "/danh-hieu", RIGHT_SIGNED_IN, show},
    {HTTP_POST, "/danh-hieu", RIGHT_LEGAL_EDIT, add},
    {HTTP_POST, "/danh-hieu/quy-tac", RIGHT_LEGAL_EDIT, set_rule},
    {HTTP_GET, "/danh-hieu/:title/bo", RIGHT_LEGAL_EDIT, show_remove},
    {HTTP_POST, "/danh-hieu/:title/bo", RIGHT_LEGAL_EDIT, remove_title},
};
const size_t award_routes_count = COUNT_OF(award_routes);
