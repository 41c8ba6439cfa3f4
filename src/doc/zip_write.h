/* Several files in one ZIP archive, for downloads. The same files give the same bytes. */
#ifndef DOC_ZIP_WRITE_H
#define DOC_ZIP_WRITE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct zip_entry {
    struct str name; /* UTF-8, without folders; each once */
    struct str bytes;
};

/* The bytes live in the arena. Entries are stored as they are: what goes in is compressed already
 * (XLSX, DOCX, PDF). */
MUST_CHECK const struct err *zip_write(struct arena *arena, const struct zip_entry *entries,
                                       size_t count, struct str *ret_bytes);

#endif
