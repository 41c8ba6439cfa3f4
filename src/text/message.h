/* Messages: sentences of the catalogue, in the reader's language.
 *
 * i18n/vi/ROOM.msg and i18n/en/ROOM.msg hold lines `key = text`; tools/msgc compiles them into
 * `enum msg_id` (MSG_room_key) and tables, and fails the build when a key or a placeholder is in
 * one language only. {0} … {5} stand for arguments. A `struct message` is a sentence not yet
 * spoken: kept, passed on, stored by its key, and said in any language later.
 */
#ifndef TEXT_MESSAGE_H
#define TEXT_MESSAGE_H

#include <stdbool.h>

#include "base/list.h"
#include "base/str.h"
#include "message_ids.h" /* generated: enum msg_id, MSG_none == 0 */

enum lang { LANG_VI, LANG_EN, LANG_COUNT };

enum { MESSAGE_ARGS_MAX = 6 };

struct message {
    enum msg_id id;
    struct str args[MESSAGE_ARGS_MAX];
};

/* MESSAGE(MSG_error_state); MESSAGE_WITH(MSG_cluster_created, name, date) – arguments are borrowed.
 */
#define MESSAGE(message_id)           ((struct message){.id = (message_id)})
#define MESSAGE_WITH(message_id, ...) ((struct message){(message_id), {__VA_ARGS__}})

/* The sentence with its arguments filled in, in the arena; never absent. */
struct str message_text(struct arena *arena, enum lang lang, struct message message);
/* A sentence without arguments: a static string. */
struct str message_plain(enum lang lang, enum msg_id id);

/* "cluster.created" for MSG_cluster_created, and back; false for a key nobody knows. */
struct str message_key(enum msg_id id);
bool message_from_key(struct str key, enum msg_id *ret_id);

/* How bad a finding is. Errors keep a value from being stored; warnings want a look; notes say what
 * was understood differently from how it was written. */
enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

/* What the user got wrong: shown beside the field and in a summary at the top, status 422. */
struct issue {
    struct str field; /* the form field's name; absent: the whole form */
    enum severity severity;
    struct message message;
};

struct issues {
    struct issue *items;
    size_t count;
    size_t capacity;
};

void issue_add(struct arena *arena, struct issues *issues, struct str field,
               struct message message);
/* The first finding on that field, or NULL. */
const struct issue *issue_of(const struct issues *issues, struct str field);

#endif
