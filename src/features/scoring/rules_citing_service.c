#include "features/scoring/rules_citing_service.h"

#include "features/period/period.h"
#include "features/scoring/scoring.sql.h"

static const struct err *find(const struct legal_citing_ask *ask, struct legal_citings *citings) {
    struct q_rule_bases_rows rows;
    TRY(q_rule_bases(ask->tx, ask->arena, &rows));
    for (size_t i = 0; i < rows.count && citings->count <= LEGAL_CITINGS_MAX; i++) {
        const struct q_rule_bases_row *row = &rows.items[i];
        struct period period;
        if (!period_parse(row->code, &period) ||
            !user_may(ask->user, RIGHT_CLUSTER_READ, place_at(row->cluster_id, period.year),
                      STR("")) ||
            !legal_citing_names(ask, row->basis))
            continue;
        struct str when = period_display(ask->arena, ask->citer->lang, period);
        *list_push(ask->arena, citings) = (struct legal_citing){
            str_format(ask->arena, STR_FMT ", " STR_FMT, STR_ARG(row->name), STR_ARG(when)),
            str_format(ask->arena, "/cum/" STR_FMT "/" STR_FMT "/tieu-chi/quy-tac",
                       STR_ARG(row->slug), STR_ARG(row->code))};
    }
    return NULL;
}

const struct legal_citing_room rules_citing = {MSG_criteria_rules, find};
