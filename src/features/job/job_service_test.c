/* Long work as people meet it, on both engines: rights, audit rows, the package of papers, the
 * import of many sheets. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zip.h>

#include "crypto/digest.h"
#include "doc/workbook_fixture.h"
#include "features/account/account_service.h"
#include "features/account/grant_service.h"
#include "features/audit/audit.h"
#include "features/bundle/bundle_job.h"
#include "features/intake/import_job.h"
#include "features/job/job_service.h"
#include "features/sample/sample.h"
#include "jobs/job_fixture.h"
#include "sys/files.h"

#define NOW ((int64_t)atomic_load(&fixture_clock_ms))

enum { UNITS = 5, PAPERS = 3 * UNITS + 3 };
static const char *const SHEETS[UNITS] = {
    "tu-cham-ea-mrang-6T2020.xlsx", "tu-cham-suoi-bac-6T2020.xlsx", "tu-cham-doi-xanh-6T2020.xlsx",
    "tu-cham-thac-may-6T2020.xlsx", "tu-cham-dam-say-6T2020.xlsx",
};

struct scene {
    struct house house;
    struct arena *arena;
    struct user local;
    struct cluster_period cluster;
};

static void begin(struct scene *scene, struct db *db) {
    house_begin(&scene->house, db);
    scene->arena = scene->house.arena;
    scene->house.jobs.kinds = job_kinds;
    scene->house.jobs.kind_count = job_kind_count;
    scene->local = user_local();
    assert_ok(sample_load(db, scene->arena, &scene->local, NOW, "training", &scene->cluster));
}

static void end(struct scene *scene) {
    scoring_forget_boards(scene->house.jobs.db);
    house_end(&scene->house);
}

/* A new account with this role in the training cluster, signed in. */
static struct user person(struct scene *scene, const char *login, enum role role) {
    struct db *db = scene->house.jobs.db;
    struct account_form form = {
        .login = str_from_c(login),
        .name = str_from_c(login),
        .role = role,
        .cluster_id =
            role_needs_cluster(role) || role == ROLE_READER ? scene->cluster.cluster_id : STR(""),
        /* Not the head's or a deputy's unit, whose officer would have its right. */
        .unit_id = role_needs_unit(role) ? scene->cluster.members.items[3].id : STR("")};
    struct issues issues = {0};
    struct str code;
    const struct user *user;
    assert_ok(account_create(db, scene->arena, &scene->local, NOW, &form, &issues, &code));
    assert_int_equal(issues.count, 0);
    assert_ok(account_of_login(db, scene->arena, NOW, form.login, STR("here"), &user));
    return *user;
}

static struct str start_papers(struct scene *scene, const struct user *user) {
    struct str id;
    assert_ok(bundle_start(&scene->house.jobs, scene->arena, user, NOW, scene->cluster.slug,
                           scene->cluster.code, &id));
    return id;
}

static struct str start_import(struct scene *scene, const struct user *user) {
    struct intake_upload uploads[UNITS];
    struct str id;
    for (int i = 0; i < UNITS; i++)
        uploads[i] = (struct intake_upload){.name = str_from_c(SHEETS[i]),
                                            .bytes = fixture_file(scene->arena, SHEETS[i])};
    assert_ok(import_start(&scene->house.jobs, scene->arena, user, NOW, &scene->cluster, uploads,
                           UNITS, &id));
    return id;
}

static int count_audit(struct scene *scene, const char *sentence) {
    struct audit_lines lines;
    int count = 0;
    assert_ok(audit_of_period(scene->house.jobs.db, scene->arena, LANG_VI, &scene->local,
                              place_of_period(&scene->cluster), scene->cluster.id, NULL, &lines));
    for (size_t i = 0; i < lines.count; i++)
        count += str_equal_c(lines.items[i].action, sentence);
    return count;
}

/* --- rights ------------------------------------------------------------------------------- */

static void only_who_may_sees_and_stops_it(void **state) {
    struct scene scene;
    struct job_entry entry;
    struct job_entries entries;
    bool ended;
    struct str name, bytes, id;
    begin(&scene, *state);
    const struct jobs *jobs = &scene.house.jobs;
    struct user head = person(&scene, "truong", ROLE_HEAD);
    struct user office = person(&scene, "coquan", ROLE_OFFICE);
    struct user others[] = {person(&scene, "donvi", ROLE_UNIT), person(&scene, "doc", ROLE_READER),
                            person(&scene, "quantri", ROLE_ADMIN)};
    struct str job = start_papers(&scene, &head);
    assert_ok(job_entry_find(jobs, scene.arena, &head, job, &entry));
    assert_true(entry.is_own);
    assert_ok(job_entry_find(jobs, scene.arena, &office, job, &entry));
    assert_false(entry.is_own);
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        assert_err_kind(bundle_start(jobs, scene.arena, &others[i], NOW, scene.cluster.slug,
                                     scene.cluster.code, &id),
                        ERR_DENIED);
        assert_err_kind(job_entry_find(jobs, scene.arena, &others[i], job, &entry), ERR_DENIED);
        assert_err_kind(job_entry_cancel(jobs, scene.arena, &others[i], NOW, job, &ended),
                        ERR_DENIED);
        assert_err_kind(job_entry_download(jobs, scene.arena, &others[i], NOW, job, &name, &bytes),
                        ERR_DENIED);
        struct reach reach = user_reach(scene.arena, &others[i], RIGHT_SCORE_VERIFY);
        assert_ok(job_entries_of(jobs, scene.arena, &others[i], &reach, &entries));
        assert_int_equal(entries.count, 0);
    }
    assert_err_kind(job_entry_find(jobs, scene.arena, &head, STR("khong-co"), &entry),
                    ERR_NOT_FOUND);
    assert_ok(job_entries_running(jobs, scene.arena, &head, &entries));
    assert_int_equal(entries.count, 1);
    assert_ok(job_entries_running(jobs, scene.arena, &office, &entries));
    assert_int_equal(entries.count, 0); /* not his own */
    assert_ok(job_entry_cancel(jobs, scene.arena, &office, NOW, job, &ended));
    assert_true(ended);
    assert_int_equal(count_audit(&scene, "Bắt đầu việc chạy lâu"), 1);
    assert_int_equal(count_audit(&scene, "Dừng việc chạy lâu"), 1);
    end(&scene);
}

static void who_lost_the_right_gets_nothing(void **state) {
    struct scene scene;
    struct str name, bytes;
    struct issues issues = {0};
    begin(&scene, *state);
    struct house *house = &scene.house;
    struct user head = person(&scene, "truong", ROLE_HEAD);
    struct str done = start_papers(&scene, &head);
    house_run(house, "one", 1);
    house_wait(house, done, JOB_DONE);
    house_stop(house);
    struct str waiting = start_papers(&scene, &head);
    struct str import = start_import(&scene, &head);
    assert_ok(grant_withdraw(house->jobs.db, scene.arena, &scene.local, NOW, STR("truong"),
                             head.grants[0].id, STR(""), &issues));
    head.grant_count = 0;
    assert_err_kind(job_entry_download(&house->jobs, scene.arena, &head, NOW, done, &name, &bytes),
                    ERR_DENIED);
    house_run(house, "one", 1);
    struct job job = house_wait(house, waiting, JOB_FAILED);
    assert_int_equal(job.failure.id, MSG_job_right_gone);
    job = house_wait(house, import, JOB_FAILED);
    assert_int_equal(job.failure.id, MSG_job_right_gone);
    end(&scene);
}

static void who_was_removed_gets_nothing(void **state) {
    struct scene scene;
    struct issues issues = {0};
    begin(&scene, *state);
    struct house *house = &scene.house;
    struct user head = person(&scene, "truong", ROLE_HEAD);
    person(&scene, "quantri", ROLE_ADMIN);
    struct str waiting = start_papers(&scene, &head);
    assert_ok(
        account_close(house->jobs.db, scene.arena, &scene.local, NOW, STR("truong"), &issues));
    assert_int_equal(issues.count, 0);
    house_run(house, "one", 1);
    struct job job = house_wait(house, waiting, JOB_FAILED);
    assert_int_equal(job.failure.id, MSG_job_right_gone);
    end(&scene);
}

/* --- the package -------------------------------------------------------------------------- */

static void assert_holds_papers(struct scene *scene, struct str archive) {
    zip_error_t error;
    zip_source_t *source = zip_source_buffer_create(archive.p, archive.n, 0, &error);
    zip_t *zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
    assert_non_null(zip);
    assert_int_equal(zip_get_num_entries(zip, 0), PAPERS);
    static const char *const OF_UNIT[] = {"tu-cham", "phan-hoi", "minh-chung"};
    for (size_t i = 0; i < scene->cluster.members.count; i++)
        for (size_t k = 0; k < COUNT_OF(OF_UNIT); k++) {
            const char *unit = scene->cluster.members.items[i].slug.p;
            const char *name = str_format(scene->arena, "%s-%s-2020-H1.xlsx", OF_UNIT[k], unit).p;
            if (zip_name_locate(zip, name, 0) < 0)
                fail_msg("no %s", name);
        }
    static const char *const OTHERS[] = {"xep-thu-cum-mau-2020-H1.xlsx",
                                         "bao-cao-so-ket-cum-mau-2020-H1.docx",
                                         "bao-cao-so-ket-cum-mau-2020-H1.pdf"};
    for (size_t i = 0; i < COUNT_OF(OTHERS); i++)
        if (zip_name_locate(zip, OTHERS[i], 0) < 0)
            fail_msg("no %s", OTHERS[i]);
    zip_discard(zip);
}

static void the_package_holds_every_paper(void **state) {
    struct scene scene;
    struct str name, bytes, again;
    begin(&scene, *state);
    struct house *house = &scene.house;
    struct user head = person(&scene, "truong", ROLE_HEAD);
    struct str first = start_papers(&scene, &head);
    house_run(house, "one", 1);
    struct job job = house_wait(house, first, JOB_DONE);
    assert_int_equal(job.done, PAPERS);
    assert_int_equal(job.total, PAPERS);
    assert_ok(job_entry_download(&house->jobs, scene.arena, &head, NOW, first, &name, &bytes));
    assert_true(str_equal_c(name, "phieu-va-giay-cum-mau-2020-H1.zip"));
    assert_holds_papers(&scene, bytes);
    assert_int_equal(count_audit(&scene, "Tải kết quả của việc chạy lâu"), 1);
    /* The same figures and instant: the same bytes. */
    struct str second = start_papers(&scene, &head);
    assert_false(str_equal(first, second));
    house_wait(house, second, JOB_DONE);
    assert_ok(job_entry_download(&house->jobs, scene.arena, &head, NOW, second, &name, &again));
    assert_true(str_equal(bytes, again));
    end(&scene);
}

static struct scene *changing;
static int changes_left;

static const struct err *bump_in(struct db_tx *tx, void *context) {
    struct arena *arena = context;
    struct cluster_revisions revisions;
    return cluster_bump_revision(tx, arena, changing->cluster.id, &revisions);
}

static void change_at_third(struct str id, int64_t next_step) {
    (void)id;
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    if (next_step != 3 || changes_left-- <= 0)
        return;
    if (db_write(changing->house.jobs.db, bump_in, arena))
        abort();
}

static void papers_of_one_package_rest_on_the_same_figures(void **state) {
    struct scene scene;
    begin(&scene, *state);
    changing = &scene;
    fixture_on_stored = change_at_third;
    changes_left = 1;
    struct str id = start_papers(&scene, &scene.local);
    house_run(&scene.house, "one", 1);
    struct job job = house_wait(&scene.house, id, JOB_DONE);
    assert_int_equal(job.restarts, 1);
    changes_left = 1000;
    id = start_papers(&scene, &scene.local);
    job = house_wait(&scene.house, id, JOB_FAILED);
    assert_int_equal(job.failure.id, MSG_job_figures_moving);
    end(&scene);
}

/* --- the import --------------------------------------------------------------------------- */

static size_t batches(struct scene *scene) {
    struct intake_summaries found;
    assert_ok(
        intake_batches(scene->house.jobs.db, scene->arena, &scene->local, &scene->cluster, &found));
    return found.count;
}

static void sheets_are_read_one_by_one_and_shown_together(void **state) {
    struct scene scene;
    struct intake_batch batch;
    begin(&scene, *state);
    struct house *house = &scene.house;
    size_t before = batches(&scene);
    struct str id = start_import(&scene, &scene.local);
    assert_int_equal(batches(&scene), before); /* not to be seen while it is read */
    house_run(house, "one", 1);
    struct job job = house_wait(house, id, JOB_DONE);
    assert_int_equal(job.done, UNITS);
    assert_int_equal(batches(&scene), before + 1);
    struct str rest = job.result_path;
    assert_true(str_starts_with(rest, STR("/cum/cum-mau/2020-H1/nhap-phieu/")));
    struct str batch_id = str_slice(rest, STR("/cum/cum-mau/2020-H1/nhap-phieu/").n, rest.n);
    /* The preview needs no reader any more: what was read was kept. */
    workbook_reader_set_program("/bin/false");
    const struct err *err =
        intake_preview(house->jobs.db, scene.arena, &scene.local, scene.cluster.slug,
                       scene.cluster.code, batch_id, &batch);
    workbook_reader_set_program(NULL);
    assert_ok(err);
    assert_int_equal(batch.files.count, UNITS);
    for (size_t i = 0; i < batch.files.count; i++) {
        assert_true(batch.files.items[i].readable);
        assert_true(batch.files.items[i].unit >= 0);
        assert_true(str_equal_c(batch.files.items[i].name, SHEETS[i]));
    }
    end(&scene);
}

static void cancel_after_second(struct str id, int64_t next_step) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    bool ended;
    if (next_step != 2 || changes_left-- <= 0)
        return;
    if (job_entry_cancel(&changing->house.jobs, arena, &changing->local, 1, id, &ended))
        abort();
}

static void what_was_half_read_goes_away(void **state) {
    struct scene scene;
    begin(&scene, *state);
    changing = &scene;
    fixture_on_stored = cancel_after_second;
    changes_left = 1;
    size_t before = batches(&scene);
    struct str id = start_import(&scene, &scene.local);
    house_run(&scene.house, "one", 1);
    struct job job = house_wait(&scene.house, id, JOB_CANCELLED);
    assert_int_equal(job.done, 2);
    house_stop(&scene.house);
    assert_int_equal(batches(&scene), before);
    assert_false(house_has_folder(&scene.house, id));
    end(&scene);
}

static void a_sheet_that_vanished_leaves_nothing_behind(void **state) {
    struct scene scene;
    begin(&scene, *state);
    struct house *house = &scene.house;
    size_t before = batches(&scene);
    struct str id = start_import(&scene, &scene.local);
    struct str sha256 = digest_sha256_hex(scene.arena, fixture_file(scene.arena, SHEETS[3]));
    const char *path = str_format(scene.arena, "%s/" STR_FMT,
                                  job_folder(&house->jobs, scene.arena, id), STR_ARG(sha256))
                           .p;
    assert_int_equal(unlink(path), 0);
    house_run(house, "one", 1);
    struct job job = house_wait(house, id, JOB_FAILED);
    assert_int_equal(job.done, 3);
    assert_int_equal(job.failure.id, MSG_job_input_gone);
    assert_true(str_equal_c(job.failure.args[0], SHEETS[3]));
    assert_int_equal(batches(&scene), before);
    end(&scene);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        DB_TEST(only_who_may_sees_and_stops_it),
        DB_TEST(who_lost_the_right_gets_nothing),
        DB_TEST(who_was_removed_gets_nothing),
        DB_TEST(the_package_holds_every_paper),
        DB_TEST(papers_of_one_package_rest_on_the_same_figures),
        DB_TEST(sheets_are_read_one_by_one_and_shown_together),
        DB_TEST(what_was_half_read_goes_away),
        DB_TEST(a_sheet_that_vanished_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
