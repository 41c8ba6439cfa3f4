/* Bytes on their way into a backup file and out of it, plain or sealed, a piece at a time.
 *
 * A sealed file begins with one line of text that says how it is sealed:
 *
 *     thidua-backup-sealed 1 passphrase argon2id13 OPERATIONS MEMORY SALT
 *     thidua-backup-sealed 1 key PUBLIC-KEY BOX
 *
 * then follow 24 bytes of libsodium's crypto_secretstream_xchacha20poly1305 and its messages of
 * 64 KiB each, the last one shorter and marked as the end. The line is part of what each message
 * proves. So any changed bit, and a file that was cut, put together anew or lengthened, is found;
 * nothing of a message is handed out before it has been proven.
 */
#ifndef BACKUP_BACKUP_STREAM_H
#define BACKUP_BACKUP_STREAM_H

#include <stdint.h>

#include "backup/backup_key.h"

/* --- writing ---------------------------------------------------------------------------------- */

struct backup_writer;

/* PATH must not exist; it can be read by its owner only. The arena lives longer. */
MUST_CHECK const struct err *backup_writer_open(struct arena *arena, const char *path,
                                                const struct backup_lock *lock,
                                                struct backup_writer **ret_writer);
MUST_CHECK const struct err *backup_write(struct backup_writer *writer, const void *bytes,
                                          size_t count);
/* What was written is whole and on the disk. */
MUST_CHECK const struct err *backup_writer_finish(struct backup_writer *writer);
/* What reads the file back that was just written. */
struct backup_unlock backup_writer_unlock(const struct backup_writer *writer);
/* Forgets the keys; the file stays as it is. NULL is allowed. */
void backup_writer_close(struct backup_writer *writer);

/* --- reading ---------------------------------------------------------------------------------- */

/* What kind of file it is, from its first bytes. */
enum backup_file {
    BACKUP_FILE_UNKNOWN,
    BACKUP_FILE_DATABASE, /* an SQLite file, as older versions made backups */
    BACKUP_FILE_ARCHIVE,
    BACKUP_FILE_SEALED,
};
MUST_CHECK const struct err *backup_file_kind(const char *path, enum backup_file *ret_kind);
/* How a sealed file is sealed; the fingerprint is absent where it is a passphrase. */
MUST_CHECK const struct err *backup_seal_of(struct arena *arena, const char *path,
                                            enum backup_seal *ret_seal,
                                            struct str *ret_fingerprint);

struct backup_reader;

/* Errors with a sentence: a passphrase or key is needed, or is not the right one. */
MUST_CHECK const struct err *backup_reader_open(struct arena *arena, const char *path,
                                                const struct backup_unlock *unlock,
                                                struct backup_reader **ret_reader);
/* Exactly so many bytes; where there are less the file was cut. */
MUST_CHECK const struct err *backup_read(struct backup_reader *reader, void *ret_bytes,
                                         size_t count);
/* That nothing follows. */
MUST_CHECK const struct err *backup_read_end(struct backup_reader *reader);
void backup_reader_close(struct backup_reader *reader);

#endif
