#include "features/movement/participation_file_service.h"
#include "features/cluster/closing_service.h"

#include "features/movement/movement.sql.h"

static const struct err *find(const struct file_ask *ask, bool *ret_found,
                              struct file_owner *ret_owner) {
    struct q_participation_place_row row;
    TRY(q_participation_place(ask->tx, ask->arena, ask->object_id, ret_found, &row));
    if (!*ret_found)
        return NULL;
    struct place place = place_at(row.cluster_id, (int)row.year);
    struct closing closing;
    TRY(closing_of_year(ask->tx, ask->arena, row.cluster_id, (int)row.year, &closing));
    place.is_closed = closing.closed;
    *ret_owner = (struct file_owner){
        .title = row.title,
        .href = str_format(ask->arena,
                           "/cum/" STR_FMT "/nam/%lld/phong-trao/" STR_FMT "/don-vi/" STR_FMT,
                           STR_ARG(row.slug), (long long)row.year, STR_ARG(row.movement_id),
                           STR_ARG(row.unit_slug)),
        .is_sample = row.is_sample,
        .cluster_id = row.cluster_id,
        .year = (int)row.year,
        .unit_id = row.unit_id,
        .may_read = user_may(ask->user, RIGHT_SHEET_READ, place, row.unit_id),
        .may_add = user_may_now(ask->user, RIGHT_MEMBER_ENTER, place, row.unit_id),
    };
    return NULL;
}

const struct file_room participation_files = {PARTICIPATION_FILES, MSG_movement_reports, find,
                                              FILES_OF_OBJECT_MAX};
