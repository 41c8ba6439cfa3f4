#include "features/movement/participation_service.h"

#include "features/cluster/closing_service.h"
#include "features/movement/movement.sql.h"
#include "features/movement/movement_store_service.h"
#include "sys/id.h"

bool participation_expected(const struct cluster_year *year, const struct movement *movement,
                            struct str unit_id) {
    if (!movement_is_run(movement->kind) || cluster_year_member_by_id(year, unit_id) < 0)
        return false;
    bool by_member =
        movement->launcher_id.n && cluster_year_member_by_id(year, movement->launcher_id) >= 0;
    return !by_member || str_equal(movement->launcher_id, unit_id);
}

bool participation_is_open(const struct movement *movement) {
    return movement_is_run(movement->kind) && movement->now >= MOVEMENT_LAUNCH &&
           movement->now < MOVEMENT_CLOSE;
}

/* --- reading ------------------------------------------------------------------------------ */

static struct participation *by_id(struct participations *participations, struct str id) {
    for (size_t i = 0; i < participations->count; i++)
        if (str_equal(participations->items[i].id, id))
            return &participations->items[i];
    return NULL;
}

/* Rows come by participation, so the last that was found is mostly the next one's too. */
static const struct err *load_commitments(struct db_tx *tx, struct arena *arena,
                                          const struct cluster_year *year, struct str movement_id,
                                          struct participations *participations) {
    struct q_participation_commitments_rows rows;
    TRY(q_participation_commitments(tx, arena, movement_id, year->cluster_id, year->year, &rows));
    struct participation *p = NULL;
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_participation_commitments_row *row = &rows.items[i];
        if (!p || !str_equal(p->id, row->participation_id))
            p = by_id(participations, row->participation_id);
        if (!p)
            continue;
        struct movement_commitment c = {.id = row->id,
                                        .content_id = str_or_empty(row->content_id),
                                        .body = row->body,
                                        .measure = row->measure,
                                        .author = row->recorded_by,
                                        .at_ms = row->recorded_ms,
                                        .withdrawn_ms =
                                            row->withdrawn_ms.set ? row->withdrawn_ms.value : 0,
                                        .withdrawn_by = str_or_empty(row->withdrawn_by),
                                        .withdrawn_reason = row->withdrawn_reason};
        c.has_target = decimal_parse(row->target, &c.target);
        *list_push(arena, &p->commitments) = c;
    }
    return NULL;
}

static struct movement_progress progress_from_row(const struct q_participation_progress_row *row) {
    struct movement_progress g = {.id = row->id,
                                  .reached_on = movement_day_of(row->reached_on),
                                  .body = row->body,
                                  .evidence_number = row->evidence_number,
                                  .evidence_on = movement_day_of(row->evidence_on),
                                  .evidence_keeper = row->evidence_keeper,
                                  .author = row->recorded_by,
                                  .at_ms = row->recorded_ms,
                                  .withdrawn_ms =
                                      row->withdrawn_ms.set ? row->withdrawn_ms.value : 0,
                                  .withdrawn_by = str_or_empty(row->withdrawn_by),
                                  .withdrawn_reason = row->withdrawn_reason};
    g.has_done = decimal_parse(row->done, &g.done);
    return g;
}

static const struct err *load_progress(struct db_tx *tx, struct arena *arena,
                                       const struct cluster_year *year, struct str movement_id,
                                       struct participations *participations) {
    struct q_participation_progress_rows rows;
    TRY(q_participation_progress(tx, arena, movement_id, year->cluster_id, year->year, &rows));
    /* Both come in one order: the commitment meant is never behind the last one. */
    size_t p = 0, c = 0;
    for (size_t i = 0; i < rows.count; i++) {
        while (p < participations->count) {
            struct participation *part = &participations->items[p];
            if (c < part->commitments.count &&
                str_equal(part->commitments.items[c].id, rows.items[i].commitment_id))
                break;
            if (++c >= part->commitments.count) {
                c = 0;
                p++;
            }
        }
        if (p == participations->count)
            return ERR(ERR_INTERNAL, "progress of a commitment that is not there");
        *list_push(arena, &participations->items[p].commitments.items[c].progress) =
            progress_from_row(&rows.items[i]);
    }
    return NULL;
}

const struct err *participation_load(struct db_tx *tx, struct arena *arena,
                                     const struct cluster_year *year, struct str movement_id,
                                     struct participations *ret_participations) {
    struct q_participations_rows rows;
    TRY(q_participations(tx, arena, movement_id, year->cluster_id, year->year, &rows));
    struct participations participations = {0};
    for (size_t i = 0; i < rows.count; i++)
        *list_push(arena, &participations) =
            (struct participation){.id = rows.items[i].id,
                                   .movement_id = rows.items[i].movement_id,
                                   .unit_id = rows.items[i].unit_id,
                                   .registered_on = movement_day_of(rows.items[i].registered_on),
                                   .remark = rows.items[i].remark,
                                   .author = rows.items[i].recorded_by,
                                   .at_ms = rows.items[i].recorded_ms};
    TRY(load_commitments(tx, arena, year, movement_id, &participations));
    TRY(load_progress(tx, arena, year, movement_id, &participations));
    *ret_participations = participations;
    return NULL;
}

struct work {
    struct arena *arena;
    const struct cluster_year *year;
    struct str movement_id;
    const struct participation_by *by;
    const struct participation_form *form;
    const struct movement_report_form *progress;
    struct str id;
    struct str reason;
    struct issues *issues;
    struct participations participations;
    struct movement_status status;
    struct movement movement;
    const struct participation *existing;
};

static const struct err *list_in(struct db_tx *tx, void *context) {
    struct work *work = context;
    return participation_load(tx, work->arena, work->year, work->movement_id,
                              &work->participations);
}

const struct err *participation_list(struct db *db, struct arena *arena, const struct user *user,
                                     const struct cluster_year *year, struct str movement_id,
                                     struct participations *ret_participations) {
    if (!user_may(user, RIGHT_CLUSTER_READ, place_of_year(year), STR("")))
        return ERR(ERR_DENIED, "no right to read this cluster");
    struct work work = {.arena = arena, .year = year, .movement_id = movement_id};
    TRY(db_read(db, list_in, &work));
    *ret_participations = work.participations;
    return NULL;
}

/* --- entering ----------------------------------------------------------------------------- */

static const struct err *begin(struct db_tx *tx, struct work *work) {
    const struct participation_by *by = work->by;
    work->issues->count = 0;
    work->existing = NULL;
    struct movements movements;
    TRY(closing_year_must_be_open(tx, work->arena, by->year->cluster_id, by->year->year));
    TRY(movement_year_load(tx, work->arena, by->year, &movements));
    const struct movement *found = movement_by_id(&movements, by->movement_id);
    if (!found)
        return ERR(ERR_NOT_FOUND, "no such movement in this year");
    if (cluster_year_member_by_id(by->year, by->unit_id) < 0)
        return ERR_TEXT(ERR_INPUT, "movement.not_member", "the unit is no member of this year");
    if (!participation_expected(by->year, found, by->unit_id))
        return ERR_TEXT(ERR_INPUT, "movement.not_meant", "the movement is another unit's");
    if (found->now == MOVEMENT_CLOSE)
        return ERR_TEXT(ERR_STATE, "movement.is_closed", "the movement is closed");
    if (!participation_is_open(found))
        return ERR_TEXT(ERR_STATE, "movement.not_launched", "the movement is not launched");
    work->movement = *found;
    TRY(participation_load(tx, work->arena, by->year, by->movement_id, &work->participations));
    work->existing = participation_of(&work->participations, by->movement_id, by->unit_id);
    return NULL;
}

static const struct err *run(struct db *db, struct work *work,
                             const struct err *(*in)(struct db_tx *, void *)) {
    const struct participation_by *by = work->by;
    if (!user_may(by->user, RIGHT_MEMBER_ENTER, place_of_year(by->year), by->unit_id))
        return ERR(ERR_DENIED, "no right to enter for this unit");
    return db_write(db, in, work);
}

static struct str unit_name(const struct work *work) {
    ptrdiff_t member = cluster_year_member_by_id(work->by->year, work->by->unit_id);
    return member < 0 ? STR("") : work->by->year->members.items[member].name;
}

static const struct err *note(struct db_tx *tx, const struct work *work, const char *action,
                              struct str before, struct str after) {
    struct str unit = unit_name(work);
    struct str said = before.p ? before : after;
    said = str_format(work->arena, STR_FMT ": " STR_FMT, STR_ARG(unit), STR_ARG(said));
    struct audit_note audit = {.action = action,
                               .object_kind = "movement",
                               .object_id = work->movement.id,
                               .before = before.p ? said : STR_NONE,
                               .after = before.p ? STR_NONE : said,
                               .reason = work->reason.n ? work->reason : STR_NONE};
    return audit_write(tx, work->arena, work->by->user, work->by->now_ms, &audit);
}

/* "Trồng mới 20 ha cây", "Luyện tập ban đêm 12 buổi" */
static struct str tell(struct arena *arena, struct str body, bool has_value, struct decimal value,
                       struct str measure) {
    if (!has_value)
        return body;
    struct str number = decimal_display(arena, value, 0, ',');
    return str_format(arena, STR_FMT " – " STR_FMT " " STR_FMT, STR_ARG(body), STR_ARG(number),
                      STR_ARG(measure));
}

static const struct err *store_commitments(struct db_tx *tx, const struct work *work,
                                           struct str participation_id,
                                           const struct participation *read) {
    struct arena *arena = work->arena;
    const struct participation_by *by = work->by;
    bool found;
    struct q_commitment_position_row next;
    TRY(q_commitment_position(tx, arena, participation_id, &found, &next));
    for (size_t i = 0; i < read->commitments.count; i++) {
        const struct movement_commitment *c = &read->commitments.items[i];
        TRY(q_commitment_insert(tx, id_new(arena, by->now_ms), participation_id,
                                c->content_id.n ? c->content_id : STR_NONE,
                                next.position + (int64_t)i, c->body, c->measure,
                                movement_stored_number(arena, c->has_target, c->target), by->now_ms,
                                by->user->name));
        TRY(note(tx, work, "movement.commit", STR_NONE,
                 tell(arena, c->body, c->has_target, c->target, c->measure)));
    }
    return NULL;
}

static const struct err *register_in(struct db_tx *tx, void *context) {
    struct work *work = context;
    struct arena *arena = work->arena;
    const struct participation_by *by = work->by;
    TRY(begin(tx, work));
    struct movement_contents contents;
    TRY(movement_contents_load(tx, arena, by->movement_id, &contents));
    struct participation read;
    participation_check(arena, work->form, &contents, work->existing, date_of_instant(by->now_ms),
                        work->issues, &read);
    if (work->issues->count)
        return NULL;
    struct str id = work->existing ? work->existing->id : id_new(arena, by->now_ms);
    if (!work->existing)
        TRY(q_participation_insert(tx, id, by->movement_id, by->year->cluster_id, by->year->year,
                                   by->unit_id, date_iso(arena, read.registered_on), read.remark,
                                   by->now_ms, by->user->name));
    return store_commitments(tx, work, id, &read);
}

const struct err *participation_register(struct db *db, struct arena *arena,
                                         const struct participation_by *by,
                                         const struct participation_form *form,
                                         struct issues *issues) {
    struct work work = {
        .arena = arena, .by = by, .form = form, .issues = issues, .reason = STR("")};
    return run(db, &work, register_in);
}

static const struct err *report_in(struct db_tx *tx, void *context) {
    struct work *work = context;
    struct arena *arena = work->arena;
    const struct participation_by *by = work->by;
    TRY(begin(tx, work));
    struct movement_progress read;
    progress_check(arena, work->progress, &work->movement, work->existing, by->year->year,
                   date_of_instant(by->now_ms), work->issues, &read);
    if (work->issues->count)
        return NULL;
    const struct movement_commitment *c =
        commitment_by_id(work->existing, work->progress->commitment_id);
    TRY(q_progress_insert(tx, id_new(arena, by->now_ms), c->id, date_iso(arena, read.reached_on),
                          movement_stored_number(arena, read.has_done, read.done), read.body,
                          read.evidence_number, movement_stored_day(arena, read.evidence_on),
                          read.evidence_keeper, by->now_ms, by->user->name));
    return note(tx, work, "movement.progress", STR_NONE,
                tell(arena, c->body, read.has_done, read.done, c->measure));
}

const struct err *participation_report(struct db *db, struct arena *arena,
                                       const struct participation_by *by,
                                       const struct movement_report_form *form,
                                       struct issues *issues) {
    struct work work = {
        .arena = arena, .by = by, .progress = form, .issues = issues, .reason = STR("")};
    return run(db, &work, report_in);
}

static const struct err *withdraw_in(struct db_tx *tx, void *context) {
    struct work *work = context;
    struct arena *arena = work->arena;
    const struct participation_by *by = work->by;
    TRY(begin(tx, work));
    work->reason = movement_text_of(arena, work->issues, STR("withdraw_reason"), work->reason,
                                    MOVEMENT_LINE_MAX);
    if (str_is_empty(work->reason))
        issue_add(arena, work->issues, STR("withdraw_reason"),
                  MESSAGE(MSG_movement_reason_missing));
    int64_t changed = 0;
    for (size_t i = 0; work->existing && i < work->existing->commitments.count; i++) {
        const struct movement_commitment *c = &work->existing->commitments.items[i];
        if (str_equal(c->id, work->id)) {
            if (work->issues->count)
                return NULL;
            TRY(q_commitment_withdraw(tx, c->id, by->now_ms, by->user->name, work->reason,
                                      &changed));
            return note(tx, work, "movement.commit_withdraw",
                        tell(arena, c->body, c->has_target, c->target, c->measure), STR_NONE);
        }
        for (size_t k = 0; k < c->progress.count; k++) {
            const struct movement_progress *g = &c->progress.items[k];
            if (!str_equal(g->id, work->id))
                continue;
            if (work->issues->count)
                return NULL;
            TRY(q_progress_withdraw(tx, g->id, by->now_ms, by->user->name, work->reason, &changed));
            return note(tx, work, "movement.progress_withdraw",
                        tell(arena, c->body, g->has_done, g->done, c->measure), STR_NONE);
        }
    }
    return ERR(ERR_NOT_FOUND, "nothing of that id to take back");
}

const struct err *participation_withdraw(struct db *db, struct arena *arena,
                                         const struct participation_by *by, struct str id,
                                         struct str reason, struct issues *issues) {
    struct work work = {.arena = arena,
                        .by = by,
                        .id = id,
                        .issues = issues,
                        .reason = reason.p ? reason : STR("")};
    return run(db, &work, withdraw_in);
}

/* --- how a year stands -------------------------------------------------------------------- */

const struct err *movement_status_load(struct db_tx *tx, struct arena *arena,
                                       const struct cluster_year *year,
                                       struct movement_status *ret_status) {
    struct movements movements;
    struct participations participations;
    TRY(movement_year_load(tx, arena, year, &movements));
    TRY(participation_load(tx, arena, year, STR(""), &participations));
    struct movement_status status = {0};
    const struct movement_contents none = {0};
    for (size_t i = 0; i < movements.count; i++) {
        const struct movement *m = &movements.items[i];
        status.movements += movement_is_run(m->kind) ? 1 : 0;
        if (!participation_is_open(m))
            continue;
        status.running++;
        for (size_t u = 0; u < year->members.count; u++) {
            struct str unit = year->members.items[u].id;
            if (!participation_expected(year, m, unit))
                continue;
            const struct participation *p = participation_of(&participations, m->id, unit);
            struct participation_sum sum = participation_sum(p, &none);
            status.members++;
            status.registered += p ? 1 : 0;
            status.reported += sum.promised && sum.reported == sum.promised ? 1 : 0;
        }
    }
    *ret_status = status;
    return NULL;
}

static const struct err *status_in(struct db_tx *tx, void *context) {
    struct work *work = context;
    return movement_status_load(tx, work->arena, work->year, &work->status);
}

const struct err *movement_status(struct db *db, struct arena *arena, const struct user *user,
                                  const struct cluster_year *year,
                                  struct movement_status *ret_status) {
    if (!user_may(user, RIGHT_CLUSTER_READ, place_of_year(year), STR("")))
        return ERR(ERR_DENIED, "no right to read this cluster");
    struct work work = {.arena = arena, .year = year};
    TRY(db_read(db, status_in, &work));
    *ret_status = work.status;
    return NULL;
}
