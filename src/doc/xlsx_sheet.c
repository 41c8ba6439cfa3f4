/* One worksheet: its rows as they come, its merges. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/list.h"
#include "doc/xlsx_book.h"
#include "text/utf8.h"

/* How the file stores a cell's value. */
enum stored {
    STORED_NUMBER,
    STORED_SHARED,
    STORED_TEXT,
    STORED_INLINE,
    STORED_BOOL,
    STORED_ERROR,
    STORED_DATE,
    STORED_UNKNOWN
};

struct sheet_parse {
    struct xlsx_book *book;
    struct str name;
    struct arena *scratch;  /* forgotten after each row */
    struct arena *row_list; /* grows with the widest row */
    /* The row that is being read. */
    uint32_t row;
    uint32_t column; /* the last cell seen in it */
    bool in_row;
    bool columns_in_order;
    struct {
        struct workbook_cell *items;
        size_t count, capacity;
    } cells;
    struct buf row_text; /* the text of its cells, one after the other */
    /* The cell that is being read. */
    bool in_cell;
    bool is_kept;
    enum stored stored;
    uint32_t style;
    bool has_formula;
    bool has_value;
    bool in_phonetic;
    bool collecting;
    struct buf value;
    /* The sheet so far. */
    uint32_t rows_with_values;
    bool columns_were_cut;
    uint32_t merges;
};

/* ---- where a cell stands ---- */

/* "B7": both count from 1. */
static bool read_reference(const char *text, const char **ret_end, uint32_t *ret_row,
                           uint32_t *ret_column) {
    uint32_t column = 0, row = 0;
    for (; *text >= 'A' && *text <= 'Z'; text++)
        if ((column = column * 26 + (uint32_t)(*text - 'A' + 1)) > XLSX_COLUMNS_MAX)
            return false;
    for (; *text >= '0' && *text <= '9'; text++)
        if ((row = row * 10 + (uint32_t)(*text - '0')) > XLSX_ROWS_MAX)
            return false;
    *ret_end = text;
    *ret_row = row;
    *ret_column = column;
    return row > 0 && column > 0;
}

static bool read_number(struct str text, uint32_t max, uint32_t *ret_value) {
    uint32_t value = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
        if ((value = value * 10 + (uint32_t)(text.p[i] - '0')) > max)
            return false;
    }
    *ret_value = value;
    return text.n > 0;
}

static void start_row(struct xlsx_walk *walk, const char **attributes) {
    struct sheet_parse *sheet = walk->context;
    uint32_t row = sheet->row + 1;
    const char *said = xlsx_attribute(attributes, "r");
    if (sheet->in_row || (said && !read_number(str_from_c(said), XLSX_ROWS_MAX, &row)) ||
        row <= sheet->row || row > XLSX_ROWS_MAX) {
        xlsx_stop_damaged(walk);
        return;
    }
    sheet->row = row;
    sheet->column = 0;
    sheet->in_row = true;
    sheet->columns_in_order = true;
}

static enum stored stored_of(const char *type) {
    static const struct {
        const char *name;
        enum stored stored;
    } TYPES[] = {{"n", STORED_NUMBER}, {"s", STORED_SHARED},
                 {"str", STORED_TEXT}, {"inlineStr", STORED_INLINE},
                 {"b", STORED_BOOL},   {"e", STORED_ERROR},
                 {"d", STORED_DATE}};
    for (size_t i = 0; i < COUNT_OF(TYPES); i++)
        if (strcmp(type, TYPES[i].name) == 0)
            return TYPES[i].stored;
    return STORED_UNKNOWN;
}

static void start_cell(struct xlsx_walk *walk, const char **attributes) {
    struct sheet_parse *sheet = walk->context;
    uint32_t row = sheet->row, column = sheet->column + 1, style = 0;
    enum stored stored = STORED_NUMBER;
    bool fine = sheet->in_row && !sheet->in_cell;
    for (; fine && attributes[0]; attributes += 2) {
        const char *end = "";
        if (attributes[0][0] == 0 || attributes[0][1] != 0)
            continue; /* the three that count have one letter */
        if (attributes[0][0] == 'r')
            fine = read_reference(attributes[1], &end, &row, &column) && !*end;
        else if (attributes[0][0] == 's')
            fine = read_number(str_from_c(attributes[1]), XLSX_CELL_STYLES_MAX, &style);
        else if (attributes[0][0] == 't')
            stored = stored_of(attributes[1]);
    }
    if (!fine || row != sheet->row || column > XLSX_COLUMNS_MAX || stored == STORED_UNKNOWN) {
        xlsx_stop_damaged(walk);
        return;
    }
    sheet->columns_in_order &= column > sheet->column;
    sheet->column = column;
    sheet->in_cell = true;
    sheet->is_kept = column <= sheet->book->limits->max_columns;
    sheet->stored = stored;
    sheet->style = style;
    sheet->has_formula = false;
    sheet->has_value = false;
    sheet->in_phonetic = false;
    sheet->collecting = false;
    buf_clear(&sheet->value);
}

/* ---- what a cell shows ---- */

static enum xlsx_format format_of(const struct sheet_parse *sheet) {
    const struct xlsx_book *book = sheet->book;
    if (sheet->style >= book->styles.count)
        return XLSX_FORMAT_PLAIN;
    return (enum xlsx_format)book->styles.items[sheet->style];
}

static void show_number(struct sheet_parse *sheet, struct str value, struct workbook_cell *cell) {
    struct xlsx_number number;
    enum xlsx_format format = format_of(sheet);
    if (!xlsx_number_read(value, &number)) {
        cell->kind = WORKBOOK_TEXT; /* honest: shown as it stands in the file */
        buf_append_str(&sheet->row_text, value);
        return;
    }
    cell->kind = WORKBOOK_NUMBER;
    if (format >= XLSX_FORMAT_DATE &&
        xlsx_date_append(&sheet->row_text, number, format, sheet->book->from_1904)) {
        cell->kind = format == XLSX_FORMAT_TIME ? WORKBOOK_TIME : WORKBOOK_DATE;
        return;
    }
    cell->is_percent = format == XLSX_FORMAT_PERCENT;
    number.exponent += cell->is_percent && number.count ? 2 : 0;
    xlsx_number_append(&sheet->row_text, number);
    if (cell->is_percent)
        buf_append_char(&sheet->row_text, '%');
}

/* "2020-06-26T09:14:00Z" of newer writers, as the same text that serial dates give. */
static bool show_iso_date(struct sheet_parse *sheet, struct str value) {
    struct date date;
    if (value.n < 10 || !date_parse_iso(str_slice(value, 0, 10), &date))
        return false;
    buf_append_str(&sheet->row_text, str_slice(value, 0, 10));
    if (value.n >= 16 && value.p[10] == 'T' && format_of(sheet) == XLSX_FORMAT_DATE_TIME) {
        buf_append_char(&sheet->row_text, ' ');
        buf_append_str(&sheet->row_text, str_slice(value, 11, 16));
    }
    return true;
}

/* False: the value makes no sense. */
static bool show_value(struct sheet_parse *sheet, struct str value, struct workbook_cell *cell) {
    uint32_t index = 0;
    cell->kind = WORKBOOK_TEXT;
    switch (sheet->stored) {
    case STORED_NUMBER:
        show_number(sheet, str_trim(value), cell);
        return true;
    case STORED_SHARED:
        if (!read_number(str_trim(value), XLSX_SHARED_TEXTS_MAX, &index) ||
            index >= xlsx_texts_count(&sheet->book->texts))
            return false;
        buf_append_str(&sheet->row_text,
                       xlsx_texts_at(&sheet->book->texts, index, &cell->had_decomposed));
        return true;
    case STORED_TEXT:
    case STORED_INLINE:
        return xlsx_book_text(sheet->scratch, value, &sheet->row_text, &cell->had_decomposed);
    case STORED_BOOL:
        cell->kind = WORKBOOK_BOOL;
        value = str_trim(value);
        buf_append_c(&sheet->row_text,
                     str_equal_c(value, "1") || str_equal_c(value, "true") ? "TRUE" : "FALSE");
        return true;
    case STORED_ERROR:
        cell->kind = WORKBOOK_ERROR;
        buf_append_str(&sheet->row_text, str_trim(value));
        return true;
    case STORED_DATE:
        cell->kind = WORKBOOK_DATE;
        return show_iso_date(sheet, str_trim(value));
    case STORED_UNKNOWN:
        break;
    }
    return false;
}

/* A cell with nothing in it is passed over; a formula never is. */
static bool holds_something(const struct sheet_parse *sheet) {
    return sheet->has_formula || sheet->value.length > 0;
}

static void count_cell(struct xlsx_walk *walk, size_t text_bytes) {
    struct sheet_parse *sheet = walk->context;
    struct xlsx_book *book = sheet->book;
    if (++book->cells > book->limits->max_cells)
        xlsx_stop(walk, MESSAGE_WITH(MSG_workbook_too_many_cells,
                                     str_format(book->arena, "%u", book->limits->max_cells)));
    book->text_bytes += text_bytes;
    if (book->text_bytes > book->limits->max_text_bytes || sheet->row_text.overflowed)
        xlsx_stop(walk,
                  MESSAGE_WITH(MSG_workbook_too_much_text,
                               str_format(book->arena, "%zu", book->limits->max_text_bytes >> 20)));
}

static void end_cell(struct xlsx_walk *walk) {
    struct sheet_parse *sheet = walk->context;
    if (!sheet->in_cell)
        return;
    sheet->in_cell = false;
    sheet->collecting = false;
    if (!holds_something(sheet))
        return;
    if (!sheet->is_kept) {
        sheet->columns_were_cut = true;
        return;
    }
    struct workbook_cell cell = {
        .row = sheet->row, .column = sheet->column, .has_formula = sheet->has_formula};
    size_t start = sheet->row_text.length;
    struct str value = buf_str(&sheet->value);
    if (sheet->value.overflowed) {
        xlsx_stop(walk, MESSAGE(MSG_workbook_long_text));
        return;
    }
    if (value.n == 0 && sheet->stored != STORED_TEXT)
        cell.formula_without_value = true;
    else if (!show_value(sheet, value, &cell)) {
        xlsx_stop_damaged(walk);
        return;
    }
    /* Where the text stands is known when the row is complete: until then its offset is kept. */
    cell.text = (struct str){NULL, sheet->row_text.length - start};
    struct str text = {sheet->row_text.bytes + start, cell.text.n};
    if (cell.text.n > XLSX_CELL_CHARACTERS_MAX && xlsx_text_is_too_long(text)) {
        xlsx_stop(walk, MESSAGE(MSG_workbook_long_text));
        return;
    }
    if (cell.text.n == 0 && !cell.has_formula)
        return; /* a shared text may be empty */
    *list_push(sheet->row_list, &sheet->cells) = cell;
    count_cell(walk, cell.text.n);
}

/* ---- rows ---- */

static int by_column(const void *a, const void *b) {
    const struct workbook_cell *left = a, *right = b;
    return left->column < right->column ? -1 : left->column > right->column;
}

/* False: the same cell twice. */
static bool sort_cells(struct sheet_parse *sheet) {
    qsort(sheet->cells.items, sheet->cells.count, sizeof(*sheet->cells.items), by_column);
    for (size_t i = 1; i < sheet->cells.count; i++)
        if (sheet->cells.items[i].column == sheet->cells.items[i - 1].column)
            return false;
    return true;
}

static void place_texts(struct sheet_parse *sheet) {
    size_t at = 0;
    const char *bytes = buf_str(&sheet->row_text).p;
    for (size_t i = 0; i < sheet->cells.count; i++) {
        sheet->cells.items[i].text.p = bytes + at;
        at += sheet->cells.items[i].text.n;
    }
}

static void end_row(struct xlsx_walk *walk) {
    struct sheet_parse *sheet = walk->context;
    const struct workbook_limits *limits = sheet->book->limits;
    sheet->in_row = false;
    if (sheet->cells.count == 0)
        return;
    place_texts(sheet);
    if (!sheet->columns_in_order && !sort_cells(sheet)) {
        xlsx_stop_damaged(walk);
        return;
    }
    if (++sheet->rows_with_values > limits->max_rows) {
        xlsx_stop(walk, MESSAGE_WITH(MSG_workbook_too_many_rows, sheet->name,
                                     str_format(sheet->book->arena, "%u", limits->max_rows)));
        return;
    }
    const struct workbook_visitor *visitor = sheet->book->visitor;
    const struct err *err = NULL;
    if (visitor->row)
        err = visitor->row(visitor->context, sheet->row, sheet->cells.items, sheet->cells.count);
    if (err)
        xlsx_stop_with(walk, err);
    sheet->cells.count = 0;
    buf_clear(&sheet->row_text);
    if (arena_used_bytes(sheet->scratch))
        arena_clear(sheet->scratch);
}

/* ---- merges ---- */

static void add_merge(struct xlsx_walk *walk, const char **attributes) {
    struct sheet_parse *sheet = walk->context;
    const struct workbook_visitor *visitor = sheet->book->visitor;
    struct workbook_merge merge = {0};
    const char *text = xlsx_attribute(attributes, "ref");
    if (!text || !read_reference(text, &text, &merge.first_row, &merge.first_column)) {
        xlsx_stop_damaged(walk);
        return;
    }
    merge.last_row = merge.first_row;
    merge.last_column = merge.first_column;
    if ((*text &&
         (*text != ':' || !read_reference(text + 1, &text, &merge.last_row, &merge.last_column))) ||
        *text || merge.last_row < merge.first_row || merge.last_column < merge.first_column) {
        xlsx_stop_damaged(walk);
        return;
    }
    if (++sheet->merges > XLSX_MERGES_MAX) {
        xlsx_stop(walk, MESSAGE(MSG_workbook_too_complex));
        return;
    }
    const struct err *err = visitor->merge ? visitor->merge(visitor->context, merge) : NULL;
    if (err)
        xlsx_stop_with(walk, err);
}

/* ---- the walk ---- */

static void on_start(struct xlsx_walk *walk, const char *name, const char **attributes) {
    struct sheet_parse *sheet = walk->context;
    if (sheet->in_cell) {
        if (strcmp(name, "v") == 0)
            sheet->collecting = sheet->stored != STORED_INLINE;
        else if (strcmp(name, "f") == 0)
            sheet->has_formula = true;
        else if (strcmp(name, "t") == 0)
            sheet->collecting = sheet->stored == STORED_INLINE && !sheet->in_phonetic;
        else if (strcmp(name, "rPh") == 0)
            sheet->in_phonetic = true;
        else if (strcmp(name, "c") == 0 || strcmp(name, "row") == 0)
            xlsx_stop_damaged(walk);
        return;
    }
    if (strcmp(name, "c") == 0)
        start_cell(walk, attributes);
    else if (strcmp(name, "row") == 0)
        start_row(walk, attributes);
    else if (strcmp(name, "mergeCell") == 0)
        add_merge(walk, attributes);
}

static void on_end(struct xlsx_walk *walk, const char *name) {
    struct sheet_parse *sheet = walk->context;
    if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
        sheet->collecting = false;
    else if (strcmp(name, "c") == 0)
        end_cell(walk);
    else if (strcmp(name, "row") == 0)
        end_row(walk);
    else if (strcmp(name, "rPh") == 0)
        sheet->in_phonetic = false;
}

static void on_text(struct xlsx_walk *walk, const char *bytes, int count) {
    struct sheet_parse *sheet = walk->context;
    if (sheet->collecting)
        buf_append(&sheet->value, bytes, (size_t)count);
}

bool xlsx_sheet_parse(struct xlsx_book *book, struct str name, struct str part,
                      const struct err **ret_err, struct message *ret_fault) {
    struct sheet_parse sheet = {
        .book = book,
        .name = name,
        .scratch = arena_new(0),
        .row_list = arena_new(0),
        .row_text = BUF_INIT(XLSX_ROW_BYTES_MAX),
        .value = BUF_INIT(XLSX_CELL_BYTES_MAX),
    };
    struct xlsx_walk walk = {.context = &sheet, .start = on_start, .end = on_end, .text = on_text};
    bool fine = xlsx_walk_part(&book->package, part, &walk, ret_fault);
    const struct workbook_visitor *visitor = book->visitor;
    *ret_err = walk.err;
    if (fine && visitor->sheet_ends)
        *ret_err = visitor->sheet_ends(visitor->context, sheet.columns_were_cut);
    buf_release(&sheet.row_text);
    buf_release(&sheet.value);
    arena_free(sheet.scratch);
    arena_free(sheet.row_list);
    return fine && !*ret_err;
}
