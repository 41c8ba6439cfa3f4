/* The history of a person's record, for who may see it now: not for a unit that the person left. */
#include "features/audit/object_history.h"
#include "features/person/person_service.h"

static const struct err *open(const struct history_ask *ask, struct history_object *ret_object) {
    struct person_record record;
    TRY(person_read(ask->db, ask->arena, LANG_VI, ask->user, ask->now_ms, ask->key,
                    date_of_instant(ask->now_ms), 0, &record));
    if (record.is_former)
        return ERR(ERR_DENIED, "the person has left the unit");
    *ret_object = (struct history_object){
        .object_kind = "person",
        .object_id = record.id,
        .name = record.name,
        .href = str_format(ask->arena, "/nguoi/" STR_FMT, STR_ARG(record.id)),
    };
    return NULL;
}

const struct history_room person_history = {"nguoi", MSG_audit_history_person, open};
