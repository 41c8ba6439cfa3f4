#include "features/person/person_list.h"

#include <stdlib.h>

#include "text/vi_fold.h"

/* Folded texts of a head cell, parted by '|'. */
static const char *const WORDS[PERSON_COLUMN_COUNT] = {
    [COLUMN_NAME] = "ho va ten|ho ten|ten|ho, ten",
    [COLUMN_BORN] = "ngay sinh|nam sinh|ngay, thang, nam sinh|sinh",
    [COLUMN_UNIT] = "don vi|don vi cong tac|ma don vi",
    [COLUMN_FROM] = "tu ngay|tu|ngay ve don vi|ve don vi tu",
    [COLUMN_HOW] = "hinh thuc ve|cach ve don vi|hinh thuc",
    [COLUMN_POST] = "chuc vu|chuc danh",
    [COLUMN_LEADS] = "chi huy|lanh dao|chi huy, lanh dao",
    [COLUMN_RANK] = "cap bac|quan ham",
    [COLUMN_CLASS] = "doi tuong|loai|phan loai",
    [COLUMN_SOURCE] = "nguon|can cu|ghi chu",
};

/* Names and one more. */
static const struct table_head HEAD = {WORDS, PERSON_COLUMN_COUNT, 1U << COLUMN_NAME, 2};

static const char *const FIELDS[PERSON_COLUMN_COUNT] = {
    [COLUMN_NAME] = "name",     [COLUMN_BORN] = "born", [COLUMN_UNIT] = "unit",
    [COLUMN_FROM] = "from",     [COLUMN_HOW] = "how",   [COLUMN_POST] = "post",
    [COLUMN_LEADS] = "leads",   [COLUMN_RANK] = "rank", [COLUMN_CLASS] = "class_code",
    [COLUMN_SOURCE] = "source",
};

enum person_column person_column_of(struct str field) {
    for (int c = 0; c < PERSON_COLUMN_COUNT; c++)
        if (str_equal_c(field, FIELDS[c]))
            return (enum person_column)c;
    return PERSON_COLUMN_COUNT;
}

void person_list_find(struct arena *arena, struct person_list_file *list, enum severity severity,
                      struct person_list_row *row, enum person_column column,
                      struct message message) {
    if (row && severity == SEVERITY_ERROR)
        row->state = LIST_WRONG;
    *list_push(arena, &list->findings) =
        (struct table_finding){severity, row ? row->row : 0,
                               column == PERSON_COLUMN_COUNT ? 0 : list->columns[column], message};
}

/* --- rows ----------------------------------------------------------------------------------------
 */

/* "x", "có", "1"; the code of how somebody came by its Vietnamese words. */
static void read_form(struct arena *arena, struct person_list_file *list,
                      struct person_list_row *row) {
    const struct str *cells = row->cells;
    struct str leads = vi_fold(arena, cells[COLUMN_LEADS]);
    bool is_leader = table_word_is(leads, "x|co|1|v");
    enum person_how how = HOW_UNSAID;
    row->form = (struct person_form){.name = cells[COLUMN_NAME],
                                     .sort_name = STR(""),
                                     .born = cells[COLUMN_BORN],
                                     .unit = cells[COLUMN_UNIT],
                                     .from = cells[COLUMN_FROM],
                                     .post = cells[COLUMN_POST],
                                     .leads = is_leader ? STR("1") : STR(""),
                                     .rank = cells[COLUMN_RANK],
                                     .class_code = cells[COLUMN_CLASS],
                                     .source = cells[COLUMN_SOURCE],
                                     .is_another = STR(""),
                                     .reason = STR("")};
    if (leads.n && !is_leader && !table_word_is(leads, "khong|0|-"))
        person_list_find(arena, list, SEVERITY_ERROR, row, COLUMN_LEADS,
                         MESSAGE_WITH(MSG_person_list_leads_wrong, cells[COLUMN_LEADS]));
    struct str typed = vi_fold(arena, cells[COLUMN_HOW]);
    bool known = !typed.n;
    for (int i = HOW_RECRUITED; i < PERSON_HOW_COUNT && !known; i++) {
        how = (enum person_how)i;
        known = str_equal(vi_fold(arena, message_plain(LANG_VI, person_how_name(how))), typed);
    }
    if (!known)
        person_list_find(arena, list, SEVERITY_ERROR, row, COLUMN_HOW,
                         MESSAGE_WITH(MSG_person_list_how_wrong, cells[COLUMN_HOW]));
    row->form.how = person_how_code(known ? how : HOW_UNSAID);
}

void person_list_read(struct arena *arena, const struct table_cell *cells, size_t count,
                      struct person_list_file *ret_list) {
    struct person_list_file list = {0};
    size_t next = count;
    list.found = table_head_find(arena, &HEAD, cells, count, list.columns, &next);
    while (next < count) {
        struct person_list_row row = {
            .row = cells[next].row, .state = LIST_NEW, .known_id = STR("")};
        if (!table_row_read(arena, cells, count, list.columns, PERSON_COLUMN_COUNT, &next,
                            row.cells))
            continue;
        if (list.rows.count >= PERSON_LIST_MAX) {
            person_list_find(
                arena, &list, SEVERITY_ERROR, &row, PERSON_COLUMN_COUNT,
                MESSAGE_WITH(MSG_person_list_too_long, str_format(arena, "%d", PERSON_LIST_MAX)));
            break;
        }
        read_form(arena, &list, &row);
        *list_push(arena, &list.rows) = row;
    }
    *ret_list = list;
}

/* --- twice in the list --------------------------------------------------------------------------
 */

static int by_name(const void *left, const void *right) {
    const struct person_list_row *a = *(struct person_list_row *const *)left;
    const struct person_list_row *b = *(struct person_list_row *const *)right;
    int name = str_compare(a->name_fold, b->name_fold);
    return name ? name : (a->row > b->row) - (a->row < b->row);
}

void person_list_finish(struct arena *arena, struct person_list_file *list) {
    size_t count = list->rows.count;
    struct person_list_row **rows = ARENA_ARRAY(arena, struct person_list_row *, count + 1);
    for (size_t i = 0; i < count; i++)
        rows[i] = &list->rows.items[i];
    if (count)
        qsort(rows, count, sizeof(*rows), by_name);
    for (size_t i = 1; i < count; i++)
        for (size_t k = i; k-- > 0 && str_equal(rows[k]->name_fold, rows[i]->name_fold);)
            if (rows[i]->name_fold.n && person_births_agree(rows[k]->born, rows[i]->born)) {
                person_list_find(arena, list, SEVERITY_ERROR, rows[i], COLUMN_NAME,
                                 MESSAGE_WITH(MSG_person_list_twice, rows[i]->form.name,
                                              str_format(arena, "%u", rows[k]->row)));
                break;
            }
    table_findings_sort(&list->findings);
    for (size_t i = 0; i < count; i++)
        list->counts[list->rows.items[i].state]++;
}
