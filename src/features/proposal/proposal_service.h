/* The list of proposals of an annual review: made from the ranking, adjusted with reasons, kept as
 * rows. Reading it is for who sees all points of the half-year; writing for who records what the
 * cluster adopts (RIGHT_SCORE_ADOPT).
 */
#ifndef FEATURES_PROPOSAL_PROPOSAL_SERVICE_H
#define FEATURES_PROPOSAL_PROPOSAL_SERVICE_H

#include "features/proposal/proposal.h"
#include "features/scoring/scoring_service.h"

enum { PROPOSAL_TEXT_MAX = 500 };

/* A row as recorded. */
struct proposal_row {
    struct str unit_id;
    int64_t revision;
    enum proposal_kind kind;
    bool conditions_met;
    struct str conditions_note;
    struct str reason;
    struct str digest;
    struct str author;
    int64_t at_ms;
};
/* What stands for a member, in the order of the standings. */
struct proposal_line {
    struct proposal_draft draft; /* what places and quotas give now */
    bool is_recorded;
    struct proposal_row row; /* the newest */
};
struct proposal_list {
    LIST(struct proposal_line) lines;
    LIST(struct proposal_row) history; /* by unit, oldest first */
    struct proposal_quota quota;
    size_t flags; /* recorded */
    size_t certificates;
    size_t certificates_max; /* beside the flags recorded */
    bool is_made;            /* a list was recorded */
    bool is_stale;           /* of another ranking than this */
};

/* ERR_STATE for a first half-year (proposals are made at the annual review alone), and for who does
 * not see the points of all yet. */
MUST_CHECK const struct err *proposal_load(struct db *db, struct arena *arena,
                                           const struct user *user, const struct scoreboard *board,
                                           struct proposal_list *ret_list);

/* Records what places and quotas give, for every member where it differs from what stands. ISSUES:
 * no quota was set. */
MUST_CHECK const struct err *proposal_record(struct db *db, struct arena *arena,
                                             const struct user *user, int64_t now_ms,
                                             const struct scoreboard *board, struct issues *issues,
                                             int *ret_stored);

struct proposal_form {
    struct str kind; /* proposal_kind_code */
    bool conditions_met;
    struct str conditions_note;
    struct str reason;
};
/* Of one member. A reason is needed where it differs from what places and quotas give; a flag or a
 * certificate within the quota, with its conditions confirmed and told, and never for who is
 * disqualified. Issues by field: kind, conditions, conditions_note, reason. */
MUST_CHECK const struct err *proposal_adjust(struct db *db, struct arena *arena,
                                             const struct user *user, int64_t now_ms,
                                             const struct scoreboard *board, size_t unit,
                                             const struct proposal_form *form,
                                             struct issues *issues, int *ret_stored);

#endif
