/* Renders a document to PDF 1.5: the pages docx_write's file would have, laid out here.
 *
 * Equal documents give equal bytes on one machine. Letters: Liberation Serif, which has the widths
 * of Times New Roman; embedded, so that the file looks the same everywhere. Text can be searched
 * and copied; headings are the file's outline. The watermark is drawn, not written: it is not among
 * the text.
 *
 * May be called from several threads at once; each keeps its own cache of letters.
 */
#ifndef DOC_PDF_WRITE_H
#define DOC_PDF_WRITE_H

#include "base/err.h"
#include "doc/document.h"

/* What a document may have; ERR_LIMIT beyond. About 500 pages. */
enum {
    PDF_TEXT_BYTES_MAX = 2 * 1024 * 1024,
    PDF_LINES_MAX = 200000,
    PDF_FILE_BYTES_MAX = 64 * 1024 * 1024,
};

#define PDF_CONTENT_TYPE "application/pdf"

/* The bytes of the file, in ARENA. The document needs at least one section. ERR_STATE with a
 * sentence where this machine has no Liberation Serif or one without the Vietnamese letters. */
const struct err *pdf_write(const struct document *document, struct arena *arena,
                            struct str *ret_bytes) MUST_CHECK;

/* NULL where this machine can write PDF, else what pdf_write would say. */
const struct err *pdf_check_letters(void) MUST_CHECK;

#endif
