/* What concerns the file: a full disk, a folder without the right to write, damage, backups. */
#include "testdata/fixture.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOTE_BYTES = 64 * 1024 };

struct job {
    struct arena *arena;
    int number;
    struct str note;
    size_t count;
};

static const struct err *add_counter(struct db_tx *tx, void *context) {
    (void)context;
    return q_fixture_counter_add(tx, STR("c"), 0);
}

static const struct err *add_item(struct db_tx *tx, void *context) {
    struct job *job = context;
    struct str id = str_format(job->arena, "i%d", job->number);
    return q_fixture_item_add(tx, id, STR("c"), id, job->note, true, (struct opt_int){0}, STR_NONE,
                              STR_NONE);
}

static const struct err *count_items(struct db_tx *tx, void *context) {
    struct job *job = context;
    struct q_fixture_items_rows rows;
    TRY(q_fixture_items(tx, job->arena, STR_NONE, &rows));
    job->count = rows.count;
    return NULL;
}

static struct db *open_at(const char *path, bool read_only, const struct err **ret_err) {
    struct db_options options = {.engine = DB_SQLITE, .sqlite_path = path, .read_only = read_only};
    struct db *db = NULL;
    *ret_err = db_open(&options, &db);
    return db;
}

static struct db *open_fixture(const char *path) {
    const struct err *err = NULL;
    struct db *db = open_at(path, false, &err);
    assert_ok(err);
    assert_ok(db_migrate_with(db, db_fixture_migrations, db_fixture_migrations_count, 1, NULL));
    return db;
}

static const char *path_of(struct arena *arena, const char *name) {
    return str_format(arena, "%s/%s", db_test_folder(), name).p;
}

/* A small file system, where the tests may mount one; seen by this process alone, so that it goes
 * with it. */
static bool mount_small(const char *folder) {
    static bool is_private;
    if (!is_private)
        /* In a chroot / is no mount of its own; /tmp, where the tests work, may be one. */
        is_private = unshare(CLONE_NEWNS) == 0 &&
                     (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 ||
                      mount("none", "/tmp", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
    return is_private && mkdir(folder, 0700) == 0 &&
           mount("none", folder, "tmpfs", 0, "size=2m") == 0;
}

static void fill(struct db *db, struct arena *arena) {
    struct job job = {.arena = arena};
    char *text = arena_alloc(arena, NOTE_BYTES);
    memset(text, 'x', NOTE_BYTES);
    job.note = (struct str){text, NOTE_BYTES};
    assert_ok(db_write(db, add_counter, NULL));
    const struct err *err = NULL;
    for (job.number = 0; !err && job.number < 200; job.number++)
        err = db_write(db, add_item, &job);
    assert_err_kind(err, ERR_DISK_FULL);
    /* What was acknowledged is there; what failed is not. */
    assert_ok(db_read(db, count_items, &job));
    assert_int_equal(job.count, job.number - 1);
    assert_true(job.count > 0);
    assert_err_kind(db_write(db, add_item, &job), ERR_DISK_FULL);
}

static void a_full_disk_stores_nothing_and_passes(void **state) {
    (void)state;
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    const char *folder = path_of(arena, "small");
    if (!mount_small(folder)) {
        print_message("# no right to mount a small file system here\n");
        skip();
    }
    /* Ballast that somebody removes to make room. */
    const char *ballast = str_format(arena, "%s/ballast", folder).p;
    int fd = open(ballast, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_int_equal(posix_fallocate(fd, 0, 512 * 1024), 0);
    close(fd);
    struct db *db = open_fixture(str_format(arena, "%s/full.db", folder).p);
    fill(db, arena);
    assert_ok(db_check(db));
    assert_int_equal(unlink(ballast), 0);
    struct job job = {.arena = arena, .number = 900};
    assert_ok(db_read(db, count_items, &job));
    size_t before = job.count;
    assert_ok(db_write(db, add_item, &job));
    assert_ok(db_read(db, count_items, &job));
    assert_int_equal(job.count, before + 1);
    db_close(db);
    umount2(folder, MNT_DETACH);
}

static const struct err *limit_pages(struct db_tx *tx, void *context) {
    return db_script(tx, context);
}

/* The same where no file system can be mounted: SQLite's own limit. */
static void a_full_database_stores_nothing_and_passes(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    assert_ok(db_write(*state, limit_pages, (char *)"pragma max_page_count = 200"));
    fill(*state, arena);
    assert_ok(db_write(*state, limit_pages, (char *)"pragma max_page_count = 1000"));
    struct job job = {.arena = arena, .number = 900};
    assert_ok(db_write(*state, add_item, &job));
    assert_ok(db_check(*state));
}

static void backups_hold_what_was_committed(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct job job = {.arena = arena};
    const char *path = path_of(arena, "copy.db");
    assert_ok(db_write(*state, add_counter, NULL));
    assert_ok(db_write(*state, add_item, &job));
    assert_ok(db_backup(*state, path));
    assert_err_kind(db_backup(*state, path), ERR_CONFLICT);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    const struct err *err = NULL;
    struct db *copy = open_at(path, false, &err);
    assert_ok(err);
    assert_ok(db_check(copy));
    assert_ok(db_read(copy, count_items, &job));
    assert_int_equal(job.count, 1);
    job.number = 2;
    assert_ok(db_write(copy, add_item, &job));
    db_close(copy);
}

static const struct err *backup_inside(struct db_tx *tx, void *context) {
    struct job *job = context;
    TRY(add_item(tx, job));
    return db_backup(tx->db, path_of(job->arena, "during.db"));
}

static void a_backup_disturbs_no_writer(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct job job = {.arena = arena};
    assert_ok(db_write(*state, add_counter, NULL));
    assert_ok(db_write(*state, backup_inside, &job));
    const struct err *err = NULL;
    struct db *copy = open_at(path_of(arena, "during.db"), true, &err);
    assert_ok(err);
    assert_ok(db_read(copy, count_items, &job));
    assert_int_equal(job.count, 0); /* not yet committed then */
    db_close(copy);
    assert_err_kind(db_backup(*state, "/nonexistent/folder/copy.db"), ERR_NOT_FOUND);
}

static void a_file_that_is_no_database_is_refused(void **state) {
    (void)state;
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    const char *path = path_of(arena, "letter.txt");
    FILE *file = fopen(path, "w");
    for (int i = 0; i < 100; i++)
        fputs("This is a letter and no database. ", file);
    fclose(file);
    const struct err *err = NULL;
    open_at(path, false, &err);
    assert_err_kind(err, ERR_DATABASE);
    assert_string_equal(err->text_key, "db.not_a_database");
}

static void damage_is_found(void **state) {
    (void)state;
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct job job = {.arena = arena, .note = STR("note")};
    const char *path = path_of(arena, "damaged.db");
    struct db *db = open_fixture(path);
    assert_ok(db_write(db, add_counter, NULL));
    for (; job.number < 500; job.number++)
        assert_ok(db_write(db, add_item, &job));
    db_close(db);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    char garbage[4096];
    memset(garbage, 0xA5, sizeof(garbage));
    for (off_t at = 4096 * 8; at + 4096 <= status.st_size; at += 4096)
        assert_int_equal(pwrite(fd, garbage, sizeof(garbage), at), sizeof(garbage));
    close(fd);
    const struct err *err = NULL;
    db = open_at(path, false, &err);
    assert_ok(err);
    err = db_check(db);
    assert_err_kind(err, ERR_DATABASE);
    assert_string_equal(err->text_key, "db.damaged");
    db_close(db);
}

static void places_that_cannot_be_used_are_told_apart(void **state) {
    (void)state;
    const struct err *err = NULL;
    open_at("/nonexistent/x.db", false, &err);
    assert_err_kind(err, ERR_NOT_FOUND);
    open_at("/nonexistent/x.db", true, &err);
    assert_err_kind(err, ERR_NOT_FOUND);
    open_at("/proc/thidua.db", false, &err);
    assert_non_null(err);
}

/* A file system mounted read-only refuses root too. */
static void a_read_only_place_is_refused(void **state) {
    (void)state;
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    const char *folder = path_of(arena, "ro");
    if (!mount_small(folder)) {
        print_message("# no right to mount a small file system here\n");
        skip();
    }
    const char *path = str_format(arena, "%s/ro.db", folder).p;
    struct db *db = open_fixture(path);
    assert_ok(db_write(db, add_counter, NULL));
    db_close(db);
    assert_int_equal(mount("none", folder, "tmpfs", MS_REMOUNT | MS_RDONLY, NULL), 0);
    const struct err *err = NULL;
    open_at(path, false, &err);
    assert_err_kind(err, ERR_READ_ONLY);
    umount2(folder, MNT_DETACH);
}

static void the_file_is_for_its_owner_only(void **state) {
    struct stat status;
    char companion[4096];
    const char *path = db_options_of(*state)->sqlite_path;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    snprintf(companion, sizeof(companion), "%s-wal", path);
    assert_int_equal(stat(companion, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
}

/* The writer's tidying at the end leaves one file, although readers were open. */
static void closing_leaves_one_file(void **state) {
    (void)state;
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct job job = {.arena = arena};
    const char *path = path_of(arena, "closed.db");
    struct db *db = open_fixture(path);
    assert_ok(db_write(db, add_counter, NULL));
    assert_ok(db_read(db, count_items, &job));
    db_close(db);
    assert_int_equal(access(path, F_OK), 0);
    assert_int_not_equal(access(str_format(arena, "%s-wal", path).p, F_OK), 0);
    const struct err *err = NULL;
    db = open_at(path, true, &err);
    assert_ok(err);
    assert_ok(db_read(db, count_items, &job));
    db_close(db);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_disk_stores_nothing_and_passes),
        FIXTURE_SQLITE(a_full_database_stores_nothing_and_passes),
        FIXTURE_SQLITE(backups_hold_what_was_committed),
        FIXTURE_SQLITE(a_backup_disturbs_no_writer),
        cmocka_unit_test(a_file_that_is_no_database_is_refused),
        cmocka_unit_test(damage_is_found),
        cmocka_unit_test(places_that_cannot_be_used_are_told_apart),
        cmocka_unit_test(a_read_only_place_is_refused),
        FIXTURE_SQLITE(the_file_is_for_its_owner_only),
        cmocka_unit_test(closing_leaves_one_file),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
