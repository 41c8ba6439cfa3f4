/* Why a figure is what it is: rule, arithmetic, steps, evidence. Shown as a page of its own, and as
 * a panel wherever a figure stands (ranking, grid, feedback):
 *
 *     struct why_view why;
 *     TRY(why_load(request, &board, unit, criterion, &why));
 *     … {% call why_panel(h, &view.why) %}
 *
 * A link is often enough: why_path (unit_web.h) is the address of the page; asked for by htmx it
 * answers the panel alone.
 */
#ifndef FEATURES_SCORING_WHY_WEB_H
#define FEATURES_SCORING_WHY_WEB_H

#include "features/legal/legal_cite_web.h"
#include "features/scoring/unit_web.h"
#include "html/ui.h"

/* One unit's figure on a criterion that compares units. */
struct why_peer {
    struct str unit_name;
    struct str href;
    struct str actual; /* empty: missing */
    struct sheet_figure points;
    bool is_this;
    bool leads;
};

/* What a stage says of the figure as it stands: its newest words. */
struct why_stage {
    enum msg_id name;
    struct str actual; /* the result it found; empty: none */
    struct sheet_figure points;
    bool agrees;
    struct str reason;
    struct str who; /* the member or the stage; a person for who may read the history */
    bool counts;    /* the figure in force is this stage's */
};

/* A line with its address: evidence, a dispute. */
struct why_link {
    struct str text;
    struct str note; /* by whom, when; how it stands */
    struct str href; /* may be empty */
};

/* What a group or the bonus is the sum of. */
struct why_part {
    struct str code;
    struct str name;
    struct str href;
    struct sheet_figure points;
};

struct why_view {
    const struct page *page; /* of the page; NULL in a panel */
    struct str unit_name;
    struct str unit_href;    /* the grid */
    struct str entered_sent; /* one person in two capacities; may be empty */
    struct str verified_own;
    struct str href; /* of this explanation */
    struct str code;
    struct str name;
    enum msg_id kind;
    bool has_max;
    struct decimal max;
    struct sheet_figures figures;
    struct str difference; /* in words; may be empty */
    bool takes_actual;
    struct str target;
    struct str actual;     /* the unit's own; empty: missing */
    struct str corrected;  /* what the cluster found instead; empty: nothing */
    struct str rule;       /* in words */
    struct str table_name; /* the rule's place: table and line */
    struct str basis;
    struct legal_cites cites; /* the documents that it names */
    bool confirmed;
    LIST(struct str) sums;
    LIST(struct ui_why_step) steps;
    struct str rule_code;   /* of a rule by name; empty: the table's rule of its kind */
    struct str rule_source; /* its name, what it rests on and how far that was verified */
    struct str over;        /* a result far above its target; may be empty */
    struct str rolled_up;   /* the weeks or months that the result came from; may be empty */
    bool checks; /* the reader checks the unit (cross-check); he reads it by that alone */
    bool hidden; /* and gave no points of his own yet: the unit's are not shown */
    struct str table_state; /* which version of the table, since when */
    struct str owner;       /* the stage that alone gives its points; empty: all in order */
    bool exempt;
    struct str amended; /* what was corrected after closing; may be empty */
    LIST(struct why_stage) stages;
    LIST(struct why_link) evidence_lines;
    struct str evidence_href;
    LIST(struct why_link) disputes;
    struct str dispute_href; /* where this reader may object, ask, correct; empty: he may not */
    struct str explain_href;
    struct str amend_href;
    struct str total_href; /* of the unit's total and place */
    LIST(struct why_part) parts;
    LIST(struct why_peer) peers; /* only for those who may read every unit's scores */
    struct str leader;  /* for the others: the leading result, without a name; empty: hidden */
    size_t peers_known; /* how many units have a result, of … */
    size_t peers_all;
    struct str previous_href; /* the criterion before and after, for reading on; may be empty */
    struct str next_href;
};

/* For who may read the unit's scores, and for who was drawn to check it (crosscheck): what is
 * hidden from him on his sheet is hidden here too. Else ERR_DENIED. */
MUST_CHECK const struct err *why_load(const struct request *request, const struct scoreboard *board,
                                      size_t unit, size_t criterion, struct why_view *ret_view);

/* The page "/cum/:cluster/:period/tham-dinh/:unit/:criterion". */
MUST_CHECK const struct err *why_show(struct request *request, struct response *response);

#endif
