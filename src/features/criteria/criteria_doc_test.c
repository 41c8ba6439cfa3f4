/* The template of a table of criteria: written, read back, the same table; and what is wrong in it
 * stands by row and column. On both engines. */
#include <string.h>

#include "doc/workbook_fixture.h"
#include "features/criteria/criteria_difference.h"
#include "features/criteria/criteria_doc.h"
#include "features/intake/intake_service.h"
#include "features/organisation/organisation_service.h"
#include "features/scoring/named_rule_service.h"
#include "features/scoring/rule_pick.h"
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

static struct str code_of(int kind) {
    return str_format(f.arena, "quy-tac-%d", kind);
}

/* A rule of that kind with all that it can say. */
static struct named_rule rich_rule(int kind) {
    static struct step_rule percents[] = {{{0, 0}, {100, 0}}, {{1, 0}, {125, 1}}};
    static struct step_rule points[] = {{{1, 0}, {-25, 1}}, {{1500, 0}, {-10, 0}}};
    static struct grade_rule grades[] = {{STR_INIT("A"), {100, 0}}, {STR_INIT("B"), {505, 1}}};
    static struct level_rule levels[] = {
        {STR_INIT("vang"), STR_INIT("Thủ trưởng vắng"), {-5, 0}, false, true},
        {STR_INIT("canh-cao"), STR_INIT("Cảnh cáo"), {-205, 1}, true, true}};
    static struct level_rule flags[] = {
        {STR_INIT("co"), STR_INIT("Cờ thi đua"), {15, 0}, false, false}};
    unsigned parts = rule_parts_of(kind);
    struct named_rule rule = named_rule_blank(kind);
    rule.code = code_of(kind);
    rule.name = str_format(f.arena, "Quy tắc thứ %d", kind);
    rule.basis = STR("Quy chế 12, Điều 3\nĐiều 4");
    rule.fault = str_format(f.arena, "lỗi %d", kind);
    rule.mark = (enum rule_mark)(kind % RULE_MARK_COUNT);
    rule.rounding = (enum rule_rounding)(kind % RULE_ROUNDING_COUNT);
    rule.scale = kind % (POINT_SCALE + 1);
    rule.valid_from = date_from_iso(STR("2020-01-01"));
    rule.valid_to = kind % 2 ? date_from_iso(STR("2021-01-01")) : (struct date){0};
    if (parts & (RULE_STEPS_PERCENT | RULE_STEPS_POINTS)) {
        rule.steps = parts & RULE_STEPS_PERCENT ? percents : points;
        rule.steps_count = 2;
    }
    if (parts & RULE_GRADES) {
        rule.grades = grades;
        rule.grades_count = COUNT_OF(grades);
    }
    if (parts & (RULE_LEVELS_BONUS | RULE_LEVELS_PENALTY)) {
        bool off = parts & RULE_LEVELS_PENALTY;
        rule.levels = off ? levels : flags;
        rule.levels_count = off ? COUNT_OF(levels) : COUNT_OF(flags);
        rule.second_name = STR("cấp phó");
        rule.second_percent = DECIMAL(505, 1);
    }
    rule.bonus_rate = parts & RULE_BONUS ? DECIMAL(5, 1) : DECIMAL_ZERO;
    rule.bonus_cap_percent = parts & RULE_BONUS ? DECIMAL(20, 0) : DECIMAL_ZERO;
    rule.has_limit = parts & (RULE_LIMIT_BONUS | RULE_LIMIT_PENALTY);
    rule.limit =
        rule.has_limit ? DECIMAL(parts & RULE_LIMIT_PENALTY ? -1500 : 1500, 0) : DECIMAL_ZERO;
    rule.half_percent = parts & RULE_HALF ? DECIMAL(405, 1) : rule.half_percent;
    rule.caps_all = parts & RULE_CAPS_ALL;
    return rule;
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
        c.rule = code_of(kind);
        c.for_kind = kind % 4 ? STR("") : kinds->items[kinds->count - 1].code;
        c.note = STR("theo văn bản 12");
        c.unit_of_measure = STR("%");
        *list_push(arena, &d.criteria) = c;
    }
    const struct criteria none = {0};
    criteria_settle(arena, &none, &d.criteria);
    return d;
}

static struct intake_file import(struct str bytes, bool store, bool *ret_stored) {
    const struct intake_upload upload = {STR("mau.xlsx"), bytes};
    struct intake_file file;
    assert_ok(intake_import_criteria(f.db, f.arena, &f.local, FIXTURE_NOW_MS, &f.board.cluster,
                                     &upload, store, &file, ret_stored));
    if (!file.readable)
        fail_msg("%s", message_text(f.arena, LANG_EN, file.fault).p);
    return file;
}

static struct intake_file read_back(struct str bytes) {
    bool stored;
    return import(bytes, false, &stored);
}

static struct str export_with(const struct criteria_document *document,
                              const struct named_rule *rules, size_t count) {
    struct scoreboard board = f.board;
    struct unit_kinds kinds;
    struct str bytes;
    board.book.rules.named = (struct named_rule *)rules;
    board.book.rules.named_count = count;
    assert_ok(organisation_kinds(f.db, f.arena, &kinds));
    assert_ok(criteria_doc_make(f.arena, &board, document, &kinds, FIXTURE_NOW_MS, &bytes));
    return bytes;
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

static struct named_rule *every_rule(size_t *ret_count) {
    struct named_rule *rules = ARENA_ARRAY(f.arena, struct named_rule, CRITERION_KIND_COUNT);
    *ret_count = 0;
    for (int kind = CRITERION_GROUP + 1; kind < CRITERION_KIND_COUNT; kind++)
        rules[(*ret_count)++] = rich_rule(kind);
    return rules;
}

static struct criteria_document stored_table(void) {
    scores_fixture_load(&f);
    struct criteria_document stored = {f.board.table.title, f.board.table.notes,
                                       criteria_copy(f.arena, &f.board.table.criteria)};
    for (size_t i = 0; i < stored.criteria.count; i++)
        stored.criteria.items[i].id = STR("");
    return stored;
}

static void fail_on_errors(const struct intake_file *file) {
    for (size_t i = 0; i < file->rules.findings.count; i++)
        fail_msg("rules, row %u: %s", file->rules.findings.items[i].row,
                 message_text(f.arena, LANG_EN, file->rules.findings.items[i].message).p);
    for (size_t i = 0; i < file->criteria.findings.count; i++)
        if (file->criteria.findings.items[i].severity == SEVERITY_ERROR)
            fail_msg("row %u: %s", file->criteria.findings.items[i].row,
                     message_text(f.arena, LANG_EN, file->criteria.findings.items[i].message).p);
}

/* A table that passes: groups have no rule, one row of bonus and penalty each. */
static struct criteria_document whole_table(void) {
    struct criteria_document d = {.title = STR("BẢNG TIÊU CHÍ CỦA CỤM"), .notes = STR("Một\nHai")};
    *list_push(f.arena, &d.criteria) = row(0, "I", CRITERION_GROUP, 40);
    for (int kind = CRITERION_GROUP + 1; kind < CRITERION_KIND_COUNT; kind++) {
        struct criterion c = row(1, "", (enum criterion_kind)kind, 5);
        if (criterion_is_group(&c))
            continue;
        c.label = str_format(f.arena, "%d", kind);
        c.name = str_format(f.arena, "Tiêu chí thứ %d", kind);
        c.points_each = DECIMAL(1, 0);
        c.has_target = kind == CRITERION_QUANTITY || kind == CRITERION_INVERSE;
        c.target = c.has_target ? DECIMAL(985, 1) : DECIMAL_ZERO;
        c.rule = code_of(kind);
        *list_push(f.arena, &d.criteria) = c;
    }
    const struct criteria none = {0};
    criteria_settle(f.arena, &none, &d.criteria);
    return d;
}

static void table_and_rules_come_back_together(void **state) {
    scores_fixture_make(&f, *state, false);
    size_t count;
    struct named_rule *rules = every_rule(&count);
    struct criteria_document written = whole_table();
    struct str bytes = export_with(&written, rules, count);
    bool stored;
    struct intake_file file = import(bytes, true, &stored);
    fail_on_errors(&file);
    assert_true(stored);
    assert_int_equal(intake_rules_news(&file), count);
    struct criteria_document back = stored_table();
    if (!str_equal(criteria_text_write(f.arena, &written), criteria_text_write(f.arena, &back)))
        fail_msg("%s", criteria_difference_tell(f.arena, &written.criteria, &back.criteria).p);
    assert_int_equal(f.board.book.rules.named_count, count);
    for (size_t i = 0; i < count; i++)
        if (!named_rule_same(&rules[i], &f.board.book.rules.named[i]))
            fail_msg("%s\n%s", named_rule_tell(f.arena, &rules[i]).p,
                     named_rule_tell(f.arena, &f.board.book.rules.named[i]).p);
    scores_fixture_end(&f);
}

static void the_same_file_again_stores_nothing(void **state) {
    scores_fixture_make(&f, *state, false);
    size_t count;
    struct named_rule *rules = every_rule(&count);
    struct criteria_document written = whole_table();
    struct str bytes = export_with(&written, rules, count);
    bool stored;
    import(bytes, true, &stored);
    scores_fixture_load(&f);
    struct str id = f.board.table.criteria.items[1].id;
    struct intake_file file = import(bytes, true, &stored);
    assert_true(stored);
    assert_int_equal(intake_rules_news(&file), 0);
    scores_fixture_load(&f);
    assert_true(
        str_equal(f.board.table.criteria.items[1].id, id)); /* the row was not written anew */
    rules[2].name = STR("Tên mới");
    file = import(export_with(&written, rules, count), true, &stored);
    assert_int_equal(intake_rules_news(&file), 1);
    scores_fixture_load(&f);
    assert_true(str_equal_c(f.board.book.rules.named[2].name, "Tên mới"));
    assert_int_equal(f.board.book.rules.named_count, count);
    scores_fixture_end(&f);
}

static bool tells(const struct intake_findings *findings, uint32_t at, uint32_t column,
                  enum msg_id message) {
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].row == at && findings->items[i].column == column &&
            findings->items[i].message.id == message)
            return true;
    return false;
}

/* Rules stand from row 5 on, criteria from row 7. */
static void faults_of_rules_stand_by_sheet_row_and_column(void **state) {
    scores_fixture_make(&f, *state, false);
    struct step_rule backwards[] = {{{5, 0}, {-5, 0}}, {{3, 0}, {-10, 0}}};
    struct step_rule beyond[] = {{{0, 0}, {120, 0}}};
    struct named_rule rules[] = {
        rich_rule(CRITERION_PENALTY), rich_rule(CRITERION_FEWER), rich_rule(CRITERION_LEADER),
        rich_rule(CRITERION_LEADER),  rich_rule(CRITERION_MARK),  rich_rule(CRITERION_QUANTITY),
    };
    rules[0].steps = backwards;
    rules[1].steps = beyond;
    rules[1].steps_count = COUNT_OF(beyond);
    rules[2].valid_to = date_from_iso(STR("2019-01-01"));
    rules[4].kind = CRITERION_GROUP;
    rules[5].basis = STR("");
    struct criteria_document written = {.title = STR("BẢNG TIÊU CHÍ"), .notes = STR("")};
    *list_push(f.arena, &written.criteria) = row(0, "I", CRITERION_MARK, 10);
    written.criteria.items[0].rule = STR("khong-co");
    bool stored;
    struct intake_file file = import(export_with(&written, rules, COUNT_OF(rules)), true, &stored);
    const struct intake_findings *wrong = &file.rules.findings;
    assert_false(stored);
    assert_true(str_equal_c(file.rules.sheet_name, "Quy tắc"));
    assert_true(tells(wrong, 5, RULE_COLUMN_STEPS + 1, MSG_scoring_steps_not_ascending));
    assert_true(tells(wrong, 6, RULE_COLUMN_STEPS + 1, MSG_scoring_percent_out_of_range));
    assert_true(tells(wrong, 7, RULE_COLUMN_FROM + 1, MSG_rule_valid_wrong));
    assert_true(tells(wrong, 8, RULE_COLUMN_CODE + 1, MSG_intake_rule_twice));
    assert_true(tells(wrong, 9, RULE_COLUMN_KIND + 1, MSG_intake_kind_unknown) ||
                tells(wrong, 9, RULE_COLUMN_KIND + 1, MSG_scoring_kind_missing));
    assert_true(tells(wrong, 10, RULE_COLUMN_BASIS + 1, MSG_rule_basis_wrong));
    assert_true(tells(&file.criteria.findings, 7, 10, MSG_rule_not_there));
    scores_fixture_load(&f);
    assert_int_equal(f.board.book.rules.named_count, 0);
    assert_int_equal(f.board.table.criteria.count, 7);
    scores_fixture_end(&f);
}

static void a_preview_waits_and_is_confirmed_once(void **state) {
    scores_fixture_make(&f, *state, false);
    size_t count;
    struct named_rule *rules = every_rule(&count);
    struct criteria_document written = whole_table();
    const struct intake_upload upload = {STR("mau.xlsx"), export_with(&written, rules, count)};
    struct intake_file file;
    struct str batch;
    bool stored;
    const struct cluster_period *cluster = &f.board.cluster;
    const int64_t now = FIXTURE_NOW_MS;
    assert_err_kind(intake_offer_criteria(f.db, f.arena, &f.reader, now, cluster, &upload, &file,
                                          &stored, &batch),
                    ERR_DENIED);
    assert_ok(intake_offer_criteria(f.db, f.arena, &f.head, now, cluster, &upload, &file, &stored,
                                    &batch));
    assert_false(stored);
    assert_true(batch.n > 0);
    struct intake_summaries batches;
    assert_ok(intake_batches(f.db, f.arena, &f.local, cluster, &batches));
    assert_int_equal(batches.count, 0); /* those are of self-scores */
    assert_ok(intake_criteria_preview(f.db, f.arena, &f.head, cluster, batch, &file));
    assert_int_equal(intake_rules_news(&file), count);
    assert_err_kind(
        intake_criteria_confirm(f.db, f.arena, &f.officer, now, cluster, batch, &file, &stored),
        ERR_DENIED);
    assert_ok(intake_criteria_confirm(f.db, f.arena, &f.head, now, cluster, batch, &file, &stored));
    assert_true(stored);
    assert_err_kind(
        intake_criteria_confirm(f.db, f.arena, &f.head, now, cluster, batch, &file, &stored),
        ERR_STATE);
    scores_fixture_load(&f);
    assert_int_equal(f.board.book.rules.named_count, count);
    assert_ok(intake_offer_criteria(f.db, f.arena, &f.head, now, cluster, &upload, &file, &stored,
                                    &batch));
    assert_true(stored); /* nothing new to ask about */
    assert_int_equal(batch.n, 0);
    scores_fixture_end(&f);
}

static void a_locked_table_takes_neither(void **state) {
    scores_fixture_make(&f, *state, true);
    size_t count;
    struct named_rule *rules = every_rule(&count);
    struct criteria_document written = whole_table();
    const struct intake_upload upload = {STR("mau.xlsx"), export_with(&written, rules, count)};
    struct intake_file file;
    bool stored;
    const struct err *err = intake_import_criteria(f.db, f.arena, &f.local, FIXTURE_NOW_MS,
                                                   &f.board.cluster, &upload, true, &file, &stored);
    assert_true(err ? err->kind == ERR_STATE : intake_criteria_errors(&file) > 0);
    assert_false(stored);
    scores_fixture_load(&f);
    assert_int_equal(f.board.book.rules.named_count, 0);
    scores_fixture_end(&f);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        DB_TEST(the_template_gives_the_same_table_back),
        DB_TEST(what_is_wrong_in_it_stands_by_row_and_column),
        DB_TEST(table_and_rules_come_back_together),
        DB_TEST(the_same_file_again_stores_nothing),
        DB_TEST(faults_of_rules_stand_by_sheet_row_and_column),
        DB_TEST(a_preview_waits_and_is_confirmed_once),
        DB_TEST(a_locked_table_takes_neither),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
