/* "/danh-hieu": the catalogue of titles, and the rule on what was not registered. */
#ifndef FEATURES_REGISTRATION_AWARD_WEB_H
#define FEATURES_REGISTRATION_AWARD_WEB_H

#include "features/legal/legal_cite.h"
#include "features/registration/award_service.h"
#include "html/ui.h"
#include "http/http.h"

struct award_line {
    struct str code;
    struct str name;
    struct str subject;
    struct str forces;
    struct legal_cite cite;
    struct str article;
    struct str source;
    struct str mark;
    struct str valid; /* "1/1/2024 – …"; empty: not known */
    bool entered;
    struct str remove_href; /* empty: not by this user */
};

struct award_view {
    const struct page *page;
    LIST(struct award_line) lines;
    bool may_edit;
    struct award_form form;
    struct ui_options subjects;
    struct ui_options levels;
    struct registration_rule_form rule;
    struct str rule_now;
    LIST(struct str) rules;
};

struct award_remove_view {
    const struct page *page;
    struct str name;
    struct str action;
    struct str reason;
};

extern const struct route award_routes[];
extern const size_t award_routes_count;

#endif
