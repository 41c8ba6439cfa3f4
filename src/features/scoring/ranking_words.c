#include "features/scoring/ranking_words.h"

static struct str with_count(struct arena *arena, enum lang lang, enum msg_id id, size_t count) {
    return message_text(arena, lang, MESSAGE_WITH(id, str_format(arena, "%zu", count)));
}

struct str ranking_note(struct arena *arena, enum lang lang, const struct criteria *criteria,
                        const struct ranking_rule *rule, const struct standing *standings,
                        size_t index) {
    const struct standing *standing = &standings[index];
    if (!standing->totals.complete)
        return with_count(arena, lang, MSG_ranking_missing_note, standing->totals.missing);
    if (standing->totals.disqualified) {
        const struct criterion *by = &criteria->items[standing->totals.disqualified_by];
        return message_text(arena, lang,
                            MESSAGE_WITH(MSG_ranking_disqualified, by->code, by->name));
    }
    if (standing->undecided)
        return with_count(arena, lang, MSG_ranking_undecided, (size_t)rule->last_place);
    if (standing->beyond)
        return with_count(arena, lang, MSG_ranking_beyond, (size_t)rule->last_place);
    if (standing->shared)
        return message_plain(lang, MSG_ranking_tied);
    return ranking_tie_words(arena, lang, criteria, standings, index);
}

/* "II.2, I, biểu quyết" */
static struct str tie_order(struct arena *arena, enum lang lang, const struct criteria *criteria,
                            const struct ranking_rule *rule) {
    struct str words = STR("");
    for (size_t i = 0; i < rule->ties_count; i++)
        words = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(words), i ? ", " : "",
                           STR_ARG(criteria->items[rule->ties[i]].code));
    if (!rule->by_vote)
        return words;
    return str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(words), words.n ? ", " : "",
                      STR_ARG(message_plain(lang, MSG_ranking_tie_rule_vote)));
}

struct str ranking_tie_rule_words(struct arena *arena, enum lang lang,
                                  const struct criteria *criteria,
                                  const struct ranking_rule *rule) {
    struct str order = tie_order(arena, lang, criteria, rule);
    return order.n ? message_text(arena, lang, MESSAGE_WITH(MSG_ranking_tie_rule_order, order))
                   : message_plain(lang, MSG_ranking_tie_rule);
}
