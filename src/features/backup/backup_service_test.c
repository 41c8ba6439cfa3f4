/* Backups that the server makes: when, which are kept, what they hold; on both engines. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "features/account/account_service.h"
#include "features/account/door_service.h"
#include "features/audit/audit.h"
#include "features/backup/backup_job.h"
#include "features/backup/backup_service.h"
#include "jobs/job_fixture.h"
#include "sys/files.h"

static const int64_t HOUR_MS = 3600 * 1000;
static const int64_t DAY_MS = 24 * 3600 * 1000;
static const int64_t BEGIN_MS = 1795400000000; /* 23/11/2026, 09:13 in Vietnam */

struct scene {
    struct house house;
    struct config config;
    struct arena *arena;
    const char *data, *folder;
    struct user user;
};

static int scenes;

static void begin(struct scene *scene, struct db *db) {
    memset(scene, 0, sizeof(*scene));
    house_begin(&scene->house, db);
    scene->arena = scene->house.arena;
    scene->user = user_local();
    scene->data = str_format(scene->arena, "%s/data-%d", db_test_folder(), scenes).p;
    scene->folder = str_format(scene->arena, "%s/backups-%d", db_test_folder(), scenes++).p;
    assert_ok(folder_make(scene->data));
    assert_ok(folder_make(scene->folder));
    config_init(scene->arena, &scene->config);
    scene->config.backup_folder = scene->folder;
    scene->house.jobs.kinds = job_kinds;
    scene->house.jobs.kind_count = job_kind_count;
    scene->house.jobs.data = scene->data;
    scene->house.jobs.config = &scene->config;
    atomic_store(&fixture_clock_ms, BEGIN_MS);
    house_run(&scene->house, "a", 1);
}

static void end(struct scene *scene) {
    house_end(&scene->house);
}

static int64_t now(void) {
    return atomic_load(&fixture_clock_ms);
}

static struct backup_overview overview(struct scene *scene) {
    struct backup_overview overview;
    assert_ok(
        backup_overview_read(&scene->house.jobs, scene->arena, &scene->user, now(), &overview));
    return overview;
}

/* Until no backup is on its way. */
static void settle(struct scene *scene) {
    struct backup_status status;
    for (int i = 0; i < 6000; i++) {
        assert_ok(backup_status_read(&scene->house.jobs, scene->arena, now(), &status));
        if (!status.is_running)
            return;
        usleep(10 * 1000);
    }
    fail_msg("the backup does not end");
}

static bool start_due(struct scene *scene) {
    bool started;
    assert_ok(backup_start_due(&scene->house.jobs, scene->arena, now(), &started));
    settle(scene);
    return started;
}

static void back_up_now(struct scene *scene) {
    struct str id;
    assert_ok(backup_start(&scene->house.jobs, scene->arena, &scene->user, now(), &id));
    house_wait(&scene->house, id, JOB_DONE);
}

static size_t count_of(const struct backup_overview *overview, enum backup_presence presence) {
    size_t count = 0;
    for (size_t i = 0; i < overview->lines.count; i++)
        count += overview->lines.items[i].presence == presence;
    return count;
}

static const char *path_of(struct scene *scene, struct str file) {
    return str_format(scene->arena, "%s/" STR_FMT, scene->folder, STR_ARG(file)).p;
}

static void put(const char *path) {
    assert_ok(file_write_atomic(path, STR("not ours"), 0600));
}

/* --- the schedule ----------------------------------------------------------------------------- */

static void a_day_is_backed_up_once(void **state) {
    struct scene scene;
    begin(&scene, *state);
    assert_int_equal(overview(&scene).status.mood, BACKUP_NEVER);
    assert_true(start_due(&scene)); /* the machine was off at half past two */
    struct backup_overview seen = overview(&scene);
    assert_int_equal(count_of(&seen, BACKUP_THERE), 1);
    assert_int_equal(seen.status.mood, BACKUP_FINE);
    assert_true(seen.status.next_ms > now() && seen.status.next_ms < now() + DAY_MS);
    assert_false(start_due(&scene));
    atomic_store(&fixture_clock_ms, BEGIN_MS + DAY_MS);
    assert_true(start_due(&scene));
    atomic_store(&fixture_clock_ms, BEGIN_MS); /* the clock was set back */
    assert_false(start_due(&scene));
    seen = overview(&scene);
    assert_int_equal(count_of(&seen, BACKUP_THERE), 2);
    assert_int_equal(seen.unknown.count, 0);
    end(&scene);
}

static void a_clock_far_ahead_stops_nothing(void **state) {
    struct scene scene;
    begin(&scene, *state);
    atomic_store(&fixture_clock_ms, BEGIN_MS + 3000 * DAY_MS);
    assert_true(start_due(&scene));
    atomic_store(&fixture_clock_ms, BEGIN_MS);
    scene.config.backup_keep_days = 1;
    scene.config.backup_keep_weeks = scene.config.backup_keep_months = 0;
    assert_true(start_due(&scene)); /* today has none */
    struct backup_overview seen = overview(&scene);
    assert_int_equal(seen.lines.items[0].presence, BACKUP_THERE); /* the one made last stays */
    assert_int_equal(seen.lines.items[0].instant_ms, BEGIN_MS);
    end(&scene);
}

static void old_ones_go_by_the_rule_alone(void **state) {
    struct scene scene;
    begin(&scene, *state);
    scene.config.backup_keep_days = 2;
    scene.config.backup_keep_weeks = scene.config.backup_keep_months = 0;
    const char *other = path_of(&scene, STR("thidua-2026-11-22.tar"));
    const char *unknown = path_of(&scene, STR("thidua-20200101-000000-000000000000.tar"));
    put(other);
    put(unknown);
    for (int day = 0; day < 4; day++) {
        atomic_store(&fixture_clock_ms, BEGIN_MS + day * DAY_MS);
        assert_true(start_due(&scene));
        if (day == 0) /* somebody put another file in the place of the first backup */
            put(path_of(&scene, overview(&scene).lines.items[0].file));
    }
    struct backup_overview seen = overview(&scene);
    assert_int_equal(seen.lines.count, 4);
    assert_int_equal(count_of(&seen, BACKUP_THERE), 2);
    assert_int_equal(count_of(&seen, BACKUP_REMOVED), 1);
    assert_int_equal(count_of(&seen, BACKUP_OTHER_SIZE), 1);
    assert_int_equal(seen.lines.items[1].presence, BACKUP_THERE);
    assert_int_equal(access(other, F_OK), 0);
    assert_int_equal(access(unknown, F_OK), 0);
    assert_int_equal(seen.unknown.count, 1);
    end(&scene);
}

/* --- what goes wrong -------------------------------------------------------------------------- */

static void a_missing_folder_is_told_and_tried_again_later(void **state) {
    struct scene scene;
    begin(&scene, *state);
    assert_true(start_due(&scene));
    atomic_store(&fixture_clock_ms, BEGIN_MS + DAY_MS);
    const char *away = str_format(scene.arena, "%s-away", scene.folder).p;
    assert_int_equal(rename(scene.folder, away), 0);
    assert_true(start_due(&scene));
    struct backup_overview seen = overview(&scene);
    assert_int_equal(seen.status.failure.id, MSG_backup_folder_missing);
    assert_int_equal(seen.folder_fault.id, MSG_backup_folder_missing);
    assert_int_equal(seen.status.mood, BACKUP_NEVER); /* none that can be reached */
    assert_false(start_due(&scene));
    assert_int_equal(rename(away, scene.folder), 0);
    atomic_store(&fixture_clock_ms, BEGIN_MS + DAY_MS + HOUR_MS + 1);
    assert_int_equal(overview(&scene).status.mood, BACKUP_FAILED);
    assert_true(start_due(&scene));
    seen = overview(&scene);
    assert_int_equal(count_of(&seen, BACKUP_THERE), 2);
    assert_int_equal(seen.status.mood, BACKUP_FINE);
    end(&scene);
}

static void late_backups_are_told(void **state) {
    struct scene scene;
    begin(&scene, *state);
    back_up_now(&scene);
    atomic_store(&fixture_clock_ms, BEGIN_MS + 3 * DAY_MS - 1);
    assert_int_equal(overview(&scene).status.mood, BACKUP_FINE);
    atomic_store(&fixture_clock_ms, BEGIN_MS + 3 * DAY_MS + HOUR_MS);
    struct backup_overview seen = overview(&scene);
    assert_int_equal(seen.status.mood, BACKUP_LATE);
    assert_int_equal(seen.status.days, 3);
    assert_int_equal(unlink(path_of(&scene, seen.lines.items[0].file)), 0);
    assert_int_equal(overview(&scene).status.mood, BACKUP_NEVER);
    scene.config.backup_folder = "";
    assert_int_equal(overview(&scene).status.mood, BACKUP_OFF);
    end(&scene);
}

static void without_its_key_nothing_is_written_in_the_clear(void **state) {
    struct scene scene;
    struct str fingerprint, id;
    begin(&scene, *state);
    const char *prefix = str_format(scene.arena, "%s/officer", scene.data).p;
    assert_ok(backup_key_make(scene.arena, prefix, &fingerprint));
    scene.config.backup_key = str_format(scene.arena, "%s.pub", prefix).p;
    back_up_now(&scene);
    struct backup_overview seen = overview(&scene);
    assert_true(str_equal(seen.fingerprint, fingerprint));
    assert_true(str_equal(seen.lines.items[0].fingerprint, fingerprint));
    enum backup_file kind;
    assert_ok(backup_file_kind(path_of(&scene, seen.lines.items[0].file), &kind));
    assert_int_equal(kind, BACKUP_FILE_SEALED);
    assert_int_equal(unlink(scene.config.backup_key), 0);
    assert_ok(backup_start(&scene.house.jobs, scene.arena, &scene.user, now(), &id));
    struct job job = house_wait(&scene.house, id, JOB_FAILED);
    assert_int_equal(job.failure.id, MSG_backup_key_unusable);
    seen = overview(&scene);
    assert_int_equal(seen.lines.count, 1);
    assert_int_equal(seen.unknown.count, 0);
    assert_int_equal(seen.key_fault.id, MSG_backup_key_unusable);
    end(&scene);
}

static void only_who_cares_for_the_system_may(void **state) {
    struct scene scene;
    struct str id;
    struct backup_overview seen;
    begin(&scene, *state);
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct grant grant = {(enum role)role, STR("c"), STR("u")};
        struct user user = {.id = STR("x"), .name = STR("X"), .grants = &grant, .grant_count = 1};
        const struct err *read =
            backup_overview_read(&scene.house.jobs, scene.arena, &user, now(), &seen);
        assert_int_equal(read == NULL, role == ROLE_ADMIN);
        if (role == ROLE_ADMIN)
            continue;
        assert_int_equal(read->kind, ERR_DENIED);
        assert_err_kind(backup_start(&scene.house.jobs, scene.arena, &user, now(), &id),
                        ERR_DENIED);
    }
    end(&scene);
}

/* --- killed ----------------------------------------------------------------------------------- */

/* The file has its name, its row was not stored: the next run takes it, and makes no other. */
static void what_was_made_before_a_kill_is_noted(void **state) {
    struct scene scene;
    struct str id;
    struct stat before, after;
    struct backup_made made;
    begin(&scene, *state);
    house_stop(&scene.house);
    assert_ok(backup_start(&scene.house.jobs, scene.arena, &scene.user, now(), &id));
    struct str file = backup_file_name(scene.arena, now(), id, false);
    const char *to = path_of(&scene, file);
    put(str_format(scene.arena, "%s.part", path_of(&scene, STR("half"))).p);
    struct backup_order order = {
        .db = *state, .data = scene.data, .to = to, .now_ms = now(), .program_version = "1"};
    assert_ok(backup_make(scene.arena, &order, &made));
    assert_int_equal(stat(to, &before), 0);
    house_run(&scene.house, "a", 1);
    house_wait(&scene.house, id, JOB_DONE);
    assert_int_equal(stat(to, &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
    struct backup_overview seen = overview(&scene);
    assert_int_equal(seen.lines.count, 1);
    assert_true(str_equal(seen.lines.items[0].file, file));
    end(&scene);
}

/* --- the destruction of secrets --------------------------------------------------------------- */

static void replacing_leaves_no_older_copy(void **state) {
    struct scene scene;
    struct str id;
    struct backup_copies copies;
    begin(&scene, *state);
    back_up_now(&scene);
    atomic_store(&fixture_clock_ms, BEGIN_MS + DAY_MS);
    back_up_now(&scene);
    const char *of_migration = str_format(scene.arena, "%s/thidua.db.before-0014", scene.data).p;
    const char *unknown = path_of(&scene, STR("thidua-20200101-000000-000000000000.tar.sealed"));
    const char *half = path_of(&scene, STR("thidua-20200101-000000-000000000001.tar.part"));
    const char *other = path_of(&scene, STR("bao-cao.docx"));
    put(of_migration);
    put(unknown);
    put(half);
    put(other);
    assert_ok(backup_reachable(&scene.house.jobs, scene.arena, &copies));
    assert_int_equal(copies.count, 4);
    assert_ok(backup_start_replacing(&scene.house.jobs, scene.arena, &scene.user, now(), &id));
    house_wait(&scene.house, id, JOB_DONE);
    assert_ok(backup_reachable(&scene.house.jobs, scene.arena, &copies));
    assert_int_equal(copies.count, 1);
    assert_int_equal(access(copies.items[0].path.p, F_OK), 0);
    struct backup_overview seen = overview(&scene);
    assert_int_equal(seen.lines.count, 3);
    assert_int_equal(seen.lines.items[0].presence, BACKUP_THERE);
    assert_true(seen.lines.items[1].was_replaced && seen.lines.items[2].was_replaced);
    assert_int_not_equal(access(of_migration, F_OK), 0);
    assert_int_not_equal(access(unknown, F_OK), 0);
    assert_int_not_equal(access(half, F_OK), 0);
    assert_int_equal(access(other, F_OK), 0);
    end(&scene);
}

/* The job that made a backup is in it, unfinished: restored, it must not run. */
static void a_restored_job_destroys_nothing(void **state) {
    struct scene scene;
    struct str id;
    begin(&scene, *state);
    back_up_now(&scene);
    house_stop(&scene.house);
    assert_ok(backup_start_replacing(&scene.house.jobs, scene.arena, &scene.user, now(), &id));
    assert_ok(backup_note_restored(*state, scene.arena, &scene.user, now(), STR("b.tar")));
    house_run(&scene.house, "another machine", 1);
    house_wait(&scene.house, id, JOB_CANCELLED);
    struct backup_overview seen = overview(&scene);
    assert_int_equal(seen.lines.count, 1);
    assert_int_equal(seen.lines.items[0].presence, BACKUP_THERE);
    end(&scene);
}

/* --- the drill -------------------------------------------------------------------------------- */

enum { WRITERS = 3, ROWS_BEFORE = 20 };

struct writer {
    struct db *db;
    pthread_t thread;
    const char *name;
    atomic_int acknowledged;
    atomic_bool *stop;
    int number; /* of the row that is written */
    struct arena *arena;
};

static const struct err *write_in(struct db_tx *tx, void *context) {
    struct writer *writer = context;
    struct user user = user_local();
    struct audit_note note = {.action = "test",
                              .object_kind = "drill",
                              .object_id = str_from_c(writer->name),
                              .after = str_format(writer->arena, "%d", writer->number)};
    return audit_write(tx, writer->arena, &user, BEGIN_MS + writer->number, &note);
}

static void *write_on(void *context) {
    struct writer *writer = context;
    while (!atomic_load(writer->stop)) {
        writer->number = atomic_load(&writer->acknowledged);
        writer->arena = arena_new(0);
        if (!db_write(writer->db, write_in, writer))
            atomic_fetch_add(&writer->acknowledged, 1);
        arena_free(writer->arena);
    }
    return NULL;
}

static void wait_for_rows(struct writer *writers, int rows) {
    for (int i = 0; i < WRITERS; i++)
        for (int k = 0; atomic_load(&writers[i].acknowledged) < rows; k++) {
            assert_true(k < 60000);
            usleep(1000);
        }
}

struct newest {
    struct arena *arena;
    const char *name;
    struct audit_lines lines;
};

static const struct err *newest_in(struct db_tx *tx, void *context) {
    struct newest *newest = context;
    return audit_read(tx, newest->arena, LANG_VI, "drill", str_from_c(newest->name), NULL,
                      &newest->lines);
}

/* Every row that was answered before is there, and no row lacks those before it. */
static void check_rows(struct scene *scene, const char *folder, const struct writer *writers,
                       const int *answered) {
    struct db_options options = {.engine = DB_SQLITE,
                                 .sqlite_path = str_format(scene->arena, "%s/thidua.db", folder).p,
                                 .readers = 1,
                                 .read_only = true};
    struct db *db;
    assert_ok(db_open(&options, &db));
    for (int i = 0; i < WRITERS; i++) {
        struct newest newest = {scene->arena, writers[i].name, {0}};
        assert_ok(db_read(db, newest_in, &newest));
        long long last;
        assert_true(newest.lines.count > 0);
        assert_true(str_to_int64(newest.lines.items[0].after, &last));
        assert_true(last + 1 >= answered[i]);
        for (size_t k = 0; k < newest.lines.count; k++) {
            long long number;
            assert_true(str_to_int64(newest.lines.items[k].after, &number));
            assert_int_equal(number, last - (long long)k);
        }
    }
    db_close(db);
}

static void what_was_answered_before_a_backup_is_in_it(void **state) {
    static const char *const NAMES[WRITERS] = {"w0", "w1", "w2"};
    struct scene scene;
    struct writer writers[WRITERS];
    atomic_bool stop = false;
    int answered[WRITERS];
    struct backup_made made;
    struct backup_found found;
    begin(&scene, *state);
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){.db = *state, .name = NAMES[i], .stop = &stop};
        assert_int_equal(pthread_create(&writers[i].thread, NULL, write_on, &writers[i]), 0);
    }
    for (int round = 1; round <= 3; round++) {
        wait_for_rows(writers, round * ROWS_BEFORE);
        for (int i = 0; i < WRITERS; i++)
            answered[i] = atomic_load(&writers[i].acknowledged);
        const char *to = path_of(&scene, str_format(scene.arena, "drill-%d", round));
        const char *folder = str_format(scene.arena, "%s/out-%d", scene.data, round).p;
        struct backup_order order = {.db = *state,
                                     .data = scene.data,
                                     .to = to,
                                     .now_ms = now(),
                                     .program_version = "1",
                                     .inspect = backup_inspect_rules};
        assert_ok(backup_make(scene.arena, &order, &made));
        struct backup_source source = {
            .from = to, .inspect = backup_inspect_rules, .now_ms = now()};
        assert_ok(folder_make(folder));
        assert_ok(backup_extract(scene.arena, &source, folder, &found));
        assert_int_equal(found.inspection.errors, 0);
        check_rows(&scene, folder, writers, answered);
    }
    atomic_store(&stop, true);
    for (int i = 0; i < WRITERS; i++)
        pthread_join(writers[i].thread, NULL);
    end(&scene);
}

static bool is_open(struct scene *scene, struct str token) {
    struct known_session session;
    assert_ok(
        account_of_session(scene->house.jobs.db, scene->arena, now(), token, STR("::1"), &session));
    return session.user != NULL;
}

static void sessions_and_codes_end_with_a_restore(void **state) {
    struct scene scene;
    struct str password, code;
    struct issues issues = {0};
    struct door_answer answer;
    const struct visitor visitor = {STR("::1"), STR("Firefox")};
    begin(&scene, *state);
    struct account_form form = {.login = STR("quantri"), .name = STR("A"), .role = ROLE_ADMIN};
    struct account_form other = {.login = STR("moi"), .name = STR("B"), .role = ROLE_OFFICE};
    assert_ok(
        account_create_sample(*state, scene.arena, &scene.user, now(), &form, &issues, &password));
    assert_ok(account_create(*state, scene.arena, &scene.user, now(), &other, &issues, &code));
    assert_ok(
        door_sign_in(*state, scene.arena, now(), &visitor, form.login, password, &issues, &answer));
    assert_true(is_open(&scene, answer.session_token));
    assert_ok(backup_note_restored(*state, scene.arena, &scene.user, now(), STR("b.tar")));
    assert_false(is_open(&scene, answer.session_token));
    assert_ok(
        door_sign_in(*state, scene.arena, now(), &visitor, other.login, code, &issues, &answer));
    assert_null(answer.session_token.p);
    assert_null(answer.pending_token.p);
    assert_true(issues.count > 0);
    end(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(a_day_is_backed_up_once),
        DB_TEST_ON(a_clock_far_ahead_stops_nothing, "sqlite", db_test_sqlite),
        DB_TEST_ON(old_ones_go_by_the_rule_alone, "sqlite", db_test_sqlite),
        DB_TEST_ON(a_missing_folder_is_told_and_tried_again_later, "sqlite", db_test_sqlite),
        DB_TEST_ON(late_backups_are_told, "sqlite", db_test_sqlite),
        DB_TEST(without_its_key_nothing_is_written_in_the_clear),
        DB_TEST_ON(only_who_cares_for_the_system_may, "sqlite", db_test_sqlite),
        DB_TEST(what_was_made_before_a_kill_is_noted),
        DB_TEST(replacing_leaves_no_older_copy),
        DB_TEST(a_restored_job_destroys_nothing),
        DB_TEST(what_was_answered_before_a_backup_is_in_it),
        DB_TEST(sessions_and_codes_end_with_a_restore),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
