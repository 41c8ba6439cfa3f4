/* Handing over the headship: recorded by who hands over (or the standing office), confirmed by who
 * takes over; confirming ends one term and begins the next. RIGHT_TERM_EDIT records and withdraws,
 * RIGHT_MEMBER_ENTER of the incoming unit confirms. */
#ifndef FEATURES_HEADSHIP_HANDOVER_SERVICE_H
#define FEATURES_HEADSHIP_HANDOVER_SERVICE_H

#include "features/headship/headship_service.h"

/* What a form for a handing over in YEAR begins with. */
struct handover_ground {
    struct cluster_units outgoing; /* who can hand over: members of the year and of the one before,
                                      and whoever was head */
    struct cluster_unit head;      /* the last head before the year's end; an empty id: none */
    struct headship_candidates candidates; /* for YEAR, among its members */
    struct str open_id;                    /* of one that waits for its confirmation; or "" */
    struct cluster_documents documents;
    struct meeting annual; /* of the year before: where one mostly hands over */
};

MUST_CHECK const struct err *handover_prepare(struct db *db, struct arena *arena,
                                              const struct user *user,
                                              const struct cluster_year *year,
                                              struct handover_ground *ret_ground);

/* Nothing is stored on issues. One at a time waits for its confirmation. */
MUST_CHECK const struct err *handover_record(struct db *db, struct arena *arena,
                                             const struct user *user, int64_t now_ms,
                                             const struct cluster_year *year,
                                             const struct handover_form *form,
                                             struct issues *issues, struct str *ret_id);

/* With its items. ERR_NOT_FOUND for another year's. The names of people are empty for who is
 * neither of the two units nor runs the year. */
MUST_CHECK const struct err *handover_find(struct db *db, struct arena *arena,
                                           const struct user *user, const struct cluster_year *year,
                                           struct str id, struct handover *ret_handover);

/* The terms change with it. Issues: what was recorded meanwhile stands against it. ERR_STATE when
 * it is confirmed or withdrawn already. */
MUST_CHECK const struct err *handover_confirm(struct db *db, struct arena *arena,
                                              const struct user *user, int64_t now_ms,
                                              const struct cluster_year *year, struct str id,
                                              struct issues *issues);
/* Before it is confirmed; with a reason. */
MUST_CHECK const struct err *handover_withdraw(struct db *db, struct arena *arena,
                                               const struct user *user, int64_t now_ms,
                                               const struct cluster_year *year, struct str id,
                                               struct str reason, struct issues *issues);

#endif
