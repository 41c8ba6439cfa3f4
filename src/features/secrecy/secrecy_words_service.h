/* Places and states in words: for pages and for the minutes. */
#ifndef FEATURES_SECRECY_SECRECY_WORDS_SERVICE_H
#define FEATURES_SECRECY_SECRECY_WORDS_SERVICE_H

#include "features/secrecy/secrecy_service.h"

/* "Báo cáo sơ kết", or the name of the table where it has no words. */
struct str secret_place_words(struct arena *arena, enum lang lang,
                              const struct secret_object *object);
enum msg_id secret_kind_words(enum secret_kind kind);
/* A sentence that takes the copy's name. */
enum msg_id secret_copy_words(enum secret_copy_state state);

#endif
