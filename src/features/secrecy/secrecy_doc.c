#include "features/secrecy/secrecy_doc.h"

#include "doc/official_paper.h"
#include "features/secrecy/secrecy_words_service.h"

#define DOTS STR("……………………")

static void add_head(struct doc_row *row, const char *const *heads, size_t count) {
    for (size_t i = 0; i < count; i++)
        doc_cell_add_text(row, DOC_TABLE_HEAD, DOC_CENTER, str_from_c(heads[i]));
}

static void add_opening(struct doc_flow *flow, const struct secret_destruction *d) {
    struct arena *arena = flow->arena;
    doc_paragraph_add(
        flow, DOC_BODY,
        str_format(arena,
                   "Người đề nghị: " STR_FMT ", lúc " STR_FMT
                   ". Người xác nhận và thực hiện: " STR_FMT ", lúc " STR_FMT ".",
                   STR_ARG(d->proposed_by), STR_ARG(instant_display(arena, d->proposed_ms)),
                   STR_ARG(d->confirmed_by), STR_ARG(instant_display(arena, d->confirmed_ms))));
    doc_paragraph_add(flow, DOC_BODY, str_format(arena, "Lý do: " STR_FMT ".", STR_ARG(d->reason)));
}

static void add_places(struct doc_flow *flow, const struct secret_destruction *d) {
    static const double COLUMNS[] = {10, 50, 30, 20, 55};
    static const char *const HEADS[] = {"TT", "Nơi chứa", "Ghi lúc", "Độ dài (byte)",
                                        "SHA-256 của tệp"};
    struct arena *arena = flow->arena;
    doc_paragraph_add(flow, DOC_HEADING_1, STR("I. NỘI DUNG ĐÃ HỦY TRONG PHẦN MỀM"));
    struct doc_table *table = doc_table_add(flow, DOC_GRID, COLUMNS, COUNT_OF(COLUMNS));
    table->header_row_count = 1;
    add_head(doc_row_add(table), HEADS, COUNT_OF(HEADS));
    for (size_t i = 0; i < d->objects.count; i++) {
        const struct secret_object *object = &d->objects.items[i];
        struct doc_row *row = doc_row_add(table);
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_CENTER, str_format(arena, "%zu", i + 1));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT,
                          secret_place_words(arena, LANG_VI, object));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_CENTER,
                          object->place.at_ms ? instant_display(arena, object->place.at_ms)
                                              : STR(""));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_CENTER,
                          str_format(arena, "%lld", (long long)object->place.bytes));
        /* In groups, so that the line may break. */
        struct str hash = object->sha256;
        struct str shown = STR("");
        for (size_t at = 0; at < hash.n; at += 16)
            shown = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(shown), at ? " " : "",
                               STR_ARG(str_slice(hash, at, at + 16 < hash.n ? at + 16 : hash.n)));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT, shown);
    }
}

/* What the program could not reach: who does it, when, signed. */
static void add_by_hand(struct doc_flow *flow, const struct secret_destruction *d) {
    static const double COLUMNS[] = {10, 90, 35, 30};
    static const char *const HEADS[] = {"TT", "Việc", "Người làm", "Ngày, ký"};
    static const enum msg_id WORK[] = {MSG_secrecy_by_hand_1, MSG_secrecy_by_hand_2,
                                       MSG_secrecy_by_hand_3, MSG_secrecy_by_hand_4};
    struct arena *arena = flow->arena;
    doc_paragraph_add(flow, DOC_HEADING_1, STR("II. VIỆC PHẢI LÀM BẰNG TAY"));
    struct doc_table *table = doc_table_add(flow, DOC_GRID, COLUMNS, COUNT_OF(COLUMNS));
    table->header_row_count = 1;
    add_head(doc_row_add(table), HEADS, COUNT_OF(HEADS));
    size_t number = 0;
    for (size_t i = 0; i < d->copies.count + COUNT_OF(WORK); i++) {
        const struct secret_copy *copy = i < d->copies.count ? &d->copies.items[i] : NULL;
        if (copy && copy->state != SECRET_COPY_BY_HAND)
            continue;
        struct str words =
            copy ? message_text(arena, LANG_VI, MESSAGE_WITH(MSG_secrecy_copy_by_hand, copy->name))
                 : message_plain(LANG_VI, WORK[i - d->copies.count]);
        struct doc_row *row = doc_row_add(table);
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_CENTER, str_format(arena, "%zu", ++number));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT, words);
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT, STR(""));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT, STR(""));
    }
    for (size_t i = 0; i < d->copies.count; i++)
        if (d->copies.items[i].state != SECRET_COPY_BY_HAND)
            doc_paragraph_add(flow, DOC_BODY,
                              message_text(arena, LANG_VI,
                                           MESSAGE_WITH(secret_copy_words(d->copies.items[i].state),
                                                        d->copies.items[i].name)));
}

static void add_signature(struct doc_row *row, const char *label, struct str name) {
    struct doc_flow *cell = &doc_cell_add(row)->content;
    struct doc_paragraph *head = doc_paragraph_add(cell, DOC_PLAIN, STR(""));
    doc_run_add(head, str_from_c(label))->bold = true;
    head->format.align = DOC_CENTER;
    head->format.keep_with_next = true;
    for (int i = 0; i < 3; i++)
        doc_paragraph_add(cell, DOC_PLAIN, STR(""))->format.keep_with_next = true;
    doc_paragraph_add(cell, DOC_PLAIN, name.n ? name : DOTS)->format.align = DOC_CENTER;
}

static void add_signatures(struct doc_flow *flow, const struct secret_destruction *d) {
    static const double COLUMNS[] = {53, 53, 54};
    doc_paragraph_add(
        flow, DOC_BODY,
        STR("Sau khi hủy, phần mềm chỉ còn lưu mã băm của tệp, độ dài, thời gian, lý do và tên hai "
            "người thực hiện; nội dung không khôi phục được từ phần mềm."))
        ->format.keep_with_next = true;
    struct doc_table *table = doc_table_add(flow, DOC_NO_BORDER, COLUMNS, COUNT_OF(COLUMNS));
    table->keep_together = true;
    struct doc_row *row = doc_row_add(table);
    add_signature(row, "NGƯỜI ĐỀ NGHỊ", d->proposed_by);
    add_signature(row, "CÁN BỘ BẢO MẬT", STR(""));
    add_signature(row, "NGƯỜI XÁC NHẬN", d->confirmed_by);
    doc_paragraph_add(flow, DOC_NOTE,
                      STR("Thể thức trình bày theo Nghị định số 30/2020/NĐ-CP; chưa đối chiếu với "
                          "quy định riêng của Quân đội về hủy tài liệu mật."));
}

const struct err *secrecy_doc_make(struct arena *arena, const struct secret_destruction *d,
                                   enum paper_file file, int64_t now_ms, struct str *ret_bytes) {
    const struct official_paper paper = {
        .issuing_body = DOTS,
        .number = str_format(arena, "%lld", (long long)d->number),
        .symbol = STR("BB-HND"),
        .date = date_of_instant(d->confirmed_ms),
        .type_name = STR("BIÊN BẢN"),
        .subject = STR("Hủy nội dung không được lưu giữ trong phần mềm"),
    };
    struct document *document = document_new(arena);
    document->created_ms = now_ms;
    struct doc_flow *flow = official_paper_begin(document, &paper);
    add_opening(flow, d);
    add_places(flow, d);
    add_by_hand(flow, d);
    add_signatures(flow, d);
    return paper_write(document, file, arena, ret_bytes);
}
