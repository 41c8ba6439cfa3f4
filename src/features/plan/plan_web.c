/* The year's plans, and one plan as a whole. */
#include "features/plan/plan_web.h"

#include "features/legal/legal_cite_service.h"
#include "features/plan/plan.html.h"
#include "features/plan/plan_rows_web.h"

enum { PLAN_BODY_MAX = 256 << 10 };

static struct date today_of(const struct request *request) {
    return date_of_instant(request->now_ms);
}

/* --- the year's plans ---------------------------------------------------------------------------
 */

static struct plan_list_row list_row(const struct request *request, const struct cluster_year *year,
                                     const struct plan_line *line) {
    struct arena *arena = request->arena;
    struct plan_list_row row = {
        .unit = line->unit.name,
        .href = STR(""),
        .title = STR(""),
        .period = STR(""),
        .paper = STR(""),
        .state = UI_STATE_TODO,
        .state_words = frame_words(request, MSG_plan_none_yet),
        .add_href = STR(""),
    };
    if (line->half < 0) {
        struct str path = year_path_below(arena, year, YEAR_PLAN, STR("moi"));
        if (plan_may_edit(request->user, year, line->unit.id))
            row.add_href = str_format(arena, STR_FMT "?unit=" STR_FMT, STR_ARG(path),
                                      STR_ARG(line->unit.slug));
        return row;
    }
    bool issued = line->state == PLAN_ISSUED;
    row.title = line->title;
    row.period = plan_period_of(request, year->year, line->half);
    row.state = issued ? UI_STATE_DONE : UI_STATE_DOING;
    row.state_words = frame_words(request, plan_state_name(line->state));
    row.paper = plan_paper_words(request, line->number, line->issued_on);
    row.counts = line->counts;
    row.has_counts = line->may_read && issued;
    if (line->may_read)
        row.href = plan_path(arena, year, line->code, "");
    return row;
}

struct mine_work {
    struct arena *arena;
    const struct cluster_year *year;
    struct str unit_id;
    struct date today;
    struct plan_counts counts;
};

static const struct err *mine_in(struct db_tx *tx, void *context) {
    struct mine_work *work = context;
    return plan_late(tx, work->arena, work->year, work->unit_id, work->today, &work->counts);
}

/* What the user's own unit has to do, its own plans and the cluster's together. */
static const struct err *add_mine(const struct request *request, const struct cluster_year *year,
                                  const struct plan_lines *lines, struct plan_list_view *view) {
    struct cluster_unit own = plan_own_unit(request, year);
    if (!own.id.n)
        return NULL;
    struct mine_work work = {request->arena, year, own.id, today_of(request), {0}};
    TRY(db_read(app_db(request), mine_in, &work));
    view->mine = work.counts;
    view->has_mine = work.counts.all > 0;
    view->mine_href = STR("");
    for (size_t i = 0; i < lines->count && !lines->items[i].unit.id.n; i++)
        if (lines->items[i].state == PLAN_ISSUED && lines->items[i].half >= 0)
            view->mine_href =
                str_format(request->arena, STR_FMT "?don-vi=" STR_FMT,
                           STR_ARG(plan_path(request->arena, year, lines->items[i].code, "")),
                           STR_ARG(own.slug));
    return NULL;
}

static void fill_list(const struct request *request, const struct cluster_year *year,
                      const struct plan_lines *lines, struct plan_list_view *view) {
    struct str counted = STR("");
    for (size_t i = 0; i < lines->count; i++) {
        const struct plan_line *line = &lines->items[i];
        struct plan_list_row row = list_row(request, year, line);
        if (!line->unit.id.n) {
            *list_push(request->arena, &view->cluster) = row;
            continue;
        }
        *list_push(request->arena, &view->members) = row;
        bool issued = line->half >= 0 && line->state == PLAN_ISSUED;
        if (issued && !str_equal(counted, line->unit.id)) {
            counted = line->unit.id;
            view->issued++;
        }
    }
    view->member_count = year->members.count;
}

static bool may_make_some(const struct request *request, const struct cluster_year *year) {
    bool some = plan_may_edit(request->user, year, STR(""));
    for (size_t i = 0; i < year->members.count; i++)
        some = some || plan_may_edit(request->user, year, year->members.items[i].id);
    return some;
}

static const struct err *show_list(struct request *request, struct response *response) {
    struct arena *arena = request->arena;
    struct cluster_year year;
    struct plan_lines lines;
    struct plan_sources sources;
    TRY(frame_year(request, &year));
    TRY(plan_list(app_db(request), arena, request->user, &year, today_of(request), &lines));
    TRY(plan_review_sources(app_db(request), arena, request->user, &year, &sources));
    struct page page;
    struct str number = str_format(arena, "%d", year.year);
    frame_year_page(request, frame_say(request, MESSAGE_WITH(MSG_plan_list_title, number)), &year,
                    YEAR_PLAN, &page);
    page.wide = true;
    struct plan_list_view view = {
        .page = &page,
        .path = year_path(arena, &year, YEAR_PLAN),
        .year = str_format(arena, "%d", year.year),
        .mine_href = STR(""),
        .new_href = may_make_some(request, &year)
                        ? year_path_below(arena, &year, YEAR_PLAN, STR("moi"))
                        : STR(""),
        .sources_href =
            sources.count ? year_path_below(arena, &year, YEAR_PLAN, STR("so-ket")) : STR(""),
        .sources_open = sources.open,
        .sources_count = sources.count,
        .accounts_href = year_path_below(arena, &year, YEAR_PLAN, STR("ket-qua")),
        .may_take = plan_may_edit(request->user, &year, STR("")),
    };
    fill_list(request, &year, &lines, &view);
    TRY(add_mine(request, &year, &lines, &view));
    struct html h = frame_html(request, response);
    tpl_plan_list_page(&h, &view);
    return NULL;
}

/* --- one plan -----------------------------------------------------------------------------------
 */

struct plan_filter {
    struct str owner;    /* slug; empty: all */
    struct str standing; /* "", "tre", "sap", "chua", "xong" */
};

static bool fits(const struct request *request, const struct plan_place *place,
                 const struct plan_filter *filter, const struct plan_task *task) {
    ptrdiff_t owner = cluster_year_member_by_slug(&place->year, filter->owner);
    if (owner >= 0 && !str_equal(task->owner_id, place->year.members.items[owner].id))
        return false;
    struct plan_standing standing = plan_task_standing(task, today_of(request));
    bool done = standing.kind == STANDING_DONE || standing.kind == STANDING_DONE_LATE;
    if (str_equal_c(filter->standing, "tre"))
        return standing.kind == STANDING_LATE;
    if (str_equal_c(filter->standing, "sap"))
        return standing.kind == STANDING_DUE_SOON;
    if (str_equal_c(filter->standing, "chua"))
        return !done && standing.kind != STANDING_FAILED && standing.kind != STANDING_CANCELLED;
    return !str_equal_c(filter->standing, "xong") || done;
}

static struct page_link tab(const struct request *request, const struct plan_place *place,
                            const struct plan_filter *filter, enum msg_id name, struct str owner,
                            const char *standing) {
    struct str path = plan_path(request->arena, &place->year, place->plan.code, "");
    return (struct page_link){
        .text = frame_words(request, name),
        .href = str_format(request->arena, STR_FMT "?don-vi=" STR_FMT "&xem=%s", STR_ARG(path),
                           STR_ARG(owner), standing),
        .current = str_equal_c(filter->standing, standing) && str_equal(filter->owner, owner)};
}

static void add_tabs(const struct request *request, const struct plan_place *place,
                     const struct plan_filter *filter, struct plan_view *view) {
    struct cluster_unit own = plan_own_unit(request, &place->year);
    view->tabs = ARENA_ARRAY(request->arena, struct page_link, 6);
    struct page_link *tabs = view->tabs;
    size_t count = 0;
    bool of_cluster = !place->plan.unit.id.n;
    tabs[count++] = tab(request, place, filter, MSG_plan_tab_all, STR(""), "");
    if (of_cluster && own.id.n)
        tabs[count++] = tab(request, place, filter, MSG_plan_tab_mine, own.slug, "");
    bool mine = of_cluster && own.id.n && str_equal(filter->owner, own.slug);
    struct str owner = mine ? own.slug : of_cluster ? filter->owner : STR("");
    tabs[count++] = tab(request, place, filter, MSG_plan_tab_late, owner, "tre");
    tabs[count++] = tab(request, place, filter, MSG_plan_tab_soon, owner, "sap");
    tabs[count++] = tab(request, place, filter, MSG_plan_tab_open, owner, "chua");
    tabs[count++] = tab(request, place, filter, MSG_plan_tab_done, owner, "xong");
    view->tabs_count = count;
}

static void add_amendment(const struct request *request, const struct plan_place *place,
                          const struct plan_task *task, struct plan_view *view) {
    enum msg_id what = task->state == TASK_CANCELLED ? MSG_plan_amended_cancelled
                       : task->revision == 1         ? MSG_plan_amended_added
                                                     : MSG_plan_amended_changed;
    *list_push(request->arena, &view->amendments) = (struct plan_change_line){
        .content = task->content,
        .href = plan_task_path(request->arena, &place->year, place->plan.code, task->id, ""),
        .what = frame_words(request, what),
        .reason = task->reason,
        .who = str_format(request->arena, STR_FMT " · " STR_FMT,
                          STR_ARG(instant_display(request->arena, task->at_ms)),
                          STR_ARG(task->author)),
    };
}

static void add_tasks(const struct request *request, const struct plan_place *place,
                      const struct legal_citer *citer, const struct plan_sources *sources,
                      const struct plan_filter *filter, struct plan_view *view) {
    for (size_t i = 0; i < place->plan.tasks.count; i++) {
        const struct plan_task *task = &place->plan.tasks.items[i];
        plan_count(task, today_of(request), &view->counts);
        if (task->is_amendment)
            add_amendment(request, place, task, view);
        if (!fits(request, place, filter, task))
            continue;
        struct plan_row row = plan_row_of(request, place, citer, task, i + 1);
        for (size_t k = 0; k < sources->count; k++)
            if (sources->items[k].changed && str_equal(sources->items[k].task_id, task->id)) {
                row.changed = frame_words(request, MSG_plan_review_changed);
                view->changed_in_review++;
            }
        *list_push(request->arena, &view->rows) = row;
    }
}

struct history_work {
    const struct request *request;
    struct str plan_id;
    struct audit_lines *lines;
};

static const struct err *history_in(struct db_tx *tx, void *context) {
    struct history_work *work = context;
    return audit_read(tx, work->request->arena, work->request->lang, "plan", work->plan_id, NULL,
                      work->lines);
}

static struct plan_paragraphs paragraphs_of(struct arena *arena, struct str text) {
    struct plan_paragraphs paragraphs = {0};
    while (text.p) {
        struct str line = str_trim(str_cut(&text, '\n'));
        if (line.n)
            *list_push(arena, &paragraphs) = line;
    }
    return paragraphs;
}

static void fill_plan(const struct request *request, const struct plan_place *place,
                      struct plan_view *view) {
    const struct plan *plan = &place->plan;
    struct arena *arena = request->arena;
    bool issued = plan->state == PLAN_ISSUED;
    *view = (struct plan_view){
        .path = plan_path(arena, &place->year, plan->code, ""),
        .list_path = year_path(arena, &place->year, YEAR_PLAN),
        .title = plan->title,
        .unit = plan->unit.name,
        .period = plan_period_of(request, plan->year, plan->half),
        .state = issued ? UI_STATE_DONE : UI_STATE_DOING,
        .state_words = frame_words(request, plan_state_name(plan->state)),
        .paper = plan_paper_words(request, plan->number, plan->issued_on),
        .is_issued = issued,
        .may_edit = plan_may_edit(request->user, &place->year, plan->unit.id),
        .grounds = paragraphs_of(arena, plan->grounds),
        .purpose = paragraphs_of(arena, plan->purpose),
        .arrangement = paragraphs_of(arena, plan->arrangement),
    };
    view->has_accounts = issued && !plan->unit.id.n;
}

static const struct err *show_plan(struct request *request, struct response *response) {
    struct plan_place place;
    struct legal_citer citer;
    struct plan_sources sources = {0};
    struct plan_view view;
    TRY(plan_place_of_request(request, false, &place));
    TRY(legal_citer_load(app_db(request), request->arena, request->user, request->lang, &citer));
    if (!place.plan.unit.id.n)
        TRY(plan_review_sources(app_db(request), request->arena, request->user, &place.year,
                                &sources));
    struct plan_filter filter = {request_query_text(request, "don-vi"),
                                 request_query_text(request, "xem")};
    fill_plan(request, &place, &view);
    view.is_filtered = filter.owner.n || filter.standing.n;
    if (!place.plan.unit.id.n)
        view.owners = plan_owner_options(request, MSG_plan_tab_all, &place.year, filter.owner);
    add_tabs(request, &place, &filter, &view);
    add_tasks(request, &place, &citer, &sources, &filter, &view);
    legal_cite_mentions(request->arena, &citer, place.plan.grounds,
                        date_is_empty(place.plan.issued_on) ? today_of(request)
                                                            : place.plan.issued_on,
                        &view.cites);
    struct history_work work = {request, place.plan.id, &view.history};
    TRY(db_read(app_db(request), history_in, &work));
    struct page page;
    frame_year_page(request, place.plan.title, &place.year, YEAR_PLAN, &page);
    page.wide = true;
    view.page = &page;
    struct html h = frame_html(request, response);
    tpl_plan_page(&h, &view);
    return NULL;
}

/* --- its form -----------------------------------------------------------------------------------
 */

static struct plan_form form_of(const struct request *request) {
    return (struct plan_form){.unit = request_text(request, "unit"),
                              .half = request_text(request, "half"),
                              .title = request_text(request, "title"),
                              .grounds = request_text(request, "grounds"),
                              .purpose = request_text(request, "purpose"),
                              .arrangement = request_text(request, "arrangement"),
                              .reason = request_text(request, "reason"),
                              .seen = request_text(request, "seen")};
}

static void add_units(const struct request *request, const struct cluster_year *year,
                      struct plan_form_view *view) {
    if (plan_may_edit(request->user, year, STR("")))
        *list_push(request->arena, &view->units) =
            (struct ui_option){STR(""), year->name, str_is_empty(view->form.unit)};
    for (size_t i = 0; i < year->members.count; i++) {
        const struct cluster_unit *unit = &year->members.items[i];
        if (plan_may_edit(request->user, year, unit->id))
            *list_push(request->arena, &view->units) =
                (struct ui_option){unit->slug, unit->name, str_equal(unit->slug, view->form.unit)};
    }
}

/* Plans of the year before that this user could begin with. */
static const struct err *add_lasts(const struct request *request, const struct cluster_year *year,
                                   struct str chosen, struct plan_form_view *view) {
    struct cluster_year last;
    struct plan_lines lines;
    const struct err *err = cluster_year_find(app_db(request), request->arena, request->user,
                                              year->slug, year->year - 1, today_of(request), &last);
    if (err && err->kind == ERR_NOT_FOUND)
        return NULL;
    TRY(err);
    TRY(plan_list(app_db(request), request->arena, request->user, &last, today_of(request),
                  &lines));
    for (size_t i = 0; i < lines.count; i++) {
        const struct plan_line *line = &lines.items[i];
        if (line->half < 0 || !plan_may_edit(request->user, year, line->unit.id))
            continue;
        if (!view->lasts.count)
            *list_push(request->arena, &view->lasts) =
                (struct ui_option){STR(""), frame_words(request, MSG_plan_last_none), !chosen.n};
        *list_push(request->arena, &view->lasts) =
            (struct ui_option){line->code,
                               str_format(request->arena, STR_FMT " (" STR_FMT ")",
                                          STR_ARG(line->title), STR_ARG(line->unit.name)),
                               str_equal(line->code, chosen)};
    }
    return NULL;
}

static void draw_form(const struct request *request, struct response *response,
                      const struct cluster_year *year, struct plan_form_view *view,
                      const struct issues *issues) {
    struct page page;
    view->title = frame_words(request, view->is_new ? MSG_plan_new_title : MSG_plan_change_title);
    frame_year_page(request, view->title, year, YEAR_PLAN, &page);
    page.issues = issues;
    view->page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_plan_form_page(&h, view);
}

static const struct err *draw_new(const struct request *request, struct response *response,
                                  const struct cluster_year *year, const struct plan_form *form,
                                  struct str last, const struct issues *issues) {
    static const enum msg_id HALVES[] = {MSG_plan_half_year, MSG_plan_half_first,
                                         MSG_plan_half_second};
    struct plan_form_view view = {
        .action = year_path_below(request->arena, year, YEAR_PLAN, STR("moi")),
        .back_href = year_path(request->arena, year, YEAR_PLAN),
        .form = *form,
        .is_new = true,
    };
    add_units(request, year, &view);
    for (int half = 0; half < (int)COUNT_OF(HALVES); half++) {
        struct str code = str_format(request->arena, "%d", half);
        *list_push(request->arena, &view.halves) = (struct ui_option){
            code, frame_words(request, HALVES[half]), str_equal(code, form->half)};
    }
    TRY(add_lasts(request, year, last, &view));
    draw_form(request, response, year, &view, issues);
    return NULL;
}

static const struct err *show_new(struct request *request, struct response *response) {
    struct cluster_year year;
    TRY(frame_year(request, &year));
    if (!may_make_some(request, &year))
        return ERR(ERR_DENIED, "no right to make a plan");
    struct plan_form form = {.unit = request_query_text(request, "unit"), .half = STR("0")};
    if (!form.unit.n)
        form.unit = plan_own_unit(request, &year).slug;
    form.title = frame_say(
        request, MESSAGE_WITH(MSG_plan_title_made, plan_period_of(request, year.year, 0)));
    return draw_new(request, response, &year, &form, STR(""), NULL);
}

static const struct err *create(struct request *request, struct response *response) {
    struct cluster_year year;
    TRY(frame_year(request, &year));
    if (!may_make_some(request, &year))
        return ERR(ERR_DENIED, "no right to make a plan");
    struct issues issues = {0};
    struct plan_form form = form_of(request);
    struct plan_edit edit = plan_edit_of(request, &year, &issues);
    struct str code;
    struct str last = request_text(request, "last");
    /* Who may not plan for the cluster leaves the unit out: his own is meant. */
    if (!form.unit.n && !plan_may_edit(request->user, &year, STR("")))
        form.unit = plan_own_unit(request, &year).slug;
    TRY(plan_create(&edit, &form, last, &code));
    if (issues.count)
        return draw_new(request, response, &year, &form, last, &issues);
    frame_redirect(request, response, plan_path(request->arena, &year, code, ""),
                   MSG_notice_plan_saved, 0);
    return NULL;
}

static void draw_change(const struct request *request, struct response *response,
                        const struct plan_place *place, const struct plan_form *form,
                        const struct issues *issues) {
    struct plan_form_view view = {
        .action = plan_path(request->arena, &place->year, place->plan.code, "/sua"),
        .back_href = plan_path(request->arena, &place->year, place->plan.code, ""),
        .form = *form,
        .is_issued = place->plan.state == PLAN_ISSUED,
    };
    draw_form(request, response, &place->year, &view, issues);
}

static const struct err *show_change(struct request *request, struct response *response) {
    struct plan_place place;
    TRY(plan_place_of_request(request, true, &place));
    const struct plan *plan = &place.plan;
    struct plan_form form = {.title = plan->title,
                             .grounds = plan->grounds,
                             .purpose = plan->purpose,
                             .arrangement = plan->arrangement,
                             .reason = STR(""),
                             .seen = str_format(request->arena, "%lld", (long long)plan->revision)};
    draw_change(request, response, &place, &form, NULL);
    return NULL;
}

static const struct err *change(struct request *request, struct response *response) {
    struct plan_place place;
    TRY(plan_place_of_request(request, true, &place));
    struct issues issues = {0};
    struct plan_form form = form_of(request);
    struct plan_edit edit = plan_edit_of(request, &place.year, &issues);
    TRY(plan_change(&edit, place.plan.code, &form));
    if (issues.count) {
        draw_change(request, response, &place, &form, &issues);
        return NULL;
    }
    frame_redirect(request, response, plan_path(request->arena, &place.year, place.plan.code, ""),
                   MSG_notice_plan_saved, 0);
    return NULL;
}

/* --- issuing ------------------------------------------------------------------------------------
 */

static void draw_issue(const struct request *request, struct response *response,
                       const struct plan_place *place, const struct issue_form *form,
                       const struct issues *issues) {
    const struct plan *plan = &place->plan;
    struct plan_issue_view view = {
        .plan_title = plan->title,
        .action = plan_path(request->arena, &place->year, plan->code, "/ban-hanh"),
        .back_href = plan_path(request->arena, &place->year, plan->code, ""),
        .form = *form,
        .is_issued = plan->state == PLAN_ISSUED,
    };
    for (size_t i = 0; i < plan->tasks.count; i++) {
        const struct plan_task *task = &plan->tasks.items[i];
        if (task->state != TASK_ACTIVE)
            continue;
        view.tasks++;
        view.without_due += date_is_empty(task->due);
        view.without_owner += !task->owner_id.n && !task->owner_post.n;
    }
    struct page page;
    view.title =
        frame_words(request, view.is_issued ? MSG_plan_reissue_title : MSG_plan_issue_title);
    frame_year_page(request, view.title, &place->year, YEAR_PLAN, &page);
    page.issues = issues;
    view.page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_plan_issue_page(&h, &view);
}

static const struct err *show_issue(struct request *request, struct response *response) {
    struct plan_place place;
    TRY(plan_place_of_request(request, true, &place));
    const struct plan *plan = &place.plan;
    struct issue_form form = {
        .number = plan->number,
        .issued_on = date_display(request->arena, date_is_empty(plan->issued_on) ? today_of(request)
                                                                                 : plan->issued_on),
        .signer_post = plan->signer_post,
        .signer = plan->signer,
        .reason = STR(""),
        .seen = str_format(request->arena, "%lld", (long long)plan->revision),
    };
    draw_issue(request, response, &place, &form, NULL);
    return NULL;
}

static const struct err *issue(struct request *request, struct response *response) {
    struct plan_place place;
    TRY(plan_place_of_request(request, true, &place));
    struct issues issues = {0};
    const struct issue_form form = {.number = request_text(request, "number"),
                                    .issued_on = request_text(request, "issued_on"),
                                    .signer_post = request_text(request, "signer_post"),
                                    .signer = request_text(request, "signer"),
                                    .reason = request_text(request, "reason"),
                                    .seen = request_text(request, "seen")};
    struct plan_edit edit = plan_edit_of(request, &place.year, &issues);
    TRY(plan_issue(&edit, place.plan.code, &form));
    if (issues.count) {
        draw_issue(request, response, &place, &form, &issues);
        return NULL;
    }
    frame_redirect(request, response, plan_path(request->arena, &place.year, place.plan.code, ""),
                   MSG_notice_plan_issued, 0);
    return NULL;
}

#define PLANS "/cum/:cluster/nam/:year/ke-hoach"

const struct route plan_routes[] = {
    {HTTP_GET, PLANS, RIGHT_CLUSTER_READ, show_list},
    {HTTP_GET, PLANS "/moi", RIGHT_CLUSTER_READ, show_new},
    {HTTP_POST, PLANS "/moi", RIGHT_CLUSTER_READ, create, .body_max_bytes = PLAN_BODY_MAX},
    {HTTP_GET, PLANS "/:plan", RIGHT_CLUSTER_READ, show_plan},
    {HTTP_GET, PLANS "/:plan/sua", RIGHT_CLUSTER_READ, show_change},
    {HTTP_POST, PLANS "/:plan/sua", RIGHT_CLUSTER_READ, change, .body_max_bytes = PLAN_BODY_MAX},
    {HTTP_GET, PLANS "/:plan/ban-hanh", RIGHT_CLUSTER_READ, show_issue},
    {HTTP_POST, PLANS "/:plan/ban-hanh", RIGHT_CLUSTER_READ, issue},
};
const size_t plan_routes_count = COUNT_OF(plan_routes);
