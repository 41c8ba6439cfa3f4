/* Our own sheets: handed out, filled in, and back again, on both engines. */
#include <string.h>

#include <zip.h>

#include "features/audit/audit.h"
#include "features/intake/hand_out_service.h"
#include "features/intake/intake_fixture.h"

static const struct err *open_sheet(struct fixture *f, const struct user *user, struct str unit) {
    struct scoreboard board;
    ptrdiff_t index;
    TRY(hand_out_open(f->db, f->arena, user, SLUG, PERIOD, unit, &board, &index));
    return hand_out_note(f->db, f->arena, user, NOW, &board, index);
}

static void nothing_goes_out_or_in_without_a_locked_table(void **state) {
    struct fixture f = begin(state, true, false);
    struct intake_upload upload = sample_file(&f, EA_MRANG);
    struct str id;
    assert_err_kind(intake_stage_scores(f.db, f.arena, &f.user, NOW, SLUG, PERIOD, &upload, 1, &id),
                    ERR_STATE);
    assert_err_kind(open_sheet(&f, &f.user, STR("ban-chqs-huyen-dam-say")), ERR_STATE);
    assert_err_kind(open_sheet(&f, &f.user, STR_NONE), ERR_STATE);
    struct scoreboard board = board_of(&f);
    struct str bytes;
    assert_err_kind(sheet_doc_blank(f.arena, &board, DAM_SAY, NOW, &bytes), ERR_STATE);
    end(&f);
}

static void our_own_sheet_comes_back_whole(void **state) {
    struct fixture f = begin(state, true, true);
    struct scoreboard board = board_of(&f);
    struct intake_upload upload = {STR("doi-ten.xlsx"), filled_sheet(&f, &board, DAM_SAY)};
    struct str id = stage(&f, &upload, 1);
    struct intake_batch batch = preview(&f, id);
    const struct intake_file *file = &batch.files.items[0];
    for (size_t i = 0; i < file->scores.findings.count; i++)
        fail_msg("%s", message_text(f.arena, LANG_EN, file->scores.findings.items[i].message).p);
    assert_int_equal(file->unit, DAM_SAY);
    /* 15 results and the days of lateness, 16 own points, 6 explanations */
    assert_int_equal(batch.new_values, 15 + 1 + 16 + 6);
    assert_int_equal(confirm(&f, id), batch.new_values);
    board = board_of(&f);
    assert_str(&f, cell_of(&board, DAM_SAY, "III.2")->self_actual, "98.5");
    assert_str(&f, cell_of(&board, DAM_SAY, "I.2")->self_actual, "A");
    assert_str(&f, cell_of(&board, DAM_SAY, "I.2")->evidence, "Báo cáo số 12");
    assert_str(&f, cell_of(&board, DAM_SAY, "VI.3")->self_actual, "pass");
    assert_str(&f, cell_of(&board, DAM_SAY, "VIII")->self_actual, "0");
    assert_str(&f, cell_of(&board, DAM_SAY, "V.2")->self_actual, "500");
    assert_int_equal(board.units_missing[DAM_SAY], 0);
    assert_int_equal(confirm(&f, stage(&f, &upload, 1)), 0);
    end(&f);
}

static void our_own_sheet_is_known_whatever_its_name(void **state) {
    struct fixture f = begin(state, true, true);
    struct scoreboard board = board_of(&f);
    struct str blank;
    assert_ok(sheet_doc_blank(f.arena, &board, DAM_SAY, NOW, &blank));
    static const struct {
        struct change changes[2];
        size_t count;
        int unit;
        enum msg_id found;
    } CASES[] = {
        {{{"xl/sharedStrings.xml", "BAN CHQS HUYỆN ĐẦM SẬY", "BAN CHQS HUYỆN SUỐI BẠC"}},
         1,
         -1,
         MSG_intake_unit_contradicts},
        {{{"docProps/custom.xml", "cum-mau", "cum-khac"}}, 1, DAM_SAY, MSG_intake_other_cluster},
        {{{"docProps/custom.xml", "2020-H1", "2019-H2"}}, 1, DAM_SAY, MSG_intake_other_period},
        /* without the property the hidden sheet still knows */
        {{{"docProps/custom.xml", "thidua-unit", "x-unit"},
          {"xl/sharedStrings.xml", "BAN CHQS HUYỆN ĐẦM SẬY", "ĐẦM SẬY"}},
         2,
         DAM_SAY,
         MSG_none},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct intake_upload upload = {
            STR("a.xlsx"), change_book(f.arena, blank, CASES[i].changes, CASES[i].count)};
        struct intake_batch batch;
        assert_ok(intake_check_scores(f.db, f.arena, &f.user, SLUG, PERIOD, &upload, 1, &batch));
        const struct intake_file *file = &batch.files.items[0];
        assert_true(file->readable);
        assert_int_equal(file->unit, CASES[i].unit);
        assert_int_equal(file->scores.usable, CASES[i].found == MSG_none);
        if (CASES[i].found != MSG_none)
            assert_found(&f, file, SEVERITY_ERROR, "", CASES[i].found);
    }
    end(&f);
}

struct audit_work {
    struct fixture *f;
    struct audit_lines lines;
};

static const struct err *read_audit(struct db_tx *tx, void *context) {
    struct audit_work *work = context;
    return audit_read(tx, work->f->arena, LANG_VI, "cluster_period", work->f->cluster.id, NULL,
                      &work->lines);
}

static size_t count_handed_out(struct fixture *f) {
    struct audit_work work = {.f = f};
    size_t count = 0;
    assert_ok(db_read(f->db, read_audit, &work));
    for (size_t i = 0; i < work.lines.count; i++)
        count += str_equal_c(work.lines.items[i].action, "Phát phiếu tự chấm");
    return count;
}

static void sheets_are_handed_out_to_whom_they_are_for(void **state) {
    struct fixture f = begin(state, true, true);
    struct user unit = officer(&f, "dam-say", DAM_SAY);
    assert_ok(open_sheet(&f, &unit, STR("ban-chqs-huyen-dam-say")));
    assert_ok(open_sheet(&f, &f.user, STR_NONE));
    assert_int_equal(count_handed_out(&f), 2);
    assert_err_kind(open_sheet(&f, &unit, STR("ban-chqs-huyen-suoi-bac")), ERR_DENIED);
    assert_err_kind(open_sheet(&f, &f.user, STR("khong-co")), ERR_NOT_FOUND);
    assert_err_kind(open_sheet(&f, &unit, STR_NONE), ERR_DENIED);
    assert_int_equal(count_handed_out(&f), 2);
    struct scoreboard board = board_of(&f);
    struct sheet_states states;
    hand_out_states(f.arena, &unit, &board, &states);
    assert_int_equal(states.count, 1);
    assert_int_equal(states.items[0].received_ms, 0);
    assert_int_equal(states.items[0].missing, 15);
    hand_out_states(f.arena, &f.user, &board, &states);
    assert_int_equal(states.count, UNITS);
    end(&f);
}

static void all_sheets_come_in_one_archive(void **state) {
    struct fixture f = begin(state, true, true);
    struct scoreboard board = board_of(&f);
    struct str bytes;
    struct str again;
    assert_ok(sheet_doc_all(f.arena, &board, NOW, &bytes));
    assert_ok(sheet_doc_all(f.arena, &board, NOW, &again));
    assert_true(str_equal(bytes, again));
    zip_error_t error;
    zip_error_init(&error);
    zip_t *zip = zip_open_from_source(zip_source_buffer_create(bytes.p, bytes.n, 0, &error),
                                      ZIP_RDONLY, &error);
    assert_int_equal(zip_get_num_entries(zip, 0), UNITS);
    assert_true(zip_name_locate(zip, "tu-cham-ban-chqs-huyen-dam-say-2020-H1.xlsx", 0) >= 0);
    zip_discard(zip);
    assert_str(&f, sheet_doc_all_name(f.arena, &board), "phieu-tu-cham-cum-mau-2020-H1.zip");
    end(&f);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        DB_TEST(nothing_goes_out_or_in_without_a_locked_table),
        DB_TEST(our_own_sheet_comes_back_whole),
        DB_TEST(our_own_sheet_is_known_whatever_its_name),
        DB_TEST(sheets_are_handed_out_to_whom_they_are_for),
        DB_TEST(all_sheets_come_in_one_archive),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
