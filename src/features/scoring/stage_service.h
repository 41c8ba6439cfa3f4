/* Who writes which step of a score. One place: services refuse by it and pages offer by it.
 *
 * - Head or deputy of this year: the head's step; never for the own unit. That one is for a deputy
 *   of another unit, or for the office.
 * - Standing office: its own step, after the head's; the head's step too where the half-year has no
 *   head.
 * - RIGHT_SCORE_ADOPT: the meeting's step. RIGHT_SCORE_APPROVE: the council's.
 * The step of cross-checking has its own room, which knows who was drawn.
 */
#ifndef FEATURES_SCORING_STAGE_SERVICE_H
#define FEATURES_SCORING_STAGE_SERVICE_H

#include "features/scoring/scoring_service.h"

struct stage_choice {
    bool may[SCORE_STAGE_COUNT];
    bool any;               /* there is one to offer without being asked for */
    enum score_stage first; /* and it is this, the earliest */
    bool own_unit;          /* the head's step is refused since the unit is his own */
};
struct stage_choice scoring_stages_of(const struct user *user, const struct cluster_period *cluster,
                                      struct str unit_id);
/* NULL when he may write that step for the unit; else ERR_DENIED, with a sentence naming who does
 * where it is his own unit. */
MUST_CHECK const struct err *scoring_stage_check(const struct user *user,
                                                 const struct cluster_period *cluster,
                                                 struct str unit_id, enum score_stage stage);

/* What stands before a stage decides: the latest decision of those before it, else the unit's own
 * result and the rule's points. */
struct stage_before {
    struct str actual; /* absent: none */
    bool has_points;   /* an earlier stage decided on points; else those by rule stand */
    struct decimal points;
};
struct stage_before scoring_before_stage(const struct board_cell *cell, enum score_stage stage);

/* --- agreeing with all -------------------------------------------------------------------- */

/* What becomes of a row when a stage agrees with all that can be agreed with. */
enum agree_state {
    AGREE_CAN,
    AGREE_DONE,        /* this stage agreed with these points already */
    AGREE_DECIDED,     /* it decided on them */
    AGREE_LATER,       /* a later stage decided */
    AGREE_NO_POINTS,   /* nothing to agree with */
    AGREE_NO_EVIDENCE, /* the unit named none */
    AGREE_DIFFERS,     /* own points, those by rule and those before the stage are not the same */
    AGREE_OWNED,       /* another stage alone gives its points */
    AGREE_NOT_ASKED,   /* no row to agree with: groups, what is not assigned, empty bonus */
    AGREE_STATE_COUNT,
};
/* HAS_FILE: a file was laid beside it as evidence. */
enum agree_state scoring_agree_state(const struct scoreboard *board, size_t unit, size_t criterion,
                                     enum score_stage stage, bool has_file);
enum msg_id scoring_agree_words(enum agree_state state);

/* Whether files were laid beside a unit's criteria: for the room that keeps them. Sets ret_has[i]
 * for the criterion i; src/evidence_list.c names the function, NULL where no room keeps files. */
typedef const struct err *(*evidence_files_fn)(struct db_tx *tx, struct arena *arena,
                                               const struct scoreboard *board, size_t unit,
                                               bool *ret_has);
extern const evidence_files_fn evidence_files;

/* The state of each criterion, [board's criteria]. RIGHT_SHEET_READ. */
MUST_CHECK const struct err *scoring_agree_states(struct db *db, struct arena *arena,
                                                  const struct user *user,
                                                  const struct scoreboard *board, size_t unit,
                                                  enum score_stage stage,
                                                  enum agree_state **ret_states);

/* A row as it was shown when the user agreed. */
struct agreement {
    struct str code;
    struct str points; /* canonical */
};
/* Records that STAGE agrees with these rows, or nothing where one of them is not as it was shown
 * or cannot be agreed with: then ISSUES says which. One audit row for all. */
MUST_CHECK const struct err *scoring_agree_all(struct db *db, struct arena *arena,
                                               const struct user *user, int64_t now_ms,
                                               const struct cluster_period *cluster, size_t unit,
                                               enum score_stage stage, const struct agreement *rows,
                                               size_t count, struct issues *issues,
                                               int *ret_stored);

#endif
