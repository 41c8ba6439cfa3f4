/* Is a printed paper laid out as Nghị định 30/2020/NĐ-CP, Phụ lục I wants it? Measured in a PDF,
 * whoever made it: this program, an office suite from the DOCX, a browser from the page. Each
 * element's size, weight, slant and place is looked at and compared with the decree's table. Needs
 * the Debian package poppler-utils. Everything fails the test. Not part of the program. */
#ifndef DOC_DECREE_FIXTURE_H
#define DOC_DECREE_FIXTURE_H

#include "doc/document.h"

/* PDF is a print of fixture_signed_report; files are made beside it. */
void decree_check_paper(struct arena *arena, const char *pdf);
/* PDF is a print of fixture_report: its annex. */
void decree_check_annex(struct arena *arena, const char *pdf);

/* All letters of Vietnamese in the four faces, and a print of it: each comes out, from an embedded
 * font that has it; no other font had to help. */
struct document *decree_letters(struct arena *arena);
void decree_check_letters(struct arena *arena, const char *pdf);

#endif
