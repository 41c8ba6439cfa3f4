/* From files to stored values, on both engines, with the sample's workbooks. Expected totals were
 * computed apart, with exact fractions. */
#include "features/intake/intake_fixture.h"

#include <string.h>

static void the_sample_has_its_known_faults(void **state) {
    struct fixture f = begin(state, true, true);
    struct intake_upload uploads[UNITS];
    for (int i = 0; i < UNITS; i++)
        uploads[i] = sample_file(&f, i);
    struct str id = stage(&f, uploads, UNITS);
    struct intake_batch batch = preview(&f, id);
    static const struct {
        int file;
        enum severity severity;
        const char *place;
        enum msg_id id;
    } EXPECTED[] = {
        {EA_MRANG, SEVERITY_NOTE, "F29", MSG_intake_total_without_value},
        {SUOI_BAC, SEVERITY_WARNING, "F12", MSG_intake_number_as_text},
        {SUOI_BAC, SEVERITY_WARNING, "E16", MSG_intake_number_as_text},
        {SUOI_BAC, SEVERITY_WARNING, "F16", MSG_intake_number_as_text},
        {SUOI_BAC, SEVERITY_WARNING, "F29", MSG_intake_self_total_differs},
        {SUOI_BAC, SEVERITY_NOTE, "B7", MSG_intake_decomposed},
        {SUOI_BAC, SEVERITY_NOTE, "B12", MSG_intake_decomposed},
        {SUOI_BAC, SEVERITY_NOTE, "B18", MSG_intake_no_break_space},
        {DOI_XANH, SEVERITY_WARNING, "F7", MSG_intake_self_over_max},
        {DOI_XANH, SEVERITY_NOTE, "F7", MSG_intake_self_differs},
        {THAC_MAY, SEVERITY_ERROR, "E9", MSG_scoring_no_such_grade},
        {THAC_MAY, SEVERITY_ERROR, "E25", MSG_scoring_not_a_number},
        {DAM_SAY, SEVERITY_WARNING, "A11", MSG_intake_label_missing},
        {DAM_SAY, SEVERITY_WARNING, "E18", MSG_intake_percent_over_100},
        {DAM_SAY, SEVERITY_ERROR, "V.1", MSG_intake_row_missing},
    };
    size_t faults[UNITS] = {0};
    for (size_t i = 0; i < COUNT_OF(EXPECTED); i++) {
        assert_found(&f, &batch.files.items[EXPECTED[i].file], EXPECTED[i].severity,
                     EXPECTED[i].place, EXPECTED[i].id);
        faults[EXPECTED[i].file] += EXPECTED[i].severity != SEVERITY_NOTE;
    }
    for (int i = 0; i < UNITS; i++) {
        assert_int_equal(batch.files.items[i].unit, i);
        assert_int_equal(batch.files.items[i].faults, faults[i]);
    }
    end(&f);
}

static void totals_are_exact_before_and_after_mending(void **state) {
    struct fixture f = begin(state, true, true);
    struct intake_upload uploads[UNITS];
    for (int i = 0; i < UNITS; i++)
        uploads[i] = sample_file(&f, i);
    int64_t stored = confirm(&f, stage(&f, uploads, UNITS));
    struct scoreboard board = board_of(&f);
    assert_standing(&f, &board, EA_MRANG, "97.78", 1);
    assert_standing(&f, &board, SUOI_BAC, "96.85", 2);
    assert_standing(&f, &board, DOI_XANH, "85.68", 3);
    assert_standing(&f, &board, THAC_MAY, "86.32", 0);
    assert_standing(&f, &board, DAM_SAY, "87.38", 0);
    assert_int_equal(board.units_missing[THAC_MAY], 2);
    assert_int_equal(board.units_missing[DAM_SAY], 1);
    assert_str(&f, cell_of(&board, EA_MRANG, "II.1")->self_actual, "98.6");
    assert_str(&f, cell_of(&board, EA_MRANG, "III.2")->self_actual, "98.9");
    assert_str(&f, cell_of(&board, SUOI_BAC, "III.2")->self_actual, "98.6");
    assert_str(&f, cell_of(&board, DOI_XANH, "VIII")->self_actual, "6");
    assert_str(&f, cell_of(&board, DOI_XANH, "VI.3")->self_actual, "fail");
    assert_false(cell_of(&board, EA_MRANG, "V.2")->has_self);
    assert_int_equal(decimal_compare(cell_of(&board, DOI_XANH, "I.1")->self, DECIMAL(95, 1)), 0);
    assert_str(&f, cell_of(&board, EA_MRANG, "I.1")->self_actual_source,
               "tu-cham-ea-mrang-6T2020.xlsx!E7");
    assert_true(stored > 150);

    struct str again = stage(&f, uploads, UNITS);
    struct intake_batch batch = preview(&f, again);
    assert_int_equal(batch.new_values + batch.changed_values, 0);
    assert_int_equal(batch.same_values, stored);
    assert_int_equal(mend(&f, again, THAC_MAY, "E9", "B"), 1);
    assert_int_equal(mend(&f, again, THAC_MAY, "E9", "B"), 0);
    assert_int_equal(mend(&f, again, THAC_MAY, "E25", "2"), 1);
    assert_int_equal(mend(&f, again, DAM_SAY, "V.1", "a"), 1);
    assert_int_equal(confirm(&f, again), 3);
    board = board_of(&f);
    assert_standing(&f, &board, EA_MRANG, "97.78", 1);
    assert_standing(&f, &board, SUOI_BAC, "96.85", 2);
    assert_standing(&f, &board, THAC_MAY, "93.12", 3);
    assert_standing(&f, &board, DAM_SAY, "92.38", 4);
    assert_standing(&f, &board, DOI_XANH, "85.68", 5);
    assert_str(&f, cell_of(&board, THAC_MAY, "I.3")->self_actual_source,
               "tu-cham-thac-may-6T2020.xlsx!E9 (sửa khi nhập)");
    struct intake_batch receipt = preview(&f, again);
    assert_int_equal(receipt.files.items[THAC_MAY].stored_values, 2);
    assert_int_equal(receipt.files.items[THAC_MAY].replaced_values, 0);
    assert_int_equal(receipt.files.items[DAM_SAY].stored_values, 1);
    assert_int_equal(receipt.files.items[EA_MRANG].stored_values, 0);
    end(&f);
}

static void a_second_import_changes_nothing(void **state) {
    struct fixture f = begin(state, true, true);
    struct intake_upload upload = sample_file(&f, THAC_MAY);
    assert_true(confirm(&f, stage(&f, &upload, 1)) > 0);
    int64_t revision = board_of(&f).cluster.revision;
    assert_int_equal(confirm(&f, stage(&f, &upload, 1)), 0);
    struct scoreboard board = board_of(&f);
    assert_int_equal(board.cluster.revision, revision);
    ptrdiff_t criterion = criteria_find(&board.table.criteria, STR("II.2"));
    struct score_steps steps;
    assert_ok(scoring_steps(f.db, f.arena, &f.user, &board, THAC_MAY, (size_t)criterion, &steps));
    size_t before = steps.count;

    struct change change = {SHEET_1, "<v>71</v>", "<v>72.5</v>"};
    upload.bytes = change_book(f.arena, upload.bytes, &change, 1);
    struct str id = stage(&f, &upload, 1);
    assert_int_equal(preview(&f, id).changed_values, 1);
    assert_int_equal(confirm(&f, id), 1);
    assert_int_equal(preview(&f, id).files.items[0].replaced_values, 1);
    board = board_of(&f);
    assert_str(&f, cell_of(&board, THAC_MAY, "II.2")->self_actual, "72.5");
    assert_ok(scoring_steps(f.db, f.arena, &f.user, &board, THAC_MAY, (size_t)criterion, &steps));
    assert_int_equal(steps.count, before + 1);
    end(&f);
}

static void nothing_is_half_stored(void **state) {
    struct fixture f = begin(state, true, true);
    struct intake_upload upload = sample_file(&f, EA_MRANG);
    struct str id = stage(&f, &upload, 1);
    struct user broken = f.user;
    broken.address = STR_NONE; /* the audit row, written last, refuses it */
    struct intake_batch batch;
    assert_non_null(intake_confirm(f.db, f.arena, &broken, NOW + 2, SLUG, PERIOD, id, &batch));
    struct scoreboard board = board_of(&f);
    assert_int_equal(board.units_missing[EA_MRANG], 15);
    assert_str(&f, preview(&f, id).state, "staged");
    assert_true(confirm(&f, id) > 0);
    assert_err_kind(intake_confirm(f.db, f.arena, &f.user, NOW + 3, SLUG, PERIOD, id, &batch),
                    ERR_STATE);
    assert_err_kind(intake_drop(f.db, f.arena, &f.user, NOW + 3, SLUG, PERIOD, id), ERR_STATE);
    int changed;
    struct intake_mend late = {preview(&f, id).files.items[0].id, STR("E9"), STR("A")};
    assert_err_kind(
        intake_mend_batch(f.db, f.arena, &f.user, NOW + 3, SLUG, PERIOD, id, &late, 1, &changed),
        ERR_STATE);
    end(&f);
}

static void a_dropped_batch_stores_nothing(void **state) {
    struct fixture f = begin(state, true, true);
    struct intake_upload upload = sample_file(&f, EA_MRANG);
    struct str id = stage(&f, &upload, 1);
    assert_ok(intake_drop(f.db, f.arena, &f.user, NOW + 2, SLUG, PERIOD, id));
    assert_int_equal(board_of(&f).units_missing[EA_MRANG], 15);
    assert_str(&f, preview(&f, id).state, "dropped");
    struct intake_summaries batches;
    assert_ok(intake_batches(f.db, f.arena, &f.user, &f.cluster, &batches));
    assert_int_equal(batches.count, 1);
    assert_int_equal(batches.items[0].files, 1);
    end(&f);
}

static void officers_import_for_their_unit_only(void **state) {
    struct fixture f = begin(state, true, true);
    struct user local = f.user;
    struct intake_upload uploads[] = {sample_file(&f, SUOI_BAC), sample_file(&f, DAM_SAY)};
    f.user = officer(&f, "dam-say", DAM_SAY);
    struct str id = stage(&f, uploads, 2);
    struct intake_batch batch = preview(&f, id);
    assert_false(batch.files.items[0].scores.usable);
    assert_found(&f, &batch.files.items[0], SEVERITY_ERROR, "", MSG_intake_unit_not_yours);
    assert_true(confirm(&f, id) > 0);
    struct scoreboard board = board_of(&f);
    assert_int_equal(board.units_missing[SUOI_BAC], 15);
    assert_int_equal(board.units_missing[DAM_SAY], 1);

    struct user other = officer(&f, "suoi-bac", SUOI_BAC);
    struct intake_upload original;
    struct intake_summaries batches;
    assert_err_kind(intake_preview(f.db, f.arena, &other, SLUG, PERIOD, id, &batch), ERR_DENIED);
    assert_err_kind(intake_original(f.db, f.arena, &other, SLUG, PERIOD, id,
                                    preview(&f, id).files.items[0].id, &original),
                    ERR_DENIED);
    assert_ok(intake_batches(f.db, f.arena, &other, &f.cluster, &batches));
    assert_int_equal(batches.count, 0);
    assert_ok(intake_batches(f.db, f.arena, &f.user, &f.cluster, &batches));
    assert_int_equal(batches.count, 1);
    assert_ok(intake_original(f.db, f.arena, &local, SLUG, PERIOD, id,
                              preview(&f, id).files.items[1].id, &original));
    assert_true(str_equal(original.bytes, uploads[1].bytes));
    assert_true(str_equal(original.name, sample_file(&f, DAM_SAY).name));
    end(&f);
}

static void whoever_confirms_is_the_author(void **state) {
    struct fixture f = begin(state, true, true);
    struct intake_upload upload = sample_file(&f, THAC_MAY);
    struct str id = stage(&f, &upload, 1);
    mend(&f, id, 0, "E9", "B");
    f.user.name = STR("Người xác nhận");
    confirm(&f, id);
    struct scoreboard board = board_of(&f);
    assert_str(&f, cell_of(&board, THAC_MAY, "I.3")->self_author, "Người xác nhận");
    end(&f);
}

static void two_sheets_of_one_unit_are_not_mixed(void **state) {
    struct fixture f = begin(state, true, true);
    struct intake_upload uploads[] = {sample_file(&f, DAM_SAY), sample_file(&f, DAM_SAY)};
    uploads[1].name = STR("ban-sao.xlsx");
    struct str id = stage(&f, uploads, 2);
    struct intake_batch batch = preview(&f, id);
    assert_true(batch.files.items[0].scores.usable);
    assert_false(batch.files.items[1].scores.usable);
    assert_found(&f, &batch.files.items[1], SEVERITY_ERROR, "", MSG_intake_unit_twice);
    mend(&f, id, 1, "unit", "ban-chqs-huyen-thac-may");
    batch = preview(&f, id);
    assert_true(batch.files.items[1].scores.usable);
    assert_int_equal(batch.files.items[1].unit, THAC_MAY);
    end(&f);
}

static void files_that_are_no_sheets_say_why(void **state) {
    struct fixture f = begin(state, true, true);
    struct intake_upload uploads[] = {
        {STR("rong.xlsx"), STR("")},
        {STR("van-ban.xlsx"), STR("TT;Nội dung\n1;abc\n")},
        {STR("tieu-chi.xlsx"), fixture_file(f.arena, "tieu-chi-2020.xlsx")},
        sample_file(&f, EA_MRANG),
    };
    struct str id = stage(&f, uploads, COUNT_OF(uploads));
    struct intake_batch batch = preview(&f, id);
    for (size_t i = 0; i < 3; i++) {
        assert_false(batch.files.items[i].readable);
        assert_true(batch.files.items[i].fault.id != MSG_none);
        assert_int_equal(batch.files.items[i].faults, 1);
    }
    assert_true(batch.files.items[3].readable);
    assert_true(confirm(&f, id) > 0);
    struct intake_upload *many = ARENA_ARRAY(f.arena, struct intake_upload, INTAKE_FILES_MAX + 1);
    for (size_t i = 0; i <= INTAKE_FILES_MAX; i++)
        many[i] = uploads[0];
    assert_err_kind(intake_stage_scores(f.db, f.arena, &f.user, NOW, SLUG, PERIOD, many,
                                        INTAKE_FILES_MAX + 1, &id),
                    ERR_LIMIT);
    end(&f);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        DB_TEST(the_sample_has_its_known_faults),
        DB_TEST(totals_are_exact_before_and_after_mending),
        DB_TEST(a_second_import_changes_nothing),
        DB_TEST(nothing_is_half_stored),
        DB_TEST(a_dropped_batch_stores_nothing),
        DB_TEST(officers_import_for_their_unit_only),
        DB_TEST(whoever_confirms_is_the_author),
        DB_TEST(two_sheets_of_one_unit_are_not_mixed),
        DB_TEST(files_that_are_no_sheets_say_why),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
