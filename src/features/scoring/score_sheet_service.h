/* One unit's scores laid out as a table: a line a criterion, sums for groups, totals at the foot.
 * The verification grid, the feedback page and the feedback workbook show these same lines. Nothing
 * is read from the database here: all comes from the board.
 */
#ifndef FEATURES_SCORING_SCORE_SHEET_SERVICE_H
#define FEATURES_SCORING_SCORE_SHEET_SERVICE_H

#include "features/scoring/scoring_service.h"

/* A figure that may be incomplete: a sum over something missing is what there is so far. */
struct sheet_figure {
    struct decimal value;
    bool known;    /* there is something to show */
    bool complete; /* nothing is missing in it */
};

/* The three views of a line: what the unit gave itself, what the rule gives, what counts now. */
struct sheet_figures {
    struct sheet_figure self;
    struct sheet_figure rule;
    struct sheet_figure in_force;
};

struct sheet_line {
    size_t index; /* of the criterion in its table */
    const struct criterion *criterion;
    bool is_group;              /* its figures are sums of what is below it, or the mean */
    enum criterion_book counts; /* the total at the foot that the line itself is added to */
    const struct board_cell *cell;
    const struct score_cell *score;
    struct sheet_figures figures;
    bool differs;              /* own points and those by rule are both known and differ */
    struct decimal difference; /* self − rule where they differ */
    bool decided;              /* the cluster accepted points or corrected the result */
};

struct score_sheet {
    size_t unit;
    const struct cluster_unit *member;
    struct sheet_line *lines; /* as the table's criteria */
    size_t count;
    struct sheet_figures content;
    struct sheet_figures bonus;
    struct sheet_figures penalty;
    struct sheet_figures total;
    struct decimal max_content; /* of what is assigned to the unit */
    size_t differences;         /* lines that differ */
    size_t open;                /* lines that differ and that nobody has decided on */
    size_t missing;             /* content criteria that have no points yet */
    size_t decided;             /* lines decided by the cluster */
    size_t scored;              /* lines that are scored: all but groups */
};

void score_sheet_make(struct arena *arena, const struct scoreboard *board, size_t unit,
                      struct score_sheet *ret_sheet);

/* Whether the line's result can be corrected: all but groups and the bonus row. */
bool sheet_line_takes_actual(const struct sheet_line *line);
/* The reason of the decision that stands; empty where there is none. */
struct str sheet_line_reason(const struct sheet_line *line);

#endif
