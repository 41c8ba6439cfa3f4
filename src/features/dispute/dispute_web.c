#include "features/dispute/dispute_web.h"

#include "features/dispute/dispute.html.h"
#include "features/scoring/unit_web.h"
#include "text/form_text.h"
#include "text/utf8.h"

enum { LAST_SHOWN = 160, BODY_MAX = 32 * 1024 };
#define TOTAL_PART "tong" /* in addresses: the unit's total, in place of a criterion */

static const enum ui_state MARKS[THREAD_STATE_COUNT] = {
    [THREAD_NONE] = UI_STATE_TODO,          [THREAD_DRAFTED] = UI_STATE_TODO,
    [THREAD_WAITS_UNIT] = UI_STATE_DOING,   [THREAD_WAITS_VERIFIER] = UI_STATE_DOING,
    [THREAD_WAITS_OFFICE] = UI_STATE_DOING, [THREAD_WAITS_MEETING] = UI_STATE_DOING,
    [THREAD_KEPT] = UI_STATE_DONE,          [THREAD_CHANGED] = UI_STATE_DONE,
    [THREAD_WITHDRAWN] = UI_STATE_DONE,
};

struct str dispute_list_path(struct arena *arena, const struct cluster_period *cluster) {
    return step_path_below(arena, cluster, STEP_VERIFY, STR("y-kien"));
}

static struct str below(const struct request *request, const struct scoreboard *board,
                        struct str tail) {
    return str_format(request->arena, STR_FMT "/" STR_FMT,
                      STR_ARG(dispute_list_path(request->arena, &board->cluster)), STR_ARG(tail));
}

static struct str thread_path(const struct request *request, const struct scoreboard *board,
                              struct str id) {
    return below(request, board, str_format(request->arena, "muc/" STR_FMT, STR_ARG(id)));
}

static const struct err *load_board(const struct request *request, struct scoreboard *ret_board) {
    return scoring_load_board(app_db(request), request->arena, request->user,
                              request_param(request, "cluster"), request_param(request, "period"),
                              ret_board);
}

/* --- words ---------------------------------------------------------------------------------- */

static struct str what_of(const struct request *request, const struct scoreboard *board,
                          ptrdiff_t criterion, struct str code) {
    if (criterion < 0)
        return code.n ? code : frame_words(request, MSG_dispute_total);
    const struct criterion *c = &board->table.criteria.items[criterion];
    return str_format(request->arena, STR_FMT " " STR_FMT, STR_ARG(c->code), STR_ARG(c->name));
}

static struct str points_words(const struct request *request, struct str canonical) {
    struct decimal value;
    if (!decimal_parse(canonical, &value))
        return STR("");
    return decimal_display(request->arena, value, POINT_SCALE,
                           request->lang == LANG_VI ? ',' : '.');
}

static struct str points_now(const struct request *request, const struct scoreboard *board,
                             size_t unit, ptrdiff_t criterion) {
    if (criterion < 0)
        return points_words(request,
                            decimal_canonical(request->arena, board->matrix.totals[unit].total));
    const struct score_cell *cell = score_cell_at(&board->matrix, unit, (size_t)criterion);
    return cell->in_force_known
               ? points_words(request, decimal_canonical(request->arena, cell->in_force))
               : STR("");
}

static bool waits_for_reader(const struct request *request, const struct scoreboard *board,
                             const struct thread *thread) {
    enum thread_side side;
    return dispute_side(request->user, board, thread->unit, thread->state, &side) &&
           thread_waits_for(thread->state, side);
}

static struct str shortened(struct arena *arena, struct str text) {
    struct str head = utf8_head(text, LAST_SHOWN);
    return head.n == text.n ? text : str_format(arena, STR_FMT "…", STR_ARG(head));
}

static struct dispute_line line_of(const struct request *request, const struct scoreboard *board,
                                   const struct thread *thread) {
    const struct thread_row *last = &thread->rows.items[thread->rows.count - 1];
    return (struct dispute_line){
        .href = thread_path(request, board, thread->id),
        .what = what_of(request, board, thread->criterion, thread->code),
        .unit = board->cluster.members.items[thread->unit].name,
        .kind = thread_kind_name(thread->kind),
        .mark = MARKS[thread->state],
        .state = thread_state_name(thread->state),
        .mine = waits_for_reader(request, board, thread),
        .last = shortened(request->arena, last->body),
        .last_side = thread_side_name(last->side),
        .at_ms = last->at_ms,
    };
}

static struct str until_words(const struct request *request, const struct scoreboard *board,
                              enum thread_kind kind) {
    enum scoring_key key = kind == THREAD_EXPLAIN ? SETTING_EXPLAIN_UNTIL : SETTING_DISPUTE_UNTIL;
    return dispute_until_words(request->arena, request->lang, board->settings.of[key].value,
                               date_of_instant(request->now_ms));
}

/* --- what waits ----------------------------------------------------------------------------- */

const struct err *dispute_tasks_load(const struct request *request, const struct scoreboard *board,
                                     struct dispute_tasks *ret_tasks) {
    struct threads threads;
    size_t waiting[THREAD_KIND_COUNT] = {0};
    const struct thread *only[THREAD_KIND_COUNT] = {0};
    *ret_tasks = (struct dispute_tasks){0};
    if (board->cluster.closing.closed)
        return NULL;
    TRY(dispute_list(app_db(request), request->arena, request->user, board, &threads));
    for (size_t i = 0; i < threads.count; i++)
        if (waits_for_reader(request, board, &threads.items[i])) {
            waiting[threads.items[i].kind]++;
            only[threads.items[i].kind] = &threads.items[i];
        }
    for (int kind = 0; kind < THREAD_KIND_COUNT; kind++) {
        if (!waiting[kind])
            continue;
        bool one = waiting[kind] == 1;
        struct str count = str_format(request->arena, "%zu", waiting[kind]);
        *list_push(request->arena, ret_tasks) = (struct ui_task){
            .href = one ? thread_path(request, board, only[kind]->id)
                        : dispute_list_path(request->arena, &board->cluster),
            .state = UI_STATE_TODO,
            .title =
                frame_say(request, MESSAGE_WITH(kind == THREAD_EXPLAIN ? MSG_dispute_task_explain
                                                                       : MSG_dispute_task_dispute,
                                                count)),
            .detail =
                one ? what_of(request, board, only[kind]->criterion, only[kind]->code) : STR(""),
            .due = until_words(request, board, (enum thread_kind)kind),
        };
    }
    return NULL;
}

/* --- the list ------------------------------------------------------------------------------- */

static const struct err *show_list(struct request *request, struct response *response) {
    struct scoreboard board;
    struct threads threads;
    TRY(load_board(request, &board));
    TRY(dispute_list(app_db(request), request->arena, request->user, &board, &threads));
    struct page page;
    frame_page(request, frame_words(request, MSG_dispute_title), &board.cluster, STEP_VERIFY,
               &page);
    struct dispute_list_view view = {
        .page = &page,
        .explain_until = until_words(request, &board, THREAD_EXPLAIN),
        .dispute_until = until_words(request, &board, THREAD_DISPUTE),
        .sees_all =
            user_may_every_unit(request->user, RIGHT_SHEET_READ, place_of_period(&board.cluster)),
    };
    for (size_t i = 0; i < threads.count; i++) {
        const struct thread *thread = &threads.items[i];
        bool open = thread_is_open(thread->state) || thread->state == THREAD_DRAFTED;
        if (open)
            *list_push(request->arena, &view.open) = line_of(request, &board, thread);
        else
            *list_push(request->arena, &view.settled) = line_of(request, &board, thread);
    }
    struct html h = frame_html(request, response);
    tpl_dispute_list_page(&h, &view);
    return NULL;
}

/* --- one ------------------------------------------------------------------------------------ */

static void add_buttons(const struct request *request, const struct scoreboard *board,
                        const struct thread *thread, struct dispute_view *view) {
    static const struct {
        enum thread_act act;
        const char *kind;
    } OFFERED[] = {
        {ACT_OPEN, "primary"},  {ACT_ANSWER, "primary"}, {ACT_KEEP, ""},
        {ACT_CHANGE, ""},       {ACT_ASK, ""},           {ACT_PASS_OFFICE, ""},
        {ACT_PASS_MEETING, ""}, {ACT_DRAFT, ""},         {ACT_WITHDRAW, "plain"},
    };
    for (size_t i = 0; i < COUNT_OF(OFFERED); i++) {
        enum thread_act act = OFFERED[i].act;
        if (!dispute_may(request->user, board, thread, act))
            continue;
        /* Who sends needs no draft beside it. */
        if (act == ACT_DRAFT && dispute_may_send(request->user, board, thread->unit))
            continue;
        *list_push(request->arena, &view->buttons) = (struct dispute_button){
            thread_act_code(act),
            frame_words(request, act == ACT_OPEN ? MSG_dispute_send : thread_act_name(act)),
            str_from_c(OFFERED[i].kind)};
    }
}

static void add_rows(const struct request *request, const struct scoreboard *board,
                     const struct thread *thread, struct dispute_view *view) {
    bool names = frame_may(request, RIGHT_HISTORY_READ, &board->cluster, STR(""));
    struct str before = thread->figure;
    for (size_t i = 0; i < thread->rows.count; i++) {
        const struct thread_row *row = &thread->rows.items[i];
        bool moved = i && row->figure.n && !str_equal(row->figure, before);
        *list_push(request->arena, &view->rows) = (struct dispute_said){
            .side = thread_side_name(row->side),
            .act = thread_act_name(row->act),
            .body = row->body,
            .figure = moved ? points_words(request, row->figure) : STR(""),
            .author = names ? row->author : STR(""),
            .at_ms = row->at_ms,
        };
        if (row->figure.n)
            before = row->figure;
    }
}

static const struct err *draw_one(const struct request *request, struct response *response,
                                  const struct scoreboard *board, const struct thread *thread,
                                  const struct issues *issues) {
    struct arena *arena = request->arena;
    struct page page;
    frame_page(request, frame_words(request, thread_kind_name(thread->kind)), &board->cluster,
               STEP_VERIFY, &page);
    page.issues = issues;
    response->status = issues && issues->count ? 422 : 200;
    struct str typed = request_text(request, "body");
    const struct cluster_unit *member = &board->cluster.members.items[thread->unit];
    struct dispute_view view = {
        .page = &page,
        .line = line_of(request, board, thread),
        .list_href = dispute_list_path(arena, &board->cluster),
        .why_href = thread->criterion < 0
                        ? unit_page_path(arena, &board->cluster, member, "")
                        : why_path(arena, board, thread->unit, (size_t)thread->criterion),
        .figure = points_words(request, thread->figure),
        .now = points_now(request, board, thread->unit, thread->criterion),
        .asks = thread->asks,
        .late_reason = thread->late_reason,
        .from_answer = thread->from_answer,
        .draft = typed.n ? typed : thread->draft,
        .points = str_or_empty(request_text(request, "points")),
    };
    add_rows(request, board, thread, &view);
    add_buttons(request, board, thread, &view);
    enum thread_side side;
    bool speaks = dispute_side(request->user, board, thread->unit, thread->state, &side);
    view.takes_points = thread->criterion >= 0 && speaks && side != SIDE_UNIT &&
                        dispute_may(request->user, board, thread, ACT_CHANGE) &&
                        frame_may(request, RIGHT_SCORE_VERIFY, &board->cluster, STR(""));
    view.needs_commander = view.buttons.count && speaks && side == SIDE_UNIT &&
                           !dispute_may_send(request->user, board, thread->unit);
    if (view.buttons.count)
        view.action = str_format(arena, STR_FMT "/%s", STR_ARG(view.line.href),
                                 side == SIDE_UNIT ? "don-vi" : "tham-dinh");
    struct html h = frame_html(request, response);
    tpl_dispute_page(&h, &view);
    return NULL;
}

static const struct err *show_one(struct request *request, struct response *response) {
    struct scoreboard board;
    struct thread thread;
    TRY(load_board(request, &board));
    TRY(dispute_find(app_db(request), request->arena, request->user, &board,
                     request_param(request, "thread"), &thread));
    return draw_one(request, response, &board, &thread, NULL);
}

/* Points typed beside "changed" go the way of every verification: judged, with their reason. */
static const struct err *verify_points(const struct request *request,
                                       const struct scoreboard *board, const struct thread *thread,
                                       struct issues *issues) {
    struct str points = str_or_empty(request_text(request, "points"));
    if (thread->criterion < 0 || str_is_empty(str_trim(points)))
        return NULL;
    const struct board_cell *cell = board_cell_at(board, thread->unit, (size_t)thread->criterion);
    struct verification decision = {
        .code = board->table.criteria.items[thread->criterion].code,
        .actual = cell->accepted_actual.p ? cell->accepted_actual : STR(""),
        .points = points,
        .reason =
            utf8_head(form_clean_line(request->arena, request_text(request, "body")), REASON_MAX),
        .seen_revision = cell->accepted_revision,
    };
    int stored;
    struct issues found = {0};
    enum thread_side side = SIDE_HEAD;
    dispute_side(request->user, board, thread->unit, thread->state, &side);
    TRY(scoring_verify(app_db(request), request->arena, request->user, request->now_ms,
                       &board->cluster, thread->unit, dispute_stage(side), &decision, 1, &found,
                       &stored));
    for (size_t i = 0; i < found.count; i++) {
        struct str field = found.items[i].field;
        issue_add(request->arena, issues,
                  str_starts_with(field, STR("reason")) ? STR("body") : STR("points"),
                  found.items[i].message);
    }
    return NULL;
}

static const struct err *act(struct request *request, struct response *response) {
    struct scoreboard board;
    struct thread thread;
    struct issues issues = {0};
    enum thread_act wanted;
    TRY(load_board(request, &board));
    TRY(dispute_find(app_db(request), request->arena, request->user, &board,
                     request_param(request, "thread"), &thread));
    if (!thread_act_from_code(request_text(request, "act"), &wanted))
        return ERR(ERR_NOT_FOUND, "no such act");
    struct str body = request_text(request, "body");
    if (wanted == ACT_CHANGE && dispute_may(request->user, &board, &thread, wanted) &&
        !str_is_empty(str_trim(str_or_empty(body))))
        TRY(verify_points(request, &board, &thread, &issues));
    if (!issues.count) {
        TRY(load_board(request, &board)); /* with the points that were just changed */
        TRY(dispute_act(app_db(request), request->arena, request->user, request->now_ms, &board,
                        thread.id, wanted, body, &issues));
    }
    if (issues.count)
        return draw_one(request, response, &board, &thread, &issues);
    frame_redirect(request, response, thread_path(request, &board, thread.id),
                   wanted == ACT_DRAFT ? MSG_notice_dispute_drafted : MSG_notice_dispute_said, 0);
    return NULL;
}

static const struct err *act_of_unit(struct request *request, struct response *response) {
    struct cluster_period cluster;
    TRY(frame_cluster(request, &cluster));
    TRY(frame_must(request, RIGHT_SCORE_ANSWER, &cluster, STR("")));
    return act(request, response);
}

static const struct err *act_of_verifier(struct request *request, struct response *response) {
    struct cluster_period cluster;
    TRY(frame_cluster(request, &cluster));
    TRY(frame_must(request, RIGHT_SCORE_VERIFY, &cluster, STR("")));
    return act(request, response);
}

/* --- opening -------------------------------------------------------------------------------- */

struct opening {
    enum thread_kind kind;
    enum right right;
    const char *tail;
    enum msg_id title;
};
static const struct opening EXPLAIN = {THREAD_EXPLAIN, RIGHT_SCORE_VERIFY, "giai-trinh",
                                       MSG_dispute_new_explain};
static const struct opening DISPUTE = {THREAD_DISPUTE, RIGHT_SCORE_ANSWER, "kien-nghi",
                                       MSG_dispute_new_dispute};
static const struct opening IN_PLACE = {THREAD_DISPUTE, RIGHT_SCORE_AMEND, "kien-nghi-thay",
                                        MSG_dispute_new_in_place};

static const struct err *begin(const struct request *request, const struct opening *opening,
                               struct scoreboard *board, struct dispute_form *ret_form) {
    TRY(load_board(request, board));
    ptrdiff_t unit = cluster_member_by_slug(&board->cluster, request_param(request, "unit"));
    struct str unit_id = unit < 0 ? STR("") : board->cluster.members.items[unit].id;
    TRY(frame_must(request, opening->right, &board->cluster, unit_id));
    TRY(frame_open_period(&board->cluster, request->arena));
    struct str part = request_param(request, "criterion");
    bool total = str_equal_c(part, TOTAL_PART) && opening->kind == THREAD_DISPUTE;
    ptrdiff_t criterion = total ? -1 : why_criterion_of(board, part);
    if (unit < 0 || (!total && criterion < 0) ||
        (!total && !criterion_is_scored(&board->table.criteria.items[criterion])))
        return ERR(ERR_NOT_FOUND, "nothing there that is scored");
    *ret_form = (struct dispute_form){
        .kind = opening->kind,
        .unit = (size_t)unit,
        .criterion = criterion,
        .asks = str_or_empty(request_text(request, "asks")),
        .body = str_or_empty(request_text(request, "body")),
        .late_reason = str_or_empty(request_text(request, "late_reason")),
        .draft = request_text(request, "draft").n > 0,
    };
    return NULL;
}

static const struct err *draw_new(const struct request *request, struct response *response,
                                  const struct opening *opening, const struct scoreboard *board,
                                  const struct dispute_form *form, const struct issues *issues) {
    struct arena *arena = request->arena;
    const struct cluster_unit *member = &board->cluster.members.items[form->unit];
    struct page page;
    frame_page(request, frame_words(request, opening->title), &board->cluster, STEP_VERIFY, &page);
    page.issues = issues;
    response->status = issues && issues->count ? 422 : 200;
    struct str part =
        form->criterion < 0 ? STR(TOTAL_PART) : why_part(arena, board, (size_t)form->criterion);
    enum scoring_key key =
        form->kind == THREAD_EXPLAIN ? SETTING_EXPLAIN_UNTIL : SETTING_DISPUTE_UNTIL;
    bool over = dispute_is_over(board->settings.of[key].value, date_of_instant(request->now_ms));
    bool sends = opening != &DISPUTE || dispute_may_send(request->user, board, form->unit);
    struct dispute_new_view view = {
        .page = &page,
        .title = page.title,
        .what = what_of(request, board, form->criterion, STR("")),
        .unit = member->name,
        .figure = points_now(request, board, form->unit, form->criterion),
        .until = until_words(request, board, form->kind),
        .why_href = form->criterion < 0
                        ? unit_page_path(arena, &board->cluster, member, "")
                        : why_path(arena, board, form->unit, (size_t)form->criterion),
        .action = below(request, board,
                        str_format(arena, STR_FMT "/" STR_FMT "/%s", STR_ARG(member->slug),
                                   STR_ARG(part), opening->tail)),
        .is_dispute = form->kind == THREAD_DISPUTE,
        .may_send = sends,
        .may_draft = !sends,
        .needs_late_reason = opening == &IN_PLACE || over,
        .asks = form->asks,
        .body = form->body,
        .late_reason = form->late_reason,
    };
    struct html h = frame_html(request, response);
    tpl_dispute_new_page(&h, &view);
    return NULL;
}

static const struct err *show_new(struct request *request, struct response *response,
                                  const struct opening *opening) {
    struct scoreboard board;
    struct dispute_form form;
    TRY(begin(request, opening, &board, &form));
    return draw_new(request, response, opening, &board, &form, NULL);
}

static const struct err *open_new(struct request *request, struct response *response,
                                  const struct opening *opening) {
    struct scoreboard board;
    struct dispute_form form;
    struct issues issues = {0};
    struct str id;
    TRY(begin(request, opening, &board, &form));
    TRY(dispute_open(app_db(request), request->arena, request->user, request->now_ms, &board, &form,
                     &issues, &id));
    if (issues.count)
        return draw_new(request, response, opening, &board, &form, &issues);
    frame_redirect(request, response, thread_path(request, &board, id),
                   form.draft ? MSG_notice_dispute_drafted : MSG_notice_dispute_opened, 0);
    return NULL;
}

static const struct err *show_explain(struct request *request, struct response *response) {
    return show_new(request, response, &EXPLAIN);
}

static const struct err *open_explain(struct request *request, struct response *response) {
    return open_new(request, response, &EXPLAIN);
}

static const struct err *show_dispute(struct request *request, struct response *response) {
    return show_new(request, response, &DISPUTE);
}

static const struct err *open_dispute(struct request *request, struct response *response) {
    return open_new(request, response, &DISPUTE);
}

static const struct err *show_in_place(struct request *request, struct response *response) {
    return show_new(request, response, &IN_PLACE);
}

static const struct err *open_in_place(struct request *request, struct response *response) {
    return open_new(request, response, &IN_PLACE);
}

#define BASE "/cum/:cluster/:period/tham-dinh/y-kien"
#define CELL BASE "/:unit/:criterion"
const struct route dispute_routes[] = {
    {HTTP_GET, BASE, RIGHT_CLUSTER_READ, show_list},
    {HTTP_GET, CELL "/giai-trinh", RIGHT_SCORE_VERIFY, show_explain},
    {HTTP_POST, CELL "/giai-trinh", RIGHT_SCORE_VERIFY, open_explain, .body_max_bytes = BODY_MAX},
    {HTTP_GET, CELL "/kien-nghi", RIGHT_SCORE_ANSWER, show_dispute},
    {HTTP_POST, CELL "/kien-nghi", RIGHT_SCORE_ANSWER, open_dispute, .body_max_bytes = BODY_MAX},
    {HTTP_GET, CELL "/kien-nghi-thay", RIGHT_SCORE_AMEND, show_in_place},
    {HTTP_POST, CELL "/kien-nghi-thay", RIGHT_SCORE_AMEND, open_in_place,
     .body_max_bytes = BODY_MAX},
    {HTTP_GET, BASE "/muc/:thread", RIGHT_SHEET_READ, show_one},
    {HTTP_POST, BASE "/muc/:thread/don-vi", RIGHT_SCORE_ANSWER, act_of_unit,
     .body_max_bytes = BODY_MAX},
    {HTTP_POST, BASE "/muc/:thread/tham-dinh", RIGHT_SCORE_VERIFY, act_of_verifier,
     .body_max_bytes = BODY_MAX},
};
const size_t dispute_routes_count = COUNT_OF(dispute_routes);
