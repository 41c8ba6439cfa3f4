/* Pages of units and look-ups with a country's worth of them and ten years of history (country.h).
 *
 *     build/tests/bench/bench_units [rounds] [folder] [PostgreSQL DSN of an empty database]
 *
 * Without a DSN on SQLite. The table shows the median and the slowest of the rounds; bench_units.sh
 * measures the same pages over HTTP.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "country.h"
#include "features/cluster/cluster_service.h"
#include "features/organisation/organisation.sql.h"
#include "features/organisation/organisation_service.h"

enum { ROUNDS_MAX = 999 };

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

/* --- what is measured ----------------------------------------------------------------------------
 */

struct bench {
    struct db *db;
    struct user user;
    struct arena *arena;
    struct str some_unit; /* id of a commune that is gone */
    size_t found;         /* so that nothing is measured that finds nothing */
};

static const struct unit_view TODAY = {{2026, 9, 21}, UNIT_KNOWN_NOW};
/* Ten years ago. */
static const struct unit_view THEN = {{2016, 9, 21}, UNIT_KNOWN_NOW};
static const struct unit_view KNOWN_THEN = {{2016, 9, 21}, COUNTRY_BEGUN_MS + 1000};

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

static const struct str DEEP[] = {STR_INIT("bo-chqs-tinh-so-7"), STR_INIT("ban-chqs-huyen-so-7")};

static void district_then(struct bench *b) {
    tree(b, &THEN, DEEP, COUNT_OF(DEEP));
}

static void district_known_then(struct bench *b) {
    tree(b, &KNOWN_THEN, DEEP, COUNT_OF(DEEP));
}

static void search_then(struct bench *b) {
    struct unit_lines lines;
    must(organisation_search(b->db, b->arena, &b->user, &THEN, STR("xa cu 12"), &lines));
    b->found = lines.count;
}

static void commune_today(struct bench *b) {
    struct unit_record record;
    must(organisation_unit_read(b->db, b->arena, &b->user, STR("ban-chqs-xa-so-100"), &TODAY,
                                &record));
    b->found = record.before.count;
}

static void district_page_then(struct bench *b) {
    struct unit_record record;
    must(organisation_unit_read(b->db, b->arena, &b->user, DEEP[1], &THEN, &record));
    b->found = record.children.count + record.memberships.count;
}

/* The half-year of ten years ago under the names of its day. */
static void half_year_then(struct bench *b) {
    struct cluster_period cluster;
    must(cluster_find(b->db, b->arena, &b->user, STR("cum-do-7"), STR("2016-H1"), &cluster));
    b->found = cluster.members.count;
}

struct look_work {
    struct bench *bench;
    struct str unit_id;
    bool found;
};

static const struct err *name_in(struct db_tx *tx, void *context) {
    struct look_work *work = context;
    struct unit_lookup lookup;
    TRY(unit_look_up(tx, work->bench->arena, STR("Ban CHQS xã Cũ 1234"), STR(""), THEN.as_at,
                     &lookup));
    work->found = lookup.found;
    return NULL;
}

static const struct err *state_in(struct db_tx *tx, void *context) {
    struct look_work *work = context;
    struct q_unit_state_on_row row;
    return q_unit_state_on(tx, work->bench->arena, work->unit_id, STR("2016-09-21"),
                           COUNTRY_BEGUN_MS + 1000, &work->found, &row);
}

static void name_then(struct bench *b) {
    struct look_work work = {.bench = b};
    must(db_read(b->db, name_in, &work));
    b->found = work.found;
}

static void state_known_then(struct bench *b) {
    struct look_work work = {.bench = b, .unit_id = b->some_unit};
    must(db_read(b->db, state_in, &work));
    b->found = work.found;
}

static void rename_preview(struct bench *b) {
    const struct unit_form form = {.name = STR("Ban CHQS xã Mới"), .on = STR("1/1/2026")};
    struct issues issues = {0};
    struct unit_preview preview;
    must(organisation_preview(b->db, b->arena, &b->user, COUNTRY_NOW_MS, UNIT_RENAME,
                              STR("ban-chqs-xa-so-100"), &form, &issues, &preview));
    b->found = preview.plan.added.count;
}

static const struct {
    const char *name;
    void (*run)(struct bench *b);
} MEASURES[] = {
    {"tree: 34 provinces, today", tops_today},
    {"tree: one province open, today", province_today},
    {"tree: province and district open, 21/9/2016", district_then},
    {"the same, as known in 4/2016", district_known_then},
    {"search of a name as at 21/9/2016", search_then},
    {"page of a commune, today", commune_today},
    {"page of a district as at 21/9/2016", district_page_then},
    {"half-year of 2016 with the names of its day", half_year_then},
    {"look-up of a name as at 21/9/2016", name_then},
    {"look-up of a unit then, as known in 4/2016", state_known_then},
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
        if (!bench->found) {
            fprintf(stderr, "%s: nothing was found\n", MEASURES[m].name);
            exit(1);
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
    must(db_migrate(bench.db, COUNTRY_NOW_MS, NULL));
    must(country_fill(bench.db, &country));
    bench.some_unit = country.old[1233];
    double load[3] = {0};
    getloadavg(load, 3);
    printf("%s, %zu units, %zu states, %zu members of years; %ld cores, load %.1f; %d rounds\n",
           options.engine == DB_SQLITE ? "SQLite" : "PostgreSQL", country.units, country.states,
           country.memberships, sysconf(_SC_NPROCESSORS_ONLN), load[0], rounds);
    measure(&bench, rounds);
    db_close(bench.db);
    if (options.engine == DB_SQLITE)
        unlink(path);
    return 0;
}
