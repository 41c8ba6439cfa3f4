/* What tests of papers share: the words of a DOCX, and what LibreOffice makes of a file. Not part
 * of the program. The office functions need the Debian packages libreoffice-writer,
 * libreoffice-calc and poppler-utils. */
#ifndef DOC_OFFICE_FIXTURE_H
#define DOC_OFFICE_FIXTURE_H

#include "base/arena.h"
#include "base/str.h"

/* The words of a part of the package ("word/document.xml"): a paragraph a line, a cell's paragraphs
 * too, entities resolved. Fails the test where the part is missing or no XML. */
struct str fixture_docx_words(struct arena *arena, struct str docx, const char *part);

/* The bytes of a part of any ZIP package, and the package with that part replaced. */
struct str fixture_part_of(struct arena *arena, struct str package, const char *part);
struct str fixture_replace_part(struct arena *arena, struct str package, const char *part,
                                struct str bytes);

/* What LibreOffice converts FILE to; SUFFIX names what it is ("xlsx"), FILTER is what follows
 * --convert-to ("pdf"), and WANTED the suffix of the result. Formulas are computed anew, whatever
 * values the file holds. Two minutes at most. */
struct str fixture_convert(struct arena *arena, struct str file, const char *suffix,
                           const char *filter, const char *wanted);
/* The text of a PDF as it lies on the page; pages end with a form feed. */
struct str fixture_pdf_text(struct arena *arena, struct str pdf);

#endif
