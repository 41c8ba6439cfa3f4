/* Adding a line and changing one; taking lines from the example and from last year. */
#include "features/calendar/calendar.html.h"
#include "features/calendar/calendar_web.h"
#include "features/frame/frame.h"
#include "features/legal/legal_cite_service.h"

/* --- one line --------------------------------------------------------------------------------- */

static struct calendar_form form_typed(const struct request *request) {
    struct calendar_form form = {
        .title = request_text(request, "title"),
        .kind = request_text(request, "kind"),
        .half = request_text(request, "half"),
        .starts = request_text(request, "starts"),
        .deadline = request_text(request, "deadline"),
        .who = request_text(request, "who"),
        .note = request_text(request, "note"),
        .basis = request_text(request, "basis"),
        .reason = request_text(request, "reason"),
    };
    long long seen;
    if (str_to_int64(request_text(request, "seen"), &seen) && seen > 0)
        form.seen_revision = seen;
    return form;
}

static struct calendar_form form_of_row(struct arena *arena, const struct legal_citer *citer,
                                        const struct calendar_row *row) {
    return (struct calendar_form){
        .title = row->title,
        .kind = row->kind,
        .half = str_format(arena, "%d", row->half),
        .starts = date_display(arena, row->starts),
        .deadline = date_display(arena, row->deadline),
        .who = row->by_unit ? STR("unit") : STR("head"),
        .note = row->note,
        .basis = legal_cite_typed(arena, citer, row->basis),
        .reason = STR(""),
        .seen_revision = row->revision,
    };
}

static void add_options(const struct request *request, struct calendar_form_view *view) {
    struct arena *arena = request->arena;
    const struct calendar_form *form = &view->form;
    *list_push(arena, &view->kinds) =
        (struct ui_option){STR(""), frame_words(request, MSG_calendar_kind_free), !form->kind.n};
    for (size_t i = 0; i < due_kind_count; i++)
        *list_push(arena, &view->kinds) =
            (struct ui_option){due_kinds[i]->code, frame_words(request, due_kinds[i]->name),
                               str_equal(form->kind, due_kinds[i]->code)};
    static const enum msg_id HALVES[] = {MSG_calendar_half_0, MSG_calendar_half_1,
                                         MSG_calendar_half_2};
    static const char *const NUMBERS[] = {"0", "1", "2"};
    for (size_t i = 0; i < COUNT_OF(HALVES); i++)
        *list_push(arena, &view->halves) =
            (struct ui_option){str_from_c(NUMBERS[i]), frame_words(request, HALVES[i]),
                               str_equal_c(form->half, NUMBERS[i])};
    bool head = str_equal_c(form->who, "head");
    *list_push(arena, &view->whos) =
        (struct ui_option){STR("unit"), frame_words(request, MSG_calendar_who_unit), !head};
    *list_push(arena, &view->whos) =
        (struct ui_option){STR("head"), frame_words(request, MSG_calendar_who_head), head};
}

static const struct err *draw_form(const struct request *request, struct response *response,
                                   const struct cluster_year *year, const struct legal_citer *citer,
                                   struct str row_id, const struct calendar_form *form,
                                   const struct issues *issues) {
    struct arena *arena = request->arena;
    struct str back =
        row_id.n ? calendar_row_path(arena, year, row_id) : year_path(arena, year, YEAR_CALENDAR);
    struct calendar_form_view view = {
        .form = *form,
        .is_change = row_id.n > 0,
        .action = str_format(arena, STR_FMT "/%s", STR_ARG(back), row_id.n ? "sua" : "moi"),
        .back_href = back,
    };
    add_options(request, &view);
    legal_cite_suggest(arena, citer, &view.documents);
    struct page page;
    frame_year_page(
        request,
        frame_words(request, row_id.n ? MSG_calendar_change_title : MSG_calendar_add_title), year,
        YEAR_CALENDAR, &page);
    page.issues = issues;
    view.page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_calendar_form_page(&h, &view);
    return NULL;
}

static const struct err *begin(const struct request *request, struct cluster_year *year,
                               struct legal_citer *citer) {
    TRY(frame_year(request, year));
    TRY(frame_must_year(request, RIGHT_YEAR_EDIT, year, STR("")));
    return legal_citer_load(app_db(request), request->arena, request->user, request->lang, citer);
}

const struct err *calendar_show_new(struct request *request, struct response *response) {
    struct cluster_year year;
    struct legal_citer citer;
    TRY(begin(request, &year, &citer));
    struct calendar_form form = form_typed(request);
    return draw_form(request, response, &year, &citer, STR(""), &form, NULL);
}

const struct err *calendar_show_change(struct request *request, struct response *response) {
    struct cluster_year year;
    struct legal_citer citer;
    struct calendar calendar;
    TRY(begin(request, &year, &citer));
    TRY(calendar_of_year(app_db(request), request->arena, request->user, &year,
                         date_of_instant(request->now_ms), &calendar));
    const struct calendar_line *line = calendar_find(&calendar, request_param(request, "row"));
    if (!line)
        return ERR(ERR_NOT_FOUND, "no such row in this calendar");
    struct calendar_form form = form_of_row(request->arena, &citer, &line->row);
    return draw_form(request, response, &year, &citer, line->row.id, &form, NULL);
}

static const struct err *enter(struct request *request, struct response *response,
                               struct str row_id) {
    struct cluster_year year;
    struct legal_citer citer;
    struct issues issues = {0};
    struct str stored;
    TRY(begin(request, &year, &citer));
    struct calendar_form form = form_typed(request);
    TRY(calendar_enter(app_db(request), request->arena, request->user, request->now_ms, &year,
                       row_id, &form, &issues, &stored));
    if (issues.count)
        return draw_form(request, response, &year, &citer, row_id, &form, &issues);
    frame_redirect(request, response,
                   row_id.n ? calendar_row_path(request->arena, &year, stored)
                            : year_path(request->arena, &year, YEAR_CALENDAR),
                   MSG_notice_calendar_saved, 0);
    return NULL;
}

const struct err *calendar_add(struct request *request, struct response *response) {
    return enter(request, response, STR(""));
}

const struct err *calendar_change(struct request *request, struct response *response) {
    return enter(request, response, request_param(request, "row"));
}

/* --- lines from elsewhere -------------------------------------------------------------------- */

/* The form names its lines by code: between showing and sending others may come and go. */
struct proposal {
    struct str code;
    struct calendar_form form;
    bool chosen;
};

struct proposals {
    struct proposal *items;
    size_t count;
    size_t capacity;
};

static void propose_example(const struct request *request, const struct cluster_year *year,
                            const struct legal_citer *citer, struct proposals *ret_proposals) {
    struct calendar_kinds kinds = calendar_kinds(request->arena);
    for (size_t i = 0; i < CALENDAR_EXAMPLE_COUNT; i++) {
        struct calendar_row row = calendar_from_example(&CALENDAR_EXAMPLE[i], year->year, &kinds);
        struct calendar_form form = form_of_row(request->arena, citer, &row);
        form.basis = CALENDAR_EXAMPLE[i].source;
        *list_push(request->arena, ret_proposals) =
            (struct proposal){str_format(request->arena, STR_FMT "-%d-%d-%d", STR_ARG(row.kind),
                                         row.half, row.deadline.month, row.deadline.day),
                              form, CALENDAR_EXAMPLE[i].proposed};
    }
}

/* Last year's rows a year later; those that this year has already are not chosen. */
static const struct err *propose_copy(const struct request *request,
                                      const struct cluster_year *year,
                                      const struct legal_citer *citer,
                                      struct proposals *ret_proposals) {
    struct cluster_year before = *year;
    struct calendar last;
    struct calendar now;
    struct date today = date_of_instant(request->now_ms);
    before.year--;
    before.members = (struct cluster_units){0};
    TRY(calendar_of_year(app_db(request), request->arena, request->user, &before, today, &last));
    TRY(calendar_of_year(app_db(request), request->arena, request->user, year, today, &now));
    for (size_t i = 0; i < last.count; i++) {
        struct calendar_row row = last.items[i].row;
        bool is_there = false;
        for (size_t k = 0; k < now.count; k++)
            is_there |=
                str_equal(now.items[k].row.title, row.title) && now.items[k].row.half == row.half;
        row.starts = calendar_next_year(row.starts);
        row.deadline = calendar_next_year(row.deadline);
        *list_push(request->arena, ret_proposals) =
            (struct proposal){row.id, form_of_row(request->arena, citer, &row), !is_there};
    }
    return NULL;
}

static const struct err *propose(const struct request *request, const struct cluster_year *year,
                                 const struct legal_citer *citer, bool example,
                                 struct proposals *ret_proposals) {
    *ret_proposals = (struct proposals){0};
    if (!example)
        return propose_copy(request, year, citer, ret_proposals);
    propose_example(request, year, citer, ret_proposals);
    return NULL;
}

static struct str numbered(const struct request *request, const char *name, size_t number) {
    return str_format(request->arena, "%s-%zu", name, number);
}

static struct str typed_at(const struct request *request, const char *name, size_t number) {
    return request_text(request, str_c(request->arena, numbered(request, name, number)));
}

enum { TAKE_LINES_MAX = 500 };

/* Where the form has the proposal; what it does not have was not chosen. */
static bool typed_number(const struct request *request, struct str code, size_t *ret_number) {
    for (size_t i = 0; i < TAKE_LINES_MAX; i++) {
        struct str typed = typed_at(request, "code", i);
        if (!typed.n)
            return false;
        *ret_number = i;
        if (str_equal(typed, code))
            return true;
    }
    return false;
}

/* What was typed over a proposal: what may be edited, nothing else. */
static void take_typed(const struct request *request, size_t number, struct proposal *proposal) {
    proposal->chosen = typed_at(request, "take", number).n > 0;
    proposal->form.title = typed_at(request, "title", number);
    proposal->form.starts = typed_at(request, "starts", number);
    proposal->form.deadline = typed_at(request, "deadline", number);
}

static const struct err *draw_take(const struct request *request, struct response *response,
                                   const struct cluster_year *year, bool example,
                                   const struct proposals *proposals, const struct issues *issues) {
    struct arena *arena = request->arena;
    struct str back = year_path(arena, year, YEAR_CALENDAR);
    struct str last = str_format(arena, "%d", year->year - 1);
    struct str now = str_format(arena, "%d", year->year);
    struct calendar_take_view view = {
        .title = example ? frame_words(request, MSG_calendar_example_title)
                         : message_text(arena, request->lang,
                                        MESSAGE_WITH(MSG_calendar_copy_title, last, now)),
        .about =
            frame_words(request, example ? MSG_calendar_example_about : MSG_calendar_copy_about),
        .is_example = example,
        .action = str_format(arena, STR_FMT "/%s", STR_ARG(back), example ? "vi-du" : "chep"),
        .back_href = back,
    };
    if (!example && !proposals->count)
        view.about = message_text(arena, request->lang, MESSAGE_WITH(MSG_calendar_copy_none, last));
    for (size_t i = 0; i < proposals->count; i++) {
        const struct calendar_form *form = &proposals->items[i].form;
        long long half = 0;
        str_to_int64(form->half, &half);
        *list_push(arena, &view.lines) = (struct calendar_take_line){
            .code = proposals->items[i].code,
            .form = *form,
            .half = calendar_half_name(request, (int)half),
            .who = frame_words(request, str_equal_c(form->who, "head") ? MSG_calendar_who_head
                                                                       : MSG_calendar_who_unit),
            .chosen = proposals->items[i].chosen,
            .title_wrong = issue_of(issues, numbered(request, "title", i)) != NULL,
            .starts_wrong = issue_of(issues, numbered(request, "starts", i)) != NULL,
            .deadline_wrong = issue_of(issues, numbered(request, "deadline", i)) != NULL};
    }
    struct page page;
    frame_year_page(request, view.title, year, YEAR_CALENDAR, &page);
    page.issues = issues;
    view.page = &page;
    response->status = issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_calendar_take_page(&h, &view);
    return NULL;
}

static const struct err *show_take(struct request *request, struct response *response,
                                   bool example) {
    struct cluster_year year;
    struct legal_citer citer;
    struct proposals proposals;
    const struct issues none = {0};
    TRY(begin(request, &year, &citer));
    TRY(propose(request, &year, &citer, example, &proposals));
    return draw_take(request, response, &year, example, &proposals, &none);
}

static const struct err *post_take(struct request *request, struct response *response,
                                   bool example) {
    struct arena *arena = request->arena;
    struct cluster_year year;
    struct legal_citer citer;
    struct proposals proposals;
    struct issues issues = {0};
    TRY(begin(request, &year, &citer));
    TRY(propose(request, &year, &citer, example, &proposals));
    struct calendar_form *forms = ARENA_ARRAY(arena, struct calendar_form, proposals.count + 1);
    size_t *numbers = ARENA_ARRAY(arena, size_t, proposals.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < proposals.count; i++) {
        size_t number;
        if (!typed_number(request, proposals.items[i].code, &number)) {
            proposals.items[i].chosen = false;
            continue;
        }
        take_typed(request, number, &proposals.items[i]);
        if (!proposals.items[i].chosen)
            continue;
        forms[count] = proposals.items[i].form;
        forms[count].seen_revision = 0;
        numbers[count++] = i;
    }
    if (!count)
        issue_add(arena, &issues, STR_NONE, MESSAGE(MSG_calendar_take_none));
    else
        TRY(calendar_take(app_db(request), arena, request->user, request->now_ms, &year, forms,
                          numbers, count, &issues));
    if (issues.count)
        return draw_take(request, response, &year, example, &proposals, &issues);
    frame_redirect(request, response, year_path(arena, &year, YEAR_CALENDAR),
                   MSG_notice_calendar_taken, (long long)count);
    return NULL;
}

const struct err *calendar_show_example(struct request *request, struct response *response) {
    return show_take(request, response, true);
}

const struct err *calendar_post_example(struct request *request, struct response *response) {
    return post_take(request, response, true);
}

const struct err *calendar_show_copy(struct request *request, struct response *response) {
    return show_take(request, response, false);
}

const struct err *calendar_post_copy(struct request *request, struct response *response) {
    return post_take(request, response, false);
}
