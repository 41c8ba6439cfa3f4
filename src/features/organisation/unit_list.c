#include "features/organisation/unit_list.h"

#include <stdlib.h>

#include "text/utf8.h"
#include "text/vi_fold.h"

/* Folded texts of a header cell, parted by '|'. */
static const char *const ALIASES[LIST_COLUMN_COUNT] = {
    [LIST_NAME] = "ten|ten don vi|don vi",
    [LIST_CODE] = "ma|ma don vi",
    [LIST_KIND] = "loai|loai don vi",
    [LIST_PARENT] = "cap tren|don vi cap tren|truc thuoc|thuoc",
    [LIST_FROM] = "tu ngay|tu|co tu|ngay thanh lap|thanh lap",
    [LIST_TO] = "den ngay|den|den truoc|ngay ket thuc|ket thuc",
    [LIST_DECISION] = "quyet dinh|so quyet dinh|can cu",
    [LIST_SHORT] = "ten ngan|ten viet tat|viet tat",
    [LIST_SOURCE] = "nguon",
};

struct reader {
    struct arena *arena;
    const struct organisation *o;
    const struct list_kind *kinds;
    size_t kind_count;
    struct date today;
    struct unit_list *list;
    size_t *by_name; /* indexes into the rows */
    size_t *by_code;
    struct str *folds;
    struct str *codes; /* lower case */
};

static void find(struct reader *r, enum severity severity, const struct list_row *row,
                 enum list_column column, struct message message) {
    *list_push(r->arena, &r->list->findings) = (struct table_finding){
        severity, row->row, column == LIST_COLUMN_COUNT ? 0 : r->list->columns[column], message};
}

static void fail_row(struct reader *r, struct list_row *row, enum list_column column,
                     struct message message) {
    row->state = LIST_WRONG;
    find(r, SEVERITY_ERROR, row, column, message);
}

/* --- head and rows ---------------------------------------------------------------------------- */

/* The column of names and one more. */
static const struct table_head HEAD = {ALIASES, LIST_COLUMN_COUNT, 1U << LIST_NAME, 2};

static void read_rows(struct reader *r, const struct table_cell *cells, size_t count) {
    for (size_t next = 0; next < count;) {
        struct list_row row = {.row = cells[next].row, .state = LIST_NEW};
        if (!table_row_read(r->arena, cells, count, r->list->columns, LIST_COLUMN_COUNT, &next,
                            row.cells))
            continue;
        if (r->list->rows.count >= UNIT_LIST_MAX) {
            fail_row(r, &row, LIST_COLUMN_COUNT,
                     MESSAGE_WITH(MSG_organisation_list_too_long,
                                  str_format(r->arena, "%d", UNIT_LIST_MAX)));
            return;
        }
        *list_push(r->arena, &r->list->rows) = row;
    }
}

/* --- a row by itself ----------------------------------------------------------------------------
 */

static void read_kind(struct reader *r, struct list_row *row) {
    struct str typed = row->cells[LIST_KIND];
    row->unit.kind = STR("");
    if (!typed.n)
        return;
    struct str fold = vi_fold(r->arena, typed);
    for (size_t i = 0; i < r->kind_count; i++)
        if (str_equal(r->kinds[i].code, typed) ||
            str_equal(vi_fold(r->arena, r->kinds[i].name), fold)) {
            row->unit.kind = r->kinds[i].code;
            return;
        }
    fail_row(r, row, LIST_KIND, MESSAGE_WITH(MSG_organisation_kind_unknown, typed));
}

static void read_dates(struct reader *r, struct list_row *row) {
    struct unit_state *unit = &row->unit;
    struct str from = row->cells[LIST_FROM], to = row->cells[LIST_TO];
    if (from.n && !partial_date_read_human(from, &unit->begins))
        fail_row(r, row, LIST_FROM, MESSAGE_WITH(MSG_organisation_partial_wrong, from));
    unit->from = partial_date_first(unit->begins);
    if (to.n && !date_read_human(to, &unit->to))
        fail_row(r, row, LIST_TO, MESSAGE_WITH(MSG_organisation_date_wrong, to));
}

static void check_code(struct reader *r, struct list_row *row) {
    struct str code = row->unit.slug;
    bool good = code.n <= 100;
    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i];
        good = good && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && i > 0));
    }
    if (!good || unit_slug_is_reserved(code))
        fail_row(r, row, LIST_CODE,
                 MESSAGE_WITH(MSG_organisation_list_code_wrong, row->cells[LIST_CODE]));
}

static void read_row(struct reader *r, size_t index) {
    struct list_row *row = &r->list->rows.items[index];
    static const enum list_column LONG[] = {LIST_DECISION, LIST_SOURCE};
    row->unit = (struct unit_state){
        .unit_id = str_format(r->arena, "+%zu", index + 1),
        .slug = str_lower_ascii(r->arena, row->cells[LIST_CODE]),
        .name = row->cells[LIST_NAME],
        .name_fold = vi_fold(r->arena, row->cells[LIST_NAME]),
        .short_name = row->cells[LIST_SHORT],
        .parent_id = STR(""),
        .decision = {.number = row->cells[LIST_DECISION],
                     .issuer = STR(""),
                     .source = row->cells[LIST_SOURCE]},
    };
    if (!row->unit.name.n)
        fail_row(r, row, LIST_NAME, MESSAGE(MSG_organisation_name_missing));
    if (utf8_length(row->unit.name) > UNIT_NAME_MAX)
        fail_row(
            r, row, LIST_NAME,
            MESSAGE_WITH(MSG_organisation_too_long, str_format(r->arena, "%d", UNIT_NAME_MAX)));
    if (utf8_length(row->unit.short_name) > UNIT_NAME_MAX)
        fail_row(
            r, row, LIST_SHORT,
            MESSAGE_WITH(MSG_organisation_too_long, str_format(r->arena, "%d", UNIT_NAME_MAX)));
    for (size_t i = 0; i < COUNT_OF(LONG); i++)
        if (utf8_length(row->cells[LONG[i]]) > UNIT_TEXT_MAX)
            fail_row(
                r, row, LONG[i],
                MESSAGE_WITH(MSG_organisation_too_long, str_format(r->arena, "%d", UNIT_TEXT_MAX)));
    check_code(r, row);
    read_kind(r, row);
    read_dates(r, row);
    r->folds[index] = row->unit.name_fold;
    r->codes[index] = row->unit.slug;
}

/* --- rows by name and code ----------------------------------------------------------------------
 */

static int compare_texts(const void *left, const void *right, void *context) {
    const struct str *texts = context;
    size_t a = *(const size_t *)left, b = *(const size_t *)right;
    int by_text = str_compare(texts[a], texts[b]);
    return by_text ? by_text : (a > b) - (a < b);
}

static size_t *sorted_by(struct reader *r, struct str *texts) {
    size_t count = r->list->rows.count;
    size_t *index = ARENA_ARRAY(r->arena, size_t, count + 1);
    for (size_t i = 0; i < count; i++)
        index[i] = i;
    if (count)
        qsort_r(index, count, sizeof(*index), compare_texts, texts);
    return index;
}

/* The rows of that text: the first place in the index, and how many. */
static size_t rows_of(const struct reader *r, const size_t *index, const struct str *texts,
                      struct str text, size_t *ret_first) {
    size_t low = 0, high = r->list->rows.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(texts[index[middle]], text) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *ret_first = low;
    while (low < r->list->rows.count && str_equal(texts[index[low]], text))
        low++;
    return low - *ret_first;
}

/* --- levels above -------------------------------------------------------------------------------
 */

/* A day on which the row's unit exists. */
static struct date day_of(const struct reader *r, const struct list_row *row) {
    struct date last =
        date_is_empty(row->unit.to) ? r->today : date_from_days(date_to_days(row->unit.to) - 1);
    return date_is_empty(row->unit.from) ? last : row->unit.from;
}

/* Codes first, then names; units of the book before rows of the list, which may be the same. */
static void find_parent(struct reader *r, struct list_row *row) {
    struct str typed = row->cells[LIST_PARENT];
    const struct unit_state *state = NULL;
    size_t first;
    if (!typed.n)
        return;
    enum unit_found found = organisation_find(r->arena, r->o, typed, day_of(r, row), &state);
    if (found == UNIT_FOUND) {
        row->unit.parent_id = state->unit_id;
        return;
    }
    size_t count = rows_of(r, r->by_code, r->codes, str_lower_ascii(r->arena, typed), &first);
    const size_t *index = r->by_code;
    if (count == 0) {
        count = rows_of(r, r->by_name, r->folds, vi_fold(r->arena, typed), &first);
        index = r->by_name;
    }
    if (count == 1 && found == UNIT_UNKNOWN)
        row->unit.parent_id = r->list->rows.items[index[first]].unit.unit_id;
    else if (count > 1 || found == UNIT_AMBIGUOUS)
        fail_row(r, row, LIST_PARENT, MESSAGE_WITH(MSG_organisation_list_parent_several, typed));
    else
        fail_row(r, row, LIST_PARENT, MESSAGE_WITH(MSG_organisation_list_parent_unknown, typed));
}

/* --- the book -----------------------------------------------------------------------------------
 */

struct book_search {
    const struct list_row *row;
    struct date day;
    const struct unit_state *found; /* one of the day before others */
};

static void look_at(void *context, const struct unit_state *state) {
    struct book_search *search = context;
    if (!str_equal(state->parent_id, search->row->unit.parent_id))
        return;
    if (!search->found || unit_state_holds(state, search->day))
        search->found = state;
}

/* The state of the book that the row means: by its code, else by its name below the same parent. */
static const struct unit_state *in_book(struct reader *r, const struct list_row *row) {
    struct book_search search = {row, day_of(r, row), NULL};
    const struct unit_state *coded =
        row->unit.slug.n ? organisation_by_slug(r->o, row->unit.slug) : NULL;
    if (coded) {
        const struct unit_state *then = organisation_at(r->o, coded->unit_id, search.day);
        return then ? then : coded;
    }
    organisation_named(r->o, row->unit.name_fold, look_at, &search);
    return search.found;
}

static bool says_the_same(const struct list_row *row, const struct unit_state *state) {
    const struct unit_state *unit = &row->unit;
    return str_equal(state->name_fold, unit->name_fold) &&
           str_equal(state->parent_id, unit->parent_id) &&
           (!row->cells[LIST_KIND].n || str_equal(state->kind, unit->kind)) &&
           (!row->cells[LIST_FROM].n || date_compare(state->from, unit->from) == 0) &&
           (!row->cells[LIST_TO].n || date_compare(state->to, unit->to) == 0);
}

/* Rows whose unit stands in the book get its id, so that rows below them find it; the levels above
 * first. Answers whether anything was learned. */
static bool compare_with_book(struct reader *r) {
    bool learned = false;
    for (size_t i = 0; i < r->list->rows.count; i++) {
        struct list_row *row = &r->list->rows.items[i];
        if (row->state != LIST_NEW)
            continue;
        const struct unit_state *state = in_book(r, row);
        if (!state)
            continue;
        struct str planned = row->unit.unit_id;
        row->state = says_the_same(row, state) ? LIST_SAME : LIST_DIFFERS;
        row->unit.unit_id = state->unit_id;
        for (size_t k = 0; k < r->list->rows.count; k++)
            if (str_equal(r->list->rows.items[k].unit.parent_id, planned))
                r->list->rows.items[k].unit.parent_id = state->unit_id;
        learned = true;
    }
    return learned;
}

/* --- what must hold ------------------------------------------------------------------------------
 */

static void check_twice(struct reader *r, size_t index) {
    struct list_row *row = &r->list->rows.items[index];
    size_t first;
    size_t count = row->unit.slug.n ? rows_of(r, r->by_code, r->codes, row->unit.slug, &first) : 0;
    if (count > 1 && r->by_code[first] != index)
        fail_row(
            r, row, LIST_CODE,
            MESSAGE_WITH(MSG_organisation_list_code_twice, row->cells[LIST_CODE],
                         str_format(r->arena, "%u", r->list->rows.items[r->by_code[first]].row)));
    count = rows_of(r, r->by_name, r->folds, row->unit.name_fold, &first);
    for (size_t i = first; i < first + count && r->by_name[i] < index; i++) {
        const struct list_row *other = &r->list->rows.items[r->by_name[i]];
        if (!str_equal(other->unit.parent_id, row->unit.parent_id) ||
            !unit_states_overlap(&other->unit, &row->unit))
            continue;
        fail_row(r, row, LIST_NAME,
                 MESSAGE_WITH(MSG_organisation_list_twice, row->unit.name,
                              str_format(r->arena, "%u", other->row)));
        return;
    }
}

static void plan_new(struct reader *r) {
    struct unit_plan *plan = &r->list->plan;
    *plan = (struct unit_plan){.kind = UNIT_ADD, .unit_id = STR("")};
    for (size_t i = 0; i < r->list->rows.count; i++) {
        const struct list_row *row = &r->list->rows.items[i];
        if (row->state != LIST_NEW)
            continue;
        struct unit_state *state = list_push(r->arena, &plan->added);
        *state = row->unit;
        *list_push(r->arena, &plan->touched) = row->unit.unit_id;
    }
}

/* The list and the book together; each row is told of its own unit alone. */
static void check_plan(struct reader *r) {
    struct organisation after;
    unit_change_apply(r->arena, r->o, &r->list->plan, &after);
    for (size_t i = 0; i < r->list->rows.count; i++) {
        struct list_row *row = &r->list->rows.items[i];
        struct issues issues = {0};
        if (row->state != LIST_NEW)
            continue;
        organisation_check(r->arena, &after, &row->unit.unit_id, 1, STR(""), &issues);
        for (size_t k = 0; k < issues.count; k++)
            if (str_equal(issues.items[k].message.args[0], row->unit.name) &&
                row->state == LIST_NEW)
                fail_row(r, row, LIST_NAME, issues.items[k].message);
    }
}

static void finish(struct reader *r) {
    struct unit_list *list = r->list;
    for (size_t i = 0; i < list->rows.count; i++) {
        const struct list_row *row = &list->rows.items[i];
        list->counts[row->state]++;
        if (row->state == LIST_DIFFERS)
            find(r, SEVERITY_WARNING, row, LIST_COLUMN_COUNT,
                 MESSAGE_WITH(MSG_organisation_list_differs, row->unit.name));
    }
    table_findings_sort(&list->findings);
    if (table_findings_count(&list->findings, SEVERITY_ERROR))
        list->plan = (struct unit_plan){.kind = UNIT_ADD, .unit_id = STR("")};
}

void unit_list_read(struct arena *arena, const struct table_cell *cells, size_t cell_count,
                    const struct organisation *organisation, const struct list_kind *kinds,
                    size_t kind_count, struct date today, struct unit_list *ret_list) {
    *ret_list = (struct unit_list){0};
    struct reader r = {.arena = arena,
                       .o = organisation,
                       .kinds = kinds,
                       .kind_count = kind_count,
                       .today = today,
                       .list = ret_list};
    size_t next;
    ret_list->found = table_head_find(arena, &HEAD, cells, cell_count, ret_list->columns, &next);
    if (!ret_list->found)
        return;
    read_rows(&r, cells + next, cell_count - next);
    r.folds = ARENA_ARRAY(arena, struct str, ret_list->rows.count + 1);
    r.codes = ARENA_ARRAY(arena, struct str, ret_list->rows.count + 1);
    for (size_t i = 0; i < ret_list->rows.count; i++)
        read_row(&r, i);
    r.by_name = sorted_by(&r, r.folds);
    r.by_code = sorted_by(&r, r.codes);
    for (size_t i = 0; i < ret_list->rows.count; i++)
        find_parent(&r, &ret_list->rows.items[i]);
    while (compare_with_book(&r))
        ;
    for (size_t i = 0; i < ret_list->rows.count; i++)
        check_twice(&r, i);
    plan_new(&r);
    if (!table_findings_count(&ret_list->findings, SEVERITY_ERROR))
        check_plan(&r);
    finish(&r);
}
