/* The kinds of file a document can be sent as. */
#ifndef DOC_PAPER_FILE_H
#define DOC_PAPER_FILE_H

#include "base/err.h"
#include "doc/document.h"

enum paper_file {
    PAPER_DOCX, /* to be worked on */
    PAPER_PDF,  /* to be read and printed */
    PAPER_FILE_COUNT,
};

const char *paper_file_suffix(enum paper_file file); /* "docx" */
const char *paper_file_content_type(enum paper_file file);
/* The kind of the file NAME, whose suffix may be in capitals; PAPER_DOCX where it is neither. */
enum paper_file paper_file_of_name(struct str name);

/* The bytes of the file, in ARENA; see docx_write and pdf_write. */
const struct err *paper_write(const struct document *document, enum paper_file file,
                              struct arena *arena, struct str *ret_bytes) MUST_CHECK;

#endif
