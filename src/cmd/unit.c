/* thidua unit import FILE, thidua unit list: the book of units from the command line. */
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/output.h"
#include "doc/workbook_read.h"
#include "features/organisation/import_service.h"

/* --- import ------------------------------------------------------------------------------------
 */

static struct str number(const struct cmd *cmd, int64_t value) {
    return str_format(cmd->arena, "%lld", (long long)value);
}

static void take_findings(struct cmd *cmd, const struct unit_import *import,
                          struct findings *findings) {
    if (import->fault.id != MSG_none)
        *list_push(cmd->arena, findings) =
            (struct finding){SEVERITY_ERROR, 0, 0, STR_NONE, import->fault};
    for (size_t i = 0; i < import->list.findings.count; i++) {
        const struct table_finding *f = &import->list.findings.items[i];
        *list_push(cmd->arena, findings) =
            (struct finding){f->severity, f->row, f->column, STR_NONE, f->message};
    }
}

static void tell_json(const struct cmd *cmd, const struct unit_import *import,
                      const struct findings *findings) {
    const size_t *counts = import->list.counts;
    json_t *root = json_object();
    json_object_set_new(root, "file", json_text(import->name));
    json_object_set_new(root, "sheet", json_text(import->sheet_name));
    json_object_set_new(root, "check", json_boolean(cmd->check));
    json_object_set_new(root, "stored", json_integer(import->stored_count));
    json_object_set_new(root, "new", json_integer((json_int_t)counts[LIST_NEW]));
    json_object_set_new(root, "same", json_integer((json_int_t)counts[LIST_SAME]));
    json_object_set_new(root, "differing", json_integer((json_int_t)counts[LIST_DIFFERS]));
    json_object_set_new(root, "wrong", json_integer((json_int_t)counts[LIST_WRONG]));
    json_object_set_new(root, "faults", findings_json(cmd, import->name, findings));
    json_print(cmd, root);
}

static const struct err *import_list(struct cmd *cmd, int *ret_status) {
    if (cmd->word_count != 2)
        return ERR_TEXT(ERR_INPUT, "cmd.unit_usage", "unit import takes one file");
    TRY(cmd_open(cmd, cmd->check ? CMD_READS : CMD_WRITES));
    const char *path = cmd->words[1];
    const char *slash = strrchr(path, '/');
    struct str bytes;
    const struct err *err = cmd_read_file(cmd, 1, WORKBOOK_LIMITS_DEFAULT.max_file_bytes, &bytes);
    if (err && err->kind == ERR_NOT_FOUND)
        return ERR_TEXT(ERR_NOT_FOUND, "cmd.file_missing", "there is no file");
    if (err && err->kind == ERR_INPUT)
        return ERR_TEXT(ERR_INPUT, "cmd.file_not_ordinary", "not an ordinary file");
    TRY(err);
    struct unit_import import;
    TRY(organisation_import(cmd->db, cmd->arena, &cmd->user, cmd->now_ms,
                            text_of_path(cmd->arena, slash && slash[1] ? slash + 1 : path), bytes,
                            !cmd->check, &import));
    struct findings findings = {0};
    take_findings(cmd, &import, &findings);
    if (cmd->json) {
        tell_json(cmd, &import, &findings);
    } else {
        findings_print(cmd, import.name, &findings);
        cmd_say(cmd, MESSAGE_WITH(cmd->check ? MSG_cmd_unit_checked : MSG_cmd_unit_imported,
                                  number(cmd, cmd->check ? (int64_t)import.list.counts[LIST_NEW]
                                                         : import.stored_count),
                                  number(cmd, (int64_t)import.list.counts[LIST_SAME]),
                                  number(cmd, (int64_t)import.list.counts[LIST_DIFFERS]),
                                  number(cmd, (int64_t)import.list.counts[LIST_WRONG])));
    }
    *ret_status = findings.count ? EXIT_FAULTS : EXIT_WELL;
    return NULL;
}

/* --- list ----------------------------------------------------------------------------------------
 */

static struct str name_of(const struct unit_states *states, struct str id) {
    for (size_t i = 0; id.n && i < states->count; i++)
        if (str_equal(states->items[i].unit_id, id))
            return states->items[i].name;
    return STR("");
}

static json_t *state_json(const struct cmd *cmd, const struct unit_states *states,
                          const struct unit_state *state) {
    struct str until = date_iso(cmd->arena, state->to);
    struct str parent = name_of(states, state->parent_id);
    json_t *item = json_object();
    json_object_set_new(item, "code", json_text(state->slug));
    json_object_set_new(item, "name", json_text(state->name));
    json_object_set_new(item, "kind", json_text(state->kind));
    json_object_set_new(item, "above", parent.n ? json_text(parent) : json_null());
    json_object_set_new(item, "begins",
                        partial_date_is_empty(state->begins)
                            ? json_null()
                            : json_text(partial_date_iso(cmd->arena, state->begins)));
    json_object_set_new(item, "until", until.n ? json_text(until) : json_null());
    return item;
}

static const struct err *list_units(struct cmd *cmd, int *ret_status) {
    struct unit_view view = {date_of_instant(cmd->now_ms), UNIT_KNOWN_NOW};
    if (cmd->word_count != 1)
        return ERR_TEXT(ERR_INPUT, "cmd.unit_usage", "unit list takes no word");
    if (cmd->as_at && !date_read_human(str_from_c(cmd->as_at), &view.as_at))
        return ERR_TEXT(ERR_INPUT, "cmd.unit_date", "--as-at %s", cmd->as_at);
    TRY(cmd_open(cmd, CMD_READS));
    struct unit_states states;
    TRY(organisation_list(cmd->db, cmd->arena, &cmd->user, &view, &states));
    *ret_status = EXIT_WELL;
    if (cmd->json) {
        json_t *units = json_array();
        for (size_t i = 0; i < states.count; i++)
            json_array_append_new(units, state_json(cmd, &states, &states.items[i]));
        json_t *root = json_object();
        json_object_set_new(root, "as_at", json_text(date_iso(cmd->arena, view.as_at)));
        json_object_set_new(root, "units", units);
        json_print(cmd, root);
        return NULL;
    }
    for (size_t i = 0; i < states.count; i++) {
        struct str parent = name_of(&states, states.items[i].parent_id);
        fprintf(cmd->out, STR_FMT "  " STR_FMT "%s" STR_FMT "\n", STR_ARG(states.items[i].slug),
                STR_ARG(states.items[i].name), parent.n ? " < " : "", STR_ARG(parent));
    }
    return NULL;
}

static int run(struct cmd *cmd) {
    static const struct {
        const char *word;
        const struct err *(*run)(struct cmd *cmd, int *ret_status);
    } WORDS[] = {{"import", import_list}, {"list", list_units}};
    int status = EXIT_FAILED;
    for (size_t i = 0; cmd->word_count && i < COUNT_OF(WORDS); i++) {
        if (strcmp(cmd->words[0], WORDS[i].word) != 0)
            continue;
        const struct err *err = WORDS[i].run(cmd, &status);
        return err ? cmd_fail(cmd, err) : status;
    }
    return cmd_refuse(cmd, MESSAGE(MSG_cmd_unit_usage));
}

const struct command command_unit = {
    .name = "unit",
    .usage =
        "unit import FILE [--check] [--as LOGIN] | list [--as-at 26/6/2020] --data DIR [--json]",
    .summary = MSG_cmd_summary_unit,
    .options = "data database json check as-at as",
    .words_max = 2,
    .beside = CMD_BESIDE_INSIDE,
    .first_file = 1,
    .run = run,
};
