/* Rows that older versions of the program wrote come through later migrations with all their words.
 */
#include "db/db_internal.h"
#include "db/db_test_support.h"

#include <string.h>

static const struct err *run_script(struct db_tx *tx, void *context) {
    return db_script(tx, context);
}

static void run(struct db *db, const char *sql) {
    assert_ok(db_write(db, run_script, (void *)(uintptr_t)sql));
}

/* Applies the migrations up to and with VERSION. */
static void migrate_to(struct db *db, int version) {
    size_t count = 0;
    while (count < db_migrations_count && db_migrations[count].version <= version)
        count++;
    assert_ok(db_migrate_with(db, db_migrations, count, 1000, NULL));
}

enum { CELLS_MAX = 12 };

/* What a query of texts finds: cells divided by "|", rows by a line break; NULL is "-". */
struct look {
    struct arena *arena;
    const char *sql;
    size_t columns;
    struct str found;
};

static const struct err *look_in(struct db_tx *tx, void *context) {
    struct look *look = context;
    static struct db_field cells[CELLS_MAX];
    static const char *const names[CELLS_MAX] = {"c0", "c1", "c2", "c3", "c4",  "c5",
                                                 "c6", "c7", "c8", "c9", "c10", "c11"};
    for (size_t i = 0; i < CELLS_MAX; i++)
        cells[i] = (struct db_field){names[i], DB_TEXT, true};
    struct db_query query = {.name = "look",
                             .sql = {look->sql, look->sql},
                             .columns = cells,
                             .column_count = look->columns};
    static struct db_query kept[20]; /* statements are found by their address: one a question */
    static size_t kept_count;
    assert_true(kept_count < COUNT_OF(kept));
    kept[kept_count] = query;
    struct db_cursor cursor;
    look->found = STR("");
    TRY(db_cursor_open(tx, &kept[kept_count++], NULL, &cursor));
    while (db_cursor_next(&cursor)) {
        for (size_t i = 0; i < look->columns; i++) {
            struct str cell = db_cursor_text(&cursor, look->arena, i);
            look->found = str_format(look->arena, STR_FMT "%s" STR_FMT, STR_ARG(look->found),
                                     i ? "|" : "", STR_ARG(cell.p ? cell : STR("-")));
        }
        look->found = str_concat(look->arena, look->found, STR("\n"));
    }
    return db_cursor_close(&cursor);
}

static void assert_rows(struct db *db, size_t columns, const char *sql, const char *wanted) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct look look = {.arena = arena, .sql = sql, .columns = columns};
    assert_ok(db_read(db, look_in, &look));
    assert_string_equal(str_c(arena, look.found), wanted);
}

#define CLUSTER_3                                                                                  \
    "insert into cluster (id, slug, name, superior_id, is_sample, source, created_ms) values"      \
    " ('c3', 'cum-3', 'Cụm 3', 'u1', false, 'Báo cáo', 7000);"
#define UNITS_OF_0001                                                                                    \
    "insert into unit (id, slug, name, name_fold, sort_key, parent_id, valid_from, valid_to,"            \
    " created_ms) values"                                                                                \
    " ('u1', 'bo', 'Bộ Chỉ huy', 'bo chi huy', 'b', null, null, null, 5000),"                        \
    " ('u2', 'dam-say', 'Đầm Sậy ''cũ'' \"1\"', 'dam say', 'd', 'u1', '2008-03-21', '2025-07-01'," \
    " 6000);"
#define MOVEMENTS_OF_0001                                                                                     \
    "insert into movement (id, cluster_id, position, kind, title, number, issued_on, issuer,"                 \
    " source) values"                                                                                         \
    " ('m1', 'c3', 0, 'movement', 'Thi đua Quyết thắng; ''nhanh'' \"gọn\"\n<b>', '', null, '',"        \
    " 'Báo cáo, tr. 2'),"                                                                                   \
    " ('m2', 'c3', 1, 'directive', 'Đổi mới công tác', '34-CT/TW', '2014-04-07', 'Bộ Chính trị'," \
    " 'Báo cáo, tr. 1'),"                                                                                   \
    " ('m3', 'c3', 2, 'campaign', 'Phát huy truyền thống', '', null, 'Tỉnh', '');"

static void movements_keep_all_their_words(void **state) {
    struct db *db = *state;
    migrate_to(db, 1);
    run(db, UNITS_OF_0001 CLUSTER_3 MOVEMENTS_OF_0001);
    migrate_to(db, 6);
    assert_ok(db_migrate(db, 2000, NULL));
    assert_rows(db, 12,
                "select m.id c0, m.kind c1, m.cluster_id c2, m.unit_id c3, m.parent_id c4,"
                " cast(m.position as text) c5, r.title c6, r.number c7, r.issued_on c8,"
                " r.issuer c9, r.source c10, r.state c11"
                " from movement m join movement_revision r on r.movement_id = m.id order by m.id",
                "m1|movement|c3|-|-|0|Thi đua Quyết thắng; 'nhanh' \"gọn\"\n<b>||-||Báo cáo, tr. 2|"
                "stands\n"
                "m2|directive|c3|-|-|1|Đổi mới công tác|34-CT/TW|2014-04-07|Bộ Chính trị|"
                "Báo cáo, tr. 1|stands\n"
                "m3|campaign|c3|-|-|2|Phát huy truyền thống||-|Tỉnh||stands\n");
    assert_rows(db, 4,
                "select cast(r.revision as text) c0, cast(r.recorded_ms as text) c1,"
                " cast(m.recorded_ms as text) c2, r.recorded_by c3"
                " from movement m join movement_revision r on r.movement_id = m.id"
                " where m.id = 'm2'",
                "1|7000|7000|\n");
    /* Whatever refers to movements refers to the new table. */
    const char *orphan = "insert into movement_link (id, movement_id, answers_id, recorded_ms,"
                         " recorded_by) values ('l', 'm1', 'nobody', 1, '')";
    assert_err_kind(db_write(db, run_script, (void *)(uintptr_t)orphan), ERR_CONFLICT);
    run(db, "insert into movement_link (id, movement_id, answers_id, recorded_ms, recorded_by)"
            " values ('l', 'm1', 'm2', 1, '')");
}

static void units_keep_their_names_and_days(void **state) {
    struct db *db = *state;
    migrate_to(db, 3);
    run(db, UNITS_OF_0001 CLUSTER_3);
    assert_ok(db_migrate(db, 2000, NULL));
    assert_rows(db, 8,
                "select u.slug c0, s.name c1, s.name_fold c2, s.sort_key c3, s.parent_id c4,"
                " s.valid_from c5, s.valid_to c6, cast(s.recorded_ms as text) c7"
                " from unit u join unit_state s on s.unit_id = u.id order by u.id",
                "bo|Bộ Chỉ huy|bo chi huy|b|-|-|-|5000\n"
                "dam-say|Đầm Sậy 'cũ' \"1\"|dam say|d|u1|2008-03-21|2025-07-01|6000\n");
    assert_rows(db, 3, "select slug c0, name c1, kind c2 from cluster", "cum-3|Cụm 3|area\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST_EMPTY(movements_keep_all_their_words),
        DB_TEST_EMPTY(units_keep_their_names_and_days),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
