#include "features/rulebook/named_rule_form.h"

#include "text/vi_fold.h"

struct form_reader {
    struct arena *arena;
    struct issues *issues;
};

static struct decimal read_number(const struct form_reader *r, struct str field, struct str text,
                                  struct decimal otherwise) {
    struct decimal value = otherwise;
    struct str digits =
        str_ends_with(text, STR("%")) ? str_trim(str_slice(text, 0, text.n - 1)) : text;
    if (str_is_empty(text))
        return otherwise;
    enum decimal_reading reading = decimal_read_human(digits, &value);
    if (reading != DECIMAL_READ)
        issue_add(r->arena, r->issues, field,
                  MESSAGE_WITH(reading == DECIMAL_AMBIGUOUS ? MSG_scoring_number_ambiguous
                                                            : MSG_scoring_not_a_number,
                               text));
    return value;
}

static struct date read_date(const struct form_reader *r, struct str text) {
    struct date date = {0};
    if (!str_is_empty(text) && !date_read_human(text, &date))
        issue_add(r->arena, r->issues, STR("valid_from"), MESSAGE_WITH(MSG_rule_date_wrong, text));
    return date;
}

/* The next line that says something; false at the end. */
static bool next_line(struct str *rest, struct str *ret_line) {
    while (rest->p) {
        *ret_line = str_trim(str_cut(rest, '\n'));
        if (!str_is_empty(*ret_line))
            return true;
    }
    return false;
}

static bool must_have_two(const struct form_reader *r, struct str field, struct str line,
                          struct str *ret_first, struct str *ret_rest) {
    *ret_rest = line;
    *ret_first = str_trim(str_cut(ret_rest, '|'));
    if (ret_rest->p && !str_is_empty(*ret_first))
        return true;
    issue_add(r->arena, r->issues, field, MESSAGE_WITH(MSG_rule_line_wrong, line));
    return false;
}

static void read_steps(const struct form_reader *r, struct str text, struct named_rule *rule) {
    LIST(struct step_rule) steps = {0};
    struct str line;
    struct str from;
    struct str value;
    while (next_line(&text, &line) && steps.count <= RULE_LINES_MAX)
        if (must_have_two(r, STR("steps"), line, &from, &value))
            *list_push(r->arena, &steps) =
                (struct step_rule){read_number(r, STR("steps"), from, DECIMAL_ZERO),
                                   read_number(r, STR("steps"), str_trim(value), DECIMAL_ZERO)};
    rule->steps = steps.items;
    rule->steps_count = steps.count;
}

static void read_grades(const struct form_reader *r, struct str text, struct named_rule *rule) {
    LIST(struct grade_rule) grades = {0};
    struct str line;
    struct str letter;
    struct str percent;
    while (next_line(&text, &line) && grades.count <= RULE_LINES_MAX)
        if (must_have_two(r, STR("grades"), line, &letter, &percent))
            *list_push(r->arena, &grades) = (struct grade_rule){
                letter, read_number(r, STR("grades"), str_trim(percent), DECIMAL_ZERO)};
    rule->grades = grades.items;
    rule->grades_count = grades.count;
}

/* What scores are stored by; a rule that came from elsewhere keeps its own. */
static bool read_level_code(const struct form_reader *r, struct str word,
                            struct level_rule *level) {
    struct str code = word;
    struct str mark = str_trim(str_cut(&code, ':'));
    if (!code.p || !str_equal_c(vi_fold(r->arena, mark), "ma"))
        return false;
    level->code = str_trim(code);
    return true;
}

static struct str level_code_of(struct arena *arena, struct str name) {
    struct str code = vi_slug(arena, name);
    return code.n > RULE_CODE_MAX ? str_slice(code, 0, RULE_CODE_MAX) : code;
}

static void read_consequences(const struct form_reader *r, struct str rest,
                              struct level_rule *level) {
    while (rest.p) {
        struct str word = str_trim(str_cut(&rest, '|'));
        struct str folded = vi_fold(r->arena, word);
        if (str_equal_c(folded, "loai"))
            level->disqualifies = true;
        else if (str_equal_c(folded, "ky luat"))
            level->disciplines = true;
        else if (!str_is_empty(word) && !read_level_code(r, word, level))
            issue_add(r->arena, r->issues, STR("levels"),
                      MESSAGE_WITH(MSG_rule_consequence_wrong, word));
    }
}

static void read_levels(const struct form_reader *r, struct str text, struct named_rule *rule) {
    LIST(struct level_rule) levels = {0};
    struct str line;
    struct str name;
    struct str rest;
    while (next_line(&text, &line) && levels.count <= RULE_LINES_MAX) {
        if (!must_have_two(r, STR("levels"), line, &name, &rest))
            continue;
        struct level_rule level = {.name = name, .code = level_code_of(r->arena, name)};
        level.points = read_number(r, STR("levels"), str_trim(str_cut(&rest, '|')), DECIMAL_ZERO);
        read_consequences(r, rest, &level);
        *list_push(r->arena, &levels) = level;
    }
    rule->levels = levels.items;
    rule->levels_count = levels.count;
}

void named_rule_form_read(struct arena *arena, enum criterion_kind kind,
                          const struct named_rule_form *form, struct named_rule *ret_rule,
                          struct issues *issues) {
    const struct form_reader r = {arena, issues};
    unsigned parts = rule_parts_of((int)kind);
    struct named_rule rule = named_rule_blank((int)kind);
    rule.code = form->code;
    rule.name = form->name;
    if (parts & (RULE_STEPS_PERCENT | RULE_STEPS_POINTS))
        read_steps(&r, form->steps, &rule);
    if (parts & RULE_GRADES)
        read_grades(&r, form->grades, &rule);
    if (parts & (RULE_LEVELS_BONUS | RULE_LEVELS_PENALTY)) {
        read_levels(&r, form->levels, &rule);
        rule.second_name = form->second_name;
        rule.second_percent = read_number(&r, STR("second"), form->second, rule.second_percent);
    }
    if (parts & RULE_BONUS) {
        rule.bonus_rate = read_number(&r, STR("bonus_rate"), form->bonus_rate, DECIMAL_ZERO);
        rule.bonus_cap_percent = read_number(&r, STR("bonus_cap"), form->bonus_cap, DECIMAL_ZERO);
    }
    if (parts & (RULE_LIMIT_BONUS | RULE_LIMIT_PENALTY)) {
        rule.has_limit = !str_is_empty(form->limit);
        rule.limit = read_number(&r, STR("limit"), form->limit, DECIMAL_ZERO);
    }
    if (parts & RULE_HALF)
        rule.half_percent = read_number(&r, STR("half"), form->half, rule.half_percent);
    rule.caps_all = (parts & RULE_CAPS_ALL) && form->caps_all;
    struct decimal scale = read_number(&r, STR("scale"), form->scale, DECIMAL(POINT_SCALE, 0));
    rule.scale = decimal_is_whole(scale) && scale.units >= 0 &&
                         decimal_compare(scale, DECIMAL(POINT_SCALE, 0)) <= 0
                     ? (int)decimal_round(scale, 0).units
                     : -1;
    rule_rounding_from_code(form->rounding, &rule.rounding);
    rule_mark_from_code(form->mark, &rule.mark);
    rule.fault = form->fault;
    rule.basis = form->basis;
    rule.valid_from = read_date(&r, form->valid_from);
    rule.valid_to = read_date(&r, form->valid_to);
    *ret_rule = rule;
}

/* --- back ----------------------------------------------------------------------------------- */

/* With a decimal comma and no mark of thousands: "1.500" would read back in two ways. */
static struct str shown(struct arena *arena, struct decimal value) {
    struct str rest = decimal_canonical(arena, value);
    struct str whole = str_cut(&rest, '.');
    return rest.p ? str_format(arena, STR_FMT "," STR_FMT, STR_ARG(whole), STR_ARG(rest)) : whole;
}

static struct str line_after(struct arena *arena, struct str text, struct str line) {
    return text.n ? str_format(arena, STR_FMT "\n" STR_FMT, STR_ARG(text), STR_ARG(line)) : line;
}

static struct str level_line(struct arena *arena, const struct level_rule *level) {
    bool own_code = !str_equal(level->code, level_code_of(arena, level->name));
    return str_format(arena, STR_FMT " | " STR_FMT "%s%s%s" STR_FMT, STR_ARG(level->name),
                      STR_ARG(shown(arena, level->points)), level->disqualifies ? " | loại" : "",
                      level->disciplines ? " | kỷ luật" : "", own_code ? " | mã: " : "",
                      STR_ARG(own_code ? level->code : STR("")));
}

void named_rule_form_write(struct arena *arena, const struct named_rule *rule,
                           struct named_rule_form *ret_form) {
    unsigned parts = rule_parts_of(rule->kind);
    struct named_rule_form form = {
        .code = rule->code,
        .name = rule->name,
        .steps = STR(""),
        .grades = STR(""),
        .levels = STR(""),
        .bonus_rate = parts & RULE_BONUS ? shown(arena, rule->bonus_rate) : STR(""),
        .bonus_cap = parts & RULE_BONUS ? shown(arena, rule->bonus_cap_percent) : STR(""),
        .limit = rule->has_limit ? shown(arena, rule->limit) : STR(""),
        .half = shown(arena, rule->half_percent),
        .second_name = rule->second_name,
        .second = shown(arena, rule->second_percent),
        .caps_all = rule->caps_all,
        .scale = str_format(arena, "%d", rule->scale),
        .rounding = rule_rounding_code(rule->rounding),
        .fault = rule->fault,
        .basis = rule->basis,
        .mark = rule_mark_code(rule->mark),
        .valid_from = date_display(arena, rule->valid_from),
        .valid_to = date_display(arena, rule->valid_to),
    };
    for (size_t i = 0; i < rule->steps_count; i++)
        form.steps = line_after(arena, form.steps,
                                str_format(arena, STR_FMT " | " STR_FMT,
                                           STR_ARG(shown(arena, rule->steps[i].threshold)),
                                           STR_ARG(shown(arena, rule->steps[i].value))));
    for (size_t i = 0; i < rule->grades_count; i++)
        form.grades =
            line_after(arena, form.grades,
                       str_format(arena, STR_FMT " | " STR_FMT, STR_ARG(rule->grades[i].letter),
                                  STR_ARG(shown(arena, rule->grades[i].percent))));
    for (size_t i = 0; i < rule->levels_count; i++)
        form.levels = line_after(arena, form.levels, level_line(arena, &rule->levels[i]));
    *ret_form = form;
}
