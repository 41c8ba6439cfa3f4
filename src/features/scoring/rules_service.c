/* The cluster's rules for grades, steps and bonus, stored and changed. */
#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/scoring/named_rule_service.h"
#include "features/scoring/scoring.sql.h"
#include "features/scoring/scoring_service.h"
#include "features/scoring/table_store_service.h"
#include "text/utf8.h"

static struct decimal stored_decimal(struct str text) {
    struct decimal value = DECIMAL_ZERO;
    decimal_parse(text, &value);
    return value;
}

struct scoring_rules scoring_example_rules(struct arena *arena) {
    static const struct {
        const char *letter;
        int percent;
    } GRADES[] = {{"A", 100}, {"B", 80}, {"C", 60}, {"D", 0}};
    static const int FEWER[][2] = {{0, 100}, {1, 50}, {2, 0}};
    static const int LATE[][2] = {{5, -5}, {10, -10}, {15, -20}}; /* tenths of a point */
    struct scoring_rules rules = {
        .grades = ARENA_ARRAY(arena, struct grade_rule, COUNT_OF(GRADES)),
        .grades_count = COUNT_OF(GRADES),
        .fewer = ARENA_ARRAY(arena, struct step_rule, COUNT_OF(FEWER)),
        .fewer_count = COUNT_OF(FEWER),
        .late = ARENA_ARRAY(arena, struct step_rule, COUNT_OF(LATE)),
        .late_count = COUNT_OF(LATE),
        .bonus_rate = DECIMAL(1, 0),
        .bonus_cap_percent = DECIMAL(10, 0),
    };
    for (size_t i = 0; i < COUNT_OF(GRADES); i++)
        rules.grades[i] =
            (struct grade_rule){str_from_c(GRADES[i].letter), DECIMAL(GRADES[i].percent, 0)};
    for (size_t i = 0; i < COUNT_OF(FEWER); i++)
        rules.fewer[i] = (struct step_rule){DECIMAL(FEWER[i][0], 0), DECIMAL(FEWER[i][1], 0)};
    for (size_t i = 0; i < COUNT_OF(LATE); i++)
        rules.late[i] = (struct step_rule){DECIMAL(LATE[i][0], 0), DECIMAL(LATE[i][1], 1)};
    return rules;
}

static void push_step(struct arena *arena, struct step_rule **steps, size_t *count,
                      size_t *capacity, struct str threshold, struct str value) {
    struct {
        struct step_rule *items;
        size_t count;
        size_t capacity;
    } list = {*steps, *count, *capacity};
    *list_push(arena, &list) = (struct step_rule){stored_decimal(threshold), stored_decimal(value)};
    *steps = list.items;
    *count = list.count;
    *capacity = list.capacity;
}

const struct err *scoring_load_rules(struct db_tx *tx, struct arena *arena,
                                     struct str cluster_period_id, struct rule_book *ret_book) {
    struct q_rules_of_period_rows rows;
    TRY(q_rules_of_period(tx, arena, cluster_period_id, &rows));
    bool found;
    struct q_rule_basis_row basis;
    TRY(q_rule_basis(tx, arena, cluster_period_id, &found, &basis));
    bool in_use;
    struct q_entries_any_row entry;
    TRY(q_entries_any(tx, arena, cluster_period_id, &in_use, &entry));
    struct rule_book book = {
        .confirmed = found, .basis = STR(""), .author = STR(""), .in_use = in_use};
    if (found) {
        book.basis = basis.basis;
        book.author = basis.author;
        book.set_ms = basis.set_ms;
    }
    if (rows.count == 0) {
        book.rules = scoring_example_rules(arena);
        TRY(named_rules_load(tx, arena, cluster_period_id, &book.rules));
        *ret_book = book;
        return NULL;
    }
    LIST(struct grade_rule) grades = {0};
    size_t fewer_capacity = 0;
    size_t late_capacity = 0;
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_rules_of_period_row *row = &rows.items[i];
        struct scoring_rules *rules = &book.rules;
        if (str_equal_c(row->rule, "grade"))
            *list_push(arena, &grades) =
                (struct grade_rule){row->threshold, stored_decimal(row->value)};
        else if (str_equal_c(row->rule, "fewer"))
            push_step(arena, &rules->fewer, &rules->fewer_count, &fewer_capacity, row->threshold,
                      row->value);
        else if (str_equal_c(row->rule, "late"))
            push_step(arena, &rules->late, &rules->late_count, &late_capacity, row->threshold,
                      row->value);
        else if (str_equal_c(row->rule, "bonus_rate"))
            rules->bonus_rate = stored_decimal(row->value);
        else if (str_equal_c(row->rule, "bonus_cap"))
            rules->bonus_cap_percent = stored_decimal(row->value);
    }
    book.rules.grades = grades.items;
    book.rules.grades_count = grades.count;
    TRY(named_rules_load(tx, arena, cluster_period_id, &book.rules));
    *ret_book = book;
    return NULL;
}

static const struct err *insert_steps(struct db_tx *tx, struct arena *arena, struct str period_id,
                                      const char *rule, const struct step_rule *steps,
                                      size_t count) {
    for (size_t i = 0; i < count; i++)
        TRY(q_rule_insert(tx, period_id, str_from_c(rule), (int64_t)i,
                          decimal_canonical(arena, steps[i].threshold),
                          decimal_canonical(arena, steps[i].value)));
    return NULL;
}

struct rules_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster;
    const struct scoring_rules *rules;
    struct str basis;
};

/* "A = 100 %, B = 80 %; 0 vụ = 100 %, …": for the history, which offices read in Vietnamese. */
static struct str tell_rules(struct arena *arena, const struct rule_book *book) {
    const struct scoring_rules *rules = &book->rules;
    struct str text = STR("");
    for (size_t i = 0; i < rules->grades_count; i++)
        text = str_format(arena, STR_FMT "%s" STR_FMT " = " STR_FMT " %%", STR_ARG(text),
                          i ? ", " : "mức ", STR_ARG(rules->grades[i].letter),
                          STR_ARG(decimal_display(arena, rules->grades[i].percent, 0, ',')));
    for (size_t i = 0; i < rules->fewer_count; i++)
        text = str_format(arena, STR_FMT "%s" STR_FMT " vụ = " STR_FMT " %%", STR_ARG(text),
                          i ? ", " : "; ",
                          STR_ARG(decimal_display(arena, rules->fewer[i].threshold, 0, ',')),
                          STR_ARG(decimal_display(arena, rules->fewer[i].value, 0, ',')));
    for (size_t i = 0; i < rules->late_count; i++)
        text = str_format(arena, STR_FMT "%s" STR_FMT " ngày = " STR_FMT " điểm", STR_ARG(text),
                          i ? ", " : "; chậm ",
                          STR_ARG(decimal_display(arena, rules->late[i].threshold, 0, ',')),
                          STR_ARG(decimal_display(arena, rules->late[i].value, 0, ',')));
    return str_format(arena,
                      STR_FMT "; thưởng " STR_FMT " %% cho mỗi 1 %% vượt, không quá " STR_FMT
                              " %%; căn cứ: " STR_FMT,
                      STR_ARG(text), STR_ARG(decimal_display(arena, rules->bonus_rate, 0, ',')),
                      STR_ARG(decimal_display(arena, rules->bonus_cap_percent, 0, ',')),
                      STR_ARG(book->basis));
}

static const struct err *set_rules_in(struct db_tx *tx, void *context) {
    struct rules_work *work = context;
    struct arena *arena = work->arena;
    struct str period_id = work->cluster->id;
    struct rule_book old;
    TRY(closing_must_be_open(tx, arena, period_id));
    TRY(scoring_load_rules(tx, arena, period_id, &old));
    if (old.in_use)
        return ERR_TEXT(ERR_STATE, "scoring.rules_in_use", "scores rest on these rules");
    const struct rule_book new = {.rules = *work->rules, .basis = work->basis};
    TRY(q_rules_delete(tx, period_id));
    for (size_t i = 0; i < work->rules->grades_count; i++)
        TRY(q_rule_insert(tx, period_id, STR("grade"), (int64_t)i, work->rules->grades[i].letter,
                          decimal_canonical(arena, work->rules->grades[i].percent)));
    TRY(insert_steps(tx, arena, period_id, "fewer", work->rules->fewer, work->rules->fewer_count));
    TRY(insert_steps(tx, arena, period_id, "late", work->rules->late, work->rules->late_count));
    TRY(q_rule_insert(tx, period_id, STR("bonus_rate"), 0, STR(""),
                      decimal_canonical(arena, work->rules->bonus_rate)));
    TRY(q_rule_insert(tx, period_id, STR("bonus_cap"), 0, STR(""),
                      decimal_canonical(arena, work->rules->bonus_cap_percent)));
    TRY(q_rule_basis_set(tx, period_id, work->basis, work->user->name, work->now_ms));
    TRY(cluster_bump_structure(tx, period_id));
    struct audit_note note = {.action = "rules.set",
                              .object_kind = "cluster_period",
                              .object_id = period_id,
                              .before = old.confirmed ? tell_rules(arena, &old) : STR_NONE,
                              .after = tell_rules(arena, &new)};
    return audit_write(tx, arena, work->user, work->now_ms, &note);
}

/* What the pure rules do not know: how much a form may hold. */
static void check_sizes(struct arena *arena, const struct scoring_rules *rules, struct str basis,
                        struct issues *issues) {
    const struct {
        struct str field;
        size_t count;
    } tables[] = {{STR("grades"), rules->grades_count},
                  {STR("fewer"), rules->fewer_count},
                  {STR("late"), rules->late_count}};
    for (size_t i = 0; i < COUNT_OF(tables); i++)
        if (tables[i].count > RULE_ROWS_MAX)
            issue_add(
                arena, issues, tables[i].field,
                MESSAGE_WITH(MSG_scoring_too_many_rows, str_format(arena, "%d", RULE_ROWS_MAX)));
    for (size_t i = 0; i < rules->grades_count; i++)
        if (str_is_empty(rules->grades[i].letter) ||
            utf8_length(rules->grades[i].letter) > RULE_LETTER_MAX)
            issue_add(
                arena, issues, STR("grades"),
                MESSAGE_WITH(MSG_scoring_letter_wrong, str_format(arena, "%d", RULE_LETTER_MAX)));
    if (str_is_empty(basis))
        issue_add(arena, issues, STR("basis"), MESSAGE(MSG_scoring_basis_missing));
    else if (utf8_length(basis) > REASON_MAX)
        issue_add(arena, issues, STR("basis"),
                  MESSAGE_WITH(MSG_cluster_field_too_long, str_format(arena, "%d", REASON_MAX)));
}

const struct err *scoring_set_rules(struct db *db, struct arena *arena, const struct user *user,
                                    int64_t now_ms, const struct cluster_period *cluster,
                                    const struct scoring_rules *rules, struct str basis,
                                    struct issues *issues) {
    if (!user_may(user, RIGHT_CRITERIA_EDIT, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to set the rules");
    scoring_rules_check(arena, rules, issues);
    check_sizes(arena, rules, basis, issues);
    if (issues->count)
        return NULL;
    struct rules_work work = {arena, user, now_ms, cluster, rules, basis};
    return db_write(db, set_rules_in, &work);
}

static const struct err *carry_table(struct db_tx *tx, const struct rules_work *work,
                                     struct str from_period_id, struct str whence) {
    struct criteria_table table;
    TRY(scoring_load_table(tx, work->arena, from_period_id, &table));
    if (!table.exists)
        return NULL;
    for (size_t i = 0; i < table.criteria.count; i++)
        table.criteria.items[i].id = STR("");
    const struct table_source source = {table.title, table.notes, whence, table.source_sha256};
    const struct table_change change = {.arena = work->arena,
                                        .user = work->user,
                                        .now_ms = work->now_ms,
                                        .cluster = work->cluster,
                                        .criteria = &table.criteria,
                                        .source = &source,
                                        .action = "criteria.carry"};
    return table_store_in(tx, &change);
}

const struct err *scoring_carry_over(struct db_tx *tx, struct arena *arena, const struct user *user,
                                     int64_t now_ms, struct str from_period_id, struct str whence,
                                     const struct cluster_period *to) {
    struct rule_book book;
    TRY(scoring_load_rules(tx, arena, from_period_id, &book));
    struct rules_work work = {
        arena,
        user,
        now_ms,
        to,
        &book.rules,
        str_format(arena, STR_FMT " (" STR_FMT ")", STR_ARG(book.basis), STR_ARG(whence))};
    TRY(carry_table(tx, &work, from_period_id, whence));
    size_t added;
    TRY(named_rules_take_in(tx, arena, user, now_ms, to->id, book.rules.named,
                            book.rules.named_count, &added));
    return book.confirmed ? set_rules_in(tx, &work) : NULL;
}
