#include "features/intake/layout.h"

#include <string.h>

#include "text/utf8.h"
#include "text/vi_fold.h"

struct str grid_column_letters(struct arena *arena, uint32_t column) {
    char text[8];
    char *start = text + sizeof(text);
    while (column) {
        column--;
        *--start = (char)('A' + column % 26);
        column /= 26;
    }
    return str_copy(arena, (struct str){start, (size_t)(text + sizeof(text) - start)});
}

struct str grid_place(struct arena *arena, uint32_t row, uint32_t column) {
    struct str letters = grid_column_letters(arena, column);
    return str_format(arena, STR_FMT "%u", STR_ARG(letters), row);
}

const struct grid_cell *grid_at(const struct grid *grid, uint32_t row, uint32_t column) {
    size_t low = 0;
    size_t high = grid->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct grid_cell *cell = &grid->cells[middle];
        if (cell->row < row || (cell->row == row && cell->column < column))
            low = middle + 1;
        else
            high = middle;
    }
    if (low < grid->count && grid->cells[low].row == row && grid->cells[low].column == column)
        return &grid->cells[low];
    return NULL;
}

struct str grid_line(struct arena *arena, const struct grid *grid, uint32_t row, uint32_t column) {
    const struct grid_cell *cell = column ? grid_at(grid, row, column) : NULL;
    struct str line = STR("");
    if (cell)
        utf8_clean_line(arena, cell->text, &line);
    return line;
}

uint32_t grid_last_row(const struct grid *grid) {
    return grid->count ? grid->cells[grid->count - 1].row : 0;
}

static bool matches_alias(struct str folded, const char *aliases) {
    struct str rest = str_from_c(aliases);
    while (rest.p) {
        struct str alias = str_cut(&rest, '|');
        if (str_starts_with(folded, alias) &&
            (folded.n == alias.n || folded.p[alias.n] < 'a' || folded.p[alias.n] > 'z'))
            return true;
    }
    return false;
}

uint32_t grid_find_header(struct arena *arena, const struct grid *grid,
                          const struct column_alias *aliases, size_t alias_count, size_t needed,
                          uint32_t *ret_columns) {
    size_t i = 0;
    while (i < grid->count) {
        uint32_t row = grid->cells[i].row;
        size_t found = 0;
        for (size_t k = 0; k < alias_count; k++)
            ret_columns[aliases[k].column] = 0;
        for (; i < grid->count && grid->cells[i].row == row; i++) {
            struct str folded = vi_fold(arena, grid->cells[i].text);
            for (size_t k = 0; folded.n && k < alias_count; k++)
                if (!ret_columns[aliases[k].column] && matches_alias(folded, aliases[k].aliases)) {
                    ret_columns[aliases[k].column] = grid->cells[i].column;
                    found++;
                    break;
                }
        }
        if (found >= needed)
            return row;
    }
    return 0;
}

struct str grid_row_text(struct arena *arena, const struct grid *grid, uint32_t row) {
    struct str text = STR("");
    for (size_t i = 0; i < grid->count; i++) {
        if (grid->cells[i].row != row)
            continue;
        struct str line = STR("");
        utf8_clean_line(arena, grid->cells[i].text, &line);
        if (line.n)
            text = text.n ? str_format(arena, STR_FMT " " STR_FMT, STR_ARG(text), STR_ARG(line))
                          : line;
    }
    return text;
}

struct str name_key(struct arena *arena, struct str name) {
    static const struct str LONG = STR_INIT("chi huy quan su");
    struct str key = vi_fold(arena, name);
    ptrdiff_t at;
    while ((at = str_find(key, LONG)) >= 0)
        key = str_format(arena, STR_FMT "chqs" STR_FMT, (int)at, key.p,
                         STR_ARG(str_slice(key, (size_t)at + LONG.n, key.n)));
    return key;
}

int year_named(struct str folded) {
    ptrdiff_t at = str_find(folded, STR("nam 2"));
    long long year = 0;
    if (at >= 0 && str_to_int64(str_slice(folded, (size_t)at + 4, (size_t)at + 8), &year))
        return (int)year;
    return 0;
}

static bool is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '\'' || (c & 0x80);
}

bool has_words(struct str text, struct str needle) {
    for (size_t from = 0; needle.n && from + needle.n <= text.n;) {
        ptrdiff_t at = str_find(str_slice(text, from, text.n), needle);
        if (at < 0)
            return false;
        size_t begin = from + (size_t)at;
        size_t end = begin + needle.n;
        if ((begin == 0 || !is_word_byte(text.p[begin - 1])) &&
            (end == text.n || !is_word_byte(text.p[end])))
            return true;
        from = begin + 1;
    }
    return false;
}

bool is_total_row(struct arena *arena, struct str name) {
    struct str folded = vi_fold(arena, name);
    return str_starts_with(folded, STR("tong cong")) || str_equal_c(folded, "tong") ||
           str_starts_with(folded, STR("tong diem")) || str_equal_c(folded, "cong");
}

static bool is_roman(struct str label) {
    for (size_t i = 0; i < label.n; i++)
        if (!memchr("IVXLC", label.p[i], 5))
            return false;
    return label.n > 0;
}

static bool is_numbering(struct str label) {
    bool digit = false;
    for (size_t i = 0; i < label.n; i++) {
        if (label.p[i] >= '0' && label.p[i] <= '9')
            digit = true;
        else if (label.p[i] != '.' || !digit)
            return false;
    }
    return digit;
}

enum label_class label_classify(struct arena *arena, struct str text, char next_part,
                                struct str *ret_label) {
    struct str label = str_trim(text);
    while (label.n && (label.p[label.n - 1] == '.' || label.p[label.n - 1] == ')' ||
                       label.p[label.n - 1] == ','))
        label = str_trim(str_slice(label, 0, label.n - 1));
    *ret_label = str_copy(arena, label.p ? label : STR(""));
    if (label.n == 0)
        return LABEL_NONE;
    if (label.n == 1 && label.p[0] == next_part)
        return LABEL_PART;
    if (is_roman(label))
        return LABEL_ROMAN;
    if (is_numbering(label))
        return LABEL_NUMBER;
    if (utf8_length(label) == 1 && (label.n > 1 || (label.p[0] >= 'a' && label.p[0] <= 'z')))
        return LABEL_LETTER;
    return LABEL_OTHER;
}

void finding_add(struct arena *arena, struct intake_findings *findings, enum severity severity,
                 uint32_t row, uint32_t column, struct str place, ptrdiff_t criterion,
                 struct message message) {
    *list_push(arena, findings) =
        (struct intake_finding){severity, row, column, place, criterion, message};
}

size_t intake_count(const struct intake_findings *findings, enum severity severity) {
    size_t count = 0;
    for (size_t i = 0; i < findings->count; i++)
        count += findings->items[i].severity == severity;
    return count;
}
