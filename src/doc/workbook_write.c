/* Keeps the description; workbook_make.c turns it into a file. */
#include "doc/workbook_write.h"

#include <stdio.h>
#include <string.h>

#include "doc/workbook_plan.h"
#include "text/utf8.h"
#include "text/vi_fold.h"

enum { SHEET_NAME_MAX = 31 };

struct book_out *book_new(struct arena *arena, const struct book_about *about) {
    struct book_out *out = ARENA_NEW(arena, struct book_out);
    out->arena = arena;
    if (about)
        out->about = *about;
    return out;
}

static void complain(struct book_out *out, const char *problem) {
    if (!out->problem)
        out->problem = problem;
}

/* NFC, without characters that XML cannot carry; absent becomes empty. */
static struct str fit_text(struct book_out *out, struct str text) {
    struct str composed;
    if (!text.p)
        return STR("");
    if (!utf8_to_nfc(out->arena, text, &composed)) {
        complain(out, "a text is not valid UTF-8");
        return STR("");
    }
    if (utf8_length(composed) > PLAN_TEXT_MAX)
        complain(out, "a text is longer than a cell may hold");
    char *p = arena_alloc(out->arena, composed.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < composed.n; i++)
        if ((unsigned char)composed.p[i] >= ' ' || composed.p[i] == '\n' || composed.p[i] == '\t')
            p[n++] = composed.p[i];
    return (struct str){p, n};
}

static struct str fit_head(struct book_out *out, struct str text, size_t characters) {
    return str_copy(out->arena, utf8_head(fit_text(out, text), characters));
}

void book_set_property(struct book_out *out, struct str name, struct str value) {
    struct plan_property *property = list_push(out->arena, &out->properties);
    property->name = fit_text(out, name);
    property->value = fit_text(out, value);
    if (str_is_empty(property->name) || utf8_length(property->name) > PLAN_PROPERTY_MAX ||
        utf8_length(property->value) > PLAN_PROPERTY_MAX)
        complain(out, "a property is empty or too long");
}

/* ---- names of sheets ---- */

static bool is_taken(const struct book_out *out, struct str name) {
    struct str wanted = vi_fold(out->arena, name);
    for (size_t i = 0; i < out->sheets.count; i++)
        if (str_equal(vi_fold(out->arena, out->sheets.items[i]->name), wanted))
            return true;
    return false;
}

/* Without what Excel forbids; an apostrophe must not stand at either end. */
static struct str mend_name(struct book_out *out, struct str wanted) {
    struct str clean;
    if (!utf8_clean_line(out->arena, wanted.p ? wanted : STR(""), &clean)) {
        complain(out, "a sheet's name is not valid UTF-8");
        clean = STR("");
    }
    char *p = arena_alloc(out->arena, clean.n + 1);
    for (size_t i = 0; i < clean.n; i++)
        p[i] = strchr("[]:*?/\\", clean.p[i]) ? '-' : clean.p[i];
    struct str name = str_trim(utf8_head((struct str){p, clean.n}, SHEET_NAME_MAX));
    while (name.n && name.p[0] == '\'')
        name = str_trim(str_slice(name, 1, name.n));
    while (name.n && name.p[name.n - 1] == '\'')
        name = str_trim(str_slice(name, 0, name.n - 1));
    return name.n ? str_copy(out->arena, name) : STR("Sheet");
}

static struct str free_name(struct book_out *out, struct str wanted) {
    struct str name = mend_name(out, wanted);
    struct str candidate = name;
    for (unsigned i = 2; is_taken(out, candidate); i++) {
        struct str suffix = str_format(out->arena, " (%u)", i);
        candidate =
            str_concat(out->arena, str_trim(utf8_head(name, SHEET_NAME_MAX - suffix.n)), suffix);
    }
    return candidate;
}

struct sheet_out *book_add_sheet(struct book_out *out, struct str name,
                                 const struct sheet_layout *layout) {
    struct sheet_out *sheet = ARENA_NEW(out->arena, struct sheet_out);
    sheet->out = out;
    sheet->name = free_name(out, name);
    if (layout) {
        sheet->layout = *layout;
        sheet->layout.header = fit_head(out, layout->header, PLAN_BANNER_MAX);
        sheet->layout.footer = fit_head(out, layout->footer, PLAN_BANNER_MAX);
    }
    if (sheet->layout.hidden && out->sheets.count == 0)
        complain(out, "the first sheet cannot be hidden");
    *list_push(out->arena, &out->sheets) = sheet;
    return sheet;
}

struct str sheet_name(const struct sheet_out *sheet) {
    return sheet->name;
}

/* ---- cells ---- */

static struct plan_cell *add_cell(struct sheet_out *sheet, enum plan_kind kind, uint32_t row,
                                  uint32_t column, enum sheet_style style) {
    if (row < 1 || row > PLAN_ROWS_MAX || column < 1 || column > PLAN_COLUMNS_MAX ||
        (unsigned)style >= SHEET_STYLE_COUNT)
        complain(sheet->out, "a cell stands outside the sheet");
    struct plan_cell *cell = list_push(sheet->out->arena, &sheet->cells);
    cell->kind = kind;
    cell->row = row;
    cell->column = column;
    cell->style = style;
    return cell;
}

void sheet_text(struct sheet_out *sheet, uint32_t row, uint32_t column, enum sheet_style style,
                struct str text) {
    struct str fitted = fit_text(sheet->out, text);
    add_cell(sheet, fitted.n ? PLAN_TEXT : PLAN_BLANK, row, column, style)->text = fitted;
}

void sheet_blank(struct sheet_out *sheet, uint32_t row, uint32_t column, enum sheet_style style) {
    add_cell(sheet, PLAN_BLANK, row, column, style);
}

void sheet_number(struct sheet_out *sheet, uint32_t row, uint32_t column, enum sheet_style style,
                  struct decimal value) {
    add_cell(sheet, PLAN_NUMBER, row, column, style)->number = value;
}

void sheet_date(struct sheet_out *sheet, uint32_t row, uint32_t column, enum sheet_style style,
                struct date date) {
    if (date_is_empty(date))
        sheet_blank(sheet, row, column, style);
    else if (date.year < 1901) /* Excel's calendar has a false day before that */
        sheet_text(sheet, row, column, style, date_display(sheet->out->arena, date));
    else
        add_cell(sheet, PLAN_DATE, row, column, style)->date = date;
}

static struct str fit_formula(struct sheet_out *sheet, struct str formula) {
    if (utf8_length(formula) > PLAN_FORMULA_MAX || str_is_empty(formula))
        complain(sheet->out, "a formula is empty or too long");
    return str_concat(sheet->out->arena, STR("="), fit_text(sheet->out, formula));
}

void sheet_formula(struct sheet_out *sheet, uint32_t row, uint32_t column, enum sheet_style style,
                   struct str formula, struct decimal value) {
    struct plan_cell *cell = add_cell(sheet, PLAN_FORMULA, row, column, style);
    cell->text = fit_formula(sheet, formula);
    cell->number = value;
}

void sheet_formula_text(struct sheet_out *sheet, uint32_t row, uint32_t column,
                        enum sheet_style style, struct str formula, struct str value) {
    struct plan_cell *cell = add_cell(sheet, PLAN_FORMULA_TEXT, row, column, style);
    cell->text = fit_formula(sheet, formula);
    cell->value = fit_text(sheet->out, value);
}

void sheet_merged(struct sheet_out *sheet, uint32_t row, uint32_t first_column,
                  uint32_t last_column, enum sheet_style style, struct str text) {
    sheet_merged_range(sheet, row, first_column, row, last_column, style, text);
}

void sheet_merged_range(struct sheet_out *sheet, uint32_t first_row, uint32_t first_column,
                        uint32_t last_row, uint32_t last_column, enum sheet_style style,
                        struct str text) {
    if (first_row == last_row && first_column == last_column) {
        sheet_text(sheet, first_row, first_column, style, text);
        return;
    }
    if (last_row < first_row || last_column < first_column || last_row > PLAN_ROWS_MAX ||
        last_column > PLAN_COLUMNS_MAX)
        complain(sheet->out, "a merged range stands outside the sheet");
    struct plan_cell *cell = add_cell(sheet, PLAN_MERGED, first_row, first_column, style);
    cell->text = fit_text(sheet->out, text);
    cell->last_row = last_row;
    cell->last_column = last_column;
}

/* ---- columns, rows ---- */

static struct plan_column *column_of(struct sheet_out *sheet, uint32_t column) {
    for (size_t i = 0; i < sheet->columns.count; i++)
        if (sheet->columns.items[i].column == column)
            return &sheet->columns.items[i];
    if (column < 1 || column > PLAN_COLUMNS_MAX)
        complain(sheet->out, "a column stands outside the sheet");
    struct plan_column *added = list_push(sheet->out->arena, &sheet->columns);
    *added = (struct plan_column){.column = column, .width = PLAN_DEFAULT_WIDTH};
    return added;
}

void sheet_column_width(struct sheet_out *sheet, uint32_t column, double characters) {
    column_of(sheet, column)->width = characters;
}

void sheet_column_hidden(struct sheet_out *sheet, uint32_t column) {
    column_of(sheet, column)->hidden = true;
}

void sheet_row_height(struct sheet_out *sheet, uint32_t row, double height_pt) {
    if (row < 1 || row > PLAN_ROWS_MAX)
        complain(sheet->out, "a row stands outside the sheet");
    *list_push(sheet->out->arena, &sheet->rows) = (struct plan_row){row, height_pt};
}

/* ---- what may be typed ---- */

static struct plan_rule *add_rule(struct sheet_out *sheet, const struct sheet_rule *rule,
                                  enum plan_rule_kind kind) {
    struct book_out *out = sheet->out;
    struct plan_rule *added = list_push(out->arena, &sheet->rules);
    added->kind = kind;
    added->rule = *rule;
    added->rule.error_title = fit_head(out, rule->error_title, PLAN_RULE_TITLE_MAX);
    added->rule.error_message = fit_head(out, rule->error_message, PLAN_RULE_MESSAGE_MAX);
    added->rule.input_title = fit_head(out, rule->input_title, PLAN_RULE_TITLE_MAX);
    added->rule.input_message = fit_head(out, rule->input_message, PLAN_RULE_MESSAGE_MAX);
    if (rule->first_row < 1 || rule->first_column < 1 || rule->last_row < rule->first_row ||
        rule->last_column < rule->first_column || rule->last_row > PLAN_ROWS_MAX ||
        rule->last_column > PLAN_COLUMNS_MAX)
        complain(out, "a rule stands outside the sheet");
    return added;
}

void sheet_allow_words(struct sheet_out *sheet, const struct sheet_rule *rule,
                       const struct str *words, size_t count) {
    struct arena *arena = sheet->out->arena;
    struct plan_rule *added = add_rule(sheet, rule, PLAN_RULE_WORDS);
    added->words = ARENA_ARRAY(arena, char *, count + 1);
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        struct str word = fit_text(sheet->out, words[i]);
        length += utf8_length(word) + (i > 0);
        if (str_is_empty(word) || str_find(word, STR(",")) >= 0)
            complain(sheet->out, "a word of a list is empty or has a comma");
        added->words[i] = arena_alloc(arena, word.n + 1);
        memcpy(added->words[i], word.p, word.n);
    }
    if (count == 0 || length > PLAN_RULE_WORDS_MAX)
        complain(sheet->out, "a list of words is empty or too long");
}

void sheet_allow_listed(struct sheet_out *sheet, const struct sheet_rule *rule,
                        const struct sheet_out *list, uint32_t column, uint32_t first_row,
                        uint32_t last_row) {
    struct plan_rule *added = add_rule(sheet, rule, PLAN_RULE_LISTED);
    if (column < 1 || column > 26 || first_row < 1 || last_row < first_row)
        complain(sheet->out, "a list stands outside its sheet");
    struct buf source = BUF_INIT(1024);
    buf_append_c(&source, "'");
    for (size_t i = 0; i < list->name.n; i++) {
        if (list->name.p[i] == '\'')
            buf_append_char(&source, '\'');
        buf_append_char(&source, list->name.p[i]);
    }
    buf_append_format(&source, "'!$%c$%u:$%c$%u", (char)('A' + (column - 1) % 26), first_row,
                      (char)('A' + (column - 1) % 26), last_row);
    added->source = str_copy(sheet->out->arena, buf_str(&source));
    buf_release(&source);
}

void sheet_allow_numbers(struct sheet_out *sheet, const struct sheet_rule *rule,
                         struct decimal from, struct decimal to) {
    struct plan_rule *added = add_rule(sheet, rule, PLAN_RULE_NUMBERS);
    added->from = from;
    added->to = to;
}

void sheet_allow_whole_numbers(struct sheet_out *sheet, const struct sheet_rule *rule,
                               struct decimal from, struct decimal to) {
    struct plan_rule *added = add_rule(sheet, rule, PLAN_RULE_WHOLE);
    added->from = from;
    added->to = to;
}

/* ---- charts ---- */

void sheet_add_chart(struct sheet_out *sheet, uint32_t row, uint32_t column,
                     const struct sheet_chart *chart) {
    struct book_out *out = sheet->out;
    if (!row || !column || !chart->column_count || chart->first_row > chart->last_row ||
        !chart->first_row || !chart->head_row) {
        complain(out, "a chart needs rows and columns");
        return;
    }
    uint32_t *columns = ARENA_ARRAY(out->arena, uint32_t, chart->column_count);
    memcpy(columns, chart->columns, chart->column_count * sizeof *columns);
    struct plan_chart *plan = list_push(out->arena, &sheet->charts);
    *plan = (struct plan_chart){.row = row, .column = column, .chart = *chart};
    plan->chart.columns = columns;
    plan->chart.title = fit_head(out, chart->title, PLAN_CHART_TITLE_MAX);
    plan->chart.axis_name = fit_head(out, chart->axis_name, PLAN_CHART_TITLE_MAX);
    plan->chart.words = fit_head(out, chart->words, PLAN_CHART_WORDS_MAX);
}
