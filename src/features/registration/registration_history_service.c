/* The history of a unit's registration: key "cum-mau/2020/UNIT", with the unit's slug; of the
 * year's deadline and rules without it. A unit's own officer reads that of his unit. */
#include "features/cluster/cluster_history_service.h"

static const struct err *check_right(const struct history_ask *ask, const struct cluster_year *year,
                                     struct str unit_id) {
    if (unit_id.n && user_may(ask->user, RIGHT_MEMBER_ENTER, place_of_year(year), unit_id))
        return NULL;
    return cluster_history_right(ask, year);
}

static const struct err *open(const struct history_ask *ask, struct history_object *ret_object) {
    struct cluster_year year;
    struct str slug;
    TRY(cluster_history_year(ask, &year, &slug));
    ptrdiff_t member = slug.n ? cluster_year_member_by_slug(&year, slug) : -1;
    if (slug.n && member < 0)
        return ERR(ERR_NOT_FOUND, "no such member");
    struct str unit_id = member < 0 ? STR("") : year.members.items[member].id;
    TRY(check_right(ask, &year, unit_id));
    struct str name = cluster_history_name(ask->arena, &year);
    if (member >= 0)
        name = str_format(ask->arena, STR_FMT " – " STR_FMT,
                          STR_ARG(year.members.items[member].name), STR_ARG(name));
    *ret_object = (struct history_object){
        .object_kind = "registration",
        .object_id = str_format(ask->arena, STR_FMT "/%d/" STR_FMT, STR_ARG(year.cluster_id),
                                year.year, STR_ARG(unit_id)),
        .name = name,
        .href = str_format(ask->arena, "/cum/" STR_FMT "/nam/%d/dang-ky", STR_ARG(year.slug),
                           year.year),
    };
    return NULL;
}

const struct history_room registration_history = {"dang-ky", MSG_audit_history_registration, open};
