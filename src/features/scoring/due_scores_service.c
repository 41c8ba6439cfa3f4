#include "features/scoring/due_scores_service.h"

#include "features/scoring/scoring.sql.h"

static const struct err *look_at_sheets(struct db_tx *tx, struct arena *arena,
                                        const struct cluster_year *year, int period_half,
                                        struct due_mark *ret_marks) {
    const struct cluster_year_period *half = cluster_year_half(year, period_half);
    if (!half)
        return NULL;
    bool found;
    struct q_due_criteria_row all;
    struct q_due_scores_rows rows;
    TRY(q_due_criteria(tx, arena, year->cluster_id, half->code, &found, &all));
    if (!found || !all.criteria)
        return NULL; /* no table that one could fill in */
    TRY(q_due_scores(tx, arena, year->cluster_id, half->code, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_due_scores_row *row = &rows.items[i];
        ptrdiff_t member = cluster_year_member_by_id(year, row->unit_id);
        if (member < 0)
            continue;
        bool complete = row->criteria >= all.criteria;
        ret_marks[member] = (struct due_mark){.state = complete ? DUE_RECEIVED : DUE_INCOMPLETE,
                                              .at_ms = row->at_ms};
        if (!complete)
            ret_marks[member].details =
                MESSAGE_WITH(MSG_calendar_criteria_missing,
                             str_format(arena, "%lld", (long long)(all.criteria - row->criteria)));
    }
    return NULL;
}

static const struct err *look_at_answers(struct db_tx *tx, struct arena *arena,
                                         const struct cluster_year *year, int period_half,
                                         struct due_mark *ret_marks) {
    const struct cluster_year_period *half = cluster_year_half(year, period_half);
    if (!half)
        return NULL;
    struct q_due_answers_rows rows;
    TRY(q_due_answers(tx, arena, year->cluster_id, half->code, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_due_answers_row *row = &rows.items[i];
        ptrdiff_t member = cluster_year_member_by_id(year, row->unit_id);
        if (member < 0)
            continue;
        bool stands = row->answered_ms >= row->decided_ms;
        ret_marks[member] = (struct due_mark){.state = stands ? DUE_RECEIVED : DUE_INCOMPLETE,
                                              .at_ms = row->answered_ms};
        if (!stands)
            ret_marks[member].details = MESSAGE(MSG_calendar_answer_outdated);
    }
    return NULL;
}

static struct str place_of(struct arena *arena, const struct cluster_year *year, int period_half,
                           const char *segment) {
    const struct cluster_year_period *half = cluster_year_half(year, period_half);
    return half ? str_format(arena, STR_FMT "/%s", STR_ARG(half->code), segment)
                : str_format(arena, "nam/%d", year->year);
}

static struct str intake_place(struct arena *arena, const struct cluster_year *year,
                               int period_half) {
    return place_of(arena, year, period_half, "nhap-phieu");
}

static struct str verify_place(struct arena *arena, const struct cluster_year *year,
                               int period_half) {
    return place_of(arena, year, period_half, "tham-dinh");
}

const struct due_kind due_self_score = {
    .code = STR_INIT("self-score"),
    .name = MSG_calendar_kind_self_score,
    .by_unit = true,
    .of_half = true,
    .look = look_at_sheets,
    .place = intake_place,
};

const struct due_kind due_feedback = {
    .code = STR_INIT("feedback"),
    .name = MSG_calendar_kind_feedback,
    .by_unit = true,
    .of_half = true,
    .look = look_at_answers,
    .place = verify_place,
};
