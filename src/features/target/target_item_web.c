#include "features/target/target_item_web.h"

#include "features/frame/frame.h"
#include "features/legal/legal_cite_service.h"
#include "features/scoring/scoring_service.h"
#include "features/target/target_item.html.h"

/* --- the form of a content ----------------------------------------------------------------------
 */

static struct target_item_form form_typed(const struct request *request) {
    return (struct target_item_form){
        .name = request_text(request, "name"),
        .measure = request_text(request, "measure"),
        .direction = request_text(request, "direction"),
        .cumulative = request_text(request, "cumulative"),
        .for_all = request_text(request, "for_all"),
        .group = request_text(request, "group"),
        .position = request_text(request, "position"),
        .criterion = request_text(request, "criterion"),
    };
}

static void fill_options(const struct target_desk *desk, struct target_form_view *view) {
    const struct request *request = desk->request;
    struct arena *arena = request->arena;
    for (int i = 0; i < TARGET_DIRECTION_COUNT; i++) {
        struct str code = target_direction_code((enum target_direction)i);
        *list_push(arena, &view->directions) = (struct ui_option){
            code, frame_words(request, target_direction_name((enum target_direction)i)),
            view->form.direction.n ? str_equal(code, view->form.direction) : i == TARGET_MORE};
    }
    for (size_t i = 0; i < desk->book.items.count; i++) {
        struct str group = desk->book.items.items[i].group;
        bool seen = !group.n;
        for (size_t k = 0; k < view->groups.count && !seen; k++)
            seen = str_equal(view->groups.items[k].value, group);
        if (!seen)
            *list_push(arena, &view->groups) = (struct ui_option){group, group, false};
    }
}

static const struct err *draw_form(const struct target_desk *desk, struct response *response,
                                   enum msg_id title, struct target_form_view *view,
                                   const struct issues *issues) {
    struct request *request = desk->request;
    fill_options(desk, view);
    TRY(target_terms_fill(desk, !view->is_change && !view->proposes, &view->terms));
    struct page page;
    frame_year_page(request, frame_words(request, title), &desk->year, YEAR_TARGETS, &page);
    page.issues = issues;
    view->page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_target_form_page(&h, view);
    return NULL;
}

/* --- adding -------------------------------------------------------------------------------------
 */

/* For whom the user may add: all members, or the units he enters for. */
static void fill_whom(const struct target_desk *desk, struct str chosen,
                      struct target_form_view *view) {
    const struct request *request = desk->request;
    struct arena *arena = request->arena;
    if (target_may_decide(&desk->powers, STR(""))) {
        view->may_assign_all = true;
        *list_push(arena, &view->whom) = (struct ui_option){
            STR("*"), frame_words(request, MSG_target_for_all), str_equal_c(chosen, "*")};
    }
    view->proposes = !view->may_assign_all;
    for (size_t i = 0; i < desk->year.members.count; i++) {
        const struct cluster_unit *member = &desk->year.members.items[i];
        if (target_may_decide(&desk->powers, member->id) ||
            target_may_propose(&desk->powers, member->id))
            *list_push(arena, &view->whom) =
                (struct ui_option){member->slug, member->name, str_equal(chosen, member->slug)};
    }
}

static const struct err *draw_add(const struct target_desk *desk, struct response *response,
                                  const struct target_item_form *form, struct str whom,
                                  const struct issues *issues) {
    const struct request *request = desk->request;
    struct target_form_view view = {
        .form = *form,
        .value = request_text(request, "value"),
        .half = request_text(request, "half"),
        .is_locked = desk->powers.is_locked,
        .action = target_desk_path(desk, STR("moi")),
        .back_href = target_desk_path(desk, STR("")),
    };
    fill_whom(desk, whom, &view);
    return draw_form(desk, response, view.proposes ? MSG_target_register : MSG_target_add, &view,
                     issues);
}

static bool may_add(const struct target_desk *desk) {
    return desk->powers.may_decide || desk->powers.may_adjust || desk->powers.enters.count > 0;
}

static const struct err *show_add(struct request *request, struct response *response) {
    struct target_desk desk;
    TRY(target_desk_open(request, TARGET_KNOWN_NOW, &desk));
    TRY(frame_open_year(&desk.year, request->arena));
    if (!may_add(&desk))
        return ERR(ERR_DENIED, "no right to add targets");
    struct str unit = request_query(request, "don-vi");
    struct target_item_form form = form_typed(request);
    return draw_add(&desk, response, &form, unit.p ? unit : STR("*"), NULL);
}

/* The member that the form names; a unit's officer needs to name none. */
static struct str unit_typed(const struct target_desk *desk, struct str whom) {
    ptrdiff_t member = cluster_year_member_by_slug(&desk->year, whom);
    if (member >= 0)
        return desk->year.members.items[member].id;
    bool decides = desk->powers.may_decide || desk->powers.may_adjust;
    return !whom.n && !decides && desk->powers.enters.count ? desk->powers.enters.items[0] : whom;
}

static const struct err *add(struct request *request, struct response *response) {
    struct target_desk desk;
    TRY(target_desk_open(request, TARGET_KNOWN_NOW, &desk));
    TRY(frame_open_year(&desk.year, request->arena));
    if (!may_add(&desk))
        return ERR(ERR_DENIED, "no right to add targets");
    struct target_item_form form = form_typed(request);
    struct str whom = request_text(request, "whom");
    bool decides = desk.powers.may_decide || desk.powers.may_adjust;
    bool all = str_equal_c(whom, "*") || (decides && !whom.n);
    form.for_all = all ? STR("1") : STR("");
    struct target_act act = target_desk_act(&desk);
    struct target_terms_form terms = target_terms_typed(request);
    struct issues issues = {0};
    int64_t number;
    TRY(target_add(&act, &form, all ? STR("") : unit_typed(&desk, whom),
                   request_text(request, "value"), request_text(request, "half"), &terms, &issues,
                   &number));
    if (issues.count)
        return draw_add(&desk, response, &form, whom, &issues);
    ptrdiff_t own = desk.powers.enters.count == 1
                        ? cluster_year_member_by_id(&desk.year, desk.powers.enters.items[0])
                        : -1;
    struct str back =
        target_desk_path(&desk, own >= 0 ? desk.year.members.items[own].slug : STR(""));
    frame_redirect(request, response, back,
                   decides ? MSG_notice_target_added : MSG_notice_target_registered, number);
    return NULL;
}

/* --- one content ---------------------------------------------------------------------------------
 */

static const struct err *find_item(const struct target_desk *desk,
                                   const struct target_item **ret_item) {
    long long number;
    const struct target_item *item = NULL;
    if (str_to_int64(request_param(desk->request, "number"), &number))
        item = target_book_item(&desk->book, number);
    if (!item)
        return ERR(ERR_NOT_FOUND, "no such target");
    *ret_item = item;
    return NULL;
}

static struct str number_of(struct arena *arena, const struct target_item *item) {
    return str_format(arena, "%lld", (long long)item->number);
}

static struct str item_path(const struct target_desk *desk, const struct target_item *item,
                            const char *tail) {
    return target_desk_path(
        desk, str_format(desk->request->arena, "muc/%lld%s", (long long)item->number, tail));
}

static struct str said_at(const struct request *request, const struct target_origin *origin) {
    return str_format(request->arena, STR_FMT ", " STR_FMT,
                      STR_ARG(instant_display(request->arena, origin->at_ms)),
                      STR_ARG(origin->author));
}

static void fill_paper(const struct request *request, const struct legal_citer *citer,
                       const struct target_origin *origin, struct target_history_line *line) {
    const struct target_decision *decision = &origin->decision;
    line->paper = (struct legal_cite){STR(""), STR(""), STR(""), STR("")};
    line->paper_words = STR("");
    if (!decision->number.n)
        return;
    line->paper = legal_cite_decision(request->arena, citer, decision->number,
                                      partial_date_of(decision->date), decision->issuer,
                                      date_of_instant(origin->at_ms));
    line->paper_words = date_display(request->arena, decision->date);
    if (decision->issuer.n)
        line->paper_words =
            str_format(request->arena, STR_FMT "%s" STR_FMT, STR_ARG(line->paper_words),
                       line->paper_words.n ? ", " : "", STR_ARG(decision->issuer));
}

static void fill_item_history(const struct target_desk *desk, const struct legal_citer *citer,
                              const struct target_item *item, struct target_item_view *view) {
    const struct request *request = desk->request;
    for (size_t i = desk->book.item_entries.count; i-- > 0;) {
        const struct target_item *entry = &desk->book.item_entries.items[i];
        if (entry->number != item->number)
            continue;
        struct target_history_line line = {
            .at = said_at(request, &entry->origin),
            .what = str_format(request->arena, STR_FMT " (" STR_FMT ")", STR_ARG(entry->name),
                               STR_ARG(target_details(request, entry))),
            .state = entry->is_removed ? frame_words(request, MSG_target_removed) : STR(""),
            .source = STR(""),
            .half = STR(""),
            .reason = entry->origin.reason,
            .is_adjusted = entry->origin.after_lock,
        };
        fill_paper(request, citer, &entry->origin, &line);
        *list_push(request->arena, &view->history) = line;
    }
}

struct match_work {
    const struct target_desk *desk;
    const struct cluster_period *cluster;
    struct criteria_table table;
};

static const struct err *table_in(struct db_tx *tx, void *context) {
    struct match_work *work = context;
    return scoring_load_table(tx, work->desk->request->arena, work->cluster->id, &work->table);
}

/* Where the criterion stands in the tables of the year's half-years. */
static const struct err *fill_matches(const struct target_desk *desk,
                                      const struct target_item *item,
                                      struct target_item_view *view) {
    const struct request *request = desk->request;
    struct arena *arena = request->arena;
    for (size_t i = 0; i < desk->year.periods.count && item->criterion_code.n; i++) {
        struct cluster_period cluster;
        TRY(cluster_find(app_db(request), arena, request->user, desk->year.slug,
                         desk->year.periods.items[i].code, &cluster));
        struct match_work work = {.desk = desk, .cluster = &cluster};
        TRY(db_read(app_db(request), table_in, &work));
        ptrdiff_t at = criteria_find(&work.table.criteria, item->criterion_code);
        struct target_match match = {
            .period = period_display(arena, request->lang, cluster.period),
            .words = message_text(arena, request->lang,
                                  MESSAGE_WITH(MSG_target_no_criterion, item->criterion_code)),
            .href = STR(""),
        };
        if (at >= 0) {
            const struct criterion *criterion = &work.table.criteria.items[at];
            match.words = str_format(arena, STR_FMT " " STR_FMT, STR_ARG(criterion->code),
                                     STR_ARG(criterion->name));
            if (criterion->has_target)
                match.words = message_text(
                    arena, request->lang,
                    MESSAGE_WITH(MSG_target_of_criterion, match.words,
                                 target_number(arena, request->lang, criterion->target),
                                 criterion->unit_of_measure));
            match.href = step_path(arena, &cluster, STEP_CRITERIA);
        }
        *list_push(arena, &view->matches) = match;
    }
    return NULL;
}

static void fill_members(const struct target_desk *desk, const struct target_item *item,
                         const struct issues *issues, struct target_item_view *view) {
    struct arena *arena = desk->request->arena;
    for (size_t i = 0; i < desk->year.members.count; i++) {
        const struct cluster_unit *member = &desk->year.members.items[i];
        struct target target = target_book_at(&desk->book, item, member->id);
        target.item = item;
        struct target_grid_row row =
            target_grid_row_of(desk, &target, member->slug, TARGET_AS_DECIDER, issues);
        row.name = member->name;
        row.details = STR("");
        row.href = target_desk_path(desk, member->slug);
        row.why_href =
            item_path(desk, item, str_format(arena, "/don-vi/" STR_FMT, STR_ARG(member->slug)).p);
        view->is_editable = view->is_editable || row.is_editable;
        *list_push(arena, &view->rows) = row;
    }
}

static const struct err *draw_item(const struct target_desk *desk, struct response *response,
                                   const struct target_item *item, const struct issues *issues) {
    struct request *request = desk->request;
    struct target_item_view view = {
        .number = number_of(request->arena, item),
        .name = item->name,
        .details = target_details(request, item),
        .group = item->group,
        .is_removed = item->is_removed,
        .is_cumulative = item->is_cumulative,
        .change_href = item_path(desk, item, "/sua"),
        .action = item_path(desk, item, ""),
        .back_href = target_desk_path(desk, STR("")),
        .may_change = !item->is_removed && (desk->powers.may_decide || desk->powers.may_adjust),
    };
    struct legal_citer citer;
    TRY(legal_citer_load(app_db(request), request->arena, request->user, request->lang, &citer));
    fill_members(desk, item, issues, &view);
    fill_item_history(desk, &citer, item, &view);
    TRY(fill_matches(desk, item, &view));
    TRY(target_terms_fill(desk, true, &view.terms));
    struct page page;
    frame_year_page(request, item->name, &desk->year, YEAR_TARGETS, &page);
    page.issues = issues;
    page.wide = true;
    view.page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_target_item_page(&h, &view);
    return NULL;
}

static const struct err *show_item(struct request *request, struct response *response) {
    struct target_desk desk;
    const struct target_item *item = NULL;
    TRY(target_desk_open(request, TARGET_KNOWN_NOW, &desk));
    TRY(find_item(&desk, &item));
    return draw_item(&desk, response, item, NULL);
}

static const struct err *save_item(struct request *request, struct response *response) {
    struct target_desk desk;
    const struct target_item *item = NULL;
    TRY(target_desk_open(request, TARGET_KNOWN_NOW, &desk));
    TRY(target_desk_deciders_only(&desk));
    TRY(find_item(&desk, &item));
    struct target_entries entries = {0};
    for (size_t i = 0; i < desk.year.members.count; i++)
        target_grid_take(&desk, item, desk.year.members.items[i].id,
                         desk.year.members.items[i].slug, &entries);
    struct target_act act = target_desk_act(&desk);
    struct target_terms_form terms = target_terms_typed(request);
    struct issues issues = {0};
    int64_t count;
    TRY(target_set(&act, TARGET_AS_DECIDER, false, &entries, &terms, &issues, &count));
    if (issues.count)
        return draw_item(&desk, response, item, &issues);
    frame_redirect(request, response, item_path(&desk, item, ""),
                   count ? MSG_notice_target_saved : MSG_notice_target_same, count);
    return NULL;
}

/* --- changing it
 * ---------------------------------------------------------------------------------- */

static struct target_item_form form_for(struct arena *arena, const struct target_item *item) {
    return (struct target_item_form){
        .name = item->name,
        .measure = item->measure,
        .direction = target_direction_code(item->direction),
        .cumulative = item->is_cumulative ? STR("1") : STR(""),
        .for_all = item->for_all ? STR("1") : STR(""),
        .group = item->group,
        .position = str_format(arena, "%lld", (long long)item->position),
        .criterion = item->criterion_code,
    };
}

static const struct err *draw_change(const struct target_desk *desk, struct response *response,
                                     const struct target_item *item,
                                     const struct target_item_form *form,
                                     const struct issues *issues) {
    struct target_form_view view = {
        .form = *form,
        .is_change = true,
        .is_locked = desk->powers.is_locked,
        .may_assign_all = true,
        .action = item_path(desk, item, "/sua"),
        .back_href = item_path(desk, item, ""),
    };
    return draw_form(desk, response, MSG_target_change_title, &view, issues);
}

static const struct err *open_change(struct request *request, struct target_desk *desk,
                                     const struct target_item **ret_item) {
    TRY(target_desk_open(request, TARGET_KNOWN_NOW, desk));
    TRY(target_desk_deciders_only(desk));
    TRY(find_item(desk, ret_item));
    return (*ret_item)->is_removed ? ERR(ERR_NOT_FOUND, "the target was taken out") : NULL;
}

static const struct err *show_change(struct request *request, struct response *response) {
    struct target_desk desk;
    const struct target_item *item = NULL;
    TRY(open_change(request, &desk, &item));
    struct target_item_form form = form_for(request->arena, item);
    return draw_change(&desk, response, item, &form, NULL);
}

static const struct err *change(struct request *request, struct response *response) {
    struct target_desk desk;
    const struct target_item *item = NULL;
    TRY(open_change(request, &desk, &item));
    struct target_act act = target_desk_act(&desk);
    struct target_terms_form terms = target_terms_typed(request);
    struct target_item_form form = form_typed(request);
    struct issues issues = {0};
    bool removes = str_equal_c(request_text(request, "viec"), "bo");
    if (removes)
        TRY(target_remove_item(&act, item->number, &terms, &issues));
    else
        TRY(target_change_item(&act, item->number, &form, &terms, &issues));
    if (issues.count)
        return draw_change(&desk, response, item, &form, &issues);
    frame_redirect(request, response, item_path(&desk, item, ""),
                   removes ? MSG_notice_target_removed : MSG_notice_target_changed, item->number);
    return NULL;
}

/* --- the history of a figure
 * ----------------------------------------------------------------------- */

static void fill_figure_history(const struct target_desk *desk, const struct legal_citer *citer,
                                const struct target *newest, struct target_figure_view *view) {
    const struct request *request = desk->request;
    for (size_t i = desk->book.entries.count; i-- > 0;) {
        const struct target *entry = &desk->book.entries.items[i];
        if (entry->item->number != newest->item->number ||
            !str_equal(entry->unit_id, newest->unit_id))
            continue;
        struct target_history_line line = {
            .at = said_at(request, &entry->origin),
            .what = target_display(request->arena, request->lang, entry, TARGET_YEAR),
            .half = entry->item->is_cumulative
                        ? target_display(request->arena, request->lang, entry, TARGET_FIRST_HALF)
                        : STR(""),
            .state = frame_words(request, target_state_name(entry->state)),
            .source = frame_words(request, target_source_name(entry->source)),
            .reason = entry->origin.reason,
            .is_adjusted = entry->origin.after_lock,
            .is_newest = entry->origin.revision == newest->origin.revision,
        };
        fill_paper(request, citer, &entry->origin, &line);
        *list_push(request->arena, &view->history) = line;
    }
}

static const struct err *show_figure(struct request *request, struct response *response) {
    struct arena *arena = request->arena;
    struct target_desk desk;
    const struct target_item *item = NULL;
    TRY(target_desk_open(request, TARGET_KNOWN_NOW, &desk));
    TRY(find_item(&desk, &item));
    ptrdiff_t index = cluster_year_member_by_slug(&desk.year, request_param(request, "unit"));
    if (index < 0)
        return ERR(ERR_NOT_FOUND, "no such member in that year");
    const struct cluster_unit *member = &desk.year.members.items[index];
    struct target target = target_book_at(&desk.book, item, member->id);
    struct target_grid_row now =
        target_grid_row_of(&desk, &target, member->slug, TARGET_AS_DECIDER, NULL);
    struct target_figure_view view = {
        .unit = member->name,
        .unit_href = target_desk_path(&desk, member->slug),
        .name = item->name,
        .item_href = item_path(&desk, item, ""),
        .details = target_details(request, item),
        .value = target_display(arena, request->lang, &target, TARGET_YEAR),
        .half = item->is_cumulative
                    ? target_display(arena, request->lang, &target, TARGET_FIRST_HALF)
                    : STR(""),
        .rest = now.rest.p ? now.rest : STR(""),
        .is_cumulative = item->is_cumulative,
        .lacks_half = target_lacks_half(&target),
        .is_adjusted = target.origin.after_lock,
        .state = now.state,
        .state_mark = now.state_mark,
        .back_href = target_desk_path(&desk, STR("")),
    };
    struct legal_citer citer;
    TRY(legal_citer_load(app_db(request), arena, request->user, request->lang, &citer));
    fill_figure_history(&desk, &citer, &target, &view);
    struct page page;
    frame_year_page(request, item->name, &desk.year, YEAR_TARGETS, &page);
    view.page = &page;
    struct html h = frame_html(request, response);
    tpl_target_figure_page(&h, &view);
    return NULL;
}

#define Y "/cum/:cluster/nam/:year/chi-tieu"

const struct route target_item_routes[] = {
    {HTTP_GET, Y "/moi", RIGHT_CLUSTER_READ, show_add},
    {HTTP_POST, Y "/moi", RIGHT_CLUSTER_READ, add},
    {HTTP_GET, Y "/muc/:number", RIGHT_CLUSTER_READ, show_item},
    {HTTP_POST, Y "/muc/:number", RIGHT_TARGET_EDIT, save_item},
    {HTTP_GET, Y "/muc/:number/sua", RIGHT_TARGET_EDIT, show_change},
    {HTTP_POST, Y "/muc/:number/sua", RIGHT_TARGET_EDIT, change},
    {HTTP_GET, Y "/muc/:number/don-vi/:unit", RIGHT_CLUSTER_READ, show_figure},
};
const size_t target_item_routes_count = COUNT_OF(target_item_routes);
