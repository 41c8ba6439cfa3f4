/* Scanning what comes and what is kept, on both engines, against a daemon of the test. */
#include "features/file/file_scan_service.h"

#include <string.h>

#include "crypto/digest.h"
#include "db/db_test_support.h"
#include "doc/workbook_fixture.h"
#include "features/audit/audit.h"
#include "features/cluster/cluster_fixture.h"
#include "features/plan/plan_edit_service.h"
#include "features/plan/plan_file_service.h"
#include "sys/clamd_fixture.h"

#define CLEAN "%PDF-1.7 a paper\n"
#define EVIL  "%PDF-1.7 " CLAMD_EICAR "\n"

struct stage {
    struct arena *arena;
    struct db *db;
    struct user office, care;
    struct str task;
};

static struct stage stage_of(void **state) {
    struct stage p = {.db = *state, .arena = arena_new(0)};
    struct cluster_period cluster = fixture_cluster(p.db, p.arena, "Mẫu");
    struct cluster_year year;
    struct issues issues = {0};
    struct str code;
    struct plan plan;
    p.office = fixture_user(p.arena, ROLE_OFFICE, NULL, NULL);
    p.care = fixture_user(p.arena, ROLE_ADMIN, NULL, NULL);
    assert_ok(cluster_year_find(p.db, p.arena, &p.office, cluster.slug, 2020,
                                date_of_instant(TEST_NOW_MS), &year));
    struct plan_edit edit = {p.db, p.arena, &p.office, TEST_NOW_MS, LANG_VI, &year, &issues};
    const struct plan_form form = {
        .unit = year.members.items[0].slug, .half = STR("0"), .title = STR("Kế hoạch")};
    const struct task_form task = {.content = STR("Huấn luyện"), .due = STR("30/7/2020")};
    assert_ok(plan_create(&edit, &form, STR(""), &code));
    assert_ok(plan_save_task(&edit, code, STR(""), &task));
    assert_ok(plan_find(p.db, p.arena, &p.office, &year, code, &plan));
    p.task = plan.tasks.items[0].id;
    const struct plan_issue_form issue = {.number = STR("05/KH"), .issued_on = STR("20/6/2020")};
    assert_ok(plan_issue(&edit, code, &issue));
    assert_int_equal(issues.count, 0);
    return p;
}

static const struct err *scan(struct stage *p, const struct file_scanner *scanner,
                              struct str bytes) {
    const struct clamd_bytes what = {.bytes = bytes, .descriptor = -1};
    return file_scan(p->db, p->arena, &p->office, TEST_NOW_MS, scanner, &what,
                     digest_sha256_hex(p->arena, bytes));
}

static void keep(struct stage *p, struct str bytes) {
    const struct file_sent sent = {
        .file = workbook_file_of(bytes), .bytes = bytes, .name = STR("a.pdf"), .confirmed = true};
    const struct file_form words = {STR("Biên bản"), STR("bản gốc phải trả")};
    struct issues issues = {0};
    struct file_twins twins;
    assert_ok(file_add(p->db, p->arena, &p->office, TEST_NOW_MS, STR(PLAN_TASK_FILES), p->task,
                       &sent, &words, &issues, &twins));
    assert_int_equal(issues.count, 0);
}

static struct stored_files kept(struct stage *p) {
    struct file_owner owner;
    struct stored_files files;
    assert_ok(files_of(p->db, p->arena, &p->office, STR(PLAN_TASK_FILES), p->task, &owner, &files));
    return files;
}

static size_t told(struct stage *p) {
    const struct audit_filter filter = {.action = STR("file.infected")};
    struct audit_lines lines;
    struct user local = user_local();
    assert_ok(audit_of_all(p->db, p->arena, LANG_VI, &local, &filter, NULL, &lines));
    return lines.count;
}

static void an_infected_file_is_refused_and_told(void **state) {
    struct stage p = stage_of(state);
    struct clamd_fixture *fixture = clamd_fixture_start(CLAMD_WORKS);
    const struct file_scanner scanner = {.socket_path = clamd_fixture_path(fixture)};
    assert_ok(scan(&p, &scanner, STR(CLEAN)));
    const struct err *err = scan(&p, &scanner, STR(EVIL));
    assert_err_kind(err, ERR_INPUT);
    assert_string_equal(err->text_key, "file.scan_infected");
    assert_int_equal(told(&p), 1);
    keep(&p, STR(CLEAN));
    struct stored_file file = kept(&p).items[0];
    assert_int_equal(file.scan.verdict, FILE_CLEAN);
    assert_int_equal(file.scan.at_ms, TEST_NOW_MS);
    clamd_fixture_stop(fixture);
    arena_free(p.arena);
}

static void a_scanner_that_fails_follows_the_operators_word(void **state) {
    struct stage p = stage_of(state);
    struct file_scanner none = {.socket_path = "/tmp/thidua-clamd-nowhere/clamd.ctl"};
    assert_ok(scan(&p, &none, STR(EVIL))); /* nobody there to ask */
    none.is_expected = true;
    assert_err_kind(scan(&p, &none, STR(CLEAN)), ERR_UNAVAILABLE);
    none.takes_unscanned = true;
    assert_ok(scan(&p, &none, STR(CLEAN)));
    struct clamd_fixture *fixture = clamd_fixture_start(CLAMD_HANGS_UP);
    struct file_scanner failing = {.socket_path = clamd_fixture_path(fixture)};
    assert_err_kind(scan(&p, &failing, STR(CLEAN)), ERR_UNAVAILABLE);
    failing.takes_unscanned = true;
    assert_ok(scan(&p, &failing, STR(CLEAN)));
    clamd_fixture_stop(fixture);
    keep(&p, STR(CLEAN));
    assert_int_equal(kept(&p).items[0].scan.verdict, FILE_UNSCANNED);
    assert_int_equal(kept(&p).items[0].scan.at_ms, 0);
    assert_int_equal(told(&p), 0);
    const struct file_scanner off = {.socket_path = ""};
    assert_ok(scan(&p, &off, STR(EVIL)));
    arena_free(p.arena);
}

struct keeping {
    struct stage *stage;
    const struct file_words *words;
};

static const struct err *keep_in(struct db_tx *tx, void *context) {
    const struct keeping *keeping = context;
    return file_rescan_keep(tx, keeping->stage->arena, &keeping->stage->care, TEST_NOW_MS + 5,
                            keeping->words);
}

static void kept_files_are_looked_at_again(void **state) {
    struct stage p = stage_of(state);
    keep(&p, STR(CLEAN));
    keep(&p, STR(EVIL)); /* there was no scanner then */
    struct clamd_fixture *fixture = clamd_fixture_start(CLAMD_WORKS);
    const struct file_scanner scanner = {.socket_path = clamd_fixture_path(fixture)};
    struct file_scan_state how;
    assert_err_kind(file_scan_state(p.db, p.arena, &p.office, &scanner, &how), ERR_DENIED);
    assert_ok(file_scan_state(p.db, p.arena, &p.care, &scanner, &how));
    assert_int_equal(how.contents, 2);
    assert_int_equal(how.unscanned, 2);
    assert_string_equal(how.scanner.words, "ClamAV 1.0.3/26895/Mon May  1 07:27:00 2023");
    size_t all = 0, evil = 0;
    struct file_words words;
    do {
        assert_ok(file_rescan_ask(p.db, p.arena, &scanner, TEST_NOW_MS + 5, 1, &words));
        struct keeping keeping = {&p, &words};
        assert_ok(db_write(p.db, keep_in, &keeping));
        for (size_t i = 0; i < words.count; i++)
            evil += words.items[i].result.answer == CLAMD_INFECTED;
        all += words.count;
    } while (words.count);
    assert_int_equal(all, 2);
    assert_int_equal(evil, 1);
    assert_ok(file_scan_state(p.db, p.arena, &p.care, &scanner, &how));
    assert_int_equal(how.unscanned, 0);
    assert_int_equal(how.infected, 1);
    assert_int_equal(told(&p), 1);
    /* What was found is handed out no more. */
    struct stored_files files = kept(&p);
    struct stored_file file;
    struct str bytes;
    for (size_t i = 0; i < files.count; i++) {
        const struct err *err =
            file_bytes(p.db, p.arena, &p.office, files.items[i].id, &file, &bytes);
        if (files.items[i].scan.verdict == FILE_INFECTED) {
            assert_err_kind(err, ERR_STATE);
            assert_string_equal(str_c(p.arena, files.items[i].scan.found), "Eicar-Test-Signature");
        } else {
            assert_ok(err);
        }
    }
    clamd_fixture_stop(fixture);
    const struct file_scanner gone = {.socket_path = "/tmp/thidua-clamd-nowhere/clamd.ctl"};
    assert_err_kind(file_rescan_ask(p.db, p.arena, &gone, TEST_NOW_MS + 9, 1, &words),
                    ERR_UNAVAILABLE);
    arena_free(p.arena);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        DB_TEST(an_infected_file_is_refused_and_told),
        DB_TEST(a_scanner_that_fails_follows_the_operators_word),
        DB_TEST(kept_files_are_looked_at_again),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
