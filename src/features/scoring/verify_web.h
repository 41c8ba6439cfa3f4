/* The pages of verification: units at a glance, and the grid of one unit. */
#ifndef FEATURES_SCORING_VERIFY_WEB_H
#define FEATURES_SCORING_VERIFY_WEB_H

#include "features/scoring/unit_web.h"
#include "html/ui.h"
#include "http/http.h"

/* How a unit has answered its feedback sheet. */
struct answer_state {
    size_t disagreements; /* criteria, and the whole sheet */
    bool agrees;          /* to the whole sheet, and disagrees with nothing */
    bool answered;        /* anything at all */
};

struct verify_unit {
    struct str name;
    struct str gone; /* it is no more; empty: it stands */
    struct str href;
    struct str feedback_href;
    struct sheet_figures total;
    size_t missing;
    size_t differences;
    size_t open; /* differences that nobody has decided on */
    size_t decided;
    enum ui_state state;
    struct answer_state answer;
};

struct verify_overview {
    const struct page *page;
    bool has_table;
    bool locked;
    bool has_scores;
    bool may_import;
    struct str intake_href;
    struct str criteria_href;
    bool confirmed; /* the rules */
    struct decimal max_total;
    LIST(struct verify_unit) units;
    size_t ready; /* units without anything missing or open */
    struct str disputes_href;
    size_t disputes; /* explanations and disputes that are open, of the units he reads */
};

/* A line of the grid. Typed values are what stands in the fields. */
struct verify_row {
    bool is_group;
    struct str code;
    struct str label;
    struct str name;
    bool has_max;
    struct decimal max;
    struct str target;
    struct str actual; /* empty: missing */
    bool needs_actual; /* a missing result is worth a word */
    struct str actual_source;
    struct sheet_figures figures;
    bool rule_is_corrected; /* the rule used the cluster's result */
    struct str why_href;
    struct str difference; /* in words; empty: none */
    struct str over;       /* the result goes far beyond its target; empty: it does not */
    bool takes_actual;
    struct ui_options choices; /* where the result is one of a few words; else empty */
    struct str typed_actual;
    struct str typed_points;
    struct str typed_reason;
    struct str drawn; /* a mark of what stood in the fields when the page was drawn */
    int64_t seen_revision;
    const struct issue *actual_issue;
    const struct issue *points_issue;
    const struct issue *reason_issue;
    bool decided;
    struct str decided_by; /* "Cụm trưởng, 26/6/2020 09:14"; may be empty */
    struct str stage_note; /* what other stages decided, who agreed; may be empty */
    struct str owned_by;   /* the stage that alone gives its points, where it is another */
};

/* Head and table of a unit's grid; the same for everybody with the same rights. */
struct verify_grid {
    struct str unit_name;
    struct str feedback_href;
    bool may_verify; /* and the table is locked */
    bool locked;
    struct str stage;              /* "Cụm trưởng thẩm định"; empty: only read */
    LIST(struct page_link) stages; /* where he may write more than one */
    bool own_unit;                 /* he verifies others, but not this one */
    struct str gone;               /* the unit is no more; empty: it stands */
    struct unit_words twice;       /* faults that cost the unit points twice */
    struct str agree_href;         /* "agree with all"; empty: not offered */
    LIST(struct verify_row) rows;
    struct decimal max_content;
    struct sheet_figures content;
    struct sheet_figures bonus;
    struct sheet_figures penalty;
    struct sheet_figures total;
    size_t differences;
    size_t open;
    size_t missing;
    size_t decided;
    size_t scored;
};

struct verify_form {
    struct str href;
    struct str csrf_token;
    struct str stage; /* code of the step that is written */
};

/* The units before and after among those the user may read; empty where there is none. */
struct verify_neighbours {
    struct str previous_href;
    struct str previous_name;
    struct str next_href;
    struct str next_name;
};

extern const struct route verify_routes[];
extern const size_t verify_routes_count;

#endif
