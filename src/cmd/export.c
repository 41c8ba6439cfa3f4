/* thidua export ranking -o FILE, export sheets -o DIR, export feedback -o DIR: spreadsheets. */
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/output.h"
#include "features/cluster/closing_service.h"
#include "features/intake/sheet_doc.h"
#include "features/scoring/feedback_doc.h"
#include "features/scoring/ranking_doc.h"
#include "sys/files.h"

struct export {
    struct cmd *cmd;
    struct scoreboard board;
    struct score_answers answers; /* to feedback sheets */
    json_t *files;
};

static const struct err *write_file(struct export *export, const char *path, struct str bytes) {
    TRY(output_write(path, bytes));
    struct str name = text_of_path(export->cmd->arena, path);
    json_array_append_new(export->files, json_text(name));
    if (!export->cmd->json)
        cmd_say(export->cmd, MESSAGE_WITH(MSG_cmd_output_written, name));
    return NULL;
}

static const struct err *export_ranking(struct export *export) {
    struct str bytes;
    struct ranking_doc_options options = {.printed_by = STR("")};
    TRY(closing_paper_mark(export->cmd->db, export->cmd->arena, &export->board.cluster.closing,
                           &options.audit_mark));
    TRY(ranking_doc_make_with(export->cmd->arena, &export->board, &options, export->cmd->now_ms,
                              &bytes));
    return write_file(export, export->cmd->output, bytes);
}

/* One file a unit, each made in an arena of its own. */
static const struct err *write_for_unit(struct export *export, size_t unit,
                                        const struct err *(*make)(struct arena *, struct export *,
                                                                  size_t, struct str *,
                                                                  struct str *)) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct str name, bytes;
    TRY(make(arena, export, unit, &name, &bytes));
    const char *path = str_format(arena, "%s/" STR_FMT, export->cmd->output, STR_ARG(name)).p;
    return write_file(export, path, bytes);
}

static const struct err *make_sheet(struct arena *arena, struct export *export, size_t unit,
                                    struct str *ret_name, struct str *ret_bytes) {
    *ret_name = sheet_doc_name(arena, &export->board, unit);
    return sheet_doc_blank(arena, &export->board, unit, export->cmd->now_ms, ret_bytes);
}

static const struct err *export_sheets(struct export *export) {
    TRY(output_folder(export->cmd->output));
    for (size_t unit = 0; unit < export->board.matrix.unit_count; unit++)
        TRY(write_for_unit(export, unit, make_sheet));
    return NULL;
}

static const struct err *make_feedback(struct arena *arena, struct export *export, size_t unit,
                                       struct str *ret_name, struct str *ret_bytes) {
    *ret_name = feedback_doc_name(arena, &export->board, unit);
    return feedback_doc_make(arena, &export->board, unit, &export->answers, export->cmd->now_ms,
                             ret_bytes);
}

static const struct err *export_feedback(struct export *export) {
    struct cmd *cmd = export->cmd;
    TRY(scoring_answers(cmd->db, cmd->arena, &cmd->user, &export->board, &export->answers));
    TRY(output_folder(cmd->output));
    for (size_t unit = 0; unit < export->board.matrix.unit_count; unit++)
        TRY(write_for_unit(export, unit, make_feedback));
    return NULL;
}

static const struct kind {
    const char *name;
    const struct err *(*run)(struct export *export);
} KINDS[] = {
    {"ranking", export_ranking},
    {"sheets", export_sheets},
    {"feedback", export_feedback},
};

static const struct err *load(struct export *export) {
    struct cmd *cmd = export->cmd;
    TRY(cmd_open(cmd, CMD_READS));
    TRY(scoring_load_board(cmd->db, cmd->arena, &cmd->user, str_from_c(cmd->cluster),
                           str_from_c(cmd->period), &export->board));
    if (!export->board.table.exists)
        return ERR_TEXT(ERR_STATE, "scoring.table_missing", "there is no table of criteria");
    return NULL;
}

static int run_kind(struct cmd *cmd, const struct kind *kind) {
    struct export export = {.cmd = cmd, .files = json_array()};
    const struct err *err = load(&export);
    if (!err)
        err = kind->run(&export);
    if (!err && cmd->json)
        json_print(cmd, json_pack("{s:O}", "files", export.files));
    json_decref(export.files);
    return err ? cmd_fail(cmd, err) : EXIT_WELL;
}

static int run(struct cmd *cmd) {
    for (size_t i = 0; i < COUNT_OF(KINDS) && cmd->word_count == 1; i++) {
        if (strcmp(KINDS[i].name, cmd->words[0]) != 0)
            continue;
        if (!cmd_needs_period(cmd) || !cmd_needs_output(cmd))
            return EXIT_FAILED;
        return run_kind(cmd, &KINDS[i]);
    }
    return cmd_refuse(cmd, MESSAGE(MSG_cmd_export_what));
}

const struct command command_export = {
    .name = "export",
    .usage = "export ranking -o FILE.xlsx | sheets -o DIR | feedback -o DIR --data DIR --cluster "
             "NAME --period 2020-H1 [--json]",
    .summary = MSG_cmd_summary_export,
    .options = "data database cluster period output json",
    .words_max = 1,
    .beside = CMD_BESIDE_READS,
    .run = run,
};
