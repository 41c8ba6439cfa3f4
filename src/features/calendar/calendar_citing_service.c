#include "features/calendar/calendar_citing_service.h"

#include "features/calendar/calendar.sql.h"

static const struct err *find(const struct legal_citing_ask *ask, struct legal_citings *citings) {
    struct q_calendar_citings_rows rows;
    TRY(q_calendar_citings(ask->tx, ask->arena, ask->document->code, ask->document->number, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_calendar_citings_row *row = &rows.items[i];
        const struct legal_citing_row citing = {
            .cluster_id = row->cluster_id,
            .slug = row->slug,
            .cluster = row->cluster,
            .year = row->year,
            .tail = str_format(ask->arena, "lich/" STR_FMT, STR_ARG(row->row_id)),
            .what = row->title,
        };
        if (legal_citing_names(ask, row->basis))
            legal_citing_add(ask, &citing, citings);
    }
    return NULL;
}

const struct legal_citing_room calendar_citing = {MSG_calendar_title, find};
