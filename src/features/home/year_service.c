#include "features/home/year_service.h"

struct year_work {
    struct arena *arena;
    const struct cluster_year *year;
    struct date today;
    struct year_now now;
};

static const struct err *load_in(struct db_tx *tx, void *context) {
    struct year_work *work = context;
    work->now = (struct year_now){0};
    TRY(headship_at(tx, work->arena, work->year->cluster_id, work->year->names_day,
                    &work->now.headship));
    TRY(cluster_years_beside(tx, work->arena, work->year, &work->now.year_before,
                             &work->now.year_after));
    TRY(calendar_load(tx, work->arena, work->year, work->today, &work->now.calendar));
    for (size_t i = 0; i < due_kind_count; i++)
        if (!due_kinds[i]->of_half)
            TRY(calendar_look(tx, work->arena, work->year, due_kinds[i], 0,
                              list_push(work->arena, &work->now.kinds)));
    return NULL;
}

const struct err *year_load(struct db *db, struct arena *arena, const struct user *user,
                            const struct cluster_year *year, struct date today,
                            struct year_now *ret_now) {
    if (!user_may(user, RIGHT_CLUSTER_READ, place_of_year(year), STR("")))
        return ERR(ERR_DENIED, "no right to read this year");
    struct year_work work = {.arena = arena, .year = year, .today = today};
    TRY(db_read(db, load_in, &work));
    *ret_now = work.now;
    return NULL;
}
