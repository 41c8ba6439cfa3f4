/* The history of a unit, for who may see the unit. */
#include "features/audit/object_history.h"
#include "features/organisation/organisation_service.h"

static const struct err *open(const struct history_ask *ask, struct history_object *ret_object) {
    struct unit_view view = {date_of_instant(ask->now_ms), ask->now_ms};
    struct unit_record unit;
    TRY(organisation_unit_read(ask->db, ask->arena, ask->user, ask->key, &view, &unit));
    *ret_object = (struct history_object){
        .object_kind = "unit",
        .object_id = unit.id,
        .name = unit.nearest ? unit.nearest->name : unit.slug,
        .href = str_format(ask->arena, "/don-vi/" STR_FMT, STR_ARG(unit.slug)),
    };
    return NULL;
}

const struct history_room unit_history = {"don-vi", MSG_audit_history_unit, open};
