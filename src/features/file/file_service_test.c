/* Files of tasks on both engines: who may, what is taken, twins, taking back. */
#include "features/file/file_service.h"

#include <string.h>

#include "db/db_test_support.h"
#include "doc/workbook_fixture.h"
#include "features/cluster/cluster_fixture.h"
#include "features/plan/plan_edit_service.h"
#include "features/plan/plan_file_service.h"

struct stage {
    struct arena *arena;
    struct db *db;
    struct cluster_period cluster;
    struct cluster_year year;
    struct user office, unit, other, reader, elsewhere;
    struct str task, other_task;
    struct issues issues;
    struct file_twins twins;
};

/* An issued plan of a member with one task. */
static struct str make_task(struct stage *p, size_t member) {
    struct issues issues = {0};
    struct plan_edit edit = {p->db, p->arena, &p->office, TEST_NOW_MS, LANG_VI, &p->year, &issues};
    const struct plan_form form = {.unit = p->year.members.items[member].slug,
                                   .half = STR("0"),
                                   .title = STR("Kế hoạch công tác")};
    const struct task_form task = {.content = STR("Huấn luyện"), .due = STR("30/7/2020")};
    const struct plan_issue_form issue = {.number = STR("05/KH"), .issued_on = STR("20/6/2020")};
    struct str code;
    struct plan plan;
    assert_ok(plan_create(&edit, &form, STR(""), &code));
    assert_ok(plan_save_task(&edit, code, STR(""), &task));
    assert_ok(plan_issue(&edit, code, &issue));
    assert_int_equal(issues.count, 0);
    assert_ok(plan_find(p->db, p->arena, &p->office, &p->year, code, &plan));
    return plan.tasks.items[0].id;
}

static struct stage stage_of(void **state) {
    struct stage p = {.db = *state, .arena = arena_new(0)};
    p.cluster = fixture_cluster(p.db, p.arena, "Mẫu");
    struct cluster_period elsewhere = fixture_cluster(p.db, p.arena, "Khác");
    p.office = fixture_user(p.arena, ROLE_OFFICE, NULL, NULL);
    p.unit = fixture_user(p.arena, ROLE_UNIT, &p.cluster, &p.cluster.members.items[0]);
    p.other = fixture_user(p.arena, ROLE_UNIT, &p.cluster, &p.cluster.members.items[1]);
    p.reader = fixture_user(p.arena, ROLE_READER, &p.cluster, NULL);
    p.elsewhere = fixture_user(p.arena, ROLE_HEAD, &elsewhere, NULL);
    assert_ok(cluster_year_find(p.db, p.arena, &p.office, p.cluster.slug, 2020,
                                date_of_instant(TEST_NOW_MS), &p.year));
    p.task = make_task(&p, 0);
    p.other_task = make_task(&p, 1);
    return p;
}

static const struct file_form WORDS = {STR_INIT("Biên bản số 7"), STR_INIT("bản gốc phải trả")};

static const struct err *add_as(struct stage *p, const struct user *user, struct str task,
                                const char *name, struct str bytes, bool confirmed) {
    const struct file_sent sent = {.file = workbook_file_of(bytes),
                                   .bytes = bytes,
                                   .name = str_from_c(name),
                                   .confirmed = confirmed};
    p->issues.count = 0;
    return file_add(p->db, p->arena, user, TEST_NOW_MS, STR(PLAN_TASK_FILES), task, &sent, &WORDS,
                    &p->issues, &p->twins);
}

static struct stored_files list_as(struct stage *p, const struct user *user, struct str task) {
    struct file_owner owner;
    struct stored_files files;
    assert_ok(files_of(p->db, p->arena, user, STR(PLAN_TASK_FILES), task, &owner, &files));
    return files;
}

#define PDF "%PDF-1.7\nmột tệp\n"

static void a_file_has_the_rights_of_its_object(void **state) {
    struct stage p = stage_of(state);
    assert_ok(add_as(&p, &p.unit, p.task, "Biên bản.pdf", STR(PDF), true));
    assert_int_equal(p.issues.count, 0);
    struct stored_files files = list_as(&p, &p.unit, p.task);
    assert_int_equal(files.count, 1);
    assert_string_equal(str_c(p.arena, files.items[0].name), "Biên bản.pdf");
    assert_int_equal(files.items[0].type, FILE_TYPE_PDF);
    struct stored_file file;
    struct str bytes;
    const struct user *may[] = {&p.unit, &p.office, &p.reader};
    for (size_t i = 0; i < COUNT_OF(may); i++) {
        assert_ok(file_bytes(p.db, p.arena, may[i], files.items[0].id, &file, &bytes));
        assert_true(str_equal(bytes, STR(PDF)));
    }
    /* Another member, another cluster, somebody without any role: nothing is there for them. */
    struct user nobody = p.other;
    nobody.grant_count = 0;
    const struct user *may_not[] = {&p.other, &p.elsewhere, &nobody};
    for (size_t i = 0; i < COUNT_OF(may_not); i++) {
        struct file_owner owner;
        assert_err_kind(file_bytes(p.db, p.arena, may_not[i], files.items[0].id, &file, &bytes),
                        ERR_NOT_FOUND);
        assert_err_kind(
            files_of(p.db, p.arena, may_not[i], STR(PLAN_TASK_FILES), p.task, &owner, &files),
            ERR_NOT_FOUND);
        assert_err_kind(add_as(&p, may_not[i], p.task, "a.pdf", STR("%PDF-1.4 x"), true),
                        ERR_NOT_FOUND);
        assert_err_kind(file_take_back(p.db, p.arena, may_not[i], TEST_NOW_MS,
                                       list_as(&p, &p.unit, p.task).items[0].id, STR("x"),
                                       &p.issues, &owner),
                        ERR_NOT_FOUND);
        files = list_as(&p, &p.unit, p.task);
    }
    /* A reader sees and adds nothing. */
    assert_err_kind(add_as(&p, &p.reader, p.task, "a.pdf", STR("%PDF-1.4 x"), true), ERR_DENIED);
    /* An object of a kind that no room has. */
    struct file_owner owner;
    assert_err_kind(files_of(p.db, p.arena, &p.office, STR("account"), p.task, &owner, &files),
                    ERR_NOT_FOUND);
    arena_free(p.arena);
}

static void what_is_not_taken(void **state) {
    struct stage p = stage_of(state);
    const struct fixture_part marked[] = {
        {"word/document.xml", STR("<w:d xmlns:w='w'><w:p><w:t>TỐI MẬT</w:t></w:p></w:d>")}};
    const struct fixture_part macros[] = {{"word/document.xml", STR("<d/>")},
                                          {"word/vbaProject.bin", STR("x")}};
    const struct {
        const char *name;
        struct str bytes;
        bool confirmed;
        enum msg_id why;
    } CASES[] = {
        {"a.pdf", STR(PDF), false, MSG_secrecy_unconfirmed},
        {"a.pdf", STR(""), true, MSG_file_missing},
        {"a.jpg", STR(PDF), true, MSG_file_type_lies},
        {"a.pdf", STR("MZ\x90\x01 program"), true, MSG_file_type_not_taken},
        {"a.pdf", STR("<html><script>alert(1)</script>"), true, MSG_file_type_not_taken},
        {"a.svg", STR("<svg onload='x'/>"), true, MSG_file_type_not_taken},
        {"a.pdf.exe", STR(PDF), true, MSG_file_type_lies},
        {"a.docx", fixture_zip(p.arena, marked, 1), true, MSG_secrecy_refused_file},
        {"a.docx", fixture_zip(p.arena, macros, 2), true, MSG_file_has_macros},
        {"ke hoach (MẬT).pdf", STR(PDF), true, MSG_secrecy_refused_file},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        assert_ok(add_as(&p, &p.unit, p.task, CASES[i].name, CASES[i].bytes, CASES[i].confirmed));
        const struct issue *issue = issue_of(&p.issues, STR("file"));
        if (!issue || issue->message.id != CASES[i].why)
            fail_msg("%zu: %s: %s", i, CASES[i].name,
                     issue ? message_key(issue->message.id).p : "taken");
    }
    assert_int_equal(list_as(&p, &p.unit, p.task).count, 0);
    /* Without saying what it is and why it is kept. */
    const struct file_sent sent = {workbook_file_of(STR(PDF)), STR(PDF), STR("a.pdf"), true};
    const struct file_form empty = {STR(""), STR("")};
    p.issues.count = 0;
    assert_ok(file_add(p.db, p.arena, &p.unit, TEST_NOW_MS, STR(PLAN_TASK_FILES), p.task, &sent,
                       &empty, &p.issues, &p.twins));
    assert_non_null(issue_of(&p.issues, STR("caption")));
    assert_non_null(issue_of(&p.issues, STR("purpose")));
    arena_free(p.arena);
}

static void the_same_file_elsewhere_is_pointed_out(void **state) {
    struct stage p = stage_of(state);
    assert_ok(add_as(&p, &p.unit, p.task, "a.pdf", STR(PDF), true));
    assert_int_equal(p.twins.seen.count + p.twins.unseen, 0);
    /* Another unit learns that it is used, not by whom. */
    assert_ok(add_as(&p, &p.other, p.other_task, "b.pdf", STR(PDF), true));
    assert_int_equal(p.issues.count, 0);
    assert_int_equal(p.twins.seen.count, 0);
    assert_int_equal(p.twins.unseen, 1);
    assert_ok(add_as(&p, &p.unit, p.task, "c.pdf", STR(PDF), true));
    assert_int_equal(issue_of(&p.issues, STR("file"))->message.id, MSG_file_here_already);
    arena_free(p.arena);
}

static void what_is_taken_back_is_handed_out_no_more(void **state) {
    struct stage p = stage_of(state);
    assert_ok(add_as(&p, &p.unit, p.task, "a.pdf", STR(PDF), true));
    struct str id = list_as(&p, &p.unit, p.task).items[0].id;
    struct file_owner owner;
    struct stored_file file;
    struct str bytes;
    p.issues.count = 0;
    assert_ok(file_take_back(p.db, p.arena, &p.unit, TEST_NOW_MS, id, STR(""), &p.issues, &owner));
    assert_non_null(issue_of(&p.issues, STR("reason")));
    assert_err_kind(
        file_take_back(p.db, p.arena, &p.reader, TEST_NOW_MS, id, STR("x"), &p.issues, &owner),
        ERR_DENIED);
    assert_ok(file_take_back(p.db, p.arena, &p.unit, TEST_NOW_MS, id, STR("gửi nhầm"), &p.issues,
                             &owner));
    assert_err_kind(file_bytes(p.db, p.arena, &p.office, id, &file, &bytes), ERR_STATE);
    struct stored_files files = list_as(&p, &p.unit, p.task);
    assert_int_equal(files.count, 1);
    assert_true(files.items[0].withdrawn_ms != 0);
    /* The same may come again. */
    assert_ok(add_as(&p, &p.unit, p.task, "a.pdf", STR(PDF), true));
    assert_int_equal(p.issues.count, 0);
    arena_free(p.arena);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        DB_TEST(a_file_has_the_rights_of_its_object),
        DB_TEST(what_is_not_taken),
        DB_TEST(the_same_file_elsewhere_is_pointed_out),
        DB_TEST(what_is_taken_back_is_handed_out_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
