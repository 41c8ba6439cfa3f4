/* The template of a table of criteria: written, read back, the same table; and what is wrong in it
 * stands by row and column. On both engines. */
#include <string.h>

#include "doc/workbook_fixture.h"
#include "features/criteria/criteria_difference.h"
#include "features/criteria/criteria_doc.h"
#include "features/intake/intake_service.h"
#include "features/organisation/organisation_service.h"
#include "features/scoring/scores_fixture.h"

static struct scores_fixture f;

static struct criterion row(int depth, const char *label, enum criterion_kind kind, int64_t max) {
    return (struct criterion){.id = STR(""),
                              .depth = depth,
                              .label = str_from_c(label),
                              .code = str_from_c(label),
                              .name = str_format(f.arena, "Tiêu chí %s", label),
                              .kind = kind,
                              .max = DECIMAL(max, 0),
                              .points_each = DECIMAL_ZERO,
                              .unit_of_measure = STR(""),
                              .note = STR(""),
                              .rule = STR(""),
                              .for_kind = STR(""),
                              .parent = -1};
}

/* Every kind, four levels, all that a criterion can say. */
static struct criteria_document rich_table(const struct unit_kinds *kinds) {
    struct criteria_document d = {.title = STR("BẢNG TIÊU CHÍ CỦA CỤM"),
                                  .notes = STR("Ghi chú một\nGhi chú hai")};
    struct arena *arena = f.arena;
    *list_push(arena, &d.criteria) = row(0, "I", CRITERION_GROUP, 40);
    *list_push(arena, &d.criteria) = row(1, "1", CRITERION_GROUP, 40);
    *list_push(arena, &d.criteria) = row(2, "a", CRITERION_MEAN, 20);
    for (int kind = 0; kind < CRITERION_KIND_COUNT; kind++) {
        const struct criterion of_kind = {.kind = (enum criterion_kind)kind};
        if (criterion_is_group(&of_kind))
            continue;
        struct criterion c = row(kind % 2 ? 3 : 1, "", (enum criterion_kind)kind, 5);
        c.label = str_format(arena, "x%d", kind);
        c.name = str_format(arena, "Tiêu chí thứ %d", kind);
        c.depth = kind == CRITERION_QUANTITY ? 3 : 1;
        c.points_each = DECIMAL(5, 1);
        c.has_target = kind == CRITERION_QUANTITY || kind == CRITERION_INVERSE;
        c.target = c.has_target ? DECIMAL(985, 1) : DECIMAL_ZERO;
        c.bonus_on = kind == CRITERION_QUANTITY;
        c.owner = (enum score_stage)(kind % SCORE_STAGE_COUNT);
        intake_rollup_of(kind % CRITERIA_ROLLUPS, &c.rollup, &c.rollup_step);
        c.rule = kind % 3 ? STR("") : STR("quy-tac-1");
        c.for_kind = kind % 4 ? STR("") : kinds->items[kinds->count - 1].code;
        c.note = STR("theo văn bản 12");
        c.unit_of_measure = STR("%");
        *list_push(arena, &d.criteria) = c;
    }
    const struct criteria none = {0};
    criteria_settle(arena, &none, &d.criteria);
    return d;
}

static struct intake_file read_back(struct str bytes) {
    const struct intake_upload upload = {STR("mau.xlsx"), bytes};
    struct intake_file file;
    bool stored;
    assert_ok(intake_import_criteria(f.db, f.arena, &f.local, FIXTURE_NOW_MS, &f.board.cluster,
                                     &upload, false, &file, &stored));
    if (!file.readable)
        fail_msg("%s", message_text(f.arena, LANG_EN, file.fault).p);
    return file;
}

static void the_template_gives_the_same_table_back(void **state) {
    scores_fixture_make(&f, *state, false);
    struct unit_kinds kinds;
    assert_ok(organisation_kinds(f.db, f.arena, &kinds));
    assert_true(kinds.count > 1);
    struct criteria_document written = rich_table(&kinds);
    struct str bytes;
    assert_ok(criteria_doc_make(f.arena, &f.board, &written, &kinds, FIXTURE_NOW_MS, &bytes));
    struct intake_file file = read_back(bytes);
    const struct criteria_document back = {file.criteria.title, file.criteria.notes,
                                           file.criteria.criteria};
    struct str before = criteria_text_write(f.arena, &written);
    struct str after = criteria_text_write(f.arena, &back);
    if (!str_equal(before, after))
        fail_msg("%s", criteria_difference_tell(f.arena, &written.criteria, &back.criteria).p);
    scores_fixture_end(&f);
}

static void what_is_wrong_in_it_stands_by_row_and_column(void **state) {
    scores_fixture_make(&f, *state, false);
    struct unit_kinds kinds;
    assert_ok(organisation_kinds(f.db, f.arena, &kinds));
    struct criteria_document written = {.title = STR("BẢNG TIÊU CHÍ"), .notes = STR("")};
    *list_push(f.arena, &written.criteria) = row(0, "I", CRITERION_MARK, 10);
    written.criteria.items[0].for_kind = STR("loai-khong-co");
    struct str bytes;
    assert_ok(criteria_doc_make(f.arena, &f.board, &written, &kinds, FIXTURE_NOW_MS, &bytes));
    struct intake_file file = read_back(bytes);
    bool told = false;
    for (size_t i = 0; i < file.criteria.findings.count; i++) {
        const struct intake_finding *finding = &file.criteria.findings.items[i];
        told |= finding->message.id == MSG_intake_unit_kind_unknown && finding->row == 7 &&
                finding->column == 11 && finding->severity == SEVERITY_ERROR;
    }
    assert_true(told);
    scores_fixture_end(&f);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        DB_TEST(the_template_gives_the_same_table_back),
        DB_TEST(what_is_wrong_in_it_stands_by_row_and_column),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
