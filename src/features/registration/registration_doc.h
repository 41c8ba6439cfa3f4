/* A unit's registration as a paper (DOCX, PDF, page with the same words), signed by its commander,
 * and the cluster's registrations as a workbook.
 *
 * Who may not see people gets their number per title instead of their names. What was not sent
 * carries "DỰ THẢO", a sample its mark.
 */
#ifndef FEATURES_REGISTRATION_REGISTRATION_DOC_H
#define FEATURES_REGISTRATION_REGISTRATION_DOC_H

#include "doc/html_write.h"
#include "doc/paper_file.h"
#include "features/registration/registration_service.h"
#include "features/target/target_service.h"

struct registration_paper {
    const struct cluster_year *year;
    const struct registration_member *member;
    const struct award_titles *titles;
    const struct person_lines *people; /* posts and ranks of who may be seen; may be empty */
    const struct targets *targets;     /* of the unit */
};

MUST_CHECK const struct err *registration_doc_make(struct arena *arena,
                                                   const struct registration_paper *paper,
                                                   enum paper_file file, int64_t now_ms,
                                                   struct str *ret_bytes);
MUST_CHECK const struct err *registration_doc_html(struct arena *arena,
                                                   const struct registration_paper *paper,
                                                   int64_t now_ms, struct trusted_html *ret_html);
/* "dang-ky-thi-dua-ban-chqs-huyen-dam-say-2020.docx" */
struct str registration_doc_name(struct arena *arena, const struct registration_paper *paper,
                                 enum paper_file file);

/* All members: counts per title, and on a second sheet the people of those BOOK shows them of. */
MUST_CHECK const struct err *registration_book_make(struct arena *arena,
                                                    const struct cluster_year *year,
                                                    const struct registration_book *book,
                                                    int64_t now_ms, struct str *ret_bytes);
struct str registration_book_name(struct arena *arena, const struct cluster_year *year);

#endif
