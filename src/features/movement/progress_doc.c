#include "features/movement/progress_doc.h"

#include "features/file/evidence.h"

#include "doc/sample_banner.h"
#include "doc/workbook_write.h"
#include "text/vi_fold.h"

enum { HEAD_ROW = 7, COLUMNS_FIXED = 3, NAME_BYTES = 60 };

struct writer {
    struct arena *arena;
    const struct progress_doc *doc;
    struct sheet_out *sheet;
};

/* The lines above a table; the last column is the table's. */
static void write_head(const struct writer *w, uint32_t last, struct str title, int64_t now_ms) {
    struct arena *arena = w->arena;
    const struct cluster_year *year = w->doc->year;
    const struct movement *m = &w->doc->record->movement;
    if (year->is_sample)
        sheet_merged(w->sheet, 1, 1, last, SHEET_WARNING, SAMPLE_BANNER);
    sheet_merged(w->sheet, 2, 1, last, SHEET_OFFICE,
                 str_format(arena, STR_FMT ", năm %d", STR_ARG(year->name), year->year));
    sheet_merged(w->sheet, 3, 1, last, SHEET_TITLE, title);
    sheet_merged(w->sheet, 4, 1, last, SHEET_SUBTITLE, m->title);
    sheet_merged(w->sheet, 5, 1, last, SHEET_SUBTITLE,
                 str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(m->theme), m->theme.n ? " · " : "",
                            STR_ARG(movement_span(arena, LANG_VI, m))));
    sheet_merged(w->sheet, 6, 1, last, SHEET_NOTE,
                 str_format(arena, "Lập lúc " STR_FMT ", " STR_FMT,
                            STR_ARG(instant_display(arena, now_ms)), STR_ARG(w->doc->printed_by)));
}

/* "7/12 buổi (58 %, đến 20/6/2020)" */
static struct str cell_words(struct arena *arena, const struct movement_commitment *c) {
    if (!c)
        return STR("chưa đăng ký");
    struct str target = c->has_target ? decimal_display(arena, c->target, 0, ',') : STR("");
    const struct movement_progress *last = commitment_last(c);
    if (!last)
        return target.n ? str_format(arena, "chưa báo cáo (đăng ký " STR_FMT " " STR_FMT ")",
                                     STR_ARG(target), STR_ARG(c->measure))
                        : STR("chưa báo cáo");
    struct str words = last->body;
    if (last->has_done) {
        struct str done = decimal_display(arena, last->done, 0, ',');
        words = str_format(arena, STR_FMT "%s" STR_FMT " " STR_FMT, STR_ARG(done),
                           target.n ? "/" : "", STR_ARG(target), STR_ARG(c->measure));
    }
    int percent = commitment_percent(c);
    struct str day = date_display(arena, last->reached_on);
    return percent < 0
               ? str_format(arena, STR_FMT " (đến " STR_FMT ")", STR_ARG(words), STR_ARG(day))
               : str_format(arena, STR_FMT " (%d %%, đến " STR_FMT ")", STR_ARG(words), percent,
                            STR_ARG(day));
}

static void write_table(const struct writer *w, int64_t now_ms) {
    struct arena *arena = w->arena;
    const struct movement_record *record = w->doc->record;
    uint32_t last = (uint32_t)(COLUMNS_FIXED + record->contents.count + 1);
    write_head(w, last, STR("THAM GIA VÀ TIẾN ĐỘ THỰC HIỆN"), now_ms);
    static const char *const HEADS[COLUMNS_FIXED] = {"TT", "Đơn vị", "Ngày đăng ký"};
    for (uint32_t i = 0; i < COLUMNS_FIXED; i++)
        sheet_text(w->sheet, HEAD_ROW, i + 1, SHEET_HEADER, str_from_c(HEADS[i]));
    for (size_t i = 0; i < record->contents.count; i++)
        sheet_text(w->sheet, HEAD_ROW, (uint32_t)(COLUMNS_FIXED + i + 1), SHEET_HEADER,
                   record->contents.items[i].body);
    sheet_text(w->sheet, HEAD_ROW, last, SHEET_HEADER, STR("Nội dung riêng của đơn vị"));
    sheet_column_width(w->sheet, 1, 5);
    sheet_column_width(w->sheet, 2, 28);
    sheet_column_width(w->sheet, 3, 13);
    for (uint32_t column = COLUMNS_FIXED + 1; column <= last; column++)
        sheet_column_width(w->sheet, column, 24);
    uint32_t row = HEAD_ROW;
    for (size_t u = 0; u < w->doc->year->members.count; u++) {
        const struct cluster_unit *unit = &w->doc->year->members.items[u];
        if (!participation_expected(w->doc->year, &record->movement, unit->id))
            continue;
        const struct participation *p =
            participation_of(w->doc->participations, record->movement.id, unit->id);
        row++;
        sheet_number(w->sheet, row, 1, SHEET_NUMBER, DECIMAL(row - HEAD_ROW, 0));
        sheet_text(w->sheet, row, 2, SHEET_TEXT_WRAPPED, unit->name);
        if (p)
            sheet_date(w->sheet, row, 3, SHEET_DATE, p->registered_on);
        else
            sheet_text(w->sheet, row, 3, SHEET_TEXT_WRAPPED, STR("chưa đăng ký"));
        for (size_t i = 0; i < record->contents.count; i++)
            sheet_text(w->sheet, row, (uint32_t)(COLUMNS_FIXED + i + 1), SHEET_TEXT_WRAPPED,
                       cell_words(arena, commitment_for(p, record->contents.items[i].id)));
        struct str own = STR("");
        for (size_t i = 0; p && i < p->commitments.count; i++) {
            const struct movement_commitment *c = &p->commitments.items[i];
            if (!c->withdrawn_ms && !c->content_id.n)
                own =
                    str_format(arena, STR_FMT "%s" STR_FMT ": " STR_FMT, STR_ARG(own),
                               own.n ? "; " : "", STR_ARG(c->body), STR_ARG(cell_words(arena, c)));
        }
        sheet_text(w->sheet, row, last, SHEET_TEXT_WRAPPED, own);
    }
}

enum report_column {
    REPORT_UNIT = 1,
    REPORT_CONTENT,
    REPORT_MEASURE,
    REPORT_TARGET,
    REPORT_DAY,
    REPORT_DONE,
    REPORT_WORDS,
    REPORT_EVIDENCE,
    REPORT_AUTHOR,
};

static struct str evidence_words(struct arena *arena, const struct movement_progress *p) {
    const struct evidence_reference reference = {.paper = p->evidence_number,
                                                 .dated = partial_date_of(p->evidence_on),
                                                 .kept = p->evidence_keeper};
    return evidence_text(arena, &reference);
}

static void write_report(const struct writer *w, uint32_t row, struct str unit,
                         const struct movement_commitment *c, const struct movement_progress *p) {
    sheet_text(w->sheet, row, REPORT_UNIT, SHEET_TEXT_WRAPPED, unit);
    sheet_text(w->sheet, row, REPORT_CONTENT, SHEET_TEXT_WRAPPED, c->body);
    sheet_text(w->sheet, row, REPORT_MEASURE, SHEET_TEXT_WRAPPED, c->measure);
    if (c->has_target)
        sheet_number(w->sheet, row, REPORT_TARGET, SHEET_NUMBER, c->target);
    else
        sheet_blank(w->sheet, row, REPORT_TARGET, SHEET_TEXT);
    sheet_date(w->sheet, row, REPORT_DAY, SHEET_DATE, p->reached_on);
    if (p->has_done)
        sheet_number(w->sheet, row, REPORT_DONE, SHEET_NUMBER, p->done);
    else
        sheet_blank(w->sheet, row, REPORT_DONE, SHEET_TEXT);
    sheet_text(w->sheet, row, REPORT_WORDS, SHEET_TEXT_WRAPPED, p->body);
    sheet_text(w->sheet, row, REPORT_EVIDENCE, SHEET_TEXT_WRAPPED, evidence_words(w->arena, p));
    sheet_text(w->sheet, row, REPORT_AUTHOR, SHEET_TEXT_WRAPPED,
               str_format(w->arena, STR_FMT ", " STR_FMT, STR_ARG(p->author),
                          STR_ARG(instant_display(w->arena, p->at_ms))));
}

static void write_reports(const struct writer *w, int64_t now_ms) {
    static const struct {
        const char *head;
        double width;
    } COLUMNS[] = {{"Đơn vị", 26},        {"Nội dung", 34},
                   {"Đơn vị tính", 12},   {"Đăng ký", 11},
                   {"Tính đến ngày", 13}, {"Đã thực hiện", 12},
                   {"Diễn giải", 30},     {"Minh chứng, nơi giữ", 28},
                   {"Người báo cáo", 26}};
    write_head(w, REPORT_AUTHOR, STR("CÁC LẦN BÁO CÁO TIẾN ĐỘ"), now_ms);
    for (uint32_t i = 0; i < COUNT_OF(COLUMNS); i++) {
        sheet_text(w->sheet, HEAD_ROW, i + 1, SHEET_HEADER, str_from_c(COLUMNS[i].head));
        sheet_column_width(w->sheet, i + 1, COLUMNS[i].width);
    }
    uint32_t row = HEAD_ROW;
    for (size_t i = 0; i < w->doc->participations->count; i++) {
        const struct participation *p = &w->doc->participations->items[i];
        ptrdiff_t member = cluster_year_member_by_id(w->doc->year, p->unit_id);
        if (member < 0 || !w->doc->detailed[member])
            continue;
        for (size_t k = 0; k < p->commitments.count; k++) {
            const struct movement_commitment *c = &p->commitments.items[k];
            for (size_t g = 0; !c->withdrawn_ms && g < c->progress.count; g++)
                if (!c->progress.items[g].withdrawn_ms)
                    write_report(w, ++row, w->doc->year->members.items[member].name, c,
                                 &c->progress.items[g]);
        }
    }
}

const struct err *progress_doc_make(struct arena *arena, const struct progress_doc *doc,
                                    int64_t now_ms, struct str *ret_bytes) {
    struct book_out *out =
        book_new(arena, &(struct book_about){.title = doc->record->movement.title,
                                             .subject = doc->year->name,
                                             .created_ms = now_ms});
    const struct sheet_layout layout = {
        .landscape = true,
        .repeat_first_row = HEAD_ROW,
        .repeat_last_row = HEAD_ROW,
        .frozen_rows = HEAD_ROW,
        .header = doc->year->is_sample ? SAMPLE_BANNER : STR_NONE,
        .footer = doc->record->movement.title,
    };
    struct writer w = {arena, doc, book_add_sheet(out, STR("Tiến độ"), &layout)};
    write_table(&w, now_ms);
    w.sheet = book_add_sheet(out, STR("Các lần báo cáo"), &layout);
    write_reports(&w, now_ms);
    return book_finish(out, ret_bytes);
}

struct str progress_doc_name(struct arena *arena, const struct progress_doc *doc) {
    struct str title = vi_slug(arena, doc->record->movement.title);
    if (title.n > NAME_BYTES)
        title.n = NAME_BYTES;
    return str_format(arena, "tien-do-" STR_FMT "-%d-" STR_FMT ".xlsx", STR_ARG(doc->year->slug),
                      doc->year->year, STR_ARG(title));
}
