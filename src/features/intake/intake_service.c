#include "features/intake/intake_service.h"

#include "features/cluster/closing_service.h"
#include <stdlib.h>

#include "crypto/digest.h"
#include "features/audit/audit.h"
#include "features/intake/file_service.h"
#include "features/intake/intake.sql.h"
#include "features/sending/sending_service.h"
#include "features/submission/submission_service.h"
#include "sys/id.h"

/* --- a batch against the board ------------------------------------------------------------ */

static void add_finding(struct arena *arena, struct intake_file *file, enum severity severity,
                        struct str place, struct message message) {
    *list_push(arena, &file->scores.findings) =
        (struct intake_finding){severity, 0, 0, place, -1, message};
}

/* Whose sheet it is must be clear, allowed, and new in this batch. */
static void check_unit(const struct intake_context *context, struct intake_batch *batch,
                       struct intake_file *file) {
    if (file->unit < 0)
        return;
    const struct cluster_unit *unit = &batch->board.cluster.members.items[file->unit];
    for (size_t i = 0; i < batch->files.count; i++) {
        const struct intake_file *other = &batch->files.items[i];
        if (other != file && other->scores.usable && other->unit == file->unit) {
            add_finding(context->arena, file, SEVERITY_ERROR, STR("unit"),
                        MESSAGE_WITH(MSG_intake_unit_twice, unit->name, other->name));
            file->scores.usable = false;
            return;
        }
    }
    if (!user_may(context->user, RIGHT_SCORE_IMPORT, place_of_period(&batch->board.cluster),
                  unit->id)) {
        add_finding(context->arena, file, SEVERITY_ERROR, STR(""),
                    MESSAGE_WITH(MSG_intake_unit_not_yours, unit->name));
        file->scores.usable = false;
    }
}

static void count_value(struct intake_file *file, bool had, bool same) {
    if (!had)
        file->new_values++;
    else if (same)
        file->same_values++;
    else
        file->changed_values++;
}

/* What confirming would change, and the board as it would then be. */
static void apply_file(struct intake_batch *batch, struct intake_file *file,
                       struct score_matrix *matrix) {
    for (size_t i = 0; file->scores.usable && i < file->scores.rows.count; i++) {
        const struct scores_row *row = &file->scores.rows.items[i];
        if (row->criterion < 0 || row->is_group)
            continue;
        const struct board_cell *cell =
            board_cell_at(&batch->board, (size_t)file->unit, (size_t)row->criterion);
        if (row->actual_ok) {
            count_value(file, cell->self_actual.p, str_equal(cell->self_actual, row->actual.text));
            if (!cell->accepted_actual.p)
                score_cell_at(matrix, (size_t)file->unit, (size_t)row->criterion)->actual =
                    row->actual;
        }
        if (row->has_self)
            count_value(file, cell->has_self, decimal_compare(cell->self, row->self) == 0);
        if (!str_is_empty(row->evidence))
            count_value(file, cell->evidence.p, str_equal(cell->evidence, row->evidence));
    }
}

/* Where a unit's own points differ from those by rule: pointed out, nothing more. */
static void note_differences(struct arena *arena, struct intake_file *file,
                             const struct score_matrix *matrix) {
    for (size_t i = 0; file->scores.usable && i < file->scores.rows.count; i++) {
        const struct scores_row *row = &file->scores.rows.items[i];
        if (row->criterion < 0 || !row->has_self)
            continue;
        const struct score_cell *cell =
            score_cell_at(matrix, (size_t)file->unit, (size_t)row->criterion);
        if (!cell->has_points || decimal_compare(cell->points, row->self) == 0)
            continue;
        *list_push(arena, &file->scores.findings) = (struct intake_finding){
            SEVERITY_NOTE,
            row->row,
            file->scores.columns[5],
            STR(""),
            row->criterion,
            MESSAGE_WITH(MSG_intake_self_differs, decimal_display(arena, row->self, 2, ','),
                         decimal_display(arena, cell->points, 2, ','))};
    }
}

/* As the sheet is read: by row, then column; what is said of the whole sheet first. */
static int by_place(const void *left, const void *right) {
    const struct intake_finding *a = left;
    const struct intake_finding *b = right;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    return (int)b->severity - (int)a->severity;
}

static void summarise(const struct intake_context *context, struct intake_batch *batch) {
    struct score_matrix matrix = score_matrix_new(context->arena, &batch->board.table.criteria,
                                                  batch->board.matrix.unit_count);
    for (size_t unit = 0; unit < matrix.unit_count; unit++)
        for (size_t i = 0; i < matrix.criteria->count; i++)
            *score_cell_at(&matrix, unit, i) = *score_cell_at(&batch->board.matrix, unit, i);
    for (size_t i = 0; i < batch->files.count; i++)
        apply_file(batch, &batch->files.items[i], &matrix);
    scoring_compute(&matrix, &batch->board.book.rules);
    for (size_t i = 0; i < batch->files.count; i++) {
        struct intake_file *file = &batch->files.items[i];
        note_differences(context->arena, file, &matrix);
        if (file->scores.findings.count)
            qsort(file->scores.findings.items, file->scores.findings.count,
                  sizeof(*file->scores.findings.items), by_place);
        file->faults = file->readable ? intake_count(&file->scores.findings, SEVERITY_ERROR) +
                                            intake_count(&file->scores.findings, SEVERITY_WARNING)
                                      : 1;
        batch->faults += file->faults;
        batch->new_values += file->new_values;
        batch->changed_values += file->changed_values;
        batch->same_values += file->same_values;
    }
}

static const struct err *refuse_without_table(const struct scoreboard *board) {
    if (!board->table.exists)
        return ERR_TEXT(ERR_STATE, "scoring.table_missing", "there is no table of criteria");
    if (!board->table.locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_not_locked", "the table is not locked");
    return NULL;
}

const struct err *intake_check_scores(struct db *db, struct arena *arena, const struct user *user,
                                      struct str slug, struct str period_code,
                                      const struct intake_upload *uploads, size_t count,
                                      struct intake_batch *ret_batch) {
    *ret_batch = (struct intake_batch){.id = STR(""), .state = STR("staged")};
    TRY(scoring_load_board(db, arena, user, slug, period_code, &ret_batch->board));
    TRY(refuse_without_table(&ret_batch->board));
    if (count > INTAKE_FILES_MAX)
        return ERR(ERR_LIMIT, "%zu files at once", count);
    struct intake_context context = {arena, &ret_batch->board, user,
                                     intake_units_of(arena, &ret_batch->board.cluster)};
    struct intake_mends none = {0};
    for (size_t i = 0; i < count; i++) {
        struct intake_file *file = list_push(arena, &ret_batch->files);
        file->id = STR("");
        TRY(intake_read_file(&context, &uploads[i], &none, file));
        check_unit(&context, ret_batch, file);
    }
    summarise(&context, ret_batch);
    return NULL;
}

/* --- staging ------------------------------------------------------------------------------ */

struct stage_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct str slug;
    struct str period_code;
    const struct intake_upload *uploads;
    size_t count;
    struct str batch_id;
};

static const struct err *stage_in(struct db_tx *tx, void *context) {
    struct stage_work *work = context;
    struct scoreboard board;
    TRY(scoring_board_in(tx, work->arena, work->slug, work->period_code, &board));
    if (!user_may(work->user, RIGHT_SCORE_IMPORT, place_of_period(&board.cluster), STR("")))
        return ERR(ERR_DENIED, "no right to import scores");
    TRY(closing_must_be_open(tx, work->arena, board.cluster.id));
    TRY(refuse_without_table(&board));
    work->batch_id = id_new(work->arena, work->now_ms);
    TRY(q_batch_insert(tx, work->batch_id, board.cluster.id, STR("scores"), work->user->name,
                       work->user->id, work->now_ms));
    for (size_t i = 0; i < work->count; i++)
        TRY(q_file_insert(tx, id_new(work->arena, work->now_ms), work->batch_id, (int64_t)i,
                          work->uploads[i].name,
                          digest_sha256_hex(work->arena, work->uploads[i].bytes),
                          work->uploads[i].bytes));
    return NULL;
}

const struct err *intake_stage_scores(struct db *db, struct arena *arena, const struct user *user,
                                      int64_t now_ms, struct str slug, struct str period_code,
                                      const struct intake_upload *uploads, size_t count,
                                      struct str *ret_batch_id) {
    if (count > INTAKE_FILES_MAX)
        return ERR(ERR_LIMIT, "%zu files at once", count);
    struct stage_work work = {arena, user, now_ms, slug, period_code, uploads, count, STR("")};
    TRY(db_write(db, stage_in, &work));
    *ret_batch_id = work.batch_id;
    return NULL;
}

struct load_work {
    struct arena *arena;
    const struct user *user;
    struct str slug;
    struct str period_code;
    struct str batch_id;
    struct intake_batch *batch;
    struct q_files_of_batch_rows files;
    struct q_mends_of_batch_rows mends;
    struct q_stored_of_batch_rows stored;
};

/* The batch alone; only of this half-year, only for who may open it. */
static const struct err *find_batch_in(struct db_tx *tx, struct load_work *work) {
    struct intake_batch *batch = work->batch;
    *batch = (struct intake_batch){.id = work->batch_id};
    TRY(scoring_board_in(tx, work->arena, work->slug, work->period_code, &batch->board));
    /* Before looking: to a stranger it is all one whether there is such a batch. */
    if (!user_may(work->user, RIGHT_SCORE_IMPORT, place_of_period(&batch->board.cluster), STR("")))
        return ERR(ERR_DENIED, "no right to import scores here");
    bool found;
    struct q_batch_find_row row;
    TRY(q_batch_find(tx, work->arena, work->batch_id, &found, &row));
    /* While its files are being read (import_job.h) it is not there yet. */
    if (!found || !str_equal(row.cluster_period_id, batch->board.cluster.id) ||
        str_equal_c(row.state, "reading") || !str_equal_c(row.kind, "scores"))
        return ERR(ERR_NOT_FOUND, "no such batch");
    bool laid_before_him;
    TRY(submission_opens_batch(tx, work->arena, work->user, place_of_period(&batch->board.cluster),
                               work->batch_id, &laid_before_him));
    if (!laid_before_him && !intake_may_open(work->user, &batch->board.cluster, row.account_id))
        return ERR(ERR_DENIED, "no right to open this batch");
    batch->account_id = row.account_id;
    batch->state = row.state;
    batch->author = row.author;
    batch->created_ms = row.created_ms;
    batch->decided_ms = row.decided_ms.value;
    batch->stored_count = row.stored_count;
    return NULL;
}

/* The batch with its files, mends and what it stored. */
static const struct err *load_in(struct db_tx *tx, void *context) {
    struct load_work *work = context;
    TRY(find_batch_in(tx, work));
    TRY(q_files_of_batch(tx, work->arena, work->batch_id, &work->files));
    TRY(q_mends_of_batch(tx, work->arena, work->batch_id, &work->mends));
    return q_stored_of_batch(tx, work->arena, work->batch->board.cluster.id, work->batch_id,
                             &work->stored);
}

/* A decided batch tells what it stored, not what it would store today. */
static void tell_stored(const struct load_work *work, struct intake_file *file) {
    const struct cluster_units *members = &work->batch->board.cluster.members;
    for (size_t i = 0; file->scores.usable && i < work->stored.count; i++)
        if (str_equal(work->stored.items[i].unit_id, members->items[file->unit].id)) {
            file->stored_values = (int)work->stored.items[i].stored;
            file->replaced_values = (int)work->stored.items[i].replaced;
        }
}

static const struct err *read_loaded(struct load_work *work) {
    struct intake_batch *batch = work->batch;
    struct intake_context context = {work->arena, &batch->board, work->user,
                                     intake_units_of(work->arena, &batch->board.cluster)};
    for (size_t i = 0; i < work->files.count; i++) {
        const struct q_files_of_batch_row *row = &work->files.items[i];
        struct intake_file *file = list_push(work->arena, &batch->files);
        struct intake_mends mends = {0};
        for (size_t k = 0; k < work->mends.count; k++)
            if (str_equal(work->mends.items[k].file_id, row->id))
                *list_push(work->arena, &mends) = (struct intake_mend_text){
                    work->mends.items[k].place, work->mends.items[k].text};
        struct intake_upload upload = {row->name, row->content, row->cells};
        file->id = row->id;
        TRY(intake_read_file(&context, &upload, &mends, file));
        file->mends = mends;
        check_unit(&context, batch, file);
        tell_stored(work, file);
    }
    summarise(&context, batch);
    return NULL;
}

const struct err *intake_preview(struct db *db, struct arena *arena, const struct user *user,
                                 struct str slug, struct str period_code, struct str batch_id,
                                 struct intake_batch *ret_batch) {
    struct load_work work = {arena, user, slug, period_code, batch_id, ret_batch, {0}, {0}, {0}};
    TRY(db_read(db, load_in, &work));
    return read_loaded(&work);
}

static const struct err *file_ids_in(struct db_tx *tx, void *context) {
    struct load_work *work = context;
    struct q_file_ids_of_batch_rows rows;
    TRY(find_batch_in(tx, work));
    TRY(q_file_ids_of_batch(tx, work->arena, work->batch_id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct intake_file *file = list_push(work->arena, &work->batch->files);
        file->id = rows.items[i].id;
        file->name = rows.items[i].name;
        file->unit = -1;
    }
    return NULL;
}

const struct err *intake_batch_files(struct db *db, struct arena *arena, const struct user *user,
                                     struct str slug, struct str period_code, struct str batch_id,
                                     struct intake_batch *ret_batch) {
    struct load_work work = {arena, user, slug, period_code, batch_id, ret_batch, {0}, {0}, {0}};
    return db_read(db, file_ids_in, &work);
}

struct original_work {
    struct load_work load;
    struct str file_id;
    struct intake_upload original;
};

static const struct err *original_in(struct db_tx *tx, void *context) {
    struct original_work *work = context;
    TRY(find_batch_in(tx, &work->load));
    bool found;
    struct q_file_find_row row;
    TRY(q_file_find(tx, work->load.arena, work->file_id, &found, &row));
    if (!found || !str_equal(row.batch_id, work->load.batch_id))
        return ERR(ERR_NOT_FOUND, "no such file in this batch");
    work->original = (struct intake_upload){row.name, row.content};
    return NULL;
}

const struct err *intake_original(struct db *db, struct arena *arena, const struct user *user,
                                  struct str slug, struct str period_code, struct str batch_id,
                                  struct str file_id, struct intake_upload *ret_original) {
    struct intake_batch batch;
    struct original_work work = {
        .load = {arena, user, slug, period_code, batch_id, &batch, {0}, {0}, {0}},
        .file_id = file_id};
    TRY(db_read(db, original_in, &work));
    *ret_original = work.original;
    return NULL;
}

/* --- mending, confirming, dropping -------------------------------------------------------- */

struct mend_work {
    struct load_work load;
    int64_t now_ms;
    const struct intake_mend *mends;
    size_t count;
    int changed;
};

static const struct err *refuse_decided(const struct intake_batch *batch) {
    if (!str_equal_c(batch->state, "staged"))
        return ERR_TEXT(ERR_STATE, "intake.batch_decided", "the batch was decided already");
    return NULL;
}

static bool is_file_of(const struct load_work *work, struct str file_id) {
    for (size_t i = 0; i < work->files.count; i++)
        if (str_equal(work->files.items[i].id, file_id))
            return true;
    return false;
}

/* What stands at that place until now; empty: nothing. */
static struct str mend_before(const struct load_work *work, const struct intake_mend *mend) {
    for (size_t i = 0; i < work->mends.count; i++)
        if (str_equal(work->mends.items[i].file_id, mend->file_id) &&
            str_equal(work->mends.items[i].place, mend->place))
            return work->mends.items[i].text;
    return STR("");
}

static const struct err *mend_in(struct db_tx *tx, void *context) {
    struct mend_work *work = context;
    TRY(load_in(tx, &work->load));
    TRY(closing_must_be_open(tx, work->load.arena, work->load.batch->board.cluster.id));
    TRY(refuse_decided(work->load.batch));
    work->changed = 0;
    for (size_t i = 0; i < work->count; i++) {
        const struct intake_mend *mend = &work->mends[i];
        if (!is_file_of(&work->load, mend->file_id) || !mend->place.n || mend->place.n > 64 ||
            mend->text.n > 500)
            return ERR(ERR_INPUT, "a mend of a place that is not there");
        if (str_equal(mend_before(&work->load, mend), mend->text))
            continue;
        work->changed++;
        if (str_is_empty(mend->text))
            TRY(q_mend_clear(tx, mend->file_id, mend->place));
        else
            TRY(q_mend_set(tx, work->load.batch_id, mend->file_id, mend->place, mend->text,
                           work->load.user->name, work->now_ms));
    }
    return NULL;
}

const struct err *intake_mend_batch(struct db *db, struct arena *arena, const struct user *user,
                                    int64_t now_ms, struct str slug, struct str period_code,
                                    struct str batch_id, const struct intake_mend *mends,
                                    size_t count, int *ret_changed) {
    struct intake_batch batch;
    struct mend_work work = {
        {arena, user, slug, period_code, batch_id, &batch, {0}, {0}, {0}}, now_ms, mends, count, 0};
    TRY(db_write(db, mend_in, &work));
    *ret_changed = work.changed;
    return NULL;
}

struct confirm_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct intake_batch *batch;
    int64_t stored;
    struct cluster_revisions at; /* of this transaction */
};

static const struct err *add(struct db_tx *tx, struct confirm_work *work,
                             struct score_entry *entry) {
    bool added;
    TRY(scoring_add_entry(tx, work->arena, work->user, work->now_ms, &work->at, work->batch->id,
                          entry, &added));
    work->stored += added;
    return NULL;
}

/* Where the figure stands in the file; a figure that a person put right says so. */
static struct str source_of(struct arena *arena, const struct intake_file *file, struct str place,
                            bool mended) {
    struct str source = str_format(arena, STR_FMT "!" STR_FMT, STR_ARG(file->name), STR_ARG(place));
    return mended ? message_text(arena, LANG_VI, MESSAGE_WITH(MSG_intake_source_mended, source))
                  : source;
}

static const struct err *store_row(struct db_tx *tx, struct confirm_work *work,
                                   const struct intake_file *file, const struct scores_row *row) {
    const struct scoreboard *board = &work->batch->board;
    struct score_entry entry = {
        .unit_id = board->cluster.members.items[file->unit].id,
        .criterion_id = board->table.criteria.items[row->criterion].id,
        .stage = STAGE_SELF,
        .reason = STR(""),
    };
    if (row->actual_ok) {
        entry.field = FIELD_ACTUAL;
        entry.value = row->actual.text;
        entry.source = source_of(work->arena, file, row->actual_place, row->actual_mended);
        TRY(add(tx, work, &entry));
    }
    if (row->has_self) {
        entry.field = FIELD_POINTS;
        entry.value = decimal_canonical(work->arena, row->self);
        entry.source = source_of(work->arena, file, row->self_place, row->self_mended);
        TRY(add(tx, work, &entry));
    }
    if (!str_is_empty(row->evidence)) {
        entry.field = FIELD_EVIDENCE;
        entry.value = row->evidence;
        entry.source = file->name;
        TRY(add(tx, work, &entry));
    }
    return NULL;
}

static struct str tell_files(const struct confirm_work *work) {
    struct str text = STR("");
    for (size_t i = 0; i < work->batch->files.count; i++)
        text = str_format(work->arena, STR_FMT "%s" STR_FMT, STR_ARG(text), i ? ", " : "",
                          STR_ARG(work->batch->files.items[i].name));
    return str_format(work->arena, STR_FMT " (%lld)", STR_ARG(text), (long long)work->stored);
}

/* Who verifies for the cluster enters for all of its units. */
bool intake_may_send(const struct user *user, const struct intake_batch *batch) {
    const struct cluster_period *cluster = &batch->board.cluster;
    struct place place = place_of_period(cluster);
    if (user_may(user, RIGHT_SCORE_VERIFY, place, STR("")))
        return true;
    for (size_t i = 0; i < batch->files.count; i++) {
        const struct intake_file *file = &batch->files.items[i];
        if (file->scores.usable && file->unit >= 0 &&
            !user_may(user, RIGHT_MEMBER_SEND, place, cluster->members.items[file->unit].id))
            return false;
    }
    return true;
}

/* Ends what waits for the commander; notes where he entered it himself. */
static const struct err *tell_sent(struct db_tx *tx, const struct confirm_work *work) {
    const struct intake_batch *batch = work->batch;
    for (size_t i = 0; i < batch->files.count; i++) {
        const struct intake_file *file = &batch->files.items[i];
        if (!file->scores.usable || file->unit < 0)
            continue;
        const struct submission_sending sending = {
            .user = work->user,
            .now_ms = work->now_ms,
            .place = place_of_period(&batch->board.cluster),
            .period_id = batch->board.cluster.id,
            .unit_id = batch->board.cluster.members.items[file->unit].id,
            .kind = SUBMISSION_SCORES,
            .object_id = batch->id,
            .entered_by_id = str_or_empty(batch->account_id),
            .entered_by = STR("")};
        TRY(submission_sent_in(tx, work->arena, &sending));
        struct sending row = {.by_sheet = true,
                              .batch_id = batch->id,
                              .cells = file->new_values + file->changed_values};
        TRY(sending_write(tx, work->arena, work->user, work->now_ms, sending.period_id,
                          sending.unit_id, &row));
    }
    return NULL;
}

static const struct err *confirm_in(struct db_tx *tx, void *context) {
    struct confirm_work *work = context;
    struct intake_batch *batch = work->batch;
    work->stored = 0;
    work->at = (struct cluster_revisions){.cluster_period_id = batch->board.cluster.id};
    for (size_t i = 0; i < batch->files.count; i++) {
        const struct intake_file *file = &batch->files.items[i];
        for (size_t k = 0; file->scores.usable && k < file->scores.rows.count; k++) {
            const struct scores_row *row = &file->scores.rows.items[k];
            if (row->criterion >= 0 && !row->is_group)
                TRY(store_row(tx, work, file, row));
        }
    }
    int64_t changed;
    TRY(closing_must_be_open(tx, work->arena, batch->board.cluster.id));
    if (!intake_may_send(work->user, batch))
        return ERR_TEXT(ERR_DENIED, "submission.needs_commander", "only the commander sends");
    TRY(q_batch_decide(tx, batch->id, STR("confirmed"), work->now_ms, work->stored, &changed));
    if (changed != 1)
        return ERR_TEXT(ERR_STATE, "intake.batch_decided", "the batch was decided already");
    TRY(tell_sent(tx, work));
    if (work->stored == 0)
        return NULL;
    struct audit_note note = {.action = "score.import",
                              .object_kind = "cluster_period",
                              .object_id = batch->board.cluster.id,
                              .after = tell_files(work)};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *intake_confirm(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, struct str slug, struct str period_code,
                                 struct str batch_id, struct intake_batch *ret_batch) {
    TRY(intake_preview(db, arena, user, slug, period_code, batch_id, ret_batch));
    TRY(refuse_decided(ret_batch));
    struct confirm_work work = {.arena = arena, .user = user, .now_ms = now_ms, .batch = ret_batch};
    TRY(db_write(db, confirm_in, &work));
    ret_batch->state = STR("confirmed");
    ret_batch->decided_ms = now_ms;
    ret_batch->stored_count = work.stored;
    return NULL;
}

struct import_work {
    struct stage_work stage;
    struct confirm_work confirm;
};

static const struct err *import_in(struct db_tx *tx, void *context) {
    struct import_work *work = context;
    work->confirm.stored = -1;
    TRY(stage_in(tx, &work->stage));
    work->confirm.batch->id = work->stage.batch_id;
    work->confirm.batch->account_id = work->stage.user->id;
    TRY(confirm_in(tx, &work->confirm));
    /* Undone by the error, which intake_import_scores takes for what it is. */
    return work->confirm.stored ? NULL : ERR(ERR_STATE, "nothing differs from what is stored");
}

const struct err *intake_import_scores(struct db *db, struct arena *arena, const struct user *user,
                                       int64_t now_ms, struct str slug, struct str period_code,
                                       const struct intake_upload *uploads, size_t count,
                                       struct intake_batch *ret_batch) {
    TRY(intake_check_scores(db, arena, user, slug, period_code, uploads, count, ret_batch));
    struct import_work work = {
        {arena, user, now_ms, slug, period_code, uploads, count, STR("")},
        {.arena = arena, .user = user, .now_ms = now_ms, .batch = ret_batch, .stored = -1}};
    const struct err *err = db_write(db, import_in, &work);
    if (work.confirm.stored == 0) {
        ret_batch->id = STR("");
        return err && err->kind == ERR_STATE ? NULL : err;
    }
    TRY(err);
    ret_batch->state = STR("confirmed");
    ret_batch->stored_count = work.confirm.stored;
    return NULL;
}

struct drop_work {
    struct load_work load;
    int64_t now_ms;
};

static const struct err *drop_in(struct db_tx *tx, void *context) {
    struct drop_work *work = context;
    TRY(load_in(tx, &work->load));
    TRY(closing_must_be_open(tx, work->load.arena, work->load.batch->board.cluster.id));
    TRY(refuse_decided(work->load.batch));
    int64_t changed;
    return q_batch_decide(tx, work->load.batch_id, STR("dropped"), work->now_ms, 0, &changed);
}

const struct err *intake_drop(struct db *db, struct arena *arena, const struct user *user,
                              int64_t now_ms, struct str slug, struct str period_code,
                              struct str batch_id) {
    struct intake_batch batch;
    struct drop_work work = {{arena, user, slug, period_code, batch_id, &batch, {0}, {0}, {0}},
                             now_ms};
    return db_write(db, drop_in, &work);
}
