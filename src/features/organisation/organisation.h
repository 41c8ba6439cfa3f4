/* Units through time: types, selection, and what must hold. Pure.
 *
 * A unit is an identity. What is true of it – name, kind, level above – stands in states, each
 * valid in [from, to) and recorded at an instant. "As at" a date asks what was true then (valid
 * time), "as known on" an instant what the book said then (recorded time). A change adds states and
 * withdraws others; none is ever altered or deleted.
 *
 * An unknown beginning is allowed: `from` is empty and the state holds on every day before `to`.
 * Where only a month or year of it is known, `begins` says so and `from` is its first day.
 */
#ifndef FEATURES_ORGANISATION_ORGANISATION_H
#define FEATURES_ORGANISATION_ORGANISATION_H

#include <stdint.h>

#include "base/partial_date.h"
#include "text/message.h"

enum {
    UNIT_NAME_MAX = 200,  /* characters */
    UNIT_TEXT_MAX = 400,  /* of a decision's number, issuer, source */
    UNIT_DEPTH_MAX = 32,  /* levels of a tree */
    UNIT_ISSUES_MAX = 50, /* told at once */
};

/* Known at any instant: the book as it is now. */
#define UNIT_KNOWN_NOW INT64_MAX

struct unit_decision {
    struct str number; /* "2786/QĐ-BQP"; may be empty, as all of it */
    struct partial_date made_on;
    struct str issuer;
    struct str source; /* where this is known from */
};

struct unit_state {
    struct str id; /* of the row; empty: not stored */
    struct str unit_id;
    struct str slug; /* of the unit: its code on screen and in lists */
    struct str name;
    struct str name_fold;
    struct str short_name; /* may be empty */
    struct str kind;       /* unit_kind.code; "" is not classified */
    struct str parent_id;  /* empty: none */
    struct partial_date begins;
    struct date from; /* empty: not known */
    struct date to;   /* first day it is no longer so; empty: it is */
    struct unit_decision decision;
    int64_t recorded_ms;
    struct str recorded_by;
    int64_t withdrawn_ms; /* 0: not withdrawn */
    struct str withdrawn_by;
};

struct unit_states {
    struct unit_state *items;
    size_t count;
    size_t capacity;
};

/* The slugs that are pages of the room: "/don-vi/moi". No unit gets one. */
bool unit_slug_is_reserved(struct str slug);

bool unit_state_holds(const struct unit_state *state, struct date as_at);
bool unit_state_is_known(const struct unit_state *state, int64_t known_ms);
/* The last day on which a state with such a beginning can have begun, within its end: on that day
 * it holds for certain. Empty where the beginning is not known. */
struct date unit_begun_by(struct partial_date begins, struct date to);
/* Whether [a.from, a.to) and [b.from, b.to) have a day in common. */
bool unit_states_overlap(const struct unit_state *a, const struct unit_state *b);

/* Among the states of one unit in any order: the one that holds; NULL where the unit did not exist
 * then, or nobody knew. */
const struct unit_state *unit_state_at(const struct unit_state *states, size_t count,
                                       struct date as_at, int64_t known_ms);
/* The same, and where there is none: its last state before, else its first after; NULL for a unit
 * without any. What names on pages and papers are taken from. */
const struct unit_state *unit_state_nearest(const struct unit_state *states, size_t count,
                                            struct date as_at, int64_t known_ms);

/* --- all units ------------------------------------------------------------------------------ */

/* The book as it is now: states that are not withdrawn, by unit, then beginning. */
struct organisation {
    struct unit_state *states;
    size_t count;
    size_t *by_parent; /* indexes into states, by parent id */
    size_t *by_name;   /* by folded name */
    size_t *by_slug;
};

/* Copies STATES (the strings are borrowed) and leaves withdrawn ones out. */
void organisation_make(struct arena *arena, const struct unit_state *states, size_t count,
                       struct organisation *ret_organisation);

/* The states of a unit stand together: the first and how many; 0 for a unit nobody knows. */
size_t organisation_unit(const struct organisation *organisation, struct str unit_id,
                         size_t *ret_first);
const struct unit_state *organisation_at(const struct organisation *organisation,
                                         struct str unit_id, struct date as_at);
/* The states below a parent: calls VISIT for each, in no promised order. */
void organisation_below(const struct organisation *organisation, struct str parent_id,
                        void (*visit)(void *context, const struct unit_state *state),
                        void *context);

/* The states of that folded name. */
void organisation_named(const struct organisation *organisation, struct str name_fold,
                        void (*visit)(void *context, const struct unit_state *state),
                        void *context);
/* The first state of the unit of that code; NULL for a code nobody has. */
const struct unit_state *organisation_by_slug(const struct organisation *organisation,
                                              struct str slug);

/* What somebody typed for a unit – its code, or its name – among those that exist on the day. */
enum unit_found { UNIT_FOUND, UNIT_UNKNOWN, UNIT_AMBIGUOUS };
enum unit_found organisation_find(struct arena *arena, const struct organisation *organisation,
                                  struct str text, struct date as_at,
                                  const struct unit_state **ret_state);
/* The codes of those of that name, for the sentence that asks which. */
struct str organisation_codes(struct arena *arena, const struct organisation *organisation,
                              struct str name, struct date as_at);

/* Whether UNIT_ID is ABOVE_ID or stands below it on that day. */
bool organisation_is_below(const struct organisation *organisation, struct str unit_id,
                           struct str above_id, struct date as_at);

/* What must hold for these units and those below them: no two states at once, an end after its
 * beginning, a level above that exists the whole time, no cycle on any day, no second unit of the
 * same name below the same parent. FIELD takes the issues. */
void organisation_check(struct arena *arena, const struct organisation *organisation,
                        const struct str *unit_ids, size_t count, struct str field,
                        struct issues *issues);

#endif
