/* What a backup is sealed with: a passphrase, or the public half of a pair of keys whose secret
 * half is kept elsewhere, so that the server cannot read what it has sealed.
 *
 * Key files are one line of text: "thidua-backup-public-key 1 HEX" and "thidua-backup-secret-key 1
 * HEX". Passphrases come from a file, a descriptor or a terminal, never from arguments or the
 * environment, which other users of the machine may read.
 */
#ifndef BACKUP_BACKUP_KEY_H
#define BACKUP_BACKUP_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

enum {
    BACKUP_KEY_BYTES = 32,
    BACKUP_PASSPHRASE_BYTES_MIN = 12,
    BACKUP_PASSPHRASE_BYTES_MAX = 1024,
};

enum backup_seal { BACKUP_PLAIN, BACKUP_PASSPHRASE, BACKUP_KEY };

/* How a backup is to be sealed. Zeroed: not at all. */
struct backup_lock {
    enum backup_seal seal;
    struct str passphrase;
    unsigned char public_key[BACKUP_KEY_BYTES];
    /* The work of guessing a passphrase, kept in the file's header; 0: what is fit today. */
    unsigned long long operations;
    size_t memory_bytes;
};

/* What somebody who wants to read has. Zeroed: nothing. */
struct backup_unlock {
    struct str passphrase; /* absent: none */
    bool has_secret_key;
    unsigned char secret_key[BACKUP_KEY_BYTES];
    /* Of who has just written the file and reads it back. */
    bool has_stream_key;
    unsigned char stream_key[BACKUP_KEY_BYTES];
};

/* Two new files, PREFIX.key (0600) and PREFIX.pub; neither may exist. */
MUST_CHECK const struct err *backup_key_make(struct arena *arena, const char *prefix,
                                             struct str *ret_fingerprint);
/* ERR_INPUT, with a sentence, where the file is no such key. */
MUST_CHECK const struct err *backup_public_key_read(struct arena *arena, const char *path,
                                                    struct backup_lock *ret_lock);
MUST_CHECK const struct err *backup_secret_key_read(struct arena *arena, const char *path,
                                                    struct backup_unlock *ret_unlock);
/* "3f2a 91c0 77de 0b14": by it people tell keys apart. */
struct str backup_key_fingerprint(struct arena *arena, const unsigned char *public_key);

/* The first line of a file, also of a pipe ("/dev/fd/3"), or of a terminal without echo. */
MUST_CHECK const struct err *backup_passphrase_read(struct arena *arena, const char *path,
                                                    struct str *ret_passphrase);

#endif
