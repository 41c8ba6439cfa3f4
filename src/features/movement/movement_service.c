#include "features/movement/movement_service.h"

#include "features/legal/legal_service.h"
#include "features/movement/movement.sql.h"
#include "features/movement/movement_store_service.h"

struct read_work {
    struct arena *arena;
    enum lang lang;
    const struct cluster_year *year;
    const struct cluster_period *cluster;
    struct date today;
    struct str id;
    struct movements movements;
    struct movement_record record;
    struct movement_takers_list takers;
    struct cluster_units levels;
};

static bool may_read(const struct user *user, const struct cluster_year *year) {
    return year ? user_may(user, RIGHT_CLUSTER_READ, place_of_year(year), STR(""))
                : user_may(user, RIGHT_YEAR_EDIT, PLACE_EVERYWHERE, STR(""));
}

/* --- lists -------------------------------------------------------------------------------- */

const struct err *movement_year_load(struct db_tx *tx, struct arena *arena,
                                     const struct cluster_year *year,
                                     struct movements *ret_movements) {
    struct movements all;
    TRY(movement_load_scope(tx, arena, year, &all));
    struct movements shown = {0};
    struct date from = {(int16_t)year->year, 1, 1};
    struct date to = {(int16_t)(year->year + 1), 1, 1};
    for (size_t i = 0; i < all.count; i++)
        if (movement_runs_in(&all.items[i], from, to))
            *list_push(arena, &shown) = all.items[i];
    *ret_movements = shown;
    return NULL;
}

static const struct err *year_list_in(struct db_tx *tx, void *context) {
    struct read_work *work = context;
    return work->year ? movement_year_load(tx, work->arena, work->year, &work->movements)
                      : movement_load_scope(tx, work->arena, NULL, &work->movements);
}

const struct err *movement_year_list(struct db *db, struct arena *arena, const struct user *user,
                                     const struct cluster_year *year,
                                     struct movements *ret_movements) {
    if (!may_read(user, year))
        return ERR(ERR_DENIED, "no right to read these movements");
    struct read_work work = {.arena = arena, .year = year};
    TRY(db_read(db, year_list_in, &work));
    *ret_movements = work.movements;
    return NULL;
}

static const struct err *list_in(struct db_tx *tx, void *context) {
    struct read_work *work = context;
    struct cluster_year year = {.cluster_id = work->cluster->cluster_id,
                                .superior.id = STR(""),
                                .year = work->cluster->period.year};
    struct movements all;
    TRY(movement_load_scope(tx, work->arena, &year, &all));
    bool first = work->cluster->period.half == 1;
    struct date from = {(int16_t)year.year, first ? 1 : 7, 1};
    struct date to = {(int16_t)(year.year + (first ? 0 : 1)), first ? 7 : 1, 1};
    work->movements = (struct movements){0};
    for (size_t i = 0; i < all.count; i++)
        if (all.items[i].kind != MOVEMENT_DRIVE && movement_runs_in(&all.items[i], from, to))
            *list_push(work->arena, &work->movements) = all.items[i];
    return NULL;
}

const struct err *movement_list(struct db *db, struct arena *arena, const struct user *user,
                                const struct cluster_period *cluster,
                                struct movements *ret_movements) {
    if (!user_may(user, RIGHT_CLUSTER_READ, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to read this cluster");
    struct read_work work = {.arena = arena, .cluster = cluster};
    TRY(db_read(db, list_in, &work));
    *ret_movements = work.movements;
    return NULL;
}

/* --- one of them -------------------------------------------------------------------------- */

static const struct err *load_links(struct db_tx *tx, struct read_work *work) {
    struct movement_record *record = &work->record;
    struct arena *arena = work->arena;
    struct movement_links links;
    TRY(movement_load_links(tx, arena, &links));
    for (size_t i = 0; i < links.count; i++) {
        const struct movement_link *link = &links.items[i];
        bool answers = str_equal(link->from, work->id);
        if (!answers && !str_equal(link->to, work->id))
            continue;
        /* What this reader's list does not have is not told. */
        const struct movement *other =
            movement_by_id(&record->all, answers ? link->to : link->from);
        if (!other)
            continue;
        if (answers)
            *list_push(arena, &record->answers) = (struct movement_answer){link->id, *other};
        else if (link->id.n)
            *list_push(arena, &record->answered_by) = *other;
    }
    return NULL;
}

static const struct err *read_in(struct db_tx *tx, void *context) {
    struct read_work *work = context;
    struct arena *arena = work->arena;
    struct movement_record *record = &work->record;
    *record = (struct movement_record){0};
    TRY(movement_load_scope(tx, arena, work->year, &record->all));
    const struct movement *found = movement_by_id(&record->all, work->id);
    if (!found)
        return ERR(ERR_NOT_FOUND, "no such movement here");
    record->movement = *found;
    for (size_t i = 0; i < record->all.count; i++)
        if (str_equal(record->all.items[i].parent_id, work->id))
            *list_push(arena, &record->drives) = record->all.items[i];
    TRY(load_links(tx, work));
    TRY(movement_contents_load(tx, arena, work->id, &record->contents));
    TRY(movement_load_acts(tx, arena, work->id, &record->acts));
    TRY(legal_load(tx, arena, &record->documents));
    return audit_read(tx, arena, work->lang, "movement", work->id, NULL, &record->history);
}

const struct err *movement_read(struct db *db, struct arena *arena, enum lang lang,
                                const struct user *user, const struct cluster_year *year,
                                struct str id, struct movement_record *ret_record) {
    if (!may_read(user, year))
        return ERR(ERR_DENIED, "no right to read this movement");
    struct read_work work = {.arena = arena, .lang = lang, .year = year, .id = id};
    TRY(db_read(db, read_in, &work));
    *ret_record = work.record;
    return NULL;
}

/* --- for the standing office -------------------------------------------------------------- */

static const struct err *takers_in(struct db_tx *tx, void *context) {
    struct read_work *work = context;
    struct q_movement_takers_rows rows;
    TRY(q_movement_takers(tx, work->arena, &rows));
    work->takers = (struct movement_takers_list){0};
    for (size_t i = 0; i < rows.count; i++)
        *list_push(work->arena, &work->takers) =
            (struct movement_takers){rows.items[i].movement_id, rows.items[i].slug,
                                     rows.items[i].name, rows.items[i].year, rows.items[i].takers};
    return NULL;
}

const struct err *movement_takers(struct db *db, struct arena *arena, const struct user *user,
                                  struct movement_takers_list *ret_takers) {
    if (!may_read(user, NULL))
        return ERR(ERR_DENIED, "no right to read movements of all clusters");
    struct read_work work = {.arena = arena};
    TRY(db_read(db, takers_in, &work));
    *ret_takers = work.takers;
    return NULL;
}

static const struct err *levels_in(struct db_tx *tx, void *context) {
    struct read_work *work = context;
    struct arena *arena = work->arena;
    struct str day = date_iso(arena, work->today);
    struct str after = date_iso(arena, date_from_days(date_to_days(work->today) + 1));
    struct q_movement_levels_rows rows;
    TRY(q_movement_levels(tx, arena, day, after, &rows));
    work->levels = (struct cluster_units){0};
    for (size_t i = 0; i < rows.count; i++)
        *list_push(arena, &work->levels) =
            (struct cluster_unit){rows.items[i].id, STR(""), rows.items[i].name};
    return NULL;
}

const struct err *movement_levels(struct db *db, struct arena *arena, const struct user *user,
                                  struct date today, struct cluster_units *ret_units) {
    if (!may_read(user, NULL))
        return ERR(ERR_DENIED, "no right to launch for all clusters");
    struct read_work work = {.arena = arena, .today = today};
    TRY(db_read(db, levels_in, &work));
    *ret_units = work.levels;
    return NULL;
}
