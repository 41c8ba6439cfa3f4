/* thidua backup, thidua backup verify: all data as one file, plain or sealed; the proof of one.
 *
 * A backup may be made beside a running server: it is one snapshot through connections that only
 * read. Passphrases come from files and terminals alone. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/program_version.h"
#include "cmd/backup_words.h"
#include "cmd/output.h"
#include "features/backup/backup_service.h"
#include "sys/files.h"

static void ask(const struct cmd *cmd, enum msg_id question) {
    if (strcmp(cmd->passphrase_file, "/dev/tty") == 0)
        fprintf(stderr, "%s ", message_plain(cmd->lang, question).p);
}

const struct err *backup_words_passphrase(struct cmd *cmd, bool twice, struct str *ret_passphrase) {
    struct str again;
    ask(cmd, MSG_backup_ask_passphrase);
    TRY(backup_passphrase_read(cmd->arena, cmd->passphrase_file, ret_passphrase));
    if (strcmp(cmd->passphrase_file, "/dev/tty") != 0)
        return NULL;
    fputc('\n', stderr);
    if (!twice)
        return NULL;
    ask(cmd, MSG_backup_ask_again);
    TRY(backup_passphrase_read(cmd->arena, cmd->passphrase_file, &again));
    fputc('\n', stderr);
    return str_equal(*ret_passphrase, again)
               ? NULL
               : ERR_TEXT(ERR_INPUT, "backup.passphrases_differ", "typed differently");
}

const struct err *backup_words_unlock(struct cmd *cmd, struct backup_unlock *ret_unlock) {
    *ret_unlock = (struct backup_unlock){0};
    if (cmd->key)
        TRY(backup_secret_key_read(cmd->arena, cmd->key, ret_unlock));
    if (cmd->passphrase_file)
        TRY(backup_words_passphrase(cmd, false, &ret_unlock->passphrase));
    return NULL;
}

/* --- what a backup holds ---------------------------------------------------------------------- */

static int64_t rows_of(const struct db_table_counts *tables) {
    int64_t rows = 0;
    for (size_t i = 0; i < tables->count; i++)
        rows += tables->items[i].rows;
    return rows;
}

static struct str number(struct cmd *cmd, int64_t value) {
    return str_format(cmd->arena, "%lld", (long long)value);
}

static size_t files_of(const struct backup_found *found) {
    size_t files = 0;
    for (size_t i = 0; i < found->manifest.parts.count; i++)
        files += str_find(found->manifest.parts.items[i].name, STR("/")) >= 0;
    return files;
}

static bool has_config(const struct backup_found *found) {
    for (size_t i = 0; i < found->manifest.parts.count; i++)
        if (str_equal(found->manifest.parts.items[i].name, STR(ARCHIVE_CONFIG)))
            return true;
    return false;
}

void backup_words_tell(struct cmd *cmd, const struct backup_found *found) {
    const struct backup_manifest *manifest = &found->manifest;
    if (found->is_database) {
        cmd_say(cmd, MESSAGE(MSG_backup_old_form));
    } else {
        cmd_say(cmd, MESSAGE_WITH(MSG_backup_holds_instant,
                                  instant_display(cmd->arena, manifest->instant_ms)));
        cmd_say(cmd, MESSAGE_WITH(MSG_backup_holds_program, manifest->program_version,
                                  number(cmd, manifest->schema), manifest->engine));
    }
    cmd_say(cmd, MESSAGE_WITH(MSG_backup_holds_rows, number(cmd, (int64_t)found->tables.count),
                              number(cmd, rows_of(&found->tables))));
    cmd_say(cmd, MESSAGE_WITH(MSG_backup_holds_files, number(cmd, (int64_t)files_of(found))));
    if (found->inspection.audit_head.n)
        cmd_say(cmd, MESSAGE_WITH(MSG_backup_holds_audit, found->inspection.audit_head));
    cmd_say(cmd, MESSAGE_WITH(MSG_backup_holds_findings, number(cmd, found->inspection.errors),
                              number(cmd, found->inspection.warnings)));
    for (size_t i = 0; i < found->inspection.message_count; i++)
        cmd_say(cmd, found->inspection.messages[i]);
    if (found->was_migrated)
        cmd_say(cmd, MESSAGE(MSG_backup_holds_migrated));
}

json_t *backup_words_json(struct cmd *cmd, const struct backup_found *found) {
    const struct backup_manifest *manifest = &found->manifest;
    json_t *root = json_object();
    json_object_set_new(root, "old_form", json_boolean(found->is_database));
    if (!found->is_database) {
        json_object_set_new(root, "instant_ms", json_integer(manifest->instant_ms));
        json_object_set_new(root, "program_version", json_text(manifest->program_version));
        json_object_set_new(root, "schema", json_integer(manifest->schema));
        json_object_set_new(root, "engine", json_text(manifest->engine));
    }
    json_object_set_new(root, "sealed", json_boolean(found->seal != BACKUP_PLAIN));
    json_object_set_new(root, "tables", json_integer((json_int_t)found->tables.count));
    json_object_set_new(root, "rows", json_integer(rows_of(&found->tables)));
    json_object_set_new(root, "files", json_integer((json_int_t)files_of(found)));
    json_object_set_new(root, "config", json_boolean(has_config(found)));
    json_object_set_new(root, "errors", json_integer(found->inspection.errors));
    json_object_set_new(root, "warnings", json_integer(found->inspection.warnings));
    if (found->inspection.audit_head.n)
        json_object_set_new(root, "audit_head", json_text(found->inspection.audit_head));
    (void)cmd;
    return root;
}

/* --- making one ------------------------------------------------------------------------------- */

/* The options, else the key that the configuration names. */
static const struct err *find_lock(struct cmd *cmd, struct backup_lock *ret_lock) {
    *ret_lock = (struct backup_lock){0};
    if (cmd->key)
        return backup_public_key_read(cmd->arena, cmd->key, ret_lock);
    if (cmd->passphrase_file) {
        ret_lock->seal = BACKUP_PASSPHRASE;
        return backup_words_passphrase(cmd, true, &ret_lock->passphrase);
    }
    if (!*cmd->config.backup_key)
        return NULL;
    return backup_public_key_read(cmd->arena, cmd->config.backup_key, ret_lock);
}

static void tell_made(struct cmd *cmd, const struct backup_made *made, bool sealed) {
    if (cmd->json) {
        json_t *root = json_object();
        json_object_set_new(root, "file", json_text(text_of_path(cmd->arena, cmd->output)));
        json_object_set_new(root, "bytes", json_integer(made->bytes));
        json_object_set_new(root, "files", json_integer(made->files));
        json_object_set_new(root, "sealed", json_boolean(sealed));
        json_object_set_new(root, "instant_ms", json_integer(made->manifest.instant_ms));
        json_object_set_new(root, "errors", json_integer(made->manifest.inspection.errors));
        json_print(cmd, root);
        return;
    }
    cmd_say(cmd, MESSAGE_WITH(MSG_backup_made, text_of_path(cmd->arena, cmd->output),
                              number(cmd, (made->bytes + 1023) / 1024), number(cmd, made->files),
                              instant_display(cmd->arena, made->manifest.instant_ms)));
    if (!sealed)
        cmd_say(cmd, MESSAGE(MSG_backup_made_plain));
}

static const struct err *backup(struct cmd *cmd) {
    struct backup_lock lock;
    struct backup_made made;
    TRY(cmd_open(cmd, CMD_READS));
    TRY(find_lock(cmd, &lock));
    struct backup_order order = {
        .db = cmd->db,
        .data = cmd->data,
        .jobs_folder = cmd_jobs(cmd).folder,
        .to = cmd->output,
        .lock = &lock,
        .now_ms = cmd->now_ms,
        .program_version = PROGRAM_VERSION,
        .inspect = backup_inspect_rules,
    };
    backup_tidy(cmd->arena, cmd->data, cmd->now_ms);
    TRY(backup_make(cmd->arena, &order, &made));
    tell_made(cmd, &made, lock.seal != BACKUP_PLAIN);
    return NULL;
}

/* --- proving one ------------------------------------------------------------------------------ */

static const struct err *verify(struct cmd *cmd, const char *from, struct backup_found *found) {
    struct backup_source source = {.from = from,
                                   .only_database = true,
                                   .inspect = backup_inspect_rules,
                                   .now_ms = cmd->now_ms};
    struct str folder;
    TRY(backup_words_unlock(cmd, &source.unlock));
    TRY(folder_make_temp(cmd->arena, "verify", &folder));
    const struct err *err = backup_extract(cmd->arena, &source, folder.p, found);
    const struct err *left = folder_remove(folder.p);
    return err ? err : left;
}

static int run_verify(struct cmd *cmd) {
    struct backup_found found;
    const char *from = cmd->words[1];
    const struct err *err = verify(cmd, from, &found);
    if (err)
        return cmd_fail(cmd, err);
    if (cmd->json) {
        json_t *root = backup_words_json(cmd, &found);
        json_object_set_new(root, "ok", json_boolean(found.inspection.errors == 0));
        json_print(cmd, root);
    } else {
        cmd_say(cmd, MESSAGE_WITH(MSG_backup_verified, text_of_path(cmd->arena, from)));
        backup_words_tell(cmd, &found);
    }
    return found.inspection.errors ? EXIT_FAULTS : EXIT_WELL;
}

static int run_backup(struct cmd *cmd) {
    if (cmd->key && cmd->passphrase_file)
        return cmd_refuse(cmd, MESSAGE(MSG_backup_two_ways_to_seal));
    if (cmd->word_count == 2 && strcmp(cmd->words[0], "verify") == 0)
        return run_verify(cmd);
    if (cmd->word_count)
        return cmd_refuse(cmd, MESSAGE_WITH(MSG_cmd_option_unknown, str_from_c(cmd->words[0]),
                                            str_from_c(cmd->command->usage)));
    if (!cmd->data)
        return cmd_refuse(cmd, MESSAGE_WITH(MSG_cmd_data_missing, str_from_c(cmd->command->usage)));
    if (!cmd_needs_output(cmd))
        return EXIT_FAILED;
    const struct err *err = backup(cmd);
    return err ? cmd_fail(cmd, err) : EXIT_WELL;
}

const struct command command_backup = {
    .name = "backup",
    .usage = "backup --data DIR -o FILE [--key FILE.pub | --passphrase-file FILE] [--json]\n"
             "  thidua backup verify FILE [--key FILE.key | --passphrase-file FILE] [--json]",
    .summary = MSG_cmd_summary_backup,
    .options = "data database output key passphrase-file json",
    .words_max = 2,
    .data_optional = true,
    .beside = CMD_BESIDE_READS,
    .run = run_backup,
};

/* --- keys ------------------------------------------------------------------------------------- */

static int run_key(struct cmd *cmd) {
    struct str fingerprint;
    if (cmd->word_count != 2 || strcmp(cmd->words[0], "make") != 0)
        return cmd_refuse(cmd, MESSAGE(MSG_backup_key_action_needed));
    const struct err *err = backup_key_make(cmd->arena, cmd->words[1], &fingerprint);
    if (err)
        return cmd_fail(cmd, err);
    if (cmd->json) {
        json_t *root = json_object();
        json_object_set_new(root, "fingerprint", json_text(fingerprint));
        json_print(cmd, root);
    } else {
        cmd_say(cmd, MESSAGE_WITH(MSG_backup_key_made, text_of_path(cmd->arena, cmd->words[1]),
                                  fingerprint));
    }
    return EXIT_WELL;
}

const struct command command_backup_key = {
    .name = "backup-key",
    .usage = "backup-key make NAME [--json]",
    .summary = MSG_cmd_summary_backup_key,
    .options = "json",
    .words_max = 2,
    .data_optional = true,
    .beside = CMD_BESIDE_READS,
    .run = run_key,
};
