#include "features/legal/legal_cite_service.h"

#include "features/legal/legal_service.h"

const struct err *legal_citer_load(struct db *db, struct arena *arena, const struct user *user,
                                   enum lang lang, struct legal_citer *ret_citer) {
    struct legal_documents documents;
    TRY(legal_list(db, arena, user, &documents));
    legal_citer_make(arena, &documents, lang, ret_citer);
    return NULL;
}

const struct err *legal_citer_load_in(struct db_tx *tx, struct arena *arena, enum lang lang,
                                      struct legal_citer *ret_citer) {
    struct legal_documents documents;
    TRY(legal_load(tx, arena, &documents));
    legal_citer_make(arena, &documents, lang, ret_citer);
    return NULL;
}
