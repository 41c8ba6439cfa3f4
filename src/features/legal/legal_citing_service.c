#include "features/legal/legal_citing_service.h"

bool legal_citing_names(const struct legal_citing_ask *ask, struct str stored) {
    struct legal_cites cites;
    struct str href = str_format(ask->arena, "/can-cu/" STR_FMT, STR_ARG(ask->document->code));
    if (str_equal(stored, ask->document->code))
        return true;
    legal_cite_mentions(ask->arena, ask->citer, stored, (struct date){0}, &cites);
    for (size_t i = 0; i < cites.count; i++)
        if (str_equal(cites.items[i].href, href))
            return true;
    return false;
}

bool legal_citing_decision(const struct legal_citing_ask *ask, struct str number,
                           struct partial_date made_on, struct str issuer) {
    struct str href = str_format(ask->arena, "/can-cu/" STR_FMT, STR_ARG(ask->document->code));
    return str_equal(
        legal_cite_decision(ask->arena, ask->citer, number, made_on, issuer, (struct date){0}).href,
        href);
}

void legal_citing_add(const struct legal_citing_ask *ask, const struct legal_citing_row *row,
                      struct legal_citings *citings) {
    if (citings->count > LEGAL_CITINGS_MAX ||
        !user_may(ask->user, RIGHT_CLUSTER_READ, place_at(row->cluster_id, (int)row->year),
                  STR("")))
        return;
    struct str href = str_format(ask->arena, "/cum/" STR_FMT "/nam/%lld/" STR_FMT,
                                 STR_ARG(row->slug), (long long)row->year, STR_ARG(row->tail));
    for (size_t i = citings->count; i > 0; i--)
        if (str_equal(citings->items[i - 1].href, href))
            return;
    *list_push(ask->arena, citings) = (struct legal_citing){
        str_format(ask->arena, STR_FMT " – " STR_FMT ", %lld", STR_ARG(row->what),
                   STR_ARG(row->cluster), (long long)row->year),
        href};
}

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
