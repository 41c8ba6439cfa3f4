#include "features/scoring/why_web.h"

#include "features/crosscheck/crosscheck_sheet_service.h"
#include "features/dispute/dispute_service.h"
#include "features/freeze/freeze_service.h"
#include "features/legal/legal_cite_service.h"
#include "features/score_evidence/score_evidence_service.h"
#include "features/scoring/sight_service.h"
#include "features/scoring/table_version_service.h"
#include "features/scoring/why.html.h"
#include "features/submission/submission_service.h"

enum { DIGEST_SHOWN = 12 };

/* By what somebody reads a unit's figures. */
struct why_reader {
    bool checks; /* drawn to check it, and by that alone */
    struct crosscheck_sheet sheet;
};

struct why_work {
    const struct request *request;
    const struct why_reader *reader;
    struct arena *arena;
    enum lang lang;
    const struct scoreboard *board;
    size_t unit;
    size_t index;
    const struct criterion *criterion;
    const struct board_cell *cell;
    const struct score_cell *score;
    bool sees_names;
    struct why_view *view;
};

static struct str points_text(const struct why_work *work, struct str canonical) {
    struct decimal value;
    if (!decimal_parse(canonical, &value))
        return canonical;
    return decimal_display(work->arena, value, POINT_SCALE, work->lang == LANG_VI ? ',' : '.');
}

/* --- the steps a figure has come ---------------------------------------------------------- */

/* "Cụm trưởng: điểm 11,84" */
static struct str of_stage(const struct why_work *work, struct str stage, struct message words) {
    enum score_stage which;
    struct str text = message_text(work->arena, work->lang, words);
    if (!score_stage_from_code(stage, &which) || which == SCORE_SELF)
        return text;
    return str_format(work->arena, STR_FMT ": " STR_FMT,
                      STR_ARG(message_plain(work->lang, score_stage_name(which))), STR_ARG(text));
}

static struct message step_message(const struct why_work *work, const struct score_step *step) {
    bool self = str_equal(step->stage, STAGE_SELF);
    if (str_equal(step->field, FIELD_EVIDENCE))
        return MESSAGE(step->value.p ? MSG_verify_step_evidence : MSG_verify_step_evidence_gone);
    if (str_equal(step->field, FIELD_AGREE))
        return step->value.p ? MESSAGE_WITH(MSG_why_agrees_with, points_text(work, step->value))
                             : MESSAGE(MSG_why_agrees_no_more);
    if (str_equal(step->field, FIELD_ACTUAL)) {
        if (!step->value.p)
            return MESSAGE(self ? MSG_verify_step_actual_gone : MSG_why_step_corrected_gone);
        struct str actual = unit_page_actual(work->arena, work->lang, work->criterion, step->value);
        return MESSAGE_WITH(self ? MSG_verify_step_actual : MSG_why_step_corrected, actual);
    }
    if (!step->value.p)
        return MESSAGE(self ? MSG_verify_step_self_gone : MSG_why_step_points_gone);
    return MESSAGE_WITH(self ? MSG_verify_step_self : MSG_why_step_points,
                        points_text(work, step->value));
}

/* Members read which member or which stage it was; names are for who may read the history. */
static struct str who_of(const struct why_work *work, enum score_stage stage, struct str author,
                         int64_t at_ms) {
    struct str who = stage == SCORE_SELF ? work->view->unit_name
                                         : message_plain(work->lang, score_stage_name(stage));
    if (work->sees_names && author.n)
        who = author;
    return str_format(work->arena, STR_FMT ", " STR_FMT, STR_ARG(who),
                      STR_ARG(instant_display(work->arena, at_ms)));
}

/* The step that the figure in force rests on: accepted points, else the result that the rule used.
 */
static ptrdiff_t step_in_force(const struct why_work *work, const struct score_steps *steps) {
    struct str stage = score_stage_code(work->cell->decided);
    struct str field = work->score->has_accepted ? FIELD_POINTS : FIELD_ACTUAL;
    ptrdiff_t found = -1;
    for (size_t i = 0; i < steps->count; i++)
        if (str_equal(steps->items[i].stage, stage) && str_equal(steps->items[i].field, field) &&
            steps->items[i].value.p)
            found = (ptrdiff_t)i;
    return found;
}

static const struct err *tell_steps(struct why_work *work) {
    struct score_steps steps;
    TRY(scoring_steps(app_db(work->request), work->arena, work->request->user, work->board,
                      work->unit, work->index, &steps));
    ptrdiff_t valid = step_in_force(work, &steps);
    for (size_t i = 0; i < steps.count; i++) {
        const struct score_step *step = &steps.items[i];
        struct str what = of_stage(work, step->stage, step_message(work, step));
        if (!str_is_empty(step->reason))
            what = str_format(work->arena, STR_FMT " – “" STR_FMT "”", STR_ARG(what),
                              STR_ARG(step->reason));
        enum score_stage stage = SCORE_SELF;
        score_stage_from_code(step->stage, &stage);
        struct str who = who_of(work, stage, step->author, step->at_ms);
        if (!str_is_empty(step->source))
            who =
                str_format(work->arena, STR_FMT " · " STR_FMT, STR_ARG(who), STR_ARG(step->source));
        *list_push(work->arena, &work->view->steps) =
            (struct ui_why_step){what, who, (ptrdiff_t)i == valid};
    }
    return NULL;
}

static void tell_stages(struct why_work *work) {
    for (int s = SCORE_SELF + 1; s < SCORE_STAGE_COUNT; s++) {
        const struct stage_decision *d = work->cell->stages[s];
        if (!d || (!stage_decides(d) && !d->agrees))
            continue;
        bool by_points = d->has_points;
        struct str author = by_points     ? d->points_author
                            : d->actual.p ? d->actual_author
                                          : d->agree_author;
        int64_t at_ms = by_points     ? d->points_at_ms
                        : d->actual.p ? d->actual_at_ms
                                      : d->agree_at_ms;
        bool agrees = !stage_decides(d);
        *list_push(work->arena, &work->view->stages) = (struct why_stage){
            .name = score_stage_name((enum score_stage)s),
            .actual = unit_page_actual(work->arena, work->lang, work->criterion, d->actual),
            .points = {by_points ? d->points : d->agreed, by_points || agrees, true},
            .agrees = agrees,
            .reason = by_points ? str_or_empty(d->points_reason) : str_or_empty(d->actual_reason),
            .who = who_of(work, (enum score_stage)s, author, at_ms),
            .counts = work->cell->decided == (enum score_stage)s,
        };
    }
}

/* --- what lies beside the figure ---------------------------------------------------------- */

static const struct err *tell_evidence(struct why_work *work) {
    const struct evidence_place place = {work->board, work->unit, work->index};
    struct score_evidence evidence;
    TRY(score_evidence_list(app_db(work->request), work->arena, work->request->user, &place,
                            &evidence));
    work->view->evidence_href = score_evidence_path(work->arena, &place);
    for (size_t i = 0; i < evidence.count; i++) {
        const struct evidence_item *item = &evidence.items[i];
        if (item->withdrawn_ms)
            continue;
        struct str note =
            item->recorded_ms ? instant_display(work->arena, item->recorded_ms) : STR("");
        if (item->by_checker)
            note = str_format(work->arena, STR_FMT "%s" STR_FMT, STR_ARG(note), note.n ? " · " : "",
                              STR_ARG(message_plain(work->lang, MSG_why_by_checker)));
        *list_push(work->arena, &work->view->evidence_lines) =
            (struct why_link){item->text, note, STR("")};
    }
    return NULL;
}

static struct str dispute_path(const struct why_work *work, const char *tail) {
    const struct cluster_period *cluster = &work->board->cluster;
    struct str part = why_part(work->arena, work->board, work->index);
    return step_path_below(work->arena, cluster, STEP_VERIFY,
                           str_format(work->arena, "y-kien/" STR_FMT "/" STR_FMT "/%s",
                                      STR_ARG(cluster->members.items[work->unit].slug),
                                      STR_ARG(part), tail));
}

static const struct err *tell_disputes(struct why_work *work) {
    struct threads threads;
    const struct user *user = work->request->user;
    const struct cluster_period *cluster = &work->board->cluster;
    TRY(dispute_list(app_db(work->request), work->arena, user, work->board, &threads));
    for (size_t i = 0; i < threads.count; i++) {
        const struct thread *thread = &threads.items[i];
        if (thread->unit != work->unit || thread->criterion != (ptrdiff_t)work->index)
            continue;
        const struct thread_row *last = &thread->rows.items[thread->rows.count - 1];
        *list_push(work->arena, &work->view->disputes) = (struct why_link){
            message_plain(work->lang, thread_kind_name(thread->kind)),
            str_format(work->arena, STR_FMT ", " STR_FMT,
                       STR_ARG(message_plain(work->lang, thread_state_name(thread->state))),
                       STR_ARG(instant_display(work->arena, last->at_ms))),
            step_path_below(work->arena, cluster, STEP_VERIFY,
                            str_format(work->arena, "y-kien/muc/" STR_FMT, STR_ARG(thread->id)))};
    }
    work->view->dispute_href = work->view->explain_href = STR("");
    enum thread_side side;
    if (cluster->closing.closed || !criterion_is_scored(work->criterion) ||
        !dispute_side(user, work->board, work->unit, THREAD_NONE, &side))
        return NULL;
    if (side == SIDE_UNIT)
        work->view->dispute_href = dispute_path(work, "kien-nghi");
    else
        work->view->explain_href = dispute_path(work, "giai-trinh");
    if (side == SIDE_OFFICE)
        work->view->dispute_href = dispute_path(work, "kien-nghi-thay");
    return NULL;
}

static const struct err *tell_addenda(struct why_work *work) {
    struct addenda addenda;
    const struct cluster_period *cluster = &work->board->cluster;
    const struct cluster_unit *member = &cluster->members.items[work->unit];
    work->view->amended = work->view->amend_href = STR("");
    if (!cluster->closing.revision)
        return NULL; /* never closed */
    TRY(addendum_list(app_db(work->request), work->arena, work->request->user, cluster, &addenda));
    const struct addendum *found = addendum_of(&addenda, member->id, work->criterion->id);
    if (found)
        work->view->amended = addendum_words(work->arena, work->lang, found);
    if (cluster->closing.closed && criterion_is_scored(work->criterion) &&
        user_may_every_unit(work->request->user, RIGHT_SCORE_AMEND, place_of_period(cluster)))
        work->view->amend_href = step_path_below(
            work->arena, cluster, STEP_CLOSING,
            str_format(work->arena, "dinh-chinh?don-vi=" STR_FMT "&tieu-chi=" STR_FMT,
                       STR_ARG(member->slug), STR_ARG(work->criterion->code)));
    return NULL;
}

/* --- what it is the sum of, or compared with ---------------------------------------------- */

static void add_part(struct why_work *work, size_t index, struct sheet_figure points) {
    const struct criterion *c = &work->board->table.criteria.items[index];
    *list_push(work->arena, &work->view->parts) = (struct why_part){
        c->code, c->name, why_path(work->arena, work->board, work->unit, index), points};
}

static void tell_parts(struct why_work *work, const struct score_sheet *sheet) {
    const struct criteria *criteria = &work->board->table.criteria;
    for (size_t i = 0; i < criteria->count; i++) {
        const struct score_cell *cell = score_cell_at(&work->board->matrix, work->unit, i);
        if (criterion_is_group(work->criterion) &&
            criteria->items[i].parent == (ptrdiff_t)work->index)
            add_part(work, i, sheet->lines[i].figures.in_force);
        else if (work->criterion->kind == CRITERION_BONUS && !decimal_is_zero(cell->bonus))
            add_part(work, i, (struct sheet_figure){cell->bonus, true, true});
    }
}

static bool may_read_all(const struct why_work *work) {
    const struct cluster_units *members = &work->board->cluster.members;
    for (size_t i = 0; i < members->count; i++)
        if (!frame_may(work->request, RIGHT_SHEET_READ, &work->board->cluster,
                       members->items[i].id))
            return false;
    return true;
}

/* Points relative to the leader rest on every unit's result. A unit's officer is told how many are
 * in, the leading result once members see each other's, never whose it is. */
static void tell_peers(struct why_work *work) {
    if (work->criterion->kind != CRITERION_LEADER)
        return;
    const struct score_matrix *matrix = &work->board->matrix;
    struct decimal best = DECIMAL_ZERO;
    work->view->peers_all = matrix->unit_count;
    for (size_t unit = 0; unit < matrix->unit_count; unit++) {
        const struct actual *actual = &score_cell_at(matrix, unit, work->index)->actual;
        if (actual->state != ACTUAL_READ)
            continue;
        if (!work->view->peers_known++ || decimal_compare(actual->number, best) > 0)
            best = actual->number;
    }
    if (work->view->peers_known && scoring_visible_all(work->board, work->request->user))
        work->view->leader = unit_page_actual(work->arena, work->lang, work->criterion,
                                              decimal_canonical(work->arena, best));
    if (!may_read_all(work))
        return;
    for (size_t unit = 0; unit < matrix->unit_count; unit++) {
        const struct score_cell *cell = score_cell_at(matrix, unit, work->index);
        bool known = cell->actual.state == ACTUAL_READ;
        *list_push(work->arena, &work->view->peers) = (struct why_peer){
            .unit_name = work->board->cluster.members.items[unit].name,
            .href = why_path(work->arena, work->board, unit, work->index),
            .actual = unit_page_actual(work->arena, work->lang, work->criterion,
                                       known ? cell->actual.text : STR_NONE),
            .points = {cell->points, cell->has_points, cell->has_points},
            .is_this = unit == work->unit,
            .leads = known && decimal_compare(cell->actual.number, best) == 0,
        };
    }
}

/* --- the rule and its place --------------------------------------------------------------- */

/* "phiên bản 2 của bảng, khóa lúc …, SHA-256 3f2a…" */
static const struct err *tell_version(struct why_work *work) {
    bool locked;
    struct table_version version;
    TRY(scoring_version_now(app_db(work->request), work->arena, work->request->user,
                            &work->board->cluster, &work->board->table, &locked, &version));
    work->view->table_state =
        locked
            ? message_text(work->arena, work->lang,
                           MESSAGE_WITH(MSG_why_table_locked,
                                        str_format(work->arena, "%d", version.number),
                                        instant_display(work->arena, version.locked_ms),
                                        str_slice(version.digest, 0,
                                                  version.digest.n < DIGEST_SHOWN ? version.digest.n
                                                                                  : DIGEST_SHOWN)))
            : message_plain(work->lang, MSG_why_table_open);
    return NULL;
}

/* What has a place of its own on the page, or stands in `parts` with links, is no line of the sum.
 */
static void tell_sums(struct why_work *work, const struct scoring_explanation *explanation) {
    for (size_t i = 0; i < explanation->steps.count; i++) {
        struct message step = explanation->steps.items[i];
        struct str text = message_text(work->arena, work->lang, step);
        if (step.id == MSG_rule_step_over)
            work->view->over = text;
        else if (step.id != MSG_scoring_step_bonus_part && step.id != MSG_rule_step_named &&
                 step.id != MSG_rule_step_owner)
            *list_push(work->arena, &work->view->sums) = text;
    }
}

static const struct err *tell_rule(struct why_work *work) {
    struct scoring_explanation explanation;
    scoring_explain_seen(work->arena, work->lang, work->board, work->request->user, work->unit,
                         work->index, &explanation);
    work->view->rule = message_text(work->arena, work->lang, explanation.rule);
    if (!work->view->hidden)
        tell_sums(work, &explanation);
    work->view->rule_code = str_or_empty(work->criterion->rule);
    struct message source =
        scoring_rule_source(work->lang, work->criterion, &work->board->book.rules);
    if (source.id != MSG_none)
        work->view->rule_source = message_text(work->arena, work->lang, source);
    TRY(tell_version(work));
    work->view->owner = work->criterion->owner == SCORE_SELF
                            ? STR("")
                            : message_plain(work->lang, score_stage_name(work->criterion->owner));
    work->view->exempt = work->score->exempt;
    work->view->table_name = message_text(
        work->arena, work->lang,
        MESSAGE_WITH(MSG_verify_table_line, work->board->table.title, work->criterion->code));
    work->view->basis = work->board->book.basis.p ? work->board->book.basis : STR("");
    work->view->confirmed = work->board->book.confirmed;
    if (!work->view->basis.n)
        return NULL;
    struct legal_citer citer;
    const struct cluster_period *cluster = &work->board->cluster;
    TRY(legal_citer_load(app_db(work->request), work->arena, work->request->user, work->lang,
                         &citer));
    legal_cite_mentions(work->arena, &citer, work->view->basis,
                        cluster_names_day(cluster->period, cluster->held_on), &work->view->cites);
    return NULL;
}

static void tell_figures(struct why_work *work, const struct score_sheet *sheet) {
    const struct sheet_line *line = &sheet->lines[work->index];
    const struct criterion *c = work->criterion;
    struct why_view *view = work->view;
    view->code = c->code;
    view->name = c->name;
    view->kind = criterion_kind_name(c->kind);
    view->has_max = criterion_has_max(c);
    view->max = c->max;
    view->takes_actual = sheet_line_takes_actual(line);
    view->target = unit_page_target(work->arena, work->lang, c);
    if (view->hidden)
        return;
    view->figures = line->figures;
    view->difference = unit_page_difference(work->arena, work->lang, line);
    if (c->rollup != ROLLUP_NONE && line->cell->self_actual.p)
        view->rolled_up = str_or_empty(line->cell->self_actual_source);
    view->actual = unit_page_actual(work->arena, work->lang, c, line->cell->self_actual);
    view->corrected = unit_page_actual(work->arena, work->lang, c, line->cell->accepted_actual);
}

/* --- who reads ---------------------------------------------------------------------------- */

static const struct err *find_reader(const struct request *request, const struct scoreboard *board,
                                     size_t unit, struct why_reader *ret_reader) {
    struct why_reader reader = {0};
    struct str id = board->cluster.members.items[unit].id;
    if (!frame_may(request, RIGHT_SHEET_READ, &board->cluster, id)) {
        const struct err *err =
            crosscheck_sheet_load(app_db(request), request->arena, request->user, request->now_ms,
                                  board, unit, &reader.sheet);
        if (err)
            return err->kind == ERR_DENIED
                       ? ERR(ERR_DENIED, "no right to read the scores of this unit")
                       : err;
        reader.checks = true;
    }
    *ret_reader = reader;
    return NULL;
}

/* Whether his sheet still hides what the unit gave itself; of a sum, any part of it. */
static bool hides(const struct why_reader *reader, const struct scoreboard *board, size_t unit,
                  size_t criterion) {
    const struct criteria *criteria = &board->table.criteria;
    const struct criterion *c = &criteria->items[criterion];
    size_t from = criterion;
    size_t end = criteria_end_of(criteria, criterion);
    if (!reader->checks)
        return false;
    if (c->kind == CRITERION_BONUS) {
        from = 0;
        end = criteria->count;
    }
    for (size_t i = from; i < end; i++)
        if (crosscheck_sheet_takes(board, unit, i) && crosscheck_sheet_hides(&reader->sheet, i))
            return true;
    return false;
}

/* --- the whole ---------------------------------------------------------------------------- */

static struct why_view blank_view(const struct request *request, const struct scoreboard *board,
                                  size_t unit, size_t criterion, const struct why_reader *reader) {
    struct arena *arena = request->arena;
    const struct cluster_unit *member = &board->cluster.members.items[unit];
    return (struct why_view){
        .unit_name = member->name,
        .unit_href = reader->checks ? step_path_below(arena, &board->cluster, STEP_CROSS,
                                                      str_format(arena, "phieu/" STR_FMT,
                                                                 STR_ARG(member->slug)))
                                    : unit_page_path(arena, &board->cluster, member, ""),
        .href = why_path(arena, board, unit, criterion),
        .leader = STR(""),
        .difference = STR(""),
        .actual = STR(""),
        .corrected = STR(""),
        .rule_source = STR(""),
        .over = STR(""),
        .rolled_up = STR(""),
        .entered_sent = STR(""),
        .verified_own = STR(""),
        .checks = reader->checks,
        .hidden = hides(reader, board, unit, criterion),
        .total_href =
            scoring_visible(board, request->user, unit)
                ? step_path_below(arena, &board->cluster, STEP_RANKING,
                                  str_format(arena, "vi-sao/" STR_FMT, STR_ARG(member->slug)))
                : STR(""),
        .previous_href = criterion ? why_path(arena, board, unit, criterion - 1) : STR(""),
        .next_href = criterion + 1 < board->table.criteria.count
                         ? why_path(arena, board, unit, criterion + 1)
                         : STR(""),
    };
}

static const struct err *tell_doubles(struct why_work *work) {
    struct double_capacities doubles;
    const struct cluster_period *cluster = &work->board->cluster;
    TRY(submission_doubles(app_db(work->request), work->arena, place_of_period(cluster),
                           cluster->members.items[work->unit].id, &doubles));
    work->view->entered_sent =
        submission_double_words(work->arena, work->lang, &doubles, "scores", cluster->id, STR(""));
    work->view->verified_own =
        submission_double_words(work->arena, work->lang, &doubles, "verify", cluster->id, STR(""));
    return NULL;
}

static const struct err *load_as(const struct request *request, const struct scoreboard *board,
                                 size_t unit, size_t criterion, const struct why_reader *reader,
                                 struct why_view *ret_view) {
    struct arena *arena = request->arena;
    struct why_view view = blank_view(request, board, unit, criterion, reader);
    struct why_work work = {
        .request = request,
        .reader = reader,
        .arena = arena,
        .lang = request->lang,
        .board = board,
        .unit = unit,
        .index = criterion,
        .criterion = &board->table.criteria.items[criterion],
        .cell = board_cell_at(board, unit, criterion),
        .score = score_cell_at(&board->matrix, unit, criterion),
        .sees_names = frame_may(request, RIGHT_HISTORY_READ, &board->cluster, STR("")),
        .view = &view,
    };
    struct score_sheet sheet;
    score_sheet_make(arena, board, unit, &sheet);
    tell_figures(&work, &sheet);
    TRY(tell_rule(&work));
    if (!view.hidden) {
        tell_parts(&work, &sheet);
        tell_peers(&work);
        tell_stages(&work);
    }
    if (!reader->checks) { /* who typed what when is the unit's and the cluster's own */
        TRY(tell_steps(&work));
        TRY(tell_doubles(&work));
    }
    if (view.takes_actual)
        TRY(tell_evidence(&work));
    TRY(tell_disputes(&work));
    TRY(tell_addenda(&work));
    *ret_view = view;
    return NULL;
}

const struct err *why_load(const struct request *request, const struct scoreboard *board,
                           size_t unit, size_t criterion, struct why_view *ret_view) {
    struct why_reader reader;
    TRY(find_reader(request, board, unit, &reader));
    return load_as(request, board, unit, criterion, &reader, ret_view);
}

const struct err *why_show(struct request *request, struct response *response) {
    struct scoreboard board;
    struct why_reader reader;
    TRY(scoring_load_board(app_db(request), request->arena, request->user,
                           request_param(request, "cluster"), request_param(request, "period"),
                           &board));
    ptrdiff_t unit = cluster_member_by_slug(&board.cluster, request_param(request, "unit"));
    if (unit < 0)
        return ERR(ERR_NOT_FOUND, "no such member of the cluster");
    TRY(find_reader(request, &board, (size_t)unit, &reader));
    ptrdiff_t criterion = why_criterion_of(&board, request_param(request, "criterion"));
    if (criterion < 0)
        return ERR(ERR_NOT_FOUND, "no such criterion");
    struct why_view view;
    TRY(load_as(request, &board, (size_t)unit, (size_t)criterion, &reader, &view));
    struct html h = frame_html(request, response);
    if (request->is_fragment) {
        tpl_why_panel(&h, &view);
        return NULL;
    }
    struct page page;
    frame_page(
        request,
        str_format(request->arena, STR_FMT " " STR_FMT, STR_ARG(view.code), STR_ARG(view.name)),
        &board.cluster, reader.checks ? STEP_CROSS : STEP_VERIFY, &page);
    view.page = &page;
    tpl_why_page(&h, &view);
    return NULL;
}
