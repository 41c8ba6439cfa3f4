/* From the cells of the template's second sheet to named rules. */
#include "features/intake/layout.h"
#include "features/rulebook/named_rule_form.h"
#include "text/utf8.h"
#include "text/vi_fold.h"

/* FIELD is what findings of the form and of named_rule_check are named by. */
static const struct {
    struct str title;
    const char *alias;
    const char *field;
} COLUMNS[RULE_COLUMN_COUNT] = {
    [RULE_COLUMN_CODE] = {STR_INIT("Mã quy tắc"), "ma quy tac", "code"},
    [RULE_COLUMN_NAME] = {STR_INIT("Tên quy tắc"), "ten quy tac", "name"},
    [RULE_COLUMN_KIND] = {STR_INIT("Cách chấm"), "cach cham", "kind"},
    [RULE_COLUMN_STEPS] = {STR_INIT("Các mốc (từ | phần trăm hoặc điểm)"), "cac moc", "steps"},
    [RULE_COLUMN_GRADES] = {STR_INIT("Mức định tính (mức | phần trăm)"), "muc dinh tinh", "grades"},
    [RULE_COLUMN_LEVELS] = {STR_INIT("Mức thưởng, phạt (tên | điểm | loại | kỷ luật)"),
                            "muc thuong", "levels"},
    [RULE_COLUMN_RATE] = {STR_INIT("Thưởng mỗi 1 % vượt (%)"), "thuong moi", "bonus_rate"},
    [RULE_COLUMN_CAP] = {STR_INIT("Thưởng không quá (%)"), "thuong khong qua", "bonus_cap"},
    [RULE_COLUMN_LIMIT] = {STR_INIT("Giới hạn (điểm)"), "gioi han", "limit"},
    [RULE_COLUMN_HALF] = {STR_INIT("Bằng chỉ tiêu được (%)"), "bang chi tieu", "half"},
    [RULE_COLUMN_SECOND_NAME] = {STR_INIT("Người tính một phần"), "nguoi tinh", ""},
    [RULE_COLUMN_SECOND] = {STR_INIT("Phần được tính (%)"), "phan duoc tinh", "second"},
    [RULE_COLUMN_CAPS_ALL] = {STR_INIT("Tối đa cho mọi điểm thưởng"), "toi da cho", "caps_all"},
    [RULE_COLUMN_SCALE] = {STR_INIT("Số chữ số thập phân"), "so chu so", "scale"},
    [RULE_COLUMN_ROUNDING] = {STR_INIT("Làm tròn"), "lam tron", ""},
    [RULE_COLUMN_FAULT] = {STR_INIT("Lỗi bị phạt"), "loi bi phat", "fault"},
    [RULE_COLUMN_BASIS] = {STR_INIT("Căn cứ"), "can cu", "basis"},
    [RULE_COLUMN_MARK] = {STR_INIT("Mức kiểm chứng"), "muc kiem chung", ""},
    [RULE_COLUMN_FROM] = {STR_INIT("Có hiệu lực từ"), "co hieu luc tu", "valid"},
    [RULE_COLUMN_TO] = {STR_INIT("Hết hiệu lực từ"), "het hieu luc tu", ""},
};

struct str rule_column_title(enum rule_column column) {
    return COLUMNS[column].title;
}

struct rules_reader {
    struct arena *arena;
    const struct grid *grid;
    struct rules_reading *reading;
    uint32_t columns[RULE_COLUMN_COUNT];
    uint32_t row;
};

static void find(struct rules_reader *r, enum rule_column column, struct message message) {
    finding_add(r->arena, &r->reading->findings, SEVERITY_ERROR, r->row, r->columns[column],
                STR(""), -1, message);
}

static const struct grid_cell *cell_of(const struct rules_reader *r, enum rule_column column) {
    return r->columns[column] ? grid_at(r->grid, r->row, r->columns[column]) : NULL;
}

static struct str line(const struct rules_reader *r, enum rule_column column) {
    return grid_line(r->arena, r->grid, r->row, r->columns[column]);
}

/* The lines of a cell, each clean, empty ones left out. */
static struct str lines(const struct rules_reader *r, enum rule_column column) {
    const struct grid_cell *cell = cell_of(r, column);
    struct str rest = cell ? cell->text : STR_NONE;
    struct str text = STR("");
    while (rest.p) {
        struct str clean = STR("");
        utf8_clean_line(r->arena, str_cut(&rest, '\n'), &clean);
        if (clean.n)
            text = text.n
                       ? str_format(r->arena, STR_FMT "\n" STR_FMT, STR_ARG(text), STR_ARG(clean))
                       : clean;
    }
    return text;
}

static struct str with_comma(struct arena *arena, struct str canonical) {
    struct str whole = str_cut(&canonical, '.');
    return canonical.p ? str_format(arena, STR_FMT "," STR_FMT, STR_ARG(whole), STR_ARG(canonical))
                       : whole;
}

/* A figure as the form of a rule has it: numeric cells are never ambiguous. */
static struct str figure(struct rules_reader *r, enum rule_column column) {
    const struct grid_cell *cell = cell_of(r, column);
    struct decimal value;
    struct str text = line(r, column);
    if (cell && cell->formula_without_value)
        find(r, column, MESSAGE(MSG_intake_formula_without_value));
    if (cell && cell->is_number && !cell->is_percent && decimal_parse(text, &value))
        text = with_comma(r->arena, text);
    return text;
}

/* The word's place among COUNT, those of a list; 0 where there is none. */
static int choice(struct rules_reader *r, enum rule_column column, const enum msg_id *words,
                  int count) {
    struct str text = line(r, column);
    struct str folded = vi_fold(r->arena, text);
    for (int i = 0; i < count && text.n; i++)
        if (str_equal(folded, vi_fold(r->arena, message_plain(LANG_VI, words[i]))))
            return i;
    if (text.n)
        find(r, column, MESSAGE_WITH(MSG_intake_word_unknown, text));
    return 0;
}

static bool is_yes(struct rules_reader *r, enum rule_column column) {
    static const enum msg_id WORDS[] = {MSG_version_no, MSG_version_yes};
    return choice(r, column, WORDS, COUNT_OF(WORDS)) == 1;
}

static struct named_rule_form form_of(struct rules_reader *r) {
    enum msg_id roundings[RULE_ROUNDING_COUNT];
    enum msg_id marks[RULE_MARK_COUNT];
    for (int i = 0; i < RULE_ROUNDING_COUNT; i++)
        roundings[i] = rule_rounding_name((enum rule_rounding)i);
    for (int i = 0; i < RULE_MARK_COUNT; i++)
        marks[i] = rule_mark_name((enum rule_mark)i);
    return (struct named_rule_form){
        .code = line(r, RULE_COLUMN_CODE),
        .name = line(r, RULE_COLUMN_NAME),
        .steps = lines(r, RULE_COLUMN_STEPS),
        .grades = lines(r, RULE_COLUMN_GRADES),
        .levels = lines(r, RULE_COLUMN_LEVELS),
        .bonus_rate = figure(r, RULE_COLUMN_RATE),
        .bonus_cap = figure(r, RULE_COLUMN_CAP),
        .limit = figure(r, RULE_COLUMN_LIMIT),
        .half = figure(r, RULE_COLUMN_HALF),
        .second_name = line(r, RULE_COLUMN_SECOND_NAME),
        .second = figure(r, RULE_COLUMN_SECOND),
        .caps_all = is_yes(r, RULE_COLUMN_CAPS_ALL),
        .scale = figure(r, RULE_COLUMN_SCALE),
        .rounding = rule_rounding_code(
            (enum rule_rounding)choice(r, RULE_COLUMN_ROUNDING, roundings, RULE_ROUNDING_COUNT)),
        .fault = line(r, RULE_COLUMN_FAULT),
        .basis = lines(r, RULE_COLUMN_BASIS),
        .mark = rule_mark_code((enum rule_mark)choice(r, RULE_COLUMN_MARK, marks, RULE_MARK_COUNT)),
        .valid_from = line(r, RULE_COLUMN_FROM),
        .valid_to = line(r, RULE_COLUMN_TO),
    };
}

static void take_issues(struct rules_reader *r, const struct issues *issues) {
    for (size_t i = 0; i < issues->count; i++) {
        const struct issue *issue = &issues->items[i];
        enum rule_column column = RULE_COLUMN_CODE;
        for (int k = 0; k < RULE_COLUMN_COUNT; k++)
            if (str_equal_c(issue->field, COLUMNS[k].field))
                column = (enum rule_column)k;
        if (str_equal_c(issue->field, "valid_from"))
            column = RULE_COLUMN_FROM;
        find(r, column, issue->message);
    }
}

static void check_twin(struct rules_reader *r, struct str code) {
    for (size_t i = 0; code.n && i < r->reading->lines.count; i++)
        if (str_equal(r->reading->lines.items[i].rule.code, code)) {
            find(r, RULE_COLUMN_CODE,
                 MESSAGE_WITH(MSG_intake_rule_twice, code,
                              str_format(r->arena, "%u", r->reading->lines.items[i].row)));
            return;
        }
}

/* False for a row that nobody filled in. */
static bool is_filled(const struct rules_reader *r) {
    for (int i = 0; i < RULE_COLUMN_COUNT; i++)
        if (line(r, (enum rule_column)i).n)
            return true;
    return false;
}

static void read_row(struct rules_reader *r) {
    struct rule_line read = {.row = r->row};
    enum criterion_kind kind = CRITERION_GROUP;
    struct str word = line(r, RULE_COLUMN_KIND);
    read.is_read = word.n && criterion_kind_from_words(r->arena, word, &kind);
    if (!word.n)
        find(r, RULE_COLUMN_KIND, MESSAGE(MSG_scoring_kind_missing));
    else if (!read.is_read)
        find(r, RULE_COLUMN_KIND, MESSAGE_WITH(MSG_intake_kind_unknown, word));
    read.rule = named_rule_blank((int)kind);
    struct named_rule_form form = form_of(r);
    check_twin(r, form.code);
    if (read.is_read) {
        struct issues issues = {0};
        named_rule_form_read(r->arena, kind, &form, &read.rule, &issues);
        if (!issues.count) /* what was not understood cannot be judged */
            named_rule_check(r->arena, &read.rule, &issues);
        take_issues(r, &issues);
    }
    read.rule.code = form.code;
    read.rule.name = form.name;
    *list_push(r->arena, &r->reading->lines) = read;
}

void intake_read_rules(struct arena *arena, const struct grid *grid,
                       struct rules_reading *ret_reading) {
    struct column_alias aliases[RULE_COLUMN_COUNT];
    for (int i = 0; i < RULE_COLUMN_COUNT; i++)
        aliases[i] = (struct column_alias){i, COLUMNS[i].alias};
    *ret_reading = (struct rules_reading){.sheet_name = grid->name};
    struct rules_reader r = {.arena = arena, .grid = grid, .reading = ret_reading};
    uint32_t header = grid_find_header(arena, grid, aliases, RULE_COLUMN_COUNT, 4, r.columns);
    if (!header || !r.columns[RULE_COLUMN_CODE] || !r.columns[RULE_COLUMN_KIND] ||
        !r.columns[RULE_COLUMN_BASIS])
        return;
    ret_reading->found = true;
    for (r.row = header + 1; r.row <= grid_last_row(grid); r.row++) {
        /* Below stand the table's own rules, to be looked at only. */
        if (str_starts_with(vi_fold(arena, line(&r, RULE_COLUMN_CODE)), STR("quy tac chung")))
            return;
        if (is_filled(&r))
            read_row(&r);
    }
}
