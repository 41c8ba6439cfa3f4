/* A cluster and people for tests of services. Linked into every test program, never into the
 * product. */
#ifndef FEATURES_CLUSTER_CLUSTER_FIXTURE_H
#define FEATURES_CLUSTER_CLUSTER_FIXTURE_H

#include "features/cluster/cluster_service.h"

#define TEST_NOW_MS INT64_C(1593000000000) /* 24/6/2020 */

/* A user with one role; CLUSTER and UNIT may be NULL, as the role needs. */
struct user fixture_user(struct arena *arena, enum role role, const struct cluster_period *cluster,
                         const struct cluster_unit *unit);

/* Gives an account a role from TEST_NOW_MS on, and takes it back; CLUSTER_ID and UNIT_ID may be
 * absent. */
void fixture_give(struct db *db, struct arena *arena, const char *login, enum role role,
                  struct str cluster_id, struct str unit_id);
void fixture_take(struct db *db, struct arena *arena, const char *login, enum role role,
                  struct issues *issues);

/* "Cụm thi đua NAME", first half of 2020, three members (Đầm Sậy, Ea M’Rang, Thác Mây) below
 * a level above of its own, head and host Đầm Sậy. */
struct cluster_period fixture_cluster(struct db *db, struct arena *arena, const char *name);

#endif
