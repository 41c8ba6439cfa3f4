/* The review report as a draft for people to sign, in the layout of Nghị định 30/2020/NĐ-CP: a DOCX
 * to work on or a PDF to print, with the same words.
 *
 * Texts, shortcomings and tasks are what people typed; totals and counts come from the scores. The
 * number, the date, the symbol of the issuing body, the signature and whatever else nobody stated
 * stay blank or dotted, and an empty section keeps its heading with dotted lines. "DỰ THẢO" stands
 * across every page, and a sample's mark on every page; no option removes either.
 */
#ifndef FEATURES_REVIEW_REVIEW_DOC_H
#define FEATURES_REVIEW_REVIEW_DOC_H

#include "doc/html_write.h"
#include "doc/paper_file.h"
#include "features/movement/movement_service.h"
#include "features/review/review.h"
#include "features/scoring/scoring_service.h"

struct review_doc_options {
    bool without_annex;  /* no table of points by groups */
    bool without_places; /* no places, neither in the report nor in the annex */
    enum paper_file file;
};

/* A board without a table of criteria gives a report without figures and annex. */
MUST_CHECK const struct err *review_doc_make(struct arena *arena, const struct scoreboard *board,
                                             const struct review *review,
                                             const struct movements *movements,
                                             const struct review_doc_options *options,
                                             int64_t now_ms, struct str *ret_bytes);
/* The same report as HTML for a page of the program; options->file does not matter. */
MUST_CHECK const struct err *review_doc_html(struct arena *arena, const struct scoreboard *board,
                                             const struct review *review,
                                             const struct movements *movements,
                                             const struct review_doc_options *options,
                                             int64_t now_ms, struct trusted_html *ret_html);
/* What the paper says it rests on for a movement that is a document with a number: "Căn cứ Chỉ thị
 * số 05-CT/TW ngày 15 tháng 5 năm 2016 của Bộ Chính trị về “…”". False for others. */
bool review_doc_ground(struct arena *arena, const struct movement *movement, struct str *ret_text);
/* "bao-cao-so-ket-cum-mau-2020-H1.docx" */
struct str review_doc_name(struct arena *arena, const struct scoreboard *board,
                           enum paper_file file);

#endif
