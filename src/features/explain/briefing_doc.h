/* One A4 page for the commander: DOCX, PDF and page with the same words. Always exactly one page:
 * what does not fit is counted (briefing_service.h). */
#ifndef FEATURES_EXPLAIN_BRIEFING_DOC_H
#define FEATURES_EXPLAIN_BRIEFING_DOC_H

#include "doc/html_write.h"
#include "doc/paper_file.h"
#include "features/explain/briefing_service.h"

struct briefing_options {
    enum paper_file file;
    struct str audit_mark; /* of what is closed: closing_paper_mark; else absent */
};
MUST_CHECK const struct err *briefing_doc_make(struct arena *arena, const struct scoreboard *board,
                                               const struct briefing *briefing,
                                               const struct briefing_options *options,
                                               int64_t now_ms, struct str *ret_bytes);
MUST_CHECK const struct err *briefing_doc_html(struct arena *arena, const struct scoreboard *board,
                                               const struct briefing *briefing,
                                               const struct briefing_options *options,
                                               int64_t now_ms, struct trusted_html *ret_html);
/* "mot-trang-cum-mau-2020-H1.pdf" */
struct str briefing_doc_name(struct arena *arena, const struct scoreboard *board,
                             const struct briefing *briefing, enum paper_file file);

#endif
