/* thidua config: is DIR/thidua.conf right; what the keys mean; a sample file. */
#include <stdio.h>

#include "cmd/cmd.h"
#include "cmd/output.h"

static struct str source_name(const struct cmd *cmd, size_t index) {
    static const enum msg_id NAMES[] = {
        [CONFIG_DEFAULT] = MSG_config_from_default,
        [CONFIG_FILE] = MSG_config_from_file,
        [CONFIG_OPTION] = MSG_config_from_option,
    };
    return message_plain(cmd->lang, NAMES[cmd->config.sources[index]]);
}

static void explain(const struct cmd *cmd, size_t index) {
    const struct config_key *key = &config_keys[index];
    struct arena *arena = cmd->arena;
    struct str preset = message_text(
        arena, cmd->lang, MESSAGE_WITH(MSG_config_default, str_from_c(key->default_text)));
    struct str now =
        message_text(arena, cmd->lang,
                     MESSAGE_WITH(MSG_config_now, config_value(arena, &cmd->config, key),
                                  source_name(cmd, index)));
    fprintf(cmd->out, "%s\n    " STR_FMT "\n    " STR_FMT "; " STR_FMT "\n", key->name,
            STR_ARG(message_plain(cmd->lang, key->doc)),
            STR_ARG(config_range(arena, cmd->lang, key)), STR_ARG(preset));
    if (cmd->data)
        fprintf(cmd->out, "    " STR_FMT "\n", STR_ARG(now));
}

static json_t *key_json(const struct cmd *cmd, size_t index) {
    const struct config_key *key = &config_keys[index];
    json_t *item = json_object();
    json_object_set_new(item, "name", json_string(key->name));
    json_object_set_new(item, "value", json_text(config_value(cmd->arena, &cmd->config, key)));
    json_object_set_new(item, "default", json_string(key->default_text));
    json_object_set_new(item, "source", json_text(source_name(cmd, index)));
    json_object_set_new(item, "meaning", json_text(message_plain(cmd->lang, key->doc)));
    return item;
}

static int run(struct cmd *cmd) {
    if (cmd->print_sample) {
        fprintf(cmd->out, STR_FMT, STR_ARG(config_sample(cmd->arena, cmd->lang)));
        return EXIT_WELL;
    }
    const struct err *err = cmd_read_config(cmd);
    if (err)
        return err->kind == ERR_INPUT ? (cmd_fail(cmd, err), EXIT_FAULTS) : cmd_fail(cmd, err);
    json_t *keys = json_array();
    for (size_t i = 0; i < config_key_count; i++) {
        const struct config_key *key = &config_keys[i];
        struct str value = config_value(cmd->arena, &cmd->config, key);
        json_array_append_new(keys, key_json(cmd, i));
        if (cmd->json)
            continue;
        if (cmd->explain)
            explain(cmd, i);
        else
            fprintf(cmd->out, "%s = " STR_FMT "  (" STR_FMT ")\n", key->name, STR_ARG(value),
                    STR_ARG(source_name(cmd, i)));
    }
    if (cmd->json)
        json_print(cmd, keys);
    else
        json_decref(keys);
    if (cmd->data)
        cmd_say(cmd, MESSAGE(MSG_config_well));
    return EXIT_WELL;
}

const struct command command_config = {
    .name = "config",
    .usage = "config [--data DIR] [--explain] [--json] | config --sample",
    .summary = MSG_cmd_summary_config,
    .options = "data explain sample json",
    .data_optional = true,
    .beside = CMD_BESIDE_READS,
    .run = run,
};
