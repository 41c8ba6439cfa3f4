/* The history of a document of the register, which everybody who is signed in may read. */
#include "features/audit/object_history.h"
#include "features/legal/legal_service.h"

static const struct err *open(const struct history_ask *ask, struct history_object *ret_object) {
    struct legal_entries entries;
    TRY(legal_history(ask->db, ask->arena, ask->user, ask->key, &entries));
    if (!entries.count)
        return ERR(ERR_NOT_FOUND, "no such document");
    *ret_object = (struct history_object){
        .object_kind = "legal_document",
        .object_id = ask->key,
        .name = entries.items[entries.count - 1].document.number,
        .href = str_format(ask->arena, "/can-cu/" STR_FMT, STR_ARG(ask->key)),
    };
    return NULL;
}

const struct history_room legal_document_history = {"can-cu", MSG_audit_history_legal, open};
