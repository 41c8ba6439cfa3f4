/* What backup and restore share: keys from options, telling what a backup holds. */
#ifndef CMD_BACKUP_WORDS_H
#define CMD_BACKUP_WORDS_H

#include <jansson.h>

#include "backup/backup.h"
#include "cmd/cmd.h"

/* Of --passphrase-file; a terminal is asked, TWICE where a new one is typed. */
MUST_CHECK const struct err *backup_words_passphrase(struct cmd *cmd, bool twice,
                                                     struct str *ret_passphrase);
/* What --key and --passphrase-file give for opening. */
MUST_CHECK const struct err *backup_words_unlock(struct cmd *cmd, struct backup_unlock *ret_unlock);
void backup_words_tell(struct cmd *cmd, const struct backup_found *found);
json_t *backup_words_json(struct cmd *cmd, const struct backup_found *found);

#endif
