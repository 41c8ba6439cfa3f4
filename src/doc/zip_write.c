#include "doc/zip_write.h"

#include <zip.h>

/* 1980-01-01 00:00, the first moment a zip knows. */
enum { FIRST_DATE = 1 << 5 | 1 };

static const struct err *add_entry(zip_t *zip, struct arena *arena, const struct zip_entry *entry) {
    zip_source_t *source = zip_source_buffer(zip, entry->bytes.p, entry->bytes.n, 0);
    if (!source)
        return ERR(ERR_INTERNAL, "zip: %s", zip_strerror(zip));
    zip_int64_t index = zip_file_add(zip, str_c(arena, entry->name), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return ERR(ERR_INTERNAL, "zip: %s", zip_strerror(zip));
    }
    if (zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0) != 0 ||
        zip_file_set_dostime(zip, (zip_uint64_t)index, 0, FIRST_DATE, 0) != 0)
        return ERR(ERR_INTERNAL, "zip: %s", zip_strerror(zip));
    return NULL;
}

static const struct err *read_back(struct arena *arena, zip_source_t *source,
                                   struct str *ret_bytes) {
    zip_stat_t stat;
    if (zip_source_stat(source, &stat) != 0 || zip_source_open(source) != 0)
        return ERR(ERR_INTERNAL, "zip: %s", zip_error_strerror(zip_source_error(source)));
    char *bytes = arena_alloc(arena, stat.size + 1);
    zip_int64_t got = zip_source_read(source, bytes, stat.size);
    zip_source_close(source);
    if (got < 0 || (zip_uint64_t)got != stat.size)
        return ERR(ERR_INTERNAL, "zip: the archive cannot be read back");
    *ret_bytes = (struct str){bytes, stat.size};
    return NULL;
}

static const struct err *write_to(zip_source_t *target, struct arena *arena,
                                  const struct zip_entry *entries, size_t count) {
    zip_error_t error;
    zip_error_init(&error);
    zip_t *zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
    if (!zip)
        return ERR(ERR_INTERNAL, "zip: %s", zip_error_strerror(&error));
    zip_source_keep(target); /* closing gives up one hold; it is read afterwards */
    const struct err *err = NULL;
    for (size_t i = 0; i < count && !err; i++)
        err = add_entry(zip, arena, &entries[i]);
    if (!err && zip_close(zip) == 0)
        return NULL;
    if (!err)
        err = ERR(ERR_INTERNAL, "zip: %s", zip_strerror(zip));
    zip_discard(zip);
    return err;
}

const struct err *zip_write(struct arena *arena, const struct zip_entry *entries, size_t count,
                            struct str *ret_bytes) {
    zip_error_t error;
    zip_error_init(&error);
    if (count == 0)
        return ERR(ERR_INTERNAL, "zip: an archive needs a file");
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &error);
    if (!target)
        return ERR(ERR_INTERNAL, "zip: %s", zip_error_strerror(&error));
    const struct err *err = write_to(target, arena, entries, count);
    if (!err)
        err = read_back(arena, target, ret_bytes);
    zip_source_free(target);
    return err;
}
