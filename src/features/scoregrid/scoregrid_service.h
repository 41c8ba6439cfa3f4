/* Self-scoring in the page: what a unit's people type is kept at once as the unit's draft, seen by
 * the unit alone, and becomes scores when its commander sends it (decision 0037).
 *
 * Nothing is overwritten: every value typed is a row with author and instant. A save is judged in
 * its transaction against what stands in each cell then: where somebody else typed another value
 * after the page was drawn, neither is lost (GRID_CONFLICT). Cells that are right are kept also
 * when others of the same save are not.
 */
#ifndef FEATURES_SCOREGRID_SCOREGRID_SERVICE_H
#define FEATURES_SCOREGRID_SCOREGRID_SERVICE_H

#include "features/scoregrid/scoregrid.h"
#include "features/scoring/score_sheet_service.h"
#include "features/sending/sending_service.h"

enum {
    GRID_CELLS_MAX = 2500, /* in one save */
    GRID_SEEN_MAX = 24,    /* bytes of a mark */
};

/* One field of a cell as it stands: the draft where there is one, else what was sent. */
struct grid_value {
    struct str value; /* canonical; absent: missing */
    bool is_draft;    /* not sent yet */
    int64_t number;   /* of the newest draft, whether it counts or not; 0: none */
    int64_t entry;    /* revision of what was sent; 0: nothing */
    struct str sent;  /* what was sent; absent: nothing stands */
    struct str author;
    int64_t at_ms;
    struct str overtaken; /* what had been typed and a sheet taken in later replaced; else absent */
};

/* Why nothing is typed into a cell. */
enum grid_block {
    GRID_OPEN,
    GRID_GROUP,       /* sums, or a row that the program computes */
    GRID_EXEMPT,      /* not assigned to this unit */
    GRID_OTHER_STAGE, /* its points are given by a later stage alone */
    GRID_VERIFIED,    /* a later stage decided on it: to be changed by asking for it */
};

struct own_cell {
    struct grid_value of[GRID_FIELD_COUNT];
    enum grid_block block;
    enum score_stage by; /* GRID_OTHER_STAGE, GRID_VERIFIED: which */
    bool rolls_up;       /* the result follows from the parts */
    struct grid_parts parts;
    struct grid_value *part_values; /* parts.count of them */
    size_t parts_missing;
};

/* A unit's grid: a board of its own with the drafts put in, figures computed from them. */
struct score_grid {
    struct scoreboard board; /* its row of UNIT differs from the half-year's board */
    size_t unit;
    bool shows_drafts; /* for the unit's own people; others see what was sent */
    bool may_enter;
    bool may_send;
    struct own_cell *cells; /* one a criterion */
    struct score_sheet sheet;
    size_t filled;       /* criteria that have a result … */
    size_t asked;        /* … of those the unit is asked for */
    size_t unsent;       /* values that differ from what was sent */
    int64_t last_number; /* of the drafts; 0: none */
    int64_t saved_ms;
    struct str saved_by;
    struct unit_sendings sendings; /* last_ms 0: it has not sent */
    /* Values typed for criteria that the table does not have any more. */
    LIST(struct grid_left) left;
};
struct grid_left {
    struct str code;
    struct str value;
};

/* What a page may do with a unit's grid. Drafts are for those who enter or send for this very unit.
 */
bool scoregrid_is_own(const struct user *user, struct place place, struct str unit_id);

/* RIGHT_SHEET_READ for the unit. */
MUST_CHECK const struct err *scoregrid_load(struct db *db, struct arena *arena,
                                            const struct user *user, struct str slug,
                                            struct str period_code, struct str unit_slug,
                                            struct score_grid *ret_grid);

/* Whether the unit is asked for a result of it: it counts in "13/17". */
bool grid_asks(const struct criterion *criterion, const struct own_cell *cell);
/* The mark of what stands in a field: "d12" (draft 12), "e2" (sent as revision 2), "0". */
struct str grid_seen(struct arena *arena, const struct grid_value *value);

/* --- saving ---------------------------------------------------------------------------------- */

struct grid_typed {
    struct str code;  /* of the criterion */
    struct str field; /* "actual", "points", "evidence", "part.2020-03" */
    struct str text;  /* as typed; empty: emptied */
    struct str seen;  /* the mark that was drawn */
};
enum grid_outcome {
    GRID_SAVED,
    GRID_SAME,     /* it stood so already, or nobody touched it */
    GRID_REFUSED,  /* why says what to do; what was typed is to stay in the field */
    GRID_CONFLICT, /* somebody else typed STANDS meanwhile; why tells who, what, when */
};
struct grid_result {
    const struct grid_typed *typed;
    enum grid_outcome outcome;
    struct message why;
    struct grid_value stands; /* what stands there now */
    ptrdiff_t criterion;      /* -1: none of this table */
};
struct grid_save {
    struct str how; /* "typed", "pasted", "filled", "undone", "redone"; else it counts as typed */
    const struct grid_typed *typed;
    size_t count;
};
struct grid_answer {
    struct grid_result *results; /* one for each that was typed */
    size_t count;
    size_t saved;
    size_t refused;
    size_t conflicts;
    struct score_grid before; /* the saving; figures of both are computed */
    struct score_grid grid;
};
/* RIGHT_MEMBER_ENTER for the unit by who is its own. ERR_STATE while the table is not locked or the
 * half-year is closed, ERR_LIMIT for more cells than GRID_CELLS_MAX. */
MUST_CHECK const struct err *scoregrid_save(struct db *db, struct arena *arena,
                                            const struct user *user, int64_t now_ms,
                                            const struct cluster_period *cluster,
                                            struct str unit_id, const struct grid_save *save,
                                            struct grid_answer *ret_answer);

/* --- sending --------------------------------------------------------------------------------- */

/* RIGHT_MEMBER_SEND for the unit. All that is not sent yet becomes scores of the stage "self", in
 * one transaction; SEEN is grid.last_number of the page that was looked at. A correction of what
 * was sent before needs a REASON. Issues: "reason", "seen", and cells (actual.CODE). */
MUST_CHECK const struct err *scoregrid_send(struct db *db, struct arena *arena,
                                            const struct user *user, int64_t now_ms,
                                            const struct cluster_period *cluster,
                                            struct str unit_id, int64_t seen, struct str reason,
                                            struct issues *issues, size_t *ret_sent);

/* --- looking --------------------------------------------------------------------------------- */

/* How far each unit is: counts and instants, no values. */
struct grid_progress {
    size_t filled; /* drafts count too */
    size_t asked;
    int64_t saved_ms; /* 0: nothing was typed in the grid */
    int64_t sent_ms;  /* 0: it has not sent */
    int64_t first_sent_ms;
    bool changed_since; /* typed after the last sending */
    bool by_sheet;      /* the last sending */
    struct str sent_by;
};
/* One for each member, in their order. */
MUST_CHECK const struct err *scoregrid_progress(struct db *db, struct arena *arena,
                                                const struct scoreboard *board,
                                                struct grid_progress **ret_progress);

/* All that happened to a cell, newest first: drafts where the reader may see them, and stages. */
struct grid_event {
    bool is_draft;
    struct str stage; /* of an entry */
    struct str field;
    struct str value; /* absent: emptied, withdrawn */
    struct str how;   /* of a draft */
    struct str author;
    int64_t at_ms;
    struct str reason;
};
struct grid_events {
    struct grid_event *items;
    size_t count;
    size_t capacity;
};
MUST_CHECK const struct err *scoregrid_history(struct db *db, struct arena *arena,
                                               const struct user *user,
                                               const struct scoreboard *board, size_t unit,
                                               size_t criterion, struct grid_events *ret_events);

#endif
