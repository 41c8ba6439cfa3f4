#include "features/score_evidence/score_evidence_use_service.h"

#include "features/score_evidence/score_evidence.sql.h"
#include "features/score_evidence/score_evidence_cell_service.h"

struct sourcing {
    struct arena *arena;
    const struct user *user;
    const struct evidence_place *place;
    const struct score_evidence *here;
    struct evidence_sources *sources;
};

static struct str unit_id_of(const struct evidence_place *place) {
    return place->board->cluster.members.items[place->unit].id;
}

static bool is_here(const struct sourcing *work, struct str sha256, struct str line) {
    for (size_t i = 0; i < work->here->count; i++) {
        const struct evidence_item *item = &work->here->items[i];
        bool same = item->kind == EVIDENCE_FILE ? str_equal(item->file.sha256, sha256)
                                                : str_equal(item->text, line);
        if (same && !item->withdrawn_ms)
            return true;
    }
    return false;
}

static bool is_listed(const struct sourcing *work, const struct evidence_source *source) {
    for (size_t i = 0; i < work->sources->count; i++)
        if (str_equal(work->sources->items[i].id, source->id))
            return true;
    return false;
}

static const struct err *add_files(struct db_tx *tx, struct sourcing *work) {
    struct q_evidence_files_of_unit_rows rows;
    TRY(q_evidence_files_of_unit(tx, work->arena, unit_id_of(work->place), EVIDENCE_SOURCES_MAX,
                                 &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct file_owner owner;
        struct stored_file file;
        const struct err *err =
            file_place(tx, work->arena, work->user, rows.items[i].id, &owner, &file);
        if (err && err->kind != ERR_NOT_FOUND)
            return err;
        if (err || file.is_destroyed || file.scan.verdict == FILE_INFECTED ||
            !str_equal(owner.unit_id, unit_id_of(work->place)) ||
            is_here(work, file.sha256, STR("")))
            continue;
        const struct evidence_source source = {file.id, file.name, file.caption,
                                               true,    owner,     file.recorded_ms};
        if (!is_listed(work, &source))
            *list_push(work->arena, work->sources) = source;
    }
    return NULL;
}

static const struct err *add_references(struct db_tx *tx, struct sourcing *work) {
    struct q_evidence_references_of_unit_rows rows;
    TRY(q_evidence_references_of_unit(tx, work->arena, unit_id_of(work->place),
                                      EVIDENCE_SOURCES_MAX, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct file_ask ask = {tx, work->arena, work->user, rows.items[i].cell_id};
        struct file_owner owner;
        bool found;
        TRY(score_cell_files.find(&ask, &found, &owner));
        if (found && owner.may_read && !is_here(work, STR(""), rows.items[i].line))
            *list_push(work->arena, work->sources) = (struct evidence_source){
                rows.items[i].id,         rows.items[i].line, STR(""), false, owner,
                rows.items[i].recorded_ms};
    }
    return NULL;
}

static const struct err *sources_in(struct db_tx *tx, void *context) {
    struct sourcing *work = context;
    *work->sources = (struct evidence_sources){0};
    TRY(add_files(tx, work));
    return add_references(tx, work);
}

const struct err *score_evidence_sources(struct db *db, struct arena *arena,
                                         const struct user *user,
                                         const struct evidence_place *place,
                                         struct evidence_sources *ret_sources) {
    struct score_evidence here;
    TRY(score_evidence_list(db, arena, user, place, &here));
    if (!place->board->table.locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_not_locked", "the table is not locked");
    if (!here.may_add)
        return ERR(ERR_DENIED, "no right to add evidence for this unit");
    struct sourcing work = {arena, user, place, &here, ret_sources};
    return db_read(db, sources_in, &work);
}

/* --- used more than once ------------------------------------------------------------------- */

struct sharing {
    struct arena *arena;
    const struct user *user;
    const struct cluster_period *cluster;
    struct evidence_uses *uses;
};

static const struct err *add_use(struct db_tx *tx, struct sharing *work,
                                 const struct q_evidence_shared_row *row) {
    struct evidence_uses *uses = work->uses;
    struct evidence_use use = {.sha256 = row->sha256};
    use.begins = !uses->count || !str_equal(uses->items[uses->count - 1].sha256, row->sha256);
    const struct err *err = file_place(tx, work->arena, work->user, row->id, &use.where, &use.file);
    if (err && err->kind != ERR_NOT_FOUND)
        return err;
    use.is_seen = !err;
    uses->contents += use.begins;
    *list_push(work->arena, uses) = use;
    return NULL;
}

/* How two uses of a content stand to each other; one that may not be seen is another unit's. */
static enum evidence_sharing between(const struct evidence_use *a, const struct evidence_use *b) {
    if (!a->is_seen || !b->is_seen || !str_equal(a->where.unit_id, b->where.unit_id))
        return EVIDENCE_OTHER_UNIT;
    bool both = a->where.cluster_period_id.n && b->where.cluster_period_id.n;
    return both && !str_equal(a->where.cluster_period_id, b->where.cluster_period_id)
               ? EVIDENCE_EARLIER
               : EVIDENCE_SAME_UNIT;
}

static void judge(struct evidence_uses *uses) {
    for (size_t first = 0, end; first < uses->count; first = end) {
        enum evidence_sharing gravest = EVIDENCE_SAME_UNIT;
        for (end = first + 1; end < uses->count && !uses->items[end].begins; end++) {
            enum evidence_sharing one = between(&uses->items[first], &uses->items[end]);
            gravest = one > gravest ? one : gravest;
        }
        for (size_t i = first; i < end; i++)
            uses->items[i].sharing = gravest;
    }
}

static const struct err *shared_in(struct db_tx *tx, void *context) {
    struct sharing *work = context;
    struct q_evidence_shared_rows rows;
    *work->uses = (struct evidence_uses){0};
    TRY(q_evidence_shared(tx, work->arena, work->cluster->id, EVIDENCE_USES_MAX + 1, &rows));
    work->uses->more = rows.count > EVIDENCE_USES_MAX;
    for (size_t i = 0; i < rows.count && i < EVIDENCE_USES_MAX; i++)
        TRY(add_use(tx, work, &rows.items[i]));
    judge(work->uses);
    return NULL;
}

const struct err *score_evidence_shared(struct db *db, struct arena *arena, const struct user *user,
                                        const struct cluster_period *cluster,
                                        struct evidence_uses *ret_uses) {
    if (!user_may(user, RIGHT_SCORE_VERIFY, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to see what is used more than once");
    struct sharing work = {arena, user, cluster, ret_uses};
    return db_read(db, shared_in, &work);
}
