/* A table of criteria from a file, and the named rules beside it: read, and stored whole or not at
 * all. */
#include "crypto/digest.h"
#include "features/cluster/closing_service.h"
#include "features/intake/file_service.h"
#include "features/intake/intake.sql.h"
#include "features/intake/layout.h"
#include "features/organisation/organisation_service.h"
#include "features/scoring/named_rule_service.h"
#include "features/scoring/rule_pick.h"
#include "features/scoring/table_store_service.h"
#include "sys/id.h"

/* Kinds of units by code or name; what nobody knows is told where it stands. */
static const struct err *understand_kinds(struct db *db, struct arena *arena,
                                          struct criteria_reading *reading) {
    struct unit_kinds kinds;
    TRY(organisation_kinds(db, arena, &kinds));
    for (size_t i = 0; i < reading->criteria.count; i++) {
        struct criterion *c = &reading->criteria.items[i];
        bool known = !c->for_kind.n;
        for (size_t k = 0; k < kinds.count && !known; k++) {
            known = str_equal(kinds.items[k].code, c->for_kind) ||
                    str_equal(kinds.items[k].name, c->for_kind);
            if (known)
                c->for_kind = kinds.items[k].code;
        }
        if (known)
            continue;
        *list_push(arena, &reading->findings) = (struct intake_finding){
            .severity = SEVERITY_ERROR,
            .row = reading->rows[i],
            .column = reading->for_kind_column,
            .place = STR(""),
            .criterion = (ptrdiff_t)i,
            .message = MESSAGE_WITH(MSG_intake_unit_kind_unknown, c->for_kind),
        };
    }
    return NULL;
}

/* --- the rules, beside what is stored --------------------------------------------------------- */

struct stored_rules {
    struct arena *arena;
    struct str period_id;
    struct rule_book book;
};

static const struct err *load_rules_in(struct db_tx *tx, void *context) {
    struct stored_rules *stored = context;
    return scoring_load_rules(tx, stored->arena, stored->period_id, &stored->book);
}

/* What each rule of the file would be; *ret_all: those that would be there then. */
static void tell_news(struct arena *arena, const struct scoring_rules *stored,
                      struct rules_reading *reading, struct scoring_rules *ret_all) {
    size_t count = stored->named_count;
    struct named_rule *all = ARENA_ARRAY(arena, struct named_rule, count + reading->lines.count);
    for (size_t i = 0; i < count; i++)
        all[i] = stored->named[i];
    for (size_t i = 0; i < reading->lines.count; i++) {
        struct rule_line *line = &reading->lines.items[i];
        size_t at = 0;
        while (at < count && !str_equal(all[at].code, line->rule.code))
            at++;
        const struct named_rule *there = scoring_named_rule(stored, line->rule.code);
        line->news = !there                                ? RULE_ADDED
                     : named_rule_same(there, &line->rule) ? RULE_SAME
                                                           : RULE_CHANGED;
        all[at] = line->rule;
        count += at == count;
    }
    *ret_all = *stored;
    ret_all->named = all;
    ret_all->named_count = count;
}

/* Criteria that pick a rule that would not be there, or not for them. */
static void check_picks(struct arena *arena, const struct cluster_period *cluster,
                        const struct scoring_rules *all, struct intake_file *file) {
    struct criteria_reading *table = &file->criteria;
    for (size_t i = 0; i < table->criteria.count; i++) {
        const struct criterion *c = &table->criteria.items[i];
        struct message wrong;
        bool is_read = true; /* of a rule whose kind nobody knows that was said already */
        for (size_t k = 0; k < file->rules.lines.count; k++)
            is_read &= file->rules.lines.items[k].is_read ||
                       !str_equal(file->rules.lines.items[k].rule.code, c->rule);
        if (is_read && rule_pick_is_wrong(arena, all, c, period_last_day(cluster->period), &wrong))
            finding_add(arena, &table->findings, SEVERITY_ERROR, table->rows[i], table->rule_column,
                        STR(""), (ptrdiff_t)i, wrong);
    }
}

static const struct err *understand_rules(struct db *db, struct arena *arena,
                                          const struct cluster_period *cluster,
                                          struct intake_file *file) {
    struct stored_rules stored = {.arena = arena, .period_id = cluster->id};
    struct scoring_rules all;
    TRY(db_read(db, load_rules_in, &stored));
    tell_news(arena, &stored.book.rules, &file->rules, &all);
    if (all.named_count > NAMED_RULES_MAX)
        finding_add(
            arena, &file->rules.findings, SEVERITY_ERROR, 0, 0, STR(""), -1,
            MESSAGE_WITH(MSG_scoring_too_many_rows, str_format(arena, "%d", NAMED_RULES_MAX)));
    if (stored.book.in_use && intake_rules_news(file))
        finding_add(arena, &file->rules.findings, SEVERITY_ERROR, 0, 0, STR(""), -1,
                    MESSAGE(MSG_scoring_rules_in_use));
    check_picks(arena, cluster, &all, file);
    return NULL;
}

size_t intake_criteria_errors(const struct intake_file *file) {
    return intake_count(&file->criteria.findings, SEVERITY_ERROR) +
           intake_count(&file->rules.findings, SEVERITY_ERROR);
}

size_t intake_rules_news(const struct intake_file *file) {
    size_t count = 0;
    for (size_t i = 0; i < file->rules.lines.count; i++)
        count += file->rules.lines.items[i].news != RULE_SAME;
    return count;
}

/* --- reading and storing ---------------------------------------------------------------------- */

struct file_work {
    struct db *db;
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster;
    const struct intake_upload *upload;
    struct intake_file *file;
    struct str batch_id; /* empty: none */
};

static const struct err *read_whole(const struct file_work *work) {
    struct intake_context context = {work->arena, NULL, work->user, NULL};
    struct intake_file *file = work->file;
    *file = (struct intake_file){.id = STR("")};
    TRY(intake_read_file(&context, work->upload, NULL, file));
    if (file->readable && file->criteria.for_kind_column)
        TRY(understand_kinds(work->db, work->arena, &file->criteria));
    if (file->readable && file->rules.found)
        TRY(understand_rules(work->db, work->arena, work->cluster, file));
    file->faults = file->readable ? intake_criteria_errors(file) +
                                        intake_count(&file->criteria.findings, SEVERITY_WARNING)
                                  : 1;
    return NULL;
}

static const struct err *refuse_stranger(const struct file_work *work) {
    return user_may(work->user, RIGHT_CRITERIA_EDIT, place_of_period(work->cluster), STR(""))
               ? NULL
               : ERR(ERR_DENIED, "no right to change the table of criteria");
}

static const struct err *decided(void) {
    return ERR_TEXT(ERR_STATE, "intake.batch_decided", "the batch was decided already");
}

static const struct err *store_in(struct db_tx *tx, void *context) {
    struct file_work *work = context;
    const struct intake_file *file = work->file;
    const struct table_source source = {file->criteria.title, file->criteria.notes, file->name,
                                        file->sha256};
    size_t count = file->rules.lines.count;
    struct named_rule *rules = ARENA_ARRAY(work->arena, struct named_rule, count + 1);
    for (size_t i = 0; i < count; i++)
        rules[i] = file->rules.lines.items[i].rule;
    struct table_import import = {.criteria = &file->criteria.criteria,
                                  .source = &source,
                                  .put_rules = file->rules.found,
                                  .rules = rules,
                                  .rules_count = count};
    TRY(table_import_in(tx, work->arena, work->user, work->now_ms, work->cluster, &import));
    if (!work->batch_id.n)
        return NULL;
    int64_t stored = (int64_t)(import.rules_added + import.rules_changed) +
                     (import.table_stored ? (int64_t)import.criteria->count : 0);
    int64_t changed;
    TRY(q_batch_decide(tx, work->batch_id, STR("confirmed"), work->now_ms, stored, &changed));
    return changed == 1 ? NULL : decided();
}

/* A table is used whole or not at all: half a table would make wrong totals look right. */
static const struct err *store(struct file_work *work, bool *ret_stored) {
    if (!work->file->readable || intake_criteria_errors(work->file))
        return NULL;
    TRY(db_write(work->db, store_in, work));
    *ret_stored = true;
    return NULL;
}

const struct err *intake_import_criteria(struct db *db, struct arena *arena,
                                         const struct user *user, int64_t now_ms,
                                         const struct cluster_period *cluster,
                                         const struct intake_upload *upload, bool store_it,
                                         struct intake_file *ret_file, bool *ret_stored) {
    struct file_work work = {db, arena, user, now_ms, cluster, upload, ret_file, STR("")};
    *ret_stored = false;
    TRY(read_whole(&work));
    if (!store_it)
        return NULL;
    TRY(refuse_stranger(&work));
    return store(&work, ret_stored);
}

/* --- with a preview --------------------------------------------------------------------------- */

static const struct err *stage_in(struct db_tx *tx, void *context) {
    struct file_work *work = context;
    struct criteria_table table;
    TRY(closing_must_be_open(tx, work->arena, work->cluster->id));
    TRY(scoring_load_table(tx, work->arena, work->cluster->id, &table));
    if (table.locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_locked", "the table is locked");
    work->batch_id = id_new(work->arena, work->now_ms);
    TRY(q_batch_insert(tx, work->batch_id, work->cluster->id, STR("criteria"), work->user->name,
                       work->user->id, work->now_ms));
    return q_file_insert(tx, id_new(work->arena, work->now_ms), work->batch_id, 0,
                         work->upload->name, digest_sha256_hex(work->arena, work->upload->bytes),
                         work->upload->bytes);
}

const struct err *intake_offer_criteria(struct db *db, struct arena *arena, const struct user *user,
                                        int64_t now_ms, const struct cluster_period *cluster,
                                        const struct intake_upload *upload,
                                        struct intake_file *ret_file, bool *ret_stored,
                                        struct str *ret_batch_id) {
    struct file_work work = {db, arena, user, now_ms, cluster, upload, ret_file, STR("")};
    *ret_stored = false;
    *ret_batch_id = STR("");
    TRY(refuse_stranger(&work));
    TRY(read_whole(&work));
    if (!ret_file->readable || intake_criteria_errors(ret_file))
        return NULL;
    if (!intake_rules_news(ret_file))
        return store(&work, ret_stored);
    TRY(db_write(db, stage_in, &work));
    *ret_batch_id = work.batch_id;
    return NULL;
}

struct staged_work {
    const struct file_work *file;
    struct intake_upload upload;
};

static const struct err *find_staged_in(struct db_tx *tx, void *context) {
    struct staged_work *work = context;
    const struct file_work *file = work->file;
    bool found;
    struct q_batch_find_row row;
    TRY(q_batch_find(tx, file->arena, file->batch_id, &found, &row));
    if (!found || !str_equal(row.cluster_period_id, file->cluster->id) ||
        !str_equal_c(row.kind, "criteria"))
        return ERR(ERR_NOT_FOUND, "no such batch");
    if (!str_equal_c(row.state, "staged"))
        return decided();
    struct q_files_of_batch_rows files;
    TRY(q_files_of_batch(tx, file->arena, file->batch_id, &files));
    if (files.count != 1)
        return ERR(ERR_DATABASE, "%zu files of a table", files.count);
    work->upload =
        (struct intake_upload){.name = files.items[0].name, .bytes = files.items[0].content};
    return NULL;
}

static const struct err *read_staged(struct file_work *work) {
    struct staged_work staged = {.file = work};
    TRY(refuse_stranger(work));
    TRY(db_read(work->db, find_staged_in, &staged));
    struct intake_upload *upload = ARENA_NEW(work->arena, struct intake_upload);
    *upload = staged.upload;
    work->upload = upload;
    return read_whole(work);
}

const struct err *intake_criteria_preview(struct db *db, struct arena *arena,
                                          const struct user *user,
                                          const struct cluster_period *cluster, struct str batch_id,
                                          struct intake_file *ret_file) {
    struct file_work work = {db, arena, user, 0, cluster, NULL, ret_file, batch_id};
    return read_staged(&work);
}

const struct err *intake_criteria_confirm(struct db *db, struct arena *arena,
                                          const struct user *user, int64_t now_ms,
                                          const struct cluster_period *cluster, struct str batch_id,
                                          struct intake_file *ret_file, bool *ret_stored) {
    struct file_work work = {db, arena, user, now_ms, cluster, NULL, ret_file, batch_id};
    *ret_stored = false;
    TRY(read_staged(&work));
    return store(&work, ret_stored);
}

static const struct err *drop_in(struct db_tx *tx, void *context) {
    struct file_work *work = context;
    struct staged_work staged = {.file = work};
    int64_t changed;
    TRY(closing_must_be_open(tx, work->arena, work->cluster->id));
    TRY(find_staged_in(tx, &staged));
    return q_batch_decide(tx, work->batch_id, STR("dropped"), work->now_ms, 0, &changed);
}

const struct err *intake_criteria_drop(struct db *db, struct arena *arena, const struct user *user,
                                       int64_t now_ms, const struct cluster_period *cluster,
                                       struct str batch_id) {
    struct file_work work = {db, arena, user, now_ms, cluster, NULL, NULL, batch_id};
    TRY(refuse_stranger(&work));
    return db_write(db, drop_in, &work);
}
