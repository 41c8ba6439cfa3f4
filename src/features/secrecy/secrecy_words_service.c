#include "features/secrecy/secrecy_words_service.h"

struct str secret_place_words(struct arena *arena, enum lang lang,
                              const struct secret_object *object) {
    enum msg_id id;
    struct str key = str_format(arena, "secrecy.place_" STR_FMT, STR_ARG(object->place.table));
    if (message_from_key(key, &id))
        return message_plain(lang, id);
    return str_format(arena, STR_FMT " (" STR_FMT ")", STR_ARG(object->place.table),
                      STR_ARG(object->place.column));
}

enum msg_id secret_kind_words(enum secret_kind kind) {
    static const enum msg_id WORDS[SECRET_KIND_COUNT] = {
        [SECRET_TEXT] = MSG_secrecy_kind_text,
        [SECRET_BYTES] = MSG_secrecy_kind_bytes,
        [SECRET_AUDIT] = MSG_secrecy_kind_audit,
        [SECRET_JOB_FILE] = MSG_secrecy_kind_job_file,
    };
    return WORDS[kind];
}

enum msg_id secret_copy_words(enum secret_copy_state state) {
    return state == SECRET_COPY_DESTROYED  ? MSG_secrecy_copy_destroyed
           : state == SECRET_COPY_REPLACED ? MSG_secrecy_copy_replaced
                                           : MSG_secrecy_copy_by_hand;
}
