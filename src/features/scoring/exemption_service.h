/* What is not assigned to a member of a half-year: by the criterion's kind of unit, or by decision
 * with a reason. It has no points there and leaves the member's maximum. What holds for a group
 * holds for all below it. Decisions are rows; the newest of (unit, criterion) counts.
 */
#ifndef FEATURES_SCORING_EXEMPTION_SERVICE_H
#define FEATURES_SCORING_EXEMPTION_SERVICE_H

#include "features/scoring/scoring_service.h"

/* members × criteria, a row a member; NULL where everything is assigned to everybody. */
MUST_CHECK const struct err *exemption_load(struct db_tx *tx, struct arena *arena,
                                            const struct cluster_period *cluster,
                                            const struct criteria *criteria, bool **ret_exempt);

enum exemption_state {
    EXEMPTION_ASSIGNED,
    EXEMPTION_BY_KIND,  /* the criterion is for units of another kind */
    EXEMPTION_BY_GROUP, /* what stands above it is not assigned */
    EXEMPTION_DECIDED,
};

/* One member's criterion, and the newest decision on it where there is one. */
struct exemption {
    enum exemption_state state;
    bool decided; /* reason, author, at_ms: also of one that was taken back */
    struct str reason;
    struct str author;
    int64_t at_ms;
};

struct exemptions {
    struct exemption **rows; /* [member][criterion] */
    struct str *kinds;       /* unit_kind.code of each member on the half-year's names day */
};

MUST_CHECK const struct err *exemption_read(struct db *db, struct arena *arena,
                                            const struct scoreboard *board,
                                            struct exemptions *ret_exemptions);

/* Decides what is not assigned to one member: EXEMPT tells it for every criterion of the table.
 * Only what differs from the standing decisions is stored, all with REASON (needed where anything
 * changes). RIGHT_CRITERIA_EDIT; open half-years only. */
MUST_CHECK const struct err *exemption_decide(struct db *db, struct arena *arena,
                                              const struct user *user, int64_t now_ms,
                                              const struct scoreboard *board, size_t member,
                                              const bool *exempt, struct str reason,
                                              struct issues *issues, int *ret_stored);

/* Within a write that changes codes of criteria: what is decided of a criterion goes with it. */
MUST_CHECK const struct err *exemption_follow(struct db_tx *tx, struct arena *arena,
                                              const struct user *user, int64_t now_ms,
                                              const struct cluster_period *cluster,
                                              const struct criteria *before,
                                              const struct criteria *after);

#endif
