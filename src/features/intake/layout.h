/* Finding one's way on a sheet: cells by place, the header row, the class of a label. Private to
 * intake/. */
#ifndef FEATURES_INTAKE_LAYOUT_H
#define FEATURES_INTAKE_LAYOUT_H

#include "features/intake/intake.h"

/* The cell there, or NULL. */
const struct grid_cell *grid_at(const struct grid *grid, uint32_t row, uint32_t column);
/* Its text as one clean line; empty where there is no cell. */
struct str grid_line(struct arena *arena, const struct grid *grid, uint32_t row, uint32_t column);
uint32_t grid_last_row(const struct grid *grid);

struct column_alias {
    int column;          /* the caller's number of the column */
    const char *aliases; /* folded beginnings of header texts, parted by '|' */
};

/* The first row where at least NEEDED of the columns are named; 0 when there is none.
 * ret_columns[column] is the sheet's column, 0 where it is missing. */
uint32_t grid_find_header(struct arena *arena, const struct grid *grid,
                          const struct column_alias *aliases, size_t alias_count, size_t needed,
                          uint32_t *ret_columns);

/* The text of all cells of a row, parted by blanks. */
struct str grid_row_text(struct arena *arena, const struct grid *grid, uint32_t row);

/* FOLDED without what two writers of the same name do differently: "chi huy quan su" is "chqs". */
struct str name_key(struct arena *arena, struct str name);
/* Whether the words of NEEDLE stand in TEXT, both folded: "ea h" is not in "ea h'leo". */
bool has_words(struct str text, struct str needle);

/* The year after "nam" in a folded line ("nam 2020"); 0 where there is none. */
int year_named(struct str folded);

/* Whether this row is the table's last: "Tổng cộng …". */
bool is_total_row(struct arena *arena, struct str name);

enum label_class { LABEL_NONE, LABEL_PART, LABEL_ROMAN, LABEL_NUMBER, LABEL_LETTER, LABEL_OTHER };
/* "I", "1", "1.2", "a)", "A"; the label without a trailing point or bracket in *ret_label.
 * NEXT_PART is the letter that would go on a series of parts ('A' at first). */
enum label_class label_classify(struct arena *arena, struct str text, char next_part,
                                struct str *ret_label);

void finding_add(struct arena *arena, struct intake_findings *findings, enum severity severity,
                 uint32_t row, uint32_t column, struct str place, ptrdiff_t criterion,
                 struct message message);

#endif
