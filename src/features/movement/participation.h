/* What a member promises for a movement in a year, and how far it has come. Pure.
 *
 * A commitment stands for a content of the movement, or is the unit's own. Progress is a row each:
 * the figure reached since the beginning, as on a day; the latest day counts. What was wrong is
 * withdrawn with a reason and stays to be seen.
 */
#ifndef FEATURES_MOVEMENT_PARTICIPATION_H
#define FEATURES_MOVEMENT_PARTICIPATION_H

#include "features/movement/movement.h"

enum {
    COMMITMENTS_MAX = 100, /* of a member in a movement's year */
    COMMITMENTS_OWN = 3,   /* rows of a form for a unit's own contents */
    PROGRESS_MAX = 500,    /* rows of a commitment */
};

struct movement_progress {
    struct str id;
    struct date reached_on;
    bool has_done;
    struct decimal done;
    struct str body;
    struct str evidence_number;
    struct date evidence_on;
    struct str evidence_keeper;
    struct str author;
    int64_t at_ms;
    int64_t withdrawn_ms; /* 0: it stands */
    struct str withdrawn_by;
    struct str withdrawn_reason;
};

struct movement_commitment {
    struct str id;
    struct str content_id; /* empty: the unit's own */
    struct str body;
    struct str measure;
    bool has_target;
    struct decimal target;
    struct str author;
    int64_t at_ms;
    int64_t withdrawn_ms;
    struct str withdrawn_by;
    struct str withdrawn_reason;
    LIST(struct movement_progress) progress; /* by day, then as recorded */
};

struct participation {
    struct str id;
    struct str movement_id;
    struct str unit_id;
    struct date registered_on;
    struct str remark;
    struct str author;
    int64_t at_ms;
    LIST(struct movement_commitment) commitments;
};

struct participations {
    struct participation *items;
    size_t count;
    size_t capacity;
};

enum commitment_state {
    COMMITMENT_NONE,       /* nothing promised */
    COMMITMENT_UNREPORTED, /* promised, nothing reported */
    COMMITMENT_UNDER_WAY,
    COMMITMENT_REACHED, /* the figure has come to the target */
};

/* NULL where the unit has not registered. */
const struct participation *participation_of(const struct participations *participations,
                                             struct str movement_id, struct str unit_id);
/* The commitment for a content that stands, or NULL. */
const struct movement_commitment *commitment_for(const struct participation *participation,
                                                 struct str content_id);
const struct movement_commitment *commitment_by_id(const struct participation *participation,
                                                   struct str id);
/* What counts now, or NULL. */
const struct movement_progress *commitment_last(const struct movement_commitment *commitment);
/* COMMITMENT may be NULL. */
enum commitment_state commitment_state(const struct movement_commitment *commitment);
/* 0 … 100; -1 where there is no target or no figure. Rounded down: 100 means reached. */
int commitment_percent(const struct movement_commitment *commitment);

/* How a member stands in a movement. */
struct participation_sum {
    size_t promised; /* commitments that stand */
    size_t reported; /* of them with progress */
    size_t reached;
    size_t missing;  /* contents of the movement without a commitment */
    int64_t last_ms; /* when it last reported; 0: never */
};

/* PARTICIPATION may be NULL. */
struct participation_sum participation_sum(const struct participation *participation,
                                           const struct movement_contents *contents);

/* --- forms ---------------------------------------------------------------------------------- */

/* A row for each content of the movement, then COMMITMENTS_OWN for the unit's own. */
struct commitment_form {
    struct str content_id; /* empty: the unit's own */
    struct str taken;      /* "1": taken over as the movement says */
    struct str body;
    struct str measure;
    struct str target;
};

struct participation_form {
    struct str registered_on;
    struct str remark;
    LIST(struct commitment_form) rows;
};

/* EXISTING may be NULL. Fields are "registered_on", "remark" and of the i-th row "rI-body",
 * "rI-measure", "rI-target". */
void participation_check(struct arena *arena, const struct participation_form *form,
                         const struct movement_contents *contents,
                         const struct participation *existing, struct date today,
                         struct issues *issues, struct participation *ret_participation);

struct movement_report_form {
    struct str commitment_id;
    struct str reached_on;
    struct str done;
    struct str body;
    struct str evidence_number;
    struct str evidence_on;
    struct str evidence_keeper;
};

/* A row says something: a figure or words. YEAR is that of the participation. */
void progress_check(struct arena *arena, const struct movement_report_form *form,
                    const struct movement *movement, const struct participation *participation,
                    int year, struct date today, struct issues *issues,
                    struct movement_progress *ret_progress);

#endif
