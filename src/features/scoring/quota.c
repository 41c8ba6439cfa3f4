#include "features/scoring/quota.h"

static const struct {
    struct str code;
    enum msg_id name;
} ROUNDINGS[QUOTA_ROUNDING_COUNT] = {
    [QUOTA_FLOOR] = {STR_INIT("floor"), MSG_rule_quota_floor},
    [QUOTA_ROUNDED] = {STR_INIT("rounded"), MSG_rule_quota_rounded},
    [QUOTA_AT_LEAST_ONE] = {STR_INIT("at-least-one"), MSG_rule_quota_at_least_one},
};

struct str quota_rounding_code(enum quota_rounding rounding) {
    return ROUNDINGS[rounding].code;
}

bool quota_rounding_from_code(struct str code, enum quota_rounding *ret_rounding) {
    for (int i = 0; i < QUOTA_ROUNDING_COUNT; i++)
        if (str_equal(ROUNDINGS[i].code, code)) {
            *ret_rounding = (enum quota_rounding)i;
            return true;
        }
    return false;
}

enum msg_id quota_rounding_name(enum quota_rounding rounding) {
    return ROUNDINGS[rounding].name;
}

/* percent × base ÷ 100 as a fraction; false for what is no share. */
static bool share_of(size_t base, struct decimal percent, struct ratio *ret_share) {
    if (percent.units < 0 || decimal_compare(percent, DECIMAL(100, 0)) > 0 || base > INT32_MAX)
        return false;
    *ret_share = ratio_divide(ratio_multiply(ratio_of(percent), ratio_of_int((int64_t)base)),
                              ratio_of_int(100));
    return !ret_share->bad;
}

size_t quota_ceiling(size_t base, struct decimal percent, enum quota_rounding rounding) {
    struct ratio share;
    struct decimal rounded;
    if (!share_of(base, percent, &share))
        return 0;
    if (rounding == QUOTA_ROUNDED)
        return ratio_round(share, 0, &rounded) ? (size_t)rounded.units : 0;
    size_t whole = (size_t)(share.numerator / share.denominator);
    bool lift = rounding == QUOTA_AT_LEAST_ONE && whole == 0 && share.numerator > 0;
    return lift ? 1 : whole;
}

size_t quota_minimum(size_t base, struct decimal percent, bool strictly_more) {
    struct ratio share;
    if (!share_of(base, percent, &share))
        return base;
    size_t whole = (size_t)(share.numerator / share.denominator);
    bool exact = share.numerator % share.denominator == 0;
    return exact && !strictly_more ? whole : whole + 1;
}

size_t votes_needed(size_t members, struct vote_share share) {
    return share.whole ? (members * share.part + share.whole - 1) / share.whole : members;
}

bool votes_pass(size_t yes, size_t members, struct vote_share share) {
    return members > 0 && yes <= members && yes >= votes_needed(members, share);
}

struct decimal votes_percent(size_t yes, size_t members) {
    struct decimal percent = DECIMAL(0, 2);
    if (members > 0)
        ratio_round(ratio_divide(ratio_of_int((int64_t)yes * 100), ratio_of_int((int64_t)members)),
                    2, &percent);
    return percent;
}
