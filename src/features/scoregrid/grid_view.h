/* What the pages of the grid show of a cell: the two grids and the panel share it. */
#ifndef FEATURES_SCOREGRID_GRID_VIEW_H
#define FEATURES_SCOREGRID_GRID_VIEW_H

#include "features/frame/frame.h"
#include "features/scoregrid/scoregrid_service.h"
#include "html/ui.h"
#include "http/http.h"

/* A field as it stands in its <input>. */
struct grid_input {
    struct str name; /* "actual.II.2": also its id */
    struct str text; /* what stands in it */
    struct str seen;
    bool is_draft;     /* not sent yet */
    struct str sent;   /* then: what was sent, "" for nothing */
    struct str fault;  /* a sentence; empty: none */
    bool conflict;     /* the fault is that somebody else was quicker */
    struct str theirs; /* then: what he typed */
    struct str note;   /* a remark that is no fault: what a sheet replaced; empty: none */
};

struct grid_row {
    bool is_group;
    int depth;
    struct str code;
    struct str label;
    struct str name;
    bool has_max;
    struct decimal max;
    struct str target;
    struct sheet_figures figures;
    struct str difference; /* in words; empty: none */
    struct str over;       /* the result goes far beyond its target; empty: it does not */
    struct str cell_href;  /* of the panel */
    struct str says;       /* why nothing is typed here; empty: it is */
    bool is_verified;      /* says why, and values stand there */
    bool types;            /* fields are drawn */
    bool takes_actual;
    bool needs_actual; /* a missing one is worth a word */
    bool rolls_up;
    struct str parts;          /* "4/6 tháng"; empty: none */
    bool counts;               /* a phone shows its number keys */
    struct ui_options choices; /* where the result is one of a few words */
    size_t evidence;           /* how much stands beside it: papers and files */
    struct str evidence_href;
    struct grid_input of_actual;
    struct grid_input of_points;
    struct grid_input of_evidence;
    struct str seen; /* the marks of the three, by commas */
};

/* "…/phieu/dam-say/tu-cham", and with TAIL "…/tu-cham/II.2". */
struct str grid_path(struct arena *arena, const struct cluster_period *cluster,
                     const struct cluster_unit *unit, struct str tail);
/* "…/phieu/theo-tieu-chi/II.2" */
struct str grid_criterion_path(struct arena *arena, const struct scoreboard *board,
                               size_t criterion);

/* A value as people type it, and as they read it. */
struct str grid_typed_text(struct arena *arena, enum lang lang, const struct scoring_rules *rules,
                           const struct criterion *criterion, enum grid_field field,
                           struct str canonical);

/* The row of a criterion; RESULTS are what a refused form was told, else NULL. */
struct grid_row grid_row_of(struct arena *arena, enum lang lang, const struct score_grid *grid,
                            size_t criterion, const struct grid_answer *answer);

#endif
