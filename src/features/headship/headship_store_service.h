/* Rows to what they mean. Private to the room. */
#ifndef FEATURES_HEADSHIP_HEADSHIP_STORE_SERVICE_H
#define FEATURES_HEADSHIP_HEADSHIP_STORE_SERVICE_H

#include "features/headship/headship.sql.h"
#include "features/headship/headship_service.h"

/* The units that have a part in a cluster's headship, with all they were ever called. */
struct headship_names {
    struct arena *arena;
    struct q_headship_unit_states_rows rows;
};
MUST_CHECK const struct err *headship_names_load(struct db_tx *tx, struct arena *arena,
                                                 struct str cluster_id,
                                                 struct headship_names *ret_names);
/* Under the name of that day; an empty id for an empty ID. */
struct cluster_unit headship_unit_on(const struct headship_names *names, struct str id,
                                     struct date day);

/* All terms of a cluster, withdrawn ones too, by beginning. */
MUST_CHECK const struct err *headship_terms_load(struct db_tx *tx, struct arena *arena,
                                                 struct str cluster_id,
                                                 const struct headship_names *names,
                                                 struct headship_terms *ret_terms);
MUST_CHECK const struct err *headship_term_store(struct db_tx *tx, struct arena *arena,
                                                 const struct user *user, int64_t now_ms,
                                                 struct str cluster_id,
                                                 const struct headship_term *term);
/* "cụm trưởng Ban CHQS huyện Lắk, 5/1/2024 – 4/1/2025 (…)" for the history. */
struct str headship_tell_term(struct arena *arena, const struct headship_term *term);

/* In place of what stands there; YEAR as it is in this transaction. */
MUST_CHECK const struct err *headship_meeting_store(struct db_tx *tx, struct arena *arena,
                                                    const struct user *user, int64_t now_ms,
                                                    const struct cluster_year *year,
                                                    const struct meeting *meeting);

/* All handings over of a cluster, by day, without their items. */
MUST_CHECK const struct err *handovers_load(struct db_tx *tx, struct arena *arena,
                                            struct str cluster_id,
                                            const struct headship_names *names,
                                            struct handovers *ret_handovers);

/* Those that are not withdrawn. */
MUST_CHECK const struct err *headship_documents_load(struct db_tx *tx, struct arena *arena,
                                                     struct str cluster_id,
                                                     struct cluster_documents *ret_documents);

#endif
