/* The history, a page at a time, on both engines. */
#include "db/db_test_support.h"
#include "features/audit/audit.h"

#define NOW_MS INT64_C(1593000000000)

enum { ROWS = 250, AT_ONE_INSTANT = 40 };

struct write_work {
    struct arena *arena;
    int first;
    int count;
};

/* Many rows of one instant lie across the end of the first page. */
static int64_t instant_of(int row) {
    return NOW_MS + row / AT_ONE_INSTANT;
}

static const struct err *write_in(struct db_tx *tx, void *context) {
    const struct write_work *work = context;
    struct user local = user_local();
    for (int i = work->first; i < work->first + work->count; i++) {
        struct audit_note note = {.action = "score.accept",
                                  .object_kind = i % 5 ? "cluster_period" : "account",
                                  .object_id = STR("p1"),
                                  .after = str_format(work->arena, "%d", i)};
        TRY(audit_write(tx, work->arena, &local, instant_of(i), &note));
    }
    return NULL;
}

static void write_rows(struct db *db, struct arena *arena, int first, int count) {
    struct write_work work = {arena, first, count};
    assert_ok(db_write(db, write_in, &work));
}

static struct audit_lines page(struct db *db, struct arena *arena,
                               const struct audit_position *before) {
    struct user local = user_local();
    struct audit_lines lines;
    assert_ok(audit_of_period(db, arena, LANG_VI, &local, place_at(STR("c1"), 0), STR("p1"), before,
                              &lines));
    return lines;
}

static void every_line_stands_on_one_page_newest_first(void **state) {
    struct arena *arena = arena_new(0);
    write_rows(*state, arena, 0, ROWS);
    bool seen[ROWS] = {false};
    size_t count = 0;
    int64_t newest_ms = INT64_MAX;
    struct audit_lines lines = page(*state, arena, NULL);
    for (;;) {
        for (size_t i = 0; i < lines.count; i++) {
            long long row;
            assert_true(str_to_int64(lines.items[i].after, &row));
            assert_false(seen[row]);
            seen[row] = true;
            assert_true(lines.items[i].at_ms <= newest_ms);
            newest_ms = lines.items[i].at_ms;
        }
        count += lines.count;
        if (!lines.more)
            break;
        assert_int_equal(lines.count, AUDIT_PAGE_LINES);
        /* What comes in meanwhile moves nothing on the pages behind. */
        write_rows(*state, arena, ROWS, 7);
        struct audit_position from = lines.last;
        lines = page(*state, arena, &from);
    }
    assert_int_equal(count, ROWS - ROWS / 5);
    arena_free(arena);
}

static void a_full_last_page_promises_nothing_more(void **state) {
    struct arena *arena = arena_new(0);
    write_rows(*state, arena, 0, AUDIT_PAGE_LINES * 5 / 4);
    struct audit_lines lines = page(*state, arena, NULL);
    assert_int_equal(lines.count, AUDIT_PAGE_LINES);
    assert_false(lines.more);
    lines = page(*state, arena, &(struct audit_position){NOW_MS, STR("")});
    assert_int_equal(lines.count, 0);
    assert_false(lines.more);
    arena_free(arena);
}

/* --- reading personal data ------------------------------------------------------------------- */

struct readers_work {
    struct arena *arena;
    struct audit_lines lines;
};

static const struct err *readers_in(struct db_tx *tx, void *context) {
    struct readers_work *work = context;
    return audit_readers(tx, work->arena, "person", STR("p9"), 10, &work->lines);
}

static size_t readers_of(struct db *db, struct arena *arena) {
    struct readers_work work = {.arena = arena};
    assert_ok(db_read(db, readers_in, &work));
    return work.lines.count;
}

static void readings_in_a_row_are_one_entry(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct user user = {.id = STR("a1"), .name = STR("A"), .address = STR("10.0.0.1")};
    struct user other = {.id = STR("a2"), .name = STR("B"), .address = STR("10.0.0.1")};
    struct audit_reading reading = {"person", STR("p9"), STR("hồ sơ"), STR_NONE};
    struct audit_reading export = {"person", STR("p9"), STR("tải xuống"), STR("họp xét")};
    assert_ok(audit_note_reading(*state, arena, &user, NOW_MS, &reading));
    assert_ok(audit_note_reading(*state, arena, &user, NOW_MS + AUDIT_READING_MS - 1, &reading));
    assert_int_equal(readers_of(*state, arena), 1);
    assert_ok(audit_note_reading(*state, arena, &other, NOW_MS, &reading));
    assert_ok(audit_note_reading(*state, arena, &user, NOW_MS, &export));
    assert_int_equal(readers_of(*state, arena), 3);
    assert_ok(audit_note_reading(*state, arena, &user, NOW_MS + AUDIT_READING_MS, &reading));
    assert_int_equal(readers_of(*state, arena), 4);
    /* The clock was set back: what was told "later" does not cover this one. */
    assert_ok(audit_note_reading(*state, arena, &user, NOW_MS - 1, &reading));
    assert_int_equal(readers_of(*state, arena), 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(every_line_stands_on_one_page_newest_first),
        DB_TEST(a_full_last_page_promises_nothing_more),
        DB_TEST(readings_in_a_row_are_one_entry),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
