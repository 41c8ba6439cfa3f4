/* Messages on their way through the database. */
#include <jansson.h>
#include <string.h>

#include "jobs/jobs_internal.h"

struct str job_message_pack(struct arena *arena, struct message message) {
    if (message.id == MSG_none)
        return STR("");
    json_t *list = json_array();
    struct str key = message_key(message.id);
    json_array_append_new(list, json_stringn(key.p, key.n));
    size_t last = MESSAGE_ARGS_MAX;
    while (last > 0 && !message.args[last - 1].p)
        last--;
    for (size_t i = 0; i < last; i++) {
        json_t *arg = message.args[i].p ? json_stringn(message.args[i].p, message.args[i].n) : NULL;
        json_array_append_new(list, arg ? arg : json_null());
    }
    char *text = json_dumps(list, JSON_COMPACT);
    struct str packed = str_copy(arena, str_from_c(text ? text : ""));
    free(text);
    json_decref(list);
    return packed;
}

/* A key that this program does not know (any more) says nothing. */
struct message job_message_unpack(struct arena *arena, struct str text) {
    struct message message = MESSAGE(MSG_none);
    json_t *list = text.n ? json_loadb(text.p, text.n, 0, NULL) : NULL;
    const char *key = json_string_value(json_array_get(list, 0));
    if (key && message_from_key(str_from_c(key), &message.id))
        for (size_t i = 0; i < MESSAGE_ARGS_MAX; i++) {
            const char *arg = json_string_value(json_array_get(list, i + 1));
            if (arg)
                message.args[i] = str_copy(arena, str_from_c(arg));
        }
    json_decref(list);
    return message;
}
