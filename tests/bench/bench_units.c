/* Pages of units with a country's worth of them: 34 provinces, 3,321 communes that came out of
 * 6,642 by mergers on 1/7/2025, 680 districts until that day, renames since 2016; every change with
 * the rows it withdrew.
 *
 *     build/tests/bench/bench_units [rounds] [folder] [PostgreSQL DSN of an empty database]
 *
 * Without a DSN on SQLite. The table shows the median and the slowest of the rounds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "features/organisation/organisation.sql.h"
#include "features/organisation/store_service.h"
#include "features/organisation/unit_list.h"
#include "sys/id.h"
#include "text/vi_fold.h"

enum {
    PROVINCES = 34,
    DISTRICTS = 680,
    COMMUNES = 3321,
    OLD_EACH = 2,
    ROUNDS_MAX = 999,
};

static const int64_t BEGUN_MS = INT64_C(1460000000000); /* 4/2016 */
static const int64_t NOW_MS = INT64_C(1790000000000);   /* 9/2026 */

static void must(const struct err *err) {
    if (err) {
        fprintf(stderr, "%s:%d: %s\n", err->file, err->line, err->message);
        exit(1);
    }
}

static int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* --- the country ------------------------------------------------------------------------------ */

struct country {
    struct arena *arena;
    struct user user;
    struct str provinces[PROVINCES];
    struct str districts[DISTRICTS];
    struct str old[COMMUNES * OLD_EACH];
    size_t states;
};

static const struct err *add_unit(struct db_tx *tx, struct country *c, const char *kind,
                                  struct str name, struct str *ret_id) {
    *ret_id = id_new(c->arena, BEGUN_MS);
    struct str slug = vi_slug(c->arena, name);
    (void)kind;
    return q_unit_insert(tx, *ret_id, slug, BEGUN_MS);
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

/* What a change of 2018 or 2025 left: the row that was believed until then. */
static const struct err *add_withdrawn(struct db_tx *tx, struct country *c, struct str unit_id,
                                       const char *kind, struct str name, struct str parent_id) {
    struct q_unit_states_of_rows rows;
    int64_t changed;
    TRY(add_state(tx, c, unit_id, kind, name, parent_id, "", "", BEGUN_MS));
    TRY(q_unit_states_of(tx, c->arena, unit_id, &rows));
    return q_unit_state_withdraw(tx, rows.items[0].id, BEGUN_MS + 86400000, STR("x"), &changed);
}

static const struct err *fill_tops(struct db_tx *tx, void *context) {
    struct country *c = context;
    for (size_t i = 0; i < PROVINCES; i++) {
        struct str name = str_format(c->arena, "Bộ CHQS tỉnh Số %zu", i + 1);
        TRY(add_unit(tx, c, "province", name, &c->provinces[i]));
        TRY(add_state(tx, c, c->provinces[i], "province", name, STR(""), "", "", BEGUN_MS));
    }
    for (size_t i = 0; i < DISTRICTS; i++) {
        struct str name = str_format(c->arena, "Ban CHQS huyện Số %zu", i + 1);
        struct str parent = c->provinces[i % PROVINCES];
        TRY(add_unit(tx, c, "district", name, &c->districts[i]));
        TRY(add_withdrawn(tx, c, c->districts[i], "district", name, parent));
        TRY(add_state(tx, c, c->districts[i], "district", name, parent, "", "2025-07-01", NOW_MS));
    }
    return NULL;
}

/* Every fifth was renamed on 1/3/2018; all end on 1/7/2025. */
static const struct err *fill_old(struct db_tx *tx, void *context) {
    struct country *c = context;
    for (size_t i = 0; i < COUNT_OF(c->old); i++) {
        struct str name = str_format(c->arena, "Ban CHQS xã Cũ %zu", i + 1);
        struct str renamed = str_format(c->arena, "Ban CHQS thị trấn Cũ %zu", i + 1);
        struct str parent = c->districts[i % DISTRICTS];
        TRY(add_unit(tx, c, "commune", name, &c->old[i]));
        TRY(add_withdrawn(tx, c, c->old[i], "commune", name, parent));
        bool once = i % 5 == 0;
        TRY(add_state(tx, c, c->old[i], "commune", name, parent, "",
                      once ? "2018-03-01" : "2025-07-01", NOW_MS));
        if (once)
            TRY(add_state(tx, c, c->old[i], "commune", renamed, parent, "2018-03-01", "2025-07-01",
                          NOW_MS));
    }
    return NULL;
}

/* The communes of today, each out of two. */
static const struct err *fill_new(struct db_tx *tx, void *context) {
    struct country *c = context;
    for (size_t i = 0; i < COMMUNES; i++) {
        struct str name = str_format(c->arena, "Ban CHQS xã Số %zu", i + 1);
        struct str id;
        TRY(add_unit(tx, c, "commune", name, &id));
        TRY(add_state(tx, c, id, "commune", name, c->provinces[i % PROVINCES], "2025-07-01", "",
                      NOW_MS));
        struct str succession = id_new(c->arena, NOW_MS);
        TRY(q_succession_insert(tx, succession, STR("merged"), STR("decided"), STR("2025-07-01"),
                                STR("1/NQ"), STR("2025-06"), STR(""), STR(""), STR(""), NOW_MS,
                                STR("x")));
        for (size_t k = 0; k < OLD_EACH; k++)
            TRY(q_succession_part_insert(tx, succession, c->old[i * OLD_EACH + k], STR("from"),
                                         (int64_t)k));
        TRY(q_succession_part_insert(tx, succession, id, STR("to"), 0));
    }
    return NULL;
}

/* --- what is measured ----------------------------------------------------------------------------
 */

struct bench {
    struct db *db;
    struct user user;
    struct arena *arena;
    size_t found; /* so that nothing is measured that finds nothing */
};

static const struct unit_view TODAY = {{2026, 9, 21}, UNIT_KNOWN_NOW};
static const struct unit_view IN_2020 = {{2020, 6, 26}, UNIT_KNOWN_NOW};

static void tree(struct bench *b, const struct unit_view *view, const struct str *open,
                 size_t count) {
    struct unit_lines lines;
    int64_t all;
    must(organisation_tree(b->db, b->arena, &b->user, view, open, count, &lines, &all));
    b->found = lines.count;
}

static void tops_today(struct bench *b) {
    tree(b, &TODAY, NULL, 0);
}

static void province_today(struct bench *b) {
    const struct str open[] = {STR("bo-chqs-tinh-so-7")};
    tree(b, &TODAY, open, 1);
}

static void district_2020(struct bench *b) {
    const struct str open[] = {STR("bo-chqs-tinh-so-7"), STR("ban-chqs-huyen-so-7")};
    tree(b, &IN_2020, open, 2);
}

static void known_then(struct bench *b) {
    const struct unit_view view = {{2020, 6, 26}, BEGUN_MS + 1000};
    const struct str open[] = {STR("bo-chqs-tinh-so-7"), STR("ban-chqs-huyen-so-7")};
    tree(b, &view, open, 2);
}

static void search_2020(struct bench *b) {
    struct unit_lines lines;
    must(organisation_search(b->db, b->arena, &b->user, &IN_2020, STR("xa cu 12"), &lines));
    b->found = lines.count;
}

static void one_unit(struct bench *b) {
    struct unit_record record;
    must(organisation_unit_read(b->db, b->arena, &b->user, STR("ban-chqs-xa-so-100"), &TODAY,
                                &record));
    b->found = record.before.count;
}

struct look_work {
    struct arena *arena;
    bool found;
};

static const struct err *look_in(struct db_tx *tx, void *context) {
    struct look_work *work = context;
    struct unit_lookup lookup;
    TRY(unit_look_up(tx, work->arena, STR("Ban CHQS xã Cũ 1234"), STR(""),
                     (struct date){2020, 6, 26}, &lookup));
    work->found = lookup.found;
    return NULL;
}

static void name_as_at(struct bench *b) {
    struct look_work work = {b->arena, false};
    must(db_read(b->db, look_in, &work));
    b->found = work.found;
}

static void rename_preview(struct bench *b) {
    const struct unit_form form = {.name = STR("Ban CHQS xã Mới"), .on = STR("1/1/2026")};
    struct issues issues = {0};
    struct unit_preview preview;
    must(organisation_preview(b->db, b->arena, &b->user, NOW_MS, UNIT_RENAME,
                              STR("ban-chqs-xa-so-100"), &form, &issues, &preview));
    b->found = preview.plan.added.count;
}

static const struct {
    const char *name;
    void (*run)(struct bench *b);
} MEASURES[] = {
    {"tree: 34 provinces, today", tops_today},
    {"tree: one province open, today", province_today},
    {"tree: province and district open, 26/6/2020", district_2020},
    {"the same, as known in 4/2016", known_then},
    {"search of a name as at 26/6/2020", search_2020},
    {"page of one unit, today", one_unit},
    {"look-up of a name as at 26/6/2020", name_as_at},
    {"preview of a rename: the whole book checked", rename_preview},
};

static int by_time(const void *a, const void *b) {
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static void measure(struct bench *bench, int rounds) {
    static int64_t times[ROUNDS_MAX];
    printf("%-46s %8s %10s %10s\n", "", "rows", "median ms", "worst ms");
    for (size_t m = 0; m < COUNT_OF(MEASURES); m++) {
        for (int i = 0; i < rounds; i++) {
            arena_clear(bench->arena);
            int64_t start = now_ns();
            MEASURES[m].run(bench);
            times[i] = now_ns() - start;
        }
        qsort(times, (size_t)rounds, sizeof(*times), by_time);
        printf("%-46s %8zu %10.2f %10.2f\n", MEASURES[m].name, bench->found,
               (double)times[rounds / 2] / 1e6, (double)times[rounds - 1] / 1e6);
    }
}

int main(int argc, char **argv) {
    int rounds = argc > 1 ? atoi(argv[1]) : 21;
    const char *folder = argc > 2 ? argv[2] : ".";
    char path[4096];
    if (rounds < 1 || rounds > ROUNDS_MAX)
        return 1;
    snprintf(path, sizeof(path), "%s/bench-units-%d.db", folder, (int)getpid());
    struct db_options options = {.engine = argc > 3 ? DB_POSTGRES : DB_SQLITE,
                                 .sqlite_path = path,
                                 .postgres_dsn = argc > 3 ? argv[3] : NULL};
    static struct country country;
    country.arena = arena_new((size_t)1 << 30);
    country.user = user_local();
    struct bench bench = {.user = country.user, .arena = arena_new((size_t)1 << 30)};
    must(db_open(&options, &bench.db));
    must(db_migrate(bench.db, NOW_MS, NULL));
    const db_work parts[] = {fill_tops, fill_old, fill_new};
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        must(db_write(bench.db, parts[i], &country));
    double load[3] = {0};
    getloadavg(load, 3);
    printf("%s, %d units, %zu states; %ld cores, load %.1f; %d rounds\n",
           options.engine == DB_SQLITE ? "SQLite" : "PostgreSQL",
           PROVINCES + DISTRICTS + COMMUNES * (1 + OLD_EACH), country.states,
           sysconf(_SC_NPROCESSORS_ONLN), load[0], rounds);
    measure(&bench, rounds);
    db_close(bench.db);
    if (options.engine == DB_SQLITE)
        unlink(path);
    return 0;
}
