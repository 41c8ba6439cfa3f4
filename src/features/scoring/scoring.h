/* Points by rule: what a criterion is worth, given what a unit has done. Pure: no database, no
 * clock.
 *
 * The rules are those of the table of criteria and of the cluster's own regulation (the figures of
 * the training cluster are in tests/data/README.md); nothing here is law. The leader-relative
 * formula is the one that provincial police clusters use ("Vì an ninh Tổ quốc", kind 1).
 *
 * Invariants
 * - A criterion's points, and its bonus, are rounded once to POINT_SCALE decimals, half up; totals
 * are exact sums of what is printed.
 * - A missing or unreadable value is not a zero: the criterion has no points and the unit is
 *   incomplete.
 * - Points relative to the leading unit belong to the cluster, not to a row: the whole matrix is
 *   computed together, each time.
 */
#ifndef FEATURES_SCORING_SCORING_H
#define FEATURES_SCORING_SCORING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/decimal.h"
#include "base/list.h"
#include "base/str.h"
#include "text/message.h"

enum { POINT_SCALE = 2 };

enum criterion_kind {
    CRITERION_GROUP,    /* the sum of what is below it */
    CRITERION_QUANTITY, /* max × actual ÷ target, not above max; over target earns a bonus */
    CRITERION_GRADE,    /* a letter worth a share of max */
    CRITERION_PASS,     /* all or nothing */
    CRITERION_FEWER,    /* the fewer cases the better: a share of max by steps */
    CRITERION_LEADER,   /* relative to the leading unit of the cluster */
    CRITERION_ITEMS,    /* so many points for each item, not above max */
    CRITERION_BONUS,    /* the row that books the bonus of all criteria; max is its cap */
    CRITERION_PENALTY,  /* the row that books points taken off for late reports */
    CRITERION_MEAN,     /* a group worth the mean of what is below it */
    CRITERION_INVERSE,  /* lower is better: max × target ÷ actual; by steps where either is 0 */
    CRITERION_MARK,     /* points given by judgement, 0 to max */
    CRITERION_EXTRA_ITEMS,   /* bonus: so many points for each item, up to max where there is one */
    CRITERION_EXTRA_LEVEL,   /* bonus: points by a level of a named rule */
    CRITERION_PENALTY_ITEMS, /* points off for each item, down to the rule's floor */
    CRITERION_PENALTY_LEVEL, /* points off by a level of a named rule, which may disqualify */
    CRITERION_DISQUALIFY,    /* no points; when it is met the unit is out of the ranking */
    CRITERION_KIND_COUNT,
};

/* The steps a score goes, in their order. What counts is what the latest stage that decided says,
 * never the greatest. */
enum score_stage {
    SCORE_SELF,    /* the unit itself */
    SCORE_CROSS,   /* another member, drawn to check it */
    SCORE_HEAD,    /* the cluster's head, or the deputy for the head's own unit; "accepted" */
    SCORE_OFFICE,  /* the standing office of emulation */
    SCORE_MEETING, /* the cluster's meeting */
    SCORE_COUNCIL, /* the council above */
    SCORE_STAGE_COUNT,
};
/* "self", "cross", "accepted", "office", "meeting", "council", as stored. */
struct str score_stage_code(enum score_stage stage);
bool score_stage_from_code(struct str code, enum score_stage *ret_stage);
enum msg_id score_stage_name(enum score_stage stage);

/* How results of weeks or months become the result of the period. */
enum rollup { ROLLUP_NONE, ROLLUP_SUM, ROLLUP_MEAN, ROLLUP_LAST, ROLLUP_COUNT };
enum rollup_step { ROLLUP_MONTHS, ROLLUP_WEEKS };
struct str rollup_code(enum rollup rollup); /* "", "sum", "mean", "last" */
bool rollup_from_code(struct str code, enum rollup *ret_rollup);

/* "quantity", … as stored; and the words of the tables ("định lượng"), folded or not. */
struct str criterion_kind_code(enum criterion_kind kind);
bool criterion_kind_from_code(struct str code, enum criterion_kind *ret_kind);
bool criterion_kind_from_words(struct arena *arena, struct str words,
                               enum criterion_kind *ret_kind);
enum msg_id criterion_kind_name(enum criterion_kind kind);

struct criterion {
    struct str id;
    struct str code;  /* unique in its table: "II.2" */
    struct str label; /* as printed: "2" */
    struct str name;
    enum criterion_kind kind;
    struct decimal max;
    struct str unit_of_measure; /* "%", "vụ"; may be empty */
    bool has_target;
    struct decimal target;
    struct decimal points_each; /* CRITERION_ITEMS */
    bool bonus_on;              /* CRITERION_QUANTITY: over target earns a bonus */
    struct str note;
    struct str rule; /* code of a named rule of the table; empty: the table's rule of its kind */
    struct str for_kind; /* unit_kind.code: assigned to members of that kind alone; empty: to all */
    enum score_stage owner; /* the stage that alone gives its points; SCORE_SELF: all, in order */
    enum rollup rollup;
    enum rollup_step rollup_step;
    ptrdiff_t parent; /* index in the table, or -1 */
    int depth;        /* 0 for top rows */
};

/* In the order of the table, parents before children. */
struct criteria {
    struct criterion *items;
    size_t count;
    size_t capacity;
};

/* The criterion with that code, or -1. */
ptrdiff_t criteria_find(const struct criteria *criteria, struct str code);
/* Whether units are scored on it: all but groups. */
bool criterion_is_scored(const struct criterion *criterion);
/* The sum of max over the scored content criteria (no groups, bonus or penalty). */
struct decimal criteria_max_total(const struct criteria *criteria);

struct grade_rule {
    struct str letter;      /* "A" */
    struct decimal percent; /* of max */
};

/* From THRESHOLD (cases, days) on, until the next step. */
struct step_rule {
    struct decimal threshold;
    struct decimal value; /* percent of max, or points (negative) */
};

struct scoring_rules {
    struct grade_rule *grades;
    size_t grades_count;
    struct step_rule *fewer; /* ascending thresholds, the first 0; value: percent of max */
    size_t fewer_count;
    struct step_rule *late; /* ascending thresholds in days; value: points, not above 0 */
    size_t late_count;
    struct decimal bonus_rate;        /* percent of max for each percent over target */
    struct decimal bonus_cap_percent; /* of that criterion's max */
};

/* What stands in a table of rules must make sense: percentages 0–100, ascending thresholds, … */
void scoring_rules_check(struct arena *arena, const struct scoring_rules *rules,
                         struct issues *issues);

/* What a unit has done on a criterion, in canonical form: "98.6", "A", "pass", "fail", days. */
enum actual_state { ACTUAL_MISSING, ACTUAL_READ };
struct actual {
    enum actual_state state;
    struct str text;
    struct decimal number; /* where the kind counts */
};

/* Reads what a person wrote for this criterion. False with *ret_why (a sentence for the sender)
 * when it cannot be understood. Empty text gives ACTUAL_MISSING and true. */
bool scoring_read_actual(struct arena *arena, const struct criterion *criterion,
                         const struct scoring_rules *rules, struct str text,
                         struct actual *ret_actual, struct message *ret_why);

/* For people: "98,6", "A", "Đạt", "6 ngày". */
struct str scoring_show_actual(struct arena *arena, enum lang lang,
                               const struct criterion *criterion, struct str canonical);

/* One unit's one criterion: what goes in and what comes out. */
struct score_cell {
    struct actual actual;
    bool has_accepted; /* a stage decided on points that stand instead of those by rule */
    struct decimal accepted;
    bool exempt; /* not assigned to this unit: it has no points and leaves the unit's maximum */

    bool has_points; /* by rule */
    struct decimal points;
    struct decimal bonus; /* CRITERION_QUANTITY: what it adds to the bonus row */
    bool in_force_known;
    struct decimal in_force; /* accepted, else by rule: what counts */
};

struct score_totals {
    struct decimal content;
    struct decimal bonus;
    struct decimal penalty; /* not above 0 */
    struct decimal total;
    struct decimal max;      /* of the content that is assigned to this unit */
    struct decimal compared; /* what places are decided on: total, the content brought to the
                                table's maximum where something is not assigned */
    size_t missing;          /* criteria without points in force */
    bool complete;
    bool disqualified; /* out of the ranking, by the criterion below */
    size_t disqualified_by;
};

/* units × criteria: rows[unit][criterion], see score_cell_at. */
struct score_matrix {
    const struct criteria *criteria;
    size_t unit_count;
    struct score_cell **rows;
    struct score_totals *totals; /* one a unit */
};

struct score_matrix score_matrix_new(struct arena *arena, const struct criteria *criteria,
                                     size_t unit_count);
struct score_cell *score_cell_at(const struct score_matrix *matrix, size_t unit, size_t criterion);

/* Fills in all that comes out, from what went in. */
void scoring_compute(struct score_matrix *matrix, const struct scoring_rules *rules);
/* The same for one unit; the rows of the others are read alone. What went in of others must be as
 * it was when they were computed, or they are computed too where a CRITERION_LEADER changed. */
void scoring_compute_unit(const struct score_matrix *matrix, const struct scoring_rules *rules,
                          size_t unit);

/* The sum in force of all below a group. *ret_complete is false when something is missing. */
struct decimal scoring_group_points(const struct score_matrix *matrix, size_t unit, size_t group,
                                    bool *ret_complete);

/* Why a cell has its points: the rule in words, and the arithmetic with its figures
 * ("12 × 74 ÷ 75 = 11,84"). Steps are sentences of the catalogue. */
struct scoring_explanation {
    struct message rule;
    LIST(struct message) steps;
};
void scoring_explain(struct arena *arena, enum lang lang, const struct score_matrix *matrix,
                     const struct scoring_rules *rules, size_t unit, size_t criterion,
                     struct scoring_explanation *ret_explanation);

#endif
