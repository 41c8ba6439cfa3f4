#include "features/cluster/closing_service.h"

#include "features/audit/audit.h"
#include "features/audit/audit_seal.h"
#include "features/cluster/closing.sql.h"
#include "features/cluster/cluster_service.h"
#include "sys/id.h"
#include "text/utf8.h"

/* --- the guard ---------------------------------------------------------------------------- */

static const char *terminated(struct arena *arena, struct str text) {
    return str_format(arena, STR_FMT, STR_ARG(text)).p;
}

const struct err *closing_refuse(struct arena *arena, const struct closing *closing,
                                 bool is_period) {
    if (!closing->closed)
        return NULL;
    const struct err *err =
        is_period ? ERR_TEXT(ERR_STATE, "cluster.period_closed", "the half-year is closed")
                  : ERR_TEXT(ERR_STATE, "cluster.year_closed", "the year is closed");
    return err_telling(err, terminated(arena, instant_display(arena, closing->at_ms)),
                       terminated(arena, closing->author));
}

const struct err *closing_of_period(struct db_tx *tx, struct arena *arena,
                                    struct str cluster_period_id, struct closing *ret_closing) {
    bool found;
    struct q_closing_of_period_row row;
    TRY(q_closing_of_period(tx, arena, cluster_period_id, &found, &row));
    *ret_closing = (struct closing){.author = STR(""), .digest = STR("")};
    if (found)
        *ret_closing = (struct closing){row.is_closed, row.revision, row.author, row.at_ms,
                                        row.is_closed ? str_or_empty(row.digest) : STR("")};
    return NULL;
}

const struct err *closing_of_year(struct db_tx *tx, struct arena *arena, struct str cluster_id,
                                  int year, struct closing *ret_closing) {
    bool found;
    struct q_closing_of_year_row row;
    TRY(q_closing_of_year(tx, arena, cluster_id, year, &found, &row));
    *ret_closing =
        found ? (struct closing){row.is_closed, row.revision, row.author, row.at_ms, STR("")}
              : (struct closing){.author = STR(""), .digest = STR("")};
    return NULL;
}

const struct err *closing_must_be_open(struct db_tx *tx, struct arena *arena,
                                       struct str cluster_period_id) {
    struct closing closing;
    TRY(closing_of_period(tx, arena, cluster_period_id, &closing));
    return closing_refuse(arena, &closing, true);
}

const struct err *closing_year_must_be_open(struct db_tx *tx, struct arena *arena,
                                            struct str cluster_id, int year) {
    struct closing closing;
    TRY(closing_of_year(tx, arena, cluster_id, year, &closing));
    return closing_refuse(arena, &closing, false);
}

const struct err *closing_years_must_be_open(struct db_tx *tx, struct arena *arena,
                                             struct str cluster_id, int first, int last) {
    struct q_closing_years_closed_rows rows;
    TRY(q_closing_years_closed(tx, arena, cluster_id, first, last, &rows));
    const struct closing closed = {
        .closed = rows.count > 0,
        .author = rows.count ? rows.items[0].author : STR(""),
        .at_ms = rows.count ? rows.items[0].at_ms : 0,
    };
    return closing_refuse(arena, &closed, false);
}

const struct err *closing_whole_year_must_be_open(struct db_tx *tx, struct arena *arena,
                                                  const struct cluster_year *year) {
    TRY(closing_year_must_be_open(tx, arena, year->cluster_id, year->year));
    for (size_t i = 0; i < year->periods.count; i++)
        TRY(closing_must_be_open(tx, arena, year->periods.items[i].id));
    return NULL;
}

/* --- looking ------------------------------------------------------------------------------ */

static struct place place_of(const struct closing_target *target) {
    return target->period ? place_of_period(target->period) : place_of_year(target->year);
}

struct closing_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct closing_target *target;
    bool close;
    struct str reason;
    struct str checked;
    struct closing_rows *rows;
};

static const struct err *history_in(struct db_tx *tx, void *context) {
    struct closing_work *work = context;
    *work->rows = (struct closing_rows){0};
    if (work->target->period) {
        struct q_closing_rows_of_period_rows rows;
        TRY(q_closing_rows_of_period(tx, work->arena, work->target->period->id, &rows));
        for (size_t i = 0; i < rows.count; i++)
            *list_push(work->arena, work->rows) = (struct closing_row){
                rows.items[i].is_closed, rows.items[i].reason, rows.items[i].checked,
                rows.items[i].author, rows.items[i].at_ms};
        return NULL;
    }
    struct q_closing_rows_of_year_rows rows;
    TRY(q_closing_rows_of_year(tx, work->arena, work->target->year->cluster_id,
                               work->target->year->year, &rows));
    for (size_t i = 0; i < rows.count; i++)
        *list_push(work->arena, work->rows) =
            (struct closing_row){rows.items[i].is_closed, rows.items[i].reason,
                                 rows.items[i].checked, rows.items[i].author, rows.items[i].at_ms};
    return NULL;
}

const struct err *closing_history(struct db *db, struct arena *arena, const struct user *user,
                                  const struct closing_target *target,
                                  struct closing_rows *ret_rows) {
    if (!user_may(user, RIGHT_CLUSTER_READ, place_of(target), STR("")))
        return ERR(ERR_DENIED, "no right to read this cluster");
    struct closing_work work = {.arena = arena, .target = target, .rows = ret_rows};
    return db_read(db, history_in, &work);
}

/* --- closing and opening ------------------------------------------------------------------ */

static const struct err *standing_in(struct db_tx *tx, const struct closing_work *work,
                                     struct closing *ret_closing) {
    const struct closing_target *target = work->target;
    return target->period ? closing_of_period(tx, work->arena, target->period->id, ret_closing)
                          : closing_of_year(tx, work->arena, target->year->cluster_id,
                                            target->year->year, ret_closing);
}

/* Reading all that is recorded in it is also what makes a save that runs meanwhile and this closing
 * one after the other (PostgreSQL refuses one of them, which then runs again). */
static const struct err *last_recorded(struct db_tx *tx, const struct closing_work *work,
                                       int64_t *ret_last_ms) {
    const struct closing_target *target = work->target;
    bool found;
    if (target->period) {
        struct q_closing_last_of_period_row row;
        TRY(q_closing_last_of_period(tx, work->arena, target->period->id, &found, &row));
        *ret_last_ms = row.last_ms;
        return NULL;
    }
    struct q_closing_last_of_year_row row;
    TRY(q_closing_last_of_year(tx, work->arena, target->year->cluster_id, target->year->year,
                               &found, &row));
    *ret_last_ms = row.last_ms;
    return NULL;
}

static const struct err *change_in(struct db_tx *tx, void *context) {
    struct closing_work *work = context;
    const struct closing_target *target = work->target;
    struct closing standing;
    int64_t last_ms;
    /* First: from then on the half-year's row is this transaction's, as in every change of it. */
    if (target->period)
        TRY(cluster_bump_structure(tx, target->period->id));
    TRY(standing_in(tx, work, &standing));
    if (work->close && standing.closed)
        return closing_refuse(work->arena, &standing, target->period != NULL);
    if (!work->close && !standing.closed)
        return ERR_TEXT(ERR_STATE, "cluster.not_closed", "it is not closed");
    TRY(last_recorded(tx, work, &last_ms));
    int64_t at_ms = work->now_ms > last_ms ? work->now_ms : last_ms;
    if (at_ms < standing.at_ms) /* a clock that was set back */
        at_ms = standing.at_ms;
    struct str cluster_id = target->period ? target->period->cluster_id : target->year->cluster_id;
    int year = target->period ? target->period->period.year : target->year->year;
    TRY(q_closing_insert(tx, id_new(work->arena, work->now_ms), cluster_id, year,
                         target->period ? target->period->id : STR_NONE, standing.revision + 1,
                         work->close, work->reason, work->checked, work->user->name, work->user->id,
                         at_ms));
    if (target->period && work->close)
        TRY(closing_freezes(tx, work->arena, work->now_ms, target->period, standing.revision + 1,
                            at_ms));
    const char *action = target->period ? (work->close ? "period.close" : "period.reopen")
                                        : (work->close ? "year.close" : "year.reopen");
    struct audit_note note = {
        .action = action,
        .object_kind = target->period ? "cluster_period" : "cluster_year",
        .object_id = target->period
                         ? target->period->id
                         : str_format(work->arena, STR_FMT ".%d", STR_ARG(cluster_id), year),
        .after = work->checked.n ? work->checked : STR_NONE,
        .reason = work->reason,
    };
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

static void check_reason(struct arena *arena, struct str reason, struct issues *issues) {
    if (str_is_empty(str_trim(reason)))
        issue_add(arena, issues, STR("reason"), MESSAGE(MSG_cluster_closing_reason_missing));
    else if (utf8_length(reason) > CLOSING_REASON_MAX)
        issue_add(
            arena, issues, STR("reason"),
            MESSAGE_WITH(MSG_cluster_field_too_long, str_format(arena, "%d", CLOSING_REASON_MAX)));
}

static struct date first_day(const struct closing_target *target) {
    return target->period ? period_first_day(target->period->period)
                          : period_first_day((struct period){target->year->year, 1});
}

static const struct err *change(struct db *db, struct arena *arena, struct closing_work *work,
                                struct issues *issues) {
    check_reason(arena, work->reason, issues);
    if (work->close && date_compare(date_of_instant(work->now_ms), first_day(work->target)) < 0)
        issue_add(arena, issues, STR_NONE,
                  MESSAGE_WITH(MSG_cluster_closing_too_early,
                               date_display(arena, first_day(work->target))));
    if (issues->count)
        return NULL;
    work->reason = str_trim(work->reason);
    work->checked = utf8_head(work->checked, CLOSING_CHECKED_MAX);
    return db_write(db, change_in, work);
}

const struct err *closing_close(struct db *db, struct arena *arena, const struct user *user,
                                int64_t now_ms, const struct closing_target *target,
                                struct str reason, struct str checked, struct issues *issues) {
    if (!user_may(user, RIGHT_PERIOD_CLOSE, place_of(target), STR("")))
        return ERR(ERR_DENIED, "no right to close this");
    struct closing_work work = {.arena = arena,
                                .user = user,
                                .now_ms = now_ms,
                                .target = target,
                                .close = true,
                                .reason = str_or_empty(reason),
                                .checked = str_or_empty(checked)};
    return change(db, arena, &work, issues);
}

const struct err *closing_reopen(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, const struct closing_target *target,
                                 struct str reason, struct issues *issues) {
    if (!user_may(user, RIGHT_PERIOD_REOPEN, place_of(target), STR("")))
        return ERR(ERR_DENIED, "no right to open this again");
    struct closing_work work = {.arena = arena,
                                .user = user,
                                .now_ms = now_ms,
                                .target = target,
                                .reason = str_or_empty(reason),
                                .checked = STR("")};
    return change(db, arena, &work, issues);
}

/* --- for papers --------------------------------------------------------------------------- */

struct str closing_digest_shown(struct arena *arena, const struct closing *closing) {
    struct str digest = closing->digest;
    if (digest.n < 16)
        return STR("");
    return str_format(arena, "%.4s-%.4s-%.4s-%.4s", digest.p, digest.p + 4, digest.p + 8,
                      digest.p + 12);
}

const struct err *closing_paper_mark(struct db *db, struct arena *arena,
                                     const struct closing *closing, struct str *ret_mark) {
    struct str mark;
    TRY(audit_paper_mark(db, arena, closing->closed, &mark));
    *ret_mark = mark;
    if (!closing->closed || !closing->digest.n)
        return NULL;
    struct str frozen = str_format(arena, "Đã chốt lúc " STR_FMT ", mã băm " STR_FMT,
                                   STR_ARG(instant_display(arena, closing->at_ms)),
                                   STR_ARG(closing_digest_shown(arena, closing)));
    *ret_mark =
        mark.p ? str_format(arena, STR_FMT ". " STR_FMT, STR_ARG(frozen), STR_ARG(mark)) : frozen;
    return NULL;
}

/* --- for thidua verify -------------------------------------------------------------------- */

const struct err *closing_breaches_in(struct db_tx *tx, struct arena *arena,
                                      struct closing_breaches *ret_breaches,
                                      size_t *ret_looked_at) {
    struct q_closing_all_closed_rows rows;
    TRY(q_closing_all_closed(tx, arena, &rows));
    *ret_breaches = (struct closing_breaches){0};
    *ret_looked_at = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_closing_all_closed_row *row = &rows.items[i];
        const struct cluster_period period = {.id = row->cluster_period_id};
        const struct cluster_year year = {.cluster_id = row->cluster_id, .year = (int)row->year};
        const struct closing_target target = {row->cluster_period_id.p ? &period : NULL, &year};
        const struct closing_work work = {.arena = arena, .target = &target};
        int64_t last_ms;
        TRY(last_recorded(tx, &work, &last_ms));
        if (last_ms > row->at_ms)
            *list_push(arena, ret_breaches) = (struct closing_breach){
                row->slug, (int)row->year, str_or_empty(row->code), row->at_ms, last_ms};
    }
    return NULL;
}
