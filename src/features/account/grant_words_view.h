/* Grants in words of people: "Cán bộ đơn vị · Ban CHQS huyện Đầm Sậy – Cụm thi đua Mẫu". */
#ifndef FEATURES_ACCOUNT_GRANT_WORDS_H
#define FEATURES_ACCOUNT_GRANT_WORDS_H

#include "features/cluster/cluster_service.h"

/* "Ban CHQS huyện Đầm Sậy – Cụm thi đua Mẫu"; empty where CLUSTERS does not know it, or where the
 * scope is everything. */
struct str grant_scope_name(struct arena *arena, const struct cluster_entries *clusters,
                            struct str cluster_id, struct str unit_id);
struct str grant_words(struct arena *arena, enum lang lang, const struct cluster_entries *clusters,
                       const struct grant *grant);

#endif
