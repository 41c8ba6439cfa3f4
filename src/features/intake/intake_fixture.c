#include "features/intake/intake_fixture.h"

#include <string.h>

#include <zip.h>

static const char *const FILES[UNITS] = {
    "tu-cham-ea-mrang-6T2020.xlsx", "tu-cham-suoi-bac-6T2020.xlsx", "tu-cham-doi-xanh-6T2020.xlsx",
    "tu-cham-thac-may-6T2020.xlsx", "tu-cham-dam-say-6T2020.xlsx",
};

struct fixture begin(void **state, bool table, bool locked) {
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

void end(struct fixture *f) {
    arena_free(f->arena);
}

struct intake_upload sample_file(struct fixture *f, int unit) {
    return (struct intake_upload){str_from_c(FILES[unit]), fixture_file(f->arena, FILES[unit])};
}

struct str stage(struct fixture *f, const struct intake_upload *uploads, size_t count) {
    struct str id = STR_NONE;
    assert_ok(
        intake_stage_scores(f->db, f->arena, &f->user, NOW + 1, SLUG, PERIOD, uploads, count, &id));
    return id;
}

struct intake_batch preview(struct fixture *f, struct str id) {
    struct intake_batch batch;
    assert_ok(intake_preview(f->db, f->arena, &f->user, SLUG, PERIOD, id, &batch));
    return batch;
}

int64_t confirm(struct fixture *f, struct str id) {
    struct intake_batch batch;
    assert_ok(intake_confirm(f->db, f->arena, &f->user, NOW + 2, SLUG, PERIOD, id, &batch));
    return batch.stored_count;
}

int mend(struct fixture *f, struct str id, size_t file, const char *place, const char *text) {
    struct intake_batch batch = preview(f, id);
    struct intake_mend mend = {batch.files.items[file].id, str_from_c(place), str_from_c(text)};
    int changed = -1;
    assert_ok(intake_mend_batch(f->db, f->arena, &f->user, NOW + 2, SLUG, PERIOD, id, &mend, 1,
                                &changed));
    return changed;
}

struct scoreboard board_of(struct fixture *f) {
    struct scoreboard board;
    assert_ok(scoring_load_board(f->db, f->arena, &f->user, SLUG, PERIOD, &board));
    return board;
}

const struct board_cell *cell_of(const struct scoreboard *board, int unit, const char *code) {
    ptrdiff_t at = criteria_find(&board->table.criteria, str_from_c(code));
    assert_true(at >= 0);
    return board_cell_at(board, (size_t)unit, (size_t)at);
}

void assert_standing(struct fixture *f, const struct scoreboard *board, int unit, const char *total,
                     int place) {
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

static struct str replaced(struct arena *arena, struct str text, const char *from, const char *to) {
    ptrdiff_t at = str_find(text, str_from_c(from));
    if (at < 0)
        fail_msg("there is no %s", from);
    return str_format(arena, STR_FMT "%s" STR_FMT, (int)at, text.p, to,
                      STR_ARG(str_slice(text, (size_t)at + strlen(from), text.n)));
}

struct str change_book(struct arena *arena, struct str book, const struct change *changes,
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

struct str filled_sheet(struct fixture *f, const struct scoreboard *board, int unit) {
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

struct user officer(struct fixture *f, const char *id, int unit) {
    struct grant *grant = ARENA_ARRAY(f->arena, struct grant, 2);
    grant[0] = (struct grant){ROLE_UNIT, f->cluster.cluster_id, f->cluster.members.items[unit].id};
    grant[1] = grant[0];
    grant[1].role = ROLE_COMMANDER;
    return (struct user){.id = str_from_c(id),
                         .login = str_from_c(id),
                         .name = STR("Trợ lý thi đua"), /* as others are called too */
                         .address = STR("127.0.0.1"),
                         .grants = grant,
                         .grant_count = 2,
                         .session_hash = STR("")};
}

void assert_found(struct fixture *f, const struct intake_file *file, enum severity severity,
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
