/* The review report. Its words are Vietnamese: it is a paper. */
#include "features/review/review_doc.h"

#include "doc/sample_banner.h"
#include "features/review/tables_doc.h"
#include "text/utf8.h"

struct report {
    struct arena *arena;
    const struct scoreboard *board;
    const struct review *review;
    struct review_figures figures;
    struct doc_flow *flow;
};

static struct str half_year(const struct report *report, struct period period) {
    return period_display(report->arena, LANG_VI, period);
}

/* --- what stands around the content ------------------------------------------------------- */

static struct str subject_of(const struct report *report) {
    struct period period = report->board->cluster.period;
    struct str now = half_year(report, period);
    struct str next = half_year(report, period_next(period));
    return str_format(report->arena,
                      "Sơ kết công tác thi đua, khen thưởng " STR_FMT
                      ";\nphương hướng, nhiệm vụ " STR_FMT,
                      STR_ARG(now), STR_ARG(next));
}

/* Only what the data names: the level above, the members; where a copy is kept is not known. */
static size_t fill_recipients(const struct report *report, struct str recipients[3]) {
    const struct cluster_period *cluster = &report->board->cluster;
    size_t count = 0;
    if (cluster->superior.name.n)
        recipients[count++] =
            str_format(report->arena, STR_FMT " (để báo cáo)", STR_ARG(cluster->superior.name));
    recipients[count++] =
        str_format(report->arena, "Các đơn vị thành viên " STR_FMT, STR_ARG(cluster->name));
    recipients[count++] = STR("Lưu: ……");
    return count;
}

static struct official_paper paper_of(const struct report *report, const struct str *recipients,
                                      size_t recipient_count) {
    const struct cluster_period *cluster = &report->board->cluster;
    struct arena *arena = report->arena;
    return (struct official_paper){
        .parent_body =
            cluster->superior.name.n ? utf8_upper(arena, cluster->superior.name) : STR_NONE,
        .issuing_body = utf8_upper(arena, cluster->name),
        .symbol = STR("BC-…"),
        /* Where the issuing body sits is not known: the venue is where the meeting is held. */
        .place = STR_NONE,
        .year = cluster->period.year,
        .type_name = STR("BÁO CÁO"),
        .subject = subject_of(report),
        .note = STR("Thể thức trình bày theo Nghị định số 30/2020/NĐ-CP; chưa đối chiếu với quy "
                    "định riêng của Quân đội."),
        .signer_authority = STR("TM. CỤM THI ĐUA"),
        .signer_position = STR("CỤM TRƯỞNG"),
        .recipients = recipients,
        .recipient_count = recipient_count,
    };
}

bool review_doc_ground(struct arena *arena, const struct movement *movement, struct str *ret_text) {
    const struct movement *m = movement;
    bool document = m->kind == MOVEMENT_DIRECTIVE || m->kind == MOVEMENT_RESOLUTION;
    if (!document || str_is_empty(m->number))
        return false;
    struct str kind = message_plain(LANG_VI, movement_kind_name(m->kind));
    struct str text =
        str_format(arena, "Căn cứ " STR_FMT " số " STR_FMT, STR_ARG(kind), STR_ARG(m->number));
    if (!date_is_empty(m->issued_on))
        text = str_format(arena, STR_FMT " ngày %02d tháng %0*d năm %d", STR_ARG(text),
                          m->issued_on.day, m->issued_on.month < 3 ? 2 : 1, m->issued_on.month,
                          m->issued_on.year);
    if (!str_is_empty(m->issuer))
        text = str_format(arena, STR_FMT " của " STR_FMT, STR_ARG(text), STR_ARG(m->issuer));
    if (!str_is_empty(m->title))
        text = str_format(arena, STR_FMT " về “" STR_FMT "”", STR_ARG(text), STR_ARG(m->title));
    *ret_text = text;
    return true;
}

static void add_grounds(const struct report *report, const struct movements *movements) {
    struct str text;
    for (size_t i = 0; movements && i < movements->count; i++)
        if (review_doc_ground(report->arena, &movements->items[i], &text))
            official_paper_ground(report->flow, str_concat(report->arena, text, STR(";")));
}

/* --- sections ----------------------------------------------------------------------------- */

/* Room to write by hand. */
static void add_dotted_lines(struct doc_flow *flow) {
    struct doc_page page = DOC_PAGE_A4_PORTRAIT;
    double size_pt = doc_style_type(DOC_BODY).size_pt;
    double dots_mm = doc_text_width_mm(STR("……………………"), size_pt, false) / 8;
    size_t count = (size_t)(doc_page_text_width_mm(&page) / dots_mm) - 1;
    struct str line = STR("");
    for (size_t i = 0; i < count; i++)
        line = str_concat(flow->arena, line, STR("…"));
    for (int i = 0; i < 2; i++) {
        struct doc_paragraph *paragraph = doc_paragraph_add(flow, DOC_BODY, line);
        paragraph->format.first_line_mm = 0;
        paragraph->format.align = DOC_LEFT;
    }
}

static void add_section(const struct report *report, enum review_section section) {
    const struct review *review = report->review;
    bool has_figures = section == REVIEW_RESULTS && report->board->table.criteria.count;
    doc_text_add(report->flow, DOC_BODY, review->texts[section].body);
    if (has_figures)
        review_results_add(report->flow, &report->figures);
    else if (section == REVIEW_CAUSES)
        review_shortcomings_add(report->flow, review);
    else if (section == REVIEW_DIRECTION)
        review_tasks_add(report->flow, review);
    if (review_section_is_empty(review, section, board_has_scores(report->board)))
        add_dotted_lines(report->flow);
}

/* Only the annual review has them: what the interim one set, and the plan of the second half. */
static void add_accounts(const struct report *report) {
    doc_paragraph_add(report->flow, DOC_HEADING_2,
                      STR("6. Kết quả thực hiện nhiệm vụ 6 tháng cuối năm"));
    review_accounts_add(report->flow, report->review);
}

static void add_content(const struct report *report) {
    static const struct {
        const char *chapter; /* NULL: goes on */
        const char *title;   /* within the chapter; NULL: none */
        enum review_section section;
    } PARTS[] = {
        {"I. ĐẶC ĐIỂM TÌNH HÌNH", NULL, REVIEW_SITUATION},
        {"II. KẾT QUẢ THỰC HIỆN", "1. Công tác lãnh đạo, chỉ đạo", REVIEW_LEADERSHIP},
        {NULL, "2. Tổ chức phong trào thi đua và các đợt thi đua cao điểm", REVIEW_MOVEMENTS},
        {NULL, "3. Kết quả theo nội dung, chỉ tiêu giao ước thi đua", REVIEW_RESULTS},
        {NULL, "4. Công tác khen thưởng", REVIEW_REWARDS},
        {NULL, "5. Hoạt động của Cụm, điển hình tiên tiến", REVIEW_ACTIVITIES},
        {"III. HẠN CHẾ, NGUYÊN NHÂN, BÀI HỌC KINH NGHIỆM", NULL, REVIEW_CAUSES},
        {"IV. PHƯƠNG HƯỚNG, NHIỆM VỤ", NULL, REVIEW_DIRECTION},
        {"V. KIẾN NGHỊ", NULL, REVIEW_PROPOSALS},
    };
    for (size_t i = 0; i < COUNT_OF(PARTS); i++) {
        struct str chapter = str_from_c(PARTS[i].chapter);
        if (PARTS[i].section == REVIEW_DIRECTION) {
            struct str next = half_year(report, period_next(report->board->cluster.period));
            chapter = str_format(report->arena, STR_FMT " " STR_FMT, STR_ARG(chapter),
                                 STR_ARG(utf8_upper(report->arena, next)));
        }
        if (chapter.n)
            doc_paragraph_add(report->flow, DOC_HEADING_1, chapter);
        if (PARTS[i].title)
            doc_paragraph_add(report->flow, DOC_HEADING_2, str_from_c(PARTS[i].title));
        add_section(report, PARTS[i].section);
        if (PARTS[i].section == REVIEW_ACTIVITIES && report->review->accounts.count)
            add_accounts(report);
    }
}

/* --- the whole ---------------------------------------------------------------------------- */

static struct document *new_draft(const struct report *report, int64_t now_ms) {
    const struct cluster_period *cluster = &report->board->cluster;
    struct document *document = document_new(report->arena);
    struct str at = instant_display(report->arena, now_ms);
    document->created_ms = now_ms;
    document->watermark = STR("DỰ THẢO");
    document->banner = cluster->is_sample ? SAMPLE_BANNER : STR_NONE;
    document->footer =
        str_format(report->arena, "Dự thảo in lúc " STR_FMT ", từ lần ghi số liệu thứ %lld",
                   STR_ARG(at), (long long)cluster->revision);
    return document;
}

static struct document *make_document(struct arena *arena, const struct scoreboard *board,
                                      const struct review *review,
                                      const struct movements *movements,
                                      const struct review_doc_options *options, int64_t now_ms) {
    struct report report = {.arena = arena,
                            .board = board,
                            .review = review,
                            .figures = {.arena = arena, .board = board}};
    report.figures.places = board->cluster.places_shown && !options->without_places;
    scoring_board_stage(arena, board, RANKING_IN_FORCE, options->without_places,
                        &report.figures.stage);
    struct str recipients[3];
    size_t recipient_count = fill_recipients(&report, recipients);
    struct official_paper paper = paper_of(&report, recipients, recipient_count);
    if (review->audit_mark.n)
        paper.note = str_format(arena, STR_FMT " " STR_FMT ".", STR_ARG(paper.note),
                                STR_ARG(review->audit_mark));
    struct document *document = new_draft(&report, now_ms);
    report.figures.document = document;
    report.flow = official_paper_begin(document, &paper);
    add_grounds(&report, movements);
    struct str period = half_year(&report, board->cluster.period);
    doc_paragraph_add(report.flow, DOC_BODY,
                      str_format(arena,
                                 STR_FMT " báo cáo kết quả công tác thi đua, khen thưởng " STR_FMT
                                         " như sau:",
                                 STR_ARG(board->cluster.name), STR_ARG(period)));
    add_content(&report);
    doc_paragraph_add(report.flow, DOC_BODY,
                      str_format(arena,
                                 "Trên đây là Báo cáo sơ kết công tác thi đua, khen thưởng " STR_FMT
                                 " của " STR_FMT "./.",
                                 STR_ARG(period), STR_ARG(board->cluster.name)));
    official_paper_end(report.flow, &paper);
    if (!options->without_annex && board->table.criteria.count)
        review_annex_add(document, &report.figures);
    return document;
}

const struct err *review_doc_make(struct arena *arena, const struct scoreboard *board,
                                  const struct review *review, const struct movements *movements,
                                  const struct review_doc_options *options, int64_t now_ms,
                                  struct str *ret_bytes) {
    const struct document *document =
        make_document(arena, board, review, movements, options, now_ms);
    return paper_write(document, options->file, arena, ret_bytes);
}

const struct err *review_doc_html(struct arena *arena, const struct scoreboard *board,
                                  const struct review *review, const struct movements *movements,
                                  const struct review_doc_options *options, int64_t now_ms,
                                  struct trusted_html *ret_html) {
    return html_write(make_document(arena, board, review, movements, options, now_ms), arena,
                      ret_html);
}

struct str review_doc_name(struct arena *arena, const struct scoreboard *board,
                           enum paper_file file) {
    return str_format(arena, "bao-cao-so-ket-" STR_FMT "-" STR_FMT ".%s",
                      STR_ARG(board->cluster.slug), STR_ARG(board->cluster.code),
                      paper_file_suffix(file));
}
