/* The frame of an official paper in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I.
 *
 * The caller gives the words; the frame puts them where the decree wants them, in its sizes. What
 * is not known stays blank to be filled by hand: a number, a date or a name is never made up. The
 * army has rules of its own for its papers, which this layout has not been compared with: say so on
 * the paper (`note`).
 *
 *     struct official_paper paper = {
 *         .parent_body = STR("BỘ CHỈ HUY QUÂN SỰ TỈNH ĐẮK LẮK"),
 *         .issuing_body = STR("CỤM THI ĐUA SỐ 3"),
 *         .symbol = STR("BC-CTĐ"), .place = STR("Ea Kar"), .year = 2020,
 *         .type_name = STR("BÁO CÁO"),
 *         .subject = STR("Sơ kết công tác thi đua, khen thưởng 6 tháng đầu năm 2020"),
 *         .signer_authority = STR("TM. CỤM THI ĐUA"), .signer_position = STR("CỤM TRƯỞNG"),
 *         .recipients = recipients, .recipient_count = COUNT_OF(recipients),
 *     };
 *     struct document *document = document_new(arena);
 *     document->created_ms = now_ms;
 *     document->watermark = STR("DỰ THẢO");
 *     struct doc_flow *flow = official_paper_begin(document, &paper);
 *     doc_paragraph_add(flow, DOC_HEADING_1, STR("I. ĐẶC ĐIỂM TÌNH HÌNH"));
 *     doc_text_add(flow, DOC_BODY, typed_text);
 *     official_paper_end(flow, &paper);
 *     struct doc_flow *annex = official_paper_annex(document, DOC_PAGE_A4_LANDSCAPE, &(struct
 *         official_annex){.label = STR("PHỤ LỤC"), .title = STR("BẢNG ĐIỂM TẠM TÍNH")});
 *     TRY(docx_write(document, arena, &bytes));
 */
#ifndef DOC_OFFICIAL_PAPER_H
#define DOC_OFFICIAL_PAPER_H

#include "base/date.h"
#include "doc/document.h"

struct official_paper {
    struct str parent_body;  /* cơ quan chủ quản; absent: no line */
    struct str issuing_body; /* cơ quan ban hành; a newline breaks the line */
    struct str number;       /* absent: blank to be filled by hand. One digit gets its leading 0 */
    struct str symbol;       /* ký hiệu behind the "/": "BC-CTĐ"; absent: no line "Số" */
    struct str place;        /* địa danh; absent: dots */
    struct date date;        /* empty: "ngày … tháng … năm YEAR" */
    int year;                /* used while the date is empty; 0: dots too */
    struct str type_name;    /* tên loại: "BÁO CÁO" */
    struct str subject;      /* trích yếu */
    struct str note;         /* small italic line at the end; absent: none */

    struct str signer_authority; /* "TM. …", "KT. …"; absent: no line */
    struct str signer_position;  /* chức vụ; absent: dots to be filled */
    struct str signer_name;      /* absent: dots to be filled */

    const struct str *recipients; /* nơi nhận, each without dash and semicolon: "Lưu: VT" last */
    size_t recipient_count;       /* 0: no "Nơi nhận" */
};

/* Adds the first section with the head and title; returns the flow for the content. Sets the title
 * and subject of the document where they are absent. */
struct doc_flow *official_paper_begin(struct document *document,
                                      const struct official_paper *paper);

/* Adds the signature block, the list of recipients and the note behind the content. */
void official_paper_end(struct doc_flow *flow, const struct official_paper *paper);

struct official_annex {
    struct str label; /* "PHỤ LỤC", or "PHỤ LỤC I" where there are several */
    struct str title;
    struct str attached_to; /* "(Kèm theo Báo cáo số …)", in italics; absent: none */
};

/* A new section with the head of an annex; returns its flow. */
struct doc_flow *official_paper_annex(struct document *document, struct doc_page page,
                                      const struct official_annex *annex);

/* A paragraph of DOC_BODY in italics, as the legal grounds of a paper are set. */
struct doc_paragraph *official_paper_ground(struct doc_flow *flow, struct str text);

#endif
