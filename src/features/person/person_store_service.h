/* Rows to records and back; what a user sees. Private to the room. */
#ifndef FEATURES_PERSON_PERSON_STORE_SERVICE_H
#define FEATURES_PERSON_PERSON_STORE_SERVICE_H

#include "features/person/person_service.h"

/* "" for who sees all; ",id,id," of the units he sees people of; "," for who sees nobody. */
struct str person_scope(struct arena *arena, const struct user *user, enum right right);

/* "%mẫu%" of a folded search; "%" where there are no words. */
struct str person_pattern(struct arena *arena, struct str words);

/* Whether all clusters of the folder are samples. */
MUST_CHECK const struct err *person_all_sample(struct db_tx *tx, struct arena *arena,
                                               bool *ret_is_sample);

MUST_CHECK const struct err *person_load_spans(struct db_tx *tx, struct arena *arena,
                                               struct str person_id,
                                               struct person_spans *ret_spans);
MUST_CHECK const struct err *person_load_rules(struct db_tx *tx, struct arena *arena,
                                               struct service_rules *ret_rules);

/* Whether the person belongs to a unit of the scope on a day. */
MUST_CHECK const struct err *person_in_scope(struct db_tx *tx, struct arena *arena,
                                             struct str person_id, struct str scope,
                                             struct date day, bool *ret_seen);
MUST_CHECK const struct err *person_unit_seen(struct db_tx *tx, struct arena *arena,
                                              struct str unit_id, struct str scope, struct date day,
                                              bool *ret_seen);

/* The unit that somebody typed by its code or name, as at a day; with an issue on FIELD the unit is
 * empty. */
MUST_CHECK const struct err *person_unit_typed(struct db_tx *tx, struct arena *arena,
                                               struct str text, struct date day, const char *field,
                                               struct issues *issues, struct person_unit *ret_unit);

/* Stores a span as a row of its own. */
MUST_CHECK const struct err *person_store_span(struct db_tx *tx, struct arena *arena,
                                               const struct user *user, int64_t now_ms,
                                               struct str person_id, const struct person_span *span,
                                               struct str reason);
/* Withdraws a span; with a last day that is not empty it is added anew with that end. */
MUST_CHECK const struct err *person_end_span(struct db_tx *tx, struct arena *arena,
                                             const struct user *user, int64_t now_ms,
                                             struct str person_id, const struct person_span *span,
                                             struct date to);
/* A new person with these spans, and its audit row. */
MUST_CHECK const struct err *person_store_new(struct db_tx *tx, struct arena *arena,
                                              const struct user *user, int64_t now_ms,
                                              const struct person_identity *identity,
                                              const struct person_spans *spans, struct str *ret_id);

/* The lines a form or a row of a list begins a person with: unit, post, rank, class; the unit's id
 * is the caller's. The first is the unit. */
MUST_CHECK const struct err *person_first_spans(struct db_tx *tx, struct arena *arena,
                                                const struct person_form *form,
                                                struct issues *issues,
                                                struct person_spans *ret_spans);

/* Those of the same name whose birth dates can be the same. UNIT_ID and DAY: where the new one
 * would be. SCOPE: of the user, who is told of others' people only that there is such a record, and
 * only where both birth dates are known to the day. */
MUST_CHECK const struct err *person_find_twins(struct db_tx *tx, struct arena *arena,
                                               const struct person_identity *identity,
                                               struct str unit_id, struct date day,
                                               struct str scope, struct person_twins *ret_twins);

#endif
