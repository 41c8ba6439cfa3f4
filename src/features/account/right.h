/* Who may do what: one table of roles and rights, and the scope of a grant.
 *
 * A right is asked for twice: by the route (may this kind of user come here at all?) and by the
 * service (may he do it to *this* cluster, *this* unit?). Nothing is allowed that no grant allows.
 */
#ifndef FEATURES_ACCOUNT_RIGHT_H
#define FEATURES_ACCOUNT_RIGHT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/date.h"
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
    RIGHT_MEMBER_SEND,  /* send in the unit's name what its officer entered: the commander's word */
    RIGHT_COUNCIL_VOTE, /* have a voice in the council */
    RIGHT_AUDIT_READ,   /* the whole audit trail: read, verify, export */
    RIGHT_ALERT_READ,   /* be shown what an administrator does to his own rights */
    RIGHT_SECRET_DESTROY, /* ask for and confirm the destruction of what must not be held */
    RIGHT_PRIVACY_MANAGE, /* what is held of people, their requests, a breach */
    RIGHT_SYSTEM_CARE,    /* backups and the technical state; no scores */
    RIGHT_ACCOUNT_BELOW,  /* make accounts of the level below, and say what they may: see role_gives
                           */
    RIGHT_PERIOD_CLOSE,   /* close a half-year or a cluster's year */
    RIGHT_PERIOD_REOPEN,  /* open it again */
    RIGHT_ACCOUNT_RECOVER, /* be one of the two who recover an account */
    RIGHT_SCORE_CHECK,     /* cross-check the members that were drawn for the unit in scope */
    RIGHT_SCORE_ADOPT,     /* record what the cluster's meeting voted on the result */
    RIGHT_SCORE_APPROVE,   /* approve the result in the name of the council above, or return it */
    RIGHT_ANALYSIS_READ,   /* what-if, leniency, outliers: hidden until asked for */
    RIGHT_SCORE_AMEND,     /* correct what is closed by an addendum */
    RIGHT_COUNT,
};

/* Till when a right may be used. What is closed is closed on every path, so services ask for this
 * where they ask for the right. */
enum right_state {
    RIGHT_READS,         /* always */
    RIGHT_WRITES_BESIDE, /* writes nothing of a half-year or a year: always */
    RIGHT_WRITES_PERIOD, /* till the half-year is closed; where it is used of a year, as below */
    RIGHT_WRITES_YEAR,   /* till the cluster's year is closed; where it names no year, always */
};

enum role {
    ROLE_ADMIN,  /* technical: accounts and the list of units */
    ROLE_OFFICE, /* the standing office of the level above: sets up and verifies all clusters */
    ROLE_HEAD,   /* the cluster's head: runs the review of its cluster */
    ROLE_UNIT,   /* a member's officer: enters and answers for its unit */
    ROLE_READER, /* an inspector, a commander above: reads */
    ROLE_CHAIR,  /* chair of the council, political officer: reads all, answers for the result */
    ROLE_DEPUTY, /* the cluster's deputy head: stands in where the head's own unit is concerned */
    ROLE_COMMANDER, /* a member's commander: sends in its name */
    ROLE_CHECKER,   /* checks another member, as assigned */
    ROLE_COUNCIL,   /* member of the council */
    ROLE_COUNT,
};

struct str role_code(enum role role);
bool role_from_code(struct str code, enum role *ret_role);
enum msg_id role_name(enum role role);
/* What a grant of a role may name. */
enum role_scope {
    SCOPE_NONE,    /* nothing: it is for all */
    SCOPE_CLUSTER, /* one cluster */
    SCOPE_UNIT,    /* a unit, in all clusters it is a member of; or in one cluster alone */
    SCOPE_TREE,    /* a unit: all clusters at or below it; or one cluster; or nothing: for all */
};
enum role_scope role_scope(enum role role);
/* Whether grants of this role must name a cluster, a unit. */
bool role_needs_cluster(enum role role);
bool role_needs_unit(enum role role);
/* Whether who has GIVER may give TAKEN to somebody below; where, grant_service.h says. */
bool role_gives(enum role giver, enum role taken);
/* Whether the role has a right on scores, or a voice in the council: what an administrator shall
 * not come to unseen. */
bool role_decides(enum role role);

/* Where something is done. A head's right may be of one year, a member's of the years it was one.
 */
struct place {
    struct str cluster_id; /* empty: what is of no cluster; only a grant for all reaches it */
    int year;              /* 0: of no one year; a grant of any year reaches it */
    bool is_closed;        /* nothing is written there any more: see user_may_now */
};
#define PLACE_EVERYWHERE ((struct place){.cluster_id = STR("")})
struct place place_at(struct str cluster_id, int year);

/* Where a grant comes from. */
enum grant_source {
    GRANT_GIVEN,      /* by who manages accounts */
    GRANT_TREE,       /* given for a unit: its clusters below, as the tree is today */
    GRANT_MEMBERSHIP, /* given for a unit: the clusters and years it is a member of */
    GRANT_HEADSHIP,   /* its unit is head or deputy today, by the dated terms */
};

struct grant {
    enum role role;
    struct str cluster_id; /* empty: every cluster */
    struct str unit_id;    /* empty: every unit of the cluster */
    int year;              /* 0: every year */
    enum grant_source source;
    struct str id;    /* of what was given, which this is or comes from */
    struct date from; /* of what was given, or of the post; empty: not known */
    struct date to;   /* first day it is over; empty: open */
};

/* Whether it is limited to no cluster and no unit. */
bool grant_is_for_all(const struct grant *grant);

/* What another account lent this one. */
struct loan {
    struct str id;
    struct str lender;
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
    struct str acting_for_id; /* empty: for himself; else whose delegated grants these are */
    struct str acting_for_name;
    struct loan *loans; /* which he may switch to today */
    size_t loan_count;
    bool held_back; /* his grants are withheld until he has a second step of signing in */
};

/* The user that commands act as. */
struct user user_local(void);

bool role_has_right(enum role role, enum right right);
/* How the table is drawn: what rights are for. */
enum right_group {
    RIGHT_GROUP_NONE, /* everybody's: not drawn */
    RIGHT_GROUP_READ,
    RIGHT_GROUP_ENTER,
    RIGHT_GROUP_SEND,
    RIGHT_GROUP_VERIFY,
    RIGHT_GROUP_RUN,
    RIGHT_GROUP_COUNCIL,
    RIGHT_GROUP_CARE,
    RIGHT_GROUP_COUNT,
};
struct str right_code(enum right right);
enum msg_id right_name(enum right right);
enum right_group right_group(enum right right);
enum msg_id right_group_name(enum right_group group);
enum right_state right_state(enum right right);
/* Whether closing a half-year or a year ends it. */
bool right_writes(enum right right);
/* Whether any grant has the right, wherever: for routes and menus. USER may be NULL: a visitor. */
bool user_has_right(const struct user *user, enum right right);
/* Whether the right reaches this cluster and, where UNIT_ID is not empty, this unit. */
bool user_may(const struct user *user, enum right right, struct place place, struct str unit_id);
/* user_may, and nothing of it is closed: for showing what may be done. What is done all the same is
 * refused by the guard (cluster/closing_service.h), with a sentence. */
bool user_may_now(const struct user *user, enum right right, struct place place,
                  struct str unit_id);
/* Whether the right reaches every unit of this cluster, members of later years too. */
bool user_may_every_unit(const struct user *user, enum right right, struct place place);

/* Where a right of a user reaches: made once from the same table as user_may answers from, and what
 * every list of clusters, years or half-years takes, so that none shows what its own page refuses.
 */
struct reach {
    bool is_all;
    struct place *items; /* else these; a year of 0 is every year */
    size_t count;
    size_t capacity;
};
struct reach user_reach(struct arena *arena, const struct user *user, enum right right);
/* Whether a place is in it: as user_may of it without a unit. */
bool reach_has(const struct reach *reach, struct place place);
/* The clusters as queries take them: ",id,id,"; "" for all, "," for none. */
struct str reach_clusters(struct arena *arena, const struct reach *reach);

#endif
