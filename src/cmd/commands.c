#include "cmd/cmd.h"

/* In the order of the help. */
extern const struct command command_init;
extern const struct command command_import;
extern const struct command command_ranking;
extern const struct command command_serve;

const struct command *const commands[] = {
    &command_init,
    &command_import,
    &command_ranking,
    &command_serve,
};
const size_t command_count = COUNT_OF(commands);
