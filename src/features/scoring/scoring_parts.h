/* Between the files that compute and tell points; for nobody else. */
#ifndef FEATURES_SCORING_SCORING_PARTS_H
#define FEATURES_SCORING_SCORING_PARTS_H

#include "features/scoring/scoring.h"

/* What counts for a criterion: the named rule it picks, else the table's rule of its kind. */
struct rule_parameters {
    const struct named_rule *named; /* NULL: the table's */
    const struct step_rule *steps;
    size_t steps_count;
    const struct grade_rule *grades;
    size_t grades_count;
    const struct level_rule *levels;
    size_t levels_count;
    struct decimal bonus_rate;
    struct decimal bonus_cap_percent;
    bool has_limit;
    struct decimal limit;
    struct decimal half_percent;
    struct str second_name;
    struct decimal second_percent;
    bool caps_all;
    uint8_t scale;
    enum rule_rounding rounding;
};

/* False: it names a rule that is not there, or one of another kind. */
bool rule_parameters_of(const struct scoring_rules *rules, const struct criterion *criterion,
                        struct rule_parameters *ret_parameters);
/* Rounds once, as the rule says; the result has POINT_SCALE decimals. */
bool rule_round(const struct rule_parameters *parameters, struct ratio value,
                struct decimal *ret_points);

/* As scoring_explain, for who may not see the others' results: the leader's is not told. */
void scoring_explain_blind(struct arena *arena, enum lang lang, const struct score_matrix *matrix,
                           const struct scoring_rules *rules, size_t unit, size_t criterion,
                           struct scoring_explanation *ret_explanation);

/* Whether what stands in the cell goes into the rule. */
bool cell_has_result(const struct criterion *criterion, const struct score_cell *cell);

/* The most (for penalties: the least) points that items and levels come to; false: no such end. */
bool rule_limit_of(const struct criterion *criterion, const struct rule_parameters *parameters,
                   struct decimal *ret_limit);
/* "canh-cao" or "canh-cao/2": the level, and whether it counts in part; NULL: there is none. */
const struct level_rule *rule_level_of(const struct rule_parameters *parameters, struct str text,
                                       bool *ret_second);

#endif
