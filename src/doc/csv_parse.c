#include "doc/csv_parse.h"

#include <string.h>

#include "base/buf.h"
#include "base/list.h"
#include "doc/workbook_kind.h"
#include "text/utf8.h"

/* As Excel's. */
enum { CELL_CHARACTERS_MAX = 32767, ROWS_MAX = 1048576 };

struct parse {
    struct arena *arena;
    const struct workbook_limits *limits;
    const struct workbook_visitor *visitor;
    struct str rest;
    char separator;
    struct arena *scratch; /* one row's texts */
    LIST(struct workbook_cell) cells;
    uint32_t row; /* the last that was begun */
    uint32_t rows_filled;
    uint64_t cell_count;
    uint64_t text_bytes;
    bool columns_were_cut;
    struct message fault;
};

bool csv_is_text(struct str file) {
    return workbook_fault_of_bytes(file) == MSG_workbook_csv;
}

static struct str number(struct arena *arena, uint64_t value) {
    return str_format(arena, "%llu", (unsigned long long)value);
}

/* --- what parts cells ---------------------------------------------------------------------------
 */

static const char SEPARATORS[] = {';', '\t', ','};

static size_t count_outside_quotes(struct str line, char sign) {
    size_t count = 0;
    bool quoted = false;
    for (size_t i = 0; i < line.n; i++) {
        if (line.p[i] == '"')
            quoted = !quoted;
        else if (!quoted)
            count += line.p[i] == sign;
    }
    return count;
}

/* The first line with anything but blanks and separators decides; without one, the whole text. */
static char find_separator(struct str text) {
    struct str rest = text;
    size_t totals[COUNT_OF(SEPARATORS)] = {0}, most = 0;
    while (rest.p) {
        struct str line = str_cut(&rest, '\n');
        size_t best = 0, counts[COUNT_OF(SEPARATORS)], signs = 0;
        for (size_t i = 0; i < COUNT_OF(SEPARATORS); i++) {
            counts[i] = count_outside_quotes(line, SEPARATORS[i]);
            totals[i] += counts[i];
            signs += counts[i];
            if (counts[i] > counts[best])
                best = i;
        }
        if (counts[best] && str_trim(line).n > signs)
            return SEPARATORS[best];
    }
    for (size_t i = 0; i < COUNT_OF(SEPARATORS); i++)
        if (totals[i] > totals[most])
            most = i;
    return SEPARATORS[most];
}

/* "sep=;" in front is Excel's way to say it; it is no row of the table, but counts as one. */
static void read_separator(struct parse *p) {
    struct str rest = p->rest;
    struct str line = str_trim(str_cut(&rest, '\n'));
    if (line.n == 5 && str_starts_with(str_lower_ascii(p->arena, line), STR("sep=")) &&
        memchr(SEPARATORS, line.p[4], sizeof(SEPARATORS))) {
        p->separator = line.p[4];
        p->rest = rest.p ? rest : STR("");
        p->row = 1;
        return;
    }
    p->separator = find_separator(p->rest);
}

/* --- one record ----------------------------------------------------------------------------------
 */

static bool ends_cell(const struct parse *p, char c) {
    return c == p->separator || c == '\n' || c == '\r';
}

/* A quoted cell, from its first quote; false: it never ends. */
static bool take_quoted(struct parse *p, struct buf *text) {
    size_t i = 1;
    for (;; i++) {
        if (i >= p->rest.n)
            return false;
        if (p->rest.p[i] != '"') {
            buf_append_char(text, p->rest.p[i]);
            continue;
        }
        if (i + 1 >= p->rest.n || p->rest.p[i + 1] != '"')
            break;
        buf_append_char(text, '"');
        i++;
    }
    /* What stands behind the quotes belongs to it, as Excel sees it. */
    for (i++; i < p->rest.n && !ends_cell(p, p->rest.p[i]); i++)
        buf_append_char(text, p->rest.p[i]);
    p->rest = str_slice(p->rest, i, p->rest.n);
    return true;
}

static bool take_text(struct parse *p, struct buf *text) {
    if (p->rest.n && p->rest.p[0] == '"')
        return take_quoted(p, text);
    size_t n = 0;
    while (n < p->rest.n && !ends_cell(p, p->rest.p[n]))
        n++;
    buf_append_str(text, str_slice(p->rest, 0, n));
    p->rest = str_slice(p->rest, n, p->rest.n);
    return true;
}

static void keep_cell(struct parse *p, uint32_t column, struct str text) {
    struct str composed;
    if (!text.n || !str_trim(text).n)
        return;
    if (column > p->limits->max_columns) {
        p->columns_were_cut = true;
        return;
    }
    if (!utf8_to_nfc(p->scratch, text, &composed))
        p->fault = MESSAGE(MSG_workbook_csv_encoding);
    else if (utf8_length(composed) > CELL_CHARACTERS_MAX)
        p->fault = MESSAGE(MSG_workbook_long_text);
    else if (++p->cell_count > p->limits->max_cells)
        p->fault =
            MESSAGE_WITH(MSG_workbook_too_many_cells, number(p->arena, p->limits->max_cells));
    else if ((p->text_bytes += composed.n) > p->limits->max_text_bytes)
        p->fault = MESSAGE_WITH(MSG_workbook_too_much_text,
                                number(p->arena, p->limits->max_text_bytes >> 20));
    else
        *list_push(p->scratch, &p->cells) =
            (struct workbook_cell){.row = p->row,
                                   .column = column,
                                   .kind = WORKBOOK_TEXT,
                                   .had_decomposed = !str_equal(composed, text),
                                   .text = composed};
}

static void end_line(struct parse *p) {
    if (p->rest.n && p->rest.p[0] == '\r')
        p->rest = str_slice(p->rest, 1, p->rest.n);
    if (p->rest.n && p->rest.p[0] == '\n')
        p->rest = str_slice(p->rest, 1, p->rest.n);
}

/* Takes a record with its line end; TEXT is room for one cell. */
static void take_record(struct parse *p, struct buf *text) {
    arena_clear(p->scratch);
    p->cells.items = NULL;
    p->cells.count = p->cells.capacity = 0;
    p->row++;
    for (uint32_t column = 1;; column++) {
        buf_clear(text);
        if (!take_text(p, text)) {
            p->fault = MESSAGE_WITH(MSG_workbook_csv_quote, number(p->arena, p->row));
            return;
        }
        keep_cell(p, column, buf_str(text));
        if (p->fault.id || !p->rest.n || p->rest.p[0] != p->separator)
            break;
        p->rest = str_slice(p->rest, 1, p->rest.n);
    }
    end_line(p);
}

static const struct err *hand_over_rows(struct parse *p) {
    struct buf text CLEANUP(buf_release) = BUF_INIT(p->rest.n + 1);
    while (p->rest.n) {
        take_record(p, &text);
        if (p->fault.id)
            return NULL;
        if (!p->cells.count)
            continue;
        if (++p->rows_filled > p->limits->max_rows || p->row > ROWS_MAX) {
            p->fault = MESSAGE_WITH(MSG_workbook_too_many_rows, STR("CSV"),
                                    number(p->arena, p->limits->max_rows));
            return NULL;
        }
        if (p->visitor->row)
            TRY(p->visitor->row(p->visitor->context, p->row, p->cells.items, p->cells.count));
    }
    return NULL;
}

/* --- the file ------------------------------------------------------------------------------------
 */

static struct message fault_of_encoding(struct str file) {
    if (str_starts_with(file, STR("\xFF\xFE")) || str_starts_with(file, STR("\xFE\xFF")))
        return MESSAGE(MSG_workbook_csv_utf16);
    return MESSAGE(utf8_is_valid(file) ? MSG_none : MSG_workbook_csv_encoding);
}

const struct err *csv_parse(struct arena *arena, struct str file,
                            const struct workbook_limits *limits,
                            const struct workbook_visitor *visitor, struct message *ret_fault) {
    struct message fault = fault_of_encoding(file);
    if (fault.id) {
        *ret_fault = fault;
        return NULL;
    }
    struct str text = file;
    if (str_starts_with(text, STR("\xEF\xBB\xBF")))
        text = str_slice(text, 3, text.n);
    struct arena *scratch CLEANUP(arena_cleanup) = arena_new(0);
    struct parse p = {
        .arena = arena, .limits = limits, .visitor = visitor, .rest = text, .scratch = scratch};
    read_separator(&p);
    if (visitor->sheet_begins)
        TRY(visitor->sheet_begins(visitor->context, STR("CSV"), false));
    TRY(hand_over_rows(&p));
    if (!p.fault.id && !p.rows_filled)
        p.fault = MESSAGE(MSG_workbook_empty);
    if (!p.fault.id && visitor->sheet_ends)
        TRY(visitor->sheet_ends(visitor->context, p.columns_were_cut));
    *ret_fault = p.fault;
    return NULL;
}
