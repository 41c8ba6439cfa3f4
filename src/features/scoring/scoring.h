/* Points by rule: what a criterion is worth, given what a unit has done. Pure: no database, no
 * clock.
 *
 * The rules are those of the table of criteria and of the cluster's own regulation (the figures of
 * the training cluster are in tests/data/README.md); nothing here is law. The leader-relative
 * formula is the one that provincial police clusters use ("Vì an ninh Tổ quốc", kind 1).
 *
 * Invariants
 * - A criterion's points, and its bonus, are rounded once: to POINT_SCALE decimals, half up, where
 *   its named rule says nothing else; totals are exact sums of what is printed.
 * - A missing or unreadable value is not a zero: the criterion has no points and the unit is
 *   incomplete.
 * - A better result never lowers the unit's own total.
 * - What is not assigned to a unit has no points, is not missing, and leaves its maximum.
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
#include "features/scoring/named_rule.h"
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

/* --- what a kind means, for everybody who goes through a table ---------------------------------
 */

/* Where the points of a row are booked. */
enum criterion_book { BOOKS_NOTHING, BOOKS_CONTENT, BOOKS_BONUS, BOOKS_PENALTY };
enum criterion_book criterion_books(const struct criterion *criterion);
/* A row that other rows stand below: a sum or a mean of them. It has no figures of its own. */
bool criterion_is_group(const struct criterion *criterion);
/* Whether units are scored on it: all but groups. */
bool criterion_is_scored(const struct criterion *criterion);
/* Scored, and booked as content: a row that is missing while it has no points. */
bool criterion_is_content(const struct criterion *criterion);
/* Whether a unit's sheet lacks something while the unit wrote nothing here: content that is not
 * given by a later stage alone. */
bool criterion_expects_self(const struct criterion *criterion);
/* Whether a result is entered: all scored rows but the one that books the bonus. */
bool criterion_takes_actual(const struct criterion *criterion);
/* The result is a number (else one of scoring_choices). */
bool criterion_counts(const struct criterion *criterion);
/* … and a whole one. */
bool criterion_counts_whole(const struct criterion *criterion);
/* The maximum says something: of content always; of a bonus where it is not 0. */
bool criterion_has_max(const struct criterion *criterion);
/* points_each counts. */
bool criterion_has_points_each(const struct criterion *criterion);
/* A result beyond the target can earn a bonus. */
bool criterion_may_bonus(const struct criterion *criterion);

/* What a table is worth: the most that a unit can get of its content, where criteria are for one
 * kind of unit alone that of the kind that can get most; a mean counts once, not what is below. */
struct decimal criteria_max_total(const struct criteria *criteria);
/* The same for units of one kind; empty: of a kind that nothing names. */
struct decimal criteria_max_for(const struct criteria *criteria, struct str kind);
/* As criteria_max_total, for the rows from FROM up to before END, whole subtrees. */
struct decimal criteria_max_of(const struct criteria *criteria, size_t from, size_t end);
/* The index behind the last row below ROW. */
size_t criteria_end_of(const struct criteria *criteria, size_t row);

struct scoring_rules {
    struct grade_rule *grades;
    size_t grades_count;
    struct step_rule *fewer; /* ascending thresholds, the first 0; value: percent of max */
    size_t fewer_count;
    struct step_rule *late; /* ascending thresholds in days; value: points, not above 0 */
    size_t late_count;
    struct decimal bonus_rate;        /* percent of max for each percent over target */
    struct decimal bonus_cap_percent; /* of that criterion's max */
    const struct named_rule *named;   /* a criterion picks one by its code */
    size_t named_count;
    /* By the settings of the half-year. */
    bool compare_points; /* places by points even where something is not assigned */
    bool has_over_warning;
    struct decimal over_warning; /* percent of the target */
};

/* The total that a row's own points are added to. Nothing for groups and for what is in another row
 * already: what a mean is made of, and bonus rows under a cap that holds for all bonus. */
enum criterion_book scoring_adds_to(const struct criteria *criteria,
                                    const struct scoring_rules *rules, size_t row);
/* The named rule with that code, or NULL. */
const struct named_rule *scoring_named_rule(const struct scoring_rules *rules, struct str code);

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

/* The values a result can have where it is no number; none where it is one. */
struct scoring_choice {
    struct str value; /* as scoring_read_actual takes it and as it is stored */
    struct str label;
};
struct scoring_choices {
    struct scoring_choice *items;
    size_t count;
    size_t capacity;
};
void scoring_choices(struct arena *arena, enum lang lang, const struct criterion *criterion,
                     const struct scoring_rules *rules, struct scoring_choices *ret_choices);
/* What points a stage may give: from *ret_low to *ret_high. Where neither rule nor table has an end
 * there is one all the same, which nobody means. */
enum { SCORING_POINTS_MOST = 10000 };
void scoring_points_limits(const struct criterion *criterion, const struct scoring_rules *rules,
                           struct decimal *ret_low, struct decimal *ret_high);
/* Whether a result goes so far beyond its target that the cluster wants it pointed out;
 * *ret_percent is what it makes of the target, one decimal. */
bool scoring_goes_over(const struct criterion *criterion, const struct scoring_rules *rules,
                       struct decimal actual, struct decimal *ret_percent);

/* The result of a period from those of its weeks or months, in their order. Blank is not zero: what
 * is missing is counted, and the result is that of the parts there are. */
struct rollup_part {
    bool known;
    struct decimal value;
};
struct rollup_result {
    bool known;           /* false: no part is known */
    struct decimal value; /* a mean is rounded once, to four decimals, half up */
    size_t missing;
    size_t last; /* ROLLUP_LAST: the part that counts */
};
struct rollup_result scoring_roll_up(enum rollup rollup, const struct rollup_part *parts,
                                     size_t count);

/* One unit's one criterion: what goes in and what comes out. */
struct score_cell {
    struct actual actual;
    bool actual_decided; /* a later stage said it; only such counts where the unit is not asked */
    bool has_accepted;   /* a stage decided on points that stand instead of those by rule */
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
    bool disciplined; /* at a level that keeps from some classes */
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

/* Totals and means of a unit from its points in force, as scoring_compute leaves them or as a
 * caller put others in their place. */
void scoring_add_up(const struct score_matrix *matrix, const struct scoring_rules *rules,
                    size_t unit);

/* What a group is worth in force: the sum of all below it, or the mean. *ret_complete is false when
 * something is missing; then it is the sum of what there is, and a mean is 0. */
struct decimal scoring_group_points(const struct score_matrix *matrix, size_t unit, size_t group,
                                    bool *ret_complete);
/* The same for the content rows from FROM up to before END, whole subtrees, with their maximum for
 * this unit. Either out-parameter may be NULL. */
struct decimal scoring_content_points(const struct score_matrix *matrix, size_t unit, size_t from,
                                      size_t end, struct decimal *ret_max, bool *ret_complete);

/* --- what is wrong or odd about a table and its rules ------------------------------------------
 */

/* Before a table is locked: each named rule exists, is of the criterion's kind, makes sense and is
 * valid on DAY (the last of the half-year); what the kinds need is there. Errors and warnings. */
void scoring_table_check(struct arena *arena, const struct criteria *criteria,
                         const struct scoring_rules *rules, struct date day, struct issues *issues);
/* Where one fault costs twice: pairs of rows whose rules name the same fault. With MATRIX only
 * those that both cost UNIT points; with NULL all of the table. */
struct double_fault {
    size_t first;
    size_t second;
    struct str fault;
};
struct double_faults {
    struct double_fault *items;
    size_t count;
    size_t capacity;
};
void scoring_double_faults(struct arena *arena, const struct criteria *criteria,
                           const struct scoring_rules *rules, const struct score_matrix *matrix,
                           size_t unit, struct double_faults *ret_faults);

/* Why a cell has its points: the rule in words, and the arithmetic with its figures
 * ("12 × 74 ÷ 75 = 11,84"). Steps are sentences of the catalogue. */
struct scoring_explanation {
    const struct named_rule *named; /* the rule it picked, or NULL */
    struct message rule;
    LIST(struct message) steps;
};
/* The rule of a criterion in one sentence. */
struct message scoring_rule_sentence(struct arena *arena, enum lang lang,
                                     const struct criterion *criterion,
                                     const struct scoring_rules *rules);
/* What its named rule is called, rests on and how far that was verified: "Thưởng vượt chỉ tiêu: …
 * (chưa kiểm chứng)"; MSG_none without one. */
struct message scoring_rule_source(enum lang lang, const struct criterion *criterion,
                                   const struct scoring_rules *rules);
void scoring_explain(struct arena *arena, enum lang lang, const struct score_matrix *matrix,
                     const struct scoring_rules *rules, size_t unit, size_t criterion,
                     struct scoring_explanation *ret_explanation);
/* How a unit's total came about, and what is compared where something is not assigned to it. */
void scoring_explain_total(struct arena *arena, enum lang lang, const struct score_matrix *matrix,
                           const struct scoring_rules *rules, size_t unit,
                           struct scoring_explanation *ret_explanation);

#endif
