#include "features/target/target_import_service.h"

#include "crypto/digest.h"
#include "doc/workbook_read.h"
#include "features/cluster/closing_service.h"
#include "features/target/target.sql.h"
#include "features/target/target_store_service.h"
#include "sys/id.h"

static const struct err *deny_who_may_not(const struct target_act *act) {
    return user_may(act->user, RIGHT_TARGET_EDIT, place_of_year(act->year), STR(""))
               ? NULL
               : ERR(ERR_DENIED, "no right to import targets");
}

/* --- the file
 * ------------------------------------------------------------------------------------- */

/* A number of a workbook has a point; people and the reader of lines write a comma. */
static struct str with_comma(struct arena *arena, const struct workbook_cell *cell) {
    ptrdiff_t point = str_find(cell->text, STR("."));
    if (cell->kind != WORKBOOK_NUMBER || point < 0)
        return cell->text;
    return str_format(arena, STR_FMT "," STR_FMT, STR_ARG(str_slice(cell->text, 0, (size_t)point)),
                      STR_ARG(str_slice(cell->text, (size_t)point + 1, cell->text.n)));
}

static void take_sheet(struct arena *arena, const struct workbook_sheet *sheet,
                       struct table_cells *cells) {
    *cells = (struct table_cells){0};
    for (size_t i = 0; i < sheet->count; i++)
        *list_push(arena, cells) = (struct table_cell){sheet->items[i].row, sheet->items[i].column,
                                                       with_comma(arena, &sheet->items[i])};
}

/* The cells of the first sheet that is shown and has the head of a list. */
static const struct err *read_cells(struct arena *arena, bool is_text, struct str bytes,
                                    struct table_cells *ret_cells, struct message *ret_fault) {
    *ret_cells = (struct table_cells){0};
    *ret_fault = MESSAGE(MSG_none);
    if (is_text) {
        target_lines_cut(arena, bytes, &ret_cells->items, &ret_cells->count);
        return NULL;
    }
    struct workbook workbook = {0};
    struct workbook_limits limits = WORKBOOK_LIMITS_DEFAULT;
    limits.max_rows = TARGET_LINES_MAX + 100;
    limits.takes_csv = true;
    TRY(workbook_read(arena, bytes, &limits, &workbook, ret_fault));
    const struct target_items no_items = {0};
    const struct targets none = {0};
    for (size_t i = 0; i < workbook.sheet_count && ret_fault->id == MSG_none; i++) {
        struct target_lines lines;
        if (workbook.sheets[i].hidden)
            continue;
        take_sheet(arena, &workbook.sheets[i], ret_cells);
        target_lines_read(arena, ret_cells->items, ret_cells->count, &no_items, &none, NULL, 0,
                          &lines);
        if (lines.found)
            return NULL;
    }
    return NULL;
}

/* --- against the book
 * ------------------------------------------------------------------------------ */

struct import_work {
    const struct target_act *act;
    struct str id;
    struct table_cells cells;
    const struct target_terms_form *terms;
    struct issues *issues;
    struct target_import *import;
};

static void read_lines(const struct target_writing *writing, struct import_work *work) {
    const struct cluster_year *year = work->act->year;
    struct arena *arena = work->act->arena;
    struct target_line_unit *units =
        ARENA_ARRAY(arena, struct target_line_unit, year->members.count + 1);
    for (size_t i = 0; i < year->members.count; i++)
        units[i] = (struct target_line_unit){
            year->members.items[i].id, year->members.items[i].slug, year->members.items[i].name,
            target_may_decide(&writing->powers, year->members.items[i].id)};
    struct target_import *import = work->import;
    target_lines_read(arena, work->cells.items, work->cells.count, &writing->book.items,
                      &writing->book.newest, units, year->members.count, &import->lines);
    import->needs_reason = false;
    for (size_t i = 0; i < import->lines.lines.count; i++)
        import->needs_reason = import->needs_reason || import->lines.lines.items[i].changes_agreed;
    if (!import->lines.found)
        import->fault = MESSAGE(MSG_target_lines_no_head);
}

static const struct err *look_in(struct db_tx *tx, void *context) {
    struct import_work *work = context;
    struct target_writing writing;
    TRY(target_begin(tx, work->act, &writing));
    read_lines(&writing, work);
    return NULL;
}

static const struct err *store_line(struct target_writing *writing, const struct target_line *line,
                                    const struct target_item *item) {
    const struct cluster_year *year = writing->act->year;
    for (size_t i = 0; i < year->members.count; i++) {
        struct str unit_id = year->members.items[i].id;
        if (line->unit_id.n && !str_equal(line->unit_id, unit_id))
            continue;
        struct target current = target_book_at(&writing->book, item, unit_id);
        if (target_stands(&current) && target_figure_is(&line->figure, &current))
            continue;
        TRY(target_check_decide(&writing->powers, unit_id));
        TRY(target_store_figure(writing, &current, TARGET_STANDS, writing->terms.source,
                                &line->figure));
    }
    return NULL;
}

static int64_t last_place(const struct target_book *book) {
    int64_t last = 0;
    for (size_t i = 0; i < book->items.count; i++)
        last = book->items.items[i].position > last ? book->items.items[i].position : last;
    return last;
}

static const struct err *store_lines(struct target_writing *writing, struct target_lines *lines,
                                     int64_t *ret_count) {
    int64_t place = last_place(&writing->book);
    *ret_count = 0;
    for (size_t i = 0; i < lines->lines.count; i++) {
        const struct target_line *line = &lines->lines.items[i];
        if (line->state != TARGET_LINE_NEW && line->state != TARGET_LINE_CHANGES)
            continue;
        struct target_item *item = &lines->contents.items[line->content];
        if (!item->id.n) {
            item->position = place += 10;
            TRY(target_store_new(writing, item));
        }
        TRY(store_line(writing, line, item));
        ++*ret_count;
    }
    return NULL;
}

static const struct err *store_in(struct db_tx *tx, void *context) {
    struct import_work *work = context;
    struct target_import *import = work->import;
    struct arena *arena = work->act->arena;
    work->issues->count = 0;
    import->is_stored = false;
    import->stored_count = 0;
    struct target_writing writing;
    TRY(target_begin(tx, work->act, &writing));
    TRY(target_check_decide(&writing.powers, STR("")));
    read_lines(&writing, work);
    if (import->fault.id != MSG_none ||
        table_findings_count(&import->lines.findings, SEVERITY_ERROR))
        return NULL;
    if (writing.book.items.count + import->lines.contents.count > TARGET_ITEMS_MAX)
        issue_add(arena, work->issues, STR(""),
                  MESSAGE_WITH(MSG_target_too_many, str_format(arena, "%d", TARGET_ITEMS_MAX)));
    TRY(target_take_terms(&writing, work->terms, import->needs_reason, work->issues));
    if (work->issues->count)
        return NULL;
    int64_t count;
    TRY(store_lines(&writing, &import->lines, &count));
    int64_t changed;
    TRY(q_target_import_stored(tx, work->id, work->act->now_ms, count, &changed));
    if (!changed)
        return ERR_TEXT(ERR_STATE, "target.lines_stored", "the table was stored before");
    import->is_stored = true;
    import->stored_count = count;
    return target_audit(
        &writing, "target.import", STR_NONE,
        str_format(arena, STR_FMT ": %lld", STR_ARG(import->name), (long long)count));
}

/* --- staged
 * ---------------------------------------------------------------------------------------- */

struct stage_work {
    const struct target_act *act;
    struct str id;
    struct str name;
    bool is_text;
    struct str bytes;
    struct q_target_import_find_row row;
};

static const struct err *stage_in(struct db_tx *tx, void *context) {
    struct stage_work *work = context;
    const struct target_act *act = work->act;
    TRY(closing_year_must_be_open(tx, act->arena, act->year->cluster_id, act->year->year));
    return q_target_import_insert(tx, work->id, act->year->cluster_id, act->year->year, work->name,
                                  work->is_text ? STR("text") : STR("workbook"),
                                  digest_sha256_hex(act->arena, work->bytes), work->bytes,
                                  act->user->name, act->now_ms);
}

const struct err *target_stage(const struct target_act *act, struct str name, bool is_text,
                               struct str bytes, struct str *ret_id) {
    TRY(deny_who_may_not(act));
    struct stage_work work = {.act = act,
                              .id = id_new(act->arena, act->now_ms),
                              .name = name.p ? name : STR(""),
                              .is_text = is_text,
                              .bytes = bytes};
    TRY(db_write(act->db, stage_in, &work));
    *ret_id = work.id;
    return NULL;
}

static const struct err *find_in(struct db_tx *tx, void *context) {
    struct stage_work *work = context;
    bool found;
    TRY(q_target_import_find(tx, work->act->arena, work->id, work->act->year->cluster_id,
                             work->act->year->year, &found, &work->row));
    return found ? NULL : ERR(ERR_NOT_FOUND, "no such table of targets");
}

static const struct err *open_staged(const struct target_act *act, struct str id,
                                     struct import_work *work, struct target_import *ret_import) {
    TRY(deny_who_may_not(act));
    struct stage_work stage = {.act = act, .id = id};
    TRY(db_read(act->db, find_in, &stage));
    *ret_import = (struct target_import){
        .id = id,
        .name = stage.row.name,
        .is_stored = stage.row.is_stored,
        .stored_count = stage.row.stored_count,
    };
    *work = (struct import_work){.act = act, .id = id, .import = ret_import};
    return read_cells(act->arena, str_equal_c(stage.row.kind, "text"), stage.row.content,
                      &work->cells, &ret_import->fault);
}

const struct err *target_staged(const struct target_act *act, struct str id,
                                struct target_import *ret_import) {
    struct import_work work;
    TRY(open_staged(act, id, &work, ret_import));
    return ret_import->fault.id == MSG_none ? db_read(act->db, look_in, &work) : NULL;
}

const struct err *target_store_staged(const struct target_act *act, struct str id,
                                      const struct target_terms_form *terms, struct issues *issues,
                                      struct target_import *ret_import) {
    struct import_work work;
    TRY(open_staged(act, id, &work, ret_import));
    if (ret_import->is_stored)
        return ERR_TEXT(ERR_STATE, "target.lines_stored", "the table was stored before");
    if (ret_import->fault.id != MSG_none)
        return NULL;
    work.terms = terms;
    work.issues = issues;
    return db_write(act->db, store_in, &work);
}
