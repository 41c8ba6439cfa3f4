/* The plan as a paper. Its words are Vietnamese. */
#include "features/plan/plan_doc.h"

#include "doc/official_paper.h"
#include "doc/sample_banner.h"
#include "doc/workbook_write.h"
#include "text/utf8.h"

/* What papers and workbook say of a task. */
struct task_words {
    struct str owner;
    struct str content;
    struct str result;
    struct str basis;
    struct str time; /* "1/8 – 15/8/2020"; "thường xuyên" without a date */
    struct str standing;
};

static struct str join(struct arena *arena, struct str a, const char *between, struct str b) {
    if (!a.n || !b.n)
        return a.n ? a : b;
    return str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(a), between, STR_ARG(b));
}

static struct str owner_of(struct arena *arena, const struct plan_paper *paper,
                           const struct plan_task *task) {
    ptrdiff_t owner = cluster_year_member_by_id(paper->year, task->owner_id);
    struct str unit = owner < 0 ? STR("") : paper->year->members.items[owner].name;
    if (!unit.n && !task->owner_post.n && !paper->plan->unit.id.n)
        unit = STR("Các đơn vị trong Cụm");
    struct str words = join(arena, unit, "; ", task->owner_post);
    if (!task->together_with.n)
        return words;
    return join(arena, words, "\n", str_concat(arena, STR("Phối hợp: "), task->together_with));
}

static struct str time_of(struct arena *arena, const struct plan_task *task) {
    struct str from = date_display(arena, task->from);
    struct str due = date_display(arena, task->due);
    struct str time = due.n && from.n ? join(arena, from, " – ", due)
                      : due.n         ? str_concat(arena, STR("Xong trước hết ngày "), due)
                      : from.n        ? str_concat(arena, STR("Từ "), from)
                                      : STR("Thường xuyên");
    if (date_is_empty(task->first_due))
        return time;
    struct str first = date_display(arena, task->first_due);
    return str_format(arena, STR_FMT " (dời từ " STR_FMT ")", STR_ARG(time), STR_ARG(first));
}

static struct task_words words_of(struct arena *arena, const struct plan_paper *paper,
                                  const struct legal_citer *citer, const struct plan_task *task) {
    struct plan_standing standing = plan_task_standing(task, paper->today);
    struct legal_cite basis = legal_cite_view(arena, citer, task->basis, (struct date){0});
    struct task_words words = {
        .owner = owner_of(arena, paper, task),
        .content = task->content,
        .result = task->result,
        .basis = basis.text,
        .time = time_of(arena, task),
        .standing = message_text(arena, LANG_VI, plan_standing_words(arena, &standing)),
    };
    if (task->state == TASK_CANCELLED)
        words.content = str_format(arena, STR_FMT " (đã hủy: " STR_FMT ")", STR_ARG(task->content),
                                   STR_ARG(task->reason));
    return words;
}

/* --- the paper ----------------------------------------------------------------------------------
 */

struct draft {
    struct arena *arena;
    const struct plan_paper *paper;
    const struct legal_citer *citer;
    struct doc_flow *flow;
};

/* The title below "KẾ HOẠCH", which need not say it again. */
static struct str subject_of(const struct draft *draft) {
    const struct str kind = STR("Kế hoạch ");
    struct str title = draft->paper->plan->title;
    if (!str_starts_with(title, kind))
        return title;
    struct str rest = str_slice(title, kind.n, title.n);
    struct str first = utf8_head(rest, 1);
    return str_concat(draft->arena, utf8_upper(draft->arena, first),
                      str_slice(rest, first.n, rest.n));
}

static void add_grounds(const struct draft *draft) {
    struct str rest = draft->paper->plan->grounds;
    while (rest.p) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        if (line.n)
            official_paper_ground(draft->flow, line);
    }
}

static void add_part(const struct draft *draft, const char *title, struct str text) {
    doc_paragraph_add(draft->flow, DOC_HEADING_1, str_from_c(title));
    if (text.n)
        doc_text_add(draft->flow, DOC_BODY, text);
    else
        doc_paragraph_add(draft->flow, DOC_BODY, STR("……………………………………………………………………………………………"));
}

/* A line a task, for those who read the paper without its annex. */
static void add_tasks(const struct draft *draft) {
    const struct plan_tasks *tasks = &draft->paper->plan->tasks;
    doc_paragraph_add(draft->flow, DOC_HEADING_1, STR("II. NHIỆM VỤ"));
    size_t number = 0;
    for (size_t i = 0; i < tasks->count; i++) {
        if (tasks->items[i].state != TASK_ACTIVE)
            continue;
        struct str content = tasks->items[i].content;
        bool stops = str_ends_with(content, STR("."));
        doc_paragraph_add(draft->flow, DOC_BODY,
                          str_format(draft->arena, "%zu. " STR_FMT "%s", ++number, STR_ARG(content),
                                     stops ? "" : "."));
    }
    if (!number)
        doc_paragraph_add(draft->flow, DOC_BODY, STR("……………………………………………………………………………………………"));
    doc_paragraph_add(draft->flow, DOC_BODY,
                      STR("(Đơn vị chủ trì, thời gian và kết quả cần đạt của từng nhiệm vụ: theo "
                          "Phụ lục kèm theo.)"));
}

static void add_row(const struct draft *draft, struct doc_table *table, size_t number,
                    const struct plan_task *task) {
    struct task_words words = words_of(draft->arena, draft->paper, draft->citer, task);
    struct doc_row *row = doc_row_add(table);
    doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_CENTER, str_format(draft->arena, "%zu", number));
    doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT, words.content);
    doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT, words.owner);
    doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT, words.time);
    doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT, words.result);
    doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT, words.basis);
}

static void add_annex(const struct draft *draft, struct document *document) {
    static const double COLUMNS[] = {11, 82, 48, 34, 42, 30};
    static const char *const HEADS[] = {"TT",        "Nội dung nhiệm vụ", "Chủ trì, phối hợp",
                                        "Thời gian", "Kết quả cần đạt",   "Căn cứ"};
    const struct plan *plan = draft->paper->plan;
    struct str day = date_display(draft->arena, plan->issued_on);
    struct str attached =
        plan->issued_on.year && plan->number.n
            ? str_format(draft->arena, "(Kèm theo Kế hoạch số " STR_FMT " ngày " STR_FMT ")",
                         STR_ARG(plan->number), STR_ARG(day))
            : STR("(Kèm theo Kế hoạch số …… ngày …… tháng …… năm ……)");
    struct doc_flow *flow = official_paper_annex(
        document, DOC_PAGE_A4_LANDSCAPE,
        &(struct official_annex){.label = STR("PHỤ LỤC"),
                                 .title = STR("BẢNG PHÂN CÔNG, TIẾN ĐỘ THỰC HIỆN NHIỆM VỤ"),
                                 .attached_to = attached});
    struct doc_table *table = doc_table_add(flow, DOC_GRID, COLUMNS, COUNT_OF(COLUMNS));
    struct doc_row *head = doc_row_add(table);
    table->header_row_count = 1;
    for (size_t i = 0; i < COUNT_OF(HEADS); i++)
        doc_cell_add_text(head, DOC_TABLE_HEAD, DOC_CENTER, str_from_c(HEADS[i]));
    for (size_t i = 0; i < plan->tasks.count; i++)
        add_row(draft, table, i + 1, &plan->tasks.items[i]);
    size_t amended = 0;
    for (size_t i = 0; i < plan->tasks.count; i++)
        amended += plan->tasks.items[i].is_amendment;
    if (amended)
        doc_paragraph_add(flow, DOC_NOTE,
                          str_format(draft->arena,
                                     "Có %zu nhiệm vụ được điều chỉnh, bổ sung sau khi ban hành.",
                                     amended));
}

static struct document *new_document(const struct draft *draft, int64_t now_ms) {
    struct document *document = document_new(draft->arena);
    struct str at = instant_display(draft->arena, now_ms);
    bool issued = draft->paper->plan->state == PLAN_ISSUED;
    document->created_ms = now_ms;
    document->watermark = issued ? STR_NONE : STR("DỰ THẢO");
    document->banner = draft->paper->year->is_sample ? SAMPLE_BANNER : STR_NONE;
    document->footer =
        str_format(draft->arena, "%s in lúc " STR_FMT, issued ? "Bản" : "Dự thảo", STR_ARG(at));
    return document;
}

static struct official_paper frame_of(const struct draft *draft, struct str recipients[3],
                                      size_t count) {
    const struct plan_paper *paper = draft->paper;
    const struct plan *plan = paper->plan;
    bool of_cluster = !plan->unit.id.n;
    struct str superior = paper->year->superior.name;
    struct str number = plan->number;
    struct str before = number.n ? str_cut(&number, '/') : STR_NONE;
    return (struct official_paper){
        .parent_body = superior.n ? utf8_upper(draft->arena, superior) : STR_NONE,
        .issuing_body = utf8_upper(draft->arena, of_cluster ? paper->year->name : plan->unit.name),
        .number = before,
        .symbol = number.p && number.n ? number : STR("KH-…"),
        .place = STR_NONE,
        .date = plan->issued_on,
        .year = plan->year,
        .type_name = STR("KẾ HOẠCH"),
        .subject = subject_of(draft),
        .note = STR("Thể thức trình bày theo Nghị định số 30/2020/NĐ-CP; chưa đối chiếu với quy "
                    "định riêng của Quân đội."),
        .signer_authority = of_cluster ? STR("TM. CỤM THI ĐUA") : STR_NONE,
        .signer_position = plan->signer_post.n ? utf8_upper(draft->arena, plan->signer_post)
                           : of_cluster        ? STR("CỤM TRƯỞNG")
                                               : STR_NONE,
        .signer_name = plan->signer.n ? plan->signer : STR_NONE,
        .recipients = recipients,
        .recipient_count = count,
    };
}

static size_t fill_recipients(const struct draft *draft, struct str recipients[3]) {
    const struct plan_paper *paper = draft->paper;
    size_t count = 0;
    if (paper->year->superior.name.n)
        recipients[count++] =
            str_format(draft->arena, STR_FMT " (để báo cáo)", STR_ARG(paper->year->superior.name));
    recipients[count++] =
        paper->plan->unit.id.n
            ? str_format(draft->arena, STR_FMT " (để theo dõi)", STR_ARG(paper->year->name))
            : str_format(draft->arena, "Các đơn vị thành viên " STR_FMT " (để thực hiện)",
                         STR_ARG(paper->year->name));
    recipients[count++] = STR("Lưu: ……");
    return count;
}

static struct document *make_document(struct arena *arena, const struct plan_paper *paper,
                                      const struct legal_citer *citer, int64_t now_ms) {
    struct draft draft = {arena, paper, citer, NULL};
    struct str recipients[3];
    size_t count = fill_recipients(&draft, recipients);
    struct official_paper frame = frame_of(&draft, recipients, count);
    struct document *document = new_document(&draft, now_ms);
    draft.flow = official_paper_begin(document, &frame);
    add_grounds(&draft);
    add_part(&draft, "I. MỤC ĐÍCH, YÊU CẦU", paper->plan->purpose);
    add_tasks(&draft);
    add_part(&draft, "III. TỔ CHỨC THỰC HIỆN", paper->plan->arrangement);
    official_paper_end(draft.flow, &frame);
    add_annex(&draft, document);
    return document;
}

const struct err *plan_doc_make(struct arena *arena, const struct plan_paper *paper,
                                const struct legal_citer *citer, enum paper_file file,
                                int64_t now_ms, struct str *ret_bytes) {
    return paper_write(make_document(arena, paper, citer, now_ms), file, arena, ret_bytes);
}

const struct err *plan_doc_html(struct arena *arena, const struct plan_paper *paper,
                                const struct legal_citer *citer, int64_t now_ms,
                                struct trusted_html *ret_html) {
    return html_write(make_document(arena, paper, citer, now_ms), arena, ret_html);
}

struct str plan_doc_name(struct arena *arena, const struct plan_paper *paper, const char *suffix) {
    return str_format(arena, "ke-hoach-" STR_FMT "-%d-" STR_FMT ".%s", STR_ARG(paper->year->slug),
                      paper->plan->year, STR_ARG(paper->plan->code), suffix);
}

/* --- the workbook -------------------------------------------------------------------------------
 */

enum { BOOK_COLUMNS = 10, BOOK_HEAD_ROW = 5 };

static void write_row(struct arena *arena, struct sheet_out *sheet, uint32_t row,
                      const struct plan_paper *paper, const struct legal_citer *citer,
                      const struct plan_task *task) {
    struct task_words words = words_of(arena, paper, citer, task);
    struct plan_standing standing = plan_task_standing(task, paper->today);
    const struct plan_progress *now = standing.now;
    sheet_number(sheet, row, 1, SHEET_NUMBER, DECIMAL(row - BOOK_HEAD_ROW, 0));
    sheet_text(sheet, row, 2, SHEET_TEXT_WRAPPED, words.content);
    sheet_text(sheet, row, 3, SHEET_TEXT_WRAPPED, words.owner);
    sheet_date(sheet, row, 4, SHEET_DATE, task->from);
    sheet_date(sheet, row, 5, SHEET_DATE, task->due);
    sheet_text(sheet, row, 6, SHEET_TEXT_WRAPPED, words.result);
    sheet_text(sheet, row, 7, SHEET_TEXT_WRAPPED, words.basis);
    sheet_text(sheet, row, 8, SHEET_TEXT_WRAPPED, words.standing);
    sheet_date(sheet, row, 9, SHEET_DATE, now ? now->dated : (struct date){0});
    sheet_text(sheet, row, 10, SHEET_TEXT_WRAPPED, now ? now->text : STR(""));
}

const struct err *plan_book_make(struct arena *arena, const struct plan_paper *paper,
                                 const struct legal_citer *citer, int64_t now_ms,
                                 struct str *ret_bytes) {
    static const struct {
        const char *head;
        double width;
    } COLUMNS[BOOK_COLUMNS] = {
        {"TT", 5},
        {"Nội dung nhiệm vụ", 44},
        {"Chủ trì, phối hợp", 26},
        {"Từ ngày", 12},
        {"Hạn", 12},
        {"Kết quả cần đạt", 26},
        {"Căn cứ", 20},
        {"Tình trạng", 18},
        {"Báo cáo ngày", 13},
        {"Nội dung báo cáo", 34},
    };
    const struct plan *plan = paper->plan;
    struct book_out *book =
        book_new(arena, &(struct book_about){.title = plan->title, .created_ms = now_ms});
    struct sheet_out *sheet = book_add_sheet(
        book, STR("Kế hoạch"),
        &(struct sheet_layout){.landscape = true,
                               .repeat_first_row = BOOK_HEAD_ROW,
                               .repeat_last_row = BOOK_HEAD_ROW,
                               .frozen_rows = BOOK_HEAD_ROW,
                               .header = paper->year->is_sample ? SAMPLE_BANNER : STR_NONE});
    struct str today = date_display(arena, paper->today);
    if (paper->year->is_sample)
        sheet_merged(sheet, 1, 1, BOOK_COLUMNS, SHEET_WARNING, SAMPLE_BANNER);
    sheet_merged(sheet, 2, 1, BOOK_COLUMNS, SHEET_OFFICE,
                 utf8_upper(arena, plan->unit.id.n ? plan->unit.name : paper->year->name));
    sheet_merged(sheet, 3, 1, BOOK_COLUMNS, SHEET_TITLE, plan->title);
    sheet_merged(sheet, 4, 1, BOOK_COLUMNS, SHEET_SUBTITLE,
                 str_format(arena, "%s; tình trạng đến ngày " STR_FMT,
                            plan->state == PLAN_ISSUED ? "Đã ban hành" : "Dự thảo",
                            STR_ARG(today)));
    for (uint32_t i = 0; i < BOOK_COLUMNS; i++) {
        sheet_column_width(sheet, i + 1, COLUMNS[i].width);
        sheet_text(sheet, BOOK_HEAD_ROW, i + 1, SHEET_HEADER, str_from_c(COLUMNS[i].head));
    }
    for (size_t i = 0; i < plan->tasks.count; i++)
        write_row(arena, sheet, BOOK_HEAD_ROW + 1 + (uint32_t)i, paper, citer,
                  &plan->tasks.items[i]);
    return book_finish(book, ret_bytes);
}
