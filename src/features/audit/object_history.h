/* Histories of objects: "/lich-su/don-vi?cua=dam-say". A hook by which each room says whether this
 * user may read the history of this object, and what it is called; src/history_list.c names the
 * rooms. */
#ifndef FEATURES_AUDIT_OBJECT_HISTORY_H
#define FEATURES_AUDIT_OBJECT_HISTORY_H

#include "db/db.h"
#include "features/account/right.h"

struct history_ask {
    struct db *db;
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct str key; /* as the room's addresses name the object: a slug, a code, "cum-mau/2020" */
};

struct history_object {
    const char *object_kind; /* of the trail */
    struct str object_id;
    struct str name;
    struct str href;
};

struct history_room {
    const char *segment; /* of the address: "don-vi" */
    enum msg_id title;   /* "Lịch sử đơn vị" */
    /* ERR_NOT_FOUND for what is not there, ERR_DENIED for what the user may not see. */
    const struct err *(*open)(const struct history_ask *ask, struct history_object *ret_object);
};

extern const struct history_room *const history_rooms[];
extern const size_t history_room_count;

#endif
