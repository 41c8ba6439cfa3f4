#include "features/adoption/adoption_setting_service.h"

#include "features/scoring/outcome.h"

static struct str read_share(const struct setting_context *context,
                             const struct setting_field *field, struct str typed,
                             struct issues *issues) {
    struct vote_rule rule;
    if (!vote_rule_read(typed, &rule)) {
        issue_add(context->arena, issues, scoring_key_code(field->key),
                  MESSAGE(MSG_adoption_share_wrong));
        return STR("");
    }
    return str_format(context->arena, "%s%u/%u", rule.more ? ">" : "", rule.share.part,
                      rule.share.whole);
}

static struct str tell_share(const struct setting_context *context, enum lang lang,
                             struct str value) {
    struct vote_rule rule;
    return vote_rule_read(value, &rule)
               ? message_text(context->arena, lang, vote_rule_words(context->arena, &rule))
               : value;
}

static struct str edit_share(const struct setting_context *context, enum lang lang,
                             struct str value) {
    (void)context;
    (void)lang;
    return value;
}

const struct setting_field setting_adopt_share = {
    .key = SETTING_ADOPT_SHARE,
    .label = MSG_adoption_share,
    .hint = MSG_adoption_share_hint,
    .look = SETTING_LOOK_SHORT,
    .empty = MSG_none,
    .read = read_share,
    .tell = tell_share,
    .edit = edit_share,
};
