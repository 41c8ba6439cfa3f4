/* Changes of units: what a form says, and what it would withdraw and add. Pure.
 *
 * A change is planned against the book as it is, checked, shown ("Trước – Sau") and only then
 * stored. An attribute changed on a day keeps its new value until a later state that had another
 * value than before: a rename of 2018 recorded late does not undo a move of 2020.
 */
#ifndef FEATURES_ORGANISATION_UNIT_CHANGE_H
#define FEATURES_ORGANISATION_UNIT_CHANGE_H

#include "features/organisation/succession.h"

enum unit_change_kind {
    UNIT_ADD,      /* a unit nobody recorded so far */
    UNIT_RENAME,   /* name, short name, kind */
    UNIT_MOVE,     /* another level above */
    UNIT_BEGIN,    /* when it began, found later */
    UNIT_DISSOLVE, /* it ends; into which units may be open */
    UNIT_MERGE,    /* it and others end in one */
    UNIT_SPLIT,    /* into several; it may stay */
    UNIT_SUCCEED,  /* who carries on, found later, or only proposed: no state changes */
    UNIT_RESTORE,  /* its end was recorded wrongly */
    UNIT_CHANGE_KIND_COUNT,
};

/* What the address calls it ("doi-ten"), and its words. */
struct str unit_change_segment(enum unit_change_kind kind);
bool unit_change_from_segment(struct str segment, enum unit_change_kind *ret_kind);
enum msg_id unit_change_name(enum unit_change_kind kind);
enum msg_id unit_change_hint(enum unit_change_kind kind);

enum unit_children { CHILDREN_NONE, CHILDREN_MOVE, CHILDREN_END, CHILDREN_COUNT };
struct str unit_children_code(enum unit_children children);

/* As typed; absent fields are empty. */
struct unit_form {
    struct str on; /* effective date; of UNIT_ADD and UNIT_BEGIN: partial, or empty */
    struct str name;
    struct str short_name;
    struct str kind;
    struct str parent;     /* a name or code; of new successors too */
    struct str others;     /* a line each: units that end together with it */
    struct str successors; /* a line each: existing units, or names of new ones */
    struct str stays;      /* "1": a split unit goes on */
    struct str children;   /* unit_children_code */
    struct str children_to;
    struct str proposed; /* "1": only proposed */
    struct str number;
    struct str decided_on;
    struct str issuer;
    struct str source;
    struct str note;
};

/* A unit that the change makes stands under an id of the plan, "+1", until it is stored. */
bool unit_id_is_planned(struct str id);

struct unit_plan {
    enum unit_change_kind kind;
    struct str unit_id;                /* empty for UNIT_ADD */
    LIST(struct unit_state) withdrawn; /* as they stand */
    struct unit_states added;
    LIST(struct str) touched; /* the units whose states change, the asked one first */
    bool has_succession;
    struct succession succession;
    struct date undone_end; /* of UNIT_RESTORE: successions of that day are withdrawn */
};

/* Understands the form for UNIT_ID on the book as it is. On issues the plan is not to be used.
 * KINDS are the codes there are; TODAY finds the units named in a form without a date. */
void unit_change_plan(struct arena *arena, const struct organisation *organisation,
                      enum unit_change_kind kind, struct str unit_id, const struct unit_form *form,
                      const struct str *kinds, size_t kind_count, struct date today,
                      struct issues *issues, struct unit_plan *ret_plan);

/* The book as it would be. */
void unit_change_apply(struct arena *arena, const struct organisation *organisation,
                       const struct unit_plan *plan, struct organisation *ret_organisation);

/* The decision's fields of a form; issues under "number", "decided_on", "issuer", "source". */
struct unit_decision unit_decision_read(struct arena *arena, const struct unit_form *form,
                                        struct issues *issues);

#endif
