/* Files kept as evidence: what may be kept, under what name. Pure.
 *
 * Evidence is a reference first: number, day, keeper. A file is kept where somebody decides so,
 * with a word why.
 */
#ifndef FEATURES_FILE_FILE_H
#define FEATURES_FILE_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"
#include "base/str.h"
#include "text/message.h"

enum {
    FILE_BYTES_MAX = 20 << 20,
    FILE_NAME_CHARS_MAX = 150,
    FILE_CAPTION_CHARS_MAX = 300,
    FILES_OF_OBJECT_MAX = 20,
};

/* The kinds that are taken; told by content, never by name. */
enum file_type {
    FILE_TYPE_PDF,
    FILE_TYPE_JPEG,
    FILE_TYPE_PNG,
    FILE_TYPE_DOCX,
    FILE_TYPE_XLSX,
    FILE_TYPE_COUNT, /* none of them */
};

struct str file_type_code(enum file_type type); /* "pdf" */
bool file_type_from_code(struct str code, enum file_type *ret_type);
const char *file_type_content_type(enum file_type type);
/* Whether the name ends as files of that type do: ".jpg" and ".jpeg" are both of JPEG. */
bool file_type_fits_name(enum file_type type, struct str name);
/* ".pdf, .jpg, .jpeg, …", for forms. */
#define FILE_ACCEPTED ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"

/* The name as it is kept: without folders, without signs that mean something to programs, not
 * longer than FILE_NAME_CHARS_MAX. "tep" and the type's ending where nothing is left. */
struct str file_name_clean(struct arena *arena, struct str name, enum file_type type);

/* What somebody typed beside the file. */
struct file_form {
    struct str caption;
    struct str purpose;
};

void file_check_form(struct arena *arena, const struct file_form *form, struct issues *issues);

#endif
