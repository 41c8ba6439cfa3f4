/* Targets of a cluster's year: what each member has to reach, and by when. Pure.
 *
 * A *content* (struct target_item) is what is counted, the same for all who have it. A *target*
 * (struct target) is one member's figure for it. Both are the newest of their revisions.
 *
 * Invariants
 * - A figure is exact and not below 0. A cumulative one is the sum of its halves: the part of the
 *   first half-year is agreed by people and never computed; as long as nobody agreed it, neither
 *   half has a figure. One that is not cumulative (a rate) holds in both halves as in the year.
 * - A target counts when it is agreed. A proposal does not count.
 */
#ifndef FEATURES_TARGET_TARGET_H
#define FEATURES_TARGET_TARGET_H

#include "base/date.h"
#include "base/decimal.h"
#include "base/list.h"
#include "text/message.h"

enum {
    TARGET_NAME_MAX = 300,
    TARGET_WORDS_MAX = 120, /* measure, group, number of a paper, issuer */
    TARGET_REASON_MAX = 500,
    TARGET_ITEMS_MAX = 300, /* contents of a cluster's year */
};

enum target_direction {
    TARGET_MORE,  /* the more the better */
    TARGET_FEWER, /* the fewer the better */
    TARGET_EXACT, /* neither more nor less */
    TARGET_DONE,  /* done or not: no figure */
    TARGET_DIRECTION_COUNT,
};

enum target_source {
    TARGET_ASSIGNED,   /* by the level above */
    TARGET_AGREED,     /* in the cluster */
    TARGET_REGISTERED, /* by the unit */
    TARGET_SOURCE_COUNT,
};

enum target_state {
    TARGET_MISSING,   /* nothing is there yet */
    TARGET_PROPOSED,  /* waits for agreement; does not count */
    TARGET_STANDS,    /* agreed or assigned */
    TARGET_WITHDRAWN, /* was taken back: counts as missing */
};

/* What it is about: a half-year or the whole year. */
enum target_part { TARGET_YEAR = 0, TARGET_FIRST_HALF = 1, TARGET_SECOND_HALF = 2 };

/* The paper it rests on; all may be empty. */
struct target_decision {
    struct str number;
    struct date date;
    struct str issuer;
    struct str code; /* in the register of documents (room legal) */
};

/* Who said it, when, why. */
struct target_origin {
    int64_t revision; /* from 1; 0: never said */
    struct str author;
    int64_t at_ms;
    struct str reason; /* may be empty before the lock */
    bool after_lock;   /* an adjustment: by decision, after the year's targets were locked */
    struct target_decision decision;
};

struct target_item {
    struct str id;
    int64_t number; /* in addresses and talk: "chỉ tiêu số 3"; never given twice in a year */
    struct str name;
    struct str name_fold;
    struct str measure; /* "%", "vụ"; empty where nothing is counted */
    enum target_direction direction;
    bool is_cumulative;
    bool for_all; /* every member has it; else those that have a figure */
    struct str group;
    int64_t position;
    struct str criterion_code; /* "II.2" of the half-years' tables; empty: none */
    bool is_removed;
    struct target_origin origin;
};

struct target_items {
    struct target_item *items;
    size_t count;
    size_t capacity;
};

struct target {
    const struct target_item *item;
    struct str unit_id;
    enum target_state state;
    enum target_source source;
    bool has_value; /* false: missing, withdrawn, or done-or-not */
    struct decimal value;
    bool has_first_half; /* cumulative, and agreed */
    struct decimal first_half;
    struct target_origin origin; /* of this figure */
};

struct targets {
    struct target *items;
    size_t count;
    size_t capacity;
};

struct target_lock {
    bool is_locked;
    struct target_decision document;
    struct str note;
    struct str author;
    int64_t at_ms;
};

/* --- words ---------------------------------------------------------------------------------- */

/* Codes as stored and in forms; false for what is none. */
struct str target_direction_code(enum target_direction direction);
bool target_direction_from_code(struct str code, enum target_direction *ret_direction);
enum msg_id target_direction_name(enum target_direction direction);
struct str target_source_code(enum target_source source);
bool target_source_from_code(struct str code, enum target_source *ret_source);
enum msg_id target_source_name(enum target_source source);
/* TARGET_MISSING has none. */
struct str target_state_code(enum target_state state);
bool target_state_from_code(struct str code, enum target_state *ret_state);
enum msg_id target_state_name(enum target_state state);

/* --- figures -------------------------------------------------------------------------------- */

/* A figure of a part of the year; never guessed. */
struct target_value {
    bool is_set;
    struct decimal value;
};

/* TARGET_YEAR: the year's figure. For a half: of a cumulative target its agreed part (the second
 * half has what is left), not set where that was never agreed; else the year's figure. Never set
 * for done-or-not, nor where nothing is agreed or proposed: whether it counts says `state`. */
struct target_value target_value_of_half(const struct target *target, enum target_part half);

/* Cumulative and with a figure, but without its part of the first half. */
bool target_lacks_half(const struct target *target);
/* Whether it counts. */
bool target_stands(const struct target *target);

/* "98,6 %", "12 lớp", "Hoàn thành"; "" where there is none. */
struct str target_display(struct arena *arena, enum lang lang, const struct target *target,
                          enum target_part half);
/* "0,5" without the measure, for grids and tables. */
struct str target_number(struct arena *arena, enum lang lang, struct decimal value);

/* In the order of a list: groups by where their first content stands, then position, then number.
 */
void target_items_sort(struct arena *arena, struct target_items *items);

#endif
