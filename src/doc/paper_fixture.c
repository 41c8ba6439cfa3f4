#include "doc/paper_fixture.h"

#include "doc/official_paper.h"

#define LONG_TEXT                                                                                                              \
    "Trong 6 tháng đầu năm 2020, công tác thi đua, khen thưởng trong Cụm được cấp ủy, chỉ huy "         \
    "các "                                                                                                                    \
    "đơn vị quan tâm lãnh đạo, chỉ đạo và triển khai toàn diện, đồng bộ, có trọng tâm, trọng "  \
    "điểm, sát tình hình thực tế của địa phương; phong trào thi đua diễn ra liên tục, rộng khắp, " \
    "có chiều sâu, gắn với thực hiện nhiệm vụ chính trị của từng đơn vị."

static const struct str RECIPIENTS[] = {
    STR_INIT("Bộ Chỉ huy Quân sự tỉnh (để báo cáo)"),
    STR_INIT("Các đơn vị thành viên trong Cụm (để thực hiện)"),
    STR_INIT("Lưu: VT, CT"),
};

static const struct official_paper PAPER = {
    .parent_body = STR_INIT("BỘ CHỈ HUY QUÂN SỰ\nTỈNH MẪU"),
    .issuing_body = STR_INIT("CỤM THI ĐUA SỐ 9"),
    .symbol = STR_INIT("BC-CTĐ"),
    .place = STR_INIT("Đầm Sậy"),
    .year = 2020,
    .type_name = STR_INIT("BÁO CÁO"),
    .subject = STR_INIT("Sơ kết công tác thi đua, khen thưởng 6 tháng đầu năm 2020;\n"
                        "phương hướng, nhiệm vụ 6 tháng cuối năm 2020"),
    .note = STR_INIT("Thể thức theo Nghị định 30/2020/NĐ-CP; chưa đối chiếu với quy định văn thư "
                     "riêng của Quân đội."),
    .signer_authority = STR_INIT("TM. CỤM THI ĐUA"),
    .signer_position = STR_INIT("CỤM TRƯỞNG"),
    .recipients = RECIPIENTS,
    .recipient_count = COUNT_OF(RECIPIENTS),
};

static void add_scores(struct doc_flow *flow, size_t row_count) {
    static const double COLUMNS_MM[] = {12, 78, 25, 25, 20};
    struct doc_table *table = doc_table_add(flow, DOC_GRID, COLUMNS_MM, COUNT_OF(COLUMNS_MM));
    table->header_row_count = 2;
    struct doc_row *head = doc_row_add(table), *below = doc_row_add(table);
    doc_cell_add_text(head, DOC_TABLE_HEAD, DOC_CENTER, STR("TT"))->row_span = 2;
    doc_cell_add_text(head, DOC_TABLE_HEAD, DOC_CENTER, STR("Tiêu chí"))->row_span = 2;
    doc_cell_add_text(head, DOC_TABLE_HEAD, DOC_CENTER, STR("Điểm"))->column_span = 2;
    doc_cell_add_text(head, DOC_TABLE_HEAD, DOC_CENTER, STR("Ghi chú"))->row_span = 2;
    doc_cell_add_text(below, DOC_TABLE_HEAD, DOC_CENTER, STR("Tự chấm"));
    doc_cell_add_text(below, DOC_TABLE_HEAD, DOC_CENTER, STR("Cụm công nhận"));
    for (size_t i = 0; i < row_count; i++) {
        struct doc_row *row = doc_row_add(table);
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_CENTER, str_format(flow->arena, "%zu", i + 1));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT,
                          STR("Công tác giáo dục chính trị, quản lý tư tưởng, chấp hành kỷ luật"));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_RIGHT, STR("9,50"));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_RIGHT, STR("9,25"));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT, STR(""));
    }
    struct doc_row *sum = doc_row_add(table);
    doc_cell_add_text(sum, DOC_TABLE_TOTAL, DOC_LEFT, STR("Cộng"))->column_span = 2;
    doc_cell_add_text(sum, DOC_TABLE_TOTAL, DOC_RIGHT, STR("237,50"));
    doc_cell_add_text(sum, DOC_TABLE_TOTAL, DOC_RIGHT, STR("231,25"));
}

static void add_annex(struct document *document) {
    static const double COLUMNS_MM[] = {12, 75, 40, 40, 40, 40};
    struct doc_flow *flow = official_paper_annex(
        document, DOC_PAGE_A4_LANDSCAPE,
        &(struct official_annex){.label = STR("PHỤ LỤC"),
                                 .title = STR("BẢNG ĐIỂM TẠM TÍNH 6 THÁNG ĐẦU NĂM 2020"),
                                 .attached_to = STR("(Kèm theo Báo cáo số        /BC-CTĐ ngày … "
                                                    "tháng … năm 2020 của Cụm thi đua số 9)")});
    struct doc_table *table = doc_table_add(flow, DOC_GRID, COLUMNS_MM, COUNT_OF(COLUMNS_MM));
    static const char *const HEADS[] = {"TT",         "Đơn vị",    "Nội dung 1",
                                        "Nội dung 2", "Tổng điểm", "Xếp thứ"};
    table->header_row_count = 1;
    struct doc_row *head = doc_row_add(table);
    for (size_t i = 0; i < COUNT_OF(HEADS); i++)
        doc_cell_add_text(head, DOC_TABLE_HEAD, DOC_CENTER, str_from_c(HEADS[i]));
    for (int i = 1; i <= 5; i++) {
        struct doc_row *row = doc_row_add(table);
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_CENTER, str_format(flow->arena, "%d", i));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT,
                          str_format(flow->arena, "Ban CHQS huyện Mẫu %d", i));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_RIGHT, STR("34,50"));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_RIGHT, STR("34,71"));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_RIGHT, STR("69,21"));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_CENTER, STR(""));
    }
}

static void add_content(struct doc_flow *flow) {
    official_paper_ground(flow, STR("Căn cứ Quy chế hoạt động của Cụm thi đua số 9;"));
    doc_paragraph_add(flow, DOC_HEADING_1, STR("I. ĐẶC ĐIỂM TÌNH HÌNH"));
    doc_text_add(flow, DOC_BODY, STR(LONG_TEXT "\n\n" LONG_TEXT));
    doc_paragraph_add(flow, DOC_HEADING_1, STR("II. KẾT QUẢ THỰC HIỆN"));
    doc_paragraph_add(flow, DOC_HEADING_2, STR("1. Công tác lãnh đạo, chỉ đạo"));
    doc_paragraph_add(flow, DOC_HEADING_3, STR("a) Ưu điểm"));
    doc_text_add(flow, DOC_BODY, STR("- " LONG_TEXT "\n- Các chữ: " FIXTURE_LETTERS));
    doc_paragraph_add(flow, DOC_HEADING_2, STR("2. Kết quả theo tiêu chí"));
    struct doc_paragraph *mixed =
        doc_paragraph_add(flow, DOC_BODY, STR("Tổng điểm bình quân của Cụm là "));
    doc_run_add(mixed, STR("69,21 điểm"))->bold = true;
    doc_run_add(mixed, STR(" (R&D < 5 > 3 \"ngoặc\")."));
    add_scores(flow, 25);
    doc_paragraph_add(flow, DOC_HEADING_1, STR("III. PHƯƠNG HƯỚNG, NHIỆM VỤ"))->format.before_pt =
        12;
    doc_text_add(flow, DOC_BODY, STR(LONG_TEXT "\n" LONG_TEXT));
    doc_text_add(flow, DOC_BODY, STR("Trên đây là báo cáo sơ kết 6 tháng đầu năm 2020 của Cụm."));
}

struct document *fixture_report(struct arena *arena) {
    struct document *document = document_new(arena);
    document->created_ms = 1593129600000; /* 2020-06-26T00:00:00Z */
    document->watermark = STR(FIXTURE_WATERMARK);
    document->banner = STR(FIXTURE_BANNER);
    struct doc_flow *flow = official_paper_begin(document, &PAPER);
    add_content(flow);
    official_paper_end(flow, &PAPER);
    add_annex(document);
    return document;
}

struct document *fixture_signed_report(struct arena *arena) {
    struct document *document = document_new(arena);
    struct official_paper paper = PAPER;
    paper.number = STR("7");
    paper.date = (struct date){2020, 2, 6};
    paper.signer_name = STR("Đại tá Nguyễn Văn Mẫu");
    struct doc_flow *flow = official_paper_begin(document, &paper);
    add_content(flow);
    official_paper_end(flow, &paper);
    return document;
}

struct document *fixture_report_of_lines(struct arena *arena, size_t line_count) {
    struct document *document = document_new(arena);
    struct official_paper paper = PAPER;
    paper.parent_body = STR("BỘ CHỈ HUY QUÂN SỰ TỈNH ĐẮK LẮK");
    paper.subject =
        STR("Kết quả thực hiện phong trào thi đua và công tác khen thưởng 6 tháng đầu năm, "
            "phương hướng, nhiệm vụ trọng tâm 6 tháng cuối năm 2020 của Cụm thi đua số 9");
    struct doc_flow *flow = official_paper_begin(document, &paper);
    for (size_t i = 0; i < line_count; i++)
        doc_paragraph_add(flow, DOC_BODY, STR("Một dòng."));
    doc_paragraph_add(flow, DOC_BODY, STR("Hết."));
    official_paper_end(flow, &paper);
    return document;
}
