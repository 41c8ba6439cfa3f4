/* thidua audit anchor, thidua audit export: what is kept of the audit trail outside the database.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "cmd/cmd.h"
#include "cmd/output.h"
#include "features/audit/audit_export.h"
#include "features/audit/audit_seal.h"

#define DAY_MS           INT64_C(86400000)
#define VIETNAM_AHEAD_MS (7 * INT64_C(3600000))

static const struct err *usage(void) {
    return ERR_TEXT(ERR_INPUT, "cmd.audit_usage", "audit anchor, or audit export");
}

/* --- anchor ---------------------------------------------------------------------------------- */

static const struct err *anchor(struct cmd *cmd) {
    struct audit_anchor head;
    TRY(audit_anchor(cmd->db, cmd->arena, &head));
    if (cmd->json) {
        json_t *root = json_object();
        json_object_set_new(root, "seq", json_integer(head.seq));
        json_object_set_new(root, "hash", json_text(head.hash));
        json_object_set_new(root, "sealed_ms", json_integer(head.at_ms));
        json_print(cmd, root);
        return NULL;
    }
    if (!head.seq)
        return ERR_TEXT(ERR_STATE, "trail.empty", "nothing is sealed yet");
    fprintf(cmd->out, STR_FMT "\n", STR_ARG(audit_anchor_line(cmd->arena, &head)));
    return NULL;
}

/* --- export ---------------------------------------------------------------------------------- */

static bool read_day(const char *text, int add, int64_t *ret_ms) {
    struct date day;
    if (!text)
        return true;
    if (!date_read_human(str_from_c(text), &day))
        return false;
    *ret_ms = (date_to_days(day) + add) * DAY_MS - VIETNAM_AHEAD_MS;
    return true;
}

static const struct err *write_piece(void *context, struct str piece) {
    FILE *file = context;
    if (fwrite(piece.p, 1, piece.n, file) != piece.n)
        return ERR(err_kind_of_errno(errno), "cannot write the export");
    return NULL;
}

/* What is made is whole or not there: a file that breaks off would look like a cut chain. */
static const struct err *export_to_file(struct cmd *cmd, struct audit_span span,
                                        enum audit_format format, int64_t *ret_count) {
    FILE *file = fopen(cmd->output, "wx");
    if (!file)
        return errno == EEXIST
                   ? ERR_TEXT(ERR_CONFLICT, "cmd.output_exists", "%s exists", cmd->output)
                   : ERR(err_kind_of_errno(errno), "%s: %s", cmd->output, strerrordesc_np(errno));
    const struct err *err =
        audit_export(cmd->db, &cmd->user, span, format, write_piece, file, ret_count);
    if (fclose(file) != 0 && !err)
        err = ERR(err_kind_of_errno(errno), "cannot write %s", cmd->output);
    if (err)
        remove(cmd->output);
    return err;
}

static const struct err *export(struct cmd *cmd) {
    struct audit_span span = AUDIT_ALWAYS;
    if (!read_day(cmd->from, 0, &span.from_ms) || !read_day(cmd->until, 1, &span.until_ms))
        return ERR_TEXT(ERR_INPUT, "audit.until_unread", "--from and --to want days");
    int64_t count;
    if (!cmd->output)
        return audit_export(cmd->db, &cmd->user, span, AUDIT_NDJSON, write_piece, cmd->out, &count);
    enum audit_format format =
        str_ends_with(str_from_c(cmd->output), STR(".csv")) ? AUDIT_CSV : AUDIT_NDJSON;
    TRY(export_to_file(cmd, span, format, &count));
    cmd_say(cmd, MESSAGE_WITH(MSG_trail_exported, text_of_path(cmd->arena, cmd->output),
                              str_format(cmd->arena, "%lld", (long long)count)));
    return NULL;
}

static const struct err *run_words(struct cmd *cmd) {
    bool is_anchor = cmd->word_count == 1 && strcmp(cmd->words[0], "anchor") == 0;
    bool is_export = cmd->word_count == 1 && strcmp(cmd->words[0], "export") == 0;
    if (!is_anchor && !is_export)
        return usage();
    TRY(cmd_open(cmd, CMD_READS));
    return is_anchor ? anchor(cmd) : export(cmd);
}

static int run(struct cmd *cmd) {
    const struct err *err = run_words(cmd);
    return err ? cmd_fail(cmd, err) : EXIT_WELL;
}

const struct command command_audit = {
    .name = "audit",
    .usage = "audit anchor|export --data DIR [--from DAY] [--to DAY] [-o FILE.ndjson|FILE.csv]",
    .summary = MSG_cmd_summary_audit,
    .options = "data database from to output json",
    .words_max = 1,
    .beside = CMD_BESIDE_READS,
    .run = run,
};
