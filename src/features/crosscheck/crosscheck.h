/* Cross-checking: who checks whom, drawn by lot. Pure: no database, no clock, no chance of its own.
 *
 * Units form teams; each unit belongs to one team and is checked by one team, never its own. Where
 * units check alone each is a team by itself, so each checks one unit and is checked by one. Where
 * teams are of K units there are N ÷ K of them (rounded down); sizes of teams, and how many units
 * they check, differ by one at most.
 *
 * Invariants
 * - The same input with the same seed gives the same draw, everywhere and always: whoever has the
 *   printed seed, the numbered list of units and the exclusions can repeat it.
 * - A draw keeps to every exclusion. "Impossible" is said only after all was searched; where that
 *   would take too long the answer is that it was not found, which is something else.
 *
 * How it is drawn: units are shuffled (Fisher–Yates; splitmix64 of the FNV-1a hash of the seed),
 * fill the teams in that order, and then, in an order shuffled anew, each takes the team that
 * checks it in an order of its own, shuffled too, where the remaining units can still be matched; a
 * dead end takes back the last choice.
 */
#ifndef FEATURES_CROSSCHECK_CROSSCHECK_H
#define FEATURES_CROSSCHECK_CROSSCHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "text/message.h"

enum {
    CROSSCHECK_UNITS_MAX = 100, /* larger clusters draw by groups */
    CROSSCHECK_TEAM_MAX = 10,
    CROSSCHECK_SEED_MIN = 4, /* digits */
    CROSSCHECK_SEED_MAX = 40,
    CROSSCHECK_LOOK_BACK_MAX = 4, /* half-years */
};

/* Why a unit shall not check another. */
enum exclusion_kind {
    EXCLUSION_LAST,   /* one of them checked the other in an earlier half-year */
    EXCLUSION_PARENT, /* both are under the same unit */
    EXCLUSION_NAMED,  /* the head excludes it, with a reason */
    EXCLUSION_KIND_COUNT,
};
/* "last", "parent", "named", as stored. */
struct str exclusion_kind_code(enum exclusion_kind kind);
bool exclusion_kind_from_code(struct str code, enum exclusion_kind *ret_kind);
enum msg_id exclusion_kind_name(enum exclusion_kind kind);

struct exclusion {
    size_t checker;
    size_t target;
    enum exclusion_kind kind;
};

struct crosscheck_input {
    size_t count;       /* units, numbered 0 … count - 1 in the order that is printed */
    size_t team_size;   /* 1: each checks alone */
    bool rings_allowed; /* A may check B while B checks A */
    const struct exclusion *exclusions;
    size_t exclusion_count;
    struct str seed;
};

enum draw_outcome {
    DRAW_FOUND,
    DRAW_IMPOSSIBLE, /* all was searched */
    DRAW_NOT_FOUND,  /* the search was given up */
    DRAW_TOO_FEW,    /* fewer than two teams */
};

/* What may be relaxed, as bits: 1 << exclusion_kind, and rings. */
enum { RELAX_RINGS = 1 << EXCLUSION_KIND_COUNT, RELAX_ALL = (RELAX_RINGS << 1) - 1 };

struct crosscheck_draw {
    enum draw_outcome outcome;
    size_t team_count;
    size_t *team;   /* per unit: the team it belongs to */
    size_t *by;     /* per unit: the team that checks it */
    size_t *leader; /* per team: the unit that leads it, the first one drawn into it */
    /* Where nothing was found: the fewest kinds of exclusion without which it works (0: not even
     * without all of them), and a unit that nobody may check, or that may check nobody; else -1. */
    unsigned relax;
    ptrdiff_t unchecked;
    ptrdiff_t idle;
};

void crosscheck_make(struct arena *arena, const struct crosscheck_input *input,
                     struct crosscheck_draw *ret_draw);

/* Whether a draw keeps to all that INPUT asks for; for tests, and for whoever proves one. */
bool crosscheck_holds(const struct crosscheck_input *input, const struct crosscheck_draw *draw);

/* In words: why there is no draw, and what to relax. NAMES as in the input. */
struct str crosscheck_say(struct arena *arena, enum lang lang, const struct crosscheck_input *input,
                          const struct crosscheck_draw *draw, const struct str *names);

/* A seed as typed: digits, white space and points between them dropped. False when it is none. */
bool crosscheck_read_seed(struct arena *arena, struct str typed, struct str *ret_seed);

#endif
