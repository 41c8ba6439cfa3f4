/* A country's worth of units with ten years of history, for benchmarks: 34 provinces, 680 districts
 * until 1/7/2025, 6,642 communes that were merged in pairs into 3,321 on that day, renames in every
 * year, a cluster of districts in each province with its members and half-years, titles; changes
 * with the rows they withdrew. Names are made up: "Ban CHQS xã Số 17". */
#ifndef TESTS_BENCH_COUNTRY_H
#define TESTS_BENCH_COUNTRY_H

#include "db/db.h"
#include "features/account/right.h"
#include "sys/lock.h"

enum {
    PROVINCES = 34,
    DISTRICTS = 680,
    COMMUNES = 3321,
    OLD_EACH = 2,
    YEAR_FIRST = 2016,
    YEARS = 10,
};

#define COUNTRY_BEGUN_MS INT64_C(1460000000000) /* 4/2016: what was withdrawn later was known */
#define COUNTRY_NOW_MS   INT64_C(1790000000000) /* 9/2026 */

struct country {
    struct arena *arena;
    struct user user;
    struct str provinces[PROVINCES];
    struct str districts[DISTRICTS];
    struct str old[COMMUNES * OLD_EACH];
    size_t units;
    size_t states;
    size_t memberships;
};

/* Into a migrated, empty database. */
MUST_CHECK const struct err *country_fill(struct db *db, struct country *country);

/* The database of a data folder made by init, whose lock is taken. */
MUST_CHECK const struct err *folder_database(struct arena *arena, const char *folder,
                                             struct folder_lock **ret_lock, struct db **ret_db);

#endif
