/* The pages of named rules: what they show, and their routes. */
#ifndef FEATURES_RULEBOOK_NAMED_RULE_WEB_H
#define FEATURES_RULEBOOK_NAMED_RULE_WEB_H

#include "features/rulebook/named_rule_form.h"
#include "features/scoring/scoring_examples.h"
#include "html/ui.h"
#include "http/http.h"

struct named_rule_row {
    struct str code;
    struct str name;
    enum msg_id kind;
    struct str figures;
    struct str basis;
    enum msg_id mark;
    bool verified;
    struct str validity; /* "từ 1/1/2020"; empty: always */
    bool holds;          /* on the last day of the half-year */
    struct str picked;   /* codes of the criteria that pick it */
    struct str href;
};

struct named_rules_view {
    const struct page *page;
    struct str base;       /* "/cum/…/tieu-chi/quy-tac" */
    struct str table_href; /* "/cum/…/tieu-chi" */
    LIST(struct named_rule_row) rows;
    struct scoring_examples examples;
    LIST(struct message) twice; /* one fault punished twice */
    struct ui_options kinds;
    bool may_edit;
    bool in_use;
    bool may_take_table; /* there is no table of criteria yet */
};

struct named_rule_view {
    const struct page *page;
    struct str action;
    struct str back;
    struct str kind_code;
    enum msg_id kind;
    bool is_new;
    struct named_rule_form form;
    bool has_steps;
    bool steps_percent;
    bool has_grades;
    bool has_levels;
    bool levels_off;
    bool has_bonus;
    bool has_limit;
    bool has_half;
    bool has_caps_all;
    struct ui_options roundings;
    struct ui_options marks;
    struct str question; /* before it is taken out */
};

extern const struct route named_rule_routes[];
extern const size_t named_rule_routes_count;

#endif
