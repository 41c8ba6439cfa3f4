/* Named rules: how one kind of criterion is counted, with figures, rounding, source and validity.
 * A table of criteria holds several; a criterion picks one by its code, and without one the table's
 * own rule of that kind counts. Pure.
 *
 * What a rule rests on stands beside it, with how far that was verified; a rule that nobody
 * verified says so on every page and paper.
 */
#ifndef FEATURES_SCORING_NAMED_RULE_H
#define FEATURES_SCORING_NAMED_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/str.h"
#include "text/message.h"

struct grade_rule {
    struct str letter;      /* "A" */
    struct decimal percent; /* of max */
};

/* From THRESHOLD (cases, days) on, until the next step. */
struct step_rule {
    struct decimal threshold;
    struct decimal value; /* percent of max, or points (negative) */
};

struct level_rule {
    struct str code;       /* as stored with a score: "canh-cao" */
    struct str name;       /* "Cảnh cáo" */
    struct decimal points; /* as booked: below 0 for penalties */
    bool disqualifies;     /* out of the ranking */
    bool disciplines;      /* a discipline that keeps from a class with that condition */
};

enum rule_rounding { RULE_HALF_UP, RULE_TRUNCATED, RULE_ROUNDING_COUNT };
struct str rule_rounding_code(enum rule_rounding rounding); /* "half-up", "truncated" */
bool rule_rounding_from_code(struct str code, enum rule_rounding *ret_rounding);
enum msg_id rule_rounding_name(enum rule_rounding rounding);

/* How far what the rule rests on was verified. */
enum rule_mark {
    RULE_UNVERIFIED,
    RULE_SEEN,       /* S: the text itself was read */
    RULE_SEEN_OTHER, /* S2: a draft, or somebody else's words about it */
    RULE_INFERRED,   /* C: follows from what was read */
    RULE_MARK_COUNT,
};
struct str rule_mark_code(enum rule_mark mark); /* "", "S", "S2", "C" */
bool rule_mark_from_code(struct str code, enum rule_mark *ret_mark);
enum msg_id rule_mark_name(enum rule_mark mark);

/* Which parts count depends on the kind; see rule_parts_of. All others stay as they are in
 * named_rule_blank. */
struct named_rule {
    struct str code; /* unique in its table */
    struct str name;
    int kind; /* enum criterion_kind */
    struct step_rule *steps;
    size_t steps_count;
    struct grade_rule *grades;
    size_t grades_count;
    struct level_rule *levels;
    size_t levels_count;
    struct decimal bonus_rate;        /* percent of max for each percent over target */
    struct decimal bonus_cap_percent; /* of max */
    bool has_limit;
    struct decimal limit;        /* most bonus points (≥ 0); the least of a penalty (≤ 0) */
    struct decimal half_percent; /* of max, for who reaches the target and does not lead */
    struct str second_name; /* of those whose level counts in part: "cấp phó"; empty: none */
    struct decimal second_percent; /* that part */
    bool caps_all;                 /* a bonus row: its maximum holds for every bonus of the unit */
    int scale;                     /* decimals points are rounded to, 0 … POINT_SCALE */
    enum rule_rounding rounding;
    struct str fault; /* what is punished, in a word; the same word in two rules is pointed out */
    struct str basis; /* the document and its paragraph */
    enum rule_mark mark;
    struct date valid_from; /* [from, to); an empty date is open */
    struct date valid_to;
};

/* What a rule of that kind can say. */
enum rule_part {
    RULE_STEPS_PERCENT = 1 << 0,
    RULE_STEPS_POINTS = 1 << 1, /* not above 0 */
    RULE_GRADES = 1 << 2,
    RULE_LEVELS_BONUS = 1 << 3,
    RULE_LEVELS_PENALTY = 1 << 4,
    RULE_BONUS = 1 << 5,
    RULE_LIMIT_BONUS = 1 << 6,
    RULE_LIMIT_PENALTY = 1 << 7,
    RULE_HALF = 1 << 8,
    RULE_CAPS_ALL = 1 << 9,
};
unsigned rule_parts_of(int kind); /* enum criterion_kind */

/* A rule of that kind that says what the program does without one. */
struct named_rule named_rule_blank(int kind);
/* "mức-…" from what a person calls it: lower case letters, digits and hyphens. */
enum { RULE_CODE_MAX = 40, RULE_NAME_MAX = 120, RULE_BASIS_MAX = 500, RULE_LINES_MAX = 30 };
/* Findings go into ISSUES by the names of the form's fields: code, name, kind, steps, grades,
 * levels, bonus_rate, bonus_cap, limit, half, second, scale, fault, basis, valid. */
void named_rule_check(struct arena *arena, const struct named_rule *rule, struct issues *issues);
/* Whether it is valid on that day. */
bool named_rule_holds(const struct named_rule *rule, struct date day);

/* The step that VALUE has reached, or NULL before the first. */
const struct step_rule *step_reached(const struct step_rule *steps, size_t count,
                                     struct decimal value);

#endif
