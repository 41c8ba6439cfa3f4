/* Renders a document to DOCX (Office Open XML, ECMA-376 transitional; opens in Word and
 * LibreOffice).
 *
 * Equal documents give equal bytes. Font: Times New Roman; language: vi-VN.
 */
#ifndef DOC_DOCX_WRITE_H
#define DOC_DOCX_WRITE_H

#include "base/err.h"
#include "doc/document.h"

/* The largest text part a document may have; ERR_LIMIT beyond. */
enum { DOCX_PART_BYTES_MAX = 64 * 1024 * 1024 };

#define DOCX_CONTENT_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

/* The bytes of the file, in ARENA. The document needs at least one section. */
const struct err *docx_write(const struct document *document, struct arena *arena,
                             struct str *ret_bytes) MUST_CHECK;

#endif
