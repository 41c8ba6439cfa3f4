#include "features/scoregrid/scoregrid_web.h"

#include "features/score_evidence/score_evidence_cell_service.h"
#include "features/score_evidence/score_evidence_service.h"
#include "features/scoregrid/by_criterion_web.h"
#include "features/scoregrid/scoregrid.html.h"
#include "features/scoring/unit_web.h"
#include "features/submission/submission_web.h"

/* --- drawing ------------------------------------------------------------------------------ */

struct str grid_table_mark(struct arena *arena, const struct criteria *criteria) {
    uint64_t mark = 14695981039346656037u;
    for (size_t i = 0; i < criteria->count; i++) {
        const struct criterion *c = &criteria->items[i];
        struct str parts = str_format(
            arena, STR_FMT "|%d|%d|%d|" STR_FMT "|" STR_FMT "|" STR_FMT, STR_ARG(c->id),
            (int)c->kind, (int)c->owner, (int)c->rollup, STR_ARG(decimal_canonical(arena, c->max)),
            STR_ARG(c->has_target ? decimal_canonical(arena, c->target) : STR("")),
            STR_ARG(str_or_empty(c->rule)));
        for (size_t k = 0; k < parts.n; k++)
            mark = (mark ^ (unsigned char)parts.p[k]) * 1099511628211u;
    }
    return str_format(arena, "%016llx", (unsigned long long)mark);
}

static void fill_sendings(const struct request *request, const struct score_grid *grid,
                          struct scoregrid_view *view) {
    const struct unit_sendings *sent = &grid->sendings;
    view->sent = STR("");
    view->sent_before = sent->last_ms > 0;
    if (sent->last_ms)
        view->sent =
            frame_say(request, MESSAGE_WITH(MSG_scoregrid_sent_at,
                                            instant_display(request->arena, sent->last_ms)));
    for (size_t i = sent->count; i-- > 0;) {
        const struct sending *s = &sent->items[i];
        struct str what = frame_say(
            request,
            MESSAGE_WITH(s->by_sheet ? MSG_scoregrid_sending_sheet : MSG_scoregrid_sending_grid,
                         str_format(request->arena, "%lld", (long long)s->number),
                         instant_display(request->arena, s->at_ms), s->author,
                         str_format(request->arena, "%lld", (long long)s->cells),
                         str_slice(s->digest, 0, s->digest.n < 12 ? s->digest.n : 12)));
        *list_push(request->arena, &view->sendings) = (struct grid_sending_line){what, s->reason};
    }
}

static const struct err *fill_view(const struct request *request, const struct score_grid *grid,
                                   const struct grid_answer *answer, struct scoregrid_view *view) {
    struct arena *arena = request->arena;
    const struct scoreboard *board = &grid->board;
    const struct criteria *criteria = &board->table.criteria;
    const struct cluster_period *cluster = &board->cluster;
    struct score_evidence_counts counts;
    TRY(score_evidence_count(app_db(request), arena, request->user, board, (ptrdiff_t)grid->unit,
                             &counts));
    for (size_t i = 0; i < criteria->count; i++) {
        struct grid_row *row = list_push(arena, &view->rows);
        *row = grid_row_of(arena, request->lang, grid, i, answer);
        row->evidence = score_evidence_at(&counts, grid->unit, i);
        if (!row->is_group && (grid->may_enter || row->evidence))
            row->evidence_href = evidence_path(arena, cluster->slug, cluster->code,
                                               cluster->members.items[grid->unit].slug,
                                               criteria->items[i].code, criteria->items[i].id);
        if (grid_asks(&criteria->items[i], &grid->cells[i]) &&
            !grid->cells[i].of[GRID_ACTUAL].value.p)
            *list_push(arena, &view->not_in) =
                (struct grid_row_name){criteria->items[i].code, criteria->items[i].name};
    }
    for (size_t i = 0; i < grid->left.count; i++)
        *list_push(arena, &view->left) = grid->left.items[i];
    fill_sendings(request, grid, view);
    return NULL;
}

struct drawing {
    const struct score_grid *grid;
    const struct grid_answer *answer; /* of a refused form; else NULL */
    const struct issues *issues;
    struct str reason;
    struct str send_fault;
};

static const struct err *draw(const struct request *request, struct response *response,
                              const struct drawing *drawing) {
    struct arena *arena = request->arena;
    const struct score_grid *grid = drawing->grid;
    const struct scoreboard *board = &grid->board;
    const struct cluster_unit *unit = &board->cluster.members.items[grid->unit];
    struct place place = place_of_period(&board->cluster);
    struct page page;
    frame_page(request, unit->name, &board->cluster, STEP_SHEETS, &page);
    page.wide = true;
    page.issues = drawing->issues;
    bool locked = board->table.exists && board->table.locked;
    struct scoregrid_view view = {
        .page = &page,
        .unit_name = unit->name,
        .gone = scoring_gone_words(arena, request->lang, board, grid->unit),
        .href = grid_path(arena, &board->cluster, unit, STR("")),
        .sheet_href =
            locked ? step_path_below(arena, &board->cluster, STEP_SHEETS, unit->slug) : STR(""),
        .criterion_href =
            board->table.criteria.count
                ? step_path_below(arena, &board->cluster, STEP_SHEETS, STR("theo-tieu-chi"))
                : STR(""),
        .why_href = step_path(arena, &board->cluster, STEP_CRITERIA),
        .has_table = board->table.exists,
        .locked = locked,
        .shows_drafts = grid->shows_drafts,
        .may_enter = grid->may_enter,
        .may_send = grid->may_send,
        .submit_href = STR(""),
        .filled = grid->filled,
        .asked = grid->asked,
        .unsent = grid->unsent,
        .missing = grid->sheet.missing,
        .content = grid->sheet.content,
        .bonus = grid->sheet.bonus,
        .penalty = grid->sheet.penalty,
        .total = grid->sheet.total,
        .max_content = grid->sheet.max_content,
        .last_number = grid->last_number,
        .saved_ms = grid->saved_ms,
        .saved_by = str_or_empty(grid->saved_by),
        .reason = str_or_empty(drawing->reason),
        .send_fault = str_or_empty(drawing->send_fault),
        .table_mark = grid_table_mark(arena, &board->table.criteria),
    };
    if (locked && grid->may_enter && submission_needed(request, place, unit->id))
        view.submit_href =
            submission_new_href(arena, board->cluster.slug, board->cluster.period.year,
                                SUBMISSION_GRID, unit->slug, board->cluster.id);
    TRY(fill_view(request, grid, drawing->answer, &view));
    struct html h = frame_html(request, response);
    tpl_scoregrid_page(&h, &view);
    return NULL;
}

static const struct err *load(const struct request *request, struct score_grid *ret_grid) {
    return scoregrid_load(app_db(request), request->arena, request->user,
                          request_param(request, "cluster"), request_param(request, "period"),
                          request_param(request, "unit"), ret_grid);
}

static const struct err *show(struct request *request, struct response *response) {
    struct score_grid grid;
    TRY(load(request, &grid));
    return draw(request, response, &(struct drawing){.grid = &grid});
}

/* --- saving ------------------------------------------------------------------------------- */

/* "actual.II.2" → actual, II.2; "part.2020-03.II.2" → part.2020-03, II.2. */
static bool split_name(struct str name, struct str *ret_field, struct str *ret_code) {
    enum grid_field known;
    struct str rest = name;
    struct str field = str_cut(&rest, '.');
    if (str_equal_c(field, "part") && rest.p) {
        struct str part = str_cut(&rest, '.');
        field = str_slice(name, 0, field.n + 1 + part.n);
    } else if (!grid_field_from_code(field, &known)) {
        return false;
    }
    *ret_field = field;
    *ret_code = rest;
    return rest.p && rest.n;
}

static struct str named(const struct request *request, const char *prefix, struct str name) {
    struct str key = str_format(request->arena, "%s" STR_FMT, prefix, STR_ARG(name));
    return request_text(request, str_c(request->arena, key));
}

/* A script sends a mark for each field, a page one for the three of a row. */
static struct str mark_of(const struct request *request, struct str name, struct str field,
                          struct str code) {
    struct str mark = named(request, "mark.", name);
    if (mark.n)
        return mark;
    struct str all = named(request, "seen.", code);
    enum grid_field known;
    if (!grid_field_from_code(field, &known))
        return STR("");
    struct str part = STR("");
    for (int i = 0; i <= (int)known && all.p; i++)
        part = str_cut(&all, ',');
    return part;
}

static const struct err *read_typed(const struct request *request, struct grid_save *save) {
    struct arena *arena = request->arena;
    LIST(struct grid_typed) typed = {0};
    struct str name;
    struct str value;
    for (size_t i = 0; request_field_each(request, i, &name, &value); i++) {
        struct grid_typed one = {.text = value};
        if (!split_name(name, &one.field, &one.code))
            continue;
        if (str_equal_c(named(request, "chon.", name), "lay"))
            continue; /* he takes what the other one typed */
        if (typed.count >= GRID_CELLS_MAX)
            return ERR_TEXT(ERR_LIMIT, "scoregrid.too_many", "more than %d cells", GRID_CELLS_MAX);
        one.seen = mark_of(request, name, one.field, one.code);
        *list_push(arena, &typed) = one;
    }
    *save = (struct grid_save){request_text(request, "cach"), typed.items, typed.count};
    return NULL;
}

/* Where a page that saved without a script goes on: the panel of a cell, the other grid, this one.
 */
static struct str after_saving(const struct request *request, const struct score_grid *grid) {
    struct arena *arena = request->arena;
    const struct scoreboard *board = &grid->board;
    const struct cluster_unit *unit = &board->cluster.members.items[grid->unit];
    ptrdiff_t back = criteria_find(&board->table.criteria, request_text(request, "ve"));
    ptrdiff_t other = criteria_find(&board->table.criteria, request_text(request, "ve-tieu-chi"));
    if (other >= 0)
        return grid_criterion_path(arena, board, (size_t)other);
    return grid_path(arena, &board->cluster, unit,
                     back < 0 ? STR("") : why_part(arena, board, (size_t)back));
}

/* What was refused, for the summary at the top. */
static struct issues issues_of(const struct request *request, const struct grid_answer *answer) {
    struct issues issues = {0};
    for (size_t i = 0; i < answer->count; i++) {
        const struct grid_result *r = &answer->results[i];
        if (r->outcome != GRID_REFUSED && r->outcome != GRID_CONFLICT)
            continue;
        struct str field = str_format(request->arena, STR_FMT "." STR_FMT, STR_ARG(r->typed->field),
                                      STR_ARG(r->typed->code));
        struct str why = message_text(request->arena, request->lang, r->why);
        issue_add(request->arena, &issues, field,
                  MESSAGE_WITH(MSG_verify_of_criterion, r->typed->code, why));
    }
    return issues;
}

static const struct err *find(const struct request *request, struct cluster_period *cluster,
                              size_t *ret_unit) {
    TRY(cluster_find(app_db(request), request->arena, request->user,
                     request_param(request, "cluster"), request_param(request, "period"), cluster));
    ptrdiff_t unit = cluster_member_by_slug(cluster, request_param(request, "unit"));
    if (unit < 0)
        return ERR(ERR_NOT_FOUND, "no such member of the cluster");
    *ret_unit = (size_t)unit;
    return NULL;
}

static const struct err *store(struct request *request, struct grid_answer *answer) {
    struct cluster_period cluster;
    struct grid_save save;
    size_t unit;
    TRY(find(request, &cluster, &unit));
    TRY(read_typed(request, &save));
    return scoregrid_save(app_db(request), request->arena, request->user, request->now_ms, &cluster,
                          cluster.members.items[unit].id, &save, answer);
}

static const struct err *save(struct request *request, struct response *response) {
    bool to_script = str_equal_c(request_text(request, "tra-loi"), "json");
    struct grid_answer answer;
    const struct err *err = store(request, &answer);
    if (err && to_script && (err->kind == ERR_STATE || err->kind == ERR_LIMIT)) {
        grid_refuse_json(request, response, err);
        return NULL;
    }
    TRY(err);
    const struct score_grid *grid = &answer.grid;
    struct str drawn = request_text(request, "bang");
    bool changed =
        drawn.n && !str_equal(drawn, grid_table_mark(request->arena, &grid->board.table.criteria));
    if (to_script) {
        grid_answer_json(request, response, &answer, changed);
        return NULL;
    }
    if (answer.refused || answer.conflicts) {
        struct issues issues = issues_of(request, &answer);
        response->status = 422;
        ptrdiff_t panel = criteria_find(&grid->board.table.criteria, request_text(request, "ve"));
        if (panel >= 0)
            return grid_cell_draw(request, response, grid, (size_t)panel, &answer, &issues);
        return draw(request, response,
                    &(struct drawing){.grid = grid, .answer = &answer, .issues = &issues});
    }
    frame_redirect(request, response, after_saving(request, grid),
                   answer.saved ? MSG_notice_grid_saved : MSG_notice_grid_same,
                   (long long)answer.saved);
    return NULL;
}

/* --- sending ------------------------------------------------------------------------------ */

static const struct err *send(struct request *request, struct response *response) {
    struct cluster_period cluster;
    struct issues issues = {0};
    long long seen = -1;
    size_t unit;
    size_t sent = 0;
    TRY(find(request, &cluster, &unit));
    struct str reason = request_text(request, "reason");
    (void)str_to_int64(request_text(request, "seen"), &seen);
    TRY(scoregrid_send(app_db(request), request->arena, request->user, request->now_ms, &cluster,
                       cluster.members.items[unit].id, seen, reason, &issues, &sent));
    if (!issues.count) {
        frame_redirect(request, response,
                       grid_path(request->arena, &cluster, &cluster.members.items[unit], STR("")),
                       MSG_notice_grid_sent, (long long)sent);
        return NULL;
    }
    struct score_grid grid;
    TRY(load(request, &grid));
    const struct issue *seen_issue = issue_of(&issues, STR("seen"));
    response->status = 422;
    return draw(request, response,
                &(struct drawing){.grid = &grid,
                                  .issues = &issues,
                                  .reason = reason,
                                  .send_fault = seen_issue ? frame_say(request, seen_issue->message)
                                                           : STR("")});
}

#define BASE "/cum/:cluster/:period/phieu"

const struct route scoregrid_routes[] = {
    {HTTP_GET, BASE "/theo-tieu-chi", RIGHT_SHEET_READ, by_criterion_first},
    {HTTP_GET, BASE "/theo-tieu-chi/:criterion", RIGHT_SHEET_READ, by_criterion_show},
    {HTTP_GET, BASE "/:unit/tu-cham", RIGHT_SHEET_READ, show},
    {HTTP_POST, BASE "/:unit/tu-cham", RIGHT_MEMBER_ENTER, save, .body_max_bytes = GRID_FORM_MAX,
     .only_saves = true},
    {HTTP_POST, BASE "/:unit/tu-cham/gui", RIGHT_MEMBER_SEND, send},
    {HTTP_GET, BASE "/:unit/tu-cham/:criterion", RIGHT_SHEET_READ, grid_cell_show},
};
const size_t scoregrid_routes_count = COUNT_OF(scoregrid_routes);
