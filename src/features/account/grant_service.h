/* Grants: given by the level above, for a time, with a reason; taken back and never deleted.
 *
 * Who may give what stands in right.c (role_gives); where, here: an administrator anything; the
 * standing office of a unit to units and clusters below it; a commander to the officers of his own
 * unit. Whoever acts for somebody else gives nothing. An account is managed by who could have given
 * all it holds, and, administrators apart, nobody manages his own.
 */
#ifndef FEATURES_ACCOUNT_GRANT_SERVICE_H
#define FEATURES_ACCOUNT_GRANT_SERVICE_H

#include "db/db.h"
#include "features/account/right.h"

enum { GRANT_REASON_MAX = 500 };

struct grant_form {
    enum role role;
    struct str cluster_id; /* absent or empty: none */
    struct str unit_id;
    struct date from; /* empty: from today */
    struct date to;   /* the first day it is over; empty: open */
    struct str reason;
};

/* A grant as it was given, with its history. */
struct grant_line {
    struct grant grant;
    bool role_known;
    int64_t given_ms;
    struct str given_by; /* empty: before this was written down */
    struct str reason;
    int64_t withdrawn_ms; /* 0: not */
    struct str withdrawn_by;
    struct str withdrawn_reason;
};
struct grant_lines {
    struct grant_line *items;
    size_t count;
    size_t capacity;
};

/* Whether he makes and manages accounts at all: not while he acts for another. */
bool grant_may_manage(const struct user *user);
/* ERR_INPUT where the role wants another scope, ERR_DENIED where it is not USER's to give. An
 * administrator who gives himself a role that decides must say why. */
MUST_CHECK const struct err *grant_give(struct db *db, struct arena *arena, const struct user *user,
                                        int64_t now_ms, struct str login,
                                        const struct grant_form *form, struct issues *issues);
/* The last administrator's stays: then an issue. */
MUST_CHECK const struct err *grant_withdraw(struct db *db, struct arena *arena,
                                            const struct user *user, int64_t now_ms,
                                            struct str login, struct str grant_id,
                                            struct str reason, struct issues *issues);
/* All that an account was ever given, oldest first: to who manages it and to itself. */
MUST_CHECK const struct err *grant_history(struct db *db, struct arena *arena,
                                           const struct user *user, int64_t now_ms,
                                           struct str login, struct grant_lines *ret_lines);

/* Units as they are called today, by name: what pages name grants by. Shows nobody more than the
 * handler picks from it. */
struct unit_name {
    struct str id;
    struct str slug;
    struct str name;
};
struct unit_names {
    struct unit_name *items;
    size_t count;
    size_t capacity;
};
MUST_CHECK const struct err *grant_unit_names(struct db *db, struct arena *arena, int64_t now_ms,
                                              struct unit_names *ret_names);
struct str unit_name_of(const struct unit_names *names, struct str unit_id);

/* What a user may give to others on a day: below. */
struct giving;
MUST_CHECK const struct err *grant_giving(struct db *db, struct arena *arena,
                                          const struct user *user, int64_t now_ms,
                                          struct giving *ret_giving);

/* --- for the rest of the room, inside its transactions --- */

/* What a user may give to others on a day. */
struct giving_line {
    enum role giver;
    bool is_all;
    struct str *units; /* sorted ids; else */
    size_t unit_count;
    struct str *clusters;
    size_t cluster_count;
};
struct giving {
    struct giving_line *items;
    size_t count;
    size_t capacity;
};
MUST_CHECK const struct err *giving_load(struct db_tx *tx, struct arena *arena,
                                         const struct user *user, int64_t now_ms,
                                         struct giving *ret_giving);
bool giving_covers(const struct giving *giving, enum role role, struct str cluster_id,
                   struct str unit_id);
/* Whether anything of that role can be given. */
bool giving_has_role(const struct giving *giving, enum role role);
/* Whether that unit, that cluster is in it, whatever the role. */
bool giving_has_unit(const struct giving *giving, struct str unit_id);
bool giving_has_cluster(const struct giving *giving, struct str cluster_id);

/* Checks the form (issues) and its right (ERR_DENIED), before an account is made or found. */
MUST_CHECK const struct err *grant_check(struct db_tx *tx, struct arena *arena,
                                         const struct user *user, int64_t now_ms,
                                         const struct grant_form *form, struct issues *issues);
/* Stores what was checked, tells the chair where he is to be told; writes no audit row. */
MUST_CHECK const struct err *grant_store(struct db_tx *tx, struct arena *arena,
                                         const struct user *user, int64_t now_ms,
                                         struct str account_id, const struct grant_form *form,
                                         struct issues *issues);
/* ERR_DENIED unless USER manages this account. */
MUST_CHECK const struct err *grant_check_manages(struct db_tx *tx, struct arena *arena,
                                                 const struct user *user, int64_t now_ms,
                                                 struct str account_id);
/* What a grant is, for an audit row: "unit (…) từ … đến …". */
struct str grant_summary(struct arena *arena, enum role role, struct str cluster_id,
                         struct str unit_id, struct date from, struct date to);

#endif
