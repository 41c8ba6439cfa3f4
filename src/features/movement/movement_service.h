/* Movements a cluster follows, and the directives and campaigns they answer. */
#ifndef FEATURES_MOVEMENT_MOVEMENT_SERVICE_H
#define FEATURES_MOVEMENT_MOVEMENT_SERVICE_H

#include "features/cluster/cluster_service.h"

enum movement_kind {
    MOVEMENT_MOVEMENT,
    MOVEMENT_DIRECTIVE,
    MOVEMENT_RESOLUTION,
    MOVEMENT_CAMPAIGN,
    MOVEMENT_KIND_COUNT,
};

enum msg_id movement_kind_name(enum movement_kind kind);

struct movement {
    enum movement_kind kind;
    struct str title;
    struct str number; /* of a document: "05-CT/TW"; may be empty */
    struct date issued_on;
    struct str issuer;
    struct str source; /* where this is known from */
};

struct movements {
    struct movement *items;
    size_t count;
    size_t capacity;
};

MUST_CHECK const struct err *movement_list(struct db *db, struct arena *arena,
                                           const struct user *user,
                                           const struct cluster_period *cluster,
                                           struct movements *ret_movements);
MUST_CHECK const struct err *movement_add(struct db *db, struct arena *arena,
                                          const struct user *user, int64_t now_ms,
                                          const struct cluster_period *cluster, int64_t position,
                                          const struct movement *movement, struct str source);

#endif
