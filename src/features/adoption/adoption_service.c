#include "features/adoption/adoption_service.h"

#include "base/buf.h"
#include "features/adoption/adoption.sql.h"
#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/scoring/ranking_digest_service.h"
#include "sys/id.h"
#include "text/utf8.h"

/* --- recording ---------------------------------------------------------------------------- */

struct record_work {
    struct db *db;
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster;
    struct issues *issues;
    size_t issues_before; /* found before the transaction */
    struct adoption_record record;
    struct str seen;
    const enum vote_choice *choices; /* by the members of CLUSTER; NULL: none */
    const size_t *tied;              /* members of CLUSTER */
    struct str what;                 /* for the trail */
    const char *action;
};

static struct str member_id(const struct record_work *work, size_t unit) {
    return work->cluster->members.items[unit].id;
}

static const struct err *insert_record(struct db_tx *tx, struct record_work *work,
                                       const struct scoreboard *board) {
    struct adoption_record *r = &work->record;
    bool votes = r->kind == OUTCOME_VOTE;
    struct q_adoption_next_revision_row next;
    bool found;
    TRY(q_adoption_next_revision(tx, work->arena, board->cluster.id, &found, &next));
    r->id = id_new(work->arena, work->now_ms);
    return q_adoption_record_insert(
        tx, r->id, board->cluster.id, next.revision, outcome_kind_code(r->kind),
        date_iso(work->arena, r->held_on), r->number, r->body,
        votes ? vote_manner_code(r->manner) : STR(""), (int64_t)r->count.members,
        (int64_t)r->count.present, (int64_t)r->count.yes, (int64_t)r->count.no,
        (int64_t)r->count.abstain, (int64_t)r->count.needed, r->share, r->share_basis,
        r->count.accepted, r->reason, board->cluster.revision, r->digest, work->user->name,
        work->now_ms);
}

static const struct err *insert_figures(struct db_tx *tx, const struct record_work *work,
                                        const struct scoreboard *board) {
    for (size_t i = 0; i < board->matrix.unit_count; i++) {
        const struct standing *s = &board->standings[i];
        TRY(q_adoption_figure_insert(tx, work->record.id, board->cluster.members.items[s->unit].id,
                                     decimal_canonical(work->arena, s->totals.total),
                                     s->totals.complete, s->place));
    }
    return NULL;
}

static const struct err *insert_votes(struct db_tx *tx, const struct record_work *work) {
    for (size_t i = 0; work->choices && i < work->cluster->members.count; i++)
        TRY(q_adoption_ballot_insert(tx, work->record.id, member_id(work, i),
                                     vote_choice_code(work->choices[i])));
    for (size_t i = 0; i < work->record.ties.count; i++)
        TRY(q_adoption_tie_insert(tx, work->record.id, work->record.ties.items[i].unit_id,
                                  work->record.ties.items[i].votes));
    return NULL;
}

static void add_issue(struct record_work *work, const char *field, struct message why) {
    issue_add(work->arena, work->issues, str_from_c(field), why);
}

/* Members may have come or gone since the form was drawn: then so did its figures. */
static bool same_members(const struct record_work *work, const struct scoreboard *board) {
    const struct cluster_units *now = &board->cluster.members;
    if (now->count != work->cluster->members.count)
        return false;
    for (size_t i = 0; i < now->count; i++)
        if (!str_equal(now->items[i].id, member_id(work, i)))
            return false;
    return true;
}

static bool are_tied(const struct record_work *work, const struct scoreboard *board) {
    for (size_t i = 1; i < work->record.ties.count; i++)
        if (decimal_compare(board->matrix.totals[work->tied[0]].compared,
                            board->matrix.totals[work->tied[i]].compared) != 0)
            return false;
    return true;
}

/* What is asked of the half-year as it stands. */
static void check_board(struct record_work *work, const struct scoreboard *board) {
    struct adoption_record *r = &work->record;
    const struct outcome_record *adopted = outcome_adopted(&board->outcome);
    r->digest = r->kind == OUTCOME_TIE ? ranking_figures_digest(work->arena, board)
                                       : ranking_digest(work->arena, board);
    if (!board_has_scores(board))
        add_issue(work, "", MESSAGE(MSG_adoption_nothing_to_adopt));
    else if (!str_equal(r->digest, work->seen) || !same_members(work, board))
        add_issue(work, "", MESSAGE(MSG_adoption_changed_meanwhile));
    else if (r->kind == OUTCOME_TIE && !are_tied(work, board))
        add_issue(work, "", MESSAGE(MSG_adoption_not_tied));
    else if ((r->kind == OUTCOME_APPROVE || r->kind == OUTCOME_RETURN) && !adopted)
        add_issue(work, "", MESSAGE(MSG_adoption_not_adopted));
    else if (r->kind == OUTCOME_APPROVE && !str_equal(adopted->digest, r->digest) &&
             str_is_empty(r->reason))
        add_issue(work, "reason", MESSAGE(MSG_adoption_changed_reason));
}

/* What follows from the half-year's rule. */
static void judge(struct record_work *work, const struct scoreboard *board) {
    struct adoption_record *r = &work->record;
    struct vote_rule rule;
    r->count.accepted = true;
    if (r->kind != OUTCOME_VOTE)
        return;
    const struct scoring_setting *setting = &board->settings.of[SETTING_ADOPT_SHARE];
    if (!vote_rule_read(setting->value, &rule))
        vote_rule_read(scoring_key_default(SETTING_ADOPT_SHARE), &rule);
    r->share = setting->value;
    r->share_basis = setting->basis;
    r->count.members = board->matrix.unit_count;
    vote_judge(&r->count, &rule);
    if (!r->count.accepted && str_is_empty(r->reason))
        add_issue(work, "reason", MESSAGE(MSG_adoption_refused_reason));
}

static struct str tell(const struct record_work *work) {
    const struct adoption_record *r = &work->record;
    struct arena *arena = work->arena;
    struct str day = date_display(arena, r->held_on);
    if (r->kind == OUTCOME_VOTE)
        return str_format(arena,
                          STR_FMT " ngày " STR_FMT ", số " STR_FMT ": đồng ý %zu, không đồng ý "
                                  "%zu, không có ý kiến %zu, cần %zu/%zu; %s; điểm " STR_FMT,
                          STR_ARG(work->what), STR_ARG(day), STR_ARG(r->number), r->count.yes,
                          r->count.no, r->count.abstain, r->count.needed, r->count.members,
                          r->count.accepted ? "thông qua" : "không thông qua", STR_ARG(r->digest));
    return str_format(arena,
                      STR_FMT " ngày " STR_FMT ", số " STR_FMT "%s" STR_FMT "; điểm " STR_FMT,
                      STR_ARG(work->what), STR_ARG(day), STR_ARG(r->number), r->body.n ? ", " : "",
                      STR_ARG(r->body), STR_ARG(r->digest));
}

static const struct err *record_in(struct db_tx *tx, void *context) {
    struct record_work *work = context;
    struct scoreboard board;
    size_t newer;
    work->issues->count = work->issues_before;
    TRY(closing_must_be_open(tx, work->arena, work->cluster->id));
    TRY(scoring_board_for_write(tx, work->db, work->arena, work->cluster->slug, work->cluster->code,
                                &board, &newer));
    if (!board.table.locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_not_locked", "the table is not locked");
    check_board(work, &board);
    judge(work, &board);
    if (work->issues->count)
        return NULL;
    TRY(insert_record(tx, work, &board));
    if (work->record.kind == OUTCOME_VOTE || work->record.kind == OUTCOME_APPROVE)
        TRY(insert_figures(tx, work, &board));
    TRY(insert_votes(tx, work));
    TRY(cluster_bump_structure(tx, board.cluster.id));
    struct audit_note note = {.action = work->action,
                              .object_kind = "cluster_period",
                              .object_id = board.cluster.id,
                              .after = tell(work),
                              .reason = work->record.reason};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

static struct str check_text(struct record_work *work, const char *field, struct str text,
                             size_t max, enum msg_id missing) {
    struct str clean = str_trim(str_or_empty(text));
    if (str_is_empty(clean) && missing != MSG_none)
        add_issue(work, field, MESSAGE(missing));
    else if (utf8_length(clean) > max)
        add_issue(work, field,
                  MESSAGE_WITH(MSG_cluster_field_too_long, str_format(work->arena, "%zu", max)));
    return clean;
}

/* The day must be one of the past or today, and not before the half-year began. */
static void check_day(struct record_work *work, struct str text) {
    struct date *day = &work->record.held_on;
    struct date first = period_first_day(work->cluster->period);
    if (!date_read_human(str_trim(str_or_empty(text)), day))
        add_issue(work, "held_on", MESSAGE(MSG_adoption_day_missing));
    else if (date_compare(*day, date_of_instant(work->now_ms)) > 0)
        add_issue(work, "held_on", MESSAGE(MSG_adoption_day_ahead));
    else if (date_compare(*day, first) < 0)
        add_issue(work, "held_on",
                  MESSAGE_WITH(MSG_adoption_day_early, date_display(work->arena, first)));
}

static struct record_work begin(struct db *db, struct arena *arena, const struct user *user,
                                int64_t now_ms, const struct cluster_period *cluster,
                                struct issues *issues, enum outcome_kind kind) {
    return (struct record_work){
        .db = db,
        .arena = arena,
        .user = user,
        .now_ms = now_ms,
        .cluster = cluster,
        .issues = issues,
        .record = {.kind = kind,
                   .number = STR(""),
                   .body = STR(""),
                   .share = STR(""),
                   .share_basis = STR(""),
                   .reason = STR("")},
    };
}

static const struct err *store(struct record_work *work) {
    work->issues_before = work->issues->count;
    return work->issues_before ? NULL : db_write(work->db, record_in, work);
}

static const enum vote_choice *read_choices(struct record_work *work,
                                            const struct vote_form *form) {
    size_t members = work->cluster->members.count;
    enum vote_choice *choices = ARENA_ARRAY(work->arena, enum vote_choice, members);
    for (size_t i = 0; i < members; i++)
        vote_choice_from_code(str_or_empty(form->choices[i]), &choices[i]);
    return choices;
}

const struct err *adoption_vote(struct db *db, struct arena *arena, const struct user *user,
                                int64_t now_ms, const struct cluster_period *cluster,
                                const struct vote_form *form, struct issues *issues,
                                bool *ret_accepted) {
    if (!user_may(user, RIGHT_SCORE_ADOPT, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to record what the meeting voted");
    struct record_work work = begin(db, arena, user, now_ms, cluster, issues, OUTCOME_VOTE);
    struct adoption_record *r = &work.record;
    work.action = "adoption.vote";
    work.what = STR("Hội nghị biểu quyết");
    work.seen = form->seen;
    check_day(&work, form->held_on);
    r->number = check_text(&work, "number", form->number, ADOPTION_NUMBER_MAX,
                           MSG_adoption_minutes_missing);
    r->reason = check_text(&work, "reason", form->reason, ADOPTION_TEXT_MAX, MSG_none);
    if (!vote_manner_from_code(str_or_empty(form->manner), &r->manner))
        add_issue(&work, "manner", MESSAGE(MSG_adoption_manner_missing));
    else if (r->manner == VOTE_NAMED) {
        work.choices = read_choices(&work, form);
        r->count = vote_count_named(work.choices, cluster->members.count);
        if (!r->count.present)
            add_issue(&work, "manner", MESSAGE(MSG_adoption_nobody_voted));
    } else {
        r->count = vote_count_read(arena, cluster->members.count, str_or_empty(form->yes),
                                   str_or_empty(form->no), str_or_empty(form->abstain), issues);
    }
    TRY(store(&work));
    *ret_accepted = r->count.accepted;
    return NULL;
}

static void read_tie_votes(struct record_work *work, const struct tie_form *form) {
    struct adoption_record *r = &work->record;
    const struct cluster_units *members = &work->cluster->members;
    long long voters = 0;
    long long sum = 0;
    if (!str_to_int64(str_trim(str_or_empty(form->voters)), &voters) || voters < 1 ||
        voters > (long long)members->count) {
        add_issue(
            work, "voters",
            MESSAGE_WITH(MSG_adoption_votes_wrong, str_format(work->arena, "%zu", members->count)));
        return;
    }
    r->count.members = members->count;
    r->count.present = (size_t)voters;
    for (size_t i = 0; i < form->count; i++) {
        const struct cluster_unit *unit = &members->items[form->units[i]];
        long long votes = 0;
        if (!str_to_int64(str_trim(str_or_empty(form->votes[i])), &votes) || votes < 0 ||
            votes > voters) {
            struct str field = str_format(work->arena, "votes." STR_FMT, STR_ARG(unit->slug));
            issue_add(
                work->arena, work->issues, field,
                MESSAGE_WITH(MSG_adoption_votes_wrong, str_format(work->arena, "%lld", voters)));
            continue;
        }
        sum += votes;
        *list_push(work->arena, &r->ties) = (struct adoption_tie){unit->id, (int)votes};
    }
    if (sum > voters)
        add_issue(work, "voters",
                  MESSAGE_WITH(MSG_adoption_too_many_votes, str_format(work->arena, "%lld", sum),
                               str_format(work->arena, "%lld", voters)));
}

const struct err *adoption_tie_vote(struct db *db, struct arena *arena, const struct user *user,
                                    int64_t now_ms, const struct cluster_period *cluster,
                                    const struct tie_form *form, struct issues *issues) {
    if (!user_may(user, RIGHT_SCORE_ADOPT, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to record what the meeting voted");
    struct record_work work = begin(db, arena, user, now_ms, cluster, issues, OUTCOME_TIE);
    work.action = "adoption.tie";
    work.seen = form->seen;
    work.tied = form->units;
    check_day(&work, form->held_on);
    work.record.number = check_text(&work, "number", form->number, ADOPTION_NUMBER_MAX,
                                    MSG_adoption_minutes_missing);
    if (form->count < 2)
        add_issue(&work, "", MESSAGE(MSG_adoption_not_tied));
    read_tie_votes(&work, form);
    struct buf what = BUF_INIT(1 << 16);
    buf_append_c(&what, "Biểu quyết thứ tự khi bằng điểm");
    for (size_t i = 0; i < work.record.ties.count; i++)
        buf_append_format(&what, "%s" STR_FMT " %d phiếu", i ? ", " : ": ",
                          STR_ARG(cluster->members.items[form->units[i]].name),
                          work.record.ties.items[i].votes);
    work.what = str_copy(arena, buf_str(&what));
    buf_release(&what);
    return store(&work);
}

/* What the council above says of the result: both kinds have the same form; what may stay empty
 * differs (MSG_none). */
static const struct err *decide(struct record_work *work, const struct decision_form *form,
                                enum msg_id number_missing, enum msg_id body_missing,
                                enum msg_id reason_missing) {
    struct adoption_record *r = &work->record;
    work->seen = form->seen;
    check_day(work, form->held_on);
    r->number = check_text(work, "number", form->number, ADOPTION_NUMBER_MAX, number_missing);
    r->body = check_text(work, "body", form->body, ADOPTION_NUMBER_MAX, body_missing);
    r->reason = check_text(work, "reason", form->reason, ADOPTION_TEXT_MAX, reason_missing);
    return store(work);
}

const struct err *adoption_approve(struct db *db, struct arena *arena, const struct user *user,
                                   int64_t now_ms, const struct cluster_period *cluster,
                                   const struct decision_form *form, struct issues *issues) {
    if (!user_may(user, RIGHT_SCORE_APPROVE, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to approve the result");
    struct record_work work = begin(db, arena, user, now_ms, cluster, issues, OUTCOME_APPROVE);
    work.action = "adoption.approve";
    work.what = STR("Cấp trên phê duyệt kết quả");
    return decide(&work, form, MSG_adoption_decision_missing, MSG_adoption_body_missing, MSG_none);
}

const struct err *adoption_return(struct db *db, struct arena *arena, const struct user *user,
                                  int64_t now_ms, const struct cluster_period *cluster,
                                  const struct decision_form *form, struct issues *issues) {
    if (!user_may(user, RIGHT_SCORE_APPROVE, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to return the result");
    struct record_work work = begin(db, arena, user, now_ms, cluster, issues, OUTCOME_RETURN);
    work.action = "adoption.return";
    work.what = STR("Cấp trên trả lại kết quả");
    return decide(&work, form, MSG_none, MSG_none, MSG_adoption_return_reason);
}
