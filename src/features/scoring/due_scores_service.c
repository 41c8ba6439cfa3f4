#include "features/scoring/due_scores_service.h"

#include "features/scoring/exemption_service.h"
#include "features/scoring/scoring.sql.h"
#include "features/scoring/scoring_service.h"

/* What the units of a half-year are asked for. */
struct asked {
    const struct criteria *criteria;
    const bool *exempt; /* members × criteria; NULL: everything is assigned to everybody */
};

static bool is_asked(const struct asked *asked, size_t member, size_t criterion) {
    return criterion_expects_self(&asked->criteria->items[criterion]) &&
           !(asked->exempt && asked->exempt[member * asked->criteria->count + criterion]);
}

static long long count_asked(const struct asked *asked, size_t member) {
    long long count = 0;
    for (size_t i = 0; i < asked->criteria->count; i++)
        count += is_asked(asked, member, i);
    return count;
}

/* How much each member has said of what it is asked for, the last of it first said when. */
struct said {
    long long criteria;
    int64_t at_ms;
};

static void count_said(const struct asked *asked, const struct cluster_period *cluster,
                       const struct q_due_scores_rows *rows, struct said *ret_said) {
    for (size_t i = 0; i < rows->count; i++) {
        const struct q_due_scores_row *row = &rows->items[i];
        ptrdiff_t member = cluster_member_by_id(cluster, row->unit_id);
        ptrdiff_t criterion = criteria_find(asked->criteria, row->criterion_code);
        if (member < 0 || criterion < 0 || !is_asked(asked, (size_t)member, (size_t)criterion))
            continue;
        ret_said[member].criteria++;
        if (row->first_ms > ret_said[member].at_ms)
            ret_said[member].at_ms = row->first_ms;
    }
}

static const struct err *look_at_sheets(struct db_tx *tx, struct arena *arena,
                                        const struct cluster_year *year, int period_half,
                                        struct due_mark *ret_marks) {
    const struct cluster_year_period *half = cluster_year_half(year, period_half);
    if (!half)
        return NULL;
    struct cluster_period cluster;
    struct criteria_table table;
    struct q_due_scores_rows rows;
    bool *exempt;
    TRY(cluster_load(tx, arena, year->slug, half->code, &cluster));
    TRY(scoring_load_table(tx, arena, cluster.id, &table));
    if (!table.exists || !table.locked)
        return NULL; /* no table that one could fill in */
    TRY(exemption_load(tx, arena, &cluster, &table.criteria, &exempt));
    TRY(q_due_scores(tx, arena, year->cluster_id, half->code, &rows));
    struct asked asked = {&table.criteria, exempt};
    struct said *said = ARENA_ARRAY(arena, struct said, cluster.members.count);
    count_said(&asked, &cluster, &rows, said);
    for (size_t i = 0; i < cluster.members.count; i++) {
        ptrdiff_t member = cluster_year_member_by_id(year, cluster.members.items[i].id);
        if (member < 0 || !said[i].criteria)
            continue;
        long long left = count_asked(&asked, i) - said[i].criteria;
        ret_marks[member] = (struct due_mark){.state = left ? DUE_INCOMPLETE : DUE_RECEIVED,
                                              .at_ms = said[i].at_ms};
        if (left)
            ret_marks[member].details =
                MESSAGE_WITH(MSG_calendar_criteria_missing, str_format(arena, "%lld", left));
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
