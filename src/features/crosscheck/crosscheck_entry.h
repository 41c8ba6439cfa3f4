/* What a checking unit writes of one criterion: read, measured against the table, and what follows
 * from it. Pure.
 */
#ifndef FEATURES_CROSSCHECK_CROSSCHECK_ENTRY_H
#define FEATURES_CROSSCHECK_CROSSCHECK_ENTRY_H

#include "features/scoring/scoring.h"

enum { CROSSCHECK_REASON_MAX = 500 };

/* As typed, or as it stands in a visit sheet. */
struct crosscheck_typed {
    struct str code;
    struct str actual;
    struct str points;
    struct str reason;
    struct str seen;       /* of the evidence: "yes", "no", or a word that means it; empty */
    struct str note;       /* what was seen */
    int64_t seen_revision; /* of the draft when the page was drawn */
};

struct crosscheck_finding {
    struct str actual; /* canonical; absent: none */
    bool has_points;
    struct decimal points;
    struct str reason;
    struct str seen; /* "", "yes", "no" */
    struct str note;
};
bool crosscheck_finding_is_empty(const struct crosscheck_finding *finding);

/* Whether the cross-check may say something of this criterion, and whether a result. What belongs
 * to a later stage alone does not. */
bool crosscheck_takes(const struct criterion *criterion);
bool crosscheck_takes_actual(const struct criterion *criterion);

/* A result as people write it, and as it is read again: the label where it is chosen. */
struct str crosscheck_show(struct arena *arena, const struct criterion *criterion,
                           const struct scoring_rules *rules, struct str canonical);

/* What is wrong goes into ISSUES by "actual.CODE", "points.CODE", "reason.CODE", "seen.CODE",
 * "note.CODE"; then false. */
bool crosscheck_read(struct arena *arena, const struct criterion *criterion,
                     const struct scoring_rules *rules, const struct crosscheck_typed *typed,
                     struct issues *issues, struct crosscheck_finding *ret_finding);

/* What stood there before the cross-check. */
struct crosscheck_before {
    struct str self_actual; /* absent: none */
    bool has_self;
    struct decimal self;
    bool has_rule;
    struct decimal rule;
};
/* What is to be entered: fields that are absent say nothing. A finding that agrees with what stood
 * there decides nothing: points that follow from a rule go on following it. */
struct crosscheck_decision {
    struct str actual; /* a result that differs from the unit's own */
    bool has_points;   /* that stand instead of those by rule */
    struct decimal points;
    bool agrees; /* with these points */
    struct decimal agreed;
    bool needs_reason; /* it differs from what the unit gave itself, or from the rule */
};
struct crosscheck_decision crosscheck_decide(const struct crosscheck_finding *finding,
                                             const struct crosscheck_before *before);

#endif
