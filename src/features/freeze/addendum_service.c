/* Corrections beside what is closed. */
#include "features/audit/audit.h"
#include "features/freeze/freeze.sql.h"
#include "features/freeze/freeze_service.h"
#include "sys/id.h"
#include "text/form_text.h"

struct addendum_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster;
    struct addendum addendum;
    struct str id; /* of the one withdrawn, and why */
    struct str reason;
    struct addenda all;
};

/* --- reading -------------------------------------------------------------------------------- */

static const struct err *list_in(struct db_tx *tx, void *context) {
    struct addendum_work *work = context;
    struct q_addenda_of_period_rows rows;
    TRY(q_addenda_of_period(tx, work->arena, work->cluster->id, &rows));
    work->all = (struct addenda){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_addenda_of_period_row *r = &rows.items[i];
        ptrdiff_t unit = cluster_member_by_id(work->cluster, r->unit_id);
        if (unit < 0 ||
            (r->criterion_id.p &&
             !user_may(work->user, RIGHT_SHEET_READ, place_of_period(work->cluster), r->unit_id)))
            continue;
        *list_push(work->arena, &work->all) = (struct addendum){
            .id = r->id,
            .unit = (size_t)unit,
            .unit_id = r->unit_id,
            .criterion_id = r->criterion_id,
            .code = r->criterion_code,
            .closed_value = r->closed_value,
            .value = r->value,
            .paper_number = r->paper_number,
            .paper_date = date_from_iso(r->paper_date),
            .reason = r->reason,
            .author = r->author,
            .at_ms = r->at_ms,
            .is_withdrawn = r->withdrawn_ms.set,
            .withdrawn_by = str_or_empty(r->withdrawn_by),
            .withdrawn_ms = r->withdrawn_ms.set ? r->withdrawn_ms.value : 0,
            .withdrawn_reason = str_or_empty(r->withdrawn_reason),
        };
    }
    return NULL;
}

const struct err *addendum_list(struct db *db, struct arena *arena, const struct user *user,
                                const struct cluster_period *cluster, struct addenda *ret_addenda) {
    if (!user_may(user, RIGHT_CLUSTER_READ, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to read this cluster");
    struct addendum_work work = {.arena = arena, .user = user, .cluster = cluster};
    TRY(db_read(db, list_in, &work));
    *ret_addenda = work.all;
    return NULL;
}

const struct addendum *addendum_of(const struct addenda *addenda, struct str unit_id,
                                   struct str criterion_id) {
    for (size_t i = 0; i < addenda->count; i++) {
        const struct addendum *a = &addenda->items[i];
        bool same = criterion_id.n ? str_equal(a->criterion_id, criterion_id) : !a->criterion_id.p;
        if (!a->is_withdrawn && same && str_equal(a->unit_id, unit_id))
            return a;
    }
    return NULL;
}

static struct str points_text(struct arena *arena, enum lang lang, struct str canonical) {
    struct decimal value;
    return decimal_parse(canonical, &value)
               ? decimal_display(arena, value, POINT_SCALE, lang == LANG_VI ? ',' : '.')
               : STR("–");
}

struct str addendum_words(struct arena *arena, enum lang lang, const struct addendum *addendum) {
    return message_text(
        arena, lang,
        MESSAGE_WITH(MSG_freeze_amended, points_text(arena, lang, addendum->closed_value),
                     points_text(arena, lang, addendum->value), addendum->paper_number,
                     date_display(arena, addendum->paper_date)));
}

/* --- writing -------------------------------------------------------------------------------- */

static const struct err *must_be_closed(struct db_tx *tx, const struct addendum_work *work) {
    struct closing closing;
    TRY(closing_of_period(tx, work->arena, work->cluster->id, &closing));
    return closing.closed ? NULL
                          : ERR_TEXT(ERR_STATE, "freeze.not_closed", "the half-year is open");
}

static const struct err *tell(struct db_tx *tx, const struct addendum_work *work,
                              const char *action, struct str reason) {
    const struct addendum *a = &work->addendum;
    struct str figure = str_format(work->arena, STR_FMT "; " STR_FMT,
                                   STR_ARG(work->cluster->members.items[a->unit].name),
                                   STR_ARG(a->code.n ? a->code : STR("tổng điểm")));
    struct audit_note note = {
        .action = action,
        .object_kind = "cluster_period",
        .object_id = work->cluster->id,
        .before = str_format(work->arena, STR_FMT ": " STR_FMT, STR_ARG(figure),
                             STR_ARG(points_text(work->arena, LANG_VI, a->closed_value))),
        .after = str_format(work->arena, STR_FMT ": " STR_FMT, STR_ARG(figure),
                            STR_ARG(addendum_words(work->arena, LANG_VI, a))),
        .reason = reason};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

static const struct err *add_in(struct db_tx *tx, void *context) {
    struct addendum_work *work = context;
    struct addendum *a = &work->addendum;
    TRY(must_be_closed(tx, work));
    a->id = id_new(work->arena, work->now_ms);
    TRY(q_addendum_insert(tx, a->id, work->cluster->id, a->unit_id,
                          a->criterion_id.p ? a->criterion_id : STR_NONE, a->code, a->closed_value,
                          a->value, a->paper_number, date_iso(work->arena, a->paper_date),
                          a->reason, work->user->name, work->user->id, work->now_ms));
    return tell(tx, work, "score.amend", a->reason);
}

/* What a figure may be: what is taken off is not above 0, the rest is from 0 to its maximum. */
static void check_range(struct arena *arena, const struct criterion *criterion,
                        struct decimal value, struct issues *issues) {
    bool takes_off = criterion && (criterion->kind == CRITERION_PENALTY ||
                                   criterion->kind == CRITERION_PENALTY_ITEMS ||
                                   criterion->kind == CRITERION_PENALTY_LEVEL);
    bool has_max = criterion && !takes_off && !decimal_is_zero(criterion->max);
    struct decimal most = has_max ? criterion->max : DECIMAL(100000, 0);
    struct decimal low = takes_off || !criterion ? DECIMAL(-100000, 0) : DECIMAL_ZERO;
    struct decimal high = takes_off ? DECIMAL_ZERO : most;
    if (decimal_compare(value, low) < 0 || decimal_compare(value, high) > 0)
        issue_add(arena, issues, STR("value"),
                  MESSAGE_WITH(MSG_scoring_points_out_of_range, decimal_display(arena, low, 0, ','),
                               decimal_display(arena, high, 0, ',')));
}

static void read_value(struct arena *arena, struct str typed, const struct criterion *criterion,
                       struct addendum *addendum, struct issues *issues) {
    struct decimal value;
    enum decimal_reading reading = decimal_read_human(str_or_empty(typed), &value);
    addendum->value = STR("");
    if (reading != DECIMAL_READ) {
        issue_add(arena, issues, STR("value"),
                  MESSAGE_WITH(reading == DECIMAL_AMBIGUOUS ? MSG_scoring_number_ambiguous
                                                            : MSG_scoring_not_a_number,
                               str_or_empty(typed)));
        return;
    }
    if (decimal_compare(decimal_round(value, POINT_SCALE), value) != 0) {
        issue_add(arena, issues, STR("value"), MESSAGE(MSG_scoring_points_too_fine));
        return;
    }
    check_range(arena, criterion, value, issues);
    addendum->value = decimal_canonical(arena, decimal_round(value, POINT_SCALE));
    struct decimal closed;
    if (decimal_parse(addendum->closed_value, &closed) && decimal_compare(closed, value) == 0)
        issue_add(arena, issues, STR("value"), MESSAGE(MSG_freeze_same_value));
}

/* Finds the figure and its closed value. */
static void find_figure(struct arena *arena, const struct scoreboard *board,
                        const struct addendum_form *form, struct addendum *addendum,
                        const struct criterion **ret_criterion, struct issues *issues) {
    ptrdiff_t unit = cluster_member_by_slug(&board->cluster, form->unit_slug);
    ptrdiff_t index = criteria_find(&board->table.criteria, str_or_empty(form->code));
    *ret_criterion = index < 0 ? NULL : &board->table.criteria.items[index];
    addendum->closed_value = STR("");
    addendum->code = STR("");
    addendum->criterion_id = STR_NONE;
    if (unit < 0) {
        issue_add(arena, issues, STR("unit"), MESSAGE(MSG_freeze_no_unit));
        return;
    }
    addendum->unit = (size_t)unit;
    addendum->unit_id = board->cluster.members.items[unit].id;
    if (!str_or_empty(form->code).n) {
        addendum->closed_value = decimal_canonical(arena, board->matrix.totals[unit].total);
        return;
    }
    if (index < 0 || !criterion_is_scored(*ret_criterion)) {
        issue_add(arena, issues, STR("criterion"),
                  MESSAGE_WITH(MSG_scoring_no_such_criterion, form->code));
        return;
    }
    addendum->criterion_id = (*ret_criterion)->id;
    addendum->code = (*ret_criterion)->code;
    const struct score_cell *cell = score_cell_at(&board->matrix, (size_t)unit, (size_t)index);
    if (cell->in_force_known)
        addendum->closed_value = decimal_canonical(arena, cell->in_force);
}

static void must_have(struct arena *arena, struct issues *issues, const char *field,
                      struct str text, enum msg_id missing) {
    if (str_is_empty(text) && !issue_of(issues, str_from_c(field)))
        issue_add(arena, issues, str_from_c(field), MESSAGE(missing));
}

const struct err *addendum_add(struct db *db, struct arena *arena, const struct user *user,
                               int64_t now_ms, const struct scoreboard *board,
                               const struct addendum_form *form, struct issues *issues) {
    const struct cluster_period *cluster = &board->cluster;
    if (!user_may_every_unit(user, RIGHT_SCORE_AMEND, place_of_period(cluster)))
        return ERR(ERR_DENIED, "no right to correct what is closed");
    if (!cluster->closing.closed)
        return ERR_TEXT(ERR_STATE, "freeze.not_closed", "the half-year is open");
    struct addendum_work work = {
        .arena = arena, .user = user, .now_ms = now_ms, .cluster = cluster};
    struct addendum *a = &work.addendum;
    const struct criterion *criterion;
    find_figure(arena, board, form, a, &criterion, issues);
    read_value(arena, form->value, criterion, a, issues);
    a->paper_number =
        form_line(arena, issues, STR("paper_number"), str_or_empty(form->paper_number),
                  ADDENDUM_PAPER_MAX, MSG_cluster_field_too_long);
    a->paper_date = form_date(arena, issues, STR("paper_date"), str_or_empty(form->paper_date),
                              MSG_freeze_date_unread);
    a->reason = form_line(arena, issues, STR("reason"), str_or_empty(form->reason),
                          ADDENDUM_REASON_MAX, MSG_cluster_field_too_long);
    must_have(arena, issues, "paper_number", a->paper_number, MSG_freeze_paper_missing);
    must_have(arena, issues, "reason", a->reason, MSG_freeze_reason_missing);
    if (date_is_empty(a->paper_date))
        must_have(arena, issues, "paper_date", STR(""), MSG_freeze_date_missing);
    else if (date_compare(a->paper_date, date_of_instant(now_ms)) > 0)
        issue_add(arena, issues, STR("paper_date"), MESSAGE(MSG_freeze_date_ahead));
    return issues->count ? NULL : db_write(db, add_in, &work);
}

static const struct err *withdraw_in(struct db_tx *tx, void *context) {
    struct addendum_work *work = context;
    int64_t changed;
    TRY(list_in(tx, work));
    const struct addendum *found = NULL;
    for (size_t i = 0; i < work->all.count; i++)
        if (str_equal(work->all.items[i].id, work->id))
            found = &work->all.items[i];
    if (!found)
        return ERR(ERR_NOT_FOUND, "no such addendum");
    TRY(q_addendum_withdraw(tx, work->cluster->id, found->id, work->now_ms, work->user->name,
                            work->user->id, work->reason, &changed));
    if (!changed)
        return ERR_TEXT(ERR_STATE, "freeze.withdrawn_before", "it was withdrawn before");
    work->addendum = *found;
    return tell(tx, work, "score.amend_withdraw", work->reason);
}

const struct err *addendum_withdraw(struct db *db, struct arena *arena, const struct user *user,
                                    int64_t now_ms, const struct cluster_period *cluster,
                                    struct str id, struct str reason, struct issues *issues) {
    if (!user_may_every_unit(user, RIGHT_SCORE_AMEND, place_of_period(cluster)))
        return ERR(ERR_DENIED, "no right to correct what is closed");
    struct addendum_work work = {
        .arena = arena, .user = user, .now_ms = now_ms, .cluster = cluster};
    struct str typed = form_line(arena, issues, STR("reason"), str_or_empty(reason),
                                 ADDENDUM_REASON_MAX, MSG_cluster_field_too_long);
    must_have(arena, issues, "reason", typed, MSG_freeze_reason_missing);
    if (issues->count)
        return NULL;
    work.id = id;
    work.reason = typed;
    return db_write(db, withdraw_in, &work);
}
