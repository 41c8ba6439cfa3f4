#include "features/legal/legal_citing_service.h"

struct citing_work {
    struct arena *arena;
    const struct user *user;
    enum lang lang;
    struct str code;
    struct legal_cited_rooms *rooms;
};

static const struct err *find_in(struct db_tx *tx, void *context) {
    struct citing_work *work = context;
    struct legal_citer citer;
    *work->rooms = (struct legal_cited_rooms){0};
    TRY(legal_citer_load_in(tx, work->arena, work->lang, &citer));
    const struct legal_document *document = legal_find(&citer.documents, work->code);
    if (!document)
        return ERR(ERR_NOT_FOUND, "no such document");
    const struct legal_citing_ask ask = {tx, work->arena, work->user, &citer, document};
    for (size_t i = 0; i < legal_citing_room_count; i++) {
        struct legal_cited_in room = {.name = legal_citing_rooms[i]->name};
        TRY(legal_citing_rooms[i]->find(&ask, &room.citings));
        room.is_cut = room.citings.count > LEGAL_CITINGS_MAX;
        if (room.is_cut)
            room.citings.count = LEGAL_CITINGS_MAX;
        if (room.citings.count)
            *list_push(work->arena, work->rooms) = room;
    }
    return NULL;
}

const struct err *legal_citings_find(struct db *db, struct arena *arena, const struct user *user,
                                     enum lang lang, struct str code,
                                     struct legal_cited_rooms *ret_rooms) {
    if (!user_has_right(user, RIGHT_SIGNED_IN))
        return ERR(ERR_DENIED, "no right to read the register");
    struct citing_work work = {arena, user, lang, code, ret_rooms};
    return db_read(db, find_in, &work);
}
