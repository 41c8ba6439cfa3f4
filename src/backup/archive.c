#include "backup/archive.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup/backup_internal.h"
#include "base/buf.h"
#include "base/list.h"
#include "sys/files.h"

enum {
    BLOCK_BYTES = 512,
    COPY_BYTES = 64 * 1024,
    NAME_BYTES = 100,
    PREFIX_BYTES = 155,
    TEXT_PART_BYTES_MAX = 128 << 20, /* of the manifest and the sums */
};
static const int64_t OCTAL_MAX = ((int64_t)1 << 33) - 1; /* eleven octal digits */

static const struct err *changed(const char *what) {
    return ERR_TEXT(ERR_INPUT, "backup.changed", "the archive is not as it was written: %s", what);
}

bool archive_name_fits(struct str name) {
    if (!name.n || name.n > ARCHIVE_NAME_BYTES_MAX)
        return false;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool begins = i == 0 || name.p[i - 1] == '/';
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '_';
        if (!plain && (begins || (c != '.' && c != '/')))
            return false;
    }
    return name.p[name.n - 1] != '/';
}

/* --- headers ---------------------------------------------------------------------------------- */

/* Decimal places of POSIX ustar; sizes beyond eleven octal digits as GNU tar writes them. */
static void put_size(char *field, int64_t bytes) {
    if (bytes <= OCTAL_MAX) {
        snprintf(field, 12, "%011llo", (unsigned long long)bytes);
        return;
    }
    memset(field, 0, 12);
    field[0] = (char)0x80;
    for (int i = 11; i > 3; i--, bytes >>= 8)
        field[i] = (char)(bytes & 0xff);
}

static bool get_octal(const char *field, size_t digits, int64_t *ret) {
    int64_t value = 0;
    for (size_t i = 0; i < digits; i++) {
        if (field[i] < '0' || field[i] > '7')
            return false;
        value = value * 8 + (field[i] - '0');
    }
    *ret = value;
    return true;
}

static bool get_size(const char *field, int64_t *ret) {
    if ((unsigned char)field[0] != 0x80)
        return get_octal(field, 11, ret);
    uint64_t value = 0;
    for (int i = 4; i < 12; i++)
        value = value << 8 | (unsigned char)field[i];
    *ret = (int64_t)value;
    return value <= (uint64_t)INT64_MAX / 2;
}

/* A name that is too long is parted at its last slash. */
static bool put_name(char *block, struct str name) {
    if (name.n <= NAME_BYTES) {
        memcpy(block, name.p, name.n);
        return true;
    }
    size_t slash = name.n;
    while (slash && name.p[slash - 1] != '/')
        slash--;
    if (!slash || name.n - slash > NAME_BYTES || slash - 1 > PREFIX_BYTES)
        return false;
    memcpy(block, name.p + slash, name.n - slash);
    memcpy(block + 345, name.p, slash - 1);
    return true;
}

static bool make_header(char *block, struct str name, int64_t bytes, int64_t mtime_s) {
    memset(block, 0, BLOCK_BYTES);
    if (!put_name(block, name))
        return false;
    memcpy(block + 100, "0000600", 8);
    memcpy(block + 108, "0000000", 8);
    memcpy(block + 116, "0000000", 8);
    put_size(block + 124, bytes);
    put_size(block + 136, mtime_s);
    memset(block + 148, ' ', 8);
    block[156] = '0';
    memcpy(block + 257, "ustar", 6);
    memcpy(block + 263, "00", 2);
    unsigned sum = 0;
    for (size_t i = 0; i < BLOCK_BYTES; i++)
        sum += (unsigned char)block[i];
    snprintf(block + 148, 8, "%06o", sum & 0777777);
    return true;
}

static struct str name_of(struct arena *arena, const char *block) {
    struct str name = {block, strnlen(block, NAME_BYTES)};
    struct str prefix = {block + 345, strnlen(block + 345, PREFIX_BYTES)};
    if (!prefix.n)
        return str_copy(arena, name);
    return str_format(arena, STR_FMT "/" STR_FMT, STR_ARG(prefix), STR_ARG(name));
}

static size_t padding_of(int64_t bytes) {
    return (size_t)((BLOCK_BYTES - bytes % BLOCK_BYTES) % BLOCK_BYTES);
}

/* --- writing ---------------------------------------------------------------------------------- */

static const struct err *begin_part(struct archive_writer *writer, struct str name, int64_t bytes) {
    char block[BLOCK_BYTES];
    if (!archive_name_fits(name) || !make_header(block, name, bytes, writer->mtime_s))
        return ERR(ERR_INTERNAL, "a name that no archive takes");
    if (writer->parts.count == ARCHIVE_PARTS_MAX)
        return ERR_TEXT(ERR_LIMIT, "backup.too_many_files", "more than %d files",
                        ARCHIVE_PARTS_MAX);
    return backup_write(writer->out, block, sizeof(block));
}

static const struct err *end_part(struct archive_writer *writer, struct str name, int64_t bytes,
                                  crypto_hash_sha256_state *hash) {
    static const char ZEROS[BLOCK_BYTES];
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(hash, digest);
    *list_push(writer->arena, &writer->parts) = (struct archive_part){
        str_copy(writer->arena, name), bytes, backup_hex(writer->arena, digest, sizeof(digest))};
    return backup_write(writer->out, ZEROS, padding_of(bytes));
}

const struct err *archive_add_bytes(struct archive_writer *writer, const char *name,
                                    struct str bytes) {
    crypto_hash_sha256_state hash;
    struct str part_name = str_from_c(name);
    crypto_hash_sha256_init(&hash);
    crypto_hash_sha256_update(&hash, (const unsigned char *)bytes.p, bytes.n);
    TRY(begin_part(writer, part_name, (int64_t)bytes.n));
    TRY(backup_write(writer->out, bytes.p, bytes.n));
    return end_part(writer, part_name, (int64_t)bytes.n, &hash);
}

static const struct err *changes_size(struct str name) {
    return ERR(ERR_IO, STR_FMT " changes while it is backed up", STR_ARG(name));
}

const struct err *archive_add_file(struct archive_writer *writer, struct str name, int fd) {
    struct stat status;
    crypto_hash_sha256_state hash;
    unsigned char bytes[COPY_BYTES];
    if (fstat(fd, &status) != 0)
        return ERR(err_kind_of_errno(errno), STR_FMT ": %s", STR_ARG(name), strerrordesc_np(errno));
    crypto_hash_sha256_init(&hash);
    TRY(begin_part(writer, name, status.st_size));
    int64_t left = status.st_size;
    for (ssize_t got; (got = read(fd, bytes, sizeof(bytes))) != 0; left -= got) {
        if (got < 0)
            return ERR(err_kind_of_errno(errno), STR_FMT ": %s", STR_ARG(name),
                       strerrordesc_np(errno));
        if (got > left)
            return changes_size(name);
        crypto_hash_sha256_update(&hash, bytes, (unsigned long long)got);
        TRY(backup_write(writer->out, bytes, (size_t)got));
    }
    return left ? changes_size(name) : end_part(writer, name, status.st_size, &hash);
}

static struct buf sums_of(const struct archive_parts *parts) {
    struct buf text = BUF_INIT(TEXT_PART_BYTES_MAX);
    for (size_t i = 0; i < parts->count; i++)
        buf_append_format(&text, STR_FMT "  " STR_FMT "\n", STR_ARG(parts->items[i].sha256),
                          STR_ARG(parts->items[i].name));
    return text;
}

const struct err *archive_end(struct archive_writer *writer) {
    static const char END[2 * BLOCK_BYTES];
    struct buf sums = sums_of(&writer->parts);
    const struct err *err = sums.overflowed ? ERR(ERR_LIMIT, "too many parts") : NULL;
    if (!err)
        err = archive_add_bytes(writer, ARCHIVE_SUMS, buf_str(&sums));
    buf_release(&sums);
    return err ? err : backup_write(writer->out, END, sizeof(END));
}

/* --- reading ---------------------------------------------------------------------------------- */

struct reading {
    struct arena *arena;
    struct backup_reader *in;
    const struct archive_sink *sink;
    struct archive *archive;
    bool has_mtime;
    bool done; /* SHA256SUMS was read and fits */
};

static const struct err *write_out(int fd, const unsigned char *bytes, size_t count) {
    while (count) {
        ssize_t written = write(fd, bytes, count);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return ERR(err_kind_of_errno(errno), "a restored file: %s", strerrordesc_np(errno));
        bytes += written;
        count -= (size_t)written;
    }
    return NULL;
}

/* The content of a part: into FD (-1: nowhere) and TEXT (NULL: nowhere), and its hash. */
static const struct err *read_content(struct reading *reading, int64_t bytes, int fd,
                                      struct buf *text, unsigned char *ret_digest) {
    unsigned char piece[COPY_BYTES];
    crypto_hash_sha256_state hash;
    crypto_hash_sha256_init(&hash);
    for (int64_t left = bytes; left;) {
        size_t part = left < COPY_BYTES ? (size_t)left : COPY_BYTES;
        TRY(backup_read(reading->in, piece, part));
        crypto_hash_sha256_update(&hash, piece, part);
        if (fd >= 0)
            TRY(write_out(fd, piece, part));
        if (text)
            buf_append(text, piece, part);
        left -= (int64_t)part;
    }
    crypto_hash_sha256_final(&hash, ret_digest);
    size_t padding = padding_of(bytes);
    TRY(backup_read(reading->in, piece, padding));
    return padding && !sodium_is_zero(piece, padding) ? changed("padding") : NULL;
}

static const struct err *read_text(struct reading *reading, struct archive_part *part,
                                   struct str *ret_text) {
    if (part->bytes > TEXT_PART_BYTES_MAX)
        return changed("the size of the manifest");
    unsigned char digest[crypto_hash_sha256_BYTES];
    struct buf text = BUF_INIT(TEXT_PART_BYTES_MAX);
    const struct err *err = read_content(reading, part->bytes, -1, &text, digest);
    if (!err) {
        part->sha256 = backup_hex(reading->arena, digest, sizeof(digest));
        *ret_text = str_copy(reading->arena, buf_str(&text));
    }
    buf_release(&text);
    return err;
}

static const struct err *check_sums(struct reading *reading, struct archive_part *part) {
    struct str found;
    TRY(read_text(reading, part, &found));
    struct buf sums = sums_of(&reading->archive->parts);
    bool equal = str_equal(buf_str(&sums), found);
    buf_release(&sums);
    reading->done = equal;
    return equal ? NULL : changed("a checksum does not fit");
}

static const struct err *read_into_sink(struct reading *reading, struct archive_part *part) {
    unsigned char digest[crypto_hash_sha256_BYTES];
    int fd CLEANUP(fd_cleanup) = -1;
    if (reading->sink)
        TRY(reading->sink->open(reading->sink->context, part, &fd));
    TRY(read_content(reading, part->bytes, fd, NULL, digest));
    part->sha256 = backup_hex(reading->arena, digest, sizeof(digest));
    if (fd >= 0 && fsync(fd) != 0)
        return ERR(err_kind_of_errno(errno), "a restored file: %s", strerrordesc_np(errno));
    return NULL;
}

/* The header in its one form. */
static const struct err *read_header(struct reading *reading, const char *block,
                                     struct archive_part *ret_part) {
    char again[BLOCK_BYTES];
    int64_t mtime_s = 0;
    *ret_part = (struct archive_part){.name = name_of(reading->arena, block)};
    if (!archive_name_fits(ret_part->name) || !get_size(block + 124, &ret_part->bytes) ||
        !get_size(block + 136, &mtime_s) ||
        !make_header(again, ret_part->name, ret_part->bytes, mtime_s) ||
        memcmp(again, block, BLOCK_BYTES) != 0)
        return changed("a header");
    if (reading->has_mtime && mtime_s != reading->archive->mtime_s)
        return changed("an instant");
    reading->has_mtime = true;
    reading->archive->mtime_s = mtime_s;
    return NULL;
}

static const struct err *read_part(struct reading *reading, const char *block) {
    struct archive *archive = reading->archive;
    struct archive_part part;
    TRY(read_header(reading, block, &part));
    if (str_equal(part.name, STR(ARCHIVE_SUMS)))
        return check_sums(reading, &part);
    if (archive->parts.count == ARCHIVE_PARTS_MAX)
        return ERR_TEXT(ERR_LIMIT, "backup.too_many_files", "more than %d files",
                        ARCHIVE_PARTS_MAX);
    if (str_equal(part.name, STR(ARCHIVE_MANIFEST)))
        TRY(read_text(reading, &part, &archive->manifest));
    else
        TRY(read_into_sink(reading, &part));
    *list_push(reading->arena, &archive->parts) = part;
    return NULL;
}

const struct err *archive_read(struct arena *arena, struct backup_reader *in,
                               const struct archive_sink *sink, struct archive *ret_archive) {
    struct reading reading = {.arena = arena, .in = in, .sink = sink, .archive = ret_archive};
    char block[BLOCK_BYTES];
    *ret_archive = (struct archive){.manifest = STR_NONE};
    while (!reading.done) {
        TRY(backup_read(in, block, sizeof(block)));
        TRY(read_part(&reading, block));
    }
    for (int i = 0; i < 2; i++) {
        TRY(backup_read(in, block, sizeof(block)));
        if (!sodium_is_zero((const unsigned char *)block, sizeof(block)))
            return changed("its end");
    }
    TRY(backup_read_end(in));
    return ret_archive->manifest.p ? NULL : changed("no manifest");
}
