/* A report as the tests print it: head, headings, long text, table over two pages, signature,
 * landscape annex. Invented words and figures. */
#ifndef DOC_PAPER_FIXTURE_H
#define DOC_PAPER_FIXTURE_H

#include "doc/document.h"

#define FIXTURE_BANNER    "DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH"
#define FIXTURE_WATERMARK "DỰ THẢO"
/* The 134 letters of Vietnamese that ASCII lacks or marks, small and capital. */
#define FIXTURE_LETTERS                                                                                                                                                                                \
    "áàảãạ ăắằẳẵặ âấầẩẫậ đ éèẻẽẹ êếềểễệ íìỉĩị óòỏõọ ôốồổỗộ ơớờởỡợ úùủũụ ưứừửữự ýỳỷỹỵ " \
    "ÁÀẢÃẠ ĂẮẰẲẴẶ ÂẤẦẨẪẬ Đ ÉÈẺẼẸ ÊẾỀỂỄỆ ÍÌỈĨỊ ÓÒỎÕỌ ÔỐỒỔỖỘ ƠỚỜỞỠỢ ÚÙỦŨỤ ƯỨỪỬỮỰ ÝỲỶỸỴ"

struct document *fixture_report(struct arena *arena);
/* Without watermark, banner, date's blanks and annex; a different signer. */
struct document *fixture_signed_report(struct arena *arena);
/* A short one with long names; its last line says "Hết." */
struct document *fixture_report_of_lines(struct arena *arena, size_t line_count);

#endif
