/* Members of a year, the next year, the next half-year. */
#include "features/frame/frame.h"
#include "features/headship/headship_web.h"
#include "features/headship/roster.html.h"

/* 2,000 members with two fields each, and names to add. */
enum { ROSTER_BODY_MAX = 1 << 20 };

static struct str number_of(const struct request *request, int number) {
    return str_format(request->arena, "%d", number);
}

/* --- the members of a year -------------------------------------------------------------------- */

static struct str field_of(const struct request *request, const char *what, struct str slug) {
    return str_format(request->arena, "%s-" STR_FMT, what, STR_ARG(slug));
}

static const struct err *draw_members(const struct request *request, struct response *response,
                                      const struct cluster_year *year,
                                      const struct roster_form *form, const struct issues *issues) {
    struct page page;
    headship_frame(request, response, year, message_plain(request->lang, MSG_headship_edit_members),
                   issues, &page);
    struct roster_view view = {
        .page = &page,
        .year = number_of(request, year->year),
        .add = form->add,
        .reason = form->reason,
        .action = headship_below(request, year, "sua"),
        .back_href = headship_path(request, year),
    };
    for (size_t i = 0; i < year->members.count; i++) {
        const struct cluster_unit *unit = &year->members.items[i];
        struct roster_member_line line = {.name = unit->name,
                                          .position = str_format(request->arena, "%zu", i + 1),
                                          .position_field =
                                              field_of(request, "position", unit->slug),
                                          .remove_field = field_of(request, "remove", unit->slug),
                                          .fault = STR("")};
        for (size_t k = 0; k < form->lines.count; k++)
            if (str_equal(form->lines.items[k].unit_id, unit->id)) {
                line.position = form->lines.items[k].position;
                line.remove = form->lines.items[k].remove;
            }
        const struct issue *issue = issues ? issue_of(issues, line.remove_field) : NULL;
        if (!issue && issues)
            issue = issue_of(issues, line.position_field);
        if (issue)
            line.fault = frame_say(request, issue->message);
        *list_push(request->arena, &view.members) = line;
    }
    struct html h = frame_html(request, response);
    tpl_roster_members_page(&h, &view);
    return NULL;
}

static const struct err *show_members(struct request *request, struct response *response) {
    struct cluster_year year;
    TRY(headship_year_to_edit(request, RIGHT_CLUSTER_CREATE, &year));
    const struct roster_form form = {.add = STR(""), .reason = STR("")};
    return draw_members(request, response, &year, &form, NULL);
}

static const struct err *save_members(struct request *request, struct response *response) {
    struct cluster_year year;
    TRY(headship_year_to_edit(request, RIGHT_CLUSTER_CREATE, &year));
    struct roster_form form = {.add = request_text(request, "add"),
                               .reason = request_text(request, "reason")};
    for (size_t i = 0; i < year.members.count; i++) {
        const struct cluster_unit *unit = &year.members.items[i];
        *list_push(request->arena, &form.lines) = (struct roster_line){
            .unit_id = unit->id,
            .position = request_text(request, field_of(request, "position", unit->slug).p),
            .remove = request_text(request, field_of(request, "remove", unit->slug).p).n > 0};
    }
    struct issues issues = {0};
    TRY(roster_change(app_db(request), request->arena, request->user, request->now_ms, &year, &form,
                      &issues));
    if (issues.count)
        return draw_members(request, response, &year, &form, &issues);
    frame_redirect(request, response, headship_path(request, &year), MSG_notice_members_saved, 0);
    return NULL;
}

/* --- the next year ---------------------------------------------------------------------------- */

static struct str period_words(const struct request *request, struct str code) {
    struct period period;
    return period_parse(code, &period) ? period_display(request->arena, request->lang, period)
                                       : STR("");
}

static bool is_sent(const struct next_year_form *form, struct str id) {
    for (size_t i = 0; i < form->units.count; i++)
        if (str_equal(form->units.items[i], id))
            return true;
    return false;
}

/* FORM is NULL before anything was sent: then those that go on are chosen. */
static void add_next_members(const struct request *request, const struct next_year *next,
                             const struct next_year_form *form, struct next_year_view *view) {
    for (size_t i = 0; i < next->members.count; i++) {
        const struct next_member *member = &next->members.items[i];
        struct next_member_line line = {.id = member->unit.id,
                                        .name = member->unit.name,
                                        .ended = STR(""),
                                        .chosen = form ? is_sent(form, member->unit.id)
                                                       : member->goes_on};
        if (!member->goes_on)
            line.ended =
                frame_say(request, MESSAGE_WITH(MSG_headship_ended_on,
                                                date_display(request->arena, member->ended)));
        for (size_t k = 0; k < member->successors.count; k++)
            *list_push(request->arena, &line.successors) =
                (struct ui_option){member->successors.items[k].id, member->successors.items[k].name,
                                   form && is_sent(form, member->successors.items[k].id)};
        view->someone_ended = view->someone_ended || !member->goes_on;
        *list_push(request->arena, &view->members) = line;
    }
    for (size_t i = 0; i < next->candidates.count; i++)
        *list_push(request->arena, &view->rotation) = (struct headship_rotation_line){
            i + 1, next->going_on.items[next->candidates.items[i].member].name,
            frame_say(request, next->candidates.items[i].why)};
}

static const struct err *draw_next(const struct request *request, struct response *response,
                                   const struct cluster_year *year, const struct next_year *next,
                                   const struct next_year_form *form, const struct issues *issues) {
    struct str number = number_of(request, next->year);
    struct page page;
    headship_frame(request, response, year,
                   frame_say(request, MESSAGE_WITH(MSG_headship_make_year, number)), issues, &page);
    struct next_year_view view = {
        .page = &page,
        .year = number,
        .basis = form ? form->basis : STR(""),
        .table_from = period_words(request, next->table_from),
        .carry_table = form ? form->carry_table : true,
        .action = headship_below(request, year, "nam-sau"),
        .back_href = headship_path(request, year),
    };
    add_next_members(request, next, form, &view);
    struct html h = frame_html(request, response);
    tpl_roster_next_page(&h, &view);
    return NULL;
}

static const struct err *next_asked(const struct request *request, struct cluster_year *ret_year,
                                    struct next_year *ret_next) {
    /* What is made is the next year's: that this one is closed does not matter. */
    TRY(frame_year(request, ret_year));
    TRY(roster_next_year(app_db(request), request->arena, request->user, ret_year, ret_next));
    return ret_next->exists
               ? ERR_TEXT(ERR_CONFLICT, "headship.year_exists", "the next year is there")
               : NULL;
}

static const struct err *show_next(struct request *request, struct response *response) {
    struct cluster_year year;
    struct next_year next;
    TRY(next_asked(request, &year, &next));
    return draw_next(request, response, &year, &next, NULL, NULL);
}

static void take_sent(const struct request *request, struct str id, struct next_year_form *form) {
    struct str name = str_format(request->arena, "unit-" STR_FMT, STR_ARG(id));
    if (request_text(request, name.p).n)
        *list_push(request->arena, &form->units) = id;
}

static const struct err *make_year(struct request *request, struct response *response) {
    struct cluster_year year;
    struct next_year next;
    TRY(next_asked(request, &year, &next));
    struct next_year_form form = {.basis = request_text(request, "basis"),
                                  .carry_table = request_text(request, "carry").n > 0};
    for (size_t i = 0; i < next.members.count; i++) {
        take_sent(request, next.members.items[i].unit.id, &form);
        for (size_t k = 0; k < next.members.items[i].successors.count; k++)
            take_sent(request, next.members.items[i].successors.items[k].id, &form);
    }
    struct issues issues = {0};
    TRY(roster_make_year(app_db(request), request->arena, request->user, request->now_ms, &year,
                         &form, &issues));
    if (issues.count)
        return draw_next(request, response, &year, &next, &form, &issues);
    const struct cluster_year made = {.slug = year.slug, .year = next.year};
    frame_redirect(request, response, headship_path(request, &made), MSG_notice_year_made,
                   next.year);
    return NULL;
}

/* --- a half-year ------------------------------------------------------------------------------ */

static const struct err *show_half(struct request *request, struct response *response) {
    struct cluster_year year;
    struct headship_page headship;
    TRY(headship_year_to_edit(request, RIGHT_TERM_EDIT, &year));
    TRY(headship_read(app_db(request), request->arena, request->user, request->lang, &year,
                      &headship));
    if (!headship.lacks_half.n)
        return ERR_TEXT(ERR_CONFLICT, "headship.half_exists", "both half-years are there");
    struct period period = {year.year, str_equal_c(headship.lacks_half, "1") ? 1 : 2};
    struct str words = period_display(request->arena, request->lang, period);
    const struct headship_term *term =
        headship_term_at(&headship.year.all, HEADSHIP_HEAD, period_last_day(period));
    struct page page;
    headship_frame(request, response, &year,
                   frame_say(request, MESSAGE_WITH(MSG_headship_make_half, words)), NULL, &page);
    struct next_half_view view = {
        .page = &page,
        .period = words,
        .half = headship.lacks_half,
        .head = term ? term->unit.name : STR(""),
        .table_from =
            year.periods.count ? period_words(request, year.periods.items[0].code) : STR(""),
        .action = headship_below(request, &year, "ky-sau"),
        .back_href = headship_path(request, &year),
    };
    struct html h = frame_html(request, response);
    tpl_roster_half_page(&h, &view);
    return NULL;
}

static const struct err *make_half(struct request *request, struct response *response) {
    struct cluster_year year;
    TRY(headship_year_to_edit(request, RIGHT_TERM_EDIT, &year));
    struct str code;
    TRY(roster_make_half(app_db(request), request->arena, request->user, request->now_ms, &year,
                         str_equal_c(request_text(request, "half"), "1") ? 1 : 2,
                         request_text(request, "carry").n > 0, &code));
    const struct cluster_period made = {.slug = year.slug, .code = code};
    frame_redirect(request, response, step_path(request->arena, &made, STEP_OVERVIEW),
                   MSG_notice_half_made, 0);
    return NULL;
}

#define MEMBERS "/cum/:cluster/nam/:year/thanh-vien"

const struct route roster_routes[] = {
    {HTTP_GET, MEMBERS "/sua", RIGHT_CLUSTER_CREATE, show_members},
    {HTTP_POST, MEMBERS "/sua", RIGHT_CLUSTER_CREATE, save_members,
     .body_max_bytes = ROSTER_BODY_MAX},
    {HTTP_GET, MEMBERS "/nam-sau", RIGHT_CLUSTER_CREATE, show_next},
    {HTTP_POST, MEMBERS "/nam-sau", RIGHT_CLUSTER_CREATE, make_year,
     .body_max_bytes = ROSTER_BODY_MAX},
    {HTTP_GET, MEMBERS "/ky-sau", RIGHT_TERM_EDIT, show_half},
    {HTTP_POST, MEMBERS "/ky-sau", RIGHT_TERM_EDIT, make_half},
};
const size_t roster_routes_count = COUNT_OF(roster_routes);
