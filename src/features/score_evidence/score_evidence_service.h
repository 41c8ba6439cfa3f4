/* Evidence of a score: what a unit's figure on a criterion of a half-year rests on.
 *
 * It is a list: the line of the unit's sheet first (score_entry, as it was imported), then papers
 * told by number, day and keeper, and files. Each is a row with author and instant; what is
 * withdrawn stays with who, when and why. Nothing here changes points.
 *
 * Who may: the unit's own officers add for their unit; who verifies adds in the capacity of the
 * assessor and is told so; neither takes back what the other added. Who may read the unit's sheet
 * reads it, and so does the member that was drawn to check it. What is closed takes nothing and
 * gives nothing back.
 */
#ifndef FEATURES_SCORE_EVIDENCE_SCORE_EVIDENCE_SERVICE_H
#define FEATURES_SCORE_EVIDENCE_SCORE_EVIDENCE_SERVICE_H

#include "features/file/file_service.h"
#include "features/scoring/scoring_service.h"

/* A cell: which unit, which criterion of which board. */
struct evidence_place {
    const struct scoreboard *board;
    size_t unit;
    size_t criterion;
};

/* --- how many ------------------------------------------------------------------------------ */

/* What stands at each cell, the line of the sheet counted as one. */
struct score_evidence_counts {
    size_t criteria;
    uint32_t *items; /* [unit * criteria + criterion] */
};

/* Of the units that the user may read, in one query; 0 of the others. UNIT < 0: of all units. */
MUST_CHECK const struct err *score_evidence_count(struct db *db, struct arena *arena,
                                                  const struct user *user,
                                                  const struct scoreboard *board, ptrdiff_t unit,
                                                  struct score_evidence_counts *ret_counts);
/* The same within a transaction, for who asked for rights already. */
MUST_CHECK const struct err *score_evidence_count_in(struct db_tx *tx, struct arena *arena,
                                                     const struct scoreboard *board, ptrdiff_t unit,
                                                     struct score_evidence_counts *ret_counts);
/* What "agree with all" asks (features/scoring/stage_service.h, evidence_files_fn): whether
 * anything stands at each criterion of UNIT. */
MUST_CHECK const struct err *score_evidence_stands(struct db_tx *tx, struct arena *arena,
                                                   const struct scoreboard *board, size_t unit,
                                                   bool *ret_has);
size_t score_evidence_at(const struct score_evidence_counts *counts, size_t unit, size_t criterion);

/* --- which --------------------------------------------------------------------------------- */

enum evidence_kind { EVIDENCE_SHEET, EVIDENCE_REFERENCE, EVIDENCE_FILE };

/* From where something was taken without being entered again. */
struct evidence_origin {
    struct str title; /* of the object there; empty: the user may not see it */
    struct str href;
    int64_t recorded_ms; /* there */
};

struct evidence_item {
    enum evidence_kind kind;
    struct str id;   /* empty for the sheet's line */
    struct str text; /* the line; of a file its name */
    bool by_checker; /* a basis of who verifies, not of the unit */
    struct str author;
    int64_t recorded_ms;
    int64_t withdrawn_ms; /* 0: it stands */
    struct str withdrawn_by;
    struct str withdrawn_reason;
    bool may_withdraw;
    struct stored_file file; /* EVIDENCE_FILE */
    struct file_twins twins; /* where the same bytes stand too */
    /* The way it came, the nearest origin first; empty: it was entered here. */
    struct {
        struct evidence_origin *items;
        size_t count;
        size_t capacity;
    } chain;
};

struct score_evidence {
    struct evidence_item *items; /* the sheet's line first, then by their instants */
    size_t count;
    size_t capacity;
    size_t standing;
    struct str cell_id; /* empty: nothing was ever added */
    bool may_add;
    bool adds_as_checker;
};

/* ERR_DENIED for who may not read the unit's scores. */
MUST_CHECK const struct err *score_evidence_list(struct db *db, struct arena *arena,
                                                 const struct user *user,
                                                 const struct evidence_place *place,
                                                 struct score_evidence *ret_evidence);
/* All of a unit that has any, criterion by criterion. */
struct evidence_record {
    size_t criterion;
    struct score_evidence evidence;
};
struct evidence_records {
    struct evidence_record *items;
    size_t count;
    size_t capacity;
};
MUST_CHECK const struct err *score_evidence_records(struct db *db, struct arena *arena,
                                                    const struct user *user,
                                                    const struct scoreboard *board, size_t unit,
                                                    struct evidence_records *ret_records);
/* ERR_DENIED for who may not read the unit's evidence; who may not add to it, with ADDS. What is
 * closed is told by what writes. */
MUST_CHECK const struct err *score_evidence_must(struct db *db, struct arena *arena,
                                                 const struct user *user,
                                                 const struct cluster_period *cluster,
                                                 struct str unit_id, bool adds);

/* The address of the page of a cell. */
struct str score_evidence_path(struct arena *arena, const struct evidence_place *place);

/* --- adding and withdrawing ---------------------------------------------------------------- */

struct evidence_edit {
    struct db *db;
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct evidence_place place;
    struct issues *issues; /* what is wrong; then nothing is stored */
};

enum { EVIDENCE_REFERENCES_MAX = 50, EVIDENCE_FILES_MAX = 50, EVIDENCE_PART_MAX = 300 };

/* The six parts of a reference, as typed. */
struct evidence_form {
    struct str paper;
    struct str number;
    struct str dated;
    struct str issuer;
    struct str kept;
    struct str note;
};

MUST_CHECK const struct err *score_evidence_add_reference(const struct evidence_edit *edit,
                                                          const struct evidence_form *form);
MUST_CHECK const struct err *score_evidence_add_file(const struct evidence_edit *edit,
                                                     const struct file_sent *sent,
                                                     const struct file_form *form,
                                                     struct file_twins *ret_twins);
/* Takes over what is in the system already: a reference of another cell, or a file of any object
 * the user may read. A FORM without words takes those of the source. */
MUST_CHECK const struct err *score_evidence_take(const struct evidence_edit *edit,
                                                 struct str source_id, const struct file_form *form,
                                                 struct file_twins *ret_twins);
MUST_CHECK const struct err *score_evidence_withdraw(const struct evidence_edit *edit,
                                                     struct str item_id, struct str reason);

#endif
