/* Backups as files: made, read, damaged in every way. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup/backup_internal.h"
#include "db/db_test_support.h"
#include "sys/files.h"

static const int64_t NOW_MS = 1790000000123;

struct scene {
    struct arena *arena;
    struct db *db;
    struct str folder;
    const char *data;
    struct backup_lock lock;
    struct backup_unlock unlock;
};

static const char *path_in(struct scene *scene, const char *name) {
    return str_format(scene->arena, STR_FMT "/%s", STR_ARG(scene->folder), name).p;
}

static void put(struct scene *scene, const char *name, const char *text) {
    const char *path = str_format(scene->arena, "%s/%s", scene->data, name).p;
    char *slash = strrchr(path, '/');
    *slash = 0;
    assert_ok(folder_make(path));
    *slash = '/';
    assert_ok(file_write_atomic(path, str_from_c(text), 0600));
}

static void begin(struct scene *scene, struct db *db) {
    *scene = (struct scene){.arena = arena_new((size_t)2 << 30), .db = db};
    assert_ok(folder_make_temp(scene->arena, "backup-test", &scene->folder));
    scene->data = path_in(scene, "data");
    assert_ok(folder_make(scene->data));
    put(scene, "thidua.conf", "port = 8181\ndatabase = host=x password=bi-mat\n");
    put(scene, "files/ab/abcdef", "minh chứng");
    put(scene, "files/ab/half.tmp", "not yet");
    put(scene,
        "jobs/01926b1c-8f3a-7c21-9d3e-5b2f0c6a7d18/"
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "");
    put(scene, "keys/sealing", "khóa bí mật");
    put(scene, "tai-khoan.txt", "mật khẩu đầu tiên");
}

static void end(struct scene *scene) {
    assert_ok(folder_remove(scene->folder.p));
    arena_free(scene->arena);
}

static const struct err *make(struct scene *scene, const char *to, struct backup_made *ret_made) {
    struct backup_order order = {.db = scene->db,
                                 .data = scene->data,
                                 .to = to,
                                 .lock = &scene->lock,
                                 .now_ms = NOW_MS,
                                 .program_version = "1.2.3"};
    return backup_make(scene->arena, &order, ret_made);
}

static int trials;

static const struct err *extract(struct scene *scene, const char *from, const char **ret_folder,
                                 struct backup_found *ret_found) {
    struct backup_source source = {.from = from, .unlock = scene->unlock, .now_ms = NOW_MS};
    const char *folder = path_in(scene, str_format(scene->arena, "out-%d", trials++).p);
    assert_ok(folder_make(folder));
    if (ret_folder)
        *ret_folder = folder;
    return backup_extract(scene->arena, &source, folder, ret_found);
}

static bool exists(struct scene *scene, const char *folder, const char *name) {
    return access(str_format(scene->arena, "%s/%s", folder, name).p, F_OK) == 0;
}

static void assert_key(const struct err *err, const char *key) {
    if (!err)
        fail_msg("no error instead of %s", key);
    if (!err->text_key || strcmp(err->text_key, key) != 0)
        fail_msg("%s (%s) instead of %s", err->text_key ? err->text_key : "-", err->message, key);
}

static void seal_with_passphrase(struct scene *scene) {
    scene->lock = (struct backup_lock){.seal = BACKUP_PASSPHRASE,
                                       .passphrase = STR("một câu đủ dài"),
                                       .operations = 1,
                                       .memory_bytes = 8192};
    scene->unlock = (struct backup_unlock){.passphrase = scene->lock.passphrase};
}

static void seal_to_key(struct scene *scene) {
    struct str fingerprint;
    const char *prefix = path_in(scene, "officer");
    assert_ok(backup_key_make(scene->arena, prefix, &fingerprint));
    assert_ok(backup_public_key_read(scene->arena, path_in(scene, "officer.pub"), &scene->lock));
    scene->unlock = (struct backup_unlock){0};
    assert_ok(backup_secret_key_read(scene->arena, path_in(scene, "officer.key"), &scene->unlock));
}

/* --- whole ------------------------------------------------------------------------------------ */

static void check_comes_back(struct scene *scene, const char *name, bool with_keys) {
    struct backup_made made;
    struct backup_found found;
    const char *folder, *to = path_in(scene, name);
    struct str text;
    assert_ok(make(scene, to, &made));
    struct stat status;
    assert_int_equal(stat(to, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(status.st_size, made.bytes);
    assert_ok(extract(scene, to, &folder, &found));
    assert_int_equal(found.manifest.instant_ms, NOW_MS);
    assert_true(str_equal(found.manifest.program_version, STR("1.2.3")));
    assert_true(found.manifest.tables.count > 10);
    assert_int_equal(made.files, with_keys ? 3 : 2);
    assert_ok(file_read(scene->arena, str_format(scene->arena, "%s/files/ab/abcdef", folder).p, 100,
                        &text));
    assert_true(str_equal(text, STR("minh chứng")));
    assert_ok(
        file_read(scene->arena, str_format(scene->arena, "%s/thidua.conf", folder).p, 1000, &text));
    assert_true(str_find(text, STR("port = 8181")) >= 0);
    assert_true(str_find(text, STR("bi-mat")) < 0);
    assert_int_equal(exists(scene, folder, "keys/sealing"), with_keys);
    assert_false(exists(scene, folder, "tai-khoan.txt"));
    assert_false(exists(scene, folder, "files/ab/half.tmp"));
    assert_false(exists(scene, folder, "thidua.db-wal"));
    assert_key(make(scene, to, &made), "db.backup_exists");
}

static void a_plain_backup_comes_back_without_keys(void **state) {
    struct scene scene;
    begin(&scene, *state);
    check_comes_back(&scene, "plain.tar", false);
    end(&scene);
}

static void a_backup_with_a_passphrase_comes_back(void **state) {
    struct scene scene;
    begin(&scene, *state);
    seal_with_passphrase(&scene);
    check_comes_back(&scene, "passphrase.sealed", true);
    end(&scene);
}

static void a_backup_to_a_key_comes_back(void **state) {
    struct scene scene;
    begin(&scene, *state);
    seal_to_key(&scene);
    check_comes_back(&scene, "key.sealed", true);
    end(&scene);
}

/* An operator can look into it with what every machine has. */
static void other_programs_read_a_plain_backup(void **state) {
    struct scene scene;
    struct backup_made made;
    begin(&scene, *state);
    assert_ok(make(&scene, path_in(&scene, "plain.tar"), &made));
    struct str line = str_format(scene.arena,
                                 "cd " STR_FMT " && mkdir x && tar xf plain.tar -C x && cd x &&"
                                 " sha256sum --quiet -c SHA256SUMS && grep -q instant_ms"
                                 " manifest.json",
                                 STR_ARG(scene.folder));
    assert_int_equal(system(line.p), 0);
    end(&scene);
}

/* --- keys ------------------------------------------------------------------------------------- */

static void wrong_keys_are_told(void **state) {
    struct scene scene;
    struct backup_made made;
    struct backup_found found;
    struct str fingerprint, other;
    begin(&scene, *state);
    seal_with_passphrase(&scene);
    const char *by_passphrase = path_in(&scene, "a.sealed"), *to_key = path_in(&scene, "b.sealed");
    assert_ok(make(&scene, by_passphrase, &made));
    scene.unlock.passphrase = STR("một câu đủ daì");
    assert_key(extract(&scene, by_passphrase, NULL, &found), "backup.wrong_passphrase");
    scene.unlock = (struct backup_unlock){0};
    assert_key(extract(&scene, by_passphrase, NULL, &found), "backup.needs_passphrase");
    seal_to_key(&scene);
    assert_ok(make(&scene, to_key, &made));
    assert_ok(backup_key_make(scene.arena, path_in(&scene, "other"), &other));
    assert_ok(backup_secret_key_read(scene.arena, path_in(&scene, "other.key"), &scene.unlock));
    assert_key(extract(&scene, to_key, NULL, &found), "backup.wrong_key");
    scene.unlock = (struct backup_unlock){.passphrase = STR("một câu đủ dài")};
    assert_key(extract(&scene, to_key, NULL, &found), "backup.needs_key");
    enum backup_seal seal;
    assert_ok(backup_seal_of(scene.arena, to_key, &seal, &fingerprint));
    assert_true(str_equal(fingerprint, backup_key_fingerprint(scene.arena, scene.lock.public_key)));
    assert_false(str_equal(fingerprint, other));
    assert_key(backup_public_key_read(scene.arena, path_in(&scene, "other.key"), &scene.lock),
               "backup.not_a_public_key");
    assert_key(backup_secret_key_read(scene.arena, path_in(&scene, "other.pub"), &scene.unlock),
               "backup.not_a_secret_key");
    assert_key(backup_key_make(scene.arena, path_in(&scene, "other"), &other), "backup.key_exists");
    end(&scene);
}

static void passphrases_are_read_from_files(void **state) {
    struct scene scene;
    struct str passphrase;
    begin(&scene, *state);
    put(&scene, "p1", "một câu đủ dài\r\ndòng thứ hai\n");
    put(&scene, "p2", "ngắn\n");
    const char *one = str_format(scene.arena, "%s/p1", scene.data).p;
    const char *two = str_format(scene.arena, "%s/p2", scene.data).p;
    assert_ok(backup_passphrase_read(scene.arena, one, &passphrase));
    assert_true(str_equal(passphrase, STR("một câu đủ dài")));
    assert_key(backup_passphrase_read(scene.arena, two, &passphrase), "backup.passphrase_short");
    end(&scene);
}

/* --- damaged ---------------------------------------------------------------------------------- */

static struct str bytes_of(struct scene *scene, const char *path) {
    struct str bytes;
    assert_ok(file_read(scene->arena, path, (size_t)64 << 20, &bytes));
    return bytes;
}

static void write_bytes(const char *path, const char *bytes, size_t count) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, count), count);
    close(fd);
}

/* Reads the file without extracting: what is left of it must not be taken for good. */
static const struct err *read_only(struct scene *scene, const char *path) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new((size_t)1 << 30);
    struct backup_reader *reader;
    struct archive archive;
    struct backup_manifest manifest;
    TRY(backup_reader_open(arena, path, &scene->unlock, &reader));
    const struct err *err = archive_read(arena, reader, NULL, &archive);
    backup_reader_close(reader);
    return err ? err : backup_manifest_read(arena, archive.manifest, &manifest);
}

/* A small archive of a few parts: each of its bytes is tried. */
static struct str small_archive(struct scene *scene, const char *path) {
    struct backup_writer *out;
    assert_ok(backup_writer_open(scene->arena, path, &scene->lock, &out));
    struct archive_writer writer = {.arena = scene->arena, .out = out, .mtime_s = 1790000000};
    assert_ok(archive_add_bytes(&writer, "files/a", STR("một")));
    struct backup_manifest manifest = {.format = BACKUP_FORMAT,
                                       .program_version = STR("1"),
                                       .schema = 1,
                                       .engine = STR("sqlite"),
                                       .instant_ms = 1,
                                       .parts = writer.parts};
    assert_ok(archive_add_bytes(&writer, ARCHIVE_MANIFEST,
                                backup_manifest_write(scene->arena, &manifest)));
    assert_ok(archive_end(&writer));
    assert_ok(backup_writer_finish(out));
    backup_writer_close(out);
    return bytes_of(scene, path);
}

static void try_every_byte(struct scene *scene, struct str bytes, const char *path) {
    char *copy = arena_alloc(scene->arena, bytes.n);
    for (size_t i = 0; i < bytes.n; i++)
        for (int bit = 0; bit < 8; bit += 7) {
            memcpy(copy, bytes.p, bytes.n);
            copy[i] = (char)(copy[i] ^ (1 << bit));
            write_bytes(path, copy, bytes.n);
            const struct err *err = read_only(scene, path);
            if (!err)
                fail_msg("byte %zu, bit %d was changed and nobody saw it", i, bit);
            if (!err->text_key)
                fail_msg("byte %zu, bit %d: no sentence: %s", i, bit, err->message);
        }
}

static void every_changed_byte_of_a_plain_archive_is_found(void **state) {
    struct scene scene;
    begin(&scene, *state);
    struct str bytes = small_archive(&scene, path_in(&scene, "small.tar"));
    assert_ok(read_only(&scene, path_in(&scene, "small.tar")));
    try_every_byte(&scene, bytes, path_in(&scene, "flipped.tar"));
    end(&scene);
}

static void every_changed_byte_of_a_sealed_archive_is_found(void **state) {
    struct scene scene;
    begin(&scene, *state);
    seal_to_key(&scene);
    struct str bytes = small_archive(&scene, path_in(&scene, "small.sealed"));
    assert_ok(read_only(&scene, path_in(&scene, "small.sealed")));
    try_every_byte(&scene, bytes, path_in(&scene, "flipped.sealed"));
    end(&scene);
}

/* The line of a passphrase is changed where that is quick: its work factor may not be. */
static void every_changed_byte_behind_a_passphrase_is_found(void **state) {
    struct scene scene;
    begin(&scene, *state);
    seal_with_passphrase(&scene);
    struct str bytes = small_archive(&scene, path_in(&scene, "small.sealed"));
    const char *path = path_in(&scene, "flipped.sealed");
    char *copy = arena_alloc(scene.arena, bytes.n);
    for (size_t i = 0; i < bytes.n; i += i < 200 ? 1 : 37) {
        memcpy(copy, bytes.p, bytes.n);
        copy[i] = (char)(copy[i] ^ 1);
        write_bytes(path, copy, bytes.n);
        const struct err *err = read_only(&scene, path);
        if (!err || !err->text_key)
            fail_msg("byte %zu was changed and nobody said so", i);
    }
    end(&scene);
}

static void try_cuts(struct scene *scene, struct str bytes, const char *path) {
    for (size_t cut = 0; cut < bytes.n; cut += cut < 2000 ? 7 : 4001) {
        write_bytes(path, bytes.p, cut);
        const struct err *err = read_only(scene, path);
        if (!err || !err->text_key)
            fail_msg("cut at %zu of %zu: %s", cut, bytes.n, err ? err->message : "taken for good");
    }
    write_bytes(path, bytes.p, bytes.n - 1);
    assert_key(read_only(scene, path), "backup.cut");
}

static void cut_backups_are_refused(void **state) {
    struct scene scene;
    struct backup_made made;
    begin(&scene, *state);
    assert_ok(make(&scene, path_in(&scene, "plain.tar"), &made));
    try_cuts(&scene, bytes_of(&scene, path_in(&scene, "plain.tar")), path_in(&scene, "cut"));
    seal_to_key(&scene);
    assert_ok(make(&scene, path_in(&scene, "key.sealed"), &made));
    try_cuts(&scene, bytes_of(&scene, path_in(&scene, "key.sealed")), path_in(&scene, "cut"));
    end(&scene);
}

enum { SEALED_PIECE = 65536 + 17 };

/* Where the sealed pieces begin: behind the line and the header of the stream. */
static size_t pieces_at(struct str bytes) {
    return (size_t)((const char *)memchr(bytes.p, '\n', bytes.n) - bytes.p) + 1 + 24;
}

static void pieces_put_together_anew_are_found(void **state) {
    struct scene scene;
    struct backup_made made;
    begin(&scene, *state);
    seal_to_key(&scene);
    assert_ok(make(&scene, path_in(&scene, "one"), &made));
    assert_ok(make(&scene, path_in(&scene, "two"), &made));
    struct str one = bytes_of(&scene, path_in(&scene, "one"));
    struct str two = bytes_of(&scene, path_in(&scene, "two"));
    size_t at = pieces_at(one);
    const char *path = path_in(&scene, "anew");
    char *copy = arena_alloc(scene.arena, one.n + two.n);
    assert_true(one.n > at + 3 * SEALED_PIECE);
    memcpy(copy, one.p, one.n); /* two pieces changed places */
    memcpy(copy + at, one.p + at + SEALED_PIECE, SEALED_PIECE);
    memcpy(copy + at + SEALED_PIECE, one.p + at, SEALED_PIECE);
    write_bytes(path, copy, one.n);
    assert_key(read_only(&scene, path), "backup.changed");
    memcpy(copy, one.p, one.n); /* a piece is missing */
    memmove(copy + at + SEALED_PIECE, one.p + at + 2 * SEALED_PIECE, one.n - at - 2 * SEALED_PIECE);
    write_bytes(path, copy, one.n - SEALED_PIECE);
    assert_key(read_only(&scene, path), "backup.changed");
    memcpy(copy, one.p, one.n); /* a piece of another backup */
    memcpy(copy + at + SEALED_PIECE, two.p + at + SEALED_PIECE, SEALED_PIECE);
    write_bytes(path, copy, one.n);
    assert_key(read_only(&scene, path), "backup.changed");
    memcpy(copy, one.p, one.n); /* something follows */
    memcpy(copy + one.n, two.p, two.n);
    write_bytes(path, copy, one.n + two.n);
    assert_non_null(read_only(&scene, path));
    memcpy(copy, one.p, one.n); /* cut between two pieces */
    write_bytes(path, copy, at + 2 * SEALED_PIECE);
    assert_key(read_only(&scene, path), "backup.cut");
    end(&scene);
}

static void a_header_cannot_ask_for_all_memory(void **state) {
    struct scene scene;
    struct backup_found found;
    begin(&scene, *state);
    seal_with_passphrase(&scene);
    const char *path = path_in(&scene, "greedy");
    const char *line = "thidua-backup-sealed 1 passphrase argon2id13 4 9999999999999 "
                       "00112233445566778899aabbccddeeff\n";
    write_bytes(path, line, strlen(line));
    assert_key(extract(&scene, path, NULL, &found), "backup.changed");
    end(&scene);
}

/* --- nothing half ----------------------------------------------------------------------------- */

static const struct err *stop_at_once(void *context) {
    int *left = context;
    return (*left)-- > 0 ? NULL : ERR(ERR_STATE, "stopped");
}

static void nothing_is_left_of_a_backup_that_was_stopped(void **state) {
    struct scene scene;
    struct backup_made made;
    begin(&scene, *state);
    for (int after = 0; after < 4; after++) {
        int left = after;
        struct backup_order order = {.db = scene.db,
                                     .data = scene.data,
                                     .to = path_in(&scene, "stopped.tar"),
                                     .now_ms = NOW_MS,
                                     .program_version = "1",
                                     .alive = stop_at_once,
                                     .alive_context = &left};
        assert_err_kind(backup_make(scene.arena, &order, &made), ERR_STATE);
        assert_int_not_equal(access(path_in(&scene, "stopped.tar"), F_OK), 0);
        assert_int_not_equal(access(path_in(&scene, "stopped.tar.part"), F_OK), 0);
        assert_int_equal(
            system(str_format(scene.arena, "test -z \"$(ls -A %s | grep backup)\"", scene.data).p),
            0);
    }
    end(&scene);
}

static void what_is_no_backup_is_refused(void **state) {
    struct scene scene;
    struct backup_found found;
    begin(&scene, *state);
    const char *path = path_in(&scene, "text");
    write_bytes(path, "no backup", 9);
    assert_key(extract(&scene, path, NULL, &found), "backup.not_a_backup");
    assert_key(extract(&scene, path_in(&scene, "none"), NULL, &found), "cmd.file_missing");
    assert_key(extract(&scene, scene.data, NULL, &found), "cmd.restore_not_a_file");
    assert_int_equal(system(str_format(scene.arena, "tar cf %s -C %s files", path, scene.data).p),
                     0);
    assert_key(extract(&scene, path, NULL, &found), "backup.changed");
    end(&scene);
}

static void names_stay_below_the_folder(void **state) {
    (void)state;
    assert_true(archive_name_fits(STR("files/ab/abc-DEF_1.pdf")));
    static const char *const BAD[] = {"",     "/etc/x", "../x", "a/../b", "a//b", "a/",
                                      "a/.b", ".x",     "a b",  "a\\b",   "a\n"};
    for (size_t i = 0; i < COUNT_OF(BAD); i++)
        if (archive_name_fits(str_from_c(BAD[i])))
            fail_msg("%s is taken for a name", BAD[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(a_plain_backup_comes_back_without_keys),
        DB_TEST(a_backup_with_a_passphrase_comes_back),
        DB_TEST(a_backup_to_a_key_comes_back),
        DB_TEST_ON(other_programs_read_a_plain_backup, "sqlite", db_test_sqlite),
        DB_TEST_ON(wrong_keys_are_told, "sqlite", db_test_sqlite),
        DB_TEST_ON(passphrases_are_read_from_files, "sqlite", db_test_sqlite),
        DB_TEST_ON(every_changed_byte_of_a_plain_archive_is_found, "sqlite", db_test_sqlite),
        DB_TEST_ON(every_changed_byte_of_a_sealed_archive_is_found, "sqlite", db_test_sqlite),
        DB_TEST_ON(every_changed_byte_behind_a_passphrase_is_found, "sqlite", db_test_sqlite),
        DB_TEST_ON(cut_backups_are_refused, "sqlite", db_test_sqlite),
        DB_TEST_ON(pieces_put_together_anew_are_found, "sqlite", db_test_sqlite),
        DB_TEST_ON(a_header_cannot_ask_for_all_memory, "sqlite", db_test_sqlite),
        DB_TEST(nothing_is_left_of_a_backup_that_was_stopped),
        DB_TEST_ON(what_is_no_backup_is_refused, "sqlite", db_test_sqlite),
        cmocka_unit_test(names_stay_below_the_folder),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
