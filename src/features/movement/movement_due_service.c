#include "features/movement/movement_due_service.h"

#include "features/movement/participation_service.h"

struct half {
    struct date from;
    struct date to;
};

static struct half half_of(const struct cluster_year *year, int half) {
    return (struct half){.from = {(int16_t)year->year, half == 2 ? 7 : 1, 1},
                         .to = {(int16_t)(year->year + (half == 1 ? 0 : 1)), half == 1 ? 7 : 1, 1}};
}

/* How one member stands in all that was launched for it. */
static struct due_mark mark_of(struct arena *arena, const struct cluster_year *year,
                               const struct half *half, const struct movements *movements,
                               const struct participations *participations, struct str unit_id) {
    size_t expected = 0, registered = 0, complete = 0;
    int64_t last_ms = 0;
    const struct movement_contents none = {0};
    for (size_t i = 0; i < movements->count; i++) {
        const struct movement *m = &movements->items[i];
        if (m->now < MOVEMENT_LAUNCH || m->now > MOVEMENT_CLOSE ||
            !participation_expected(year, m, unit_id) || !movement_runs_in(m, half->from, half->to))
            continue;
        const struct participation *p = participation_of(participations, m->id, unit_id);
        struct participation_sum sum = participation_sum(p, &none);
        expected++;
        registered += p ? 1 : 0;
        complete += sum.promised && sum.reported == sum.promised ? 1 : 0;
        last_ms = sum.last_ms > last_ms ? sum.last_ms : last_ms;
    }
    struct due_mark mark = {.at_ms = last_ms};
    if (!expected) {
        mark.details = MESSAGE(MSG_movement_due_none);
        return mark;
    }
    mark.state = complete == expected ? DUE_RECEIVED : registered ? DUE_INCOMPLETE : DUE_MISSING;
    if (mark.state != DUE_RECEIVED)
        mark.details =
            MESSAGE_WITH(MSG_movement_due_details, str_format(arena, "%zu", registered),
                         str_format(arena, "%zu", complete), str_format(arena, "%zu", expected));
    return mark;
}

static const struct err *look(struct db_tx *tx, struct arena *arena,
                              const struct cluster_year *year, int period_half,
                              struct due_mark *ret_marks) {
    struct movements movements;
    struct participations participations;
    TRY(movement_year_load(tx, arena, year, &movements));
    TRY(participation_load(tx, arena, year, STR(""), &participations));
    struct half half = half_of(year, period_half);
    for (size_t i = 0; i < year->members.count; i++)
        ret_marks[i] =
            mark_of(arena, year, &half, &movements, &participations, year->members.items[i].id);
    return NULL;
}

static struct str place(struct arena *arena, const struct cluster_year *year, int period_half) {
    (void)period_half;
    return str_format(arena, "nam/%d/phong-trao", year->year);
}

const struct due_kind movement_due = {
    .code = STR_INIT("movement"),
    .name = MSG_movement_due,
    .by_unit = true,
    .look = look,
    .place = place,
};
