/* The covenant. Its words are Vietnamese: it is a paper. */
#include "features/covenant/covenant_doc.h"

#include "doc/official_paper.h"
#include "doc/sample_banner.h"
#include "text/utf8.h"

#define DOTS STR("……………………………")

/* One of the steps of papers on the page (docs/developer/documents.md). */
enum { ROOM_FOR_HAND_PT = 48 };

static const struct covenant_text *text_of(const struct covenant_paper *paper) {
    return paper->version ? &paper->version->text : covenant_draft(paper->covenant);
}

static const struct covenant_targets *targets_of(const struct covenant_paper *paper) {
    return paper->version ? &paper->version->targets : paper->targets;
}

/* --- the text ------------------------------------------------------------------------------ */

static void add_grounds(struct doc_flow *flow, struct str grounds) {
    struct str rest = grounds.p ? grounds : STR("");
    while (rest.p) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        if (line.n)
            official_paper_ground(flow, line);
    }
}

static void add_contents(struct doc_flow *flow, const struct covenant_contents *contents) {
    for (size_t i = 0; i < contents->count; i++) {
        doc_paragraph_add(
            flow, DOC_HEADING_2,
            str_format(flow->arena, "%zu. " STR_FMT, i + 1, STR_ARG(contents->items[i].title)));
        doc_text_add(flow, DOC_BODY, contents->items[i].body);
    }
}

/* --- signatures ---------------------------------------------------------------------------- */

static struct doc_paragraph *centred(struct doc_flow *flow, struct str text, double size_pt,
                                     bool bold) {
    struct doc_paragraph *paragraph = doc_paragraph_add(flow, DOC_PLAIN, STR(""));
    struct doc_run *run = doc_run_add(paragraph, text);
    run->size_pt = size_pt;
    run->bold = bold;
    paragraph->format.align = DOC_CENTER;
    paragraph->format.keep_with_next = true;
    return paragraph;
}

static struct str signed_line(struct arena *arena, const struct covenant_signature *signature) {
    struct str on = date_display(arena, signature->on);
    return signature->manner == COVENANT_BY_ACCOUNT
               ? str_format(arena, "(ghi nhận ký " STR_FMT " " STR_FMT ")", STR_ARG(on),
                            STR_ARG(signature->time))
               : str_format(arena, "(đã ký ngày " STR_FMT ")", STR_ARG(on));
}

static struct str name_with_rank(struct arena *arena, const struct covenant_signature *signature) {
    return signature->rank.n ? str_format(arena, STR_FMT " " STR_FMT, STR_ARG(signature->rank),
                                          STR_ARG(signature->name))
                             : signature->name;
}

/* One block of the grid: unit, post, room for the hand, name. */
static void add_block(struct doc_row *row, struct str caption, struct str unit,
                      const struct covenant_signature *signature) {
    struct doc_cell *cell = doc_cell_add(row);
    struct arena *arena = cell->content.arena;
    if (caption.n)
        centred(&cell->content, caption, 13, true);
    centred(&cell->content, utf8_upper(arena, unit), 13, true);
    centred(&cell->content, signature ? utf8_upper(arena, signature->post) : DOTS, 13,
            signature != NULL);
    struct doc_paragraph *when =
        centred(&cell->content, signature ? signed_line(arena, signature) : STR(" "), 11, false);
    when->runs.items[0].italic = true;
    struct doc_paragraph *name = centred(
        &cell->content, signature ? name_with_rank(arena, signature) : DOTS, 14, signature != NULL);
    name->format.before_pt = ROOM_FOR_HAND_PT;
    name->format.after_pt = 12;
    name->format.keep_with_next = false;
}

static const struct covenant_signature *signature_at(const struct covenant_paper *paper,
                                                     struct str unit_id, enum covenant_role role) {
    return paper->version ? covenant_signature_of(paper->version, unit_id, role) : NULL;
}

static void add_signatures(struct doc_flow *flow, const struct covenant_paper *paper) {
    const struct cluster_units *members = &paper->year->members;
    struct doc_paragraph *head =
        doc_paragraph_add(flow, DOC_HEADING_2, STR("CÁC ĐƠN VỊ KÝ GIAO ƯỚC"));
    head->format.align = DOC_CENTER;
    head->format.first_line_mm = 0;
    head->format.before_pt = 12;
    struct doc_table *table = doc_table_add(flow, DOC_NO_BORDER, (double[]){80, 80}, 2);
    struct doc_row *row = NULL;
    for (size_t i = 0; i < members->count; i++) {
        if (i % 2 == 0)
            row = doc_row_add(table);
        const struct cluster_unit *unit = &members->items[i];
        add_block(row, STR(""), unit->name, signature_at(paper, unit->id, COVENANT_MEMBER));
    }
    if (members->count % 2)
        doc_cell_add(row);
    static const struct {
        enum covenant_role role;
        const char *caption;
    } ABOVE[] = {{COVENANT_APPROVAL, "PHÊ DUYỆT NỘI DUNG"}, {COVENANT_WITNESS, "CHỨNG KIẾN"}};
    row = NULL;
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(ABOVE); i++) {
        const struct covenant_signature *signature =
            signature_at(paper, paper->year->superior.id, ABOVE[i].role);
        if (!signature)
            continue;
        if (!row)
            row = doc_row_add(table);
        add_block(row, str_from_c(ABOVE[i].caption), paper->year->superior.name, signature);
        count++;
    }
    if (count == 1)
        doc_cell_add(row);
}

/* --- the annex ----------------------------------------------------------------------------- */

static void add_unit_row(struct doc_table *table, struct str unit) {
    struct doc_row *row = doc_row_add(table);
    struct doc_cell *cell = doc_cell_add_text(row, DOC_TABLE_TOTAL, DOC_LEFT, unit);
    cell->column_span = 5;
}

static void add_target_row(struct doc_table *table, size_t number,
                           const struct covenant_target *target) {
    struct arena *arena = table->arena;
    struct doc_row *row = doc_row_add(table);
    doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_CENTER, str_format(arena, "%zu", number));
    doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT, target->content);
    doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_RIGHT, target->amount);
    doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_RIGHT, target->half);
    doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT, target->source);
}

static void add_annex(struct document *document, const struct covenant_paper *paper) {
    const struct covenant_targets *targets = targets_of(paper);
    struct doc_flow *flow = official_paper_annex(
        document, DOC_PAGE_A4_PORTRAIT,
        &(struct official_annex){
            .label = STR("PHỤ LỤC"),
            .title = str_format(document->arena, "CHỈ TIÊU THI ĐUA NĂM %d", paper->year->year),
            .attached_to = STR("(Kèm theo Giao ước thi đua)")});
    struct doc_table *table = doc_table_add(flow, DOC_GRID, (double[]){12, 68, 26, 26, 28}, 5);
    table->header_row_count = 1;
    struct doc_row *head = doc_row_add(table);
    static const char *const HEADS[] = {"TT", "Nội dung chỉ tiêu", "Chỉ tiêu năm",
                                        "6 tháng đầu năm", "Nguồn"};
    for (size_t i = 0; i < COUNT_OF(HEADS); i++)
        doc_cell_add_text(head, DOC_TABLE_HEAD, DOC_CENTER, str_from_c(HEADS[i]));
    size_t number = 0;
    for (size_t i = 0; i < targets->count; i++) {
        const struct covenant_target *target = &targets->items[i];
        bool first = i == 0 || !str_equal(target->unit_id, targets->items[i - 1].unit_id);
        ptrdiff_t member = cluster_year_member_by_id(paper->year, target->unit_id);
        if (first)
            add_unit_row(table,
                         member < 0 ? STR("Toàn cụm") : paper->year->members.items[member].name);
        number = first ? 1 : number + 1;
        add_target_row(table, number, target);
    }
}

/* --- the whole ----------------------------------------------------------------------------- */

static struct str footer_of(struct arena *arena, const struct covenant_paper *paper,
                            int64_t now_ms) {
    if (!paper->version) {
        struct str at = instant_display(arena, now_ms);
        return str_format(arena, "Dự thảo in lúc " STR_FMT ", nội dung chưa chốt", STR_ARG(at));
    }
    struct str at = instant_display(arena, paper->version->frozen_ms);
    return str_format(
        arena, "Bản số %lld, chốt lúc " STR_FMT ". Mã băm nội dung (SHA-256): " STR_FMT,
        (long long)paper->version->number, STR_ARG(at), STR_ARG(paper->version->digest));
}

static struct document *make_document(struct arena *arena, const struct covenant_paper *paper,
                                      int64_t now_ms) {
    const struct cluster_year *year = paper->year;
    bool yearly = paper->covenant->kind == COVENANT_YEARLY;
    struct official_paper frame = {
        .parent_body = year->superior.name.n ? utf8_upper(arena, year->superior.name) : STR_NONE,
        .issuing_body = utf8_upper(arena, year->name),
        .year = year->year,
        .type_name = STR("GIAO ƯỚC THI ĐUA"),
        .subject = yearly ? str_format(arena, "Năm %d", year->year) : paper->covenant->title,
    };
    struct document *document = document_new(arena);
    document->created_ms = now_ms;
    document->watermark = paper->version ? STR_NONE : STR("DỰ THẢO");
    document->banner = year->is_sample ? SAMPLE_BANNER : STR_NONE;
    document->footer = footer_of(arena, paper, now_ms);
    const struct covenant_text *text = text_of(paper);
    struct doc_flow *flow = official_paper_begin(document, &frame);
    add_grounds(flow, text->grounds);
    doc_text_add(flow, DOC_BODY, text->opening);
    add_contents(flow, &text->contents);
    if (targets_of(paper)->count)
        doc_paragraph_add(flow, DOC_BODY,
                          STR("Chỉ tiêu cụ thể của từng đơn vị theo Phụ lục kèm theo."));
    doc_text_add(flow, DOC_BODY, text->closing);
    add_signatures(flow, paper);
    doc_paragraph_add(
        flow, DOC_NOTE,
        STR("Tên, thời gian trong ngoặc là ghi nhận việc ký, không phải chữ ký số. Thể thức theo "
            "Nghị định số 30/2020/NĐ-CP; chưa đối chiếu với quy định riêng của Quân đội."));
    if (targets_of(paper)->count)
        add_annex(document, paper);
    return document;
}

const struct err *covenant_doc_make(struct arena *arena, const struct covenant_paper *paper,
                                    enum paper_file file, int64_t now_ms, struct str *ret_bytes) {
    return paper_write(make_document(arena, paper, now_ms), file, arena, ret_bytes);
}

const struct err *covenant_doc_html(struct arena *arena, const struct covenant_paper *paper,
                                    int64_t now_ms, struct trusted_html *ret_html) {
    return html_write(make_document(arena, paper, now_ms), arena, ret_html);
}

struct str covenant_doc_name(struct arena *arena, const struct covenant_paper *paper,
                             enum paper_file file) {
    return str_format(arena, "giao-uoc-" STR_FMT "-%d-" STR_FMT ".%s", STR_ARG(paper->year->slug),
                      paper->year->year, STR_ARG(paper->covenant->code), paper_file_suffix(file));
}
