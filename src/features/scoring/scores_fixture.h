/* What the tests of verification and feedback share: the training cluster with a small table, and
 * who works on it. Not part of the program.
 */
#ifndef FEATURES_SCORING_SCORES_FIXTURE_H
#define FEATURES_SCORING_SCORES_FIXTURE_H

#include "db/db_test_support.h"
#include "features/scoring/score_sheet_service.h"

#define FIXTURE_NOW_MS INT64_C(1592500000000) /* 19/6/2020 00:06 */

/* Three units in the order in which they were listed; the table of criteria is
 *   I    group   30: I.1 quantity 12 (target 75, bonus), I.2 grade 8, I.3 leader 10 (target 500)
 *   II   fewer    5
 *   III  bonus    1
 *   IV   penalty  0
 * and all have reported: 74, A, 560, 0, and no delay. */
struct scores_fixture {
    struct arena *arena;
    struct db *db;
    struct user local; /* may do all */
    struct user head;
    struct user officer; /* of the first unit */
    struct user reader;
    struct scoreboard board;
    struct grant grants[4];
};

enum { UNIT_FIRST, UNIT_SECOND, UNIT_THIRD };

/* While the table is not LOCKED nobody has reported. */
void scores_fixture_make(struct scores_fixture *f, struct db *db, bool locked);
/* Frees the fixture's memory. */
void scores_fixture_end(struct scores_fixture *f);
/* Loads the board as it stands now. */
void scores_fixture_load(struct scores_fixture *f);
/* A result reported by a unit. */
void scores_fixture_report(struct scores_fixture *f, size_t unit, const char *code,
                           const char *actual, const char *self);
size_t scores_fixture_index(const struct scores_fixture *f, const char *code);
const struct board_cell *scores_fixture_cell(const struct scores_fixture *f, size_t unit,
                                             const char *code);
const struct score_cell *scores_fixture_score(const struct scores_fixture *f, size_t unit,
                                              const char *code);

#endif
