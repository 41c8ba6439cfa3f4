#include "features/target/target_lines.h"

#include "text/utf8.h"
#include "text/vi_fold.h"

/* Folded texts of a head cell, parted by '|'. */
static const char *const ALIASES[TARGET_COLUMN_COUNT] = {
    [TARGET_COLUMN_NAME] = "noi dung|noi dung chi tieu|chi tieu|ten chi tieu",
    [TARGET_COLUMN_UNIT] = "don vi|ten don vi|ma don vi|don vi thuc hien",
    [TARGET_COLUMN_MEASURE] = "don vi tinh|dvt",
    [TARGET_COLUMN_DIRECTION] = "cach danh gia|cach tinh|chieu",
    [TARGET_COLUMN_CUMULATIVE] = "luy ke|cong don",
    [TARGET_COLUMN_GROUP] = "nhom",
    [TARGET_COLUMN_YEAR] = "ca nam|chi tieu nam|nam|chi tieu ca nam",
    [TARGET_COLUMN_HALF] = "6 thang dau|6 thang|sau thang dau|6 thang dau nam",
};

struct reader {
    struct arena *arena;
    const struct target_items *items;
    const struct targets *newest;
    const struct target_line_unit *units;
    size_t unit_count;
    struct target_lines *lines;
};

static void find(struct reader *r, enum severity severity, const struct target_line *line,
                 enum target_column column, struct message message) {
    *list_push(r->arena, &r->lines->findings) = (struct table_finding){
        severity, line->row, column == TARGET_COLUMN_COUNT ? 0 : r->lines->columns[column],
        message};
}

static void fail(struct reader *r, struct target_line *line, enum target_column column,
                 struct message message) {
    line->state = TARGET_LINE_WRONG;
    find(r, SEVERITY_ERROR, line, column, message);
}

/* --- text into cells -------------------------------------------------------------------------- */

void target_lines_cut(struct arena *arena, struct str text, struct table_cell **ret_cells,
                      size_t *ret_count) {
    struct table_cells cells = {0};
    char mark = str_find(text, STR("\t")) >= 0 ? '\t' : ';';
    struct str rest = text;
    for (uint32_t row = 1; rest.p && row <= TARGET_LINES_MAX + 100; row++) {
        struct str line = str_cut(&rest, '\n');
        for (uint32_t column = 1; line.p && column <= 50; column++) {
            struct str cell = str_trim(str_cut(&line, mark));
            if (cell.n)
                *list_push(arena, &cells) = (struct table_cell){row, column, cell};
        }
    }
    *ret_cells = cells.items;
    *ret_count = cells.count;
}

/* --- head and lines --------------------------------------------------------------------------- */

static const struct table_head HEAD = {
    ALIASES, TARGET_COLUMN_COUNT,
    1U << TARGET_COLUMN_NAME | 1U << TARGET_COLUMN_YEAR | 1U << TARGET_COLUMN_UNIT, 3};

static void read_lines(struct reader *r, const struct table_cell *cells, size_t count) {
    for (size_t next = 0; next < count;) {
        struct target_line line = {.row = cells[next].row};
        if (!table_row_read(r->arena, cells, count, r->lines->columns, TARGET_COLUMN_COUNT, &next,
                            line.cells))
            continue;
        if (r->lines->lines.count >= TARGET_LINES_MAX) {
            fail(r, &line, TARGET_COLUMN_COUNT,
                 MESSAGE_WITH(MSG_target_lines_too_many,
                              str_format(r->arena, "%d", TARGET_LINES_MAX)));
            return;
        }
        *list_push(r->arena, &r->lines->lines) = line;
    }
}

/* --- contents --------------------------------------------------------------------------------- */

static bool read_direction(struct arena *arena, struct str text,
                           enum target_direction *ret_direction) {
    static const char *const WORDS[TARGET_DIRECTION_COUNT] = {
        [TARGET_MORE] = "cang nhieu cang tot|cao hon tot hon|tang|nhieu",
        [TARGET_FEWER] = "cang it cang tot|thap hon tot hon|giam|it",
        [TARGET_EXACT] = "dung bang|dung|bang",
        [TARGET_DONE] = "hoan thanh hay khong|hoan thanh|co khong|dat",
    };
    struct str fold = vi_fold(arena, text);
    for (int i = 0; i < TARGET_DIRECTION_COUNT; i++)
        if (table_word_is(fold, WORDS[i]) ||
            str_equal(text, target_direction_code((enum target_direction)i))) {
            *ret_direction = (enum target_direction)i;
            return true;
        }
    return false;
}

/* "x", "có": yes. "", "không": no. */
static bool says_yes(struct arena *arena, struct str text) {
    return table_word_is(vi_fold(arena, text), "x|co|1|yes|luy ke|v");
}

/* What the line says against the content it names. */
static void check_same(struct reader *r, struct target_line *line, const struct target_item *item) {
    struct str measure = line->cells[TARGET_COLUMN_MEASURE];
    enum target_direction direction = item->direction;
    if (measure.n && !str_equal(vi_fold(r->arena, measure), vi_fold(r->arena, item->measure)))
        fail(r, line, TARGET_COLUMN_MEASURE,
             MESSAGE_WITH(MSG_target_lines_measure, measure, item->measure));
    struct str said = line->cells[TARGET_COLUMN_DIRECTION];
    if (said.n && !read_direction(r->arena, said, &direction))
        fail(r, line, TARGET_COLUMN_DIRECTION, MESSAGE_WITH(MSG_target_lines_direction, said));
    else if (direction != item->direction)
        fail(r, line, TARGET_COLUMN_DIRECTION, MESSAGE_WITH(MSG_target_lines_differs, said));
    if (r->lines->columns[TARGET_COLUMN_CUMULATIVE] &&
        says_yes(r->arena, line->cells[TARGET_COLUMN_CUMULATIVE]) != item->is_cumulative)
        fail(r, line, TARGET_COLUMN_CUMULATIVE,
             MESSAGE_WITH(MSG_target_lines_differs, line->cells[TARGET_COLUMN_CUMULATIVE]));
}

static struct target_item new_item(struct reader *r, struct target_line *line) {
    struct target_item item = {0};
    const struct target_item_form form = {
        .name = line->cells[TARGET_COLUMN_NAME],
        .measure = line->cells[TARGET_COLUMN_MEASURE],
        .direction = STR("more"),
        .cumulative =
            says_yes(r->arena, line->cells[TARGET_COLUMN_CUMULATIVE]) ? STR("1") : STR(""),
        .group = line->cells[TARGET_COLUMN_GROUP],
    };
    struct str said = line->cells[TARGET_COLUMN_DIRECTION];
    struct target_item_form with = form;
    enum target_direction direction = TARGET_MORE;
    if (!said.n)
        find(r, SEVERITY_NOTE, line, TARGET_COLUMN_DIRECTION, MESSAGE(MSG_target_lines_more));
    else if (!read_direction(r->arena, said, &direction))
        fail(r, line, TARGET_COLUMN_DIRECTION, MESSAGE_WITH(MSG_target_lines_direction, said));
    with.direction = target_direction_code(direction);
    struct issues issues = {0};
    target_read_item(r->arena, &with, &issues, &item);
    for (size_t i = 0; i < issues.count; i++)
        fail(r, line,
             str_equal_c(issues.items[i].field, "measure") ? TARGET_COLUMN_MEASURE
                                                           : TARGET_COLUMN_NAME,
             issues.items[i].message);
    return item;
}

static void find_content(struct reader *r, struct target_line *line) {
    struct str fold = vi_fold(r->arena, line->cells[TARGET_COLUMN_NAME]);
    struct target_line_contents *contents = &r->lines->contents;
    if (!fold.n) {
        fail(r, line, TARGET_COLUMN_NAME, MESSAGE(MSG_target_name_missing));
        return;
    }
    for (line->content = 0; line->content < contents->count; line->content++)
        if (str_equal(contents->items[line->content].name_fold, fold)) {
            check_same(r, line, &contents->items[line->content]);
            return;
        }
    for (size_t i = 0; i < r->items->count; i++)
        if (str_equal(r->items->items[i].name_fold, fold)) {
            *list_push(r->arena, contents) = r->items->items[i];
            check_same(r, line, &contents->items[line->content]);
            return;
        }
    struct target_item item = new_item(r, line);
    item.name_fold = fold;
    *list_push(r->arena, contents) = item;
}

/* --- units
 * ------------------------------------------------------------------------------------------- */

static const struct target_line_unit *unit_named(struct reader *r, struct str text) {
    struct str fold = vi_fold(r->arena, text);
    for (size_t i = 0; i < r->unit_count; i++)
        if (str_equal(r->units[i].slug, text) ||
            str_equal(vi_fold(r->arena, r->units[i].name), fold))
            return &r->units[i];
    return NULL;
}

static void find_unit(struct reader *r, struct target_line *line) {
    struct str text = line->cells[TARGET_COLUMN_UNIT];
    line->unit_id = STR("");
    if (!text.n) {
        fail(r, line, TARGET_COLUMN_UNIT, MESSAGE(MSG_target_lines_unit_missing));
        return;
    }
    if (table_word_is(vi_fold(r->arena, text),
                      "moi don vi|tat ca|tat ca don vi|cac don vi|toan cum")) {
        for (size_t i = 0; i < r->unit_count; i++)
            if (!r->units[i].may_set)
                fail(r, line, TARGET_COLUMN_UNIT,
                     MESSAGE_WITH(MSG_target_lines_own, r->units[i].name));
        return;
    }
    const struct target_line_unit *unit = unit_named(r, text);
    if (!unit)
        fail(r, line, TARGET_COLUMN_UNIT, MESSAGE_WITH(MSG_target_lines_unit_unknown, text));
    else if (!unit->may_set)
        fail(r, line, TARGET_COLUMN_UNIT, MESSAGE_WITH(MSG_target_lines_own, unit->name));
    else
        line->unit_id = unit->id;
}

/* --- figures
 * ----------------------------------------------------------------------------------------- */

static struct target now_of(struct reader *r, const struct target_item *item, struct str unit_id) {
    for (size_t i = 0; item->origin.revision && i < r->newest->count; i++)
        if (r->newest->items[i].item->number == item->number &&
            str_equal(r->newest->items[i].unit_id, unit_id))
            return r->newest->items[i];
    return (struct target){.item = item, .unit_id = unit_id};
}

static void read_figure(struct reader *r, struct target_line *line) {
    const struct target_item *item = &r->lines->contents.items[line->content];
    struct issues issues = {0};
    target_read_figure(r->arena, item, line->cells[TARGET_COLUMN_YEAR],
                       line->cells[TARGET_COLUMN_HALF], STR("year"), STR("half"), &issues,
                       &line->figure);
    for (size_t i = 0; i < issues.count; i++)
        fail(r, line,
             str_equal_c(issues.items[i].field, "half") ? TARGET_COLUMN_HALF : TARGET_COLUMN_YEAR,
             issues.items[i].message);
}

/* New, changed or the same, for one unit or all of them. */
static void compare(struct reader *r, struct target_line *line) {
    const struct target_item *item = &r->lines->contents.items[line->content];
    if (line->figure.is_empty) {
        line->state = TARGET_LINE_EMPTY;
        return;
    }
    line->state = TARGET_LINE_SAME;
    for (size_t i = 0; i < r->unit_count; i++) {
        if (line->unit_id.n && !str_equal(line->unit_id, r->units[i].id))
            continue;
        struct target now = now_of(r, item, r->units[i].id);
        if (target_stands(&now) && target_figure_is(&line->figure, &now))
            continue;
        bool there = now.state == TARGET_PROPOSED || target_stands(&now);
        line->changes_agreed = line->changes_agreed || target_stands(&now);
        if (there)
            line->state = TARGET_LINE_CHANGES;
        else if (line->state == TARGET_LINE_SAME)
            line->state = TARGET_LINE_NEW;
    }
    if (item->is_cumulative && line->figure.has_value && !line->figure.has_first_half)
        find(r, SEVERITY_WARNING, line, TARGET_COLUMN_HALF, MESSAGE(MSG_target_lines_no_half));
}

static void check_twice(struct reader *r, size_t index) {
    struct target_line *line = &r->lines->lines.items[index];
    for (size_t i = 0; i < index && line->state != TARGET_LINE_WRONG; i++) {
        const struct target_line *other = &r->lines->lines.items[i];
        if (other->state == TARGET_LINE_WRONG || other->content != line->content)
            continue;
        if (!other->unit_id.n || !line->unit_id.n || str_equal(other->unit_id, line->unit_id))
            fail(r, line, TARGET_COLUMN_NAME,
                 MESSAGE_WITH(MSG_target_lines_twice, str_format(r->arena, "%u", other->row)));
    }
}

/* --- all of it
 * --------------------------------------------------------------------------------------- */

static void read_line(struct reader *r, size_t index) {
    struct target_line *line = &r->lines->lines.items[index];
    line->state = TARGET_LINE_SAME;
    find_content(r, line);
    if (!vi_fold(r->arena, line->cells[TARGET_COLUMN_NAME]).n)
        return;
    find_unit(r, line);
    read_figure(r, line);
    if (line->state != TARGET_LINE_WRONG)
        compare(r, line);
    struct target_item *item = &r->lines->contents.items[line->content];
    if (!line->unit_id.n && !item->origin.revision)
        item->for_all = true;
}

void target_lines_read(struct arena *arena, const struct table_cell *cells, size_t cell_count,
                       const struct target_items *items, const struct targets *newest,
                       const struct target_line_unit *units, size_t unit_count,
                       struct target_lines *ret_lines) {
    *ret_lines = (struct target_lines){0};
    struct reader r = {arena, items, newest, units, unit_count, ret_lines};
    size_t next;
    ret_lines->found = table_head_find(arena, &HEAD, cells, cell_count, ret_lines->columns, &next);
    if (!ret_lines->found)
        return;
    read_lines(&r, cells + next, cell_count - next);
    for (size_t i = 0; i < ret_lines->lines.count; i++)
        read_line(&r, i);
    for (size_t i = 0; i < ret_lines->lines.count; i++)
        check_twice(&r, i);
    for (size_t i = 0; i < ret_lines->lines.count; i++)
        ret_lines->counts[ret_lines->lines.items[i].state]++;
}
