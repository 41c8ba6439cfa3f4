/* Use cases of scoring: the table of criteria and its rules, the board of a cluster's half-year,
 * verification, answers. Scores are added as rows with stage, author, instant and reason; what
 * counts is computed from them each time by scoring.h.
 */
#ifndef FEATURES_SCORING_SCORING_SERVICE_H
#define FEATURES_SCORING_SCORING_SERVICE_H

#include "base/kept_texts.h"
#include "db/db.h"
#include "features/cluster/cluster_service.h"
#include "features/scoring/outcome.h"
#include "features/scoring/ranking.h"
#include "features/scoring/setting_service.h"

enum { REASON_MAX = 500, CRITERIA_MAX = 2000 };

/* --- the table of criteria and the rules --------------------------------------------------- */

struct criteria_table {
    bool exists;
    struct str id;
    struct str title;
    struct str notes;
    struct str source_name;
    struct str source_sha256;
    struct str author;
    int64_t created_ms;
    bool locked;
    int64_t locked_ms;
    struct str locked_by;
    struct criteria criteria;
};

struct rule_book {
    struct scoring_rules rules;
    bool confirmed;   /* else the program's example, which nobody has confirmed yet */
    struct str basis; /* what they rest on, in the words of who set them */
    struct str author;
    int64_t set_ms;
    bool in_use; /* scores rest on them: they can no longer be set */
};

enum { RULE_ROWS_MAX = 50, RULE_LETTER_MAX = 10 };

/* The program's example: the rules of the training cluster. Not law; to be confirmed. */
struct scoring_rules scoring_example_rules(struct arena *arena);

MUST_CHECK const struct err *scoring_load_table(struct db_tx *tx, struct arena *arena,
                                                struct str cluster_period_id,
                                                struct criteria_table *ret_table);
MUST_CHECK const struct err *scoring_load_rules(struct db_tx *tx, struct arena *arena,
                                                struct str cluster_period_id,
                                                struct rule_book *ret_book);

struct table_source {
    struct str title;
    struct str notes;
    struct str file_name;
    struct str sha256;
};

/* Stores a table in place of the one there. ERR_STATE when that one is locked. */
MUST_CHECK const struct err *scoring_store_table(struct db *db, struct arena *arena,
                                                 const struct user *user, int64_t now_ms,
                                                 const struct cluster_period *cluster,
                                                 const struct criteria *criteria,
                                                 const struct table_source *source);
/* Puts right one criterion (name, kind, maximum, measure, target, points for each, bonus, note) of
 * an unlocked table. Fields as typed; findings go into ISSUES by field name. */
struct criterion_form {
    struct str name;
    struct str kind;
    struct str max;
    struct str unit_of_measure;
    struct str target;
    struct str points_each;
    struct str note;
    bool bonus_on;
};
MUST_CHECK const struct err *
scoring_change_criterion(struct db *db, struct arena *arena, const struct user *user,
                         int64_t now_ms, const struct cluster_period *cluster, struct str code,
                         const struct criterion_form *form, struct issues *issues);
/* What the form would show for a criterion there is. */
struct criterion_form criterion_form_of(struct arena *arena, const struct criterion *criterion);
bool criterion_has_children(const struct criteria *criteria, size_t criterion);
/* A new last criterion below the group PARENT_CODE (empty: a new top row); LABEL is its number
 * there ("3"). A group may be added empty; the table cannot be locked until something is in it. */
MUST_CHECK const struct err *
scoring_add_criterion(struct db *db, struct arena *arena, const struct user *user, int64_t now_ms,
                      const struct cluster_period *cluster, struct str parent_code,
                      struct str label, const struct criterion_form *form, struct issues *issues);
/* Takes a criterion out, with all below it. */
MUST_CHECK const struct err *scoring_remove_criterion(struct db *db, struct arena *arena,
                                                      const struct user *user, int64_t now_ms,
                                                      const struct cluster_period *cluster,
                                                      struct str code);
/* From then on the table cannot change. ISSUES: what must be mended first. */
MUST_CHECK const struct err *scoring_lock_table(struct db *db, struct arena *arena,
                                                const struct user *user, int64_t now_ms,
                                                const struct cluster_period *cluster,
                                                struct issues *issues);
/* Not once scores rest on the table: then ERR_STATE. */
MUST_CHECK const struct err *scoring_set_rules(struct db *db, struct arena *arena,
                                               const struct user *user, int64_t now_ms,
                                               const struct cluster_period *cluster,
                                               const struct scoring_rules *rules, struct str basis,
                                               struct issues *issues);

/* Takes the table of criteria and the confirmed rules of another half-year as a beginning for TO,
 * which has neither: the table is unlocked and may be mended, its criteria are new ones; the basis
 * of the rules says where they come from (WHENCE: "6 tháng đầu năm 2020"). Within a write; no right
 * is asked for. */
MUST_CHECK const struct err *scoring_carry_over(struct db_tx *tx, struct arena *arena,
                                                const struct user *user, int64_t now_ms,
                                                struct str from_period_id, struct str whence,
                                                const struct cluster_period *to);

/* --- the board ----------------------------------------------------------------------------- */

/* What scores rest on: all of a half-year that is no score. It has one structure_revision. */
struct scoring_ground {
    struct cluster_period cluster; /* its revision is that of the moment it was loaded */
    struct criteria_table table;
    struct rule_book book; /* in_use as it was at that moment */
    struct scoring_settings settings;
    struct scoring_outcome outcome; /* what was voted and decided of the result */
    struct tie_vote *tie_votes;     /* recorded votes on equal totals */
    size_t tie_votes_count;
    bool *exempt; /* members × criteria: what is not assigned; NULL: everything is assigned */
    struct date *gone_from; /* of each member: the first day that it was no more, by the half-year's
                               end; empty: it stands */
};

/* For who is about to write and will be judged within the write: the ground that is kept in memory,
 * without asking the database, where its table is locked and so its criteria stand for good; else
 * loaded. Facts of the half-year may be those of a moment ago. Shared: read only. It stays as long
 * as ARENA. */
MUST_CHECK const struct err *scoring_load_ground(struct db *db, struct arena *arena,
                                                 const struct user *user, struct str slug,
                                                 struct str period_code,
                                                 const struct scoring_ground **ret_ground);

/* The kinds of entries a cell has. */
enum board_field {
    BOARD_SELF_ACTUAL,
    BOARD_SELF_POINTS,
    BOARD_EVIDENCE,
    BOARD_FIELD_COUNT,
};

/* What a stage after the unit's own decided on a cell. */
struct stage_decision {
    struct str actual; /* the result it corrected; absent: none */
    struct str actual_reason;
    struct str actual_author;
    int64_t actual_at_ms;
    bool has_points; /* points that stand instead of those by rule */
    struct decimal points;
    struct str points_reason;
    struct str points_author;
    int64_t points_at_ms;
    /* It agreed with what stood there, these points; that decides nothing: what counts still
     * follows from the rule and the stages before. */
    bool agrees;
    struct decimal agreed;
    struct str agree_author;
    int64_t agree_at_ms;
    int64_t actual_revision; /* of the newest entries; 0: none */
    int64_t points_revision;
    int64_t agree_revision;
};
/* Whether the stage said anything that counts: a result or points. NULL: no. */
bool stage_decides(const struct stage_decision *decision);

/* What is known of a unit's criterion beyond score_cell: where it came from, who decided. */
struct board_cell {
    struct str self_actual; /* canonical; absent: none */
    struct str self_actual_source;
    struct str self_author;
    int64_t self_at_ms;
    bool has_self;
    struct decimal self; /* the points the unit gave itself */
    struct str evidence;
    bool self_differs; /* own points and those by rule are both known and differ */

    /* What each stage decided; NULL where it has no entry. [SCORE_SELF] is always NULL. */
    struct stage_decision *stages[SCORE_STAGE_COUNT];
    /* What follows from them: the latest stage that decides (SCORE_SELF: none). Its points count;
     * the result is that of the latest stage that corrected one. The accepted_… are its words. */
    enum score_stage decided;
    struct str accepted_actual; /* absent: the unit's own counts */
    struct str accepted_actual_reason;
    struct str accepted_author; /* of the later of result and points */
    int64_t accepted_at_ms;
    struct str accepted_reason;
    int64_t accepted_revision; /* grows with any stage's entry; for noticing that somebody else was
                                  quicker */

    int64_t revisions[BOARD_FIELD_COUNT]; /* of the unit's own newest entries; 0: none */
};

struct scoreboard {
    struct cluster_period cluster;
    struct criteria_table table;
    struct rule_book book;
    struct scoring_settings settings;
    struct scoring_outcome outcome;
    const struct tie_vote *tie_votes;
    size_t tie_votes_count;
    struct score_matrix matrix;
    struct board_cell **rows;     /* as matrix.rows; see board_cell_at */
    struct standing *standings;   /* matrix.unit_count of them */
    const struct date *gone_from; /* as the ground's; NULL: all stand */
    struct decimal max_total;     /* criteria_max_total: a unit's own is its totals' max */
    size_t *units_missing;        /* scored criteria without any self actual, per unit */
    /* What was drawn from this board (html/kept_fragment.h); NULL for a board that is not kept.
     * Never to be handed on to a board that differs in anything. */
    struct kept_texts *kept;
};

/* Whether any unit has points on any content criterion. */
bool board_has_scores(const struct scoreboard *board);

struct board_cell *board_cell_at(const struct scoreboard *board, size_t unit, size_t criterion);

/* The board as pages read it. It is kept in memory by the revision of the half-year: a page reads
 * that revision in its own snapshot and takes the kept board when it still fits; when only scores
 * came since, they alone are loaded and put into a successor; else it is made anew. The board is
 * shared with other requests: read only. It stays as long as ARENA. */
MUST_CHECK const struct err *scoring_load_board(struct db *db, struct arena *arena,
                                                const struct user *user, struct str slug,
                                                struct str period_code,
                                                struct scoreboard *ret_board);
/* The same within a write of DB, with what this transaction changed; it is not kept: nobody may see
 * it before the commit. *ret_newer tells how many entries came since the kept one. Read only. */
MUST_CHECK const struct err *
scoring_board_for_write(struct db_tx *tx, struct db *db, struct arena *arena, struct str slug,
                        struct str period_code, struct scoreboard *ret_board, size_t *ret_newer);
/* For who closes a database: nothing of it is kept. */
void scoring_forget_boards(const struct db *db);
/* The board made anew within a transaction, from all entries; rights are the caller's. It stays as
 * long as ARENA. */
MUST_CHECK const struct err *scoring_board_in(struct db_tx *tx, struct arena *arena,
                                              struct str slug, struct str period_code,
                                              struct scoreboard *ret_board);

/* How the cluster breaks equal totals here, by its settings and recorded votes. */
struct ranking_rule scoring_ranking_rule(struct arena *arena, const struct scoreboard *board);
/* Makes the board's standings anew from its computed matrix. */
void scoring_rank(struct arena *arena, struct scoreboard *board);

/* That a member is no more, and since when: its scores stand. Empty where it stands. */
struct str scoring_gone_words(struct arena *arena, enum lang lang, const struct scoreboard *board,
                              size_t unit);

/* How many places the cluster shows in the hall and on paper; 0: all. */
int scoring_places_shown(const struct scoreboard *board);
/* Whether that stage decided on any cell. */
bool scoring_stage_decided(const struct scoreboard *board, enum score_stage stage);

/* The board as another stage shows it, for the hall and for paper: with as many places as the
 * cluster shows there. For a cluster that shows no places, or with WITHOUT_PLACES, the standings
 * have none and are in the order of the members. */
struct board_stage {
    struct score_matrix matrix;
    struct standing *standings; /* matrix.unit_count of them */
};
void scoring_board_stage(struct arena *arena, const struct scoreboard *board,
                         enum ranking_stage stage, bool without_places,
                         struct board_stage *ret_stage);
/* The same with all places there are, for who runs the cluster. */
void scoring_board_stage_all(struct arena *arena, const struct scoreboard *board,
                             enum ranking_stage stage, struct board_stage *ret_stage);

/* --- score entries ------------------------------------------------------------------------- */

/* Stages: score_stage_code. */
#define STAGE_SELF     STR("self")
#define STAGE_ACCEPTED STR("accepted")
#define FIELD_ACTUAL   STR("actual")
#define FIELD_POINTS   STR("points")
#define FIELD_EVIDENCE STR("evidence") /* of STAGE_SELF alone */
#define FIELD_AGREE    STR("agree")    /* of later stages: the points they agreed with */

struct score_entry {
    struct str unit_id;
    struct str criterion_id;
    struct str stage;
    struct str field;
    struct str value; /* canonical; absent: withdrawn */
    struct str reason;
    struct str source;
};

/* Adds a row where the value (or its reason) differs from the present one. Within a write; AT is
 * the half-year, for all its entries: with the first one that is added it gets the revision that
 * all of them carry. The caller writes the audit. */
MUST_CHECK const struct err *scoring_add_entry(struct db_tx *tx, struct arena *arena,
                                               const struct user *user, int64_t now_ms,
                                               struct cluster_revisions *at, struct str batch_id,
                                               const struct score_entry *entry, bool *ret_added);
/* Adds it as the entry REVISION of its cell, stage and field, which the caller knows to be the
 * next, at what cluster_bump_revision answered in this transaction. */
MUST_CHECK const struct err *
scoring_insert_entry(struct db_tx *tx, struct arena *arena, const struct user *user, int64_t now_ms,
                     const struct cluster_revisions *at, struct str batch_id,
                     const struct score_entry *entry, int64_t revision);

/* One decision of a stage, as typed in the verification grid. Empty fields withdraw what this stage
 * said; what the stages before said, the unit's own result, the rule's points then stand. */
struct verification {
    struct str code;   /* of the criterion */
    struct str actual; /* the corrected result */
    struct str points;
    struct str reason;
    int64_t seen_revision; /* accepted_revision when the page was drawn */
};

/* Stores all that changed in STAGE, or nothing when ISSUES is not empty. Fields are named
 * points.CODE, actual.CODE, reason.CODE. A value that differs from what stands before the stage (an
 * earlier stage's, else the rule's points, the unit's result) needs a reason; one decision has one
 * reason, which stands for result and points. Judged inside the transaction, against what is stored
 * then: CLUSTER only says which half-year and what its units are. A row that somebody else changed
 * since it was drawn, in whatever stage, is an issue on points.CODE; rows whose fields stand as
 * they were drawn should not be passed. ERR_STATE while the table is not locked; ERR_DENIED where
 * the user does not write that stage for the unit (features/scoring/stage_service.h). */
MUST_CHECK const struct err *scoring_verify(struct db *db, struct arena *arena,
                                            const struct user *user, int64_t now_ms,
                                            const struct cluster_period *cluster, size_t unit,
                                            enum score_stage stage,
                                            const struct verification *decisions, size_t count,
                                            struct issues *issues, int *ret_stored);

/* Every row of a cell, oldest first: the steps a figure has come. */
struct score_step {
    struct str stage;
    struct str field;
    struct str value; /* absent: withdrawn */
    struct str author;
    int64_t at_ms;
    struct str reason;
    struct str source;
};

struct score_steps {
    struct score_step *items;
    size_t count;
    size_t capacity;
};

MUST_CHECK const struct err *scoring_steps(struct db *db, struct arena *arena,
                                           const struct user *user, const struct scoreboard *board,
                                           size_t unit, size_t criterion,
                                           struct score_steps *ret_steps);

/* --- answers to the feedback sheet --------------------------------------------------------- */

struct score_answer {
    struct str unit_id;
    struct str criterion_id; /* empty: the whole sheet */
    bool agrees;
    struct str comment;
    struct str author;
    int64_t at_ms;
};

struct score_answers {
    struct score_answer *items; /* oldest first; the last of a criterion counts */
    size_t count;
    size_t capacity;
    struct str audit_mark; /* for papers of what is closed; else absent */
};

MUST_CHECK const struct err *scoring_answers(struct db *db, struct arena *arena,
                                             const struct user *user,
                                             const struct scoreboard *board,
                                             struct score_answers *ret_answers);
/* The one that counts: the last of that unit and criterion ("" for the whole sheet), or NULL. */
const struct score_answer *scoring_latest_answer(const struct score_answers *answers,
                                                 struct str unit_id, struct str criterion_id);

/* An answer as given. */
struct answer_form {
    struct str code; /* of the criterion; empty: the whole sheet */
    bool agrees;
    struct str comment;
};

enum { ANSWERS_TOLD_MAX = 20 /* in the audit row; the rest stands in the answers themselves */ };

/* Stores the answers that differ from the last ones, or nothing when ISSUES is not empty. Fields
 * are named comment.CODE, and comment for the whole sheet. A disagreement needs a comment.
 *
 * ENTERED_FROM is empty when the unit answers itself (RIGHT_SCORE_ANSWER). Else it names the paper
 * or file that the unit sent, and who verifies scores may enter it; the author then says both. */
MUST_CHECK const struct err *
scoring_answer(struct db *db, struct arena *arena, const struct user *user, int64_t now_ms,
               const struct scoreboard *board, size_t unit, const struct answer_form *forms,
               size_t count, struct str entered_from, struct issues *issues, int *ret_stored);

#endif
