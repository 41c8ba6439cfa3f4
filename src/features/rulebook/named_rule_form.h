/* The form of a named rule: all fields as typed, read into a rule, and a rule written back. Pure.
 */
#ifndef FEATURES_RULEBOOK_NAMED_RULE_FORM_H
#define FEATURES_RULEBOOK_NAMED_RULE_FORM_H

#include "features/scoring/scoring.h"

struct named_rule_form {
    struct str code;
    struct str name;
    struct str steps;  /* "5 | -10", a line each: from, percent or points */
    struct str grades; /* "A | 100": letter, percent */
    struct str levels; /* "Cảnh cáo | -20 | loại | kỷ luật": name, points, what follows;
                          "mã: canh-cao" where the level's code is not its name's */
    struct str bonus_rate;
    struct str bonus_cap;
    struct str limit;
    struct str half;
    struct str second_name;
    struct str second;
    bool caps_all;
    struct str scale;
    struct str rounding;
    struct str fault;
    struct str basis;
    struct str mark;
    struct str valid_from;
    struct str valid_to;
};

/* What cannot be read goes into ISSUES by the fields' names; whether the rule makes sense is for
 * named_rule_check. Fields that the kind does not ask stay as in named_rule_blank. */
void named_rule_form_read(struct arena *arena, enum criterion_kind kind,
                          const struct named_rule_form *form, struct named_rule *ret_rule,
                          struct issues *issues);
void named_rule_form_write(struct arena *arena, const struct named_rule *rule,
                           struct named_rule_form *ret_form);

#endif
