/* Reading the command line; saying what went wrong. */
#include "cmd/cmd.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/control.h"
#include "sys/clock.h"

/* Every option there is; `options` of a command lists the ones it takes. */
struct option {
    const char *name; /* without the dashes */
    size_t offset;    /* of a const char *, or a bool */
    bool is_flag;
    enum msg_id help;
    const char *command; /* the one that takes it in this form; NULL: every other */
};

#define TEXT_OPTION(text, field, help)                                                             \
    { text, offsetof(struct cmd, field), false, help, NULL }
#define FLAG_OPTION(text, field, help)                                                             \
    { text, offsetof(struct cmd, field), true, help, NULL }

static const struct option OPTIONS[] = {
    {"to", offsetof(struct cmd, until), false, MSG_cmd_help_until, "audit"},
    {"sample", offsetof(struct cmd, print_sample), true, MSG_cmd_help_print_sample, "config"},
    TEXT_OPTION("data", data, MSG_cmd_help_data),
    TEXT_OPTION("database", database, MSG_cmd_help_database),
    TEXT_OPTION("cluster", cluster, MSG_cmd_help_cluster),
    TEXT_OPTION("period", period, MSG_cmd_help_period),
    TEXT_OPTION("sample", sample, MSG_cmd_help_sample),
    TEXT_OPTION("output", output, MSG_cmd_help_output),
    TEXT_OPTION("to", to, MSG_cmd_help_to),
    TEXT_OPTION("port", port, MSG_cmd_help_port),
    TEXT_OPTION("address", address, MSG_cmd_help_address),
    TEXT_OPTION("role", role, MSG_cmd_help_role),
    TEXT_OPTION("unit", unit, MSG_cmd_help_unit),
    TEXT_OPTION("name", name, MSG_cmd_help_name),
    TEXT_OPTION("as-at", as_at, MSG_cmd_help_as_at),
    TEXT_OPTION("as", as, MSG_cmd_help_as),
    TEXT_OPTION("from", from, MSG_cmd_help_from),
    TEXT_OPTION("anchor", anchor, MSG_cmd_help_anchor),
    TEXT_OPTION("key", key, MSG_cmd_help_key),
    TEXT_OPTION("passphrase-file", passphrase_file, MSG_cmd_help_passphrase_file),
    FLAG_OPTION("with-findings", with_findings, MSG_cmd_help_with_findings),
    FLAG_OPTION("explain", explain, MSG_cmd_help_explain),
    FLAG_OPTION("json", json, MSG_cmd_help_json),
    FLAG_OPTION("check", check, MSG_cmd_help_check),
    FLAG_OPTION("lock", lock, MSG_cmd_help_lock),
    FLAG_OPTION("without-places", without_places, MSG_cmd_help_without_places),
    FLAG_OPTION("without-annex", without_annex, MSG_cmd_help_without_annex),
    FLAG_OPTION("show-accounts", show_accounts, MSG_cmd_help_show_accounts),
};

static bool takes_option(const struct command *command, const struct option *option) {
    struct str rest = str_from_c(command->options);
    if (option->command && strcmp(option->command, command->name) != 0)
        return false;
    while (rest.p)
        if (str_equal_c(str_cut(&rest, ' '), option->name))
            return true;
    return false;
}

static void print_help(enum lang lang) {
    struct arena *arena = arena_new(0);
    printf("%s\n\n", message_plain(lang, MSG_cmd_help_head).p);
    for (size_t i = 0; i < command_count; i++)
        printf("  thidua %s\n      %s\n", commands[i]->usage,
               message_plain(lang, commands[i]->summary).p);
    printf("\n%s\n", message_plain(lang, MSG_cmd_help_tail).p);
    arena_free(arena);
}

static const struct command *find_command(const char *name) {
    for (size_t i = 0; i < command_count; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

/* The option of that name that this command takes, or NULL. */
static const struct option *find_option(const struct command *command, const char *name) {
    for (size_t i = 0; i < COUNT_OF(OPTIONS); i++)
        if (strcmp(OPTIONS[i].name, name) == 0 && takes_option(command, &OPTIONS[i]))
            return &OPTIONS[i];
    return NULL;
}

/* Reads one argument at *index; false after a word of complaint. */
static bool read_argument(struct cmd *cmd, const struct command *command, int argc, char **argv,
                          int *index) {
    const char *text = argv[*index];
    const char *name = strcmp(text, "-o") == 0       ? "output"
                       : strncmp(text, "--", 2) == 0 ? text + 2
                                                     : NULL;
    if (!name) {
        cmd->words[cmd->word_count++] = text;
        return true;
    }
    struct str rest = str_from_c(name);
    struct str key = str_cut(&rest, '=');
    const char *key_text = str_c(cmd->arena, key);
    const struct option *option = find_option(command, key_text);
    if (!option || (option->is_flag && rest.p)) {
        cmd_refuse(cmd, MESSAGE_WITH(MSG_cmd_option_unknown, str_from_c(text),
                                     str_from_c(command->usage)));
        return false;
    }
    char *place = (char *)cmd + option->offset;
    if (option->is_flag) {
        *(bool *)(void *)place = true;
        return true;
    }
    if (!rest.p && ++*index >= argc) {
        cmd_refuse(cmd, MESSAGE_WITH(MSG_cmd_option_needs_value, str_from_c(text)));
        return false;
    }
    *(const char **)(void *)place = rest.p ? str_c(cmd->arena, rest) : argv[*index];
    return true;
}

static enum lang language(void) {
    const char *lang = getenv("THIDUA_LANG");
    return lang && strncmp(lang, "en", 2) == 0 ? LANG_EN : LANG_VI;
}

static void print_help_of(enum lang lang, const struct command *command) {
    printf("%s\n\n  thidua %s\n\n", message_plain(lang, command->summary).p, command->usage);
    for (size_t i = 0; i < COUNT_OF(OPTIONS); i++)
        if (find_option(command, OPTIONS[i].name) == &OPTIONS[i])
            printf("  %s%-18s %s\n", strcmp(OPTIONS[i].name, "output") == 0 ? "-o, --" : "--",
                   OPTIONS[i].name, message_plain(lang, OPTIONS[i].help).p);
}

static bool asks_for_help(const char *word) {
    return strcmp(word, "help") == 0 || strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

bool cmd_read_line(struct cmd *cmd, int argc, char **argv) {
    const struct command *command = find_command(argv[0]);
    if (!command) {
        cmd_refuse(cmd, MESSAGE_WITH(MSG_cmd_unknown, str_from_c(argv[0])));
        return false;
    }
    cmd->command = command;
    for (int i = 1; i < argc; i++)
        if (!read_argument(cmd, command, argc, argv, &i))
            return false;
    struct str usage = str_from_c(command->usage);
    if (cmd->word_count > command->words_max) {
        struct str word = str_from_c(cmd->words[command->words_max]);
        cmd_refuse(cmd, MESSAGE_WITH(MSG_cmd_option_unknown, word, usage));
        return false;
    }
    if (!command->data_optional && find_option(command, "data") && !cmd->data) {
        cmd_refuse(cmd, MESSAGE_WITH(MSG_cmd_data_missing, usage));
        return false;
    }
    return true;
}

static int run_here_or_inside(struct cmd *cmd, int argc, char **argv) {
    int status;
    if (cmd->command->beside == CMD_BESIDE_INSIDE &&
        control_run(cmd, (size_t)argc, (const char *const *)argv, &status))
        return status;
    status = cmd->command->run(cmd);
    cmd_close(cmd);
    return status;
}

int cmd_main(int argc, char **argv) {
    enum lang lang = language();
    const struct command *asked = argc == 3 && asks_for_help(argv[1])   ? find_command(argv[2])
                                  : argc == 3 && asks_for_help(argv[2]) ? find_command(argv[1])
                                                                        : NULL;
    if (asked) {
        print_help_of(lang, asked);
        return EXIT_WELL;
    }
    if (argc < 2 || (argc == 2 && asks_for_help(argv[1]))) {
        print_help(lang);
        return argc < 2 ? EXIT_FAILED : EXIT_WELL;
    }
    struct arena *arena CLEANUP(arena_cleanup) = arena_new((size_t)1 << 30);
    struct cmd cmd = {.arena = arena,
                      .out = stdout,
                      .err = stderr,
                      .lang = lang,
                      .now_ms = clock_now_ms(),
                      .user = user_local(),
                      .words = ARENA_ARRAY(arena, const char *, (size_t)argc)};
    if (asks_for_help(argv[1])) /* of a command that does not exist */
        return cmd_refuse(&cmd, MESSAGE_WITH(MSG_cmd_unknown, str_from_c(argv[2])));
    if (!cmd_read_line(&cmd, argc - 1, argv + 1))
        return EXIT_FAILED;
    int status = run_here_or_inside(&cmd, argc - 1, argv + 1);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        if (errno != EPIPE) /* whoever read it has seen enough */
            cmd_refuse(&cmd, MESSAGE(MSG_error_io));
        return EXIT_FAILED;
    }
    return status;
}

struct str cmd_sentence(const struct cmd *cmd, const struct err *err) {
    static const enum msg_id KINDS[] = {
        [ERR_INTERNAL] = MSG_error_internal,
        [ERR_IO] = MSG_error_io,
        [ERR_DISK_FULL] = MSG_error_disk_full,
        [ERR_READ_ONLY] = MSG_error_read_only,
        [ERR_IN_USE] = MSG_error_in_use,
        [ERR_DATABASE] = MSG_error_database,
        [ERR_UNAVAILABLE] = MSG_error_unavailable,
        [ERR_CONFLICT] = MSG_error_conflict,
        [ERR_NOT_FOUND] = MSG_error_not_found,
        [ERR_DENIED] = MSG_error_denied,
        [ERR_STATE] = MSG_error_state,
        [ERR_INPUT] = MSG_error_input,
        [ERR_LIMIT] = MSG_error_limit,
    };
    enum msg_id id;
    bool known = err->text_key && message_from_key(str_from_c(err->text_key), &id);
    if (known && (err->told[0][0] || err->told[1][0]))
        return message_text(cmd->arena, cmd->lang,
                            MESSAGE_WITH(id, str_from_c(err->told[0]), str_from_c(err->told[1])));
    if (known)
        return message_text(cmd->arena, cmd->lang,
                            MESSAGE_WITH(id, str_from_c(cmd->cluster ? cmd->cluster : ""),
                                         str_from_c(cmd->period ? cmd->period : "")));
    return message_plain(cmd->lang, KINDS[err->kind]);
}

static void print_json_error(const struct cmd *cmd, struct str sentence) {
    json_t *root = json_pack("{s:s%}", "error", sentence.p, sentence.n);
    json_dumpf(root, cmd->out, JSON_COMPACT);
    putc('\n', cmd->out);
    json_decref(root);
}

int cmd_fail(const struct cmd *cmd, const struct err *err) {
    struct str sentence = cmd_sentence(cmd, err);
    fprintf(cmd->err, "thidua: " STR_FMT "\n        (%s)\n", STR_ARG(sentence), err->message);
    if (cmd->json)
        print_json_error(cmd, sentence);
    return EXIT_FAILED;
}

int cmd_refuse(const struct cmd *cmd, struct message message) {
    struct str sentence = message_text(cmd->arena, cmd->lang, message);
    fprintf(cmd->err, "thidua: " STR_FMT "\n", STR_ARG(sentence));
    if (cmd->json)
        print_json_error(cmd, sentence);
    return EXIT_FAILED;
}

int cmd_print_issues(const struct cmd *cmd, const struct issues *issues) {
    json_t *list = json_array();
    for (size_t i = 0; i < issues->count; i++) {
        struct str text = message_text(cmd->arena, cmd->lang, issues->items[i].message);
        struct str field = issues->items[i].field;
        fprintf(cmd->err, "  " STR_FMT "\n", STR_ARG(text));
        json_array_append_new(list, json_pack("{s:s%, s:s%}", "field", field.p ? field.p : "",
                                              field.n, "message", text.p, text.n));
    }
    if (cmd->json) {
        json_t *root = json_pack("{s:o}", "issues", list);
        json_dumpf(root, cmd->out, JSON_COMPACT);
        putc('\n', cmd->out);
        json_decref(root);
    } else {
        json_decref(list);
    }
    return EXIT_FAULTS;
}

void cmd_say(const struct cmd *cmd, struct message message) {
    struct str sentence = message_text(cmd->arena, cmd->lang, message);
    fprintf(cmd->json ? cmd->err : cmd->out, STR_FMT "\n", STR_ARG(sentence));
}

bool cmd_needs_period(const struct cmd *cmd) {
    if (cmd->cluster && cmd->period)
        return true;
    cmd_refuse(cmd, MESSAGE(MSG_cmd_period_missing));
    return false;
}

bool cmd_needs_output(const struct cmd *cmd) {
    if (cmd->output && *cmd->output)
        return true;
    cmd_refuse(cmd, MESSAGE(MSG_cmd_output_missing));
    return false;
}
