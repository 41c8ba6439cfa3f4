#include "doc/chart_svg.h"

#include "doc/document.h"

/* Be Vietnam Pro is wider than Times New Roman by about this. */
#define PAGE_LETTERS 1.24

enum { WIDE = 720, NARROW = 350, PAGE_SIZE = 12, NARROW_CATEGORIES_MAX = 40 };

static void number(struct buf *out, double value) {
    /* One decimal, none where there is none: short and the same in every locale. */
    int64_t tenths = (int64_t)(value < 0 ? value * 10 - 0.5 : value * 10 + 0.5);
    if (tenths < 0)
        buf_append_char(out, '-');
    tenths = tenths < 0 ? -tenths : tenths;
    buf_append_int(out, tenths / 10);
    if (tenths % 10)
        buf_append_format(out, ".%d", (int)(tenths % 10));
}

static void pair(struct buf *out, char command, double x, double y) {
    buf_append_char(out, command);
    number(out, x);
    buf_append_char(out, ' ');
    number(out, y);
}

static void attribute(struct buf *out, const char *name, double value) {
    buf_append_format(out, " %s=\"", name);
    number(out, value);
    buf_append_char(out, '"');
}

/* All boxes of a tone that stand together are one path: a chart of a hundred units stays small. */
static void boxes(struct buf *out, const struct chart_drawing *drawing, size_t tone) {
    bool any = false;
    for (size_t i = 0; i < drawing->marks.count; i++) {
        const struct chart_mark *mark = &drawing->marks.items[i];
        if (mark->kind != CHART_BOX || mark->tone != tone)
            continue;
        if (!any)
            buf_append_format(out, "<path class=\"tone-%zu\" d=\"", tone);
        any = true;
        pair(out, 'M', mark->x, mark->y);
        buf_append_char(out, 'h');
        number(out, mark->width);
        buf_append_char(out, 'v');
        number(out, mark->height);
        buf_append_char(out, 'h');
        number(out, -mark->width);
        buf_append_char(out, 'z');
    }
    if (any)
        buf_append_c(out, "\"/>");
}

static void hatches(struct buf *out, const struct chart_drawing *drawing) {
    bool any = false;
    for (size_t i = 0; i < drawing->marks.count; i++) {
        const struct chart_mark *mark = &drawing->marks.items[i];
        double state = 0, line[4];
        if (mark->kind != CHART_BOX)
            continue;
        while (chart_hatch_next(mark, &state, line)) {
            if (!any)
                buf_append_c(out, "<path class=\"c-hatch\" d=\"");
            any = true;
            pair(out, 'M', line[0], line[1]);
            pair(out, 'L', line[2], line[3]);
        }
    }
    if (any)
        buf_append_c(out, "\"/>");
}

static const char *const INKS[] = {[CHART_INK] = "c-ink",
                                   [CHART_SOFT] = "c-soft",
                                   [CHART_RULE] = "c-rule",
                                   [CHART_PAPER] = "c-paper"};

static void line_mark(struct buf *out, const struct chart_mark *mark) {
    buf_append_format(out, "<path class=\"c-line %s\"", INKS[mark->ink]);
    attribute(out, "stroke-width", mark->thickness);
    if (mark->dash > 0)
        attribute(out, "stroke-dasharray", mark->dash);
    buf_append_c(out, " d=\"");
    pair(out, 'M', mark->x, mark->y);
    pair(out, 'l', mark->width, mark->height);
    buf_append_c(out, "\"/>");
}

/* SIZE: that of the whole drawing. */
static void text_mark(struct html *h, const struct chart_mark *mark, double size) {
    static const char *const ANCHORS[] = {"", " text-anchor=\"middle\"", " text-anchor=\"end\""};
    buf_append_c(h->out, "<text");
    if (mark->ink != CHART_INK || mark->bold)
        buf_append_format(h->out, " class=\"%s%s\"", INKS[mark->ink], mark->bold ? " c-bold" : "");
    buf_append_c(h->out, ANCHORS[mark->anchor]);
    attribute(h->out, "x", mark->x);
    attribute(h->out, "y", mark->y);
    if (mark->size < size - 0.01 || mark->size > size + 0.01)
        attribute(h->out, "font-size", mark->size);
    buf_append_char(h->out, '>');
    if (mark->full.n) {
        buf_append_c(h->out, "<title>");
        html_text(h, mark->full);
        buf_append_c(h->out, "</title>");
    }
    html_text(h, mark->text);
    buf_append_c(h->out, "</text>");
}

static bool is_behind(const struct chart_mark *mark) {
    return mark->kind == CHART_LINE && mark->dash <= 0 && mark->thickness < 1;
}

static void begin(struct html *h, const struct chart *chart, const struct chart_drawing *drawing,
                  struct str id) {
    buf_append_c(h->out, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" role=\"img\" "
                         "viewBox=\"0 0 ");
    number(h->out, drawing->width);
    buf_append_char(h->out, ' ');
    number(h->out, drawing->height);
    buf_append_char(h->out, '"');
    attribute(h->out, "font-size", drawing->size);
    buf_append_c(h->out, " aria-labelledby=\"");
    html_text(h, id);
    buf_append_c(h->out, "-t ");
    html_text(h, id);
    buf_append_c(h->out, "-d\"><title id=\"");
    html_text(h, id);
    buf_append_c(h->out, "-t\">");
    html_text(h, chart->title);
    buf_append_c(h->out, "</title><desc id=\"");
    html_text(h, id);
    buf_append_c(h->out, "-d\">");
    html_text(h, chart_words(h->arena, chart));
    buf_append_c(h->out, "</desc>");
}

void chart_svg(struct html *h, const struct chart *chart, const struct chart_drawing *drawing,
               struct str id) {
    begin(h, chart, drawing, id);
    for (size_t i = 0; i < drawing->marks.count; i++)
        if (is_behind(&drawing->marks.items[i]))
            line_mark(h->out, &drawing->marks.items[i]);
    if (chart->kind != CHART_LINES)
        for (size_t tone = 0; tone < CHART_TONE_COUNT; tone++)
            boxes(h->out, drawing, tone);
    for (size_t i = 0; i < drawing->marks.count; i++)
        if (drawing->marks.items[i].kind == CHART_LINE && !is_behind(&drawing->marks.items[i]))
            line_mark(h->out, &drawing->marks.items[i]);
    if (chart->kind == CHART_LINES)
        for (size_t tone = 0; tone < CHART_TONE_COUNT; tone++)
            boxes(h->out, drawing, tone);
    hatches(h->out, drawing);
    for (size_t i = 0; i < drawing->marks.count; i++)
        if (drawing->marks.items[i].kind == CHART_TEXT)
            text_mark(h, &drawing->marks.items[i], drawing->size);
    buf_append_c(h->out, "</svg>");
}

static void one_drawing(struct html *h, const struct chart *chart, struct str id, bool narrow) {
    struct chart_drawing drawing;
    const struct chart_place place = {
        .width = narrow ? NARROW : WIDE,
        .size = PAGE_SIZE,
        .letter_share = PAGE_LETTERS,
        .names_above = narrow,
    };
    chart_layout(h->arena, chart, &place, &drawing);
    chart_svg(h, chart, &drawing, str_concat(h->arena, id, narrow ? STR("-n") : STR("")));
}

/* More categories than a phone can show anyway are drawn once: the figure scrolls there. */
void chart_figure(struct html *h, const struct chart *chart, struct str id) {
    bool both = chart->categories.count <= NARROW_CATEGORIES_MAX && chart->kind != CHART_LINES;
    buf_append_c(h->out, both ? "<div class=\"chart-wide\">" : "<div class=\"chart-only\">");
    one_drawing(h, chart, id, false);
    buf_append_c(h->out, "</div>");
    if (!both)
        return;
    buf_append_c(h->out, "<div class=\"chart-narrow\">");
    one_drawing(h, chart, id, true);
    buf_append_c(h->out, "</div>");
}

struct trusted_html chart_figure_html(struct arena *arena, const struct chart *chart,
                                      struct str id) {
    struct buf out = BUF_INIT(CHART_FIGURE_BYTES_MAX);
    struct html h = {.out = &out, .arena = arena, .lang = chart->lang};
    chart_figure(&h, chart, id);
    struct trusted_html figure = {out.overflowed ? STR("") : str_copy(arena, buf_str(&out))};
    buf_release(&out);
    return figure;
}
