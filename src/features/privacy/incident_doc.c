/* Its words are Vietnamese: it is a paper. */
#include "features/privacy/incident_doc.h"

#include "doc/official_paper.h"
#include "doc/sample_banner.h"

#define DOTS STR("………………………………………………")

struct notice {
    struct arena *arena;
    struct doc_flow *flow;
};

static void say(const struct notice *n, const char *label, struct str value) {
    struct doc_paragraph *p =
        doc_paragraph_add(n->flow, DOC_BODY, str_format(n->arena, "%s: ", label));
    p->runs.items[0].bold = true;
    doc_run_add(p, value.n ? value : DOTS);
}

static void add_facts(const struct notice *n, const struct incident_entry *e) {
    doc_paragraph_add(n->flow, DOC_HEADING_1, STR("I. SỰ VIỆC"));
    say(n, "Thời điểm xảy ra", instant_display(n->arena, e->occurred_ms));
    say(n, "Thời điểm phát hiện", instant_display(n->arena, e->found_ms));
    say(n, "Việc đã xảy ra", e->what);
    say(n, "Dữ liệu cá nhân liên quan", e->data);
    say(n, "Số người liên quan",
        e->people.set ? str_format(n->arena, "%lld", (long long)e->people.value)
                      : STR("chưa xác định"));
    doc_paragraph_add(n->flow, DOC_HEADING_1, STR("II. HẬU QUẢ, BIỆN PHÁP"));
    say(n, "Hậu quả có thể xảy ra", STR(""));
    say(n, "Biện pháp đã làm, sẽ làm", e->measures);
    doc_paragraph_add(n->flow, DOC_HEADING_1, STR("III. NGƯỜI LIÊN HỆ"));
    say(n, "Đơn vị, người phụ trách", STR(""));
}

const struct err *incident_doc_make(struct arena *arena, const struct incident *incident,
                                    enum paper_file file, int64_t now_ms, struct str *ret_bytes) {
    static const struct str RECIPIENTS[] = {STR_INIT("Bộ Công an (A05)"),
                                            STR_INIT("Cấp trên trực tiếp (để báo cáo)"),
                                            STR_INIT("Lưu: ……")};
    const struct official_paper frame = {
        .issuing_body = STR("……………………"),
        .symbol = STR("……"),
        .year = date_of_instant(now_ms).year,
        .type_name = STR("THÔNG BÁO"),
        .subject = STR("Vi phạm quy định về bảo vệ dữ liệu cá nhân"),
        .note =
            STR("Dự thảo nêu dữ kiện, không phải mẫu số 03 (chương trình chưa có mẫu này để đối "
                "chiếu): chép vào mẫu khi gửi. Kỳ hạn 72 giờ theo Nghị định 13/2023/NĐ-CP, Điều "
                "23; việc áp dụng theo Luật 91/2025/QH15 và Nghị định 356/2025/NĐ-CP chưa kiểm "
                "chứng."),
        .signer_authority = STR("THỦ TRƯỞNG ĐƠN VỊ"),
        .recipients = RECIPIENTS,
        .recipient_count = COUNT_OF(RECIPIENTS),
    };
    struct document *document = document_new(arena);
    document->created_ms = now_ms;
    document->watermark = STR("DỰ THẢO");
    document->banner = incident->is_sample ? SAMPLE_BANNER : STR_NONE;
    document->footer = str_format(
        arena, "Sự cố số %lld, lần ghi %lld, in lúc " STR_FMT ". Thông báo trước " STR_FMT,
        (long long)incident->number, (long long)incident->now.revision,
        STR_ARG(instant_display(arena, now_ms)),
        STR_ARG(instant_display(arena, incident_due_ms(incident->now.occurred_ms))));
    struct notice n = {arena, official_paper_begin(document, &frame)};
    doc_paragraph_add(n.flow, DOC_BODY, STR("Kính gửi: Bộ Công an (A05)"));
    add_facts(&n, &incident->now);
    official_paper_end(n.flow, &frame);
    return paper_write(document, file, arena, ret_bytes);
}

struct str incident_doc_name(struct arena *arena, const struct incident *incident,
                             enum paper_file file) {
    return str_format(arena, "thong-bao-su-co-%lld.%s", (long long)incident->number,
                      paper_file_suffix(file));
}
