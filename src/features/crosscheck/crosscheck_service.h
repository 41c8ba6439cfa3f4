/* Use cases of cross-checking: drawing who checks whom, changing it by hand, the visits. What is
 * entered and sent stands in crosscheck_sheet_service.h.
 *
 * The head and the standing office draw (RIGHT_CRITERIA_EDIT), whoever reads the cluster sees the
 * draw. A draw keeps all that it rests on, so that crosscheck_repeat makes it again.
 */
#ifndef FEATURES_CROSSCHECK_CROSSCHECK_SERVICE_H
#define FEATURES_CROSSCHECK_CROSSCHECK_SERVICE_H

#include "db/db.h"
#include "features/cluster/cluster_service.h"
#include "features/crosscheck/crosscheck.h"

enum { CROSSCHECK_TEXT_MAX = 500, CROSSCHECK_NAMED_MAX = 200 };

/* A unit of a draw. */
struct crosscheck_party {
    struct str unit_id;
    struct str left_out; /* why it took no part; empty: it did */
};
struct crosscheck_exclusion {
    struct str checker_id;
    struct str target_id;
    enum exclusion_kind kind;
    struct str reason; /* of EXCLUSION_NAMED; of EXCLUSION_LAST the half-year's code */
};

struct crosscheck_drawn {
    struct str id;
    int64_t revision;
    size_t team_size;
    bool rings_allowed;
    int look_back;
    bool apart_by_parent;
    struct str seed;
    struct str seed_source;     /* empty: drawn by the program */
    struct str replaces_reason; /* empty: the first */
    struct str author;
    int64_t at_ms;
    LIST(struct crosscheck_party) parties; /* of the newest draw alone; as the exclusions */
    LIST(struct crosscheck_exclusion) exclusions;
};

struct crosscheck_assignment {
    struct str id;
    struct str draw_id;
    struct str checker_id;
    struct str target_id;
    bool is_leader;
    struct str reason; /* of a change by hand; empty: as drawn */
    struct str author;
    int64_t at_ms;
    int64_t withdrawn_ms; /* 0: it stands */
    struct str withdrawn_by;
    struct str withdrawn_reason;
};

struct crosscheck_visit {
    struct str target_id;
    int64_t revision;
    struct date on; /* empty: no day is set */
    struct str place;
    struct str author;
    int64_t at_ms;
};

/* What was entered, and when it was sent. */
struct crosscheck_progress {
    struct str checker_id;
    struct str target_id;
    int64_t entered_ms; /* 0: nothing yet */
    int64_t sent_ms;    /* 0: not yet */
    struct str sent_by;
};

/* All of a half-year. */
struct crosscheck_plan {
    LIST(struct crosscheck_drawn) draws; /* newest first */
    LIST(struct crosscheck_assignment) assignments;
    LIST(struct crosscheck_visit) visits;
    LIST(struct crosscheck_progress) progress;
    LIST(struct str) gone; /* members that do not exist any more, by their id */
};

MUST_CHECK const struct err *crosscheck_load(struct db *db, struct arena *arena,
                                             const struct user *user, int64_t now_ms,
                                             const struct cluster_period *cluster,
                                             struct crosscheck_plan *ret_plan);
/* Within a transaction; no right is asked for. DAY: see crosscheck_day. */
MUST_CHECK const struct err *crosscheck_load_in(struct db_tx *tx, struct arena *arena,
                                                const struct cluster_period *cluster,
                                                struct date day, struct crosscheck_plan *ret_plan);
/* The day on which it is asked who exists: today, within the half-year. */
struct date crosscheck_day(struct period period, int64_t now_ms);

/* The assignment that stands for a pair, or the one that leads for a target; else NULL. */
const struct crosscheck_assignment *crosscheck_pair(const struct crosscheck_plan *plan,
                                                    struct str checker_id, struct str target_id);
const struct crosscheck_assignment *crosscheck_leader(const struct crosscheck_plan *plan,
                                                      struct str target_id);
const struct crosscheck_visit *crosscheck_visit_of(const struct crosscheck_plan *plan,
                                                   struct str target_id);
const struct crosscheck_progress *crosscheck_progress_of(const struct crosscheck_plan *plan,
                                                         struct str checker_id,
                                                         struct str target_id);
bool crosscheck_is_gone(const struct crosscheck_plan *plan, struct str unit_id);

/* Whether the user checks this unit in this half-year: his unit is assigned to it. He may then read
 * its scores and evidence; for other rooms. */
bool crosscheck_checks(const struct user *user, const struct cluster_period *cluster,
                       const struct crosscheck_plan *plan, struct str target_id);
MUST_CHECK const struct err *crosscheck_may_read(struct db *db, struct arena *arena,
                                                 const struct user *user,
                                                 const struct cluster_period *cluster,
                                                 struct str target_id, bool *ret_may);
/* The same within a transaction; as the hook of evidence wants it (src/evidence_list.c). */
MUST_CHECK const struct err *crosscheck_may_read_in(struct db_tx *tx, struct arena *arena,
                                                    const struct user *user,
                                                    struct str cluster_period_id,
                                                    struct str target_id, bool *ret_may);

/* The draw as typed. */
struct crosscheck_form {
    struct str team_size;
    bool rings_allowed;
    struct str look_back;
    bool apart_by_parent;
    struct str seed; /* empty: chance of this machine */
    struct str seed_source;
    struct str named;       /* a line each: "A > B: why": A shall not check B */
    struct str reason;      /* where there is a draw already: why it is drawn again */
    struct str random_seed; /* digits from the machine's chance, used where SEED is empty */
};

/* Draws, and replaces the draw before (with a reason, and not once something was sent: then
 * ERR_STATE). Where no draw is possible ISSUES says why and what to relax; nothing is stored. */
MUST_CHECK const struct err *crosscheck_draw(struct db *db, struct arena *arena,
                                             const struct user *user, int64_t now_ms,
                                             const struct cluster_period *cluster,
                                             const struct crosscheck_form *form,
                                             struct issues *issues);

/* Makes the newest draw again from its seed, list and exclusions; *ret_same tells whether it came
 * to what was stored as drawn. The plan must have a draw. */
void crosscheck_repeat(struct arena *arena, const struct crosscheck_plan *plan,
                       struct crosscheck_draw *ret_draw, bool *ret_same);

/* Another unit checks TARGET, by hand. CHECKERS: the units of the team; the first one leads. */
MUST_CHECK const struct err *crosscheck_reassign(struct db *db, struct arena *arena,
                                                 const struct user *user, int64_t now_ms,
                                                 const struct cluster_period *cluster,
                                                 struct str target_id, const struct str *checkers,
                                                 size_t count, struct str reason,
                                                 struct issues *issues);

/* The day and place of a visit: by the head, the office, or an officer of the unit that leads. */
MUST_CHECK const struct err *crosscheck_set_visit(struct db *db, struct arena *arena,
                                                  const struct user *user, int64_t now_ms,
                                                  const struct cluster_period *cluster,
                                                  struct str target_id, struct str on,
                                                  struct str place, struct issues *issues);
bool crosscheck_may_set_visit(const struct user *user, const struct cluster_period *cluster,
                              const struct crosscheck_plan *plan, struct str target_id);

#endif
