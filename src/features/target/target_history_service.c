/* The history of a year's targets: key "cum-mau/2020". */
#include "features/cluster/cluster_history_service.h"

static const struct err *open(const struct history_ask *ask, struct history_object *ret_object) {
    struct cluster_year year;
    struct str rest;
    TRY(cluster_history_year(ask, &year, &rest));
    TRY(cluster_history_right(ask, &year));
    *ret_object = (struct history_object){
        .object_kind = "target_year",
        .object_id = str_format(ask->arena, STR_FMT "/%d", STR_ARG(year.cluster_id), year.year),
        .name = cluster_history_name(ask->arena, &year),
        .href = str_format(ask->arena, "/cum/" STR_FMT "/nam/%d/chi-tieu", STR_ARG(year.slug),
                           year.year),
    };
    return NULL;
}

const struct history_room target_history = {"chi-tieu", MSG_audit_history_target, open};
