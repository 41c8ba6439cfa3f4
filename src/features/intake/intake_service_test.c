/* From files to stored values, on both engines, with the sample's workbooks and our own blank
 * sheets filled in. Expected totals were computed apart, with exact fractions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <zip.h>

#include "db/db_test_support.h"
#include "doc/workbook_fixture.h"
#include "features/audit/audit.h"
#include "features/intake/hand_out_service.h"
#include "features/intake/intake_service.h"
#include "features/intake/sheet_doc.h"
#include "features/sample/sample.h"

enum { NOW = 1000000 };
#define SLUG   STR("cum-mau")
#define PERIOD STR("2020-H1")

enum { EA_MRANG, SUOI_BAC, DOI_XANH, THAC_MAY, DAM_SAY, UNITS };
static const char *const FILES[UNITS] = {
    "tu-cham-ea-mrang-6T2020.xlsx", "tu-cham-suoi-bac-6T2020.xlsx", "tu-cham-doi-xanh-6T2020.xlsx",
    "tu-cham-thac-may-6T2020.xlsx", "tu-cham-dam-say-6T2020.xlsx",
};

struct fixture {
    struct db *db;
    struct arena *arena;
    struct user user;
    struct cluster_period cluster;
};

/* The training cluster with its table, locked or not. */
static struct fixture begin(void **state, bool table, bool locked) {
    struct fixture f = {.db = *state, .arena = arena_new(0), .user = user_local()};
    assert_ok(sample_load(f.db, f.arena, &f.user, NOW, "training-blank", &f.cluster));
    if (!table)
        return f;
    struct intake_upload upload = {STR("tieu-chi-2020.xlsx"),
                                   fixture_file(f.arena, "tieu-chi-2020.xlsx")};
    struct intake_file file;
    bool stored;
    assert_ok(intake_import_criteria(f.db, f.arena, &f.user, NOW, &f.cluster, &upload, true, &file,
                                     &stored));
    assert_true(stored);
    struct issues issues = {0};
    if (locked)
        assert_ok(scoring_lock_table(f.db, f.arena, &f.user, NOW, &f.cluster, &issues));
    assert_int_equal(issues.count, 0);
    return f;
}

static void end(struct fixture *f) {
    arena_free(f->arena);
}

static struct intake_upload sample_file(struct fixture *f, int unit) {
    return (struct intake_upload){str_from_c(FILES[unit]), fixture_file(f->arena, FILES[unit])};
}

static struct str stage(struct fixture *f, const struct intake_upload *uploads, size_t count) {
    struct str id = STR_NONE;
    assert_ok(
        intake_stage_scores(f->db, f->arena, &f->user, NOW + 1, SLUG, PERIOD, uploads, count, &id));
    return id;
}

static struct intake_batch preview(struct fixture *f, struct str id) {
    struct intake_batch batch;
    assert_ok(intake_preview(f->db, f->arena, &f->user, SLUG, PERIOD, id, &batch));
    return batch;
}

static int64_t confirm(struct fixture *f, struct str id) {
    struct intake_batch batch;
    assert_ok(intake_confirm(f->db, f->arena, &f->user, NOW + 2, SLUG, PERIOD, id, &batch));
    return batch.stored_count;
}

static int mend(struct fixture *f, struct str id, size_t file, const char *place,
                const char *text) {
    struct intake_batch batch = preview(f, id);
    struct intake_mend mend = {batch.files.items[file].id, str_from_c(place), str_from_c(text)};
    int changed = -1;
    assert_ok(intake_mend_batch(f->db, f->arena, &f->user, NOW + 2, SLUG, PERIOD, id, &mend, 1,
                                &changed));
    return changed;
}

static struct scoreboard board_of(struct fixture *f) {
    struct scoreboard board;
    assert_ok(scoring_load_board(f->db, f->arena, &f->user, SLUG, PERIOD, &board));
    return board;
}

static const struct board_cell *cell_of(const struct scoreboard *board, int unit,
                                        const char *code) {
    ptrdiff_t at = criteria_find(&board->table.criteria, str_from_c(code));
    assert_true(at >= 0);
    return board_cell_at(board, (size_t)unit, (size_t)at);
}

#define assert_str(f, value, expected) assert_string_equal(str_c((f)->arena, value), (expected))

static void assert_standing(struct fixture *f, const struct scoreboard *board, int unit,
                            const char *total, int place) {
    for (size_t i = 0; i < board->matrix.unit_count; i++) {
        const struct standing *s = &board->standings[i];
        if (s->unit != (size_t)unit)
            continue;
        assert_str(f, decimal_fixed(f->arena, s->totals.total, 2), total);
        assert_int_equal(s->place, place);
        assert_int_equal(s->totals.complete, place > 0);
        return;
    }
    fail_msg("unit %d has no standing", unit);
}

/* --- workbooks changed as people would ---------------------------------------------------- */

struct change {
    const char *part;
    const char *from;
    const char *to;
};

static struct str replaced(struct arena *arena, struct str text, const char *from, const char *to) {
    ptrdiff_t at = str_find(text, str_from_c(from));
    if (at < 0)
        fail_msg("there is no %s", from);
    return str_format(arena, STR_FMT "%s" STR_FMT, (int)at, text.p, to,
                      STR_ARG(str_slice(text, (size_t)at + strlen(from), text.n)));
}

/* The workbook with the first FROM of each part made TO. */
static struct str change_book(struct arena *arena, struct str book, const struct change *changes,
                              size_t count) {
    zip_error_t error;
    zip_error_init(&error);
    zip_t *zip = zip_open_from_source(zip_source_buffer_create(book.p, book.n, 0, &error),
                                      ZIP_RDONLY, &error);
    assert_non_null(zip);
    size_t parts = (size_t)zip_get_num_entries(zip, 0);
    struct fixture_part *list = ARENA_ARRAY(arena, struct fixture_part, parts);
    for (size_t i = 0; i < parts; i++) {
        zip_stat_t stat;
        assert_int_equal(zip_stat_index(zip, i, 0, &stat), 0);
        char *bytes = arena_alloc(arena, stat.size + 1);
        zip_file_t *file = zip_fopen_index(zip, i, 0);
        assert_int_equal(zip_fread(file, bytes, stat.size), stat.size);
        zip_fclose(file);
        list[i].name = str_copy(arena, str_from_c(stat.name)).p;
        list[i].content = (struct str){bytes, stat.size};
        for (size_t k = 0; k < count; k++)
            if (strcmp(changes[k].part, list[i].name) == 0)
                list[i].content = replaced(arena, list[i].content, changes[k].from, changes[k].to);
    }
    zip_discard(zip);
    return fixture_zip(arena, list, parts);
}

#define SHEET_1 "xl/worksheets/sheet1.xml"

/* Types VALUE into an empty cell of a blank sheet: a number where it begins with a digit. */
static struct str type_in(struct arena *arena, struct str sheet, char column, size_t row,
                          const char *value) {
    struct str open = str_format(arena, "<c r=\"%c%zu\"", column, row);
    ptrdiff_t at = str_find(sheet, open);
    assert_true(at >= 0);
    struct str rest = str_slice(sheet, (size_t)at, sheet.n);
    ptrdiff_t close = str_find(rest, STR("/>"));
    assert_true(close > 0);
    bool is_number = *value >= '0' && *value <= '9';
    const char *before = is_number ? "><v>" : " t=\"inlineStr\"><is><t>";
    const char *after = is_number ? "</v></c>" : "</t></is></c>";
    return str_format(arena, STR_FMT "%s%s%s" STR_FMT, (int)(at + close), sheet.p, before, value,
                      after, STR_ARG(str_slice(rest, (size_t)close + 2, rest.n)));
}

/* Our blank sheet of a unit, filled in by a careful officer: everything at its best, the results
 * at their targets. */
static struct str filled_sheet(struct fixture *f, const struct scoreboard *board, int unit) {
    struct str blank;
    assert_ok(sheet_doc_blank(f->arena, board, (size_t)unit, NOW, &blank));
    zip_error_t error;
    zip_error_init(&error);
    zip_t *zip = zip_open_from_source(zip_source_buffer_create(blank.p, blank.n, 0, &error),
                                      ZIP_RDONLY, &error);
    zip_stat_t stat;
    assert_int_equal(zip_stat(zip, SHEET_1, 0, &stat), 0);
    char *bytes = arena_alloc(f->arena, stat.size + 1);
    zip_file_t *file = zip_fopen(zip, SHEET_1, 0);
    assert_int_equal(zip_fread(file, bytes, stat.size), stat.size);
    zip_fclose(file);
    zip_discard(zip);
    struct str before = {bytes, stat.size};
    struct str sheet = before;
    static const char *const ACTUALS[CRITERION_KIND_COUNT] = {
        [CRITERION_GRADE] = "A", [CRITERION_PASS] = "Đạt",  [CRITERION_FEWER] = "0",
        [CRITERION_ITEMS] = "3", [CRITERION_PENALTY] = "0", [CRITERION_LEADER] = "500"};
    for (size_t i = 0; i < board->table.criteria.count; i++) {
        const struct criterion *c = &board->table.criteria.items[i];
        const char *actual = c->kind == CRITERION_QUANTITY
                                 ? decimal_canonical(f->arena, c->target).p
                                 : ACTUALS[c->kind];
        if (c->kind == CRITERION_GROUP)
            continue;
        if (actual)
            sheet = type_in(f->arena, sheet, 'G', 8 + i, actual);
        bool none = c->kind == CRITERION_BONUS || c->kind == CRITERION_PENALTY;
        if (c->kind != CRITERION_LEADER)
            sheet = type_in(f->arena, sheet, 'H', 8 + i,
                            none ? "0" : decimal_canonical(f->arena, c->max).p);
        if (c->kind == CRITERION_GRADE)
            sheet = type_in(f->arena, sheet, 'I', 8 + i, "Báo cáo số 12");
    }
    struct str total = str_format(f->arena, "SUM(H8:H%zu)</f><v>", 7 + board->table.criteria.count);
    sheet = replaced(f->arena, sheet, str_format(f->arena, STR_FMT "0<", STR_ARG(total)).p,
                     str_format(f->arena, STR_FMT "95<", STR_ARG(total)).p);
    struct change change = {SHEET_1, before.p, sheet.p};
    return change_book(f->arena, blank, &change, 1);
}

/* --- tests -------------------------------------------------------------------------------- */

static void assert_found(struct fixture *f, const struct intake_file *file, enum severity severity,
                         const char *place, enum msg_id id) {
    for (size_t i = 0; i < file->scores.findings.count; i++) {
        const struct intake_finding *finding = &file->scores.findings.items[i];
        struct str at = finding->row ? grid_place(f->arena, finding->row, finding->column)
                        : finding->criterion >= 0 ? finding->place
                                                  : STR("");
        if (finding->severity == severity && finding->message.id == id && str_equal_c(at, place))
            return;
    }
    fail_msg("%s: no finding at %s", str_c(f->arena, file->name), place);
}

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

static struct user officer(struct fixture *f, const char *id, int unit) {
    struct grant *grant = ARENA_NEW(f->arena, struct grant);
    *grant = (struct grant){ROLE_UNIT, f->cluster.cluster_id, f->cluster.members.items[unit].id};
    return (struct user){.id = str_from_c(id),
                         .login = str_from_c(id),
                         .name = STR("Trợ lý thi đua"), /* as others are called too */
                         .address = STR("127.0.0.1"),
                         .grants = grant,
                         .grant_count = 1,
                         .session_hash = STR("")};
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
    assert_str(&f, original.name, FILES[DAM_SAY]);
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
        DB_TEST(the_sample_has_its_known_faults),
        DB_TEST(totals_are_exact_before_and_after_mending),
        DB_TEST(a_second_import_changes_nothing),
        DB_TEST(nothing_is_half_stored),
        DB_TEST(a_dropped_batch_stores_nothing),
        DB_TEST(officers_import_for_their_unit_only),
        DB_TEST(whoever_confirms_is_the_author),
        DB_TEST(two_sheets_of_one_unit_are_not_mixed),
        DB_TEST(files_that_are_no_sheets_say_why),
        DB_TEST(nothing_goes_out_or_in_without_a_locked_table),
        DB_TEST(our_own_sheet_comes_back_whole),
        DB_TEST(our_own_sheet_is_known_whatever_its_name),
        DB_TEST(sheets_are_handed_out_to_whom_they_are_for),
        DB_TEST(all_sheets_come_in_one_archive),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
