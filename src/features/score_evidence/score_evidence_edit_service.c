/* Adding evidence and taking it back. */
#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/file/evidence.h"
#include "features/score_evidence/score_evidence.sql.h"
#include "features/score_evidence/score_evidence_cell_service.h"
#include "features/score_evidence/score_evidence_service.h"
#include "sys/id.h"
#include "text/utf8.h"

struct editing {
    const struct evidence_edit *edit;
    struct evidence_rights rights;
    struct str cell_id;
    struct str line;
    struct str taken_id;
    struct str item_id;
    struct str reason;
    bool is_file;
    struct file_owner source;
    struct stored_file source_file;
};

static const struct cluster_period *cluster_of(const struct editing *work) {
    return &work->edit->place.board->cluster;
}

static const struct cluster_unit *unit_of(const struct editing *work) {
    return &cluster_of(work)->members.items[work->edit->place.unit];
}

static const struct criterion *criterion_of(const struct editing *work) {
    return &work->edit->place.board->table.criteria.items[work->edit->place.criterion];
}

/* What may be written now: the half-year is open, the user may, the table stands. */
static const struct err *must_write(struct db_tx *tx, struct editing *work) {
    const struct evidence_edit *edit = work->edit;
    const struct cluster_period *cluster = cluster_of(work);
    struct q_evidence_table_lock_row lock;
    bool found;
    edit->issues->count = 0;
    struct place place = place_of_period(cluster);
    place.is_closed = false; /* the guard says who closed it */
    TRY(evidence_rights_in(tx, edit->arena, edit->user, place, cluster->id, unit_of(work)->id, NULL,
                           &work->rights));
    if (!work->rights.may_add)
        return ERR(ERR_DENIED, "no right to add evidence for this unit");
    TRY(closing_must_be_open(tx, edit->arena, cluster->id));
    TRY(q_evidence_table_lock(tx, edit->arena, criterion_of(work)->id, cluster->id, &found, &lock));
    if (!found || !criterion_is_scored(criterion_of(work)))
        return ERR(ERR_NOT_FOUND, "no such criterion to give evidence of");
    if (!lock.locked_ms.set)
        return ERR_TEXT(ERR_STATE, "scoring.table_not_locked", "the table is not locked");
    return NULL;
}

static const struct err *may_write_in(struct db_tx *tx, void *context) {
    return must_write(tx, context);
}

static const struct err *find_cell(struct db_tx *tx, struct editing *work) {
    const struct evidence_edit *edit = work->edit;
    struct q_evidence_cell_find_row row;
    bool found;
    TRY(q_evidence_cell_find(tx, edit->arena, cluster_of(work)->id, unit_of(work)->id,
                             criterion_of(work)->id, &found, &row));
    work->cell_id = found ? row.id : STR_NONE;
    return NULL;
}

static const struct err *make_cell(struct db_tx *tx, struct editing *work) {
    TRY(find_cell(tx, work));
    if (work->cell_id.p)
        return NULL;
    work->cell_id = id_new(work->edit->arena, work->edit->now_ms);
    return q_evidence_cell_insert(tx, work->cell_id, cluster_of(work)->id, unit_of(work)->id,
                                  criterion_of(work)->id, work->edit->now_ms);
}

static const struct err *tell(struct db_tx *tx, const struct editing *work,
                              struct audit_note note) {
    struct arena *arena = work->edit->arena;
    struct str *texts[] = {&note.before, &note.after};
    note.object_kind = "cluster_period";
    note.object_id = cluster_of(work)->id;
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        if (texts[i]->p)
            *texts[i] =
                str_format(arena, STR_FMT " " STR_FMT ": " STR_FMT, STR_ARG(unit_of(work)->name),
                           STR_ARG(criterion_of(work)->code), STR_ARG(*texts[i]));
    return audit_write(tx, arena, work->edit->user, work->edit->now_ms, &note);
}

/* --- references ---------------------------------------------------------------------------- */

static void check_part(const struct evidence_edit *edit, const char *field, struct str text) {
    if (utf8_length(text) > EVIDENCE_PART_MAX)
        issue_add(
            edit->arena, edit->issues, str_from_c(field),
            MESSAGE_WITH(MSG_evidence_part_long, str_format(edit->arena, "%d", EVIDENCE_PART_MAX)));
}

/* The line of a form. It must name a document that somebody else can ask for. */
static struct str read_form(const struct evidence_edit *edit, const struct evidence_form *form) {
    struct evidence_reference reference = {.paper = form->paper,
                                           .number = form->number,
                                           .issuer = form->issuer,
                                           .kept = form->kept,
                                           .note = form->note};
    const struct {
        const char *field;
        struct str text;
    } PARTS[] = {{"paper", form->paper},
                 {"number", form->number},
                 {"issuer", form->issuer},
                 {"kept", form->kept},
                 {"note", form->note}};
    for (size_t i = 0; i < COUNT_OF(PARTS); i++)
        check_part(edit, PARTS[i].field, PARTS[i].text);
    if (!str_is_empty(form->dated) && !partial_date_read_human(form->dated, &reference.dated))
        issue_add(edit->arena, edit->issues, STR("dated"),
                  MESSAGE_WITH(MSG_evidence_no_such_day, form->dated));
    if (str_is_empty(form->paper))
        issue_add(edit->arena, edit->issues, STR("paper"), MESSAGE(MSG_evidence_paper_missing));
    if (str_find(form->number, STR(" ")) >= 0)
        issue_add(edit->arena, edit->issues, STR("number"), MESSAGE(MSG_evidence_number_blank));
    struct str line = evidence_text(edit->arena, &reference);
    struct evidence_reference back;
    if (!edit->issues->count && !evidence_read(line, &back))
        issue_add(edit->arena, edit->issues, STR("number"), MESSAGE(MSG_evidence_not_findable));
    return line;
}

static const struct err *insert_reference(struct db_tx *tx, void *context) {
    struct editing *work = context;
    const struct evidence_edit *edit = work->edit;
    TRY(must_write(tx, work));
    TRY(make_cell(tx, work));
    struct q_evidence_references_of_cell_rows rows;
    TRY(q_evidence_references_of_cell(tx, edit->arena, work->cell_id, &rows));
    size_t standing = 0;
    for (size_t i = 0; i < rows.count; i++) {
        standing += !rows.items[i].withdrawn_ms.set;
        if (!rows.items[i].withdrawn_ms.set && str_equal(rows.items[i].line, work->line))
            issue_add(edit->arena, edit->issues, STR("paper"), MESSAGE(MSG_evidence_here_already));
    }
    if (standing >= EVIDENCE_REFERENCES_MAX)
        issue_add(edit->arena, edit->issues, STR("paper"),
                  MESSAGE_WITH(MSG_evidence_too_many,
                               str_format(edit->arena, "%d", EVIDENCE_REFERENCES_MAX)));
    if (edit->issues->count)
        return NULL;
    TRY(q_evidence_reference_insert(tx, id_new(edit->arena, edit->now_ms), work->cell_id,
                                    work->line, work->rights.capacity, work->taken_id,
                                    edit->user->id, edit->user->name, edit->now_ms));
    return tell(tx, work,
                (struct audit_note){.action = work->taken_id.p ? "evidence.take" : "evidence.add",
                                    .after = work->line});
}

const struct err *score_evidence_add_reference(const struct evidence_edit *edit,
                                               const struct evidence_form *form) {
    struct issues found = {0};
    struct evidence_edit reading = *edit;
    reading.issues = &found;
    struct editing work = {.edit = edit, .line = read_form(&reading, form)};
    if (!found.count)
        return db_write(edit->db, insert_reference, &work);
    TRY(db_read(edit->db, may_write_in, &work));
    *edit->issues = found;
    return NULL;
}

/* --- files --------------------------------------------------------------------------------- */

static const struct err *make_cell_in(struct db_tx *tx, void *context) {
    struct editing *work = context;
    TRY(must_write(tx, work));
    return make_cell(tx, work);
}

const struct err *score_evidence_add_file(const struct evidence_edit *edit,
                                          const struct file_sent *sent,
                                          const struct file_form *form,
                                          struct file_twins *ret_twins) {
    struct editing work = {.edit = edit};
    *ret_twins = (struct file_twins){0};
    TRY(db_write(edit->db, make_cell_in, &work));
    return file_add(edit->db, edit->arena, edit->user, edit->now_ms, STR(SCORE_CELL_FILES),
                    work.cell_id, sent, form, edit->issues, ret_twins);
}

/* --- taking over --------------------------------------------------------------------------- */

static const struct err *find_source(struct db_tx *tx, void *context) {
    struct editing *work = context;
    struct arena *arena = work->edit->arena;
    struct q_evidence_reference_find_row row;
    bool found;
    TRY(q_evidence_reference_find(tx, arena, work->taken_id, &found, &row));
    work->is_file = !found;
    if (!found)
        return file_place(tx, arena, work->edit->user, work->taken_id, &work->source,
                          &work->source_file);
    struct file_ask ask = {tx, arena, work->edit->user, row.cell_id};
    TRY(score_cell_files.find(&ask, &found, &work->source));
    if (!found || !work->source.may_read)
        return ERR(ERR_NOT_FOUND, "no such reference");
    if (row.withdrawn_ms.set)
        return ERR_TEXT(ERR_STATE, "evidence.take_gone", "the reference was withdrawn");
    work->line = row.line;
    return NULL;
}

const struct err *score_evidence_take(const struct evidence_edit *edit, struct str source_id,
                                      const struct file_form *form, struct file_twins *ret_twins) {
    struct editing work = {.edit = edit, .taken_id = source_id};
    *ret_twins = (struct file_twins){0};
    TRY(db_read(edit->db, find_source, &work));
    /* Of the unit itself: what others have is theirs to show. */
    if (!str_equal(str_or_empty(work.source.unit_id), unit_of(&work)->id))
        return ERR(ERR_NOT_FOUND, "what is to be taken is not of this unit");
    if (!work.is_file)
        return db_write(edit->db, insert_reference, &work);
    const struct file_form words = {
        .caption = str_is_empty(form->caption) ? work.source_file.caption : form->caption,
        .purpose = str_is_empty(form->purpose) ? work.source_file.purpose : form->purpose};
    TRY(db_write(edit->db, make_cell_in, &work));
    return file_take(edit->db, edit->arena, edit->user, edit->now_ms, STR(SCORE_CELL_FILES),
                     work.cell_id, source_id, &words, edit->issues, ret_twins);
}

/* --- withdrawing --------------------------------------------------------------------------- */

static const struct err *withdraw_in(struct db_tx *tx, void *context) {
    struct editing *work = context;
    const struct evidence_edit *edit = work->edit;
    struct q_evidence_reference_find_row row;
    bool found;
    TRY(must_write(tx, work));
    TRY(find_cell(tx, work));
    TRY(q_evidence_reference_find(tx, edit->arena, work->item_id, &found, &row));
    work->is_file = !found;
    if (!found)
        return NULL;
    if (!work->cell_id.p || !str_equal(row.cell_id, work->cell_id))
        return ERR(ERR_NOT_FOUND, "no such evidence here");
    if (!str_equal(row.capacity, work->rights.capacity))
        return ERR_TEXT(ERR_DENIED, "evidence.not_yours", "added in another capacity");
    if (row.withdrawn_ms.set)
        return ERR_TEXT(ERR_STATE, "evidence.gone", "withdrawn before");
    if (str_is_empty(work->reason))
        issue_add(edit->arena, edit->issues, STR("reason"), MESSAGE(MSG_evidence_reason_missing));
    check_part(edit, "reason", work->reason);
    if (edit->issues->count)
        return NULL;
    TRY(q_evidence_reference_withdraw(tx, work->item_id, edit->now_ms, edit->user->name,
                                      work->reason));
    return tell(tx, work,
                (struct audit_note){
                    .action = "evidence.withdraw", .before = row.line, .reason = work->reason});
}

/* A file goes back through its own room; it must be one of this cell. */
static const struct err *is_file_here(struct db_tx *tx, void *context) {
    struct editing *work = context;
    struct stored_files files;
    if (!work->cell_id.p)
        return ERR(ERR_NOT_FOUND, "no evidence here");
    TRY(file_rows(tx, work->edit->arena, STR(SCORE_CELL_FILES), work->cell_id, &files));
    for (size_t i = 0; i < files.count; i++)
        if (str_equal(files.items[i].id, work->item_id))
            return NULL;
    return ERR(ERR_NOT_FOUND, "no such evidence here");
}

const struct err *score_evidence_withdraw(const struct evidence_edit *edit, struct str item_id,
                                          struct str reason) {
    struct editing work = {.edit = edit, .item_id = item_id, .reason = reason};
    TRY(db_write(edit->db, withdraw_in, &work));
    if (!work.is_file || edit->issues->count)
        return NULL;
    TRY(db_read(edit->db, is_file_here, &work));
    struct file_owner owner;
    return file_take_back(edit->db, edit->arena, edit->user, edit->now_ms, item_id, reason,
                          edit->issues, &owner);
}
