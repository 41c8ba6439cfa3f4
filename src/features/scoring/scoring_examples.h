/* Ways of scoring that are really used, as data to begin a draft with: whole tables where a source
 * gives them whole, else single rules. Each says where it comes from and how far that was verified;
 * what a source leaves open is left open here too. Pure.
 */
#ifndef FEATURES_SCORING_SCORING_EXAMPLES_H
#define FEATURES_SCORING_SCORING_EXAMPLES_H

#include "features/scoring/scoring.h"

struct scoring_example {
    struct str code;  /* "cong-an-1000", as in forms */
    struct str title; /* as people are told: "Thang 1.000 điểm …" */
    struct str source;
    enum rule_mark mark;
    struct str note;    /* what the source leaves open; may be empty */
    struct str label;   /* "ví dụ – nguồn: … – dấu S2" */
    bool has_table;     /* a whole table; else rules or classes alone */
    size_t rules_count; /* named rules that come with it */
    struct str classes; /* a value of SETTING_CLASSES; empty: none */
};
struct scoring_examples {
    struct scoring_example *items;
    size_t count;
    size_t capacity;
};

void scoring_examples(struct arena *arena, struct scoring_examples *ret_examples);
/* The table (empty for one without) and the named rules of the example CODE, for a draft: criteria
 * have no ids, each its code. False: there is no such example. */
bool scoring_example_table(struct arena *arena, struct str code, struct criteria *ret_criteria,
                           struct named_rule **ret_rules, size_t *ret_rules_count);

#endif
