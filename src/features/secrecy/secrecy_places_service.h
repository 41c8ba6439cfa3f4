/* Places of contents: found, told in words, destroyed. Private to the room. */
#ifndef FEATURES_SECRECY_SECRECY_PLACES_SERVICE_H
#define FEATURES_SECRECY_SECRECY_PLACES_SERVICE_H

#include "features/secrecy/secrecy_service.h"
#include "text/utf8.h"

struct secret_copies {
    struct secret_copy *items;
    size_t count;
    size_t capacity;
};

/* What stands in place of a content: "Nội dung đã hủy ngày 23/11/2026 theo biên bản số 3". */
struct str secret_sentence(struct arena *arena, int64_t now_ms, int64_t number);

/* The places that are there, each once, with what belongs to them (of a file: its cells, what was
 * put right in it), their lengths, and the hashes of files. */
MUST_CHECK const struct err *secret_places_complete(struct db_tx *tx, struct arena *arena,
                                                    const struct secret_objects *chosen,
                                                    struct secret_objects *ret_objects);
/* In the write that confirms. Of a job's file only its name goes here. */
MUST_CHECK const struct err *secret_place_destroy(struct db_tx *tx, const struct secrecy *by,
                                                  const struct secret_object *object,
                                                  struct str sentence, int64_t number);
/* What is kept in memory of any half-year is read anew. */
MUST_CHECK const struct err *secret_places_changed(struct db_tx *tx);

MUST_CHECK const struct err *secret_job_file_destroy(const struct secrecy *by,
                                                     const struct secret_object *object);
/* Entries of the trail must have their links before their content goes. */
MUST_CHECK const struct err *secret_seal_audit(const struct secrecy *by);
/* Copies of the data: those that can be reached go; of the others it is told. */
MUST_CHECK const struct err *secret_copies_destroy(const struct secrecy *by,
                                                   struct secret_copies *ret_copies);

#endif
