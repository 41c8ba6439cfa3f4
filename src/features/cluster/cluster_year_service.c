#include "features/cluster/cluster_year_service.h"

#include "features/cluster/closing_service.h"
#include "features/cluster/cluster.sql.h"
#include "features/organisation/organisation_service.h"

/* --- one year ----------------------------------------------------------------------------- */

/* ROWS hold a unit's states together. */
static void name_units(struct arena *arena, const struct q_cluster_units_rows *rows,
                       struct cluster_year *year) {
    struct unit_state *states = ARENA_ARRAY(arena, struct unit_state, rows->count + 1);
    for (size_t i = 0; i < rows->count; i++)
        states[i] = (struct unit_state){.name = rows->items[i].name,
                                        .from = date_from_iso(rows->items[i].valid_from),
                                        .to = date_from_iso(rows->items[i].valid_to)};
    for (size_t i = 0, end; i < rows->count; i = end) {
        const struct q_cluster_units_row *row = &rows->items[i];
        for (end = i + 1; end < rows->count && str_equal(rows->items[end].id, row->id); end++)
            ;
        const struct unit_state *state =
            unit_state_nearest(states + i, end - i, year->names_day, UNIT_KNOWN_NOW);
        struct cluster_unit unit = {row->id, row->slug, state ? state->name : STR("")};
        if (row->position.set)
            *list_push(arena, &year->members) = unit;
        if (str_equal(unit.id, year->superior.id))
            year->superior = unit;
    }
}

static const struct err *load_periods(struct db_tx *tx, struct arena *arena,
                                      struct cluster_year *year) {
    struct q_period_codes_rows rows;
    TRY(q_period_codes(tx, arena, year->cluster_id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct cluster_year_period period = {.id = rows.items[i].id, .code = rows.items[i].code};
        if (!period_parse(period.code, &period.period) || period.period.year != year->year)
            continue;
        TRY(closing_of_period(tx, arena, period.id, &period.closing));
        *list_push(arena, &year->periods) = period;
    }
    return NULL;
}

const struct err *cluster_year_load(struct db_tx *tx, struct arena *arena, struct str slug,
                                    int year, struct date today, struct cluster_year *ret_year) {
    bool found;
    struct q_cluster_facts_row row;
    TRY(q_cluster_facts(tx, arena, slug, &found, &row));
    struct cluster_year loaded = {.year = year, .slug = slug};
    if (found) {
        struct date last = {(int16_t)year, 12, 31};
        loaded.cluster_id = row.id;
        loaded.name = row.name;
        loaded.kind = row.kind;
        loaded.is_sample = row.is_sample;
        loaded.source = row.source;
        loaded.superior = (struct cluster_unit){row.superior_id, STR(""), STR("")};
        loaded.names_day = today.year == year && date_compare(today, last) < 0 ? today : last;
        struct q_cluster_units_rows units;
        TRY(q_cluster_units(tx, arena, row.id, year, row.superior_id, STR(""), STR(""), &units));
        name_units(arena, &units, &loaded);
        TRY(load_periods(tx, arena, &loaded));
        TRY(closing_of_year(tx, arena, row.id, year, &loaded.closing));
    }
    if (!loaded.members.count && !loaded.periods.count)
        return ERR_TEXT(ERR_NOT_FOUND, "cluster.no_year", "no cluster " STR_FMT " in %d",
                        STR_ARG(slug), year);
    *ret_year = loaded;
    return NULL;
}

struct find_work {
    struct arena *arena;
    struct str slug;
    int year;
    struct date today;
    struct cluster_year *found;
};

static const struct err *find_in(struct db_tx *tx, void *context) {
    struct find_work *work = context;
    return cluster_year_load(tx, work->arena, work->slug, work->year, work->today, work->found);
}

const struct err *cluster_year_find(struct db *db, struct arena *arena, const struct user *user,
                                    struct str slug, int year, struct date today,
                                    struct cluster_year *ret_year) {
    struct cluster_year found;
    struct find_work work = {arena, slug, year, today, &found};
    TRY(db_read(db, find_in, &work));
    if (!user_may(user, RIGHT_CLUSTER_READ, place_of_year(&found), STR("")))
        return ERR(ERR_DENIED, "no right to read this cluster");
    *ret_year = found;
    return NULL;
}

struct place place_of_year(const struct cluster_year *year) {
    struct place place = place_at(year->cluster_id, year->year);
    place.is_closed = year->closing.closed;
    return place;
}

ptrdiff_t cluster_year_member_by_id(const struct cluster_year *year, struct str id) {
    for (size_t i = 0; i < year->members.count; i++)
        if (str_equal(year->members.items[i].id, id))
            return (ptrdiff_t)i;
    return -1;
}

ptrdiff_t cluster_year_member_by_slug(const struct cluster_year *year, struct str slug) {
    for (size_t i = 0; i < year->members.count; i++)
        if (str_equal(year->members.items[i].slug, slug))
            return (ptrdiff_t)i;
    return -1;
}

const struct cluster_year_period *cluster_year_half(const struct cluster_year *year, int half) {
    for (size_t i = 0; i < year->periods.count; i++)
        if (year->periods.items[i].period.half == half)
            return &year->periods.items[i];
    return NULL;
}

/* --- all of them -------------------------------------------------------------------------- */

struct years_work {
    struct arena *arena;
    const struct reach *reach;
    struct cluster_year_entries *years;
};

static const struct err *years_in(struct db_tx *tx, void *context) {
    struct years_work *work = context;
    struct q_cluster_years_rows rows;
    TRY(q_cluster_years(tx, work->arena, reach_clusters(work->arena, work->reach), &rows));
    *work->years = (struct cluster_year_entries){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_cluster_years_row *row = &rows.items[i];
        if (reach_has(work->reach, place_at(row->id, (int)row->year)))
            *list_push(work->arena, work->years) = (struct cluster_year_entry){
                row->id,        row->slug,        row->name,   (int)row->year,
                row->is_sample, row->superior_id, row->members};
    }
    return NULL;
}

const struct err *cluster_years(struct db *db, struct arena *arena, const struct reach *reach,
                                struct cluster_year_entries *ret_years) {
    struct years_work work = {arena, reach, ret_years};
    return db_read(db, years_in, &work);
}

const struct err *cluster_years_beside(struct db_tx *tx, struct arena *arena,
                                       const struct cluster_year *year, int *ret_before,
                                       int *ret_after) {
    bool found;
    struct q_cluster_years_beside_row row;
    TRY(q_cluster_years_beside(tx, arena, year->cluster_id, year->year, &found, &row));
    *ret_before = found ? (int)row.before : 0;
    *ret_after = found ? (int)row.after : 0;
    return NULL;
}

struct superiors_work {
    struct arena *arena;
    struct cluster_units *units;
};

static const struct err *superiors_in(struct db_tx *tx, void *context) {
    struct superiors_work *work = context;
    struct q_cluster_superiors_rows rows;
    TRY(q_cluster_superiors(tx, work->arena, &rows));
    *work->units = (struct cluster_units){0};
    for (size_t i = 0; i < rows.count; i++)
        *list_push(work->arena, work->units) =
            (struct cluster_unit){rows.items[i].superior_id, STR(""), rows.items[i].name};
    return NULL;
}

const struct err *cluster_superiors(struct db *db, struct arena *arena,
                                    struct cluster_units *ret_units) {
    struct superiors_work work = {arena, ret_units};
    return db_read(db, superiors_in, &work);
}
