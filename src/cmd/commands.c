#include "cmd/cmd.h"

/* In the order of the help. */
extern const struct command command_init;
extern const struct command command_import;
extern const struct command command_ranking;
extern const struct command command_report;
extern const struct command command_export;
extern const struct command command_serve;
extern const struct command command_migrate;
extern const struct command command_backup;
extern const struct command command_backup_key;
extern const struct command command_restore;
extern const struct command command_copy;
extern const struct command command_verify;
extern const struct command command_audit;
extern const struct command command_job;
extern const struct command command_user;
extern const struct command command_unit;
extern const struct command command_rights;
extern const struct command command_config;
extern const struct command command_doctor;

const struct command *const commands[] = {
    &command_init,  &command_import,  &command_ranking, &command_report,     &command_export,
    &command_serve, &command_migrate, &command_backup,  &command_backup_key, &command_restore,
    &command_copy,  &command_verify,  &command_audit,   &command_job,        &command_user,
    &command_unit,  &command_rights,  &command_config,  &command_doctor,
};
const size_t command_count = COUNT_OF(commands);
