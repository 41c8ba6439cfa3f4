/* The pages of the table of criteria and of the rules: what they show, and their routes. */
#ifndef FEATURES_SCORING_CRITERIA_WEB_H
#define FEATURES_SCORING_CRITERIA_WEB_H

#include "features/legal/legal_cite_web.h"
#include "features/organisation/organisation_service.h"
#include "features/scoring/scoring_service.h"
#include "html/ui.h"
#include "http/http.h"

struct criteria_row {
    struct str code;
    struct str name;
    struct str note;
    enum msg_id kind;
    struct decimal max;
    struct str target; /* "98 %"; may be empty */
    struct str points_each;
    bool bonus_on;
    bool is_group;
    bool is_apart; /* bonus and penalty: not part of the sum */
    bool max_known;
    int depth;
};

struct criteria_view {
    const struct page *page;
    const struct criteria_table *table;
    struct str base; /* "/cum/…/tieu-chi" */
    LIST(struct criteria_row) rows;
    LIST(struct str) notes; /* lines below the table, as written */
    struct issues findings; /* what must be mended (errors) and looked at (warnings) */
    size_t errors;
    size_t scored;
    struct decimal total;
    struct str by_kind; /* criteria_maxima_words */
    bool may_edit;      /* the user may, and the table is not locked */
    bool rules_confirmed;
    bool lockable;
};

struct criterion_view {
    const struct page *page;
    struct str base;
    struct str code;  /* of the criterion; empty: a new one */
    struct str label; /* of a new one */
    struct criterion_form form;
    struct ui_options kinds;
    struct ui_options parents; /* of a new one */
    size_t below;              /* criteria that would go with it */
    struct str question;
};

/* A row of the form of rules: two texts, as typed. */
struct rule_row {
    struct str a;
    struct str b;
};

struct rule_rows {
    struct rule_row *items;
    size_t count;
    size_t capacity;
    const struct issue *issue; /* the first finding on this table, or NULL */
};

struct rules_view {
    const struct page *page;
    const struct rule_book *book;
    struct str base;
    struct rule_rows grades; /* letter, percent */
    struct rule_rows fewer;  /* cases, percent */
    struct rule_rows late;   /* days, points */
    struct str bonus_rate;
    struct str bonus_cap;
    struct str basis;
    struct legal_cites cites; /* the documents that it names */
    bool may_edit;
};

/* What units of each kind can get where criteria are for one kind alone: "Ban CHQS cấp huyện: 100;
 * Sở, ngành: 90"; empty where all get the same table. */
struct str criteria_maxima_words(struct arena *arena, enum lang lang,
                                 const struct criteria *criteria, const struct unit_kinds *kinds);

extern const struct route criteria_routes[];
extern const size_t criteria_routes_count;
extern const struct route rules_routes[];
extern const size_t rules_routes_count;

#endif
