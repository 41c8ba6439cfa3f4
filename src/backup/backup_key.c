#include "backup/backup_key.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "backup/backup_internal.h"
#include "sys/files.h"

enum { KEY_FILE_BYTES_MAX = 4096, FINGERPRINT_BYTES = 8 };

static const char PUBLIC_HEAD[] = "thidua-backup-public-key 1 ";
static const char SECRET_HEAD[] = "thidua-backup-secret-key 1 ";

_Static_assert((int)BACKUP_KEY_BYTES == (int)crypto_box_PUBLICKEYBYTES, "keys of crypto_box");
_Static_assert((int)BACKUP_KEY_BYTES == (int)crypto_box_SECRETKEYBYTES, "keys of crypto_box");

const struct err *backup_crypto_start(void) {
    return sodium_init() < 0 ? ERR(ERR_INTERNAL, "the crypto library cannot start") : NULL;
}

struct str backup_hex(struct arena *arena, const unsigned char *bytes, size_t count) {
    char *text = arena_alloc(arena, count * 2 + 1);
    sodium_bin2hex(text, count * 2 + 1, bytes, count);
    return (struct str){text, count * 2};
}

bool backup_from_hex(struct str text, unsigned char *ret_bytes, size_t count) {
    size_t got = 0;
    return text.p && text.n == count * 2 &&
           sodium_hex2bin(ret_bytes, count, text.p, text.n, NULL, &got, NULL) == 0 && got == count;
}

struct str backup_key_fingerprint(struct arena *arena, const unsigned char *public_key) {
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, public_key, BACKUP_KEY_BYTES);
    struct str hex = backup_hex(arena, digest, FINGERPRINT_BYTES);
    return str_format(arena, "%.4s %.4s %.4s %.4s", hex.p, hex.p + 4, hex.p + 8, hex.p + 12);
}

static const struct err *write_key(struct arena *arena, const char *path, const char *head,
                                   const unsigned char *key, mode_t mode) {
    struct str hex = backup_hex(arena, key, BACKUP_KEY_BYTES);
    struct str line = str_format(arena, "%s" STR_FMT "\n", head, STR_ARG(hex));
    int fd CLEANUP(fd_cleanup) = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0 && errno == EEXIST)
        return ERR_TEXT(ERR_CONFLICT, "backup.key_exists", "%s exists", path);
    if (fd < 0 || fchmod(fd, mode) != 0 || write(fd, line.p, line.n) != (ssize_t)line.n ||
        fsync(fd) != 0) {
        const struct err *err =
            ERR(err_kind_of_errno(errno), "%s: %s", path, strerrordesc_np(errno));
        if (fd >= 0)
            unlink(path);
        return err;
    }
    sodium_memzero((char *)hex.p, hex.n);
    sodium_memzero((char *)line.p, line.n);
    return NULL;
}

const struct err *backup_key_make(struct arena *arena, const char *prefix,
                                  struct str *ret_fingerprint) {
    unsigned char public_key[BACKUP_KEY_BYTES], secret_key[BACKUP_KEY_BYTES];
    const char *secret_path = str_format(arena, "%s.key", prefix).p;
    const char *public_path = str_format(arena, "%s.pub", prefix).p;
    TRY(backup_crypto_start());
    crypto_box_keypair(public_key, secret_key);
    const struct err *err = write_key(arena, secret_path, SECRET_HEAD, secret_key, 0600);
    sodium_memzero(secret_key, sizeof(secret_key));
    TRY(err);
    err = write_key(arena, public_path, PUBLIC_HEAD, public_key, 0644);
    if (err)
        unlink(secret_path); /* half a pair is of no use */
    *ret_fingerprint = backup_key_fingerprint(arena, public_key);
    return err;
}

static const struct err *read_key(struct arena *arena, const char *path, const char *head,
                                  unsigned char *ret_key) {
    struct str text;
    TRY(backup_crypto_start());
    TRY(file_read(arena, path, KEY_FILE_BYTES_MAX, &text));
    struct str line = str_trim(text), prefix = str_from_c(head);
    if (!str_starts_with(line, prefix) ||
        !backup_from_hex(str_slice(line, prefix.n, line.n), ret_key, BACKUP_KEY_BYTES))
        return ERR_TEXT(ERR_INPUT,
                        head == PUBLIC_HEAD ? "backup.not_a_public_key" : "backup.not_a_secret_key",
                        "%s is no key of that kind", path);
    return NULL;
}

const struct err *backup_public_key_read(struct arena *arena, const char *path,
                                         struct backup_lock *ret_lock) {
    *ret_lock = (struct backup_lock){.seal = BACKUP_KEY};
    return read_key(arena, path, PUBLIC_HEAD, ret_lock->public_key);
}

const struct err *backup_secret_key_read(struct arena *arena, const char *path,
                                         struct backup_unlock *ret_unlock) {
    ret_unlock->has_secret_key = true;
    return read_key(arena, path, SECRET_HEAD, ret_unlock->secret_key);
}

/* --- passphrases ------------------------------------------------------------------------------ */

static const struct err *read_line(int fd, const char *path, char *line, size_t *ret_n) {
    size_t n = 0;
    for (;;) {
        char c;
        ssize_t got = read(fd, &c, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return ERR(err_kind_of_errno(errno), "%s: %s", path, strerrordesc_np(errno));
        if (got == 0 || c == '\n')
            break;
        if (n == BACKUP_PASSPHRASE_BYTES_MAX)
            return ERR_TEXT(ERR_LIMIT, "backup.passphrase_long", "a passphrase of more than %d",
                            BACKUP_PASSPHRASE_BYTES_MAX);
        line[n++] = c;
    }
    if (n && line[n - 1] == '\r')
        n--;
    *ret_n = n;
    return NULL;
}

const struct err *backup_passphrase_read(struct arena *arena, const char *path,
                                         struct str *ret_passphrase) {
    int fd CLEANUP(fd_cleanup) = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return ERR(err_kind_of_errno(errno), "%s: %s", path, strerrordesc_np(errno));
    struct termios before, silent;
    bool is_terminal = tcgetattr(fd, &before) == 0;
    if (is_terminal) {
        silent = before;
        silent.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(fd, TCSAFLUSH, &silent);
    }
    char *line = arena_alloc(arena, BACKUP_PASSPHRASE_BYTES_MAX + 1);
    size_t n = 0;
    const struct err *err = read_line(fd, path, line, &n);
    if (is_terminal)
        tcsetattr(fd, TCSAFLUSH, &before);
    TRY(err);
    if (n < BACKUP_PASSPHRASE_BYTES_MIN)
        return ERR_TEXT(ERR_INPUT, "backup.passphrase_short", "a passphrase of less than %d bytes",
                        BACKUP_PASSPHRASE_BYTES_MIN);
    line[n] = 0;
    *ret_passphrase = (struct str){line, n};
    return NULL;
}
