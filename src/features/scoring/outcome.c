#include "features/scoring/outcome.h"

static const struct str KINDS[OUTCOME_KIND_COUNT] = {
    [OUTCOME_VOTE] = STR_INIT("vote"),
    [OUTCOME_TIE] = STR_INIT("tie"),
    [OUTCOME_APPROVE] = STR_INIT("approve"),
    [OUTCOME_RETURN] = STR_INIT("return"),
};

struct str outcome_kind_code(enum outcome_kind kind) {
    return KINDS[kind];
}

bool outcome_kind_from_code(struct str code, enum outcome_kind *ret_kind) {
    for (int kind = 0; kind < OUTCOME_KIND_COUNT; kind++)
        if (str_equal(KINDS[kind], code)) {
            *ret_kind = (enum outcome_kind)kind;
            return true;
        }
    return false;
}

/* The newest record that says something of the whole result, beginning before END. */
static const struct outcome_record *newest(const struct scoring_outcome *outcome, size_t end,
                                           size_t *ret_index) {
    for (size_t i = end; i-- > 0;)
        if (outcome->records.items[i].kind != OUTCOME_TIE) {
            *ret_index = i;
            return &outcome->records.items[i];
        }
    return NULL;
}

/* The newest; before an approval, what it approved. */
const struct outcome_record *outcome_adopted(const struct scoring_outcome *outcome) {
    size_t index = outcome->records.count;
    const struct outcome_record *record = newest(outcome, index, &index);
    while (record && record->kind == OUTCOME_APPROVE)
        record = newest(outcome, index, &index);
    return record && record->kind == OUTCOME_VOTE && record->accepted ? record : NULL;
}

const struct outcome_record *outcome_approved(const struct scoring_outcome *outcome) {
    size_t index;
    const struct outcome_record *record = newest(outcome, outcome->records.count, &index);
    return record && record->kind == OUTCOME_APPROVE ? record : NULL;
}

const struct outcome_record *outcome_returned(const struct scoring_outcome *outcome) {
    size_t index;
    const struct outcome_record *record = newest(outcome, outcome->records.count, &index);
    return record && record->kind == OUTCOME_RETURN ? record : NULL;
}

/* --- votes --------------------------------------------------------------------------------- */

enum { VOTE_WHOLE_MAX = 1000 };

bool vote_rule_read(struct str value, struct vote_rule *ret_rule) {
    struct str rest = str_trim(value);
    struct vote_rule rule = {.more = str_starts_with(rest, STR(">"))};
    if (rule.more)
        rest = str_slice(rest, 1, rest.n);
    struct str part = str_cut(&rest, '/');
    long long p;
    long long w;
    if (!rest.p || !str_to_int64(part, &p) || !str_to_int64(rest, &w) || p < 1 || w < p ||
        w > VOTE_WHOLE_MAX || (rule.more && p == w))
        return false;
    rule.share = (struct vote_share){(unsigned)p, (unsigned)w};
    *ret_rule = rule;
    return true;
}

size_t vote_rule_needed(const struct vote_rule *rule, size_t members) {
    return rule->more ? members * rule->share.part / rule->share.whole + 1
                      : votes_needed(members, rule->share);
}

struct message vote_rule_words(struct arena *arena, const struct vote_rule *rule) {
    return MESSAGE_WITH(rule->more ? MSG_scoring_share_more : MSG_scoring_share_least,
                        str_format(arena, "%u/%u", rule->share.part, rule->share.whole));
}

/* --- what the result is called ------------------------------------------------------------- */

bool result_is_final(const struct scoring_result *result) {
    return result->state == RESULT_APPROVED && !result->is_half_year;
}

enum msg_id result_words(const struct scoring_result *result) {
    static const enum msg_id WORDS[] = {
        [RESULT_NONE] = MSG_scoring_result_none,
        [RESULT_OPEN] = MSG_scoring_result_open,
        [RESULT_VERIFIED] = MSG_scoring_result_verified,
        [RESULT_ADOPTED] = MSG_scoring_result_adopted,
        [RESULT_APPROVED] = MSG_scoring_result_approved,
    };
    return WORDS[result->state];
}

enum msg_id result_note(const struct scoring_result *result) {
    if (result->changed)
        return MSG_scoring_result_changed;
    return result->is_half_year && result->state != RESULT_NONE ? MSG_scoring_result_half_year
                                                                : MSG_none;
}
