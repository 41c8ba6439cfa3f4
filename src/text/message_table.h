/* The compiled catalogue; only message.c looks into it. */
#ifndef TEXT_MESSAGE_TABLE_H
#define TEXT_MESSAGE_TABLE_H

#include "text/message.h"

struct message_row {
    struct str key; /* "room.key" */
    struct str text[LANG_COUNT];
};

/* The rows, those of a room together in the order of its catalogue; the first is MSG_none's. */
extern const struct message_row message_rows[];
extern const size_t message_row_count;

/* An id is the number of its room and the place of its row there: number << MESSAGE_PLACE_BITS |
 * place. The rooms stand here by their numbers. */
enum { MESSAGE_PLACE_BITS = 10 };
struct message_room {
    unsigned number;
    size_t first; /* row */
};
extern const struct message_room message_rooms[];
extern const size_t message_room_count;

#endif
