#include "backup/backup_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup/backup_internal.h"
#include "sys/files.h"

enum {
    PIECE_BYTES = 64 * 1024,
    SEALED_PIECE_BYTES = PIECE_BYTES + (int)crypto_secretstream_xchacha20poly1305_ABYTES,
    LINE_BYTES_MAX = 512,
    BOX_BYTES = BACKUP_KEY_BYTES + (int)crypto_box_SEALBYTES,
    OPERATIONS_DEFAULT = 3,
    OPERATIONS_MAX = 16,
};
static const size_t MEMORY_DEFAULT = (size_t)256 << 20;
static const size_t MEMORY_MAX = (size_t)1 << 30; /* a header must not exhaust the machine */

static const char MAGIC[] = "thidua-backup-sealed 1 ";

static const struct err *io_err(const char *path) {
    int error_number = errno;
    return ERR(err_kind_of_errno(error_number), "%s: %s", path, strerrordesc_np(error_number));
}

static const struct err *write_all(int fd, const char *path, const void *bytes, size_t count) {
    for (const char *at = bytes; count;) {
        ssize_t written = write(fd, at, count);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return io_err(path);
        at += written;
        count -= (size_t)written;
    }
    return NULL;
}

/* As many as there are, up to COUNT. */
static const struct err *read_some(int fd, const char *path, void *bytes, size_t count,
                                   size_t *ret_got) {
    size_t done = 0;
    while (done < count) {
        ssize_t got = read(fd, (char *)bytes + done, count - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return io_err(path);
        if (got == 0)
            break;
        done += (size_t)got;
    }
    *ret_got = done;
    return NULL;
}

/* --- the line --------------------------------------------------------------------------------- */

struct seal_line {
    enum backup_seal seal;
    unsigned long long operations;
    size_t memory_bytes;
    unsigned char salt[crypto_pwhash_SALTBYTES];
    unsigned char public_key[BACKUP_KEY_BYTES];
    unsigned char box[BOX_BYTES];
};

static struct str line_text(struct arena *arena, const struct seal_line *line) {
    if (line->seal == BACKUP_PASSPHRASE)
        return str_format(arena, "%spassphrase argon2id13 %llu %zu " STR_FMT "\n", MAGIC,
                          line->operations, line->memory_bytes,
                          STR_ARG(backup_hex(arena, line->salt, sizeof(line->salt))));
    return str_format(arena, "%skey " STR_FMT " " STR_FMT "\n", MAGIC,
                      STR_ARG(backup_hex(arena, line->public_key, sizeof(line->public_key))),
                      STR_ARG(backup_hex(arena, line->box, sizeof(line->box))));
}

static bool number_of(struct str text, unsigned long long max, unsigned long long *ret) {
    long long number;
    if (!str_to_int64(text, &number) || number < 1 || (unsigned long long)number > max)
        return false;
    *ret = (unsigned long long)number;
    return true;
}

static bool parse_line(struct str text, struct seal_line *line) {
    struct str rest = str_slice(text, sizeof(MAGIC) - 1, text.n ? text.n - 1 : 0);
    struct str kind = str_cut(&rest, ' ');
    unsigned long long memory = 0;
    *line = (struct seal_line){.seal = BACKUP_KEY};
    if (str_equal(kind, STR("key")))
        return backup_from_hex(str_cut(&rest, ' '), line->public_key, BACKUP_KEY_BYTES) &&
               backup_from_hex(str_cut(&rest, ' '), line->box, BOX_BYTES);
    line->seal = BACKUP_PASSPHRASE;
    bool sound = str_equal(kind, STR("passphrase")) &&
                 str_equal(str_cut(&rest, ' '), STR("argon2id13")) &&
                 number_of(str_cut(&rest, ' '), OPERATIONS_MAX, &line->operations) &&
                 number_of(str_cut(&rest, ' '), MEMORY_MAX, &memory) &&
                 memory >= crypto_pwhash_MEMLIMIT_MIN &&
                 backup_from_hex(str_cut(&rest, ' '), line->salt, sizeof(line->salt));
    line->memory_bytes = (size_t)memory;
    return sound;
}

static const struct err *changed(void) {
    return ERR_TEXT(ERR_INPUT, "backup.changed", "the sealed file is not as it was written");
}

static const struct err *cut(void) {
    return ERR_TEXT(ERR_INPUT, "backup.cut", "the file ends before its end");
}

/* Reads the line, byte by byte up to its end: what follows belongs to the stream. Only the one way
 * of writing it is taken. */
static const struct err *read_line(struct arena *arena, int fd, const char *path,
                                   struct str *ret_text, struct seal_line *ret_line) {
    char *text = arena_alloc(arena, LINE_BYTES_MAX);
    size_t n = 0, got = 0;
    do {
        if (n == LINE_BYTES_MAX)
            return changed();
        TRY(read_some(fd, path, text + n, 1, &got));
        if (!got)
            return cut();
    } while (text[n++] != '\n');
    *ret_text = (struct str){text, n};
    if (!str_starts_with(*ret_text, STR("thidua-backup-sealed ")))
        return ERR_TEXT(ERR_INPUT, "backup.not_a_backup", "no sealed backup");
    if (!str_starts_with(*ret_text, str_from_c(MAGIC)))
        return ERR_TEXT(ERR_STATE, "backup.newer", "sealed in a way that is not known here");
    if (!parse_line(*ret_text, ret_line) || !str_equal(line_text(arena, ret_line), *ret_text))
        return changed();
    return NULL;
}

static const struct err *key_of_passphrase(const struct seal_line *line, struct str passphrase,
                                           unsigned char *ret_key) {
    if (crypto_pwhash(ret_key, BACKUP_KEY_BYTES, passphrase.p, passphrase.n, line->salt,
                      line->operations, line->memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return ERR_TEXT(ERR_LIMIT, "backup.no_memory", "no memory for the key of a passphrase");
    return NULL;
}

/* --- writing ---------------------------------------------------------------------------------- */

struct backup_writer {
    int fd;
    const char *path;
    bool sealed;
    struct str line;
    unsigned char key[BACKUP_KEY_BYTES];
    crypto_secretstream_xchacha20poly1305_state state;
    size_t filled;
    unsigned char piece[PIECE_BYTES];
    unsigned char sealed_piece[SEALED_PIECE_BYTES];
};

static const struct err *begin_seal(struct arena *arena, struct backup_writer *writer,
                                    const struct backup_lock *lock) {
    struct seal_line line = {.seal = lock->seal,
                             .operations = lock->operations ? lock->operations : OPERATIONS_DEFAULT,
                             .memory_bytes =
                                 lock->memory_bytes ? lock->memory_bytes : MEMORY_DEFAULT};
    unsigned char header[crypto_secretstream_xchacha20poly1305_HEADERBYTES];
    TRY(backup_crypto_start());
    if (lock->seal == BACKUP_PASSPHRASE) {
        randombytes_buf(line.salt, sizeof(line.salt));
        TRY(key_of_passphrase(&line, lock->passphrase, writer->key));
    } else {
        memcpy(line.public_key, lock->public_key, sizeof(line.public_key));
        crypto_secretstream_xchacha20poly1305_keygen(writer->key);
        if (crypto_box_seal(line.box, writer->key, sizeof(writer->key), line.public_key) != 0)
            return ERR_TEXT(ERR_INPUT, "backup.not_a_public_key", "nothing can be sealed to it");
    }
    writer->line = line_text(arena, &line);
    crypto_secretstream_xchacha20poly1305_init_push(&writer->state, header, writer->key);
    TRY(write_all(writer->fd, writer->path, writer->line.p, writer->line.n));
    return write_all(writer->fd, writer->path, header, sizeof(header));
}

static void wipe_writer(void *context) {
    struct backup_writer *writer = context;
    sodium_memzero(writer->key, sizeof(writer->key));
    sodium_memzero(&writer->state, sizeof(writer->state));
    sodium_memzero(writer->piece, sizeof(writer->piece));
    fd_cleanup(&writer->fd);
}

const struct err *backup_writer_open(struct arena *arena, const char *path,
                                     const struct backup_lock *lock,
                                     struct backup_writer **ret_writer) {
    struct backup_writer *writer = ARENA_NEW(arena, struct backup_writer);
    *writer =
        (struct backup_writer){.fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600),
                               .path = path,
                               .sealed = lock && lock->seal != BACKUP_PLAIN};
    if (writer->fd < 0)
        return errno == EEXIST ? ERR_TEXT(ERR_CONFLICT, "db.backup_exists", "%s exists", path)
                               : io_err(path);
    const struct err *err = writer->sealed ? begin_seal(arena, writer, lock) : NULL;
    if (err) {
        wipe_writer(writer);
        return err;
    }
    *ret_writer = writer;
    return NULL;
}

static const struct err *put_piece(struct backup_writer *writer, bool last) {
    if (!writer->sealed)
        return write_all(writer->fd, writer->path, writer->piece, writer->filled);
    unsigned long long length;
    crypto_secretstream_xchacha20poly1305_push(
        &writer->state, writer->sealed_piece, &length, writer->piece, writer->filled,
        (const unsigned char *)writer->line.p, writer->line.n,
        last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
    return write_all(writer->fd, writer->path, writer->sealed_piece, (size_t)length);
}

const struct err *backup_write(struct backup_writer *writer, const void *bytes, size_t count) {
    for (const char *at = bytes; count;) {
        if (writer->filled == PIECE_BYTES) {
            TRY(put_piece(writer, false));
            writer->filled = 0;
        }
        size_t part = PIECE_BYTES - writer->filled;
        part = count < part ? count : part;
        memcpy(writer->piece + writer->filled, at, part);
        writer->filled += part;
        at += part;
        count -= part;
    }
    return NULL;
}

const struct err *backup_writer_finish(struct backup_writer *writer) {
    /* The last message is shorter than a full one, so that the end shows by its length too. */
    if (writer->sealed && writer->filled == PIECE_BYTES) {
        TRY(put_piece(writer, false));
        writer->filled = 0;
    }
    TRY(put_piece(writer, true));
    writer->filled = 0;
    return fsync(writer->fd) == 0 ? NULL : io_err(writer->path);
}

struct backup_unlock backup_writer_unlock(const struct backup_writer *writer) {
    struct backup_unlock unlock = {.has_stream_key = writer->sealed};
    memcpy(unlock.stream_key, writer->key, sizeof(unlock.stream_key));
    return unlock;
}

void backup_writer_close(struct backup_writer *writer) {
    if (writer)
        wipe_writer(writer);
}

/* --- reading ---------------------------------------------------------------------------------- */

struct backup_reader {
    int fd;
    const char *path;
    bool sealed;
    bool by_passphrase;
    bool ended; /* the last message was read */
    bool any;   /* a message was proven: the key is the right one */
    struct str line;
    crypto_secretstream_xchacha20poly1305_state state;
    size_t filled, used;
    unsigned char piece[PIECE_BYTES];
    unsigned char sealed_piece[SEALED_PIECE_BYTES];
};

const struct err *backup_file_kind(const char *path, enum backup_file *ret_kind) {
    static const char SQLITE[] = "SQLite format 3"; /* with its NUL */
    char head[512];
    size_t got = 0;
    struct stat status;
    *ret_kind = BACKUP_FILE_UNKNOWN;
    int fd CLEANUP(fd_cleanup) = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return errno == ENOENT ? ERR_TEXT(ERR_NOT_FOUND, "cmd.file_missing", "no file %s", path)
                               : io_err(path);
    if (fstat(fd, &status) != 0)
        return io_err(path);
    if (!S_ISREG(status.st_mode))
        return ERR_TEXT(ERR_INPUT, "cmd.restore_not_a_file", "%s is no ordinary file", path);
    TRY(read_some(fd, path, head, sizeof(head), &got));
    if (got >= sizeof(SQLITE) && memcmp(head, SQLITE, sizeof(SQLITE)) == 0)
        *ret_kind = BACKUP_FILE_DATABASE;
    else if (got >= sizeof(MAGIC) - 3 && memcmp(head, MAGIC, sizeof(MAGIC) - 3) == 0)
        *ret_kind = BACKUP_FILE_SEALED;
    else if (got == sizeof(head) && memcmp(head + 257, "ustar", 5) == 0)
        *ret_kind = BACKUP_FILE_ARCHIVE;
    return NULL;
}

const struct err *backup_seal_of(struct arena *arena, const char *path, enum backup_seal *ret_seal,
                                 struct str *ret_fingerprint) {
    struct str text;
    struct seal_line line;
    int fd CLEANUP(fd_cleanup) = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return io_err(path);
    TRY(read_line(arena, fd, path, &text, &line));
    *ret_seal = line.seal;
    *ret_fingerprint =
        line.seal == BACKUP_KEY ? backup_key_fingerprint(arena, line.public_key) : STR_NONE;
    return NULL;
}

static const struct err *open_box(const struct seal_line *line, const struct backup_unlock *unlock,
                                  unsigned char *ret_key) {
    unsigned char public_key[BACKUP_KEY_BYTES];
    if (!unlock->has_secret_key)
        return ERR_TEXT(ERR_INPUT, "backup.needs_key", "sealed to a key, and none was given");
    crypto_scalarmult_base(public_key, unlock->secret_key);
    if (memcmp(public_key, line->public_key, sizeof(public_key)) != 0)
        return ERR_TEXT(ERR_INPUT, "backup.wrong_key", "sealed to another key");
    if (crypto_box_seal_open(ret_key, line->box, sizeof(line->box), public_key,
                             unlock->secret_key) != 0)
        return changed();
    return NULL;
}

static const struct err *find_key(const struct seal_line *line, const struct backup_unlock *unlock,
                                  unsigned char *ret_key) {
    if (unlock->has_stream_key) {
        memcpy(ret_key, unlock->stream_key, BACKUP_KEY_BYTES);
        return NULL;
    }
    if (line->seal == BACKUP_KEY)
        return open_box(line, unlock, ret_key);
    if (!unlock->passphrase.p)
        return ERR_TEXT(ERR_INPUT, "backup.needs_passphrase", "sealed with a passphrase");
    return key_of_passphrase(line, unlock->passphrase, ret_key);
}

static const struct err *begin_unseal(struct arena *arena, struct backup_reader *reader,
                                      const struct backup_unlock *unlock) {
    struct seal_line line;
    unsigned char header[crypto_secretstream_xchacha20poly1305_HEADERBYTES];
    unsigned char key[BACKUP_KEY_BYTES];
    size_t got = 0;
    TRY(backup_crypto_start());
    TRY(read_line(arena, reader->fd, reader->path, &reader->line, &line));
    reader->by_passphrase = line.seal == BACKUP_PASSPHRASE;
    TRY(find_key(&line, unlock, key));
    TRY(read_some(reader->fd, reader->path, header, sizeof(header), &got));
    int failed = got == sizeof(header) &&
                 crypto_secretstream_xchacha20poly1305_init_pull(&reader->state, header, key) != 0;
    sodium_memzero(key, sizeof(key));
    return got < sizeof(header) ? cut() : failed ? changed() : NULL;
}

void backup_reader_close(struct backup_reader *reader) {
    if (!reader)
        return;
    sodium_memzero(&reader->state, sizeof(reader->state));
    sodium_memzero(reader->piece, sizeof(reader->piece));
    fd_cleanup(&reader->fd);
}

const struct err *backup_reader_open(struct arena *arena, const char *path,
                                     const struct backup_unlock *unlock,
                                     struct backup_reader **ret_reader) {
    enum backup_file kind;
    TRY(backup_file_kind(path, &kind));
    if (kind != BACKUP_FILE_ARCHIVE && kind != BACKUP_FILE_SEALED)
        return ERR_TEXT(ERR_INPUT, "backup.not_a_backup", "%s is no archive of this program", path);
    struct backup_reader *reader = ARENA_NEW(arena, struct backup_reader);
    *reader = (struct backup_reader){.fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY),
                                     .path = path,
                                     .sealed = kind == BACKUP_FILE_SEALED};
    if (reader->fd < 0)
        return io_err(path);
    const struct err *err = reader->sealed ? begin_unseal(arena, reader, unlock) : NULL;
    if (err) {
        backup_reader_close(reader);
        return err;
    }
    *ret_reader = reader;
    return NULL;
}

/* The next piece; reader->filled is 0 behind the end. */
static const struct err *get_piece(struct backup_reader *reader) {
    reader->used = reader->filled = 0;
    if (reader->ended)
        return NULL;
    if (!reader->sealed) {
        TRY(read_some(reader->fd, reader->path, reader->piece, PIECE_BYTES, &reader->filled));
        reader->ended = reader->filled < PIECE_BYTES;
        return NULL;
    }
    size_t got = 0;
    unsigned char tag = 0;
    unsigned long long length = 0;
    TRY(read_some(reader->fd, reader->path, reader->sealed_piece, SEALED_PIECE_BYTES, &got));
    if (got < crypto_secretstream_xchacha20poly1305_ABYTES)
        return cut();
    if (crypto_secretstream_xchacha20poly1305_pull(
            &reader->state, reader->piece, &length, &tag, reader->sealed_piece, got,
            (const unsigned char *)reader->line.p, reader->line.n) != 0) {
        if (!reader->any && reader->by_passphrase)
            return ERR_TEXT(ERR_INPUT, "backup.wrong_passphrase", "the first message is not ours");
        return got < SEALED_PIECE_BYTES ? cut() : changed();
    }
    reader->any = true;
    reader->filled = (size_t)length;
    reader->ended = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    return !reader->ended && got < SEALED_PIECE_BYTES ? cut() : NULL;
}

const struct err *backup_read(struct backup_reader *reader, void *ret_bytes, size_t count) {
    for (char *at = ret_bytes; count;) {
        if (reader->used == reader->filled) {
            TRY(get_piece(reader));
            if (!reader->filled)
                return cut();
        }
        size_t part = reader->filled - reader->used;
        part = count < part ? count : part;
        memcpy(at, reader->piece + reader->used, part);
        reader->used += part;
        at += part;
        count -= part;
    }
    return NULL;
}

const struct err *backup_read_end(struct backup_reader *reader) {
    char more;
    size_t got = 0;
    if (reader->used == reader->filled && !reader->ended)
        TRY(get_piece(reader));
    if (reader->used != reader->filled || !reader->ended)
        return ERR_TEXT(ERR_INPUT, "backup.changed", "something follows the end of the backup");
    TRY(read_some(reader->fd, reader->path, &more, 1, &got));
    return got ? ERR_TEXT(ERR_INPUT, "backup.changed", "something follows the end of the backup")
               : NULL;
}
