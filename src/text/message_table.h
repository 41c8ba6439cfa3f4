/* The compiled catalogue; only message.c looks into it. */
#ifndef TEXT_MESSAGE_TABLE_H
#define TEXT_MESSAGE_TABLE_H

#include "text/message.h"

struct message_row {
    struct str key; /* "room.key" */
    struct str text[LANG_COUNT];
};

extern const struct message_row message_table[MSG_COUNT];

#endif
