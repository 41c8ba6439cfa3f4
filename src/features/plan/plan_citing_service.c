#include "features/plan/plan_citing_service.h"

#include "features/plan/plan.h"
#include "features/plan/plan.sql.h"

static const struct err *find(const struct legal_citing_ask *ask, struct legal_citings *citings) {
    struct q_plan_citings_rows rows;
    TRY(q_plan_citings(ask->tx, ask->arena, ask->document->code, ask->document->number, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_plan_citings_row *row = &rows.items[i];
        struct str code = plan_code(ask->arena, row->unit_slug, (int)row->half);
        const struct legal_citing_row citing = {
            .cluster_id = row->cluster_id,
            .slug = row->slug,
            .cluster = row->cluster,
            .year = row->year,
            .tail = str_format(ask->arena, "ke-hoach/" STR_FMT, STR_ARG(code)),
            .what = row->title,
        };
        if (legal_citing_names(ask, row->words) &&
            (!row->unit_id.n || user_may(ask->user, RIGHT_SHEET_READ,
                                         place_at(row->cluster_id, (int)row->year), row->unit_id)))
            legal_citing_add(ask, &citing, citings);
    }
    return NULL;
}

const struct legal_citing_room plan_citing = {MSG_plan_title, find};
