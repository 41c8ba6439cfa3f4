#include "features/scoring/named_rule.h"

#include "features/scoring/scoring.h"
#include "text/utf8.h"
#include "text/vi_fold.h"

static const struct decimal HUNDRED = {100, 0};

static const struct {
    struct str code;
    enum msg_id name;
} ROUNDINGS[RULE_ROUNDING_COUNT] = {
    [RULE_HALF_UP] = {STR_INIT("half-up"), MSG_rule_round_half_up},
    [RULE_TRUNCATED] = {STR_INIT("truncated"), MSG_rule_round_truncated},
};

static const struct {
    struct str code;
    enum msg_id name;
} MARKS[RULE_MARK_COUNT] = {
    [RULE_UNVERIFIED] = {STR_INIT(""), MSG_rule_mark_none},
    [RULE_SEEN] = {STR_INIT("S"), MSG_rule_mark_seen},
    [RULE_SEEN_OTHER] = {STR_INIT("S2"), MSG_rule_mark_other},
    [RULE_INFERRED] = {STR_INIT("C"), MSG_rule_mark_inferred},
};

struct str rule_rounding_code(enum rule_rounding rounding) {
    return ROUNDINGS[rounding].code;
}

bool rule_rounding_from_code(struct str code, enum rule_rounding *ret_rounding) {
    for (int i = 0; i < RULE_ROUNDING_COUNT; i++)
        if (str_equal(ROUNDINGS[i].code, code)) {
            *ret_rounding = (enum rule_rounding)i;
            return true;
        }
    return false;
}

enum msg_id rule_rounding_name(enum rule_rounding rounding) {
    return ROUNDINGS[rounding].name;
}

struct str rule_mark_code(enum rule_mark mark) {
    return MARKS[mark].code;
}

bool rule_mark_from_code(struct str code, enum rule_mark *ret_mark) {
    for (int i = 0; i < RULE_MARK_COUNT; i++)
        if (str_equal(MARKS[i].code, code)) {
            *ret_mark = (enum rule_mark)i;
            return true;
        }
    return false;
}

enum msg_id rule_mark_name(enum rule_mark mark) {
    return MARKS[mark].name;
}

unsigned rule_parts_of(int kind) {
    static const unsigned PARTS[CRITERION_KIND_COUNT] = {
        [CRITERION_QUANTITY] = RULE_BONUS | RULE_LIMIT_BONUS,
        [CRITERION_INVERSE] = RULE_STEPS_PERCENT | RULE_BONUS | RULE_LIMIT_BONUS,
        [CRITERION_GRADE] = RULE_GRADES,
        [CRITERION_FEWER] = RULE_STEPS_PERCENT,
        [CRITERION_LEADER] = RULE_HALF,
        [CRITERION_BONUS] = RULE_CAPS_ALL,
        [CRITERION_PENALTY] = RULE_STEPS_POINTS,
        [CRITERION_EXTRA_ITEMS] = RULE_LIMIT_BONUS,
        [CRITERION_EXTRA_LEVEL] = RULE_LEVELS_BONUS,
        [CRITERION_PENALTY_ITEMS] = RULE_LIMIT_PENALTY,
        [CRITERION_PENALTY_LEVEL] = RULE_LEVELS_PENALTY,
    };
    return kind >= 0 && kind < CRITERION_KIND_COUNT ? PARTS[kind] : 0;
}

struct named_rule named_rule_blank(int kind) {
    return (struct named_rule){
        .code = STR(""),
        .name = STR(""),
        .kind = kind,
        .bonus_rate = DECIMAL_ZERO,
        .bonus_cap_percent = DECIMAL_ZERO,
        .half_percent = DECIMAL(50, 0),
        .second_name = STR(""),
        .second_percent = HUNDRED,
        .scale = POINT_SCALE,
        .rounding = RULE_HALF_UP,
        .fault = STR(""),
        .basis = STR(""),
        .mark = RULE_UNVERIFIED,
    };
}

const struct step_rule *step_reached(const struct step_rule *steps, size_t count,
                                     struct decimal value) {
    const struct step_rule *reached = NULL;
    for (size_t i = 0; i < count; i++)
        if (decimal_compare(value, steps[i].threshold) >= 0)
            reached = &steps[i];
    return reached;
}

bool named_rule_holds(const struct named_rule *rule, struct date day) {
    return (date_is_empty(rule->valid_from) || date_compare(rule->valid_from, day) <= 0) &&
           (date_is_empty(rule->valid_to) || date_compare(day, rule->valid_to) < 0);
}

/* --- whether it makes sense ---------------------------------------------------------------- */

struct checker {
    struct arena *arena;
    const struct named_rule *rule;
    unsigned parts;
    struct issues *issues;
};

static void complain(const struct checker *c, struct str field, struct message message) {
    issue_add(c->arena, c->issues, field, message);
}

static bool is_percent(struct decimal value) {
    return value.units >= 0 && decimal_compare(value, HUNDRED) <= 0;
}

static bool is_code(struct str code) {
    for (size_t i = 0; i < code.n; i++) {
        char ch = code.p[i];
        if (!(ch >= 'a' && ch <= 'z') && !(ch >= '0' && ch <= '9') && ch != '-')
            return false;
    }
    return code.n > 0 && code.n <= RULE_CODE_MAX;
}

/* What people type for "nothing of it" must stay that. */
static bool is_word_for_none(struct str code) {
    return str_equal_c(code, "none") || str_equal_c(code, "khong") || str_equal_c(code, "0");
}

static void check_words(const struct checker *c) {
    const struct named_rule *rule = c->rule;
    if (!is_code(rule->code))
        complain(c, STR("code"),
                 MESSAGE_WITH(MSG_rule_code_wrong, str_format(c->arena, "%d", RULE_CODE_MAX)));
    if (rule->name.n == 0 || utf8_length(rule->name) > RULE_NAME_MAX)
        complain(c, STR("name"),
                 MESSAGE_WITH(MSG_rule_name_wrong, str_format(c->arena, "%d", RULE_NAME_MAX)));
    if (rule->basis.n == 0 || utf8_length(rule->basis) > RULE_BASIS_MAX)
        complain(c, STR("basis"),
                 MESSAGE_WITH(MSG_rule_basis_wrong, str_format(c->arena, "%d", RULE_BASIS_MAX)));
    if (utf8_length(rule->fault) > RULE_NAME_MAX || utf8_length(rule->second_name) > RULE_NAME_MAX)
        complain(c, STR("fault"),
                 MESSAGE_WITH(MSG_rule_words_long, str_format(c->arena, "%d", RULE_NAME_MAX)));
    if (rule->scale < 0 || rule->scale > POINT_SCALE)
        complain(c, STR("scale"),
                 MESSAGE_WITH(MSG_rule_scale_wrong, str_format(c->arena, "%d", POINT_SCALE)));
    if (!date_is_empty(rule->valid_from) && !date_is_empty(rule->valid_to) &&
        date_compare(rule->valid_from, rule->valid_to) >= 0)
        complain(c, STR("valid"), MESSAGE(MSG_rule_valid_wrong));
}

static void check_steps(const struct checker *c) {
    const struct named_rule *rule = c->rule;
    bool percent = c->parts & RULE_STEPS_PERCENT;
    bool fine = true;
    for (size_t i = 0; i < rule->steps_count && fine; i++) {
        const struct step_rule *step = &rule->steps[i];
        bool ordered = i == 0 || decimal_compare(step->threshold, step[-1].threshold) > 0;
        bool falling = i == 0 || decimal_compare(step->value, step[-1].value) <= 0;
        bool in_range = step->threshold.units >= 0 &&
                        (percent ? is_percent(step->value) : step->value.units <= 0);
        fine = ordered && falling && in_range;
        if (!ordered)
            complain(c, STR("steps"), MESSAGE(MSG_scoring_steps_not_ascending));
        else if (!falling)
            complain(c, STR("steps"), MESSAGE(MSG_rule_steps_not_falling));
        else if (!in_range)
            complain(
                c, STR("steps"),
                MESSAGE(percent ? MSG_scoring_percent_out_of_range : MSG_scoring_late_takes_off));
    }
    bool from_zero = rule->steps_count > 0 && rule->steps[0].threshold.units == 0;
    if (fine && percent && !from_zero)
        complain(c, STR("steps"), MESSAGE(MSG_scoring_fewer_starts_at_zero));
    else if (fine && rule->kind == CRITERION_INVERSE &&
             decimal_compare(rule->steps[0].value, HUNDRED) != 0)
        complain(c, STR("steps"), MESSAGE(MSG_rule_none_is_best));
    else if (fine && rule->steps_count == 0)
        complain(c, STR("steps"), MESSAGE(MSG_rule_no_steps));
}

static void check_grades(const struct checker *c) {
    const struct named_rule *rule = c->rule;
    if (rule->grades_count == 0)
        complain(c, STR("grades"), MESSAGE(MSG_scoring_no_grades));
    for (size_t i = 0; i < rule->grades_count; i++) {
        const struct grade_rule *grade = &rule->grades[i];
        if (grade->letter.n == 0 || utf8_length(grade->letter) > RULE_NAME_MAX)
            complain(c, STR("grades"),
                     MESSAGE_WITH(MSG_rule_name_wrong, str_format(c->arena, "%d", RULE_NAME_MAX)));
        if (!is_percent(grade->percent))
            complain(c, STR("grades"), MESSAGE(MSG_scoring_percent_out_of_range));
        for (size_t k = 0; k < i; k++)
            if (str_equal(vi_fold(c->arena, grade->letter),
                          vi_fold(c->arena, rule->grades[k].letter)))
                complain(c, STR("grades"), MESSAGE_WITH(MSG_scoring_grade_twice, grade->letter));
    }
}

static void check_levels(const struct checker *c) {
    const struct named_rule *rule = c->rule;
    bool off = c->parts & RULE_LEVELS_PENALTY;
    if (rule->levels_count == 0)
        complain(c, STR("levels"), MESSAGE(MSG_rule_levels_missing));
    for (size_t i = 0; i < rule->levels_count; i++) {
        const struct level_rule *level = &rule->levels[i];
        if (!is_code(level->code) || is_word_for_none(level->code) || level->name.n == 0 ||
            utf8_length(level->name) > RULE_NAME_MAX)
            complain(c, STR("levels"),
                     MESSAGE_WITH(MSG_rule_name_wrong, str_format(c->arena, "%d", RULE_NAME_MAX)));
        if (off ? level->points.units > 0 : level->points.units < 0)
            complain(c, STR("levels"),
                     MESSAGE(off ? MSG_rule_levels_take_off : MSG_rule_levels_give));
        for (size_t k = 0; k < i; k++)
            if (str_equal(level->code, rule->levels[k].code))
                complain(c, STR("levels"), MESSAGE_WITH(MSG_rule_level_twice, level->name));
    }
    if (!is_percent(rule->second_percent))
        complain(c, STR("second"), MESSAGE(MSG_scoring_percent_out_of_range));
}

void named_rule_check(struct arena *arena, const struct named_rule *rule, struct issues *issues) {
    const struct checker c = {arena, rule, rule_parts_of(rule->kind), issues};
    check_words(&c);
    if (rule->kind <= CRITERION_GROUP || rule->kind >= CRITERION_KIND_COUNT)
        complain(&c, STR("kind"), MESSAGE(MSG_scoring_kind_missing));
    if (rule->steps_count > RULE_LINES_MAX || rule->grades_count > RULE_LINES_MAX ||
        rule->levels_count > RULE_LINES_MAX)
        complain(&c, STR("steps"),
                 MESSAGE_WITH(MSG_scoring_too_many_rows, str_format(arena, "%d", RULE_LINES_MAX)));
    if (c.parts & (RULE_STEPS_PERCENT | RULE_STEPS_POINTS))
        check_steps(&c);
    if (c.parts & RULE_GRADES)
        check_grades(&c);
    if (c.parts & (RULE_LEVELS_BONUS | RULE_LEVELS_PENALTY))
        check_levels(&c);
    if (rule->bonus_rate.units < 0)
        complain(&c, STR("bonus_rate"), MESSAGE(MSG_rule_rate_negative));
    if (!is_percent(rule->bonus_cap_percent))
        complain(&c, STR("bonus_cap"), MESSAGE(MSG_scoring_percent_out_of_range));
    bool off = c.parts & RULE_LIMIT_PENALTY;
    if (rule->has_limit && (off ? rule->limit.units > 0 : rule->limit.units < 0))
        complain(&c, STR("limit"), MESSAGE(off ? MSG_rule_limit_take_off : MSG_rule_limit_give));
    if (!is_percent(rule->half_percent))
        complain(&c, STR("half"), MESSAGE(MSG_scoring_percent_out_of_range));
}
