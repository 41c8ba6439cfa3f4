/* thidua import criteria FILE, thidua import scores FILE…: what offices send, read and stored.
 *
 * Every fault is listed with its file and cell; what can be read is stored nevertheless (scores),
 * or the table is stored whole or not at all (criteria). A file that cannot be opened is a fault of
 * that file alone. */
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/output.h"
#include "doc/workbook_read.h"
#include "features/intake/intake_service.h"
#include "sys/files.h"

/* All files of one command together: they are read into memory. */
enum { FILES_BYTES_MAX = 128 << 20 };

struct import_file {
    struct str name; /* the last part of the path */
    bool opened;
    struct str bytes;
    const struct intake_file *read; /* NULL where it could not be opened */
    struct findings findings;
};

struct import_report {
    struct import_file *files;
    size_t count;
    int64_t stored;
    int64_t unchanged;
    bool locked; /* this command locked the table of criteria */
};

static void add_finding(struct cmd *cmd, struct import_file *file, struct message message) {
    *list_push(cmd->arena, &file->findings) =
        (struct finding){SEVERITY_ERROR, 0, 0, STR_NONE, message};
}

/* Why a path cannot be opened, for its sender. */
static struct message cannot_open(struct cmd *cmd, const struct err *err) {
    size_t max = WORKBOOK_LIMITS_DEFAULT.max_file_bytes;
    enum msg_id own;
    if (err->text_key && str_starts_with(str_from_c(err->text_key), STR("secrecy.")) &&
        message_from_key(str_from_c(err->text_key), &own))
        return MESSAGE(own);
    switch (err->kind) {
    case ERR_NOT_FOUND:
        return MESSAGE(MSG_cmd_file_missing);
    case ERR_INPUT:
        return MESSAGE(MSG_cmd_file_not_ordinary);
    case ERR_READ_ONLY:
        return MESSAGE(MSG_cmd_file_denied);
    case ERR_LIMIT:
        return MESSAGE_WITH(MSG_workbook_file_too_large, str_format(cmd->arena, "%zu", max >> 20));
    default:
        return MESSAGE(MSG_cmd_file_unreadable);
    }
}

static const struct err *open_files(struct cmd *cmd, struct import_report *ret_report) {
    const size_t first_word = cmd->command->first_file;
    struct import_report report = {.count = cmd->word_count - first_word};
    report.files = ARENA_ARRAY(cmd->arena, struct import_file, report.count);
    size_t total = 0;
    for (size_t i = 0; i < report.count; i++) {
        struct import_file *file = &report.files[i];
        const char *path = cmd->words[first_word + i];
        const char *slash = strrchr(path, '/');
        file->name = text_of_path(cmd->arena, slash && slash[1] ? slash + 1 : path);
        const struct err *err = cmd_read_file(cmd, first_word + i,
                                              WORKBOOK_LIMITS_DEFAULT.max_file_bytes, &file->bytes);
        if (err && err->kind == ERR_STATE)
            return err; /* not the file's fault: the command is to stop */
        total += err ? 0 : file->bytes.n;
        file->opened = !err && total <= FILES_BYTES_MAX;
        if (err)
            add_finding(cmd, file, cannot_open(cmd, err));
        else if (!file->opened)
            add_finding(cmd, file, MESSAGE(MSG_intake_batch_too_large));
    }
    *ret_report = report;
    return NULL;
}

/* The findings of a reading, with the criteria's codes. */
static void take_findings(struct cmd *cmd, struct import_file *file,
                          const struct intake_findings *findings, const struct criteria *criteria) {
    if (!file->read->readable) {
        add_finding(cmd, file, file->read->fault);
        return;
    }
    for (size_t i = 0; i < findings->count; i++) {
        const struct intake_finding *f = &findings->items[i];
        struct str code = f->criterion >= 0 ? criteria->items[f->criterion].code : STR_NONE;
        *list_push(cmd->arena, &file->findings) =
            (struct finding){f->severity, f->row, f->column, code, f->message};
    }
    findings_sort(&file->findings);
}

/* Those of the sheet of rules, which bear its name. */
static void take_rule_findings(struct cmd *cmd, struct import_file *file) {
    const struct rules_reading *rules = &file->read->rules;
    for (size_t i = 0; i < rules->findings.count; i++) {
        const struct intake_finding *f = &rules->findings.items[i];
        *list_push(cmd->arena, &file->findings) =
            (struct finding){f->severity, f->row, f->column, rules->sheet_name, f->message};
    }
}

static size_t count_all(const struct import_report *report, enum severity severity) {
    size_t count = 0;
    for (size_t i = 0; i < report->count; i++)
        count += findings_count(&report->files[i].findings, severity);
    return count;
}

/* --- telling what happened ---------------------------------------------------------------- */

static struct str unit_of(const struct import_file *file, const struct cluster_period *cluster) {
    return file->read && file->read->unit >= 0 ? cluster->members.items[file->read->unit].name
                                               : STR_NONE;
}

static json_t *file_json(const struct cmd *cmd, const struct import_file *file,
                         const struct cluster_period *cluster) {
    const struct intake_file *read = file->read;
    json_t *item = json_object();
    json_object_set_new(item, "file", json_text(file->name));
    json_object_set_new(item, "sheet", json_text(read ? read->sheet_name : STR_NONE));
    json_object_set_new(item, "unit", json_text(unit_of(file, cluster)));
    json_object_set_new(item, "readable", json_boolean(read && read->readable));
    json_object_set_new(item, "faults", findings_json(cmd, file->name, &file->findings));
    json_object_set_new(item, "new", json_integer(read ? read->new_values : 0));
    json_object_set_new(item, "changed", json_integer(read ? read->changed_values : 0));
    json_object_set_new(item, "same", json_integer(read ? read->same_values : 0));
    return item;
}

static void print_json(const struct cmd *cmd, const struct import_report *report,
                       const struct cluster_period *cluster) {
    json_t *files = json_array();
    for (size_t i = 0; i < report->count; i++)
        json_array_append_new(files, file_json(cmd, &report->files[i], cluster));
    json_t *root = json_object();
    json_object_set_new(root, "files", files);
    json_object_set_new(root, "check", json_boolean(cmd->check));
    json_object_set_new(root, "stored", json_integer(report->stored));
    json_object_set_new(root, "unchanged", json_integer(report->unchanged));
    json_object_set_new(root, "locked", json_boolean(report->locked));
    json_object_set_new(root, "errors",
                        json_integer((json_int_t)count_all(report, SEVERITY_ERROR)));
    json_object_set_new(root, "warnings",
                        json_integer((json_int_t)count_all(report, SEVERITY_WARNING)));
    json_object_set_new(root, "notes", json_integer((json_int_t)count_all(report, SEVERITY_NOTE)));
    json_print(cmd, root);
}

static struct str number(const struct cmd *cmd, int64_t value) {
    return str_format(cmd->arena, "%lld", (long long)value);
}

static void print_file(const struct cmd *cmd, const struct import_file *file,
                       const struct cluster_period *cluster) {
    findings_print(cmd, file->name, &file->findings);
    struct str unit = unit_of(file, cluster);
    if (!unit.p)
        return;
    cmd_say(cmd,
            MESSAGE_WITH(MSG_cmd_import_file, file->name, unit, number(cmd, file->read->new_values),
                         number(cmd, file->read->changed_values),
                         number(cmd, file->read->same_values)));
}

static int tell(const struct cmd *cmd, const struct import_report *report,
                const struct cluster_period *cluster) {
    size_t errors = count_all(report, SEVERITY_ERROR);
    size_t warnings = count_all(report, SEVERITY_WARNING);
    if (cmd->json) {
        print_json(cmd, report, cluster);
    } else {
        for (size_t i = 0; i < report->count; i++)
            print_file(cmd, &report->files[i], cluster);
        cmd_say(cmd, MESSAGE_WITH(cmd->check ? MSG_cmd_import_checked : MSG_cmd_import_done,
                                  number(cmd, report->stored), number(cmd, report->unchanged),
                                  number(cmd, (int64_t)errors), number(cmd, (int64_t)warnings),
                                  number(cmd, (int64_t)count_all(report, SEVERITY_NOTE))));
        if (report->locked)
            cmd_say(cmd, MESSAGE(MSG_cmd_import_locked));
    }
    return errors || warnings ? EXIT_FAULTS : EXIT_WELL;
}

/* --- scores ------------------------------------------------------------------------------- */

static const struct err *import_scores(struct cmd *cmd, int *ret_status) {
    TRY(cmd_open(cmd, cmd->check ? CMD_READS : CMD_WRITES));
    struct import_report report;
    TRY(open_files(cmd, &report));
    struct intake_upload *uploads = ARENA_ARRAY(cmd->arena, struct intake_upload, report.count);
    size_t count = 0;
    for (size_t i = 0; i < report.count; i++)
        if (report.files[i].opened)
            uploads[count++] = (struct intake_upload){report.files[i].name, report.files[i].bytes};
    struct str slug = str_from_c(cmd->cluster);
    struct str period = str_from_c(cmd->period);
    struct intake_batch *batch = ARENA_NEW(cmd->arena, struct intake_batch);
    if (cmd->check)
        TRY(intake_check_scores(cmd->db, cmd->arena, &cmd->user, slug, period, uploads, count,
                                batch));
    else
        TRY(intake_import_scores(cmd->db, cmd->arena, &cmd->user, cmd->now_ms, slug, period,
                                 uploads, count, batch));
    size_t next = 0;
    for (size_t i = 0; i < report.count; i++) {
        if (!report.files[i].opened)
            continue;
        report.files[i].read = &batch->files.items[next++];
        take_findings(cmd, &report.files[i], &report.files[i].read->scores.findings,
                      &batch->board.table.criteria);
    }
    report.stored = batch->stored_count;
    report.unchanged = batch->same_values;
    *ret_status = tell(cmd, &report, &batch->board.cluster);
    return NULL;
}

/* --- the table of criteria ---------------------------------------------------------------- */

static bool same_criterion(const struct criterion *a, const struct criterion *b) {
    return str_equal(a->code, b->code) && str_equal(a->label, b->label) &&
           str_equal(a->name, b->name) && a->kind == b->kind &&
           decimal_compare(a->max, b->max) == 0 &&
           str_equal(a->unit_of_measure, b->unit_of_measure) && a->has_target == b->has_target &&
           (!a->has_target || decimal_compare(a->target, b->target) == 0) &&
           decimal_compare(a->points_each, b->points_each) == 0 && a->bonus_on == b->bonus_on &&
           str_equal(a->note, b->note) && a->parent == b->parent;
}

/* What storing the table would change of the one there. */
static void compare_tables(const struct criteria *stored, struct intake_file *file) {
    const struct criteria *read = &file->criteria.criteria;
    for (size_t i = 0; i < read->count; i++) {
        ptrdiff_t index = criteria_find(stored, read->items[i].code);
        if (index < 0)
            file->new_values++;
        else if ((size_t)index == i && same_criterion(&stored->items[index], &read->items[i]))
            file->same_values++;
        else
            file->changed_values++;
    }
}

static const struct err *lock_table(struct cmd *cmd, const struct cluster_period *cluster,
                                    struct import_report *report) {
    struct issues issues = {0};
    TRY(scoring_lock_table(cmd->db, cmd->arena, &cmd->user, cmd->now_ms, cluster, &issues));
    for (size_t i = 0; i < issues.count; i++)
        add_finding(cmd, &report->files[0], issues.items[i].message);
    report->locked = issues.count == 0;
    return NULL;
}

/* Stores the table where it differs from the one there, and locks it where that is asked for. */
static const struct err *store_table(struct cmd *cmd, const struct scoreboard *board,
                                     const struct intake_upload *upload, struct intake_file *file,
                                     struct import_report *report) {
    const struct criteria *read = &file->criteria.criteria;
    bool same = (size_t)file->same_values == read->count &&
                board->table.criteria.count == read->count &&
                str_equal(board->table.title, file->criteria.title) &&
                str_equal(board->table.notes, file->criteria.notes) && !intake_rules_news(file);
    bool stored = same;
    if (!same)
        TRY(intake_import_criteria(cmd->db, cmd->arena, &cmd->user, cmd->now_ms, &board->cluster,
                                   upload, true, &(struct intake_file){0}, &stored));
    report->stored = same ? 0 : (int64_t)read->count;
    return stored && cmd->lock ? lock_table(cmd, &board->cluster, report) : NULL;
}

static const struct err *import_criteria(struct cmd *cmd, int *ret_status) {
    TRY(cmd_open(cmd, cmd->check ? CMD_READS : CMD_WRITES));
    struct scoreboard board;
    TRY(scoring_load_board(cmd->db, cmd->arena, &cmd->user, str_from_c(cmd->cluster),
                           str_from_c(cmd->period), &board));
    if (board.table.locked && !cmd->check)
        return ERR_TEXT(ERR_STATE, "scoring.table_locked", "the table is locked");
    struct import_report report;
    TRY(open_files(cmd, &report));
    struct import_file *file = &report.files[0];
    if (file->opened) {
        struct intake_upload upload = {file->name, file->bytes};
        struct intake_file *read = ARENA_NEW(cmd->arena, struct intake_file);
        bool stored;
        TRY(intake_import_criteria(cmd->db, cmd->arena, &cmd->user, cmd->now_ms, &board.cluster,
                                   &upload, false, read, &stored));
        compare_tables(&board.table.criteria, read);
        file->read = read;
        take_findings(cmd, file, &read->criteria.findings, &read->criteria.criteria);
        take_rule_findings(cmd, file);
        report.unchanged = read->same_values;
        if (!cmd->check && !count_all(&report, SEVERITY_ERROR))
            TRY(store_table(cmd, &board, &upload, read, &report));
    }
    *ret_status = tell(cmd, &report, &board.cluster);
    return NULL;
}

static int run(struct cmd *cmd) {
    const char *what = cmd->word_count ? cmd->words[0] : "";
    bool criteria = strcmp(what, "criteria") == 0;
    if (!criteria && strcmp(what, "scores") != 0)
        return cmd_refuse(cmd, MESSAGE(MSG_cmd_import_what));
    if (cmd->word_count < 2 || (criteria && cmd->word_count > 2))
        return cmd_refuse(cmd, MESSAGE(criteria ? MSG_cmd_import_one_file : MSG_cmd_import_files));
    if (!cmd_needs_period(cmd))
        return EXIT_FAILED;
    int status = EXIT_FAILED;
    const struct err *err = criteria ? import_criteria(cmd, &status) : import_scores(cmd, &status);
    return err ? cmd_fail(cmd, err) : status;
}

const struct command command_import = {
    .name = "import",
    .usage = "import criteria FILE | scores FILE... --data DIR --cluster NAME --period 2020-H1 "
             "[--lock] [--check] [--as LOGIN] [--json]",
    .summary = MSG_cmd_summary_import,
    .options = "data database cluster period lock check as json",
    .words_max = SIZE_MAX,
    .beside = CMD_BESIDE_INSIDE,
    .first_file = 1,
    .run = run,
};
