#include "features/scoring/named_rule_service.h"

#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/scoring/named_rule.sql.h"
#include "features/scoring/rule_pick.h"
#include "features/scoring/table_store_service.h"
#include "sys/id.h"

static struct decimal stored_decimal(struct str text) {
    struct decimal value = DECIMAL_ZERO;
    decimal_parse(text, &value);
    return value;
}

/* --- loading ------------------------------------------------------------------------------- */

static void put_line(struct named_rule *rule, const struct q_named_rule_lines_row *row) {
    struct decimal value = stored_decimal(row->value);
    if (str_equal_c(row->part, "step"))
        rule->steps[rule->steps_count++] = (struct step_rule){stored_decimal(row->key), value};
    else if (str_equal_c(row->part, "grade"))
        rule->grades[rule->grades_count++] = (struct grade_rule){row->key, value};
    else
        rule->levels[rule->levels_count++] =
            (struct level_rule){row->key, row->name, value, row->disqualifies, row->disciplines};
}

const struct err *named_rules_load(struct db_tx *tx, struct arena *arena,
                                   struct str cluster_period_id, struct scoring_rules *rules) {
    struct q_named_rules_of_period_rows cards;
    TRY(q_named_rules_of_period(tx, arena, cluster_period_id, &cards));
    struct named_rule *named = ARENA_ARRAY(arena, struct named_rule, cards.count);
    struct q_named_rule_lines_rows lines = {0};
    if (cards.count)
        TRY(q_named_rule_lines(tx, arena, cluster_period_id, &lines));
    size_t line = 0;
    for (size_t i = 0; i < cards.count; i++) {
        const struct q_named_rules_of_period_row *row = &cards.items[i];
        enum criterion_kind kind;
        if (!criterion_kind_from_code(row->kind, &kind))
            return ERR(ERR_DATABASE, "a rule of the kind " STR_FMT, STR_ARG(row->kind));
        struct named_rule rule = named_rule_blank((int)kind);
        rule.code = row->code;
        rule.name = row->name;
        rule.bonus_rate = stored_decimal(row->bonus_rate);
        rule.bonus_cap_percent = stored_decimal(row->bonus_cap);
        rule.has_limit = row->limit_points.n > 0;
        rule.limit = stored_decimal(row->limit_points);
        rule.half_percent = stored_decimal(row->half_percent);
        rule.second_name = row->second_name;
        rule.second_percent = stored_decimal(row->second_percent);
        rule.caps_all = row->caps_all;
        rule.scale = row->scale >= 0 && row->scale <= POINT_SCALE ? (int)row->scale : POINT_SCALE;
        rule.fault = row->fault;
        rule.basis = row->basis;
        rule.valid_from = date_from_iso(row->valid_from);
        rule.valid_to = date_from_iso(row->valid_to);
        if (!rule_rounding_from_code(row->rounding, &rule.rounding) ||
            !rule_mark_from_code(row->mark, &rule.mark))
            return ERR(ERR_DATABASE, "the rule " STR_FMT, STR_ARG(row->code));
        size_t end = line;
        while (end < lines.count && str_equal(lines.items[end].card_id, row->id))
            end++;
        rule.steps = ARENA_ARRAY(arena, struct step_rule, end - line);
        rule.grades = ARENA_ARRAY(arena, struct grade_rule, end - line);
        rule.levels = ARENA_ARRAY(arena, struct level_rule, end - line);
        for (; line < end; line++)
            put_line(&rule, &lines.items[line]);
        named[i] = rule;
    }
    rules->named = named;
    rules->named_count = cards.count;
    return NULL;
}

/* --- storing ------------------------------------------------------------------------------- */

static const struct err *insert_lines(struct db_tx *tx, struct arena *arena, struct str id,
                                      const struct named_rule *rule) {
    for (size_t i = 0; i < rule->steps_count; i++)
        TRY(q_named_rule_line_insert(tx, id, STR("step"), (int64_t)i,
                                     decimal_canonical(arena, rule->steps[i].threshold), STR(""),
                                     decimal_canonical(arena, rule->steps[i].value), false, false));
    for (size_t i = 0; i < rule->grades_count; i++)
        TRY(q_named_rule_line_insert(tx, id, STR("grade"), (int64_t)i, rule->grades[i].letter,
                                     STR(""), decimal_canonical(arena, rule->grades[i].percent),
                                     false, false));
    for (size_t i = 0; i < rule->levels_count; i++)
        TRY(q_named_rule_line_insert(tx, id, STR("level"), (int64_t)i, rule->levels[i].code,
                                     rule->levels[i].name,
                                     decimal_canonical(arena, rule->levels[i].points),
                                     rule->levels[i].disqualifies, rule->levels[i].disciplines));
    return NULL;
}

struct named_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster;
    struct str code; /* of the rule that is changed or taken out; empty: new ones */
    const struct named_rule *rules;
    size_t count;
    struct str whence;
    struct issues *issues;
    size_t added;
};

/* All of them in place of those there. */
static const struct err *store_all(struct db_tx *tx, const struct named_work *work,
                                   struct str period_id, const struct named_rule *rules,
                                   size_t count) {
    struct arena *arena = work->arena;
    TRY(q_named_rule_lines_delete(tx, period_id));
    TRY(q_named_rules_delete(tx, period_id));
    for (size_t i = 0; i < count; i++) {
        const struct named_rule *r = &rules[i];
        struct str id = id_new(arena, work->now_ms);
        TRY(q_named_rule_insert(
            tx, id, period_id, (int64_t)i, r->code, r->name,
            criterion_kind_code((enum criterion_kind)r->kind),
            decimal_canonical(arena, r->bonus_rate), decimal_canonical(arena, r->bonus_cap_percent),
            r->has_limit ? decimal_canonical(arena, r->limit) : STR(""),
            decimal_canonical(arena, r->half_percent), str_or_empty(r->second_name),
            decimal_canonical(arena, r->second_percent), r->caps_all, r->scale,
            rule_rounding_code(r->rounding), str_or_empty(r->fault), str_or_empty(r->basis),
            rule_mark_code(r->mark), date_iso_or_none(arena, r->valid_from),
            date_iso_or_none(arena, r->valid_to), work->user->name, work->now_ms));
        TRY(insert_lines(tx, arena, id, r));
    }
    return cluster_bump_structure(tx, period_id);
}

static struct str number(struct arena *arena, struct decimal value) {
    return decimal_display(arena, value, 0, ',');
}

/* A further figure behind those before it. */
static struct str further(struct arena *arena, struct str text, struct str figure) {
    return text.n ? str_format(arena, STR_FMT "; " STR_FMT, STR_ARG(text), STR_ARG(figure))
                  : figure;
}

static struct str lines_words(struct arena *arena, const struct named_rule *rule) {
    bool percent = rule_parts_of(rule->kind) & RULE_STEPS_PERCENT;
    struct str text = STR("");
    for (size_t i = 0; i < rule->steps_count; i++)
        text =
            further(arena, text,
                    str_format(arena, "từ " STR_FMT ": " STR_FMT "%s",
                               STR_ARG(number(arena, rule->steps[i].threshold)),
                               STR_ARG(number(arena, rule->steps[i].value)), percent ? " %" : ""));
    for (size_t i = 0; i < rule->grades_count; i++)
        text =
            further(arena, text,
                    str_format(arena, STR_FMT ": " STR_FMT " %%", STR_ARG(rule->grades[i].letter),
                               STR_ARG(number(arena, rule->grades[i].percent))));
    for (size_t i = 0; i < rule->levels_count; i++)
        text = further(arena, text,
                       str_format(arena, STR_FMT ": " STR_FMT "%s%s", STR_ARG(rule->levels[i].name),
                                  STR_ARG(number(arena, rule->levels[i].points)),
                                  rule->levels[i].disqualifies ? ", không xếp thứ" : "",
                                  rule->levels[i].disciplines ? ", là kỷ luật" : ""));
    return text;
}

static struct str bonus_words(struct arena *arena, const struct named_rule *rule) {
    return str_format(
        arena, "thưởng " STR_FMT " %% cho mỗi 1 %% vượt, không quá " STR_FMT " %% điểm chuẩn",
        STR_ARG(number(arena, rule->bonus_rate)), STR_ARG(number(arena, rule->bonus_cap_percent)));
}

struct str named_rule_figures(struct arena *arena, const struct named_rule *rule) {
    unsigned parts = rule_parts_of(rule->kind);
    struct str text = lines_words(arena, rule);
    if (parts & RULE_BONUS)
        text = further(arena, text, bonus_words(arena, rule));
    if (rule->has_limit)
        text = further(
            arena, text,
            str_format(arena, "giới hạn " STR_FMT " điểm", STR_ARG(number(arena, rule->limit))));
    if (parts & RULE_HALF)
        text = further(arena, text,
                       str_format(arena, "bằng chỉ tiêu được " STR_FMT " %% điểm chuẩn",
                                  STR_ARG(number(arena, rule->half_percent))));
    if (rule->second_name.n)
        text = further(arena, text,
                       str_format(arena, STR_FMT " tính " STR_FMT " %%", STR_ARG(rule->second_name),
                                  STR_ARG(number(arena, rule->second_percent))));
    if (rule->caps_all)
        text = further(arena, text, STR("mức tối đa tính cho mọi điểm thưởng"));
    if (rule->fault.n)
        text = further(arena, text, str_concat(arena, STR("lỗi: "), rule->fault));
    if (rule->scale != POINT_SCALE || rule->rounding != RULE_HALF_UP)
        text = further(
            arena, text,
            str_format(arena, "%d chữ số thập phân, " STR_FMT, rule->scale,
                       STR_ARG(message_plain(LANG_VI, rule_rounding_name(rule->rounding)))));
    return text;
}

struct str named_rule_tell(struct arena *arena, const struct named_rule *rule) {
    struct str kind = message_plain(LANG_VI, criterion_kind_name((enum criterion_kind)rule->kind));
    return str_format(arena,
                      STR_FMT " “" STR_FMT "” (" STR_FMT "): " STR_FMT "; căn cứ: " STR_FMT
                              " (" STR_FMT ")",
                      STR_ARG(rule->code), STR_ARG(rule->name), STR_ARG(kind),
                      STR_ARG(named_rule_figures(arena, rule)), STR_ARG(rule->basis),
                      STR_ARG(message_plain(LANG_VI, rule_mark_name(rule->mark))));
}

static const struct err *write_audit(struct db_tx *tx, const struct named_work *work,
                                     struct str before, struct str after) {
    const struct audit_note note = {.action = "rules.named",
                                    .object_kind = "cluster_period",
                                    .object_id = work->cluster->id,
                                    .before = before,
                                    .after = after};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

/* What there is, where it may still be changed. */
static const struct err *load_open(struct db_tx *tx, const struct named_work *work,
                                   struct rule_book *ret_book) {
    TRY(closing_must_be_open(tx, work->arena, work->cluster->id));
    TRY(scoring_load_rules(tx, work->arena, work->cluster->id, ret_book));
    return ret_book->in_use
               ? ERR_TEXT(ERR_STATE, "scoring.rules_in_use", "scores rest on these rules")
               : NULL;
}

/* A locked table was checked with the rules it had: it must pass with the new ones too. */
static const struct err *check_locked(struct db_tx *tx, const struct named_work *work,
                                      const struct scoring_rules *rules) {
    struct criteria_table table;
    TRY(scoring_load_table(tx, work->arena, work->cluster->id, &table));
    if (table.locked)
        table_add_rule_errors(work->arena, work->cluster, &table.criteria, rules, work->issues);
    return NULL;
}

static const struct err *set_in(struct db_tx *tx, void *context) {
    struct named_work *work = context;
    struct arena *arena = work->arena;
    struct rule_book book;
    *work->issues = (struct issues){0};
    TRY(load_open(tx, work, &book));
    size_t count = book.rules.named_count;
    struct named_rule *all = ARENA_ARRAY(arena, struct named_rule, count + 1);
    for (size_t i = 0; i < count; i++)
        all[i] = book.rules.named[i];
    struct named_rule rule = *work->rules;
    size_t at = count;
    for (size_t i = 0; i < count; i++)
        if (str_equal(all[i].code, work->code.n ? work->code : rule.code))
            at = i;
    if (work->code.n && at == count)
        return ERR(ERR_NOT_FOUND, "no rule " STR_FMT, STR_ARG(work->code));
    if (work->code.n)
        rule.code = work->code;
    else if (at < count)
        issue_add(arena, work->issues, STR("code"), MESSAGE_WITH(MSG_rule_code_taken, rule.code));
    if (at == NAMED_RULES_MAX)
        issue_add(
            arena, work->issues, STR("code"),
            MESSAGE_WITH(MSG_scoring_too_many_rows, str_format(arena, "%d", NAMED_RULES_MAX)));
    named_rule_check(arena, &rule, work->issues);
    if (work->issues->count)
        return NULL;
    struct str before = at < count ? named_rule_tell(arena, &all[at]) : STR_NONE;
    all[at] = rule;
    book.rules.named = all;
    book.rules.named_count = at < count ? count : count + 1;
    TRY(check_locked(tx, work, &book.rules));
    if (work->issues->count)
        return NULL;
    TRY(store_all(tx, work, work->cluster->id, all, book.rules.named_count));
    return write_audit(tx, work, before, named_rule_tell(arena, &rule));
}

static const struct err *remove_in(struct db_tx *tx, void *context) {
    struct named_work *work = context;
    struct arena *arena = work->arena;
    struct rule_book book;
    struct criteria_table table;
    *work->issues = (struct issues){0};
    TRY(load_open(tx, work, &book));
    TRY(scoring_load_table(tx, arena, work->cluster->id, &table));
    const struct named_rule *rule = scoring_named_rule(&book.rules, work->code);
    if (!rule)
        return ERR(ERR_NOT_FOUND, "no rule " STR_FMT, STR_ARG(work->code));
    for (size_t i = 0; i < table.criteria.count; i++)
        if (str_equal(table.criteria.items[i].rule, work->code)) {
            issue_add(arena, work->issues, STR_NONE,
                      MESSAGE_WITH(MSG_rule_picked, rule->name, table.criteria.items[i].code));
            return NULL;
        }
    struct named_rule *rest = ARENA_ARRAY(arena, struct named_rule, book.rules.named_count);
    size_t count = 0;
    for (size_t i = 0; i < book.rules.named_count; i++)
        if (&book.rules.named[i] != rule)
            rest[count++] = book.rules.named[i];
    TRY(store_all(tx, work, work->cluster->id, rest, count));
    return write_audit(tx, work, named_rule_tell(arena, rule), STR_NONE);
}

static const struct err *take_in(struct db_tx *tx, struct named_work *work, struct str period_id,
                                 struct str *ret_told) {
    struct arena *arena = work->arena;
    struct scoring_rules rules = {0};
    TRY(named_rules_load(tx, arena, period_id, &rules));
    struct named_rule *all = ARENA_ARRAY(arena, struct named_rule, rules.named_count + work->count);
    size_t count = rules.named_count;
    for (size_t i = 0; i < count; i++)
        all[i] = rules.named[i];
    for (size_t i = 0; i < work->count; i++) {
        if (scoring_named_rule(&rules, work->rules[i].code))
            continue;
        *ret_told =
            str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(*ret_told), ret_told->n ? "\n" : "",
                       STR_ARG(named_rule_tell(arena, &work->rules[i])));
        all[count++] = work->rules[i];
        work->added++;
    }
    if (count > NAMED_RULES_MAX)
        return ERR(ERR_LIMIT, "%zu named rules", count);
    return work->added ? store_all(tx, work, period_id, all, count) : NULL;
}

static const struct err *take_and_tell_in(struct db_tx *tx, void *context) {
    struct named_work *work = context;
    struct rule_book book;
    struct str told = STR("");
    work->added = 0;
    TRY(load_open(tx, work, &book));
    TRY(take_in(tx, work, work->cluster->id, &told));
    return work->added ? write_audit(tx, work, STR_NONE,
                                     str_format(work->arena, STR_FMT ":\n" STR_FMT,
                                                STR_ARG(work->whence), STR_ARG(told)))
                       : NULL;
}

static struct str told_after(struct arena *arena, struct str told, const struct named_rule *rule) {
    return str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(told), told.n ? "\n" : "",
                      STR_ARG(named_rule_tell(arena, rule)));
}

const struct err *named_rules_put_in(struct db_tx *tx, struct arena *arena, const struct user *user,
                                     int64_t now_ms, const struct cluster_period *cluster,
                                     const struct named_rule *rules, size_t count,
                                     size_t *ret_added, size_t *ret_changed) {
    struct named_work work = {
        .arena = arena, .user = user, .now_ms = now_ms, .cluster = cluster, .code = STR("")};
    struct rule_book book;
    struct str before = STR("");
    struct str after = STR("");
    TRY(closing_must_be_open(tx, arena, cluster->id));
    TRY(scoring_load_rules(tx, arena, cluster->id, &book));
    size_t total = book.rules.named_count;
    struct named_rule *all = ARENA_ARRAY(arena, struct named_rule, total + count);
    for (size_t i = 0; i < total; i++)
        all[i] = book.rules.named[i];
    *ret_added = *ret_changed = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (at < total && !str_equal(all[at].code, rules[i].code))
            at++;
        if (at < total && named_rule_same(&all[at], &rules[i]))
            continue;
        if (at < total)
            before = told_after(arena, before, &all[at]);
        after = told_after(arena, after, &rules[i]);
        *(at < total ? ret_changed : ret_added) += 1;
        all[at] = rules[i];
        total += at == total;
    }
    if (!after.n)
        return NULL;
    TRY(load_open(tx, &work, &book)); /* what differs needs rules that no score rests on */
    if (total > NAMED_RULES_MAX)
        return ERR(ERR_LIMIT, "%zu named rules", total);
    TRY(store_all(tx, &work, cluster->id, all, total));
    return write_audit(tx, &work, before, after);
}

/* --- use cases ----------------------------------------------------------------------------- */

static bool may_edit(const struct user *user, const struct cluster_period *cluster) {
    return user_may(user, RIGHT_CRITERIA_EDIT, place_of_period(cluster), STR(""));
}

const struct err *named_rule_set(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, const struct cluster_period *cluster,
                                 struct str code, const struct named_rule *rule,
                                 struct issues *issues) {
    if (!may_edit(user, cluster))
        return ERR(ERR_DENIED, "no right to set the rules");
    struct named_work work = {arena, user, now_ms, cluster, code, rule, 1, STR(""), issues, 0};
    return db_write(db, set_in, &work);
}

const struct err *named_rule_remove(struct db *db, struct arena *arena, const struct user *user,
                                    int64_t now_ms, const struct cluster_period *cluster,
                                    struct str code, struct issues *issues) {
    if (!may_edit(user, cluster))
        return ERR(ERR_DENIED, "no right to set the rules");
    struct named_work work = {arena, user, now_ms, cluster, code, NULL, 0, STR(""), issues, 0};
    return db_write(db, remove_in, &work);
}

const struct err *named_rules_take(struct db *db, struct arena *arena, const struct user *user,
                                   int64_t now_ms, const struct cluster_period *cluster,
                                   const struct named_rule *rules, size_t count, struct str whence,
                                   struct issues *issues, size_t *ret_added) {
    if (!may_edit(user, cluster))
        return ERR(ERR_DENIED, "no right to set the rules");
    for (size_t i = 0; i < count; i++)
        named_rule_check(arena, &rules[i], issues);
    if (issues->count)
        return NULL;
    struct named_work work = {arena, user,  now_ms, cluster, STR(""),
                              rules, count, whence, issues,  0};
    TRY(db_write(db, take_and_tell_in, &work));
    *ret_added = work.added;
    return NULL;
}

const struct err *named_rules_take_in(struct db_tx *tx, struct arena *arena,
                                      const struct user *user, int64_t now_ms,
                                      struct str cluster_period_id, const struct named_rule *rules,
                                      size_t count, size_t *ret_added) {
    struct named_work work = {
        .arena = arena, .user = user, .now_ms = now_ms, .rules = rules, .count = count};
    struct str told = STR("");
    TRY(take_in(tx, &work, cluster_period_id, &told));
    *ret_added = work.added;
    return NULL;
}
