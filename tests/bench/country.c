#include "country.h"

#include <unistd.h>

#include "features/cluster/cluster_roster_service.h"
#include "features/cluster/cluster_service.h"
#include "features/organisation/organisation.sql.h"
#include "features/organisation/store_service.h"
#include "sys/files.h"
#include "sys/id.h"
#include "text/vi_fold.h"

/* --- units --------------------------------------------------------------------------------------
 */

static const struct err *add_unit(struct db_tx *tx, struct country *c, struct str name,
                                  struct str *ret_id) {
    *ret_id = id_new(c->arena, COUNTRY_BEGUN_MS);
    c->units++;
    return q_unit_insert(tx, *ret_id, vi_slug(c->arena, name), COUNTRY_BEGUN_MS);
}

static const struct err *add_state(struct db_tx *tx, struct country *c, struct str unit_id,
                                   const char *kind, struct str name, struct str parent_id,
                                   const char *from, const char *to, int64_t recorded_ms) {
    struct unit_state state = {
        .unit_id = unit_id,
        .name = name,
        .name_fold = vi_fold(c->arena, name),
        .kind = str_from_c(kind),
        .parent_id = parent_id,
        .decision = {.number = STR("12/QĐ"), .source = STR("số liệu đo tốc độ")},
    };
    if (*from)
        date_parse_iso(str_from_c(from), &state.from);
    state.begins = partial_date_of(state.from);
    if (*to)
        date_parse_iso(str_from_c(to), &state.to);
    c->states++;
    return store_state(tx, c->arena, &c->user, recorded_ms, &state);
}

/* What a later change left: the row that was believed until then. */
static const struct err *add_withdrawn(struct db_tx *tx, struct country *c, struct str unit_id,
                                       const char *kind, struct str name, struct str parent_id) {
    struct q_unit_states_of_rows rows;
    int64_t changed;
    TRY(add_state(tx, c, unit_id, kind, name, parent_id, "", "", COUNTRY_BEGUN_MS));
    TRY(q_unit_states_of(tx, c->arena, unit_id, &rows));
    return q_unit_state_withdraw(tx, rows.items[0].id, COUNTRY_BEGUN_MS + 86400000, STR("x"),
                                 &changed);
}

static const struct err *fill_tops(struct db_tx *tx, void *context) {
    struct country *c = context;
    for (size_t i = 0; i < PROVINCES; i++) {
        struct str name = str_format(c->arena, "Bộ CHQS tỉnh Số %zu", i + 1);
        TRY(add_unit(tx, c, name, &c->provinces[i]));
        TRY(add_state(tx, c, c->provinces[i], "province", name, STR(""), "", "", COUNTRY_BEGUN_MS));
    }
    for (size_t i = 0; i < DISTRICTS; i++) {
        struct str name = str_format(c->arena, "Ban CHQS huyện Số %zu", i + 1);
        struct str parent = c->provinces[i % PROVINCES];
        TRY(add_unit(tx, c, name, &c->districts[i]));
        TRY(add_withdrawn(tx, c, c->districts[i], "district", name, parent));
        TRY(add_state(tx, c, c->districts[i], "district", name, parent, "", "2025-07-01",
                      COUNTRY_NOW_MS));
    }
    return NULL;
}

/* Every second one was renamed in one of the ten years; all end on 1/7/2025. */
static const struct err *fill_old(struct db_tx *tx, void *context) {
    struct country *c = context;
    for (size_t i = 0; i < COUNT_OF(c->old); i++) {
        struct str name = str_format(c->arena, "Ban CHQS xã Cũ %zu", i + 1);
        struct str renamed = str_format(c->arena, "Ban CHQS thị trấn Cũ %zu", i + 1);
        struct str parent = c->districts[i % DISTRICTS];
        bool was_renamed = i % 2 == 0;
        struct str day = str_format(c->arena, "%zu-03-01", YEAR_FIRST + i / 2 % YEARS);
        TRY(add_unit(tx, c, name, &c->old[i]));
        TRY(add_withdrawn(tx, c, c->old[i], "commune", name, parent));
        TRY(add_state(tx, c, c->old[i], "commune", name, parent, "",
                      was_renamed ? day.p : "2025-07-01", COUNTRY_NOW_MS));
        if (was_renamed)
            TRY(add_state(tx, c, c->old[i], "commune", renamed, parent, day.p, "2025-07-01",
                          COUNTRY_NOW_MS));
    }
    return NULL;
}

/* The communes of today, each out of two. */
static const struct err *fill_new(struct db_tx *tx, void *context) {
    struct country *c = context;
    for (size_t i = 0; i < COMMUNES; i++) {
        struct str name = str_format(c->arena, "Ban CHQS xã Số %zu", i + 1);
        struct str id;
        TRY(add_unit(tx, c, name, &id));
        TRY(add_state(tx, c, id, "commune", name, c->provinces[i % PROVINCES], "2025-07-01", "",
                      COUNTRY_NOW_MS));
        struct str succession = id_new(c->arena, COUNTRY_NOW_MS);
        TRY(q_succession_insert(tx, succession, STR("merged"), STR("decided"), STR("2025-07-01"),
                                STR("1/NQ"), STR("2025-06"), STR(""), STR(""), STR(""),
                                COUNTRY_NOW_MS, STR("x")));
        for (size_t k = 0; k < OLD_EACH; k++)
            TRY(q_succession_part_insert(tx, succession, c->old[i * OLD_EACH + k], STR("from"),
                                         (int64_t)k));
        TRY(q_succession_part_insert(tx, succession, id, STR("to"), 0));
    }
    return NULL;
}

/* --- years --------------------------------------------------------------------------------------
 */

struct year_work {
    struct country *country;
    size_t province;
    struct cluster_period first; /* of the first year */
};

/* The further half-years of the cluster, its members of each year, and a title for every fourth. */
static const struct err *fill_years_in(struct db_tx *tx, void *context) {
    const struct year_work *work = context;
    struct country *c = work->country;
    const struct cluster_units *members = &work->first.members;
    for (int y = 0; y < YEARS; y++) {
        int year = YEAR_FIRST + y;
        for (int half = y == 0 ? 2 : 1; half <= 2; half++) {
            struct str id;
            const struct cluster_period_draft draft = {.period = {year, half}, .venue = STR("")};
            TRY(cluster_period_add(tx, c->arena, work->first.cluster_id, COUNTRY_NOW_MS, &draft,
                                   &id));
        }
        for (size_t i = 0; i < members->count; i++) {
            struct str unit = members->items[i].id;
            c->memberships++;
            if (y > 0)
                TRY(cluster_member_add(tx, work->first.cluster_id, unit, year, i));
            if ((i + (size_t)y) % 4 == 0)
                TRY(q_honour_insert(tx, id_new(c->arena, COUNTRY_NOW_MS), unit, year,
                                    STR("Đơn vị quyết thắng"), STR("awarded"),
                                    members->items[i].name, STR("12/QĐ"), STR(""), STR(""), STR(""),
                                    COUNTRY_NOW_MS, STR("x")));
        }
    }
    return NULL;
}

static const struct err *fill_cluster(struct db *db, struct country *c, size_t province) {
    struct str members = STR("");
    for (size_t i = province; i < DISTRICTS; i += PROVINCES)
        members = str_format(c->arena, STR_FMT "Ban CHQS huyện Số %zu\n", STR_ARG(members), i + 1);
    const struct cluster_form form = {
        .name = str_format(c->arena, "Cụm đo %zu", province + 1),
        .superior = str_format(c->arena, "Bộ CHQS tỉnh Số %zu", province + 1),
        .members = members,
        .year = str_format(c->arena, "%d", YEAR_FIRST),
        .half = STR("1"),
    };
    struct issues issues = {0};
    struct str slug, code;
    struct year_work work = {.country = c, .province = province};
    TRY(cluster_create(db, c->arena, &c->user, COUNTRY_NOW_MS, &form, NULL, &issues, &slug, &code));
    if (issues.count)
        return ERR(ERR_INTERNAL, "the cluster's form has faults");
    TRY(cluster_find(db, c->arena, &c->user, slug, code, &work.first));
    return db_write(db, fill_years_in, &work);
}

const struct err *country_fill(struct db *db, struct country *country) {
    const db_work parts[] = {fill_tops, fill_old, fill_new};
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        TRY(db_write(db, parts[i], country));
    for (size_t i = 0; i < PROVINCES; i++)
        TRY(fill_cluster(db, country, i));
    return NULL;
}

/* --- data folders --------------------------------------------------------------------------------
 */

const struct err *folder_database(struct arena *arena, const char *folder,
                                  struct folder_lock **ret_lock, struct db **ret_db) {
    enum { DSN_BYTES_MAX = 4096 };
    struct str dsn = STR_NONE;
    const char *dsn_path = str_format(arena, "%s/database.dsn", folder).p;
    TRY(folder_lock_take(folder, ret_lock));
    if (access(dsn_path, F_OK) == 0)
        TRY(file_read(arena, dsn_path, DSN_BYTES_MAX, &dsn));
    struct db_options options = {
        .engine = dsn.p ? DB_POSTGRES : DB_SQLITE,
        .sqlite_path = str_format(arena, "%s/thidua.db", folder).p,
        .postgres_dsn = dsn.p ? str_c(arena, str_trim(dsn)) : NULL,
    };
    return db_open(&options, ret_db);
}
