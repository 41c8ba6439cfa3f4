#include "features/crosscheck/due_crosscheck_service.h"

#include "features/crosscheck/crosscheck.sql.h"

static struct str member_name(const struct cluster_year *year, struct str unit_id) {
    ptrdiff_t member = cluster_year_member_by_id(year, unit_id);
    return member < 0 ? STR("?") : year->members.items[member].name;
}

/* One that was sent and one that was not: begun. */
static void mark(const struct cluster_year *year, const struct q_crosscheck_due_row *row,
                 struct due_mark *m) {
    bool first = m->state == DUE_MISSING && !m->at_ms && m->details.id == MSG_none;
    if (row->sent_ms) {
        m->state = first || m->state == DUE_RECEIVED ? DUE_RECEIVED : DUE_INCOMPLETE;
        m->at_ms = row->sent_ms > m->at_ms ? row->sent_ms : m->at_ms;
        return;
    }
    if (!first && m->state == DUE_RECEIVED)
        m->state = DUE_INCOMPLETE;
    m->details = MESSAGE_WITH(MSG_crosscheck_due_details, member_name(year, row->target_unit_id));
}

static const struct err *look(struct db_tx *tx, struct arena *arena,
                              const struct cluster_year *year, int period_half,
                              struct due_mark *ret_marks) {
    const struct cluster_year_period *half = cluster_year_half(year, period_half);
    if (!half)
        return NULL;
    struct q_crosscheck_due_rows rows;
    TRY(q_crosscheck_due(tx, arena, year->cluster_id, half->code, &rows));
    if (!rows.count)
        return NULL; /* nothing was drawn */
    bool *checks = ARENA_ARRAY(arena, bool, year->members.count + 1);
    for (size_t i = 0; i < rows.count; i++) {
        ptrdiff_t member = cluster_year_member_by_id(year, rows.items[i].checker_unit_id);
        if (member < 0)
            continue;
        checks[member] = true;
        mark(year, &rows.items[i], &ret_marks[member]);
    }
    for (size_t i = 0; i < year->members.count; i++)
        if (!checks[i])
            ret_marks[i].state = DUE_RECEIVED;
    return NULL;
}

static struct str place(struct arena *arena, const struct cluster_year *year, int period_half) {
    const struct cluster_year_period *half = cluster_year_half(year, period_half);
    return half ? str_format(arena, STR_FMT "/kiem-tra-cheo", STR_ARG(half->code))
                : str_format(arena, "nam/%d", year->year);
}

const struct due_kind due_crosscheck = {
    .code = STR_INIT("crosscheck"),
    .name = MSG_calendar_kind_crosscheck,
    .by_unit = true,
    .of_half = true,
    .look = look,
    .place = place,
};
