#include "features/scoring/setting_field_service.h"

#include "features/scoring/class_scale.h"

enum { COUNT_MAX = 9999, OVER_MAX = 1000, TIES_MAX = 20 };

static void wrong(const struct setting_context *context, const struct setting_field *field,
                  struct issues *issues, struct message message) {
    issue_add(context->arena, issues, scoring_key_code(field->key), message);
}

static const struct setting_choice *choice_of(const struct setting_field *field, struct str value) {
    for (size_t i = 0; i < field->choices_count; i++)
        if (str_equal(field->choices[i].value, value))
            return &field->choices[i];
    return NULL;
}

struct str setting_read(const struct setting_context *context, const struct setting_field *field,
                        struct str typed, struct issues *issues) {
    typed = str_trim(str_or_empty(typed));
    if (field->look == SETTING_LOOK_CHOICE) {
        if (!choice_of(field, typed))
            wrong(context, field, issues, MESSAGE(MSG_convention_choice_unknown));
        return typed;
    }
    if (str_is_empty(typed)) {
        if (!field->empty)
            wrong(context, field, issues, MESSAGE(MSG_convention_empty));
        return STR("");
    }
    return field->read ? field->read(context, field, typed, issues) : typed;
}

struct str setting_tell(const struct setting_context *context, const struct setting_field *field,
                        enum lang lang, struct str value) {
    const struct setting_choice *choice = choice_of(field, value);
    if (choice)
        return message_plain(lang, choice->words);
    if (str_is_empty(value))
        return field->empty ? message_plain(lang, field->empty) : STR("");
    return field->tell ? field->tell(context, lang, value) : value;
}

struct str setting_edit(const struct setting_context *context, const struct setting_field *field,
                        enum lang lang, struct str value) {
    return field->edit && value.n ? field->edit(context, lang, value) : str_or_empty(value);
}

/* --- kinds of values ------------------------------------------------------------------------ */

struct str setting_read_day(const struct setting_context *context,
                            const struct setting_field *field, struct str typed,
                            struct issues *issues) {
    struct date day;
    if (date_read_human(typed, &day))
        return date_iso(context->arena, day);
    wrong(context, field, issues, MESSAGE_WITH(MSG_convention_day_wrong, typed));
    return typed;
}

struct str setting_tell_day(const struct setting_context *context, enum lang lang,
                            struct str value) {
    (void)lang;
    struct date day;
    return date_parse_iso(value, &day) ? date_display(context->arena, day) : value;
}

static bool is_whole(struct str text, int max, int *ret_number) {
    struct decimal number;
    if (decimal_read_human(text, &number) != DECIMAL_READ || !decimal_is_whole(number) ||
        number.units < 0 || decimal_compare(number, DECIMAL(max, 0)) > 0)
        return false;
    number = decimal_round(number, 0);
    *ret_number = (int)number.units;
    return true;
}

struct str setting_read_count(const struct setting_context *context,
                              const struct setting_field *field, struct str typed,
                              struct issues *issues) {
    int number = 0;
    if (is_whole(typed, COUNT_MAX, &number))
        return str_format(context->arena, "%d", number);
    wrong(context, field, issues,
          MESSAGE_WITH(MSG_convention_count_wrong, typed,
                       str_format(context->arena, "%d", COUNT_MAX)));
    return typed;
}

static struct str read_places(const struct setting_context *context,
                              const struct setting_field *field, struct str typed,
                              struct issues *issues) {
    struct str value = setting_read_count(context, field, typed, issues);
    if (str_equal_c(value, "0"))
        wrong(context, field, issues, MESSAGE(MSG_convention_places_none));
    return value;
}

static struct str read_over(const struct setting_context *context,
                            const struct setting_field *field, struct str typed,
                            struct issues *issues) {
    struct decimal percent;
    struct str number = typed;
    if (number.n && number.p[number.n - 1] == '%')
        number = str_trim(str_slice(number, 0, number.n - 1));
    if (decimal_read_human(number, &percent) == DECIMAL_READ &&
        decimal_compare(percent, DECIMAL(100, 0)) >= 0 &&
        decimal_compare(percent, DECIMAL(OVER_MAX, 0)) <= 0)
        return decimal_canonical(context->arena, percent);
    wrong(
        context, field, issues,
        MESSAGE_WITH(MSG_convention_over_wrong, typed, str_format(context->arena, "%d", OVER_MAX)));
    return typed;
}

static struct str edit_decimal(const struct setting_context *context, enum lang lang,
                               struct str value) {
    struct decimal number;
    return decimal_parse(value, &number)
               ? decimal_display(context->arena, number, 0, lang == LANG_VI ? ',' : '.')
               : value;
}

static struct str tell_percent(const struct setting_context *context, enum lang lang,
                               struct str value) {
    return str_concat(context->arena, edit_decimal(context, lang, value), STR(" %"));
}

static struct str read_quota(const struct setting_context *context,
                             const struct setting_field *field, struct str typed,
                             struct issues *issues) {
    ptrdiff_t at = str_find(typed, STR("%"));
    bool percent = at >= 0;
    struct str text = percent ? str_trim(str_slice(typed, 0, (size_t)at)) : typed;
    struct str base = percent ? str_trim(str_slice(typed, (size_t)at + 1, typed.n)) : STR("");
    bool of_all = str_equal_c(base, "all") || str_equal_c(base, "tất cả");
    int number = 0;
    if (is_whole(text, percent ? 100 : COUNT_MAX, &number) && (of_all || !base.n))
        return str_format(context->arena, !percent ? "%d" : of_all ? "%d%% all" : "%d%%", number);
    wrong(context, field, issues, MESSAGE_WITH(MSG_convention_quota_wrong, typed));
    return typed;
}

/* "50%": of the members that are left after the flags; "50% all": of all. */
static struct str tell_quota(const struct setting_context *context, enum lang lang,
                             struct str value) {
    ptrdiff_t at = str_find(value, STR("%"));
    if (at < 0)
        return value;
    bool of_all = str_find(value, STR("all")) >= 0;
    return message_text(
        context->arena, lang,
        MESSAGE_WITH(of_all ? MSG_convention_quota_of_all : MSG_convention_quota_of_rest,
                     str_slice(value, 0, (size_t)at)));
}

static struct str edit_quota(const struct setting_context *context, enum lang lang,
                             struct str value) {
    bool of_all = str_find(value, STR("all")) >= 0;
    struct str percent = str_slice(value, 0, (size_t)(str_find(value, STR("%")) + 1));
    return of_all && lang == LANG_VI ? str_concat(context->arena, percent, STR(" tất cả")) : value;
}

/* --- classes ---------------------------------------------------------------------------------- */

static struct str read_classes(const struct setting_context *context,
                               const struct setting_field *field, struct str typed,
                               struct issues *issues) {
    struct class_scale scale;
    size_t before = issues->count;
    class_scale_read(context->arena, typed, scoring_key_code(field->key), &scale, issues);
    return issues->count > before ? typed : class_scale_write(context->arena, &scale);
}

/* --- what breaks equal totals ----------------------------------------------------------------- */

/* "II.2, III.1, vote": criteria of the table, each once; "vote" (or "biểu quyết") only last. */
static struct str read_ties(const struct setting_context *context,
                            const struct setting_field *field, struct str typed,
                            struct issues *issues) {
    struct arena *arena = context->arena;
    struct str value = STR("");
    size_t count = 0;
    bool vote = false;
    struct str rest = typed;
    while (rest.n && count <= TIES_MAX) {
        struct str code = str_trim(str_cut(&rest, ','));
        if (str_is_empty(code))
            continue;
        if (vote) {
            wrong(context, field, issues, MESSAGE(MSG_convention_vote_last));
            return typed;
        }
        vote = str_equal_c(code, "vote") || str_equal_c(code, "biểu quyết");
        if (!vote && criteria_find(context->criteria, code) < 0)
            wrong(context, field, issues, MESSAGE_WITH(MSG_convention_code_unknown, code));
        struct str once = str_format(arena, "," STR_FMT ",", STR_ARG(code));
        if (str_find(str_format(arena, "," STR_FMT ",", STR_ARG(value)), once) >= 0)
            wrong(context, field, issues, MESSAGE_WITH(MSG_convention_code_twice, code));
        code = vote ? STR("vote") : code;
        value =
            count++ ? str_format(arena, STR_FMT "," STR_FMT, STR_ARG(value), STR_ARG(code)) : code;
    }
    if (count > TIES_MAX)
        wrong(context, field, issues,
              MESSAGE_WITH(MSG_convention_ties_many, str_format(context->arena, "%d", TIES_MAX)));
    return value;
}

static struct str tell_ties(const struct setting_context *context, enum lang lang,
                            struct str value) {
    struct str told = STR("");
    for (size_t n = 1; value.n; n++) {
        struct str code = str_cut(&value, ',');
        ptrdiff_t at = criteria_find(context->criteria, code);
        struct str name = at >= 0 ? context->criteria->items[at].name : STR("");
        struct str words =
            str_equal_c(code, "vote")
                ? message_plain(lang, MSG_convention_vote)
                : str_format(context->arena, STR_FMT " " STR_FMT, STR_ARG(code), STR_ARG(name));
        told = str_format(context->arena, STR_FMT "%s%zu) " STR_FMT, STR_ARG(told),
                          n > 1 ? "; " : "", n, STR_ARG(str_trim(words)));
    }
    return told;
}

static struct str edit_ties(const struct setting_context *context, enum lang lang,
                            struct str value) {
    struct str shown = STR("");
    while (value.n) {
        struct str code = str_cut(&value, ',');
        if (str_equal_c(code, "vote"))
            code = message_plain(lang, MSG_convention_vote);
        shown = shown.n ? str_format(context->arena, STR_FMT ", " STR_FMT, STR_ARG(shown),
                                     STR_ARG(code))
                        : code;
    }
    return shown;
}

/* --- the fields ------------------------------------------------------------------------------- */

static const struct setting_choice VISIBILITY[] = {
    {STR_INIT("all-sent"), MSG_convention_visibility_all_sent},
    {STR_INIT("always"), MSG_convention_visibility_always},
    {STR_INIT("adopted"), MSG_convention_visibility_adopted},
};
const struct setting_field setting_visibility = {
    .key = SETTING_VISIBILITY,
    .label = MSG_convention_visibility,
    .hint = MSG_convention_visibility_hint,
    .look = SETTING_LOOK_CHOICE,
    .choices = VISIBILITY,
    .choices_count = COUNT_OF(VISIBILITY),
};

static const struct setting_choice COMPARE[] = {
    {STR_INIT("share"), MSG_convention_compare_share},
    {STR_INIT("points"), MSG_convention_compare_points},
};
const struct setting_field setting_compare = {
    .key = SETTING_COMPARE,
    .label = MSG_convention_compare,
    .hint = MSG_convention_compare_hint,
    .look = SETTING_LOOK_CHOICE,
    .choices = COMPARE,
    .choices_count = COUNT_OF(COMPARE),
};

const struct setting_field setting_ties = {
    .key = SETTING_TIES,
    .label = MSG_convention_ties,
    .hint = MSG_convention_ties_hint,
    .look = SETTING_LOOK_LINE,
    .empty = MSG_convention_ties_empty,
    .read = read_ties,
    .tell = tell_ties,
    .edit = edit_ties,
};

const struct setting_field setting_classes = {
    .key = SETTING_CLASSES,
    .label = MSG_convention_classes,
    .hint = MSG_convention_classes_hint,
    .look = SETTING_LOOK_TEXT,
    .empty = MSG_convention_classes_empty,
    .read = read_classes,
};

const struct setting_field setting_places = {
    .key = SETTING_PLACES,
    .label = MSG_convention_places,
    .hint = MSG_convention_places_hint,
    .look = SETTING_LOOK_SHORT,
    .empty = MSG_convention_places_empty,
    .read = read_places,
};

static struct str read_half_target(const struct setting_context *context,
                                   const struct setting_field *field, struct str typed,
                                   struct issues *issues) {
    struct decimal percent;
    ptrdiff_t mark = str_find(typed, STR("%"));
    struct str number = mark < 0 ? typed : str_trim(str_slice(typed, 0, (size_t)mark));
    if (decimal_read_human(number, &percent) == DECIMAL_READ && percent.units > 0 &&
        decimal_compare(percent, DECIMAL(100, 0)) <= 0)
        return decimal_canonical(context->arena, percent);
    wrong(context, field, issues, MESSAGE_WITH(MSG_convention_half_target_wrong, typed));
    return typed;
}

const struct setting_field setting_half_target = {
    .key = SETTING_HALF_TARGET,
    .label = MSG_convention_half_target,
    .hint = MSG_convention_half_target_hint,
    .look = SETTING_LOOK_SHORT,
    .empty = MSG_convention_half_target_empty,
    .read = read_half_target,
    .tell = tell_percent,
    .edit = edit_decimal,
};

const struct setting_field setting_last_place = {
    .key = SETTING_LAST_PLACE,
    .label = MSG_convention_last_place,
    .hint = MSG_convention_last_place_hint,
    .look = SETTING_LOOK_SHORT,
    .empty = MSG_convention_last_place_empty,
    .read = read_places,
};

const struct setting_field setting_over_warning = {
    .key = SETTING_OVER_WARNING,
    .label = MSG_convention_over,
    .hint = MSG_convention_over_hint,
    .look = SETTING_LOOK_SHORT,
    .read = read_over,
    .tell = tell_percent,
    .edit = edit_decimal,
};

const struct setting_field setting_explain_until = {
    .key = SETTING_EXPLAIN_UNTIL,
    .label = MSG_convention_explain,
    .hint = MSG_convention_explain_hint,
    .look = SETTING_LOOK_SHORT,
    .empty = MSG_convention_day_empty,
    .read = setting_read_day,
    .tell = setting_tell_day,
    .edit = setting_tell_day,
};

const struct setting_field setting_dispute_until = {
    .key = SETTING_DISPUTE_UNTIL,
    .label = MSG_convention_dispute,
    .hint = MSG_convention_dispute_hint,
    .look = SETTING_LOOK_SHORT,
    .empty = MSG_convention_day_empty,
    .read = setting_read_day,
    .tell = setting_tell_day,
    .edit = setting_tell_day,
};

const struct setting_field setting_quota_flags = {
    .key = SETTING_QUOTA_FLAGS,
    .label = MSG_convention_flags,
    .hint = MSG_convention_flags_hint,
    .look = SETTING_LOOK_SHORT,
    .empty = MSG_convention_quota_empty,
    .read = setting_read_count,
};

const struct setting_field setting_quota_certificates = {
    .key = SETTING_QUOTA_CERTIFICATES,
    .label = MSG_convention_certificates,
    .hint = MSG_convention_certificates_hint,
    .look = SETTING_LOOK_SHORT,
    .empty = MSG_convention_quota_empty,
    .read = read_quota,
    .tell = tell_quota,
    .edit = edit_quota,
};

static const struct setting_choice CROSS_BLIND[] = {
    {STR_INIT(""), MSG_convention_blind_no},
    {STR_INIT("yes"), MSG_convention_blind_yes},
};
const struct setting_field setting_cross_blind = {
    .key = SETTING_CROSS_BLIND,
    .label = MSG_convention_blind,
    .hint = MSG_convention_blind_hint,
    .look = SETTING_LOOK_CHOICE,
    .choices = CROSS_BLIND,
    .choices_count = COUNT_OF(CROSS_BLIND),
};

static const struct setting_choice AGREEMENT[] = {
    {STR_INIT(""), MSG_convention_agreement_no},
    {STR_INIT("yes"), MSG_convention_agreement_yes},
};
const struct setting_field setting_agreement = {
    .key = SETTING_AGREEMENT,
    .label = MSG_convention_agreement,
    .hint = MSG_convention_agreement_hint,
    .look = SETTING_LOOK_CHOICE,
    .choices = AGREEMENT,
    .choices_count = COUNT_OF(AGREEMENT),
};
