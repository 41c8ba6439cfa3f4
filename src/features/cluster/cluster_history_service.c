#include "features/cluster/cluster_history_service.h"

#include "base/date.h"

const struct err *cluster_history_year(const struct history_ask *ask, struct cluster_year *ret_year,
                                       struct str *ret_rest) {
    struct str rest = ask->key;
    struct str slug = str_cut(&rest, '/');
    long long year;
    if (!rest.p || !str_to_int64(str_cut(&rest, '/'), &year) || year < 1900 || year > 9999)
        return ERR(ERR_NOT_FOUND, "no such year of a cluster");
    *ret_rest = rest;
    return cluster_year_find(ask->db, ask->arena, ask->user, slug, (int)year,
                             date_of_instant(ask->now_ms), ret_year);
}

const struct err *cluster_history_right(const struct history_ask *ask,
                                        const struct cluster_year *year) {
    return user_may(ask->user, RIGHT_HISTORY_READ, place_of_year(year), STR(""))
               ? NULL
               : ERR(ERR_DENIED, "no right to read the history of this cluster");
}

struct str cluster_history_name(struct arena *arena, const struct cluster_year *year) {
    return str_format(arena, STR_FMT ", %d", STR_ARG(year->name), year->year);
}

/* Members, head, deputies, hosts, handing over, of all years of the cluster. */
static const struct err *open(const struct history_ask *ask, struct history_object *ret_object) {
    struct cluster_year year;
    struct str rest;
    TRY(cluster_history_year(ask, &year, &rest));
    TRY(cluster_history_right(ask, &year));
    *ret_object = (struct history_object){
        .object_kind = "cluster",
        .object_id = year.cluster_id,
        .name = year.name,
        .href = str_format(ask->arena, "/cum/" STR_FMT "/nam/%d", STR_ARG(year.slug), year.year),
    };
    return NULL;
}

const struct history_room cluster_history = {"cum", MSG_audit_history_cluster, open};
