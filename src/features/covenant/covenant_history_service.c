/* The history of a covenant: key "cum-mau/2020/CODE". */
#include "features/cluster/cluster_history_service.h"
#include "features/covenant/covenant_service.h"

static const struct err *open(const struct history_ask *ask, struct history_object *ret_object) {
    struct cluster_year year;
    struct str code;
    struct covenant_page page;
    TRY(cluster_history_year(ask, &year, &code));
    TRY(cluster_history_right(ask, &year));
    TRY(covenant_load(ask->db, ask->arena, ask->user, &year, code.n ? code : COVENANT_YEARLY_CODE,
                      &page));
    if (!page.covenant.id.n)
        return ERR(ERR_NOT_FOUND, "the covenant was not begun");
    *ret_object = (struct history_object){
        .object_kind = "covenant",
        .object_id = page.covenant.id,
        .name = page.covenant.title,
        .href = str_format(ask->arena, "/cum/" STR_FMT "/nam/%d/giao-uoc/" STR_FMT,
                           STR_ARG(year.slug), year.year, STR_ARG(page.covenant.code)),
    };
    return NULL;
}

const struct history_room covenant_history = {"giao-uoc", MSG_audit_history_covenant, open};
