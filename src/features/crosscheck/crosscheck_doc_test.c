/* The visit sheet goes out and comes back; the differences as counted and as written. */
#include <string.h>

#include "doc/docx_write.h"
#include "doc/workbook_fixture.h"
#include "doc/workbook_write.h"
#include "features/crosscheck/crosscheck_doc.h"
#include "features/scoring/scores_fixture.h"

static struct scores_fixture f;
static struct grant grants[2];
static struct user checker;
static size_t target;
static struct crosscheck_sheet sheet;

static void load_sheet(void) {
    scores_fixture_load(&f);
    assert_ok(
        crosscheck_sheet_load(f.db, f.arena, &checker, FIXTURE_NOW_MS, &f.board, target, &sheet));
}

/* The second unit checks another one, whichever the lot gives it. */
static void begin(void **state) {
    scores_fixture_make(&f, *state, true);
    const struct crosscheck_form form = {.team_size = STR("1"),
                                         .look_back = STR("0"),
                                         .seed = STR("20200626"),
                                         .seed_source = STR("Thử")};
    struct issues issues = {0};
    assert_ok(
        crosscheck_draw(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster, &form, &issues));
    assert_int_equal(issues.count, 0);
    struct crosscheck_plan plan;
    assert_ok(crosscheck_load(f.db, f.arena, &f.local, FIXTURE_NOW_MS, &f.board.cluster, &plan));
    struct str second = f.board.cluster.members.items[UNIT_SECOND].id;
    for (size_t i = 0; i < plan.assignments.count; i++)
        if (str_equal(plan.assignments.items[i].checker_id, second))
            target =
                (size_t)cluster_member_by_id(&f.board.cluster, plan.assignments.items[i].target_id);
    grants[0] = (struct grant){ROLE_UNIT, f.board.cluster.cluster_id, second};
    grants[1] = (struct grant){ROLE_COMMANDER, f.board.cluster.cluster_id, second};
    checker = f.officer;
    checker.grants = grants;
    load_sheet();
}

static void save(const char *code, const char *actual, const char *points, const char *reason) {
    ptrdiff_t at = criteria_find(&f.board.table.criteria, str_from_c(code));
    struct crosscheck_typed typed = {.code = str_from_c(code),
                                     .actual = str_from_c(actual),
                                     .points = str_from_c(points),
                                     .reason = str_from_c(reason),
                                     .seen_revision = sheet.drafts[at].revision};
    struct issues issues = {0};
    int stored;
    assert_ok(crosscheck_save(f.db, f.arena, &checker, FIXTURE_NOW_MS, &f.board.cluster,
                              f.board.cluster.members.items[target].id, &typed, 1, STR(""), &issues,
                              &stored));
    assert_int_equal(issues.count, 0);
    load_sheet();
}

static struct str made(void) {
    struct str bytes;
    assert_ok(crosscheck_sheet_make(f.arena, &f.board, &sheet, FIXTURE_NOW_MS, &bytes));
    return bytes;
}

static struct issues read(struct str bytes, struct crosscheck_typed_list *ret_typed) {
    struct issues issues = {0};
    const struct workbook_file file = workbook_file_of(bytes);
    assert_ok(crosscheck_sheet_read(f.arena, &f.board, &sheet, &file, &issues, ret_typed));
    return issues;
}

static void a_filled_in_sheet_comes_back(void **state) {
    begin(state);
    struct crosscheck_typed_list typed;
    struct issues issues = read(made(), &typed);
    assert_int_equal(issues.count, 1); /* nothing was written in it yet */
    assert_int_equal(issues.items[0].message.id, MSG_crosscheck_sheet_empty);
    save("I.1", "72,5", "", "Kiểm tra thực tế");
    save("I.2", "B", "6,4", "Thiếu sổ trực");
    assert_int_equal(read(made(), &typed).count, 0);
    assert_int_equal(typed.count, 2);
    assert_string_equal(typed.items[0].code.p, "I.1");
    assert_string_equal(str_c(f.arena, typed.items[0].actual), "72,5");
    assert_string_equal(str_c(f.arena, typed.items[1].actual), "B");
    assert_string_equal(str_c(f.arena, typed.items[1].points), "6,4");
    assert_string_equal(str_c(f.arena, typed.items[1].reason), "Thiếu sổ trực");
    assert_int_equal(typed.items[1].seen_revision, 1);
    scores_fixture_end(&f);
}

static void a_foreign_file_is_told(void **state) {
    begin(state);
    save("I.1", "72,5", "", "Kiểm tra thực tế");
    struct crosscheck_typed_list typed;
    struct book_out *other = book_new(f.arena, NULL);
    book_add_sheet(other, STR("S"), NULL);
    struct str plain;
    assert_ok(book_finish(other, &plain));
    assert_int_equal(read(plain, &typed).items[0].message.id, MSG_crosscheck_no_visit_sheet);
    struct str bytes = made();
    struct crosscheck_assignment changed = *sheet.leader;
    changed.id = STR("khac"); /* assigned anew since it was handed out */
    sheet.leader = &changed;
    assert_int_equal(read(bytes, &typed).items[0].message.id, MSG_crosscheck_sheet_of_other);
    assert_int_equal(typed.count, 0);
    assert_int_equal(read(STR("không phải tệp Excel"), &typed).count, 1);
    scores_fixture_end(&f);
}

static void a_blind_sheet_shows_nothing_of_the_units_own(void **state) {
    begin(state);
    struct workbook open = fixture_read(f.arena, made());
    assert_string_equal(fixture_text(f.arena, &open, 0, "E10"), "74");
    const struct scoring_setting_form blind = {SETTING_CROSS_BLIND, STR("yes"), STR("Quy chế")};
    struct issues issues = {0};
    int stored;
    assert_ok(scoring_set_settings(f.db, f.arena, &f.head, FIXTURE_NOW_MS, &f.board.cluster, &blind,
                                   1, &issues, &stored));
    assert_int_equal(stored, 1);
    load_sheet();
    assert_true(sheet.is_blind);
    size_t criterion = scores_fixture_index(&f, "I.1");
    assert_true(crosscheck_sheet_hides(&sheet, criterion));
    struct workbook closed = fixture_read(f.arena, made());
    assert_string_equal(fixture_text(f.arena, &closed, 0, "E10"), "");
    assert_string_equal(fixture_text(f.arena, &closed, 0, "F10"), "");
    save("I.1", "72,5", "", "");
    assert_false(crosscheck_sheet_hides(&sheet, criterion));
    scores_fixture_end(&f);
}

static void papers_are_made(void **state) {
    begin(state);
    const struct document *document =
        crosscheck_paper_make(f.arena, &f.board, &sheet, FIXTURE_NOW_MS);
    struct str bytes;
    assert_ok(docx_write(document, f.arena, &bytes));
    assert_true(bytes.n > 1000);
    assert_string_equal(document->banner.p, "DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH");
    scores_fixture_end(&f);
}

static void differences_come_largest_first(void **state) {
    begin(state);
    save("I.1", "72", "", "Thực tế 72");
    save("I.2", "A", "", "");
    save("II", "", "1", "Có vụ việc chưa báo");
    struct issues issues = {0};
    int stored;
    assert_ok(crosscheck_send(f.db, f.arena, &checker, FIXTURE_NOW_MS, &f.board.cluster,
                              f.board.cluster.members.items[target].id, &issues, &stored));
    assert_int_equal(issues.count, 0);
    scores_fixture_load(&f);
    struct crosscheck_unit_report report;
    crosscheck_report_unit(f.arena, &f.board, target, &report);
    assert_int_equal(report.count, 3);
    assert_int_equal(report.differing, 2);
    assert_int_equal(report.agreeing, 1);
    assert_string_equal(decimal_fixed(f.arena, report.lines[0].difference, 2).p, "-4.00");
    /* 12 × 72 ÷ 75 = 11.52 against 11.84: what follows from the result that was found. */
    assert_string_equal(decimal_fixed(f.arena, report.lines[1].difference, 2).p, "-0.32");
    assert_string_equal(decimal_fixed(f.arena, report.sum, 2).p, "-4.32");
    struct crosscheck_overview overview;
    crosscheck_overview_make(f.arena, &f.board, &overview);
    assert_int_equal(overview.units_checked, 1);
    assert_false(overview.items[0].all_differ); /* one unit is no pattern */
    bool units[] = {true, true, true};
    struct str bytes;
    assert_ok(crosscheck_report_book(f.arena, &f.board, units, FIXTURE_NOW_MS, &bytes));
    struct workbook book = fixture_read(f.arena, bytes);
    assert_int_equal(book.sheet_count, 2); /* all units, and the one that was checked */
    units[0] = units[1] = units[2] = false;
    units[target] = true;
    assert_ok(crosscheck_report_book(f.arena, &f.board, units, FIXTURE_NOW_MS, &bytes));
    book = fixture_read(f.arena, bytes);
    assert_int_equal(book.sheet_count, 1);
    scores_fixture_end(&f);
}

int main(int argc, char **argv) {
    /* The tests are their own reader child, unless the program itself is asked for. */
    if (argc == 2 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        DB_TEST(a_filled_in_sheet_comes_back),
        DB_TEST(a_foreign_file_is_told),
        DB_TEST(a_blind_sheet_shows_nothing_of_the_units_own),
        DB_TEST(papers_are_made),
        DB_TEST(differences_come_largest_first),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
