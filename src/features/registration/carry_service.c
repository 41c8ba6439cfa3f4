/* Registration of bodies that were merged: SC-12 lets the new body stand on what was registered
 * before, and somebody decides it. */
#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/organisation/organisation_service.h"
#include "features/registration/registration.sql.h"
#include "features/registration/registration_service.h"
#include "sys/id.h"
#include "text/form_text.h"

struct carry_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    int year;
    struct str cluster_id; /* whose year's page it is decided on */
    const struct cluster_unit *unit;
    struct cluster_unit from;
    struct str decision;
    struct str reason;
    struct str carry_id;
    struct issues *issues;
    struct registration_carry_page page;
};

static const struct err *need_office(const struct user *user, const struct cluster_year *year) {
    if (!user_may(user, RIGHT_CLUSTER_CREATE, place_of_year(year), STR("")))
        return ERR(ERR_DENIED, "no right to decide on predecessors");
    return NULL;
}

/* Those it came from by decided successions until the year's last day. */
static const struct err *predecessors(struct db *db, struct arena *arena, const struct user *user,
                                      const struct cluster_year *year,
                                      const struct cluster_unit *unit,
                                      struct cluster_units *ret_units) {
    struct unit_view view = {.as_at = {(int16_t)year->year, 12, 31}, .known_ms = UNIT_KNOWN_NOW};
    struct unit_record record;
    TRY(organisation_unit_read(db, arena, user, unit->slug, &view, &record));
    *ret_units = (struct cluster_units){0};
    for (size_t i = 0; i < record.before.count; i++)
        *list_push(arena, ret_units) =
            (struct cluster_unit){record.before.items[i].unit_id, record.before.items[i].slug,
                                  record.before.items[i].name};
    return NULL;
}

static const struct err *load_in(struct db_tx *tx, void *context) {
    struct carry_work *work = context;
    struct arena *arena = work->arena;
    struct q_registration_carries_to_rows rows;
    TRY(q_registration_carries_to(tx, arena, work->year, work->unit->id, &rows));
    work->page = (struct registration_carry_page){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_registration_carries_to_row *row = &rows.items[i];
        struct q_registration_unit_name_rows names;
        TRY(q_registration_unit_name(tx, arena, row->from_unit_id, &names));
        *list_push(arena, &work->page.carries) = (struct registration_carry){
            row->id,       row->from_unit_id, names.count ? names.items[0].name : STR("?"),
            row->decision, row->reason,       row->author,
            row->at_ms};
    }
    return NULL;
}

static bool is_carried(const struct registration_carry_page *page, struct str unit_id) {
    for (size_t i = 0; i < page->carries.count; i++)
        if (str_equal(page->carries.items[i].from_id, unit_id))
            return true;
    return false;
}

const struct err *registration_carries(struct db *db, struct arena *arena, const struct user *user,
                                       const struct cluster_year *year,
                                       const struct cluster_unit *unit,
                                       struct registration_carry_page *ret_page) {
    TRY(need_office(user, year));
    TRY(closing_refuse(arena, &year->closing, false));
    struct cluster_units all;
    TRY(predecessors(db, arena, user, year, unit, &all));
    struct carry_work work = {.arena = arena, .year = year->year, .unit = unit};
    TRY(db_read(db, load_in, &work));
    for (size_t i = 0; i < all.count; i++)
        if (!is_carried(&work.page, all.items[i].id))
            *list_push(arena, &work.page.predecessors) = all.items[i];
    *ret_page = work.page;
    return NULL;
}

static const struct err *tell(struct db_tx *tx, const struct carry_work *work, const char *action,
                              struct str after) {
    struct audit_note note = {.action = action,
                              .object_kind = "registration_carry",
                              .object_id = work->unit->id,
                              .after = after,
                              .reason = work->reason.n ? work->reason : STR_NONE};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

static const struct err *add_in(struct db_tx *tx, void *context) {
    struct carry_work *work = context;
    struct arena *arena = work->arena;
    TRY(closing_year_must_be_open(tx, arena, work->cluster_id, work->year));
    TRY(load_in(tx, work));
    *work->issues = (struct issues){0};
    if (is_carried(&work->page, work->from.id))
        issue_add(arena, work->issues, STR("from"), MESSAGE(MSG_registration_carried_already));
    if (work->issues->count)
        return NULL;
    TRY(q_registration_carry_insert(tx, id_new(arena, work->now_ms), work->year, work->from.id,
                                    work->unit->id, work->decision, work->reason, work->user->name,
                                    work->now_ms));
    return tell(tx, work, "registration.carry",
                str_format(arena, STR_FMT " → " STR_FMT, STR_ARG(work->from.name),
                           STR_ARG(work->unit->name)));
}

static struct str clean(struct arena *arena, struct issues *issues, const char *field,
                        struct str typed) {
    return form_line(arena, issues, str_from_c(field), typed, REGISTRATION_REASON_MAX,
                     MSG_registration_too_long);
}

const struct err *registration_carry_add(struct db *db, struct arena *arena,
                                         const struct user *user, int64_t now_ms,
                                         const struct cluster_year *year,
                                         const struct cluster_unit *unit, struct str from_slug,
                                         struct str decision, struct str reason,
                                         struct issues *issues) {
    TRY(need_office(user, year));
    struct cluster_units all;
    TRY(predecessors(db, arena, user, year, unit, &all));
    struct carry_work work = {.arena = arena,
                              .user = user,
                              .now_ms = now_ms,
                              .year = year->year,
                              .cluster_id = year->cluster_id,
                              .unit = unit,
                              .from = {STR(""), STR(""), STR("")},
                              .issues = issues};
    for (size_t i = 0; i < all.count; i++)
        if (str_equal(all.items[i].slug, from_slug))
            work.from = all.items[i];
    work.decision = clean(arena, issues, "decision", decision);
    work.reason = clean(arena, issues, "reason", reason);
    if (!work.from.id.n)
        issue_add(arena, issues, STR("from"), MESSAGE(MSG_registration_no_predecessor));
    if (!work.reason.n)
        issue_add(arena, issues, STR("reason"), MESSAGE(MSG_registration_reason_missing));
    return issues->count ? NULL : db_write(db, add_in, &work);
}

static const struct err *end_in(struct db_tx *tx, void *context) {
    struct carry_work *work = context;
    int64_t changed;
    TRY(closing_year_must_be_open(tx, work->arena, work->cluster_id, work->year));
    TRY(q_registration_carry_end(tx, work->carry_id, work->unit->id, work->now_ms, work->user->name,
                                 &changed));
    if (!changed)
        return ERR(ERR_NOT_FOUND, "no such decision");
    return tell(tx, work, "registration.carry_end", work->carry_id);
}

const struct err *registration_carry_end(struct db *db, struct arena *arena,
                                         const struct user *user, int64_t now_ms,
                                         const struct cluster_year *year,
                                         const struct cluster_unit *unit, struct str carry_id) {
    TRY(need_office(user, year));
    struct carry_work work = {.arena = arena,
                              .user = user,
                              .now_ms = now_ms,
                              .year = year->year,
                              .cluster_id = year->cluster_id,
                              .unit = unit,
                              .reason = STR(""),
                              .carry_id = carry_id};
    return db_write(db, end_in, &work);
}
