#include "features/intake/sheet_doc.h"

#include "doc/workbook_write.h"
#include "doc/zip_write.h"
#include "features/intake/sheet_identity.h"
#include "text/utf8.h"

enum {
    LABEL = 1,
    NAME,
    MAX,
    KIND,
    MEASURE,
    TARGET,
    ACTUAL,
    SELF,
    EVIDENCE,
    HEADER_ROW = 7,
    FIRST_ROW,
    QUANTITY_MAX = 1000000000,
    LATE_DAYS_MAX = 366,
    WORDS_MAX = 255, /* of a drop-down that needs no list elsewhere */
    LINE_CHARACTERS = 125,
    NAME_CHARACTERS = 44,
    KIND_CHARACTERS = 18,
    LINE_HEIGHT_PT = 16,
};

struct sheet {
    struct arena *arena;
    const struct scoreboard *board;
    const struct cluster_unit *unit;
    struct book_out *book;
    struct sheet_out *out;
    struct sheet_out *lists; /* the hidden sheet */
    struct str *grades;
    uint32_t row; /* the next free one */
    bool bonus;   /* which rules the table needs */
    bool kinds[CRITERION_KIND_COUNT];
};

static struct str say(const struct sheet *s, struct message message) {
    return message_text(s->arena, LANG_VI, message);
}

static struct str word(enum msg_id id) {
    return message_plain(LANG_VI, id);
}

static struct str number(const struct sheet *s, struct decimal value) {
    return decimal_display(s->arena, value, 0, ',');
}

struct str sheet_doc_name(struct arena *arena, const struct scoreboard *board, size_t unit) {
    return str_format(arena, "tu-cham-" STR_FMT "-" STR_FMT ".xlsx",
                      STR_ARG(board->cluster.members.items[unit].slug),
                      STR_ARG(board->cluster.code));
}

/* --- what can be typed -------------------------------------------------------------------- */

static struct sheet_rule rule_at(uint32_t row, uint32_t column, struct str error) {
    return (struct sheet_rule){
        .first_row = row,
        .first_column = column,
        .last_row = row,
        .last_column = column,
        .error_title = word(MSG_sheet_error_title),
        .error_message = error,
    };
}

static struct str join_grades(const struct sheet *s) {
    struct str text = STR("");
    for (size_t i = 0; i < s->board->book.rules.grades_count; i++)
        text = str_format(s->arena, STR_FMT "%s" STR_FMT, STR_ARG(text), i ? ", " : "",
                          STR_ARG(s->grades[i]));
    return text;
}

static void allow_grades(const struct sheet *s, uint32_t row) {
    size_t count = s->board->book.rules.grades_count;
    struct str joined = join_grades(s);
    struct sheet_rule rule =
        rule_at(row, ACTUAL, say(s, MESSAGE_WITH(MSG_sheet_grade_error, joined)));
    bool commas = false;
    for (size_t i = 0; i < count; i++)
        commas = commas || str_find(s->grades[i], STR(",")) >= 0;
    if (commas || utf8_length(joined) > WORDS_MAX)
        sheet_allow_listed(s->out, &rule, s->lists, 3, 1, (uint32_t)count);
    else
        sheet_allow_words(s->out, &rule, s->grades, count);
}

/* The words of a result, as a drop-down; too many for one are left to the reading. */
static void allow_choices(const struct sheet *s, const struct criterion *c) {
    struct scoring_choices choices;
    scoring_choices(s->arena, LANG_VI, c, &s->board->book.rules, &choices);
    struct str *words = ARENA_ARRAY(s->arena, struct str, choices.count);
    struct str joined = STR("");
    bool commas = false;
    for (size_t i = 0; i < choices.count; i++) {
        words[i] = choices.items[i].label;
        joined = str_format(s->arena, STR_FMT "%s" STR_FMT, STR_ARG(joined), i ? ", " : "",
                            STR_ARG(words[i]));
        commas = commas || str_find(words[i], STR(",")) >= 0;
    }
    if (commas || !choices.count || utf8_length(joined) > WORDS_MAX)
        return;
    struct sheet_rule rule =
        rule_at(s->row, ACTUAL,
                c->kind == CRITERION_PASS ? word(MSG_sheet_pass_error)
                                          : say(s, MESSAGE_WITH(MSG_sheet_grade_error, joined)));
    sheet_allow_words(s->out, &rule, words, choices.count);
}

static void allow_counted(const struct sheet *s, const struct criterion *c) {
    bool whole = criterion_counts_whole(c);
    struct sheet_rule rule =
        rule_at(s->row, ACTUAL, word(whole ? MSG_sheet_whole_error : MSG_sheet_number_error));
    if (c->kind == CRITERION_PENALTY) {
        rule.input_title = word(MSG_sheet_late_measure);
        rule.input_message = word(MSG_sheet_late_how);
        sheet_allow_whole_numbers(s->out, &rule, DECIMAL_ZERO, DECIMAL(LATE_DAYS_MAX, 0));
    } else if (whole) {
        sheet_allow_whole_numbers(s->out, &rule, DECIMAL_ZERO, DECIMAL(QUANTITY_MAX, 0));
    } else {
        bool mark = c->kind == CRITERION_MARK;
        if (mark)
            rule.error_message = say(
                s, MESSAGE_WITH(MSG_sheet_self_error, number(s, DECIMAL_ZERO), number(s, c->max)));
        sheet_allow_numbers(s->out, &rule, DECIMAL_ZERO, mark ? c->max : DECIMAL(QUANTITY_MAX, 0));
    }
}

static void put_actual(const struct sheet *s, const struct criterion *c) {
    enum sheet_style style = SHEET_INPUT_NUMBER;
    if (!criterion_takes_actual(c)) {
        style = SHEET_TEXT;
    } else if (criterion_counts(c)) {
        allow_counted(s, c);
    } else {
        style = SHEET_INPUT_TEXT;
        if (c->kind == CRITERION_GRADE && !c->rule.n)
            allow_grades(s, s->row);
        else
            allow_choices(s, c);
    }
    sheet_blank(s->out, s->row, ACTUAL, style);
}

/* Points taken off are the worst of the steps … 0; all others 0 … maximum. */
static void put_self(const struct sheet *s, const struct criterion *c) {
    struct decimal from;
    struct decimal to;
    scoring_points_limits(c, &s->board->book.rules, &from, &to);
    struct sheet_rule rule = rule_at(
        s->row, SELF, say(s, MESSAGE_WITH(MSG_sheet_self_error, number(s, from), number(s, to))));
    if (c->kind == CRITERION_BONUS) {
        rule.input_title = word(MSG_scoring_kind_bonus);
        rule.input_message = word(MSG_sheet_bonus_how);
    }
    sheet_allow_numbers(s->out, &rule, from, to);
    sheet_blank(s->out, s->row, SELF, SHEET_INPUT_NUMBER);
}

/* A row that this unit has nothing to write into: it is not assigned, or a later stage gives its
 * points. The word why stands where the others have their evidence. */
static bool put_closed(const struct sheet *s, const struct criterion *c) {
    size_t unit = (size_t)(s->unit - s->board->cluster.members.items);
    size_t index = (size_t)(c - s->board->table.criteria.items);
    bool exempt = score_cell_at(&s->board->matrix, unit, index)->exempt;
    if (!exempt && c->owner == SCORE_SELF)
        return false;
    sheet_blank(s->out, s->row, ACTUAL, SHEET_TOTAL);
    sheet_blank(s->out, s->row, SELF, SHEET_TOTAL);
    sheet_text(s->out, s->row, EVIDENCE, SHEET_TEXT_WRAPPED,
               exempt
                   ? word(MSG_sheet_not_assigned)
                   : say(s, MESSAGE_WITH(MSG_sheet_later_stage, word(score_stage_name(c->owner)))));
    return true;
}

/* --- the table ---------------------------------------------------------------------------- */

/* Rows grow with what is typed; only those whose own text needs it begin taller. */
static void give_height(const struct sheet *s, struct str name, struct str kind) {
    size_t lines = utf8_length(name) / NAME_CHARACTERS;
    size_t kind_lines = utf8_length(kind) / KIND_CHARACTERS;
    lines = 1 + (lines > kind_lines ? lines : kind_lines);
    if (lines > 1)
        sheet_row_height(s->out, s->row, (double)lines * LINE_HEIGHT_PT + 2);
}

static void put_group(struct sheet *s, const struct criterion *c) {
    sheet_text(s->out, s->row, LABEL, SHEET_HEADER, c->label);
    sheet_text(s->out, s->row, NAME, SHEET_TOTAL, c->name);
    sheet_number(s->out, s->row, MAX, SHEET_TOTAL, c->max);
    for (uint32_t column = KIND; column <= EVIDENCE; column++)
        sheet_blank(s->out, s->row, column, SHEET_TOTAL);
    give_height(s, c->name, STR(""));
    s->row++;
}

static void put_criterion(struct sheet *s, const struct criterion *c) {
    struct str measure = c->unit_of_measure;
    if (c->kind == CRITERION_PENALTY)
        measure = word(MSG_sheet_late_measure);
    s->kinds[c->kind] = true;
    s->bonus = s->bonus || (c->kind == CRITERION_QUANTITY && c->bonus_on);
    sheet_text(s->out, s->row, LABEL, SHEET_TEXT_CENTRED, c->label);
    sheet_text(s->out, s->row, NAME, SHEET_TEXT_WRAPPED, c->name);
    sheet_number(s->out, s->row, MAX, SHEET_NUMBER, c->max);
    sheet_text(s->out, s->row, KIND, SHEET_TEXT_WRAPPED, word(criterion_kind_name(c->kind)));
    sheet_text(s->out, s->row, MEASURE, SHEET_TEXT_CENTRED, measure);
    if (c->has_target)
        sheet_number(s->out, s->row, TARGET, SHEET_NUMBER, c->target);
    else
        sheet_blank(s->out, s->row, TARGET, SHEET_NUMBER);
    if (!put_closed(s, c)) {
        put_actual(s, c);
        put_self(s, c);
        sheet_blank(s->out, s->row, EVIDENCE, SHEET_INPUT_TEXT);
    }
    give_height(s, c->name, word(criterion_kind_name(c->kind)));
    s->row++;
}

static void put_table(struct sheet *s) {
    static const struct {
        uint32_t column;
        enum msg_id title;
        double width;
    } COLUMNS[] = {
        {LABEL, MSG_sheet_label, 6},
        {NAME, MSG_sheet_name, 42},
        {MAX, MSG_sheet_max, 8},
        {KIND, MSG_sheet_kind, 16},
        {MEASURE, MSG_sheet_measure, 9},
        {TARGET, MSG_sheet_target, 9},
        {ACTUAL, MSG_sheet_actual, 12},
        {SELF, MSG_sheet_self, 10},
        {EVIDENCE, MSG_sheet_evidence, 32},
    };
    for (size_t i = 0; i < COUNT_OF(COLUMNS); i++) {
        sheet_column_width(s->out, COLUMNS[i].column, COLUMNS[i].width);
        sheet_text(s->out, HEADER_ROW, COLUMNS[i].column, SHEET_HEADER, word(COLUMNS[i].title));
    }
    sheet_row_height(s->out, HEADER_ROW, 2 * LINE_HEIGHT_PT + 4);
    const struct criteria *criteria = &s->board->table.criteria;
    s->row = FIRST_ROW;
    for (size_t i = 0; i < criteria->count; i++)
        if (criterion_is_group(&criteria->items[i]))
            put_group(s, &criteria->items[i]);
        else
            put_criterion(s, &criteria->items[i]);
    for (uint32_t column = LABEL; column <= EVIDENCE; column++)
        sheet_blank(s->out, s->row, column, SHEET_TOTAL);
    sheet_text(s->out, s->row, NAME, SHEET_TOTAL, word(MSG_sheet_total));
    size_t unit = (size_t)(s->unit - s->board->cluster.members.items);
    sheet_number(s->out, s->row, MAX, SHEET_TOTAL, s->board->matrix.totals[unit].max);
    sheet_formula(s->out, s->row, SELF, SHEET_TOTAL_NUMBER_2,
                  str_format(s->arena, "SUM(H%d:H%u)", FIRST_ROW, s->row - 1), DECIMAL_ZERO);
    s->row++;
}

/* --- above and below it ------------------------------------------------------------------- */

static void put_title(struct sheet *s) {
    const struct cluster_period *cluster = &s->board->cluster;
    struct str period = period_display(s->arena, LANG_VI, cluster->period);
    struct str title = say(s, MESSAGE_WITH(MSG_sheet_title, period));
    sheet_merged(s->out, 1, LABEL, TARGET, SHEET_OFFICE,
                 utf8_upper(s->arena, cluster->superior.name));
    sheet_merged(s->out, 2, LABEL, TARGET, SHEET_OFFICE, utf8_upper(s->arena, s->unit->name));
    sheet_merged(s->out, 3, LABEL, EVIDENCE, SHEET_TITLE, utf8_upper(s->arena, title));
    sheet_row_height(s->out, 3, 24);
    if (!date_is_empty(cluster->figures_until))
        sheet_merged(s->out, 4, LABEL, EVIDENCE, SHEET_SUBTITLE,
                     say(s, MESSAGE_WITH(MSG_sheet_figures_until,
                                         date_display(s->arena, cluster->figures_until))));
    if (cluster->is_sample)
        sheet_merged(s->out, 5, LABEL, EVIDENCE, SHEET_WARNING, word(MSG_sheet_sample));
    sheet_merged(s->out, 6, LABEL, EVIDENCE, SHEET_NOTE, word(MSG_sheet_fill_here));
}

/* A merged cell does not grow with its text by itself. */
static void put_note(struct sheet *s, struct str text) {
    size_t lines = utf8_length(text) / LINE_CHARACTERS + 1;
    sheet_merged(s->out, s->row, NAME, EVIDENCE, SHEET_NOTE, text);
    sheet_row_height(s->out, s->row, (double)lines * 15 + 2);
    s->row++;
}

static struct str add_part(const struct sheet *s, struct str text, const char *between,
                           struct message part) {
    return str_format(s->arena, STR_FMT "%s" STR_FMT, STR_ARG(text), text.n ? between : "",
                      STR_ARG(say(s, part)));
}

static void put_grade_rule(struct sheet *s) {
    const struct scoring_rules *rules = &s->board->book.rules;
    struct str text = STR("");
    for (size_t i = 0; i < rules->grades_count; i++)
        text = add_part(s, text, ", ",
                        MESSAGE_WITH(MSG_sheet_rule_grade, rules->grades[i].letter,
                                     number(s, rules->grades[i].percent)));
    put_note(s, say(s, MESSAGE_WITH(MSG_sheet_rule_grades, text)));
}

static void put_fewer_rule(struct sheet *s) {
    const struct scoring_rules *rules = &s->board->book.rules;
    struct str text = STR("");
    for (size_t i = 0; i < rules->fewer_count; i++) {
        bool last = i + 1 == rules->fewer_count;
        text = add_part(s, text, ", ",
                        MESSAGE_WITH(last ? MSG_sheet_rule_fewer_last : MSG_sheet_rule_fewer_step,
                                     number(s, rules->fewer[i].threshold),
                                     number(s, rules->fewer[i].value)));
    }
    put_note(s, say(s, MESSAGE_WITH(MSG_sheet_rule_fewer, text)));
}

static void put_late_rule(struct sheet *s) {
    const struct scoring_rules *rules = &s->board->book.rules;
    struct str text = STR("");
    for (size_t i = 0; i < rules->late_count; i++) {
        struct str from = number(s, rules->late[i].threshold);
        struct str points = number(s, rules->late[i].value);
        if (i + 1 == rules->late_count) {
            text = add_part(s, text, "; ", MESSAGE_WITH(MSG_sheet_rule_late_last, from, points));
            continue;
        }
        struct decimal to = decimal_subtract(rules->late[i + 1].threshold, DECIMAL(1, 0));
        text = add_part(s, text, "; ",
                        MESSAGE_WITH(MSG_sheet_rule_late_step, from, number(s, to), points));
    }
    if (text.n)
        put_note(s, say(s, MESSAGE_WITH(MSG_sheet_rule_late, text)));
}

static struct decimal bonus_cap(const struct sheet *s) {
    const struct criteria *criteria = &s->board->table.criteria;
    for (size_t i = 0; i < criteria->count; i++)
        if (criteria->items[i].kind == CRITERION_BONUS)
            return criteria->items[i].max;
    return DECIMAL_ZERO;
}

static void put_rules(struct sheet *s) {
    const struct rule_book *book = &s->board->book;
    s->row++;
    sheet_merged(s->out, s->row++, NAME, EVIDENCE, SHEET_PLAIN, word(MSG_sheet_rules_title));
    if (s->kinds[CRITERION_QUANTITY])
        put_note(s, word(MSG_sheet_rule_quantity));
    if (s->bonus && s->kinds[CRITERION_BONUS])
        put_note(s, say(s, MESSAGE_WITH(MSG_sheet_rule_bonus, number(s, book->rules.bonus_rate),
                                        number(s, book->rules.bonus_cap_percent),
                                        number(s, bonus_cap(s)))));
    if (s->kinds[CRITERION_GRADE])
        put_grade_rule(s);
    if (s->kinds[CRITERION_PASS])
        put_note(s, word(MSG_sheet_rule_pass));
    if (s->kinds[CRITERION_FEWER])
        put_fewer_rule(s);
    if (s->kinds[CRITERION_LEADER])
        put_note(s, word(MSG_sheet_rule_leader));
    if (s->kinds[CRITERION_ITEMS])
        put_note(s, word(MSG_sheet_rule_items));
    if (s->kinds[CRITERION_PENALTY])
        put_late_rule(s);
    put_note(s, word(MSG_sheet_rule_rounding));
    if (!book->confirmed)
        put_note(s, word(MSG_sheet_rule_unconfirmed));
    else if (book->basis.n)
        put_note(s, say(s, MESSAGE_WITH(MSG_sheet_rule_basis, book->basis)));
}

static void put_guide(struct sheet *s) {
    static const enum msg_id LINES[] = {
        MSG_sheet_guide_1, MSG_sheet_guide_2,  MSG_sheet_guide_3, MSG_sheet_guide_4,
        MSG_sheet_guide_5, MSG_sheet_guide_6,  MSG_sheet_guide_7, MSG_sheet_guide_8,
        MSG_sheet_guide_9, MSG_sheet_guide_10,
    };
    const struct cluster_period *cluster = &s->board->cluster;
    struct sheet_layout layout = {.is_protected = true};
    struct sheet_out *guide = book_add_sheet(s->book, word(MSG_sheet_tab_guide), &layout);
    sheet_column_width(guide, 1, 95);
    sheet_text(guide, 1, 1, SHEET_TITLE, word(MSG_sheet_tab_guide));
    for (size_t i = 0; i < COUNT_OF(LINES); i++)
        sheet_text(guide, (uint32_t)i + 2, 1, SHEET_TEXT_WRAPPED,
                   say(s, MESSAGE_WITH(LINES[i], s->unit->name,
                                       period_display(s->arena, LANG_VI, cluster->period))));
    if (cluster->is_sample)
        sheet_text(guide, COUNT_OF(LINES) + 3, 1, SHEET_WARNING, word(MSG_sheet_sample));
}

/* The identity as properties of the file and as lines of the hidden sheet. */
static void put_identity(const struct sheet *s) {
    const struct scoreboard *board = s->board;
    const struct {
        struct str name;
        struct str value;
    } lines[SHEET_IDENTITY_LINES] = {
        {SHEET_CLUSTER, board->cluster.slug},
        {SHEET_UNIT, s->unit->slug},
        {SHEET_PERIOD, board->cluster.code},
        {SHEET_TABLE, board->table.id},
        {SHEET_LOCKED, instant_display(s->arena, board->table.locked_ms)},
    };
    for (uint32_t i = 0; i < COUNT_OF(lines); i++) {
        book_set_property(s->book, lines[i].name, lines[i].value);
        sheet_text(s->lists, i + 1, 1, SHEET_PLAIN, lines[i].name);
        sheet_text(s->lists, i + 1, 2, SHEET_PLAIN, lines[i].value);
    }
    for (size_t i = 0; i < board->book.rules.grades_count; i++)
        sheet_text(s->lists, (uint32_t)i + 1, 3, SHEET_PLAIN, s->grades[i]);
}

const struct err *sheet_doc_blank(struct arena *arena, const struct scoreboard *board, size_t unit,
                                  int64_t now_ms, struct str *ret_bytes) {
    if (!board->table.exists || !board->table.locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_not_locked", "the table is not locked");
    const struct cluster_unit *member = &board->cluster.members.items[unit];
    struct sheet s = {.arena = arena, .board = board, .unit = member};
    struct str title = message_text(
        arena, LANG_VI,
        MESSAGE_WITH(MSG_sheet_title, period_display(arena, LANG_VI, board->cluster.period)));
    struct str footer =
        message_text(arena, LANG_VI,
                     MESSAGE_WITH(MSG_sheet_footer, member->name,
                                  period_display(arena, LANG_VI, board->cluster.period)));
    s.book = book_new(arena, &(struct book_about){title, member->name, now_ms});
    struct sheet_layout layout = {
        .landscape = true,
        .is_protected = true,
        .repeat_first_row = HEADER_ROW,
        .repeat_last_row = HEADER_ROW,
        .frozen_rows = HEADER_ROW,
        .frozen_columns = NAME,
        .header = board->cluster.is_sample ? word(MSG_sheet_sample) : STR_NONE,
        .footer = footer,
    };
    s.grades = ARENA_ARRAY(arena, struct str, board->book.rules.grades_count);
    for (size_t i = 0; i < board->book.rules.grades_count; i++)
        s.grades[i] = board->book.rules.grades[i].letter;
    s.out = book_add_sheet(s.book, word(MSG_sheet_tab), &layout);
    put_guide(&s);
    struct sheet_layout hidden = {.hidden = true, .is_protected = true};
    s.lists = book_add_sheet(s.book, STR("thidua"), &hidden);
    put_title(&s);
    put_table(&s);
    put_rules(&s);
    put_identity(&s);
    return book_finish(s.book, ret_bytes);
}

struct str sheet_doc_all_name(struct arena *arena, const struct scoreboard *board) {
    return str_format(arena, "phieu-tu-cham-" STR_FMT "-" STR_FMT ".zip",
                      STR_ARG(board->cluster.slug), STR_ARG(board->cluster.code));
}

const struct err *sheet_doc_all(struct arena *arena, const struct scoreboard *board, int64_t now_ms,
                                struct str *ret_bytes) {
    size_t count = board->cluster.members.count;
    struct zip_entry *entries = ARENA_ARRAY(arena, struct zip_entry, count);
    for (size_t i = 0; i < count; i++) {
        entries[i].name = sheet_doc_name(arena, board, i);
        TRY(sheet_doc_blank(arena, board, i, now_ms, &entries[i].bytes));
    }
    return zip_write(arena, entries, count, ret_bytes);
}
