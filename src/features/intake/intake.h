/* Reading what offices send: from the cells of a sheet to a table of criteria, or to a unit's
 * self-scores. Pure: the cells come in, what was understood and what is wrong come out.
 *
 * A finding names the row and column of the sheet and says what to do. Errors keep that value from
 * being stored, never the rest of the sheet; warnings and notes keep nothing back. A person may put
 * a cell right in the preview ("mend"): the sheet is then read again with that text in its place,
 * so that there is one way of understanding only.
 */
#ifndef FEATURES_INTAKE_INTAKE_H
#define FEATURES_INTAKE_INTAKE_H

#include <stdint.h>

#include "features/scoring/scoring.h"

struct grid_cell {
    uint32_t row;    /* from 1, as Excel counts */
    uint32_t column; /* from 1: A */
    struct str text; /* as Excel shows it, NFC; blanks as they stand */
    bool is_number;  /* a numeric cell, not digits typed as text */
    bool is_percent; /* shown as a percentage: "98.6%"; is_number too */
    bool is_error;   /* #N/A and the like */
    bool formula_without_value;
    bool was_decomposed; /* the file had it in another Unicode form */
};

/* One sheet, cells sorted by row, then column. */
struct grid {
    struct str name;
    struct grid_cell *cells;
    size_t count;
    size_t capacity;
};

/* "E12" for row 12, column 5; and the letters alone. */
struct str grid_place(struct arena *arena, uint32_t row, uint32_t column);
struct str grid_column_letters(struct arena *arena, uint32_t column);

struct intake_finding {
    enum severity severity;
    uint32_t row;     /* 0: the whole sheet */
    uint32_t column;  /* 0: the whole row */
    struct str place; /* where a mend can go: "E12", "V.1", "unit"; empty: nothing to mend here */
    ptrdiff_t criterion; /* -1: none */
    struct message message;
};

struct intake_findings {
    struct intake_finding *items;
    size_t count;
    size_t capacity;
};

size_t intake_count(const struct intake_findings *findings, enum severity severity);

/* A mend at the place of a row's number names its criterion by code; this text: the row counts for
 * nothing. */
#define INTAKE_SKIP_ROW STR("-")

struct intake_mend_text {
    struct str place;
    struct str text;
};

struct intake_mends {
    struct intake_mend_text *items;
    size_t count;
    size_t capacity;
};

/* --- the table of criteria ---------------------------------------------------------------- */

struct criteria_reading {
    bool found; /* a table was recognised on this sheet */
    struct str title;
    struct str notes; /* the lines below the table */
    struct criteria criteria;
    uint32_t *rows; /* the sheet's row of each criterion */
    /* Of the program's own template: criteria bear the name of their kind of unit as it stands in
     * this column, for who knows the kinds to understand; 0: no such column. */
    uint32_t for_kind_column;
    uint32_t rule_column; /* where criteria pick named rules; 0: no such column */
    struct intake_findings findings;
};

/* --- named rules beside it ------------------------------------------------------------------- */

/* The columns of the template's sheet of rules; a row each. Lists stand in one cell, a line an
 * entry, as in the form of a rule: "5 | -10". */
enum rule_column {
    RULE_COLUMN_CODE,
    RULE_COLUMN_NAME,
    RULE_COLUMN_KIND,
    RULE_COLUMN_STEPS,
    RULE_COLUMN_GRADES,
    RULE_COLUMN_LEVELS,
    RULE_COLUMN_RATE,
    RULE_COLUMN_CAP,
    RULE_COLUMN_LIMIT,
    RULE_COLUMN_HALF,
    RULE_COLUMN_SECOND_NAME,
    RULE_COLUMN_SECOND,
    RULE_COLUMN_CAPS_ALL,
    RULE_COLUMN_SCALE,
    RULE_COLUMN_ROUNDING,
    RULE_COLUMN_FAULT,
    RULE_COLUMN_BASIS,
    RULE_COLUMN_MARK,
    RULE_COLUMN_FROM,
    RULE_COLUMN_TO,
    RULE_COLUMN_COUNT,
};
struct str rule_column_title(enum rule_column column); /* "Mã quy tắc" */

enum rule_news { RULE_ADDED, RULE_CHANGED, RULE_SAME };

struct rule_line {
    uint32_t row;
    bool is_read; /* its kind is known: the rest of `rule` holds */
    struct named_rule rule;
    enum rule_news news; /* beside what is stored; for who knows that to say */
};

struct rules_reading {
    bool found; /* there is a sheet of rules */
    struct str sheet_name;
    LIST(struct rule_line) lines;
    struct intake_findings findings; /* rows and columns are of this sheet */
};

void intake_read_rules(struct arena *arena, const struct grid *grid,
                       struct rules_reading *ret_reading);

/* How the template writes roll-ups: choices 0 … CRITERIA_ROLLUPS - 1, and back. */
enum { CRITERIA_ROLLUPS = 7 };
struct str intake_rollup_words(struct arena *arena, int choice);
void intake_rollup_of(int choice, enum rollup *ret_rollup, enum rollup_step *ret_step);

void intake_read_criteria(struct arena *arena, const struct grid *grid,
                          struct criteria_reading *ret_reading);

/* What must hold before a table can be used, however it came about: targets, maxima, sums. Findings
 * carry the criterion's index and no row. */
void intake_check_criteria(struct arena *arena, const struct criteria *criteria,
                           struct intake_findings *findings);

/* Whether a table with this finding cannot be agreed or locked: errors, and parts that do not add
 * up. */
bool intake_bars_locking(const struct intake_finding *finding);

/* --- self-score sheets --------------------------------------------------------------------- */

struct intake_unit {
    struct str name;
    struct str slug;
};

struct scores_context {
    const struct criteria *criteria;
    const struct scoring_rules *rules;
    const bool *exempt; /* [unit * criteria->count + criterion]: not assigned; NULL: all are */
    const struct intake_unit *units; /* the cluster's members */
    size_t unit_count;
    int year;
    int half; /* 1, 2 */
    struct str cluster_slug;
    struct str period_code;
    struct str table_id;
    /* What a sheet of our own says about itself; absent when it is not ours. */
    struct str own_cluster;
    struct str own_unit_slug;
    struct str own_period;
    struct str own_table;
};

enum { SCORE_COLUMNS = 7 }; /* TT, name, maximum, target, actual, self, evidence */

/* A row of the sheet, beside what was understood of it. */
struct scores_row {
    uint32_t row; /* 0: the sheet has no row for this criterion */
    struct str cells[SCORE_COLUMNS];
    ptrdiff_t criterion; /* -1: a title or a row nobody knows */
    bool is_group;
    bool actual_ok; /* can be stored */
    struct actual actual;
    bool has_self;
    struct decimal self;
    struct str evidence;
    struct str actual_place; /* "E12", for the source of the figure */
    struct str self_place;
    bool actual_mended; /* the text is not the sheet's: a person put it right in the preview */
    bool self_mended;
};

struct scores_reading {
    bool found;
    ptrdiff_t unit;                  /* index of the member, or -1: not recognised */
    struct str unit_text;            /* what the sheet says */
    bool usable;                     /* the right period and a known unit: values may be stored */
    uint32_t columns[SCORE_COLUMNS]; /* where each was found; 0: not there */
    LIST(struct scores_row) rows;
    bool has_self_total;
    struct decimal self_total; /* the exact sum of the self points read */
    struct intake_findings findings;
};

void intake_read_scores(struct arena *arena, const struct grid *grid,
                        const struct scores_context *context, const struct intake_mends *mends,
                        struct scores_reading *ret_reading);

#endif
