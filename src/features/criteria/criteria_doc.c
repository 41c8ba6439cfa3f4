#include "features/criteria/criteria_doc.h"

#include "doc/sample_banner.h"
#include "doc/workbook_write.h"
#include "features/intake/intake.h"
#include "features/rulebook/named_rule_form.h"
#include "features/scoring/named_rule_service.h"

enum {
    COLUMN_LABEL = 1,
    COLUMN_DEPTH,
    COLUMN_NAME,
    COLUMN_MAX,
    COLUMN_KIND,
    COLUMN_MEASURE,
    COLUMN_TARGET,
    COLUMN_EACH,
    COLUMN_BONUS,
    COLUMN_RULE,
    COLUMN_FOR,
    COLUMN_OWNER,
    COLUMN_ROLLUP,
    COLUMN_NOTE,
    BLANK_ROWS = 60, /* to fill in, after what there is */
    BLANK_RULES = 15,
};

static const struct {
    const char *title;
    double width;
} COLUMNS[] = {
    {"TT", 6},          {"Cấp (1 là ngoài cùng)", 8},
    {"Nội dung", 46},   {"Điểm chuẩn", 9},
    {"Cách chấm", 22},  {"ĐVT", 9},
    {"Chỉ tiêu", 9},    {"Điểm mỗi đơn vị đếm", 10},
    {"Thưởng vượt", 9}, {"Quy tắc riêng", 14},
    {"Giao cho", 20},   {"Bước chấm", 18},
    {"Cộng dồn", 18},   {"Ghi chú", 30},
};

/* What the cells may hold stands on a hidden sheet: lists of any length. */
struct lists {
    struct sheet_out *sheet;
    uint32_t counts[5];
};
enum { LIST_KINDS = 1, LIST_UNITS, LIST_OWNERS, LIST_ROLLUPS };

struct doc_work {
    struct arena *arena;
    const struct scoreboard *board;
    const struct criteria_document *document;
    const struct unit_kinds *kinds;
    struct book_out *book;
    struct sheet_out *sheet;
    struct lists lists;
    uint32_t row;
};

static void add_to_list(struct doc_work *work, uint32_t list, struct str word) {
    sheet_text(work->lists.sheet, ++work->lists.counts[list], list, SHEET_PLAIN, word);
}

static void put_lists(struct doc_work *work) {
    work->lists.sheet =
        book_add_sheet(work->book, STR("Danh sách"), &(struct sheet_layout){.hidden = true});
    for (int kind = 0; kind < CRITERION_KIND_COUNT; kind++)
        add_to_list(work, LIST_KINDS,
                    message_plain(LANG_VI, criterion_kind_name((enum criterion_kind)kind)));
    for (size_t i = 0; i < work->kinds->count; i++)
        if (work->kinds->items[i].code.n)
            add_to_list(work, LIST_UNITS, work->kinds->items[i].name);
    for (int stage = 0; stage < SCORE_STAGE_COUNT; stage++)
        add_to_list(work, LIST_OWNERS,
                    message_plain(LANG_VI, score_stage_name((enum score_stage)stage)));
    for (int i = 0; i < CRITERIA_ROLLUPS; i++)
        add_to_list(work, LIST_ROLLUPS, intake_rollup_words(work->arena, i));
}

static void allow_list(struct doc_work *work, uint32_t column, uint32_t list, uint32_t first,
                       uint32_t last) {
    if (!work->lists.counts[list])
        return;
    const struct sheet_rule rule = {.first_row = first,
                                    .first_column = column,
                                    .last_row = last,
                                    .last_column = column,
                                    .error_title = STR("Không có trong danh sách"),
                                    .error_message = STR("Chọn một giá trị trong danh sách.")};
    sheet_allow_listed(work->sheet, &rule, work->lists.sheet, list, 1, work->lists.counts[list]);
}

static void put_head(struct doc_work *work) {
    const struct cluster_period *cluster = &work->board->cluster;
    uint32_t last = COUNT_OF(COLUMNS);
    sheet_merged(work->sheet, 1, 1, last, SHEET_OFFICE, cluster->name);
    if (cluster->is_sample)
        sheet_merged(work->sheet, 2, 1, last, SHEET_WARNING, SAMPLE_BANNER);
    struct str title = work->document->title;
    sheet_merged(work->sheet, 3, 1, last, SHEET_TITLE, title.n ? title : STR("BẢNG TIÊU CHÍ"));
    sheet_merged(work->sheet, 4, 1, last, SHEET_NOTE,
                 STR("Điền vào các ô màu vàng rồi nhập lại vào phần mềm. Cấp 1 là dòng ngoài cùng; "
                     "dòng cấp 2 ngay dưới nằm trong dòng cấp 1, tiếp tục như vậy. Cách chấm, loại "
                     "đơn vị, bước chấm, cộng dồn chọn trong danh sách."));
    sheet_row_height(work->sheet, 4, 34);
    for (uint32_t i = 0; i < last; i++) {
        sheet_text(work->sheet, 6, i + 1, SHEET_HEADER, str_from_c(COLUMNS[i].title));
        sheet_column_width(work->sheet, i + 1, COLUMNS[i].width);
    }
    work->row = 7;
}

static int rollup_choice(const struct criterion *c) {
    if (c->rollup == ROLLUP_NONE)
        return 0;
    return (int)c->rollup - ROLLUP_SUM + 1 + (c->rollup_step == ROLLUP_WEEKS ? 3 : 0);
}

static void put_number(const struct doc_work *work, uint32_t column, bool has,
                       struct decimal value) {
    if (has)
        sheet_number(work->sheet, work->row, column, SHEET_INPUT_NUMBER, value);
    else
        sheet_blank(work->sheet, work->row, column, SHEET_INPUT_NUMBER);
}

/* C: NULL for a row to fill in. */
static void put_row(struct doc_work *work, const struct criterion *c) {
    const struct criterion none = {0};
    bool has = c != NULL;
    c = has ? c : &none;
    bool plain = has && (c->kind != CRITERION_GROUP);
    struct str empty = STR("");
    const struct {
        uint32_t column;
        struct str text;
    } TEXTS[] = {
        {COLUMN_LABEL, c->label},
        {COLUMN_NAME, c->name},
        {COLUMN_KIND, plain ? message_plain(LANG_VI, criterion_kind_name(c->kind)) : empty},
        {COLUMN_MEASURE, c->unit_of_measure},
        {COLUMN_BONUS, c->bonus_on ? message_plain(LANG_VI, MSG_version_yes) : empty},
        {COLUMN_RULE, c->rule},
        {COLUMN_FOR, c->for_kind.n ? unit_kind_name(work->kinds, c->for_kind, LANG_VI) : empty},
        {COLUMN_OWNER, has && c->owner != SCORE_SELF
                           ? message_plain(LANG_VI, score_stage_name(c->owner))
                           : empty},
        {COLUMN_ROLLUP, has && c->rollup != ROLLUP_NONE
                            ? intake_rollup_words(work->arena, rollup_choice(c))
                            : empty},
        {COLUMN_NOTE, c->note},
    };
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++)
        sheet_text(work->sheet, work->row, TEXTS[i].column, SHEET_INPUT_TEXT, TEXTS[i].text);
    put_number(work, COLUMN_DEPTH, has, DECIMAL(c->depth + 1, 0));
    put_number(work, COLUMN_MAX, has, c->max);
    put_number(work, COLUMN_TARGET, c->has_target, c->target);
    put_number(work, COLUMN_EACH, !decimal_is_zero(c->points_each), c->points_each);
    work->row++;
}

static bool names_kinds(const struct criteria *criteria) {
    for (size_t i = 0; i < criteria->count; i++)
        if (criteria->items[i].for_kind.n)
            return true;
    return false;
}

static void put_table(struct doc_work *work) {
    const struct criteria *criteria = &work->document->criteria;
    uint32_t first = work->row;
    for (size_t i = 0; i < criteria->count; i++)
        put_row(work, &criteria->items[i]);
    for (int i = 0; i < BLANK_ROWS; i++)
        put_row(work, NULL);
    uint32_t last = work->row - 1;
    allow_list(work, COLUMN_KIND, LIST_KINDS, first, last);
    allow_list(work, COLUMN_FOR, LIST_UNITS, first, last);
    allow_list(work, COLUMN_OWNER, LIST_OWNERS, first, last);
    allow_list(work, COLUMN_ROLLUP, LIST_ROLLUPS, first, last);
    struct sheet_rule rule = {first,
                              COLUMN_DEPTH,
                              last,
                              COLUMN_DEPTH,
                              .error_title = STR("Cấp"),
                              .error_message = STR("Ghi số nguyên từ 1 đến 99.")};
    sheet_allow_whole_numbers(work->sheet, &rule, DECIMAL(1, 0), DECIMAL(99, 0));
    rule.first_column = rule.last_column = COLUMN_MAX;
    rule.error_title = STR("Điểm chuẩn");
    rule.error_message = STR("Ghi số từ 0 đến 100000.");
    sheet_allow_numbers(work->sheet, &rule, DECIMAL_ZERO, DECIMAL(100000, 0));
    /* Where the table ends; below it stand its notes, as in the tables of clusters. */
    sheet_text(work->sheet, work->row, COLUMN_NAME, SHEET_TOTAL, STR("Tổng cộng"));
    /* What is for one kind of unit alone is not added up with what is for another. */
    if (names_kinds(criteria))
        sheet_number(work->sheet, work->row, COLUMN_MAX, SHEET_TOTAL_NUMBER_2,
                     criteria_max_total(criteria));
    else
        sheet_formula(
            work->sheet, work->row, COLUMN_MAX, SHEET_TOTAL_NUMBER_2,
            str_format(work->arena, "SUMIFS(D%u:D%u,B%u:B%u,1)", first, last, first, last),
            criteria_max_total(criteria));
    struct str notes = work->document->notes;
    while (notes.n)
        sheet_text(work->sheet, ++work->row, COLUMN_NAME, SHEET_INPUT_TEXT, str_cut(&notes, '\n'));
}

/* --- the rules ----------------------------------------------------------------------------------
 */

static const double RULE_WIDTHS[RULE_COLUMN_COUNT] = {
    [RULE_COLUMN_CODE] = 30,     [RULE_COLUMN_NAME] = 34,        [RULE_COLUMN_KIND] = 22,
    [RULE_COLUMN_STEPS] = 20,    [RULE_COLUMN_GRADES] = 16,      [RULE_COLUMN_LEVELS] = 38,
    [RULE_COLUMN_RATE] = 12,     [RULE_COLUMN_CAP] = 12,         [RULE_COLUMN_LIMIT] = 11,
    [RULE_COLUMN_HALF] = 11,     [RULE_COLUMN_SECOND_NAME] = 16, [RULE_COLUMN_SECOND] = 11,
    [RULE_COLUMN_CAPS_ALL] = 12, [RULE_COLUMN_SCALE] = 10,       [RULE_COLUMN_ROUNDING] = 16,
    [RULE_COLUMN_FAULT] = 18,    [RULE_COLUMN_BASIS] = 40,       [RULE_COLUMN_MARK] = 22,
    [RULE_COLUMN_FROM] = 13,     [RULE_COLUMN_TO] = 13,
};

/* NAMED: NULL for a row to fill in. What the kind does not ask stays empty. */
static void put_named_rule(struct doc_work *work, const struct named_rule *named) {
    struct named_rule_form form = {0};
    unsigned parts = named ? rule_parts_of(named->kind) : 0;
    if (named)
        named_rule_form_write(work->arena, named, &form);
    bool limit = parts & (RULE_LIMIT_BONUS | RULE_LIMIT_PENALTY);
    bool levels = parts & (RULE_LEVELS_BONUS | RULE_LEVELS_PENALTY);
    const struct str texts[RULE_COLUMN_COUNT] = {
        [RULE_COLUMN_CODE] = form.code,
        [RULE_COLUMN_NAME] = form.name,
        [RULE_COLUMN_KIND] =
            named ? message_plain(LANG_VI, criterion_kind_name((enum criterion_kind)named->kind))
                  : STR(""),
        [RULE_COLUMN_STEPS] = form.steps,
        [RULE_COLUMN_GRADES] = form.grades,
        [RULE_COLUMN_LEVELS] = form.levels,
        [RULE_COLUMN_RATE] = form.bonus_rate,
        [RULE_COLUMN_CAP] = form.bonus_cap,
        [RULE_COLUMN_LIMIT] = limit ? form.limit : STR(""),
        [RULE_COLUMN_HALF] = parts & RULE_HALF ? form.half : STR(""),
        [RULE_COLUMN_SECOND_NAME] = levels ? form.second_name : STR(""),
        [RULE_COLUMN_SECOND] = levels ? form.second : STR(""),
        [RULE_COLUMN_CAPS_ALL] = form.caps_all ? message_plain(LANG_VI, MSG_version_yes) : STR(""),
        [RULE_COLUMN_SCALE] = form.scale,
        [RULE_COLUMN_ROUNDING] =
            named ? message_plain(LANG_VI, rule_rounding_name(named->rounding)) : STR(""),
        [RULE_COLUMN_FAULT] = form.fault,
        [RULE_COLUMN_BASIS] = form.basis,
        [RULE_COLUMN_MARK] = named ? message_plain(LANG_VI, rule_mark_name(named->mark)) : STR(""),
        [RULE_COLUMN_FROM] = form.valid_from,
        [RULE_COLUMN_TO] = form.valid_to,
    };
    for (uint32_t i = 0; i < RULE_COLUMN_COUNT; i++)
        sheet_text(work->sheet, work->row, i + 1, SHEET_INPUT_TEXT, texts[i]);
    work->row++;
}

static void allow_enum(struct doc_work *work, enum rule_column column, uint32_t first,
                       const struct str *words, size_t count) {
    const struct sheet_rule rule = {.first_row = first,
                                    .first_column = (uint32_t)column + 1,
                                    .last_row = work->row - 1,
                                    .last_column = (uint32_t)column + 1,
                                    .error_title = STR("Không có trong danh sách"),
                                    .error_message = STR("Chọn một giá trị trong danh sách.")};
    sheet_allow_words(work->sheet, &rule, words, count);
}

static void put_named_rules(struct doc_work *work) {
    const struct scoring_rules *rules = &work->board->book.rules;
    for (uint32_t i = 0; i < RULE_COLUMN_COUNT; i++) {
        sheet_text(work->sheet, 4, i + 1, SHEET_HEADER, rule_column_title((enum rule_column)i));
        sheet_column_width(work->sheet, i + 1, RULE_WIDTHS[i]);
    }
    uint32_t first = work->row = 5;
    for (size_t i = 0; i < rules->named_count; i++)
        put_named_rule(work, &rules->named[i]);
    for (size_t i = 0; i < BLANK_RULES && rules->named_count + i < NAMED_RULES_MAX; i++)
        put_named_rule(work, NULL);
    struct str roundings[RULE_ROUNDING_COUNT];
    struct str marks[RULE_MARK_COUNT];
    for (int i = 0; i < RULE_ROUNDING_COUNT; i++)
        roundings[i] = message_plain(LANG_VI, rule_rounding_name((enum rule_rounding)i));
    for (int i = 0; i < RULE_MARK_COUNT; i++)
        marks[i] = message_plain(LANG_VI, rule_mark_name((enum rule_mark)i));
    allow_list(work, RULE_COLUMN_KIND + 1, LIST_KINDS, first, work->row - 1);
    allow_enum(work, RULE_COLUMN_ROUNDING, first, roundings, RULE_ROUNDING_COUNT);
    allow_enum(work, RULE_COLUMN_MARK, first, marks, RULE_MARK_COUNT);
}

static void rule_line(struct doc_work *work, const char *rule, struct str when,
                      struct decimal value) {
    sheet_text(work->sheet, work->row, 1, SHEET_TEXT_WRAPPED, str_from_c(rule));
    sheet_text(work->sheet, work->row, 2, SHEET_TEXT, when);
    sheet_number(work->sheet, work->row, 3, SHEET_NUMBER, value);
    work->row++;
}

/* Below the named ones, to be looked at: they are set on their own page. */
static void put_common_rules(struct doc_work *work) {
    static const char *const HEADS[] = {"Quy tắc chung", "Từ (vụ, ngày) hoặc mức",
                                        "Phần trăm hoặc điểm"};
    const struct scoring_rules *rules = &work->board->book.rules;
    struct arena *arena = work->arena;
    work->row++;
    for (uint32_t i = 0; i < COUNT_OF(HEADS); i++)
        sheet_text(work->sheet, work->row, i + 1, SHEET_HEADER, str_from_c(HEADS[i]));
    work->row++;
    for (size_t i = 0; i < rules->grades_count; i++)
        rule_line(work, "Định tính (% điểm chuẩn)", rules->grades[i].letter,
                  rules->grades[i].percent);
    for (size_t i = 0; i < rules->fewer_count; i++)
        rule_line(work, "Định lượng nghịch (% điểm chuẩn)",
                  decimal_display(arena, rules->fewer[i].threshold, 0, ','), rules->fewer[i].value);
    for (size_t i = 0; i < rules->late_count; i++)
        rule_line(work, "Nộp chậm (điểm)", decimal_display(arena, rules->late[i].threshold, 0, ','),
                  rules->late[i].value);
    rule_line(work, "Thưởng cho mỗi 1 % vượt (% điểm chuẩn)", STR(""), rules->bonus_rate);
    rule_line(work, "Thưởng không quá (% điểm chuẩn)", STR(""), rules->bonus_cap_percent);
    sheet_merged(work->sheet, work->row, 1, 6, SHEET_NOTE,
                 work->board->book.confirmed ? work->board->book.basis
                                             : STR("Quy tắc mẫu của phần mềm, chưa ai xác nhận."));
}

static void put_rules(struct doc_work *work) {
    sheet_merged(work->sheet, 1, 1, 6, SHEET_TITLE, STR("QUY TẮC RIÊNG CỦA BẢNG TIÊU CHÍ"));
    sheet_merged(
        work->sheet, 2, 1, 6, SHEET_NOTE,
        STR("Mỗi dòng một quy tắc; điền các ô màu vàng mà cách chấm cần rồi nhập lại vào phần mềm "
            "cùng bảng tiêu chí. Ô có nhiều mức: mỗi mức một dòng trong ô (Alt+Enter), các phần "
            "cách nhau bằng dấu |, ví dụ: 5 | -10. Cột “Quy tắc riêng” của bảng tiêu chí ghi mã "
            "quy tắc. Quy tắc chung ở cuối trang chỉ để xem; sửa ở trang Quy tắc chấm điểm."));
    sheet_row_height(work->sheet, 2, 50);
    put_named_rules(work);
    put_common_rules(work);
}

const struct err *criteria_doc_make(struct arena *arena, const struct scoreboard *board,
                                    const struct criteria_document *document,
                                    const struct unit_kinds *kinds, int64_t now_ms,
                                    struct str *ret_bytes) {
    struct doc_work work = {.arena = arena, .board = board, .document = document, .kinds = kinds};
    work.book =
        book_new(arena, &(struct book_about){.title = STR("Bảng tiêu chí"), .created_ms = now_ms});
    work.sheet = book_add_sheet(work.book, STR("Tiêu chí"),
                                &(struct sheet_layout){.landscape = true,
                                                       .is_protected = true,
                                                       .repeat_first_row = 6,
                                                       .repeat_last_row = 6,
                                                       .frozen_rows = 6,
                                                       .frozen_columns = COLUMN_NAME});
    struct sheet_out *table = work.sheet;
    put_head(&work);
    uint32_t row = work.row;
    work.sheet = book_add_sheet(
        work.book, STR("Quy tắc"),
        &(struct sheet_layout){
            .landscape = true, .is_protected = true, .frozen_rows = 4, .frozen_columns = 1});
    put_lists(&work);
    put_rules(&work);
    work.sheet = table;
    work.row = row;
    put_table(&work);
    return book_finish(work.book, ret_bytes);
}

struct str criteria_doc_name(struct arena *arena, const struct scoreboard *board) {
    return str_format(arena, "mau-bang-tieu-chi-" STR_FMT ".xlsx", STR_ARG(board->cluster.code));
}
