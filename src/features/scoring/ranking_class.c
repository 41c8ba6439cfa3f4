#include "features/scoring/ranking_class.h"

struct class_result ranking_class(struct arena *arena, const struct score_matrix *matrix,
                                  const struct ranking_columns *columns,
                                  const struct class_scale *scale, size_t unit) {
    const struct score_totals *totals = &matrix->totals[unit];
    if (!totals->complete || !scale->count)
        return (struct class_result){.index = -1, .by_points = -1};
    struct class_part *parts = ARENA_ARRAY(arena, struct class_part, columns->count);
    for (size_t i = 0; i < columns->count; i++) {
        const struct ranking_column *column = &columns->items[i];
        parts[i].points = scoring_content_points(matrix, unit, column->criterion, column->end,
                                                 &parts[i].max, NULL);
    }
    return class_of(scale, &(struct class_facts){.points = totals->compared,
                                                 .max = criteria_max_total(matrix->criteria),
                                                 .parts = parts,
                                                 .parts_count = columns->count,
                                                 .disciplined = totals->disciplined});
}

struct str ranking_class_name(const struct class_scale *scale, const struct class_result *result) {
    return result->index < 0 ? STR("") : scale->items[result->index].name;
}

struct str ranking_class_miss(struct arena *arena, enum lang lang,
                              const struct score_matrix *matrix,
                              const struct ranking_columns *columns,
                              const struct class_scale *scale, const struct class_result *result) {
    if (result->miss == CLASS_MISS_NONE || result->by_points < 0)
        return STR("");
    const struct score_class *missed = &scale->items[result->by_points];
    if (result->miss == CLASS_MISS_DISCIPLINE)
        return message_text(arena, lang, MESSAGE_WITH(MSG_ranking_class_discipline, missed->name));
    const struct ranking_column *column = &columns->items[result->missed_part];
    struct str floor = decimal_display(arena, missed->part_floor, 0, lang == LANG_VI ? ',' : '.');
    return message_text(arena, lang,
                        MESSAGE_WITH(MSG_ranking_class_part, missed->name,
                                     matrix->criteria->items[column->criterion].code, floor));
}
