/* thidua.conf: whatever stands in it, the values keep their ranges and can be written down again.
 */
#include <string.h>

#include "fuzz.h"
#include "sys/config.h"
#include "text/utf8.h"

static void try_key(struct arena *arena, const struct config *config,
                    const struct config_key *key) {
    struct config again;
    struct message fault;
    struct str value = config_value(arena, config, key);
    MUST_HOLD(utf8_is_valid(value) && !memchr(value.p, '\n', value.n));
    if (key->is_secret) /* shown as dots */
        return;
    config_init(arena, &again);
    MUST_HOLD(config_set(arena, &again, key->name, value, &fault));
    MUST_HOLD(str_equal(config_value(arena, &again, key), value));
}

/* What the file says comes back from a file that says it. */
static void try_file(struct arena *arena, const struct config *config) {
    struct str text = STR("");
    for (size_t i = 0; i < config_key_count; i++)
        if (config->sources[i] == CONFIG_FILE && !config_keys[i].is_secret)
            text =
                str_format(arena, STR_FMT "%s = " STR_FMT "\n", STR_ARG(text), config_keys[i].name,
                           STR_ARG(config_value(arena, config, &config_keys[i])));
    struct config again;
    struct issues issues = {0};
    config_init(arena, &again);
    config_read(arena, STR("again"), text, &again, &issues);
    MUST_HOLD(issues.count == 0);
    for (size_t i = 0; i < config_key_count; i++)
        if (config->sources[i] == CONFIG_FILE && !config_keys[i].is_secret)
            MUST_HOLD(str_equal(config_value(arena, &again, &config_keys[i]),
                                config_value(arena, config, &config_keys[i])));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new(0);
    struct config config;
    struct issues issues = {0};
    config_init(arena, &config);
    config_read(arena, STR("thidua.conf"), fuzz_input(data, size), &config, &issues);
    for (size_t i = 0; i < issues.count; i++)
        MUST_HOLD(utf8_is_valid(message_text(arena, LANG_VI, issues.items[i].message)));
    for (size_t i = 0; i < config_key_count; i++)
        try_key(arena, &config, &config_keys[i]);
    try_file(arena, &config);
    arena_free(arena);
    return 0;
}
