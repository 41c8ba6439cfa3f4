/* Use cases of units: who may see and change them, what is read and stored.
 *
 * The standing office and the administrator see and change all units. Who has a role in a cluster
 * sees the cluster's level above, all that ever stood below it, and the levels above that one.
 */
#ifndef FEATURES_ORGANISATION_ORGANISATION_SERVICE_H
#define FEATURES_ORGANISATION_ORGANISATION_SERVICE_H

#include "db/db.h"
#include "features/account/right.h"
#include "features/organisation/unit_change.h"
#include "features/organisation/unit_kind.h"

/* What a page asks: true on which day, known at which instant (UNIT_KNOWN_NOW: as the book is). */
struct unit_view {
    struct date as_at;
    int64_t known_ms;
};

/* --- reading -------------------------------------------------------------------------------- */

enum {
    UNIT_LEVEL_MAX = 500,  /* lines of one level of the tree */
    UNIT_TREE_MAX = 3000,  /* lines of a tree page */
    UNIT_SEARCH_MAX = 100, /* lines of a search */
};

struct unit_line {
    struct str id;
    struct str slug;
    struct str name;
    struct str short_name;
    struct str kind;
    struct partial_date begins;
    struct date to;
    int64_t children; /* that exist on the day; of a search: not counted */
    size_t depth;
    bool is_open;
    bool is_cut;      /* its level has more lines than are shown, after this one */
    struct str above; /* of a search: the name of the level above */
};

struct unit_lines {
    struct unit_line *items;
    size_t count;
    size_t capacity;
};

/* The tree from its tops, with the levels below the units of these slugs. RET_COUNT is the number
 * of all units on that day; 0 for who does not see all. */
MUST_CHECK const struct err *organisation_tree(struct db *db, struct arena *arena,
                                               const struct user *user,
                                               const struct unit_view *view, const struct str *open,
                                               size_t open_count, struct unit_lines *ret_lines,
                                               int64_t *ret_count);

/* Units whose name on the day holds the words, whatever their marks and capitals. */
MUST_CHECK const struct err *organisation_search(struct db *db, struct arena *arena,
                                                 const struct user *user,
                                                 const struct unit_view *view, struct str words,
                                                 struct unit_lines *ret_lines);

struct unit_place {
    struct str id;
    struct str slug;
    struct str name;
};

struct unit_membership {
    struct str cluster_slug;
    struct str cluster_name;
    struct str cluster_id;
    int64_t year;
};

struct unit_honour {
    struct str id;
    int64_t year;
    struct str title;
    bool is_awarded; /* else it was only proposed */
    struct str under_name;
    struct unit_decision decision;
    int64_t recorded_ms;
    struct str recorded_by;
};

struct unit_record {
    struct str id;
    struct str slug;
    struct unit_states states;        /* all that was ever recorded, by beginning */
    struct unit_place *parents;       /* of each state, its level above under the name of then */
    const struct unit_state *state;   /* on the day; NULL: it did not exist, or nobody knew */
    const struct unit_state *nearest; /* the same, else the last before, else the first after */
    LIST(struct unit_place) path;     /* the levels above on the day, from the top */
    struct unit_lines children;       /* on the day */
    struct successions successions;   /* that it has a part in, first; then those of its lineage */
    struct lineage before;            /* as at the day */
    struct lineage after;
    LIST(struct unit_membership) memberships;
    LIST(struct unit_honour) honours;
    struct unit_kinds kinds;
};

/* ERR_NOT_FOUND for a slug nobody has; ERR_DENIED outside of what the user sees. */
MUST_CHECK const struct err *organisation_unit_read(struct db *db, struct arena *arena,
                                                    const struct user *user, struct str slug,
                                                    const struct unit_view *view,
                                                    struct unit_record *ret_record);

MUST_CHECK const struct err *organisation_kinds(struct db *db, struct arena *arena,
                                                struct unit_kinds *ret_kinds);
MUST_CHECK const struct err *organisation_kinds_in(struct db_tx *tx, struct arena *arena,
                                                   struct unit_kinds *ret_kinds);

/* The whole book as it is now, for who may change it. */
MUST_CHECK const struct err *organisation_load(struct db_tx *tx, struct arena *arena,
                                               struct organisation *ret_organisation);

/* The same, as at a day, for lists on the command line; by name. */
MUST_CHECK const struct err *organisation_list(struct db *db, struct arena *arena,
                                               const struct user *user,
                                               const struct unit_view *view,
                                               struct unit_states *ret_states);

/* --- changing ------------------------------------------------------------------------------- */

struct unit_preview {
    struct unit_plan plan;
    struct organisation before;
    struct organisation after;
};

/* What the form would change; stores nothing. SLUG is empty for UNIT_ADD. */
MUST_CHECK const struct err *
organisation_preview(struct db *db, struct arena *arena, const struct user *user, int64_t now_ms,
                     enum unit_change_kind kind, struct str slug, const struct unit_form *form,
                     struct issues *issues, struct unit_preview *ret_preview);

/* Stores it, planned anew against the book of that moment; nothing is stored on issues. RET_SLUG is
 * the unit's, also of a new one. */
MUST_CHECK const struct err *organisation_change(struct db *db, struct arena *arena,
                                                 const struct user *user, int64_t now_ms,
                                                 enum unit_change_kind kind, struct str slug,
                                                 const struct unit_form *form,
                                                 struct issues *issues, struct str *ret_slug);

/* What was recorded by mistake: the succession is withdrawn, the states stay. */
MUST_CHECK const struct err *organisation_withdraw_succession(struct db *db, struct arena *arena,
                                                              const struct user *user,
                                                              int64_t now_ms, struct str slug,
                                                              struct str succession_id);

struct streak_form {
    struct str succession_id;
    struct str from_id;
    struct str to_id;
    struct str inherits; /* streak_code */
    struct str number;
    struct str decided_on;
    struct str issuer;
    struct str reason;
};

/* Whether a streak of titles is carried on: a further revision of the pair's decision. */
MUST_CHECK const struct err *organisation_decide_streak(struct db *db, struct arena *arena,
                                                        const struct user *user, int64_t now_ms,
                                                        struct str slug,
                                                        const struct streak_form *form,
                                                        struct issues *issues);

struct honour_form {
    struct str year;
    struct str title;
    struct str awarded; /* "1"; else it was only proposed */
    struct str number;
    struct str decided_on;
    struct str issuer;
    struct str source;
};

/* Stands under the unit's name of that year for good. */
MUST_CHECK const struct err *
organisation_add_honour(struct db *db, struct arena *arena, const struct user *user, int64_t now_ms,
                        struct str slug, const struct honour_form *form, struct issues *issues);
MUST_CHECK const struct err *organisation_withdraw_honour(struct db *db, struct arena *arena,
                                                          const struct user *user, int64_t now_ms,
                                                          struct str slug, struct str honour_id);

/* --- the hook ------------------------------------------------------------------------------- */

/* Written by the room of clusters, which stands above this one: called in the transaction of every
 * change for each unit whose states change. */
MUST_CHECK const struct err *organisation_units_changed(struct db_tx *tx, struct str unit_id);

/* --- for other rooms ------------------------------------------------------------------------ */

struct unit {
    struct str id;
    struct str slug;
    struct str name;
};

/* A unit that a form names, as at a day. */
struct unit_lookup {
    bool found;
    struct unit unit;
    bool refused; /* it cannot be meant: */
    struct message refusal;
};

/* The unit of that name that stands below ABOVE_ID (any depth; empty: anywhere) on that day.
 * Refused where the name means one that had ended, was renamed or moved by then, or begins later,
 * and where it means several. Neither found nor refused: nobody has recorded such a unit. */
MUST_CHECK const struct err *unit_look_up(struct db_tx *tx, struct arena *arena, struct str name,
                                          struct str above_id, struct date as_at,
                                          struct unit_lookup *ret_lookup);

/* From its first day to the first day it no longer is; empty: not known, or none. */
struct unit_span {
    struct date from;
    struct date to;
};
MUST_CHECK const struct err *unit_span_of(struct db_tx *tx, struct arena *arena, struct str unit_id,
                                          struct unit_span *ret_span);

struct units {
    struct unit *items;
    size_t count;
    size_t capacity;
};
/* Who carries on by decided successions of that very unit, under the names they began with. */
MUST_CHECK const struct err *unit_successors_of(struct db_tx *tx, struct arena *arena,
                                                struct str unit_id, struct units *ret_units);

/* Makes a unit without a known beginning. Within a write; KIND and PARENT_ID may be empty. */
MUST_CHECK const struct err *unit_make(struct db_tx *tx, struct arena *arena,
                                       const struct user *user, int64_t now_ms, struct str name,
                                       struct str kind, struct str parent_id, struct str source,
                                       struct unit *ret_unit);

#endif
