/* Who may do what: one table of roles and rights, and the scope of a grant.
 *
 * A right is asked for twice: by the route (may this kind of user come here at all?) and by the
 * service (may he do it to *this* cluster, *this* unit?). Nothing is allowed that no grant allows.
 */
#ifndef FEATURES_ACCOUNT_RIGHT_H
#define FEATURES_ACCOUNT_RIGHT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"
#include "base/str.h"
#include "text/message.h"

enum right {
    RIGHT_PUBLIC = 1,     /* sign-in page, help, assets */
    RIGHT_SIGNED_IN,      /* what every user may do: own first page, sign out */
    RIGHT_CLUSTER_READ,   /* the cluster's table, ranking, report */
    RIGHT_CLUSTER_CREATE, /* make a cluster; change head, host, dates */
    RIGHT_CRITERIA_EDIT,  /* import, mend and lock the table; set the rules */
    RIGHT_SHEET_READ,     /* a unit's own scores, feedback and blank sheet */
    RIGHT_SCORE_IMPORT,   /* take in score sheets (of the unit in scope) */
    RIGHT_SCORE_VERIFY,   /* decide what the cluster accepts */
    RIGHT_SCORE_ANSWER,   /* answer the feedback sheet, for the unit in scope */
    RIGHT_REVIEW_EDIT,    /* write the review report */
    RIGHT_HISTORY_READ,   /* who did what */
    RIGHT_ACCOUNT_MANAGE, /* accounts; sees no scores by it */
    RIGHT_UNIT_READ,  /* the units around one's clusters; the office and the administrator: all */
    RIGHT_UNIT_EDIT,  /* record what becomes of units, import their list */
    RIGHT_LEGAL_EDIT, /* add to the register of documents, correct it */
    RIGHT_TERM_EDIT,  /* members of a cluster's year, head, deputies, hosts, handing over */
    RIGHT_YEAR_EDIT,  /* run a cluster's year: calendar, movements, covenant, plan of the cluster */
    RIGHT_TARGET_EDIT,   /* assign and agree targets, lock them; never those of one's own unit */
    RIGHT_TARGET_ADJUST, /* targets of the head's own unit, and all after the lock, by decision */
    RIGHT_MEMBER_ENTER,  /* what a member does in the year, for the unit in scope: register, sign,
                            report progress, plan */
    RIGHT_PERSON_READ,   /* people of the unit in scope and those below it */
    RIGHT_PERSON_EDIT,
    RIGHT_COUNT,
};

enum role {
    ROLE_ADMIN,  /* technical: accounts and the list of units */
    ROLE_OFFICE, /* the standing office of the level above: sets up and verifies all clusters */
    ROLE_HEAD,   /* the cluster's head: runs the review of its cluster */
    ROLE_UNIT,   /* a member's officer: enters and answers for its unit */
    ROLE_READER, /* a commander, an inspector: reads */
    ROLE_COUNT,
};

struct str role_code(enum role role);
bool role_from_code(struct str code, enum role *ret_role);
enum msg_id role_name(enum role role);
/* Whether grants of this role name a cluster, a unit. */
bool role_needs_cluster(enum role role);
bool role_needs_unit(enum role role);

struct grant {
    enum role role;
    struct str cluster_id; /* empty: every cluster */
    struct str unit_id;    /* empty: every unit of the cluster */
};

/* Who acts. Services take it as a parameter; it comes from the session, or is the command line. */
struct user {
    struct str id; /* empty for the command line */
    struct str login;
    struct str name;
    struct str address;
    struct grant *grants;
    size_t grant_count;
    bool is_local; /* the command line of this machine: who can write the data folder may do all */
    struct str session_hash;
    /* The account he acts for by a delegation in force, told in every row of the audit trail;
     * absent: for himself. */
    struct str acting_for_id;
    struct str acting_for_name;
};

/* The user that commands act as. */
struct user user_local(void);

bool role_has_right(enum role role, enum right right);
/* Whether any grant has the right, wherever: for routes and menus. USER may be NULL: a visitor. */
bool user_has_right(const struct user *user, enum right right);
/* Whether the right reaches this cluster and, where UNIT_ID is not empty, this unit. */
bool user_may(const struct user *user, enum right right, struct str cluster_id, struct str unit_id);
/* Whether the right reaches every unit of this cluster, members of later years too. */
bool user_may_every_unit(const struct user *user, enum right right, struct str cluster_id);

#endif
