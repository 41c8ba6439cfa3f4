/* The visit sheet as a workbook: protected but for what is to be filled in, and read back. */
#include "doc/sample_banner.h"
#include "doc/workbook_write.h"
#include "features/crosscheck/crosscheck_doc.h"
#include "text/utf8.h"

enum visit_column {
    COLUMN_CODE = 1,
    COLUMN_NAME,
    COLUMN_MAX,
    COLUMN_TARGET,
    COLUMN_SELF_ACTUAL,
    COLUMN_SELF,
    COLUMN_ACTUAL,
    COLUMN_POINTS,
    COLUMN_REASON,
    COLUMN_SEEN,
    COLUMN_NOTE,
    COLUMN_LAST = COLUMN_NOTE,
    HEAD_ROW = 8,
    LINE_HEIGHT_PT = 16,
    NAME_FITS = 40,
    WORDS_MAX = 255, /* of a drop-down */
};

struct book_work {
    struct arena *arena;
    const struct scoreboard *board;
    const struct crosscheck_sheet *sheet;
    struct sheet_out *out;
    uint32_t row;
};

static struct str identity(struct arena *arena, const struct scoreboard *board,
                           const struct crosscheck_sheet *sheet) {
    return str_format(arena, STR_FMT "/" STR_FMT "/" STR_FMT "/" STR_FMT,
                      STR_ARG(board->cluster.slug), STR_ARG(board->cluster.code),
                      STR_ARG(board->cluster.members.items[sheet->target].slug),
                      STR_ARG(sheet->leader->id));
}

static void put_head(struct book_work *work) {
    const struct cluster_period *cluster = &work->board->cluster;
    struct arena *arena = work->arena;
    ptrdiff_t checker = cluster_member_by_id(cluster, work->sheet->leader->checker_id);
    sheet_merged(work->out, 1, 1, 4, SHEET_OFFICE, utf8_upper(arena, cluster->superior.name));
    sheet_merged(work->out, 2, 1, 4, SHEET_OFFICE, utf8_upper(arena, cluster->name));
    if (cluster->is_sample)
        sheet_merged(work->out, 3, 1, COLUMN_LAST, SHEET_WARNING, SAMPLE_BANNER);
    sheet_merged(work->out, 4, 1, COLUMN_LAST, SHEET_TITLE, STR("PHIẾU KIỂM TRA CHÉO"));
    sheet_merged(work->out, 5, 1, COLUMN_LAST, SHEET_SUBTITLE,
                 period_display(arena, LANG_VI, cluster->period));
    sheet_merged(work->out, 6, 1, COLUMN_LAST, SHEET_SUBTITLE,
                 str_format(arena, "Đơn vị kiểm tra: " STR_FMT ". Đơn vị được kiểm tra: " STR_FMT,
                            STR_ARG(checker < 0 ? STR("?") : cluster->members.items[checker].name),
                            STR_ARG(cluster->members.items[work->sheet->target].name)));
    sheet_merged(work->out, 7, 1, COLUMN_LAST, SHEET_NOTE,
                 STR("Chỉ ghi vào các ô màu vàng. Ô để trống là chưa kiểm tra tiêu chí đó. Kết quả "
                     "hoặc điểm khác với đơn vị báo cáo thì ghi lý do."));
}

static void put_table_head(struct book_work *work) {
    static const struct {
        const char *title;
        double width;
    } COLUMNS[] = {
        {"TT", 7},
        {"Tiêu chí", 36},
        {"Điểm chuẩn", 8},
        {"Chỉ tiêu", 9},
        {"Đơn vị báo cáo", 11},
        {"Tự chấm", 9},
        {"Kết quả kiểm tra", 12},
        {"Điểm kiểm tra", 10},
        {"Lý do chênh lệch", 28},
        {"Đã xem minh chứng", 11},
        {"Minh chứng đã xem", 26},
    };
    for (uint32_t i = 0; i < COUNT_OF(COLUMNS); i++) {
        sheet_text(work->out, HEAD_ROW, i + 1, SHEET_HEADER, str_from_c(COLUMNS[i].title));
        sheet_column_width(work->out, i + 1, COLUMNS[i].width);
    }
    sheet_row_height(work->out, HEAD_ROW, 3 * LINE_HEIGHT_PT);
    work->row = HEAD_ROW + 1;
}

static struct sheet_rule rule_at(const struct book_work *work, uint32_t column, const char *title,
                                 const char *message) {
    return (struct sheet_rule){.first_row = work->row,
                               .first_column = column,
                               .last_row = work->row,
                               .last_column = column,
                               .error_title = str_from_c(title),
                               .error_message = str_from_c(message)};
}

/* A word of a list, or whatever crosscheck_read understands. */
static void put_actual(struct book_work *work, const struct criterion *c, struct str value) {
    struct sheet_rule rule = rule_at(work, COLUMN_ACTUAL, "Kết quả kiểm tra",
                                     "Chọn một giá trị trong danh sách, hoặc để trống.");
    const struct scoring_rules *rules = &work->board->book.rules;
    struct scoring_choices choices;
    scoring_choices(work->arena, LANG_VI, c, rules, &choices);
    struct str *words = ARENA_ARRAY(work->arena, struct str, choices.count + 1);
    size_t letters = 0;
    bool commas = false;
    for (size_t i = 0; i < choices.count; i++) {
        words[i] = choices.items[i].label;
        letters += utf8_length(words[i]) + 1;
        commas = commas || str_find(words[i], STR(",")) >= 0;
    }
    if (choices.count && letters <= WORDS_MAX && !commas)
        sheet_allow_words(work->out, &rule, words, choices.count);
    struct decimal number;
    if (value.p && !choices.count && decimal_parse(value, &number))
        sheet_number(work->out, work->row, COLUMN_ACTUAL, SHEET_INPUT_NUMBER, number);
    else
        sheet_text(work->out, work->row, COLUMN_ACTUAL,
                   choices.count ? SHEET_INPUT_TEXT : SHEET_INPUT_NUMBER,
                   crosscheck_show(work->arena, c, rules, value));
}

static void put_inputs(struct book_work *work, size_t index) {
    const struct criterion *c = &work->board->table.criteria.items[index];
    const struct crosscheck_finding *f = &work->sheet->drafts[index].finding;
    const struct str words[] = {STR("Có"), STR("Không")};
    struct sheet_rule seen =
        rule_at(work, COLUMN_SEEN, "Đã xem minh chứng", "Chọn “Có” hoặc “Không”, hoặc để trống.");
    if (crosscheck_takes_actual(c))
        put_actual(work, c, f->actual);
    else
        sheet_blank(work->out, work->row, COLUMN_ACTUAL, SHEET_TEXT);
    if (f->has_points)
        sheet_number(work->out, work->row, COLUMN_POINTS, SHEET_INPUT_NUMBER, f->points);
    else
        sheet_blank(work->out, work->row, COLUMN_POINTS, SHEET_INPUT_NUMBER);
    sheet_text(work->out, work->row, COLUMN_REASON, SHEET_INPUT_TEXT, f->reason);
    sheet_allow_words(work->out, &seen, words, COUNT_OF(words));
    sheet_text(work->out, work->row, COLUMN_SEEN, SHEET_INPUT_TEXT,
               str_equal_c(f->seen, "yes")  ? words[0]
               : str_equal_c(f->seen, "no") ? words[1]
                                            : STR(""));
    sheet_text(work->out, work->row, COLUMN_NOTE, SHEET_INPUT_TEXT, f->note);
}

static void put_line(struct book_work *work, size_t index) {
    const struct criterion *c = &work->board->table.criteria.items[index];
    const struct board_cell *cell = board_cell_at(work->board, work->sheet->target, index);
    bool group = !criterion_is_scored(c);
    bool shown = !group && !crosscheck_sheet_hides(work->sheet, index);
    enum sheet_style text = group ? SHEET_GROUP : SHEET_TEXT_WRAPPED;
    sheet_text(work->out, work->row, COLUMN_CODE, group ? SHEET_GROUP_CENTRED : SHEET_TEXT_CENTRED,
               c->code);
    sheet_text(work->out, work->row, COLUMN_NAME, text, c->name);
    sheet_number(work->out, work->row, COLUMN_MAX, group ? SHEET_GROUP_NUMBER_2 : SHEET_NUMBER,
                 c->max);
    for (uint32_t column = COLUMN_TARGET; column <= COLUMN_LAST; column++)
        sheet_blank(work->out, work->row, column, text);
    if (!group && c->has_target)
        sheet_number(work->out, work->row, COLUMN_TARGET, SHEET_NUMBER, c->target);
    if (shown && cell->self_actual.p)
        sheet_text(work->out, work->row, COLUMN_SELF_ACTUAL, SHEET_TEXT_CENTRED,
                   crosscheck_show(work->arena, c, &work->board->book.rules, cell->self_actual));
    if (shown && cell->has_self)
        sheet_number(work->out, work->row, COLUMN_SELF, SHEET_NUMBER_2, cell->self);
    if (crosscheck_sheet_takes(work->board, work->sheet->target, index))
        put_inputs(work, index);
    size_t lines = utf8_length(c->name) / NAME_FITS + 1;
    if (lines > 1)
        sheet_row_height(work->out, work->row, (double)lines * LINE_HEIGHT_PT);
    work->row++;
}

static void put_foot(struct book_work *work) {
    work->row++;
    sheet_merged(work->out, work->row, 1, 4, SHEET_OFFICE, STR("ĐẠI DIỆN ĐƠN VỊ ĐƯỢC KIỂM TRA"));
    sheet_merged(work->out, work->row, COLUMN_REASON, COLUMN_LAST, SHEET_OFFICE,
                 STR("ĐẠI DIỆN ĐƠN VỊ KIỂM TRA"));
    work->row++;
    sheet_merged(work->out, work->row, 1, 4, SHEET_SUBTITLE, STR("(Ký, ghi rõ họ tên)"));
    sheet_merged(work->out, work->row, COLUMN_REASON, COLUMN_LAST, SHEET_SUBTITLE,
                 STR("(Ký, ghi rõ họ tên)"));
}

const struct err *crosscheck_sheet_make(struct arena *arena, const struct scoreboard *board,
                                        const struct crosscheck_sheet *sheet, int64_t now_ms,
                                        struct str *ret_bytes) {
    struct str name = board->cluster.members.items[sheet->target].name;
    struct book_out *book = book_new(
        arena, &(struct book_about){
                   .title = STR("Phiếu kiểm tra chéo"), .subject = name, .created_ms = now_ms});
    book_set_property(book, CROSSCHECK_PROPERTY, identity(arena, board, sheet));
    struct book_work work = {.arena = arena, .board = board, .sheet = sheet};
    work.out =
        book_add_sheet(book, STR("Kiểm tra chéo"),
                       &(struct sheet_layout){
                           .landscape = true,
                           .is_protected = true,
                           .repeat_first_row = HEAD_ROW,
                           .repeat_last_row = HEAD_ROW,
                           .frozen_rows = HEAD_ROW,
                           .frozen_columns = COLUMN_NAME,
                           .header = board->cluster.is_sample ? SAMPLE_BANNER : STR_NONE,
                           .footer = str_format(arena, STR_FMT ", in ngày " STR_FMT, STR_ARG(name),
                                                STR_ARG(instant_display(arena, now_ms))),
                       });
    /* For programs that drop the properties of a file. */
    struct sheet_out *hidden = book_add_sheet(
        book, STR("thidua"), &(struct sheet_layout){.hidden = true, .is_protected = true});
    sheet_text(hidden, 1, 1, SHEET_PLAIN, CROSSCHECK_PROPERTY);
    sheet_text(hidden, 1, 2, SHEET_PLAIN, identity(arena, board, sheet));
    put_head(&work);
    put_table_head(&work);
    for (size_t i = 0; i < board->table.criteria.count; i++)
        put_line(&work, i);
    put_foot(&work);
    return book_finish(book, ret_bytes);
}

/* --- reading back ------------------------------------------------------------------------- */

static struct str cell_text(struct arena *arena, const struct workbook_sheet *sheet, uint32_t row,
                            uint32_t column) {
    const struct workbook_cell *cell = workbook_cell_at(sheet, row, column);
    struct str line;
    if (!cell || !utf8_clean_line(arena, cell->text, &line))
        return STR("");
    struct decimal number;
    /* "1.490" in the file is a number, as a person would type it "1,49". */
    if (cell->kind == WORKBOOK_NUMBER && !cell->is_percent && decimal_parse(line, &number)) {
        char *text = (char *)arena_alloc(arena, line.n + 1);
        for (size_t i = 0; i < line.n; i++)
            text[i] = line.p[i] == '.' ? ',' : line.p[i];
        return (struct str){text, line.n};
    }
    return line;
}

static struct str made_for(struct arena *arena, const struct workbook *workbook) {
    struct str property = workbook_property_of(workbook, CROSSCHECK_PROPERTY);
    for (size_t i = 0; !property.p && i < workbook->sheet_count; i++)
        if (str_equal(cell_text(arena, &workbook->sheets[i], 1, 1), CROSSCHECK_PROPERTY))
            property = cell_text(arena, &workbook->sheets[i], 1, 2);
    return property;
}

static void read_rows(struct arena *arena, const struct scoreboard *board,
                      const struct crosscheck_sheet *visit, const struct workbook_sheet *sheet,
                      struct crosscheck_typed_list *typed) {
    for (uint32_t row = HEAD_ROW + 1; row <= sheet->rows; row++) {
        ptrdiff_t found =
            criteria_find(&board->table.criteria, cell_text(arena, sheet, row, COLUMN_CODE));
        if (found < 0 || !crosscheck_sheet_takes(board, visit->target, (size_t)found))
            continue;
        struct crosscheck_typed line = {
            .code = board->table.criteria.items[found].code,
            .actual = cell_text(arena, sheet, row, COLUMN_ACTUAL),
            .points = cell_text(arena, sheet, row, COLUMN_POINTS),
            .reason = cell_text(arena, sheet, row, COLUMN_REASON),
            .seen = cell_text(arena, sheet, row, COLUMN_SEEN),
            .note = cell_text(arena, sheet, row, COLUMN_NOTE),
            .seen_revision = visit->drafts[found].revision,
        };
        if (line.actual.n || line.points.n || line.reason.n || line.seen.n || line.note.n)
            *list_push(arena, typed) = line;
    }
}

const struct err *crosscheck_sheet_read(struct arena *arena, const struct scoreboard *board,
                                        const struct crosscheck_sheet *sheet,
                                        const struct workbook_file *file, struct issues *issues,
                                        struct crosscheck_typed_list *ret_typed) {
    struct workbook workbook = {0};
    struct message fault = {0};
    *ret_typed = (struct crosscheck_typed_list){0};
    TRY(workbook_read_file(arena, file, NULL, &workbook, &fault));
    if (fault.id != MSG_none) {
        issue_add(arena, issues, STR("tep"), fault);
        return NULL;
    }
    struct str owner = made_for(arena, &workbook);
    if (!owner.n || !workbook.sheet_count)
        issue_add(arena, issues, STR("tep"), MESSAGE(MSG_crosscheck_no_visit_sheet));
    else if (!str_equal(owner, identity(arena, board, sheet)))
        issue_add(arena, issues, STR("tep"), MESSAGE(MSG_crosscheck_sheet_of_other));
    else
        read_rows(arena, board, sheet, &workbook.sheets[0], ret_typed);
    if (!ret_typed->count && !issues->count)
        issue_add(arena, issues, STR("tep"), MESSAGE(MSG_crosscheck_sheet_empty));
    return NULL;
}
