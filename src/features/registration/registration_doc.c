/* The registration of a unit. Its words are Vietnamese: it is a paper. */
#include "features/registration/registration_doc.h"

#include "doc/official_paper.h"
#include "doc/sample_banner.h"
#include "doc/workbook_write.h"
#include "text/utf8.h"

static const struct registration_lines *lines_of(const struct registration_paper *paper) {
    static const struct registration_lines NONE = {0};
    const struct registration_revision *newest = registration_newest(&paper->member->registration);
    return newest ? &newest->lines : &NONE;
}

static bool is_sent(const struct registration *registration) {
    enum registration_state state = registration_state_of(registration);
    return state == REGISTRATION_SUBMITTED || state == REGISTRATION_RECEIVED;
}

static size_t count_people(const struct registration_paper *paper) {
    const struct registration_lines *lines = lines_of(paper);
    size_t count = 0;
    for (size_t i = 0; i < lines->count; i++) {
        const struct award_title *title = award_find(paper->titles, lines->items[i].title_code);
        count += title && title->for_person;
    }
    return count;
}

/* --- parts --------------------------------------------------------------------------------- */

static void add_unit_titles(struct doc_flow *flow, const struct registration_paper *paper) {
    const struct registration_lines *lines = lines_of(paper);
    size_t count = 0;
    for (size_t i = 0; i < lines->count; i++) {
        const struct award_title *title = award_find(paper->titles, lines->items[i].title_code);
        if (!title || title->for_person)
            continue;
        count++;
        doc_paragraph_add(flow, DOC_BODY,
                          str_format(flow->arena, "– " STR_FMT ";", STR_ARG(title->name)));
    }
    if (!count)
        doc_paragraph_add(flow, DOC_BODY, STR("Đơn vị không đăng ký danh hiệu tập thể."));
}

static const struct person_line *person_of(const struct registration_paper *paper, struct str id) {
    for (size_t i = 0; paper->people && i < paper->people->count; i++)
        if (str_equal(paper->people->items[i].id, id))
            return &paper->people->items[i];
    return NULL;
}

static void add_person_row(struct doc_table *table, const struct registration_paper *paper,
                           size_t number, const struct registration_line *line,
                           const struct award_title *title) {
    const struct person_line *person = person_of(paper, line->person_id);
    struct doc_row *row = doc_row_add(table);
    doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_CENTER, str_format(table->arena, "%zu", number));
    doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT, line->person_name);
    doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT,
                      person && person->rank.p ? person->rank : STR(""));
    doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT,
                      person && person->post.p ? person->post : STR(""));
    doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT, title->name);
}

static void add_counts(struct doc_flow *flow, const struct registration_paper *paper) {
    for (size_t i = 0; i < paper->titles->count; i++) {
        const struct award_title *title = &paper->titles->items[i];
        size_t count = title->for_person ? registration_count_of(lines_of(paper), title->code) : 0;
        if (count)
            doc_paragraph_add(
                flow, DOC_BODY,
                str_format(flow->arena, "– " STR_FMT ": %zu người;", STR_ARG(title->name), count));
    }
}

static void add_people(struct doc_flow *flow, const struct registration_paper *paper) {
    if (!count_people(paper)) {
        doc_paragraph_add(flow, DOC_BODY, STR("Đơn vị không đăng ký danh hiệu cá nhân."));
        return;
    }
    if (!paper->member->may_see_people) {
        add_counts(flow, paper);
        return;
    }
    struct doc_table *table = doc_table_add(flow, DOC_GRID, (double[]){12, 46, 26, 36, 40}, 5);
    table->header_row_count = 1;
    struct doc_row *head = doc_row_add(table);
    static const char *const HEADS[] = {"TT", "Họ và tên", "Cấp bậc", "Chức vụ",
                                        "Danh hiệu đăng ký"};
    for (size_t i = 0; i < COUNT_OF(HEADS); i++)
        doc_cell_add_text(head, DOC_TABLE_HEAD, DOC_CENTER, str_from_c(HEADS[i]));
    const struct registration_lines *lines = lines_of(paper);
    size_t number = 0;
    for (size_t i = 0; i < lines->count; i++) {
        const struct award_title *title = award_find(paper->titles, lines->items[i].title_code);
        if (title && title->for_person)
            add_person_row(table, paper, ++number, &lines->items[i], title);
    }
}

static void add_targets(struct doc_flow *flow, const struct registration_paper *paper) {
    struct doc_table *table = doc_table_add(flow, DOC_GRID, (double[]){12, 88, 30, 30}, 4);
    table->header_row_count = 1;
    struct doc_row *head = doc_row_add(table);
    static const char *const HEADS[] = {"TT", "Nội dung chỉ tiêu", "Chỉ tiêu năm",
                                        "6 tháng đầu năm"};
    for (size_t i = 0; i < COUNT_OF(HEADS); i++)
        doc_cell_add_text(head, DOC_TABLE_HEAD, DOC_CENTER, str_from_c(HEADS[i]));
    for (size_t i = 0; i < paper->targets->count; i++) {
        const struct target *target = &paper->targets->items[i];
        struct doc_row *row = doc_row_add(table);
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_CENTER, str_format(flow->arena, "%zu", i + 1));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT, target->item->name);
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_RIGHT,
                          target_display(flow->arena, LANG_VI, target, TARGET_YEAR));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_RIGHT,
                          target->item->is_cumulative
                              ? target_display(flow->arena, LANG_VI, target, TARGET_FIRST_HALF)
                              : STR(""));
    }
}

/* --- the paper ----------------------------------------------------------------------------- */

static struct str footer_of(struct arena *arena, const struct registration_paper *paper,
                            int64_t now_ms) {
    const struct registration_revision *newest = registration_newest(&paper->member->registration);
    struct str state = message_plain(
        LANG_VI, registration_state_name(registration_state_of(&paper->member->registration)));
    struct str at = instant_display(arena, now_ms);
    return str_format(arena, "In lúc " STR_FMT ", lần ghi %lld, tình trạng: " STR_FMT, STR_ARG(at),
                      newest ? (long long)newest->revision : 0LL, STR_ARG(state));
}

static struct document *make_document(struct arena *arena, const struct registration_paper *paper,
                                      int64_t now_ms) {
    const struct cluster_year *year = paper->year;
    struct str unit = paper->member->unit.name;
    struct str recipients[] = {
        str_format(arena, "Cụm trưởng " STR_FMT " (để tổng hợp)", STR_ARG(year->name)),
        str_format(arena, STR_FMT " (để báo cáo)", STR_ARG(year->superior.name)),
        STR("Lưu: ……"),
    };
    struct official_paper frame = {
        .parent_body = year->superior.name.n ? utf8_upper(arena, year->superior.name) : STR_NONE,
        .issuing_body = utf8_upper(arena, unit),
        .year = year->year,
        .type_name = STR("BẢN ĐĂNG KÝ THI ĐUA"),
        .subject = str_format(arena, "Năm %d", year->year),
        .note = STR("Thể thức trình bày theo Nghị định số 30/2020/NĐ-CP; chưa đối chiếu với quy "
                    "định riêng của Quân đội."),
        .signer_authority = STR("CHỈ HUY ĐƠN VỊ"),
        .recipients = recipients,
        .recipient_count = COUNT_OF(recipients),
    };
    struct document *document = document_new(arena);
    document->created_ms = now_ms;
    document->watermark = is_sent(&paper->member->registration) ? STR_NONE : STR("DỰ THẢO");
    document->banner = year->is_sample ? SAMPLE_BANNER : STR_NONE;
    document->footer = footer_of(arena, paper, now_ms);
    struct doc_flow *flow = official_paper_begin(document, &frame);
    doc_paragraph_add(flow, DOC_BODY,
                      str_format(arena, STR_FMT " đăng ký thi đua năm %d với " STR_FMT " như sau:",
                                 STR_ARG(unit), year->year, STR_ARG(year->name)));
    doc_paragraph_add(flow, DOC_HEADING_1, STR("I. DANH HIỆU CỦA ĐƠN VỊ"));
    add_unit_titles(flow, paper);
    doc_paragraph_add(flow, DOC_HEADING_1, STR("II. DANH HIỆU CÁ NHÂN"));
    add_people(flow, paper);
    if (paper->targets && paper->targets->count) {
        doc_paragraph_add(flow, DOC_HEADING_1, STR("III. CHỈ TIÊU ĐĂNG KÝ"));
        add_targets(flow, paper);
    }
    const struct registration_revision *newest = registration_newest(&paper->member->registration);
    if (newest)
        doc_text_add(flow, DOC_BODY, newest->note);
    official_paper_end(flow, &frame);
    return document;
}

const struct err *registration_doc_make(struct arena *arena, const struct registration_paper *paper,
                                        enum paper_file file, int64_t now_ms,
                                        struct str *ret_bytes) {
    return paper_write(make_document(arena, paper, now_ms), file, arena, ret_bytes);
}

const struct err *registration_doc_html(struct arena *arena, const struct registration_paper *paper,
                                        int64_t now_ms, struct trusted_html *ret_html) {
    return html_write(make_document(arena, paper, now_ms), arena, ret_html);
}

struct str registration_doc_name(struct arena *arena, const struct registration_paper *paper,
                                 enum paper_file file) {
    return str_format(arena, "dang-ky-thi-dua-" STR_FMT "-%d.%s", STR_ARG(paper->member->unit.slug),
                      paper->year->year, paper_file_suffix(file));
}

/* --- the workbook -------------------------------------------------------------------------- */

enum { COLUMN_NUMBER = 1, COLUMN_UNIT, COLUMN_STATE, COLUMN_DATE, COLUMN_LATE, COLUMN_TITLES };

static bool is_used(const struct registration_book *book, struct str code) {
    for (size_t i = 0; i < book->members.count; i++) {
        int64_t at_ms;
        const struct registration_revision *counted =
            registration_counted(&book->members.items[i].registration, &at_ms);
        if (counted && registration_count_of(&counted->lines, code))
            return true;
    }
    return false;
}

static uint32_t write_head(struct sheet_out *sheet, struct arena *arena,
                           const struct cluster_year *year, const struct registration_book *book,
                           uint32_t row) {
    static const char *const HEADS[] = {"TT", "Đơn vị", "Tình trạng", "Ngày trình", "Sau hạn"};
    for (uint32_t i = 0; i < COUNT_OF(HEADS); i++)
        sheet_text(sheet, row, i + 1, SHEET_HEADER, str_from_c(HEADS[i]));
    uint32_t column = COLUMN_TITLES;
    for (size_t i = 0; i < book->titles.count; i++)
        if (is_used(book, book->titles.items[i].code)) {
            sheet_text(sheet, row, column, SHEET_HEADER, book->titles.items[i].name);
            sheet_column_width(sheet, column++, 14);
        }
    sheet_column_width(sheet, COLUMN_NUMBER, 5);
    sheet_column_width(sheet, COLUMN_UNIT, 34);
    sheet_column_width(sheet, COLUMN_STATE, 18);
    sheet_column_width(sheet, COLUMN_DATE, 13);
    uint32_t last = column > COLUMN_TITLES ? column - 1 : COLUMN_LATE;
    if (year->is_sample)
        sheet_merged(sheet, 1, 1, last, SHEET_WARNING, SAMPLE_BANNER);
    sheet_merged(sheet, 2, 1, last, SHEET_TITLE,
                 str_format(arena, "ĐĂNG KÝ THI ĐUA NĂM %d", year->year));
    sheet_merged(sheet, 3, 1, last, SHEET_SUBTITLE, year->name);
    return last;
}

static void write_member(struct sheet_out *sheet, const struct registration_book *book,
                         uint32_t row, size_t index) {
    const struct registration_member *member = &book->members.items[index];
    int64_t at_ms;
    const struct registration_revision *counted =
        registration_counted(&member->registration, &at_ms);
    struct str state = message_plain(
        LANG_VI, registration_state_name(registration_state_of(&member->registration)));
    sheet_number(sheet, row, COLUMN_NUMBER, SHEET_NUMBER, DECIMAL((int64_t)index + 1, 0));
    sheet_text(sheet, row, COLUMN_UNIT, SHEET_TEXT_WRAPPED, member->unit.name);
    sheet_text(sheet, row, COLUMN_STATE, SHEET_TEXT, state);
    sheet_date(sheet, row, COLUMN_DATE, SHEET_DATE,
               counted ? date_of_instant(at_ms) : (struct date){0});
    bool late = counted && registration_is_late(at_ms, member->deadline);
    sheet_text(sheet, row, COLUMN_LATE, SHEET_TEXT_CENTRED, late ? STR("x") : STR(""));
    uint32_t column = COLUMN_TITLES;
    for (size_t i = 0; i < book->titles.count; i++) {
        if (!is_used(book, book->titles.items[i].code))
            continue;
        size_t count =
            counted ? registration_count_of(&counted->lines, book->titles.items[i].code) : 0;
        sheet_number(sheet, row, column++, SHEET_NUMBER, DECIMAL((int64_t)count, 0));
    }
}

static void write_people(struct book_out *out, const struct cluster_year *year,
                         const struct registration_book *book) {
    struct sheet_out *sheet = NULL;
    uint32_t row = 2;
    static const char *const HEADS[] = {"Đơn vị", "Họ và tên", "Danh hiệu đăng ký"};
    for (size_t i = 0; i < book->members.count; i++) {
        const struct registration_member *member = &book->members.items[i];
        int64_t at_ms;
        const struct registration_revision *counted =
            registration_counted(&member->registration, &at_ms);
        for (size_t j = 0; counted && member->may_see_people && j < counted->lines.count; j++) {
            const struct registration_line *line = &counted->lines.items[j];
            const struct award_title *title = award_find(&book->titles, line->title_code);
            if (!line->person_id.n || !title)
                continue;
            if (!sheet) {
                sheet = book_add_sheet(out, STR("Cá nhân"),
                                       &(struct sheet_layout){.repeat_first_row = 2,
                                                              .repeat_last_row = 2,
                                                              .frozen_rows = 2});
                if (year->is_sample)
                    sheet_merged(sheet, 1, 1, 3, SHEET_WARNING, SAMPLE_BANNER);
                for (uint32_t k = 0; k < COUNT_OF(HEADS); k++) {
                    sheet_text(sheet, 2, k + 1, SHEET_HEADER, str_from_c(HEADS[k]));
                    sheet_column_width(sheet, k + 1, 34);
                }
            }
            row++;
            sheet_text(sheet, row, 1, SHEET_TEXT_WRAPPED, member->unit.name);
            sheet_text(sheet, row, 2, SHEET_TEXT, line->person_name);
            sheet_text(sheet, row, 3, SHEET_TEXT_WRAPPED, title->name);
        }
    }
}

const struct err *registration_book_make(struct arena *arena, const struct cluster_year *year,
                                         const struct registration_book *book, int64_t now_ms,
                                         struct str *ret_bytes) {
    struct book_out *out = book_new(
        arena, &(struct book_about){.title = str_format(arena, "Đăng ký thi đua năm %d – " STR_FMT,
                                                        year->year, STR_ARG(year->name)),
                                    .created_ms = now_ms});
    enum { HEAD_ROW = 5 };
    struct sheet_out *sheet = book_add_sheet(out, STR("Đăng ký"),
                                             &(struct sheet_layout){.landscape = true,
                                                                    .repeat_first_row = HEAD_ROW,
                                                                    .repeat_last_row = HEAD_ROW,
                                                                    .frozen_rows = HEAD_ROW,
                                                                    .frozen_columns = 2});
    write_head(sheet, arena, year, book, HEAD_ROW);
    for (size_t i = 0; i < book->members.count; i++)
        write_member(sheet, book, HEAD_ROW + 1 + (uint32_t)i, i);
    write_people(out, year, book);
    return book_finish(out, ret_bytes);
}

struct str registration_book_name(struct arena *arena, const struct cluster_year *year) {
    return str_format(arena, "dang-ky-thi-dua-" STR_FMT "-%d.xlsx", STR_ARG(year->slug),
                      year->year);
}
