/* What is destroyed is found nowhere in the file, and everything else is as it was. */
#include "db/db_wipe.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/list.h"
#include "testdata/fixture.h"

#define MARKER "đoạn-chữ-phải-hủy-7731"

static struct arena *arena;

static int set_up(void **state) {
    arena = arena_new(0);
    return db_test_setup(state);
}

static int tear_down(void **state) {
    arena_free(arena);
    return db_test_teardown(state);
}

static const struct err *fill(struct db_tx *tx, void *context) {
    (void)context;
    TRY(q_fixture_counter_add(tx, STR("a"), 1));
    for (int i = 0; i < 500; i++) {
        bool holds = i % 100 == 3;
        struct str id = str_format(arena, "item-%03d", i);
        struct str note = holds ? str_format(arena, "%0*d " MARKER " 100%%", 900, i)
                                : str_format(arena, "%0*d", 700, i);
        struct buf bytes = BUF_INIT(1 << 20);
        for (int k = 0; k < 300; k++)
            buf_append_c(&bytes, holds ? MARKER : "………");
        TRY(q_fixture_item_add(tx, id, STR("a"), id, note, 1, (struct opt_int){0},
                               str_copy(arena, buf_str(&bytes)), STR("")));
        buf_release(&bytes);
    }
    return NULL;
}

static const struct err *find_words_in(struct db_tx *tx, void *context) {
    return db_find_words(tx, arena, STR(MARKER " 100%"), STR(MARKER " 100%"), NULL, context);
}

static const struct err *find_bytes_in(struct db_tx *tx, void *context) {
    return db_find_bytes(tx, arena, 1000, NULL, context);
}

static const struct err *destroy_in(struct db_tx *tx, void *context) {
    const struct db_places *places = context;
    for (size_t i = 0; i < places->count; i++)
        TRY(db_place_destroy(tx, arena, &places->items[i], STR("Nội dung đã hủy")));
    return NULL;
}

static bool file_holds(const char *path, const char *words) {
    struct stat status;
    if (stat(path, &status) != 0)
        return false;
    char *bytes = arena_alloc(arena, (size_t)status.st_size + 1);
    int fd = open(path, O_RDONLY);
    assert_int_equal(read(fd, bytes, (size_t)status.st_size), status.st_size);
    close(fd);
    return memmem(bytes, (size_t)status.st_size, words, strlen(words)) != NULL;
}

static struct db *open_filled(enum db_engine engine, struct db_options *ret_options) {
    struct db *db;
    *ret_options = db_test_options(arena, engine);
    assert_ok(db_open(ret_options, &db));
    assert_ok(db_migrate_with(db, db_fixture_migrations, db_fixture_migrations_count, 1, NULL));
    assert_ok(db_write(db, fill, NULL));
    return db;
}

static void places_are_found_and_emptied(void **state) {
    struct db_options options;
    struct db *db = open_filled(db_engine_of(*state), &options);
    struct db_places texts, bytes, left;
    assert_ok(db_read(db, find_words_in, &texts));
    assert_int_equal(texts.count, 5);
    assert_string_equal(texts.items[0].table.p, "item");
    assert_string_equal(texts.items[0].column.p, "note");
    assert_int_equal(texts.items[0].at_ms, 7);
    assert_ok(db_read(db, find_bytes_in, &bytes));
    assert_int_equal(bytes.count, 500);
    assert_ok(db_write(db, destroy_in, &texts));
    assert_ok(db_read(db, find_words_in, &left));
    assert_int_equal(left.count, 0);
    db_close(db);
}

/* SQLite: the file, and the log beside it. */
static void nothing_is_left_in_the_file(void **state) {
    (void)state;
    struct db_options options;
    struct db *db = open_filled(DB_SQLITE, &options);
    const char *log = str_format(arena, "%s-wal", options.sqlite_path).p;
    assert_true(file_holds(options.sqlite_path, MARKER) || file_holds(log, MARKER));
    struct db_places places = {0}, bytes;
    assert_ok(db_read(db, find_words_in, &places));
    assert_ok(db_read(db, find_bytes_in, &bytes));
    for (size_t i = 0; i < bytes.count; i++)
        if (str_ends_with(bytes.items[i].key, STR("03")))
            *list_push(arena, &places) = bytes.items[i];
    assert_int_equal(places.count, 10);
    assert_ok(db_write(db, destroy_in, &places));
    bool clean;
    assert_ok(db_scrub(db, &clean));
    assert_true(clean);
    assert_false(file_holds(options.sqlite_path, MARKER));
    assert_false(file_holds(log, MARKER));
    assert_ok(db_check(db));
    db_close(db);
}

static const struct err *destroy_nowhere(struct db_tx *tx, void *context) {
    return db_place_destroy(tx, arena, context, STR("x"));
}

/* Nothing that was sent gets into a statement, and keys are not touched. */
static void strange_places_are_refused(void **state) {
    struct db_options options;
    struct db *db = open_filled(db_engine_of(*state), &options);
    struct db_place strange[] = {
        {.table = STR("item\"; drop table item; --"),
         .column = STR("note"),
         .key = STR("item-003")},
        {.table = STR("item"), .column = STR("note\" = ''; --"), .key = STR("item-003")},
        {.table = STR("item"), .column = STR("id"), .key = STR("item-003")},
        {.table = STR("item"), .column = STR("weight"), .key = STR("item-003")},
        {.table = STR("item"), .column = STR("note"), .key = STR("item-003\nmore")},
        {.table = STR("schema_migration"), .column = STR("name"), .key = STR("1")},
    };
    for (size_t i = 0; i < COUNT_OF(strange); i++)
        assert_err_kind(db_write(db, destroy_nowhere, &strange[i]), ERR_INPUT);
    struct db_places bytes;
    assert_ok(db_read(db, find_bytes_in, &bytes));
    assert_int_equal(bytes.count, 500);
    db_close(db);
}

int main(void) {
#define WIPE_TEST(name)                                                                            \
    {#name " (sqlite)", name, set_up, tear_down, &db_test_sqlite_empty}, {                         \
#name " (postgres)", name, set_up, tear_down, &db_test_postgres_empty                      \
    }
    const struct CMUnitTest tests[] = {
        WIPE_TEST(places_are_found_and_emptied),
        {"nothing_is_left_in_the_file", nothing_is_left_in_the_file, set_up, tear_down,
         &db_test_sqlite_empty},
        WIPE_TEST(strange_places_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
