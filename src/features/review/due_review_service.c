#include "features/review/due_review_service.h"

#include "features/review/review.h"
#include "features/review/review.sql.h"

/* What fills a section beside its text; 0: nothing does. */
struct filled {
    bool is_there[REVIEW_SECTION_COUNT];
    int64_t since_ms[REVIEW_SECTION_COUNT];
};

static void fill(struct filled *filled, enum review_section section, int64_t at_ms) {
    if (!filled->is_there[section] || at_ms < filled->since_ms[section])
        filled->since_ms[section] = at_ms;
    filled->is_there[section] = true;
}

static const struct err *load(struct db_tx *tx, struct arena *arena, struct str cluster_id,
                              struct str code, struct filled *filled, bool *ret_has_scores) {
    struct q_due_sections_rows texts;
    struct q_due_items_rows items;
    struct q_due_any_score_rows scores;
    TRY(q_due_sections(tx, arena, cluster_id, code, &texts));
    TRY(q_due_items(tx, arena, cluster_id, code, &items));
    TRY(q_due_any_score(tx, arena, cluster_id, code, &scores));
    for (size_t i = 0; i < texts.count; i++) {
        enum review_section section;
        if (review_section_from_code(texts.items[i].section, &section))
            fill(filled, section, texts.items[i].at_ms);
    }
    for (size_t i = 0; i < items.count; i++) {
        enum review_item_kind kind;
        if (review_item_from_code(items.items[i].kind, &kind))
            fill(filled, kind == REVIEW_SHORTCOMING ? REVIEW_CAUSES : REVIEW_DIRECTION,
                 items.items[i].at_ms);
    }
    *ret_has_scores = scores.count > 0;
    return NULL;
}

static const struct err *look(struct db_tx *tx, struct arena *arena,
                              const struct cluster_year *year, int period_half,
                              struct due_mark *ret_marks) {
    const struct cluster_year_period *half = cluster_year_half(year, period_half);
    if (!half)
        return NULL;
    struct filled filled = {0};
    bool has_scores = false;
    TRY(load(tx, arena, year->cluster_id, half->code, &filled, &has_scores));
    size_t there = 0;
    size_t written = 0;
    struct due_mark mark = {0};
    for (int section = 0; section < REVIEW_SECTION_COUNT; section++) {
        written += filled.is_there[section];
        /* Scores draw the table of results by themselves. */
        there += filled.is_there[section] || (section == REVIEW_RESULTS && has_scores);
        if (filled.since_ms[section] > mark.at_ms)
            mark.at_ms = filled.since_ms[section];
    }
    if (!written)
        return NULL;
    mark.state = there == REVIEW_SECTION_COUNT ? DUE_RECEIVED : DUE_INCOMPLETE;
    if (mark.state == DUE_INCOMPLETE)
        mark.details = MESSAGE_WITH(MSG_calendar_sections_missing,
                                    str_format(arena, "%zu", REVIEW_SECTION_COUNT - there));
    ret_marks[0] = mark;
    return NULL;
}

static struct str place(struct arena *arena, const struct cluster_year *year, int period_half) {
    const struct cluster_year_period *half = cluster_year_half(year, period_half);
    return half ? str_format(arena, STR_FMT "/bao-cao", STR_ARG(half->code))
                : str_format(arena, "nam/%d", year->year);
}

const struct due_kind due_review = {
    .code = STR_INIT("review"),
    .name = MSG_calendar_kind_review,
    .by_unit = false,
    .of_half = true,
    .look = look,
    .place = place,
};
