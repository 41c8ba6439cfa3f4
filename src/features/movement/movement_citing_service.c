#include "features/movement/movement_citing_service.h"

#include "features/movement/movement.sql.h"

/* A cluster's movement is shown in the year it began, else in the newest there is. */
static int64_t year_of(const struct q_movement_citings_row *row) {
    long long year = 0;
    if (row->begins.n >= 4 && str_to_int64(str_slice(row->begins, 0, 4), &year))
        return year;
    return row->year.value;
}

static const struct err *find(const struct legal_citing_ask *ask, struct legal_citings *citings) {
    struct q_movement_citings_rows rows;
    TRY(q_movement_citings(ask->tx, ask->arena, ask->document->code, ask->document->number, &rows));
    struct str last = STR("");
    for (size_t i = 0; i < rows.count && citings->count <= LEGAL_CITINGS_MAX; i++) {
        const struct q_movement_citings_row *row = &rows.items[i];
        if (str_equal(row->id, last) || !legal_citing_names(ask, row->words))
            continue;
        last = row->id;
        const struct legal_citing_row citing = {
            .cluster_id = row->cluster_id,
            .slug = row->slug,
            .cluster = row->cluster,
            .year = year_of(row),
            .tail = str_format(ask->arena, "phong-trao/" STR_FMT, STR_ARG(row->id)),
            .what = row->title,
        };
        if (row->cluster_id.n)
            legal_citing_add(ask, &citing, citings);
        else if (user_has_right(ask->user, RIGHT_CLUSTER_CREATE)) /* of a level above */
            *list_push(ask->arena, citings) = (struct legal_citing){
                row->title, str_format(ask->arena, "/phong-trao/" STR_FMT, STR_ARG(row->id))};
    }
    return NULL;
}

const struct legal_citing_room movement_citing = {MSG_movement_title, find};
