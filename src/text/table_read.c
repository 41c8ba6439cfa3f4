#include "text/table_read.h"

#include <stdlib.h>
#include <string.h>

#include "text/utf8.h"
#include "text/vi_fold.h"

enum { COLUMNS_MAX = 32 };

bool table_word_is(struct str fold, const char *words) {
    struct str rest = str_from_c(words);
    while (rest.p)
        if (str_equal(str_cut(&rest, '|'), fold))
            return true;
    return false;
}

/* Notes where a head cell puts its column, unless an earlier cell has it. */
static bool name_column(const struct table_head *head, struct str fold, uint32_t column,
                        uint32_t *columns) {
    for (size_t c = 0; c < head->column_count; c++)
        if (!columns[c] && table_word_is(fold, head->words[c])) {
            columns[c] = column;
            return true;
        }
    return false;
}

static bool has_needed(const struct table_head *head, const uint32_t *columns) {
    for (size_t c = 0; c < head->column_count; c++)
        if (!columns[c] && head->needed >> c & 1)
            return false;
    return true;
}

bool table_head_find(struct arena *arena, const struct table_head *head,
                     const struct table_cell *cells, size_t count, uint32_t *ret_columns,
                     size_t *ret_next) {
    for (size_t i = 0, end; i < count; i = end) {
        uint32_t columns[COLUMNS_MAX] = {0};
        size_t named = 0;
        for (end = i; end < count && cells[end].row == cells[i].row; end++)
            named += name_column(head, vi_fold(arena, cells[end].text), cells[end].column, columns);
        if (named < head->named_min || !has_needed(head, columns))
            continue;
        memcpy(ret_columns, columns, head->column_count * sizeof(*columns));
        *ret_next = end;
        return true;
    }
    return false;
}

bool table_row_read(struct arena *arena, const struct table_cell *cells, size_t count,
                    const uint32_t *columns, size_t column_count, size_t *next,
                    struct str *ret_texts) {
    bool filled = false;
    uint32_t row = cells[*next].row;
    for (size_t c = 0; c < column_count; c++)
        ret_texts[c] = STR("");
    for (; *next < count && cells[*next].row == row; (*next)++)
        for (size_t c = 0; c < column_count; c++)
            if (columns[c] == cells[*next].column &&
                utf8_clean_line(arena, cells[*next].text, &ret_texts[c]))
                filled = filled || ret_texts[c].n > 0;
    return filled;
}

size_t table_findings_count(const struct table_findings *findings, enum severity severity) {
    size_t count = 0;
    for (size_t i = 0; i < findings->count; i++)
        count += findings->items[i].severity == severity;
    return count;
}

static int by_place(const void *left, const void *right) {
    const struct table_finding *a = left, *b = right;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    return (a->column > b->column) - (a->column < b->column);
}

void table_findings_sort(struct table_findings *findings) {
    if (findings->count)
        qsort(findings->items, findings->count, sizeof(*findings->items), by_place);
}
