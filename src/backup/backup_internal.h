/* What the files of this room share. */
#ifndef BACKUP_BACKUP_INTERNAL_H
#define BACKUP_BACKUP_INTERNAL_H

#include <stdbool.h>

#include "backup/backup.h"

MUST_CHECK const struct err *backup_crypto_start(void);
struct str backup_hex(struct arena *arena, const unsigned char *bytes, size_t count);
/* False unless TEXT is exactly COUNT bytes in lower-case hexadecimal digits. */
bool backup_from_hex(struct str text, unsigned char *ret_bytes, size_t count);

struct str backup_manifest_write(struct arena *arena, const struct backup_manifest *manifest);
/* ERR_INPUT where it is none, ERR_STATE where it is of a newer program. */
MUST_CHECK const struct err *backup_manifest_read(struct arena *arena, struct str text,
                                                  struct backup_manifest *ret_manifest);

/* Opens a database of SQLite, checks that it is whole and of this program, counts its tables. */
MUST_CHECK const struct err *backup_look(struct arena *arena, const char *path,
                                         struct db_migration_state *ret_state,
                                         struct db_table_counts *ret_counts);
MUST_CHECK const struct err *backup_inspect_file(struct arena *arena, const char *path,
                                                 backup_inspect inspect,
                                                 struct backup_inspection *ret_inspection);

#endif
