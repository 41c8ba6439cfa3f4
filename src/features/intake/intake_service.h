/* Use cases of intake: files → staged batch → mended → confirmed, in one transaction.
 *
 * Staging keeps the files as they came, so that every figure can show its source. A preview reads
 * them anew through the child process with the mends in place; nothing that was understood is
 * stored until a person confirms. Confirming adds score rows only where a value differs from the
 * present one: a second import of the same file changes nothing.
 */
#ifndef FEATURES_INTAKE_INTAKE_SERVICE_H
#define FEATURES_INTAKE_INTAKE_SERVICE_H

#include "doc/workbook_read.h"
#include "features/intake/intake.h"
#include "features/scoring/scoring_service.h"

enum { INTAKE_FILES_MAX = 200 };

struct intake_upload {
    struct str name;
    struct str bytes;
    struct str cells; /* as an earlier reading kept them; absent: the bytes are read */
    /* In place of the bytes, for what reads and does not keep the file (a table of criteria). */
    const struct workbook_file *file;
    struct str sha256; /* of `file`, in hexadecimal */
};

/* One file, read. */
struct intake_file {
    struct str id; /* empty when nothing was staged (--check) */
    struct str name;
    struct str sha256;
    bool readable;
    struct message fault; /* why not, where readable is false */
    struct str sheet_name;
    struct scores_reading scores;     /* of a batch of scores */
    struct criteria_reading criteria; /* of a table of criteria */
    struct rules_reading rules;       /* of the named rules beside it */
    ptrdiff_t unit;                   /* the member, or -1 */
    int new_values;                   /* what confirming would add */
    int changed_values;               /* … would put in place of others */
    int same_values;
    struct intake_mends mends; /* what people put right in this file */
    int stored_values;         /* of a confirmed batch: what it stored for this file … */
    int replaced_values;       /* … and how many of those stood in place of others */
    size_t faults;             /* errors and warnings, the unreadable file counted as one */
};

struct intake_batch {
    struct str id;    /* empty when nothing was staged */
    struct str state; /* staged, confirmed, dropped */
    struct str author;
    struct str account_id; /* of the author */
    int64_t created_ms;
    int64_t decided_ms;
    int64_t stored_count;
    struct scoreboard board; /* as it stands now, for comparison */
    LIST(struct intake_file) files;
    size_t faults;
    int new_values;
    int changed_values;
    int same_values;
};

/* Reads score sheets against the cluster's locked table without storing anything. */
MUST_CHECK const struct err *intake_check_scores(struct db *db, struct arena *arena,
                                                 const struct user *user, struct str slug,
                                                 struct str period_code,
                                                 const struct intake_upload *uploads, size_t count,
                                                 struct intake_batch *ret_batch);

/* Keeps the files as a staged batch. */
MUST_CHECK const struct err *intake_stage_scores(struct db *db, struct arena *arena,
                                                 const struct user *user, int64_t now_ms,
                                                 struct str slug, struct str period_code,
                                                 const struct intake_upload *uploads, size_t count,
                                                 struct str *ret_batch_id);

/* The staged batch read again, with its mends. */
MUST_CHECK const struct err *intake_preview(struct db *db, struct arena *arena,
                                            const struct user *user, struct str slug,
                                            struct str period_code, struct str batch_id,
                                            struct intake_batch *ret_batch);

/* The batch with the ids and names of its files, unread. */
MUST_CHECK const struct err *intake_batch_files(struct db *db, struct arena *arena,
                                                const struct user *user, struct str slug,
                                                struct str period_code, struct str batch_id,
                                                struct intake_batch *ret_batch);

/* A file as it came. */
MUST_CHECK const struct err *intake_original(struct db *db, struct arena *arena,
                                             const struct user *user, struct str slug,
                                             struct str period_code, struct str batch_id,
                                             struct str file_id,
                                             struct intake_upload *ret_original);

/* Puts the text of a place ("E12", "V.1", "unit", the place of a row's number) right; an empty text
 * takes the mend back. *ret_changed counts those that were not so before. */
struct intake_mend {
    struct str file_id;
    struct str place;
    struct str text;
};
MUST_CHECK const struct err *intake_mend_batch(struct db *db, struct arena *arena,
                                               const struct user *user, int64_t now_ms,
                                               struct str slug, struct str period_code,
                                               struct str batch_id, const struct intake_mend *mends,
                                               size_t count, int *ret_changed);

/* Whether the user may confirm it: a unit's own sheet is sent by its commander. */
bool intake_may_send(const struct user *user, const struct intake_batch *batch);

/* Stores all that can be stored; *ret_batch tells what was understood, its counts what changed.
 * ERR_STATE when the batch was decided already. */
MUST_CHECK const struct err *intake_confirm(struct db *db, struct arena *arena,
                                            const struct user *user, int64_t now_ms,
                                            struct str slug, struct str period_code,
                                            struct str batch_id, struct intake_batch *ret_batch);
/* Reads, stages and confirms at once, in one transaction: for those who cannot look at a preview.
 * When no value differs from the present ones nothing at all is stored and the batch has no id. */
MUST_CHECK const struct err *intake_import_scores(struct db *db, struct arena *arena,
                                                  const struct user *user, int64_t now_ms,
                                                  struct str slug, struct str period_code,
                                                  const struct intake_upload *uploads, size_t count,
                                                  struct intake_batch *ret_batch);
MUST_CHECK const struct err *intake_drop(struct db *db, struct arena *arena,
                                         const struct user *user, int64_t now_ms, struct str slug,
                                         struct str period_code, struct str batch_id);

/* Batches of a half-year, newest first. */
struct intake_summary {
    struct str id;
    struct str state;
    struct str author;
    int64_t created_ms;
    int64_t stored_count;
    int64_t files;
};
struct intake_summaries {
    struct intake_summary *items;
    size_t count;
    size_t capacity;
};
/* Who imports for one unit opens own batches only: others hold other units' sheets. ACCOUNT_ID is
 * the batch's author; empty: the command line. */
bool intake_may_open(const struct user *user, const struct cluster_period *cluster,
                     struct str account_id);

MUST_CHECK const struct err *intake_batches(struct db *db, struct arena *arena,
                                            const struct user *user,
                                            const struct cluster_period *cluster,
                                            struct intake_summaries *ret_batches);

/* A table of criteria: read, and stored when STORE is set and no error stands against it. Where the
 * file has a sheet of rules, those are stored with it, in one write; then what is there already is
 * not stored again. */
MUST_CHECK const struct err *intake_import_criteria(struct db *db, struct arena *arena,
                                                    const struct user *user, int64_t now_ms,
                                                    const struct cluster_period *cluster,
                                                    const struct intake_upload *upload, bool store,
                                                    struct intake_file *ret_file, bool *ret_stored);
/* Errors against the table and against its rules. */
size_t intake_criteria_errors(const struct intake_file *file);
/* Rules that would be added or changed. */
size_t intake_rules_news(const struct intake_file *file);

/* For who can look at a preview: a file whose rules bring something new is kept as a staged batch
 * (*ret_batch_id is its id, nothing stored); any other is imported at once (no id). */
MUST_CHECK const struct err *
intake_offer_criteria(struct db *db, struct arena *arena, const struct user *user, int64_t now_ms,
                      const struct cluster_period *cluster, const struct intake_upload *upload,
                      struct intake_file *ret_file, bool *ret_stored, struct str *ret_batch_id);
/* The staged file read again, beside what is stored now. ERR_STATE when it was decided already. */
MUST_CHECK const struct err *intake_criteria_preview(struct db *db, struct arena *arena,
                                                     const struct user *user,
                                                     const struct cluster_period *cluster,
                                                     struct str batch_id,
                                                     struct intake_file *ret_file);
/* Table and rules in one write; nothing where an error has come up since. */
MUST_CHECK const struct err *
intake_criteria_confirm(struct db *db, struct arena *arena, const struct user *user, int64_t now_ms,
                        const struct cluster_period *cluster, struct str batch_id,
                        struct intake_file *ret_file, bool *ret_stored);
MUST_CHECK const struct err *intake_criteria_drop(struct db *db, struct arena *arena,
                                                  const struct user *user, int64_t now_ms,
                                                  const struct cluster_period *cluster,
                                                  struct str batch_id);

#endif
