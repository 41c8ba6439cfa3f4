#include "features/score_evidence/score_evidence_service.h"

#include "features/score_evidence/score_evidence.sql.h"
#include "features/score_evidence/score_evidence_cell_service.h"

enum { CHAIN_MAX = 8 };

static const struct cluster_unit *unit_of(const struct evidence_place *place) {
    return &place->board->cluster.members.items[place->unit];
}

static const struct criterion *criterion_of(const struct evidence_place *place) {
    return &place->board->table.criteria.items[place->criterion];
}

struct str score_evidence_path(struct arena *arena, const struct evidence_place *place) {
    const struct cluster_period *cluster = &place->board->cluster;
    return evidence_path(arena, cluster->slug, cluster->code, unit_of(place)->slug,
                         criterion_of(place)->code, criterion_of(place)->id);
}

/* --- how many ------------------------------------------------------------------------------ */

struct counting {
    struct arena *arena;
    const struct user *user; /* NULL: rights were asked for */
    const struct scoreboard *board;
    ptrdiff_t unit;
    struct score_evidence_counts *counts;
};

static ptrdiff_t criterion_by_id(const struct criteria *criteria, struct str id) {
    for (size_t i = 0; i < criteria->count; i++)
        if (str_equal(criteria->items[i].id, id))
            return (ptrdiff_t)i;
    return -1;
}

static const struct err *rows_in(struct db_tx *tx, const struct counting *work) {
    const struct scoreboard *board = work->board;
    const struct cluster_units *members = &board->cluster.members;
    struct q_evidence_counts_rows rows;
    struct str unit_id = work->unit < 0 ? STR("") : members->items[work->unit].id;
    TRY(q_evidence_counts(tx, work->arena, board->cluster.id, unit_id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        ptrdiff_t unit = cluster_member_by_id(&board->cluster, rows.items[i].unit_id);
        ptrdiff_t k = criterion_by_id(&board->table.criteria, rows.items[i].criterion_id);
        if (unit >= 0 && k >= 0)
            work->counts->items[(size_t)unit * work->counts->criteria + (size_t)k] +=
                (uint32_t)rows.items[i].standing;
    }
    return NULL;
}

static const struct err *count_in(struct db_tx *tx, void *context) {
    const struct counting *work = context;
    const struct scoreboard *board = work->board;
    size_t units = board->cluster.members.count, criteria = board->table.criteria.count;
    *work->counts = (struct score_evidence_counts){
        criteria, ARENA_ARRAY(work->arena, uint32_t, units * criteria + 1)};
    struct evidence_checkers checkers = {0};
    TRY(rows_in(tx, work));
    for (size_t u = 0; u < units; u++) {
        uint32_t *row = &work->counts->items[u * criteria];
        struct evidence_rights rights = {.may_read = true};
        bool asked = work->unit < 0 || (size_t)work->unit == u;
        if (asked && work->user)
            TRY(evidence_rights_in(tx, work->arena, work->user, place_of_period(&board->cluster),
                                   board->cluster.id, board->cluster.members.items[u].id, &checkers,
                                   &rights));
        for (size_t k = 0; k < criteria; k++)
            if (!asked || !rights.may_read)
                row[k] = 0;
            else if (!str_is_empty(board_cell_at(board, u, k)->evidence))
                row[k]++;
    }
    return NULL;
}

const struct err *score_evidence_count_in(struct db_tx *tx, struct arena *arena,
                                          const struct scoreboard *board, ptrdiff_t unit,
                                          struct score_evidence_counts *ret_counts) {
    struct counting work = {arena, NULL, board, unit, ret_counts};
    return count_in(tx, &work);
}

const struct err *score_evidence_count(struct db *db, struct arena *arena, const struct user *user,
                                       const struct scoreboard *board, ptrdiff_t unit,
                                       struct score_evidence_counts *ret_counts) {
    struct counting work = {arena, user, board, unit, ret_counts};
    return db_read(db, count_in, &work);
}

const struct err *score_evidence_stands(struct db_tx *tx, struct arena *arena,
                                        const struct scoreboard *board, size_t unit,
                                        bool *ret_has) {
    struct score_evidence_counts counts;
    TRY(score_evidence_count_in(tx, arena, board, (ptrdiff_t)unit, &counts));
    for (size_t i = 0; i < counts.criteria; i++)
        ret_has[i] = score_evidence_at(&counts, unit, i) > 0;
    return NULL;
}

size_t score_evidence_at(const struct score_evidence_counts *counts, size_t unit,
                         size_t criterion) {
    return counts->items[unit * counts->criteria + criterion];
}

/* --- which --------------------------------------------------------------------------------- */

struct listing {
    struct arena *arena;
    const struct user *user;
    const struct evidence_place *place;
    struct evidence_rights rights;
    struct score_evidence *evidence;
};

static void add_item(struct listing *work, struct evidence_item item) {
    item.may_withdraw = item.kind != EVIDENCE_SHEET && work->rights.may_add && !item.withdrawn_ms &&
                        item.by_checker == str_equal(work->rights.capacity, EVIDENCE_CHECKER);
    work->evidence->standing += !item.withdrawn_ms && !item.file.is_destroyed;
    *list_push(work->arena, work->evidence) = item;
}

static void add_sheet_line(struct listing *work) {
    const struct board_cell *cell =
        board_cell_at(work->place->board, work->place->unit, work->place->criterion);
    if (!str_is_empty(cell->evidence))
        add_item(work, (struct evidence_item){.kind = EVIDENCE_SHEET,
                                              .id = STR(""),
                                              .text = cell->evidence,
                                              .author = str_or_empty(cell->self_author),
                                              .recorded_ms = cell->self_at_ms,
                                              .withdrawn_by = STR(""),
                                              .withdrawn_reason = STR("")});
}

/* Where a reference stands, for who may read that. */
static const struct err *reference_origin(struct db_tx *tx, struct listing *work,
                                          struct str cell_id, int64_t recorded_ms,
                                          struct evidence_origin *ret_origin) {
    struct file_ask ask = {tx, work->arena, work->user, cell_id};
    struct file_owner owner;
    bool found;
    *ret_origin = (struct evidence_origin){STR(""), STR(""), recorded_ms};
    TRY(score_cell_files.find(&ask, &found, &owner));
    if (found && owner.may_read)
        *ret_origin = (struct evidence_origin){owner.title, owner.href, recorded_ms};
    return NULL;
}

static const struct err *reference_chain(struct db_tx *tx, struct listing *work,
                                         struct str taken_id, struct evidence_item *item) {
    for (size_t i = 0; i < CHAIN_MAX && taken_id.p && taken_id.n; i++) {
        struct q_evidence_reference_find_row row;
        bool found;
        TRY(q_evidence_reference_find(tx, work->arena, taken_id, &found, &row));
        if (!found)
            break;
        TRY(reference_origin(tx, work, row.cell_id, row.recorded_ms,
                             list_push(work->arena, &item->chain)));
        taken_id = row.taken_id;
    }
    return NULL;
}

static const struct err *file_chain(struct db_tx *tx, struct listing *work, struct str taken_id,
                                    struct evidence_item *item) {
    for (size_t i = 0; i < CHAIN_MAX && taken_id.n; i++) {
        struct file_owner owner;
        struct stored_file file;
        const struct err *err = file_place(tx, work->arena, work->user, taken_id, &owner, &file);
        if (err && err->kind != ERR_NOT_FOUND)
            return err;
        *list_push(work->arena, &item->chain) =
            err ? (struct evidence_origin){STR(""), STR(""), 0}
                : (struct evidence_origin){owner.title, owner.href, file.recorded_ms};
        if (err)
            break;
        taken_id = file.taken_id;
    }
    return NULL;
}

static const struct err *add_references(struct db_tx *tx, struct listing *work) {
    struct q_evidence_references_of_cell_rows rows;
    TRY(q_evidence_references_of_cell(tx, work->arena, work->evidence->cell_id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_evidence_references_of_cell_row *row = &rows.items[i];
        struct evidence_item item = {
            .kind = EVIDENCE_REFERENCE,
            .id = row->id,
            .text = row->line,
            .by_checker = str_equal(row->capacity, EVIDENCE_CHECKER),
            .author = row->author,
            .recorded_ms = row->recorded_ms,
            .withdrawn_ms = row->withdrawn_ms.set ? row->withdrawn_ms.value : 0,
            .withdrawn_by = str_or_empty(row->withdrawn_by),
            .withdrawn_reason = str_or_empty(row->withdrawn_reason),
        };
        TRY(reference_chain(tx, work, row->taken_id, &item));
        add_item(work, item);
    }
    return NULL;
}

static const struct err *add_files(struct db_tx *tx, struct listing *work) {
    struct stored_files files;
    TRY(file_rows(tx, work->arena, STR(SCORE_CELL_FILES), work->evidence->cell_id, &files));
    for (size_t i = 0; i < files.count; i++) {
        const struct stored_file *file = &files.items[i];
        struct evidence_item item = {
            .kind = EVIDENCE_FILE,
            .id = file->id,
            .text = file->name,
            .by_checker = str_equal(file->capacity, EVIDENCE_CHECKER),
            .author = file->author,
            .recorded_ms = file->recorded_ms,
            .withdrawn_ms = file->withdrawn_ms,
            .withdrawn_by = file->withdrawn_by,
            .withdrawn_reason = file->withdrawn_reason,
            .file = *file,
        };
        TRY(file_chain(tx, work, file->taken_id, &item));
        TRY(file_twins_in(tx, work->arena, work->user, file->sha256, STR(SCORE_CELL_FILES),
                          work->evidence->cell_id, &item.twins));
        add_item(work, item);
    }
    return NULL;
}

/* The sheet's line stays first. */
static void sort_by_instant(struct score_evidence *evidence) {
    for (size_t i = 1; i < evidence->count; i++) {
        struct evidence_item item = evidence->items[i];
        size_t at = i;
        for (;
             at && evidence->items[at - 1].kind != EVIDENCE_SHEET && item.kind != EVIDENCE_SHEET &&
             evidence->items[at - 1].recorded_ms > item.recorded_ms;
             at--)
            evidence->items[at] = evidence->items[at - 1];
        evidence->items[at] = item;
    }
}

static const struct err *list_in(struct db_tx *tx, void *context) {
    struct listing *work = context;
    const struct cluster_period *cluster = &work->place->board->cluster;
    struct str unit_id = unit_of(work->place)->id;
    *work->evidence = (struct score_evidence){.cell_id = STR("")};
    TRY(evidence_rights_in(tx, work->arena, work->user, place_of_period(cluster), cluster->id,
                           unit_id, NULL, &work->rights));
    if (!work->rights.may_read)
        return ERR(ERR_DENIED, "no right to read the evidence of this unit");
    work->evidence->may_add = work->rights.may_add && work->place->board->table.locked &&
                              criterion_is_scored(criterion_of(work->place));
    work->evidence->adds_as_checker = str_equal(work->rights.capacity, EVIDENCE_CHECKER);
    add_sheet_line(work);
    struct q_evidence_cell_find_row cell;
    bool found;
    TRY(q_evidence_cell_find(tx, work->arena, cluster->id, unit_id, criterion_of(work->place)->id,
                             &found, &cell));
    if (!found)
        return NULL;
    work->evidence->cell_id = cell.id;
    TRY(add_references(tx, work));
    TRY(add_files(tx, work));
    sort_by_instant(work->evidence);
    return NULL;
}

const struct err *score_evidence_list(struct db *db, struct arena *arena, const struct user *user,
                                      const struct evidence_place *place,
                                      struct score_evidence *ret_evidence) {
    struct listing work = {.arena = arena, .user = user, .place = place, .evidence = ret_evidence};
    return db_read(db, list_in, &work);
}

const struct err *score_evidence_records(struct db *db, struct arena *arena,
                                         const struct user *user, const struct scoreboard *board,
                                         size_t unit, struct evidence_records *ret_records) {
    struct score_evidence_counts counts;
    *ret_records = (struct evidence_records){0};
    TRY(score_evidence_count(db, arena, user, board, (ptrdiff_t)unit, &counts));
    for (size_t k = 0; k < counts.criteria; k++) {
        if (!score_evidence_at(&counts, unit, k))
            continue;
        const struct evidence_place place = {board, unit, k};
        struct evidence_record *record = list_push(arena, ret_records);
        record->criterion = k;
        TRY(score_evidence_list(db, arena, user, &place, &record->evidence));
    }
    return NULL;
}

struct asking {
    struct arena *arena;
    const struct user *user;
    const struct cluster_period *cluster;
    struct str unit_id;
    bool adds;
};

static const struct err *must_in(struct db_tx *tx, void *context) {
    const struct asking *work = context;
    struct evidence_rights rights;
    struct place place = place_of_period(work->cluster);
    place.is_closed = false;
    TRY(evidence_rights_in(tx, work->arena, work->user, place, work->cluster->id, work->unit_id,
                           NULL, &rights));
    if (work->adds ? !rights.may_add : !rights.may_read)
        return ERR(ERR_DENIED, "no right to the evidence of this unit");
    return NULL;
}

const struct err *score_evidence_must(struct db *db, struct arena *arena, const struct user *user,
                                      const struct cluster_period *cluster, struct str unit_id,
                                      bool adds) {
    struct asking work = {arena, user, cluster, unit_id, adds};
    return db_read(db, must_in, &work);
}
