/* A board for tests of what is drawn from it: six units whose places are 1, 2, 2, 4, 5 and none.
 * Invented. Not part of the program. */
#ifndef FEATURES_SCORING_BOARD_FIXTURE_H
#define FEATURES_SCORING_BOARD_FIXTURE_H

#include "features/scoring/scoring_service.h"

/* The units, in the order of the members. */
enum {
    FIXTURE_FOURTH,     /* 10 + 3 + 5 − 0.5 = 17.50 */
    FIXTURE_SECOND,     /* 9.01 + 5 + 5 = 19.01; in binary floating point a little less */
    FIXTURE_INCOMPLETE, /* I.1 is missing; 5 + 5, and an accepted bonus of 15: 25.00 */
    FIXTURE_TIED,       /* 9.21 + 4.80 accepted for 4 + 5 = 19.01 */
    FIXTURE_FIRST,      /* 10 + 5 + 5, bonus 1 = 21.00 */
    FIXTURE_FIFTH,      /* 0 + 0 + 0 = 0.00: complete, and not good */
    FIXTURE_UNITS,
};

/* Rows: I (I.1 quantity 10, I.2 grade 5), II (II.1 pass 5), III bonus 5, IV penalty. */
enum {
    FIXTURE_I,
    FIXTURE_I_1,
    FIXTURE_I_2,
    FIXTURE_II,
    FIXTURE_II_1,
    FIXTURE_BONUS,
    FIXTURE_PENALTY,
    FIXTURE_CRITERIA,
};

/* A sample cluster (is_sample), first half of 2020, places shown. */
struct scoreboard *fixture_board(struct arena *arena);

#endif
