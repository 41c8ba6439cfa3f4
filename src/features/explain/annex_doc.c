#include "features/explain/annex_doc.h"

#include "doc/official_paper.h"
#include "doc/sample_banner.h"
#include "features/scoring/sight_service.h"
#include "text/utf8.h"

enum { EVIDENCE_LINES = 4, EVIDENCE_TEXT = 90, REASON_TEXT = 160, DIGEST_SHOWN = 12 };

struct annex {
    struct arena *arena;
    const struct annex_ground *ground;
    const struct scoreboard *board;
    struct document *document;
};

static struct str points(const struct annex *a, struct decimal value) {
    return decimal_display(a->arena, value, POINT_SCALE, ',');
}

static struct str shortened(const struct annex *a, struct str text, size_t max) {
    if (utf8_length(text) <= max)
        return text;
    return str_format(a->arena, STR_FMT "…", STR_ARG(utf8_head(text, max)));
}

static void line(struct doc_cell *cell, struct str text) {
    if (text.n)
        doc_paragraph_add(&cell->content, DOC_TABLE_TEXT, text)->format.align = DOC_LEFT;
}

/* --- one figure ----------------------------------------------------------------------------- */

static void tell_rule(const struct annex *a, struct doc_row *row, size_t unit, size_t index) {
    struct scoring_explanation why;
    const struct criterion *c = &a->board->table.criteria.items[index];
    scoring_explain_seen(a->arena, LANG_VI, a->board, a->ground->user, unit, index, &why);
    struct doc_cell *cell = doc_cell_add(row);
    line(cell, message_text(a->arena, LANG_VI, why.rule));
    if (c->rule.n)
        line(cell, str_format(a->arena, "(quy tắc " STR_FMT ")", STR_ARG(c->rule)));
    for (size_t i = 0; i < why.steps.count; i++)
        line(cell, message_text(a->arena, LANG_VI, why.steps.items[i]));
    if (score_cell_at(&a->board->matrix, unit, index)->exempt)
        line(cell, STR("Không giao cho đơn vị."));
}

static struct str shown_actual(const struct annex *a, const struct criterion *criterion,
                               struct str canonical) {
    return canonical.p ? scoring_show_actual(a->arena, LANG_VI, criterion, canonical) : STR("");
}

static void tell_steps(const struct annex *a, struct doc_row *row, size_t unit, size_t index) {
    const struct criterion *c = &a->board->table.criteria.items[index];
    const struct board_cell *cell = board_cell_at(a->board, unit, index);
    struct doc_cell *out = doc_cell_add(row);
    struct str own = shown_actual(a, c, cell->self_actual);
    struct str self = cell->has_self ? points(a, cell->self) : STR("");
    if (own.n || self.n)
        line(out, str_format(a->arena, "Đơn vị: " STR_FMT "%s" STR_FMT "%s", STR_ARG(own),
                             own.n && self.n ? "; " : "", STR_ARG(self), self.n ? " điểm" : ""));
    if (own.n && c->rollup != ROLLUP_NONE)
        line(out, str_or_empty(cell->self_actual_source));
    for (int s = SCORE_SELF + 1; s < SCORE_STAGE_COUNT; s++) {
        const struct stage_decision *d = cell->stages[s];
        if (!d || (!stage_decides(d) && !d->agrees))
            continue;
        struct str name = message_plain(LANG_VI, score_stage_name((enum score_stage)s));
        struct str actual = shown_actual(a, c, d->actual);
        struct str reason =
            d->has_points ? str_or_empty(d->points_reason) : str_or_empty(d->actual_reason);
        if (!stage_decides(d)) {
            line(out, str_format(a->arena, STR_FMT ": đồng ý", STR_ARG(name)));
            continue;
        }
        line(out, str_format(a->arena, STR_FMT ": " STR_FMT "%s" STR_FMT "%s%s" STR_FMT,
                             STR_ARG(name), STR_ARG(actual), actual.n && d->has_points ? "; " : "",
                             STR_ARG(d->has_points ? points(a, d->points) : STR("")),
                             d->has_points ? " điểm" : "", reason.n ? " – " : "",
                             STR_ARG(shortened(a, reason, REASON_TEXT))));
    }
}

static const struct score_evidence *evidence_at(const struct annex *a, size_t unit, size_t index) {
    if (!a->ground->evidence)
        return NULL;
    const struct evidence_records *records = &a->ground->evidence[unit];
    for (size_t i = 0; i < records->count; i++)
        if (records->items[i].criterion == index)
            return &records->items[i].evidence;
    return NULL;
}

static void tell_beside(const struct annex *a, struct doc_row *row, size_t unit, size_t index) {
    struct doc_cell *out = doc_cell_add(row);
    const struct score_evidence *evidence = evidence_at(a, unit, index);
    size_t shown = 0;
    for (size_t i = 0; evidence && i < evidence->count; i++) {
        if (evidence->items[i].withdrawn_ms || ++shown > EVIDENCE_LINES)
            continue;
        line(out, shortened(a, evidence->items[i].text, EVIDENCE_TEXT));
    }
    if (shown > EVIDENCE_LINES)
        line(out, str_format(a->arena, "và %zu minh chứng khác", shown - EVIDENCE_LINES));
    for (size_t i = 0; i < a->ground->threads->count; i++) {
        const struct thread *t = &a->ground->threads->items[i];
        if (t->unit == unit && t->criterion == (ptrdiff_t)index && t->state != THREAD_DRAFTED)
            line(out, str_format(a->arena, STR_FMT ": " STR_FMT,
                                 STR_ARG(message_plain(LANG_VI, thread_kind_name(t->kind))),
                                 STR_ARG(message_plain(LANG_VI, thread_state_name(t->state)))));
    }
    const struct addendum *amended =
        addendum_of(a->ground->addenda, a->board->cluster.members.items[unit].id,
                    a->board->table.criteria.items[index].id);
    if (amended)
        line(out, addendum_words(a->arena, LANG_VI, amended));
}

static void add_figure(const struct annex *a, struct doc_table *table, size_t unit, size_t index) {
    const struct criterion *c = &a->board->table.criteria.items[index];
    const struct score_cell *score = score_cell_at(&a->board->matrix, unit, index);
    struct doc_row *row = doc_row_add(table);
    if (!criterion_is_scored(c)) {
        bool complete;
        struct decimal sum = scoring_group_points(&a->board->matrix, unit, index, &complete);
        doc_cell_add_text(row, DOC_TABLE_TOTAL, DOC_LEFT, c->code);
        doc_cell_add_text(row, DOC_TABLE_TOTAL, DOC_LEFT, c->name)->column_span = 4;
        doc_cell_add_text(
            row, DOC_TABLE_TOTAL, DOC_RIGHT,
            str_format(a->arena, STR_FMT "%s", STR_ARG(points(a, sum)), complete ? "" : "*"));
        return;
    }
    doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT, c->code);
    struct str max = decimal_display(a->arena, c->max, 0, ',');
    doc_cell_add_text(
        row, DOC_TABLE_TEXT, DOC_LEFT,
        str_format(a->arena, STR_FMT " (tối đa " STR_FMT ")", STR_ARG(c->name), STR_ARG(max)));
    tell_rule(a, row, unit, index);
    tell_steps(a, row, unit, index);
    tell_beside(a, row, unit, index);
    doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_RIGHT,
                      score->in_force_known ? points(a, score->in_force) : STR("–"));
}

/* --- a unit --------------------------------------------------------------------------------- */

static void add_totals(const struct annex *a, struct doc_flow *flow, size_t unit) {
    const struct score_totals *t = &a->board->matrix.totals[unit];
    struct str sum = str_format(a->arena,
                                "Điểm nội dung " STR_FMT " + thưởng " STR_FMT " + trừ " STR_FMT
                                " = tổng điểm " STR_FMT "%s.",
                                STR_ARG(points(a, t->content)), STR_ARG(points(a, t->bonus)),
                                STR_ARG(points(a, t->penalty)), STR_ARG(points(a, t->total)),
                                t->complete ? "" : " (chưa đủ số liệu)");
    doc_paragraph_add(flow, DOC_BODY, sum);
    const struct addendum *amended =
        addendum_of(a->ground->addenda, a->board->cluster.members.items[unit].id, STR_NONE);
    if (amended)
        doc_paragraph_add(flow, DOC_BODY,
                          str_format(a->arena, "Tổng điểm " STR_FMT ".",
                                     STR_ARG(addendum_words(a->arena, LANG_VI, amended))));
}

/* ", phiên bản 2, khóa lúc … (SHA-256 3f2a…)" */
static struct str version_words(const struct annex *a) {
    const struct table_version *version = a->ground->version;
    if (!version)
        return STR(" (chưa khóa)");
    return str_format(a->arena, ", phiên bản %d, khóa lúc " STR_FMT " (SHA-256 %.*s…)",
                      version->number, STR_ARG(instant_display(a->arena, version->locked_ms)),
                      DIGEST_SHOWN, str_c(a->arena, version->digest));
}

static void add_unit(const struct annex *a, size_t unit) {
    static const char *const HEADS[] = {"Mã",       "Tiêu chí",           "Quy tắc, phép tính",
                                        "Các bước", "Minh chứng, ý kiến", "Điểm"};
    const struct cluster_period *cluster = &a->board->cluster;
    const struct official_annex head = {
        .label = STR("PHỤ LỤC GIẢI TRÌNH ĐIỂM"),
        .title = str_format(a->arena, STR_FMT ", " STR_FMT,
                            STR_ARG(utf8_upper(a->arena, cluster->members.items[unit].name)),
                            STR_ARG(period_display(a->arena, LANG_VI, cluster->period))),
    };
    struct doc_flow *flow = official_paper_annex(a->document, DOC_PAGE_A4_LANDSCAPE, &head);
    struct str basis = str_or_empty(a->board->book.basis);
    doc_paragraph_add(flow, DOC_NOTE,
                      str_format(a->arena, "Bảng tiêu chí: " STR_FMT STR_FMT "%s" STR_FMT "%s",
                                 STR_ARG(a->board->table.title), STR_ARG(version_words(a)),
                                 basis.n ? ". Quy tắc: " : "", STR_ARG(basis),
                                 a->board->book.confirmed ? "." : " (chưa kiểm chứng)."));
    struct doc_table *table =
        doc_table_add(flow, DOC_GRID, (double[]){16, 52, 68, 52, 44, 15}, COUNT_OF(HEADS));
    table->header_row_count = 1;
    struct doc_row *row = doc_row_add(table);
    for (size_t i = 0; i < COUNT_OF(HEADS); i++)
        doc_cell_add_text(row, DOC_TABLE_HEAD, DOC_CENTER, str_from_c(HEADS[i]));
    for (size_t i = 0; i < a->board->table.criteria.count; i++)
        add_figure(a, table, unit, i);
    add_totals(a, flow, unit);
}

size_t annex_doc_rows(const struct scoreboard *board, ptrdiff_t unit) {
    return board->table.criteria.count * (unit < 0 ? board->cluster.members.count : 1);
}

static struct document *make(struct arena *arena, const struct annex_ground *ground,
                             int64_t now_ms) {
    const struct cluster_period *cluster = &ground->board->cluster;
    struct document *document = document_new(arena);
    document->title = STR("Phụ lục giải trình điểm");
    document->created_ms = now_ms;
    document->watermark = cluster->closing.closed ? STR_NONE : STR("DỰ THẢO");
    document->banner = cluster->is_sample ? SAMPLE_BANNER : STR_NONE;
    document->footer = str_format(
        arena, "In lúc " STR_FMT ", từ lần ghi số liệu thứ %lld. * chưa đủ số liệu. " STR_FMT,
        STR_ARG(instant_display(arena, now_ms)), (long long)cluster->revision,
        STR_ARG(str_or_empty(ground->audit_mark)));
    const struct annex annex = {arena, ground, ground->board, document};
    for (size_t unit = 0; unit < cluster->members.count; unit++)
        if (ground->unit < 0 || (size_t)ground->unit == unit)
            add_unit(&annex, unit);
    return document;
}

const struct err *annex_doc_make(struct arena *arena, const struct annex_ground *ground,
                                 enum paper_file file, int64_t now_ms, struct str *ret_bytes) {
    return paper_write(make(arena, ground, now_ms), file, arena, ret_bytes);
}

const struct err *annex_doc_html(struct arena *arena, const struct annex_ground *ground,
                                 int64_t now_ms, struct trusted_html *ret_html) {
    return html_write(make(arena, ground, now_ms), arena, ret_html);
}

struct str annex_doc_name(struct arena *arena, const struct annex_ground *ground,
                          enum paper_file file) {
    const struct cluster_period *cluster = &ground->board->cluster;
    return str_format(
        arena, "giai-trinh-diem-" STR_FMT "-" STR_FMT ".%s",
        STR_ARG(ground->unit < 0 ? cluster->slug : cluster->members.items[ground->unit].slug),
        STR_ARG(cluster->code), paper_file_suffix(file));
}
