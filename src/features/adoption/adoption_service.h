/* Use cases of adopting a half-year's result: the vote of the cluster's meeting, votes on equal
 * totals, approval by the council above or its return. Rows are added, nothing is changed; the
 * newest counts (features/scoring/outcome.h). Every record says of which figures it was given.
 */
#ifndef FEATURES_ADOPTION_ADOPTION_SERVICE_H
#define FEATURES_ADOPTION_ADOPTION_SERVICE_H

#include "features/adoption/adoption.h"
#include "features/scoring/sight_service.h"

enum { ADOPTION_TEXT_MAX = 500, ADOPTION_NUMBER_MAX = 100 };

struct adoption_ballot {
    struct str unit_id;
    enum vote_choice choice;
};
struct adoption_tie {
    struct str unit_id;
    int votes;
};
struct adoption_record {
    struct str id;
    int64_t revision;
    enum outcome_kind kind;
    struct date held_on;
    struct str number;
    struct str body;
    enum vote_manner manner; /* of votes */
    struct vote_count count;
    struct str share; /* "2/3", and what it rests on */
    struct str share_basis;
    struct str reason;
    int64_t board_revision;
    struct str digest;
    struct str author;
    int64_t at_ms;
    LIST(struct adoption_ballot) ballots; /* of a vote by name */
    LIST(struct adoption_tie) ties;
};
struct adoption_records {
    struct adoption_record *items; /* oldest first */
    size_t count;
    size_t capacity;
};
/* RIGHT_CLUSTER_READ. */
MUST_CHECK const struct err *adoption_load(struct db *db, struct arena *arena,
                                           const struct user *user,
                                           const struct cluster_period *cluster,
                                           struct adoption_records *ret_records);

/* The figures a vote or an approval was given of, by member: [board's units]. */
struct adopted_figure {
    bool known; /* it was a member then */
    bool complete;
    struct decimal total;
    int place;
};
/* For who sees the points of all members (scoring_visible_all), else ERR_DENIED. */
MUST_CHECK const struct err *adoption_figures(struct db *db, struct arena *arena,
                                              const struct user *user,
                                              const struct scoreboard *board, struct str record_id,
                                              struct adopted_figure **ret_figures);
/* Where what stands now is another total or place than those figures. */
bool adoption_differs(const struct scoreboard *board, size_t unit,
                      const struct adopted_figure *figure);
/* The unit's standing on the board. */
const struct standing *adoption_standing(const struct scoreboard *board, size_t unit);

/* Groups of members with the same total: for who votes on their order. */
struct tie_group {
    size_t *units; /* in the order of the standings */
    size_t count;
    struct decimal total;
};
struct tie_groups {
    struct tie_group *items;
    size_t count;
    size_t capacity;
};
struct tie_groups adoption_ties_of(struct arena *arena, const struct scoreboard *board);

/* --- recording: RIGHT_SCORE_ADOPT ----------------------------------------------------------- */

/* As typed. SEEN is the digest (ranking_digest) of what the page showed: where it is another now,
 * that is an issue, for nobody votes on what he did not see. */
struct vote_form {
    struct str held_on;
    struct str number;
    struct str manner;
    struct str yes; /* counted */
    struct str no;
    struct str abstain;
    const struct str *choices; /* by name: one a member of the half-year, in their order */
    struct str reason;         /* needed where it is not accepted */
    struct str seen;
};
MUST_CHECK const struct err *adoption_vote(struct db *db, struct arena *arena,
                                           const struct user *user, int64_t now_ms,
                                           const struct cluster_period *cluster,
                                           const struct vote_form *form, struct issues *issues,
                                           bool *ret_accepted);

struct tie_form {
    struct str held_on;
    struct str number;
    struct str voters;       /* who had a voice */
    const size_t *units;     /* of the half-year's members, at least two, of one total */
    const struct str *votes; /* for each */
    size_t count;
    struct str seen; /* ranking_figures_digest: a vote on ties does not change it */
};
/* Issues by "voters", "held_on", …, and votes.SLUG. */
MUST_CHECK const struct err *adoption_tie_vote(struct db *db, struct arena *arena,
                                               const struct user *user, int64_t now_ms,
                                               const struct cluster_period *cluster,
                                               const struct tie_form *form, struct issues *issues);

/* --- the council above: RIGHT_SCORE_APPROVE -------------------------------------------------- */

struct decision_form {
    struct str held_on;
    struct str number; /* of the decision; needed to approve */
    struct str body;   /* "Hội đồng Thi đua – Khen thưởng …"; needed to approve */
    struct str reason; /* needed to return, and to approve other figures than were adopted */
    struct str seen;
};
/* Approves what stands now. The meeting must have adopted before. */
MUST_CHECK const struct err *adoption_approve(struct db *db, struct arena *arena,
                                              const struct user *user, int64_t now_ms,
                                              const struct cluster_period *cluster,
                                              const struct decision_form *form,
                                              struct issues *issues);
/* Gives the result back to the meeting: it counts as adopted no more. */
MUST_CHECK const struct err *adoption_return(struct db *db, struct arena *arena,
                                             const struct user *user, int64_t now_ms,
                                             const struct cluster_period *cluster,
                                             const struct decision_form *form,
                                             struct issues *issues);

#endif
