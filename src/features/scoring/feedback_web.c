/* The feedback sheet: shown, printed, sent as a workbook, answered. */
#include "features/scoring/feedback_web.h"

#include "doc/workbook_write.h"
#include "features/scoring/feedback.html.h"
#include "features/scoring/feedback_doc.h"
#include "features/scoring/sight_service.h"
#include "features/submission/submission_web.h"

enum { ANSWER_BODY_MAX = 4 << 20, FILE_BODY_MAX = 21 << 20, HISTORY_MAX = 100 };

struct answer_state feedback_answer_state(const struct scoreboard *board,
                                          const struct score_answers *answers, size_t unit) {
    struct str unit_id = board->cluster.members.items[unit].id;
    struct answer_state state = {0};
    for (size_t i = 0; i < board->table.criteria.count; i++) {
        const struct score_answer *answer =
            scoring_latest_answer(answers, unit_id, board->table.criteria.items[i].id);
        state.answered = state.answered || answer;
        state.disagreements += answer && !answer->agrees;
    }
    const struct score_answer *whole = scoring_latest_answer(answers, unit_id, STR(""));
    state.answered = state.answered || whole;
    state.disagreements += whole && !whole->agrees;
    state.agrees = whole && whole->agrees && !state.disagreements;
    return state;
}

/* --- the page ----------------------------------------------------------------------------- */

struct feedback_work {
    const struct request *request;
    struct arena *arena;
    const struct scoreboard *board;
    const struct cluster_unit *member;
    const struct score_answers *answers;
    const struct issues *issues; /* of the answers being given; NULL: none are */
    struct feedback_view *view;
};

static struct str field_name(struct arena *arena, const char *kind, struct str code) {
    return code.n ? str_format(arena, "%s." STR_FMT, kind, STR_ARG(code)) : str_from_c(kind);
}

static struct str typed(const struct request *request, const char *kind, struct str code) {
    struct str value = request_field(request, field_name(request->arena, kind, code).p);
    return value.p ? value : STR("");
}

/* The answer that stands, or what was typed where that was refused. */
static struct feedback_answer answer_of(const struct feedback_work *work, struct str criterion_id,
                                        struct str code, int64_t decided_ms) {
    struct feedback_answer view = {.comment = STR(""), .who = STR("")};
    const struct score_answer *last =
        scoring_latest_answer(work->answers, work->member->id, criterion_id);
    if (last)
        view = (struct feedback_answer){
            .given = true,
            .agrees = last->agrees,
            .comment = last->comment,
            .who = str_format(work->arena, STR_FMT ", " STR_FMT, STR_ARG(last->author),
                              STR_ARG(instant_display(work->arena, last->at_ms))),
            .is_outdated = decided_ms > last->at_ms,
        };
    if (work->issues) {
        struct str answer = typed(work->request, "answer", code);
        view.given = answer.n || view.given;
        view.agrees = answer.n ? str_equal_c(answer, "agrees") : view.agrees;
        view.comment = typed(work->request, "comment", code);
        view.issue = issue_of(work->issues, field_name(work->arena, "comment", code));
    }
    return view;
}

static struct str difference_text(const struct feedback_work *work,
                                  const struct sheet_figures *figures) {
    if (!figures->self.known || !figures->in_force.known)
        return STR("");
    struct decimal by = decimal_subtract(figures->in_force.value, figures->self.value);
    if (decimal_is_zero(by))
        return STR("");
    char mark = work->request->lang == LANG_VI ? ',' : '.';
    bool less = by.units < 0;
    struct decimal size = less ? decimal_negate(by) : by;
    return str_format(work->arena, "%s" STR_FMT, less ? "−" : "+",
                      STR_ARG(decimal_display(work->arena, size, POINT_SCALE, mark)));
}

static struct str actual_text(const struct feedback_work *work, const struct sheet_line *line) {
    enum lang lang = work->request->lang;
    struct str self = unit_page_actual(work->arena, lang, line->criterion, line->cell->self_actual);
    if (!line->cell->accepted_actual.p)
        return self;
    struct str found =
        unit_page_actual(work->arena, lang, line->criterion, line->cell->accepted_actual);
    return str_format(work->arena, STR_FMT " → " STR_FMT,
                      STR_ARG(self.n ? self : message_plain(lang, MSG_verify_missing)),
                      STR_ARG(found));
}

static void add_row(struct feedback_work *work, const struct score_sheet *sheet, size_t index) {
    const struct sheet_line *line = &sheet->lines[index];
    const struct criterion *c = line->criterion;
    struct feedback_row row = {
        .is_group = line->is_group,
        .code = c->code,
        .label = line->is_group || c->depth == 0 ? c->label : c->code,
        .name = c->name,
        .has_max = criterion_has_max(c),
        .max = c->max,
        .figures = line->figures,
        .why_href = why_path(work->arena, work->board, sheet->unit, index),
        .difference = line->is_group ? STR("") : difference_text(work, &line->figures),
        .actual = actual_text(work, line),
        .reason = sheet_line_reason(line),
    };
    if (!line->is_group)
        row.answer = answer_of(work, c->id, c->code, line->cell->accepted_at_ms);
    *list_push(work->arena, &work->view->rows) = row;
}

static struct str code_of(const struct scoreboard *board, struct str criterion_id) {
    for (size_t i = 0; criterion_id.n && i < board->table.criteria.count; i++)
        if (str_equal(board->table.criteria.items[i].id, criterion_id))
            return board->table.criteria.items[i].code;
    return STR("");
}

static void add_history(struct feedback_work *work) {
    enum lang lang = work->request->lang;
    for (size_t i = work->answers->count; i-- > 0 && work->view->history.count < HISTORY_MAX;) {
        const struct score_answer *answer = &work->answers->items[i];
        if (!str_equal(answer->unit_id, work->member->id))
            continue;
        struct str code = code_of(work->board, answer->criterion_id);
        struct str what =
            message_plain(lang, answer->agrees ? MSG_verify_agrees : MSG_verify_disagrees);
        struct str line = str_format(
            work->arena, STR_FMT " · " STR_FMT " · " STR_FMT ": " STR_FMT,
            STR_ARG(instant_display(work->arena, answer->at_ms)), STR_ARG(answer->author),
            STR_ARG(code.n ? code : message_plain(lang, MSG_verify_whole_sheet)), STR_ARG(what));
        if (answer->comment.n)
            line = str_format(work->arena, STR_FMT " – “" STR_FMT "”", STR_ARG(line),
                              STR_ARG(answer->comment));
        *list_push(work->arena, &work->view->history) = line;
    }
}

static int64_t last_decision_ms(const struct score_sheet *sheet) {
    int64_t last = 0;
    for (size_t i = 0; i < sheet->count; i++)
        if (sheet->lines[i].cell->accepted_at_ms > last)
            last = sheet->lines[i].cell->accepted_at_ms;
    return last;
}

static const struct err *draw_feedback(struct request *request, struct response *response,
                                       const struct scoreboard *board, size_t unit,
                                       const struct issues *issues, bool answering) {
    struct arena *arena = request->arena;
    const struct cluster_period *cluster = &board->cluster;
    const struct cluster_unit *member = &cluster->members.items[unit];
    struct score_answers answers;
    TRY(scoring_answers(app_db(request), arena, request->user, board, &answers));
    struct score_sheet sheet;
    score_sheet_make(arena, board, unit, &sheet);
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_verify_feedback_sheet), cluster,
               STEP_VERIFY, &page);
    page.issues = unit_page_summary(request->arena, request->lang, issues);
    struct feedback_view view = {
        .page = &page,
        .board = board,
        .unit = unit,
        .sees_all = scoring_visible_all(board, request->user),
        .cluster_name = cluster->name,
        .superior_name = cluster->superior.name,
        .unit_name = member->name,
        .gone = scoring_gone_words(request->arena, request->lang, board, unit),
        .period_name = period_display(arena, request->lang, cluster->period),
        .drawn_on = instant_display(arena, request->now_ms),
        .grid_href = unit_page_path(arena, cluster, member, ""),
        .href = unit_page_path(arena, cluster, member, "phan-hoi"),
        .file_href = unit_page_path(arena, cluster, member, "phan-hoi/tep"),
        .file_name = feedback_doc_name(arena, board, unit),
        .may_answer = frame_may(request, RIGHT_SCORE_ANSWER, cluster, member->id) &&
                      frame_may(request, RIGHT_MEMBER_SEND, cluster, member->id),
        .may_enter = frame_may(request, RIGHT_SCORE_VERIFY, cluster, STR("")),
        .decided = sheet.decided > 0,
        .max_content = sheet.max_content,
        .content = sheet.content,
        .bonus = sheet.bonus,
        .penalty = sheet.penalty,
        .total = sheet.total,
        .state = feedback_answer_state(board, &answers, unit),
    };
    if (submission_needed(request, place_of_period(cluster), member->id))
        view.commander_href = submission_new_href(arena, cluster->slug, cluster->period.year,
                                                  SUBMISSION_FEEDBACK, member->slug, cluster->id);
    struct feedback_work work = {request, arena, board, member, &answers, answering ? issues : NULL,
                                 &view};
    for (size_t i = 0; i < sheet.count; i++)
        add_row(&work, &sheet, i);
    view.whole = answer_of(&work, STR(""), STR(""), last_decision_ms(&sheet));
    add_history(&work);
    struct html h = frame_html(request, response);
    tpl_feedback_page(&h, &view);
    return NULL;
}

static const struct err *show_feedback(struct request *request, struct response *response) {
    struct scoreboard board;
    size_t unit;
    TRY(unit_page_board(request, &board, &unit));
    return draw_feedback(request, response, &board, unit, NULL, false);
}

/* --- answering ---------------------------------------------------------------------------- */

/* A comment without a choice is no answer yet: it is asked for, not dropped. */
static void read_answer(const struct request *request, struct str code, struct issues *issues,
                        struct answer_forms *forms) {
    struct str answer = typed(request, "answer", code);
    struct str comment = typed(request, "comment", code);
    if (answer.n)
        *list_push(request->arena, forms) =
            (struct answer_form){code, str_equal_c(answer, "agrees"), comment};
    else if (comment.n)
        issue_add(request->arena, issues, field_name(request->arena, "comment", code),
                  MESSAGE(MSG_verify_answer_missing));
}

static const struct err *save_answers(struct request *request, struct response *response) {
    struct scoreboard board;
    size_t unit;
    TRY(unit_page_board(request, &board, &unit));
    struct issues issues = {0};
    struct answer_forms forms = {0};
    for (size_t i = 0; i < board.table.criteria.count; i++)
        if (criterion_is_scored(&board.table.criteria.items[i]))
            read_answer(request, board.table.criteria.items[i].code, &issues, &forms);
    read_answer(request, STR(""), &issues, &forms);
    int stored = 0;
    if (!issues.count)
        TRY(scoring_answer(app_db(request), request->arena, request->user, request->now_ms, &board,
                           unit, forms.items, forms.count, STR(""), &issues, &stored));
    if (issues.count) {
        response->status = 422;
        return draw_feedback(request, response, &board, unit, &issues, true);
    }
    frame_redirect(request, response,
                   unit_page_path(request->arena, &board.cluster,
                                  &board.cluster.members.items[unit], "phan-hoi"),
                   stored ? MSG_notice_answered : MSG_notice_answered_nothing, stored);
    return NULL;
}

/* --- the workbook ------------------------------------------------------------------------- */

static const struct err *send_file(struct request *request, struct response *response) {
    struct scoreboard board;
    size_t unit;
    struct score_answers answers;
    struct str bytes;
    TRY(unit_page_board(request, &board, &unit));
    TRY(scoring_answers(app_db(request), request->arena, request->user, &board, &answers));
    TRY(feedback_doc_make(request->arena, &board, unit, &answers, request->now_ms, &bytes));
    respond_file(response, XLSX_CONTENT_TYPE, feedback_doc_name(request->arena, &board, unit),
                 bytes);
    return NULL;
}

/* An answered workbook: from the unit itself, or entered by the cluster for a unit that sent it by
 * post. */
static const struct err *take_file(struct request *request, struct response *response) {
    struct scoreboard board;
    size_t unit;
    TRY(unit_page_board(request, &board, &unit));
    const struct cluster_unit *member = &board.cluster.members.items[unit];
    if (!user_may(request->user, RIGHT_SCORE_ANSWER, place_of_period(&board.cluster), member->id))
        TRY(frame_must(request, RIGHT_SCORE_VERIFY, &board.cluster, STR("")));
    TRY(frame_open_period(&board.cluster, request->arena));
    struct issues issues = {0};
    struct answer_forms forms = {0};
    int stored = 0;
    const struct upload *upload =
        request_upload_count(request) ? request_upload_at(request, 0) : NULL;
    if (!upload || !upload->size) {
        issue_add(request->arena, &issues, STR("tep"), MESSAGE(MSG_verify_no_file));
    } else {
        struct workbook_file file = {.descriptor = upload_descriptor(upload),
                                     .offset = upload->offset,
                                     .size = upload->size};
        TRY(feedback_doc_read(request->arena, &board, unit, &file, &issues, &forms));
    }
    if (!issues.count)
        TRY(scoring_answer(app_db(request), request->arena, request->user, request->now_ms, &board,
                           unit, forms.items, forms.count, upload->file_name, &issues, &stored));
    if (issues.count) {
        response->status = 422;
        return draw_feedback(request, response, &board, unit, &issues, false);
    }
    frame_redirect(request, response,
                   unit_page_path(request->arena, &board.cluster, member, "phan-hoi"),
                   stored ? MSG_notice_answered : MSG_notice_answered_nothing, stored);
    return NULL;
}

#define BASE "/cum/:cluster/:period/tham-dinh/:unit/phan-hoi"

const struct route feedback_routes[] = {
    {HTTP_GET, BASE, RIGHT_SHEET_READ, show_feedback},
    {HTTP_POST, BASE, RIGHT_SCORE_ANSWER, save_answers, .body_max_bytes = ANSWER_BODY_MAX},
    {HTTP_GET, BASE "/tep", RIGHT_SHEET_READ, send_file},
    {HTTP_POST, BASE "/tep", RIGHT_SHEET_READ, take_file, .body_max_bytes = FILE_BODY_MAX,
     .takes_files = true},
};
const size_t feedback_routes_count = COUNT_OF(feedback_routes);
