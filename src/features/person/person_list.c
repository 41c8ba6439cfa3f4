#include "features/person/person_list.h"

#include <stdlib.h>

#include "text/utf8.h"
#include "text/vi_fold.h"

static const struct {
    const char *aliases; /* folded texts of a header cell, parted by '|' */
    const char *field;   /* of the form */
} COLUMNS[PERSON_COLUMN_COUNT] = {
    [COLUMN_NAME] = {"ho va ten|ho ten|ten|ho, ten", "name"},
    [COLUMN_BORN] = {"ngay sinh|nam sinh|ngay, thang, nam sinh|sinh", "born"},
    [COLUMN_UNIT] = {"don vi|don vi cong tac|ma don vi", "unit"},
    [COLUMN_FROM] = {"tu ngay|tu|ngay ve don vi|ve don vi tu", "from"},
    [COLUMN_HOW] = {"hinh thuc ve|cach ve don vi|hinh thuc", "how"},
    [COLUMN_POST] = {"chuc vu|chuc danh", "post"},
    [COLUMN_LEADS] = {"chi huy|lanh dao|chi huy, lanh dao", "leads"},
    [COLUMN_RANK] = {"cap bac|quan ham", "rank"},
    [COLUMN_CLASS] = {"doi tuong|loai|phan loai", "class_code"},
    [COLUMN_SOURCE] = {"nguon|can cu|ghi chu", "source"},
};

enum person_column person_column_of(struct str field) {
    for (int c = 0; c < PERSON_COLUMN_COUNT; c++)
        if (str_equal_c(field, COLUMNS[c].field))
            return (enum person_column)c;
    return PERSON_COLUMN_COUNT;
}

void person_list_find(struct arena *arena, struct person_list_file *list, enum severity severity,
                      struct person_list_row *row, enum person_column column,
                      struct message message) {
    if (row && severity == SEVERITY_ERROR)
        row->state = LIST_WRONG;
    *list_push(arena, &list->findings) =
        (struct list_finding){severity, row ? row->row : 0,
                              column == PERSON_COLUMN_COUNT ? 0 : list->columns[column], message};
}

size_t person_list_errors(const struct person_list_file *list) {
    size_t errors = 0;
    for (size_t i = 0; i < list->findings.count; i++)
        errors += list->findings.items[i].severity == SEVERITY_ERROR;
    return errors;
}

/* --- header and rows ----------------------------------------------------------------------------
 */

static bool is_alias(struct str text, const char *aliases) {
    struct str rest = str_from_c(aliases);
    while (rest.p)
        if (str_equal(str_cut(&rest, '|'), text))
            return true;
    return false;
}

static bool read_header(struct arena *arena, const struct list_cell *cells, size_t count,
                        struct person_list_file *list, size_t *ret_next) {
    for (size_t i = 0, end; i < count; i = end) {
        uint32_t columns[PERSON_COLUMN_COUNT] = {0};
        size_t named = 0;
        for (end = i; end < count && cells[end].row == cells[i].row; end++) {
            struct str fold = vi_fold(arena, cells[end].text);
            for (int c = 0; c < PERSON_COLUMN_COUNT; c++)
                if (!columns[c] && is_alias(fold, COLUMNS[c].aliases)) {
                    columns[c] = cells[end].column;
                    named++;
                    break;
                }
        }
        if (!columns[COLUMN_NAME] || named < 2)
            continue;
        for (int c = 0; c < PERSON_COLUMN_COUNT; c++)
            list->columns[c] = columns[c];
        list->found = true;
        *ret_next = end;
        return true;
    }
    return false;
}

/* "x", "có", "1"; the code of how somebody came by its Vietnamese words. */
static void read_form(struct arena *arena, struct person_list_file *list,
                      struct person_list_row *row) {
    const struct str *cells = row->cells;
    struct str leads = vi_fold(arena, cells[COLUMN_LEADS]);
    bool is_leader = is_alias(leads, "x|co|1|v");
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
    if (leads.n && !is_leader && !is_alias(leads, "khong|0|-"))
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

void person_list_read(struct arena *arena, const struct list_cell *cells, size_t count,
                      struct person_list_file *ret_list) {
    struct person_list_file list = {0};
    size_t next = 0;
    bool found = read_header(arena, cells, count, &list, &next);
    for (size_t i = next, end; found && i < count; i = end) {
        struct person_list_row row = {.row = cells[i].row, .state = LIST_NEW, .known_id = STR("")};
        bool filled = false;
        for (int c = 0; c < PERSON_COLUMN_COUNT; c++)
            row.cells[c] = STR("");
        for (end = i; end < count && cells[end].row == cells[i].row; end++)
            for (int c = 0; c < PERSON_COLUMN_COUNT; c++)
                if (list.columns[c] == cells[end].column &&
                    utf8_clean_line(arena, cells[end].text, &row.cells[c]))
                    filled = filled || row.cells[c].n > 0;
        if (!filled)
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

static int by_place(const void *left, const void *right) {
    const struct list_finding *a = left, *b = right;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    return (a->column > b->column) - (a->column < b->column);
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
    if (list->findings.count)
        qsort(list->findings.items, list->findings.count, sizeof(*list->findings.items), by_place);
    for (size_t i = 0; i < count; i++)
        list->counts[list->rows.items[i].state]++;
}
