/* Answers of the units to their feedback sheets. Rows are added, never changed: the last one of a
 * criterion counts, those before it stay to be read. */
#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/scoring/scoring.sql.h"
#include "features/scoring/scoring_service.h"
#include "features/submission/submission_service.h"
#include "sys/id.h"
#include "text/utf8.h"

const struct score_answer *scoring_latest_answer(const struct score_answers *answers,
                                                 struct str unit_id, struct str criterion_id) {
    const struct score_answer *latest = NULL;
    for (size_t i = 0; i < answers->count; i++)
        if (str_equal(answers->items[i].unit_id, unit_id) &&
            str_equal(answers->items[i].criterion_id, criterion_id))
            latest = &answers->items[i];
    return latest;
}

static const struct err *load_answers(struct db_tx *tx, struct arena *arena,
                                      struct str cluster_period_id, struct score_answers *answers) {
    struct q_answers_of_period_rows rows;
    TRY(q_answers_of_period(tx, arena, cluster_period_id, &rows));
    *answers = (struct score_answers){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_answers_of_period_row *row = &rows.items[i];
        *list_push(arena, answers) =
            (struct score_answer){row->unit_id, row->criterion_id.p ? row->criterion_id : STR(""),
                                  row->agrees,  row->comment,
                                  row->author,  row->at_ms};
    }
    return NULL;
}

struct answers_work {
    struct arena *arena;
    const struct user *user;
    const struct cluster_period *cluster;
    struct score_answers *answers;
};

static const struct err *answers_in(struct db_tx *tx, void *context) {
    struct answers_work *work = context;
    struct score_answers all;
    TRY(load_answers(tx, work->arena, work->cluster->id, &all));
    *work->answers = (struct score_answers){0};
    for (size_t i = 0; i < all.count; i++)
        if (user_may(work->user, RIGHT_SHEET_READ, place_of_period(work->cluster),
                     all.items[i].unit_id))
            *list_push(work->arena, work->answers) = all.items[i];
    return NULL;
}

const struct err *scoring_answers(struct db *db, struct arena *arena, const struct user *user,
                                  const struct scoreboard *board,
                                  struct score_answers *ret_answers) {
    struct answers_work work = {arena, user, &board->cluster, ret_answers};
    TRY(db_read(db, answers_in, &work));
    return closing_paper_mark(db, arena, &board->cluster.closing, &ret_answers->audit_mark);
}

struct answer_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct scoreboard *board;
    const struct cluster_unit *unit;
    const struct answer_form *forms;
    size_t count;
    struct str author;
    int stored;
};

/* The criterion's id; empty for the whole sheet. */
static struct str criterion_id(const struct scoreboard *board, struct str code) {
    ptrdiff_t index = criteria_find(&board->table.criteria, code);
    return index < 0 ? STR("") : board->table.criteria.items[index].id;
}

static const struct err *answer_in(struct db_tx *tx, void *context) {
    struct answer_work *work = context;
    const struct cluster_period *cluster = &work->board->cluster;
    struct score_answers present;
    TRY(closing_must_be_open(tx, work->arena, cluster->id));
    TRY(load_answers(tx, work->arena, cluster->id, &present));
    struct q_answer_next_revision_row next;
    bool found;
    TRY(q_answer_next_revision(tx, work->arena, cluster->id, work->unit->id, &found, &next));
    work->stored = 0;
    struct str told = work->unit->name;
    for (size_t i = 0; i < work->count; i++) {
        const struct answer_form *form = &work->forms[i];
        struct str id = criterion_id(work->board, form->code);
        struct str comment = form->comment.p ? form->comment : STR("");
        const struct score_answer *last = scoring_latest_answer(&present, work->unit->id, id);
        if (last && last->agrees == form->agrees && str_equal(last->comment, comment))
            continue;
        TRY(q_answer_insert(tx, id_new(work->arena, work->now_ms), cluster->id, work->unit->id,
                            id.n ? id : STR_NONE, next.revision + work->stored, form->agrees,
                            comment, work->author, work->now_ms));
        work->stored++;
        if (work->stored <= ANSWERS_TOLD_MAX)
            told = str_format(work->arena, STR_FMT "; " STR_FMT ": %s " STR_FMT, STR_ARG(told),
                              STR_ARG(form->code.n ? form->code : STR("cả phiếu")),
                              form->agrees ? "nhất trí" : "không nhất trí", STR_ARG(comment));
    }
    if (!work->stored)
        return NULL;
    const struct submission_sending sending = {.user = work->user,
                                               .now_ms = work->now_ms,
                                               .place = place_of_period(cluster),
                                               .period_id = cluster->id,
                                               .unit_id = work->unit->id,
                                               .kind = SUBMISSION_FEEDBACK,
                                               .object_id = cluster->id,
                                               .entered_by_id = STR(""),
                                               .entered_by = STR("")};
    TRY(submission_sent_in(tx, work->arena, &sending));
    struct audit_note note = {.action = "score.answer",
                              .object_kind = "cluster_period",
                              .object_id = cluster->id,
                              .after = told};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

/* "comment.II.2"; the whole sheet's is "comment". */
static struct str comment_field(struct arena *arena, struct str code) {
    return code.n ? str_format(arena, "comment." STR_FMT, STR_ARG(code)) : STR("comment");
}

static void check_answers(struct arena *arena, const struct scoreboard *board,
                          const struct answer_form *forms, size_t count, struct issues *issues) {
    for (size_t i = 0; i < count; i++) {
        const struct answer_form *form = &forms[i];
        struct str field = comment_field(arena, form->code);
        ptrdiff_t index = criteria_find(&board->table.criteria, form->code);
        bool known = !form->code.n ||
                     (index >= 0 && criterion_is_scored(&board->table.criteria.items[index]));
        if (!known)
            issue_add(arena, issues, field,
                      MESSAGE_WITH(MSG_scoring_no_such_criterion, form->code));
        else if (!form->agrees && str_is_empty(form->comment))
            issue_add(arena, issues, field, MESSAGE(MSG_scoring_comment_missing));
        if (utf8_length(form->comment) > REASON_MAX)
            issue_add(
                arena, issues, field,
                MESSAGE_WITH(MSG_scoring_reason_too_long, str_format(arena, "%d", REASON_MAX)));
    }
}

const struct err *scoring_answer(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, const struct scoreboard *board, size_t unit,
                                 const struct answer_form *forms, size_t count,
                                 struct str entered_from, struct issues *issues, int *ret_stored) {
    const struct cluster_unit *member = &board->cluster.members.items[unit];
    bool for_itself =
        user_may(user, RIGHT_SCORE_ANSWER, place_of_period(&board->cluster), member->id) &&
        user_may(user, RIGHT_MEMBER_SEND, place_of_period(&board->cluster), member->id);
    bool on_behalf = entered_from.n &&
                     user_may(user, RIGHT_SCORE_VERIFY, place_of_period(&board->cluster), STR(""));
    if (!for_itself && !on_behalf)
        return ERR_TEXT(
            ERR_DENIED,
            user_may(user, RIGHT_SCORE_ANSWER, place_of_period(&board->cluster), member->id)
                ? "submission.needs_commander"
                : NULL,
            "no right to answer for this unit");
    *ret_stored = 0;
    check_answers(arena, board, forms, count, issues);
    if (issues->count)
        return NULL;
    struct str author = user->name;
    if (entered_from.n && for_itself)
        author = message_text(arena, LANG_VI,
                              MESSAGE_WITH(MSG_scoring_answered_by_file, user->name, entered_from));
    else if (entered_from.n)
        author = message_text(
            arena, LANG_VI,
            MESSAGE_WITH(MSG_scoring_entered_from, member->name, user->name, entered_from));
    struct answer_work work = {arena, user, now_ms, board, member, forms, count, author, 0};
    TRY(db_write(db, answer_in, &work));
    *ret_stored = work.stored;
    return NULL;
}
