/* Bars. Lines are in chart_lines.c. */
#include "doc/chart_layout.h"

#include <math.h>

#include "doc/chart_parts.h"
#include "doc/document.h"
#include "text/utf8.h"

#define PT_PER_MM (72 / 25.4)

/* Shares of the size of the letters. */
#define LINE       1.25
#define BAR        1.0  /* how high a bar is */
#define GAP        0.55 /* between two categories */
#define PAD        0.4  /* between a label and what it labels */
#define ABOVE      0.3  /* between a name and the bar below it */
#define SMALL      0.9  /* the type of axis and codes */
#define NAMES_MOST 0.36 /* of the width, for the names at the left */

/* In a chart of more categories nobody reads the codes in the boxes. */
#define CODES_MOST 40

/* Neighbours differ clearly in lightness or in their lines. */
const struct chart_tone CHART_TONES[CHART_TONE_COUNT] = {
    {0.30, CHART_PLAIN, true},   {0.80, CHART_PLAIN, false},  {0.55, CHART_PLAIN, true},
    {1.00, CHART_RISING, false}, {0.90, CHART_PLAIN, false},  {0.72, CHART_FALLING, false},
    {1.00, CHART_LEVEL, false},  {0.86, CHART_RISING, false},
};

/* --- marks -------------------------------------------------------------------------------- */

double chart_text_width(const struct chart_layouting *l, struct str text, double size, bool bold) {
    return doc_text_width_mm(text, size, bold) * PT_PER_MM * l->place->letter_share;
}

static struct chart_mark *add(struct chart_layouting *l, enum chart_mark_kind kind, double x,
                              double y) {
    struct chart_mark *mark = list_push(l->arena, &l->drawing->marks);
    mark->kind = kind;
    mark->x = x;
    mark->y = y;
    mark->size = l->place->size;
    return mark;
}

struct chart_mark *chart_add_text(struct chart_layouting *l, double x, double y, struct str text,
                                  enum chart_anchor anchor, enum chart_ink ink) {
    struct chart_mark *mark = add(l, CHART_TEXT, x, y);
    mark->text = text;
    mark->anchor = anchor;
    mark->ink = ink;
    return mark;
}

struct chart_mark *chart_add_line(struct chart_layouting *l, double x, double y, double width,
                                  double height, enum chart_ink ink, double thickness) {
    struct chart_mark *mark = add(l, CHART_LINE, x, y);
    mark->width = width;
    mark->height = height;
    mark->ink = ink;
    mark->thickness = thickness;
    return mark;
}

struct chart_mark *chart_add_box(struct chart_layouting *l, double x, double y, double width,
                                 double height, size_t tone) {
    struct chart_mark *mark = add(l, CHART_BOX, x, y);
    mark->width = width;
    mark->height = height;
    mark->tone = tone % CHART_TONE_COUNT;
    return mark;
}

/* --- texts -------------------------------------------------------------------------------- */

/* The longest head of TEXT that fits; at a blank where BY_WORDS, where there is one. */
static size_t head_that_fits(const struct chart_layouting *l, struct str text, double width,
                             double size, bool bold, bool by_words) {
    size_t fits = 0, at = 0, any = 0;
    while (at < text.n) {
        size_t before = at;
        int32_t c = utf8_next(text, &at);
        bool may_end = at == text.n || text.p[at] == ' ' || !by_words;
        if (chart_text_width(l, str_slice(text, 0, at), size, bold) > width)
            break;
        any = at;
        if (may_end && !(c == ' ' && before))
            fits = at;
    }
    return fits ? fits : any;
}

size_t chart_wrap(struct chart_layouting *l, struct str text, double width, double size, bool bold,
                  struct str lines[CHART_LABEL_LINES], bool *ret_cut) {
    size_t count = 0;
    *ret_cut = false;
    text = str_trim(text);
    while (text.n && count < CHART_LABEL_LINES) {
        if (chart_text_width(l, text, size, bold) <= width) {
            lines[count++] = text;
            return count;
        }
        bool is_last = count + 1 == CHART_LABEL_LINES;
        double room = width - (is_last ? chart_text_width(l, STR("…"), size, bold) : 0);
        size_t n = head_that_fits(l, text, room, size, bold, true);
        if (!n)
            break;
        struct str head = str_trim(str_slice(text, 0, n));
        lines[count++] = is_last ? str_concat(l->arena, head, STR("…")) : head;
        text = str_trim(str_slice(text, n, text.n));
    }
    *ret_cut = text.n > 0;
    return count;
}

struct str chart_tick_text(const struct chart_layouting *l, size_t steps) {
    struct chart_point tick = {.known = true, .value = chart_axis_tick(&l->axis, steps)};
    struct chart plain = *l->chart;
    plain.min_scale = 0;
    return chart_value_text(l->arena, &plain, &tick);
}

/* --- title and legend ------------------------------------------------------------------- */

static void add_title(struct chart_layouting *l) {
    struct str lines[CHART_LABEL_LINES];
    bool cut;
    size_t count =
        chart_wrap(l, l->chart->title, l->drawing->width, l->place->size, true, lines, &cut);
    for (size_t i = 0; i < count; i++) {
        l->y += l->place->size * LINE;
        struct chart_mark *mark =
            chart_add_text(l, 0, l->y - l->place->size * 0.3, lines[i], CHART_START, CHART_INK);
        mark->bold = true;
        if (cut)
            mark->full = l->chart->title;
    }
    l->y += l->place->size * GAP;
}

/* The sign of a series: its box, or its line. */
static void add_sign(struct chart_layouting *l, size_t series, double x, double width) {
    double size = l->place->size, middle = l->y + size * LINE / 2;
    if (l->chart->kind == CHART_BULLETS && series == 1) {
        chart_add_line(l, x + width / 2, middle - size * 0.5, 0, size, CHART_INK, 2);
    } else if (l->chart->kind == CHART_LINES) {
        chart_add_line(l, x, middle, width, 0, CHART_INK, 1.4)->dash = (double)series * 2.5;
    } else {
        chart_add_box(l, x, middle - size * 0.4, width, size * 0.8, series);
    }
}

static void add_legend(struct chart_layouting *l) {
    double size = l->place->size, x = 0, sign = size * (l->chart->kind == CHART_LINES ? 2 : 1);
    if (l->chart->series.count < 2)
        return;
    for (size_t i = 0; i < l->chart->series.count; i++) {
        struct str name = l->chart->series.items[i].name, lines[CHART_LABEL_LINES];
        bool cut;
        double width = chart_text_width(l, name, size, false);
        if (x > 0 && x + sign + size * PAD + width > l->drawing->width) {
            x = 0;
            l->y += size * LINE;
        }
        add_sign(l, i, x, sign);
        x += sign + size * PAD;
        size_t count = chart_wrap(l, name, l->drawing->width - x, size, false, lines, &cut);
        for (size_t line = 0; line < count; line++) {
            l->y += line ? size * LINE : 0;
            chart_add_text(l, x, l->y + size * 0.95, lines[line], CHART_START, CHART_SOFT)->full =
                cut ? name : STR_NONE;
        }
        x += fmin(width, l->drawing->width - x) + size * 1.2;
    }
    l->y += size * (LINE + GAP);
}

/* --- bars --------------------------------------------------------------------------------- */

static double x_of(const struct chart_layouting *l, struct decimal value) {
    return l->plot_left + l->plot_width * chart_axis_share(&l->axis, value);
}

/* What stands behind the bar: the sum, or why there is none. */
static struct str end_text(const struct chart_layouting *l, size_t category) {
    const struct chart *chart = l->chart;
    struct chart_point sum = chart_sum(chart, category);
    if (!sum.known)
        return chart->lang == LANG_VI ? STR("chưa có số liệu") : STR("no figures yet");
    struct str text = chart_value_text(l->arena, chart, &sum);
    if (chart->kind != CHART_BULLETS || chart->series.count < 2)
        return text;
    return str_format(
        l->arena, STR_FMT " (" STR_FMT ")", STR_ARG(text),
        STR_ARG(chart_value_text(l->arena, chart, &chart->series.items[1].points[category])));
}

/* Names at the left as wide as they must be; at the right room for the longest end text that
 * stands behind a bar. */
static void place_plot(struct chart_layouting *l) {
    double size = l->place->size, names = 0, room = 0;
    for (size_t c = l->first; c < l->end; c++) {
        names = fmax(names, chart_text_width(l, l->chart->categories.items[c], size, false));
        if (chart_sum(l->chart, c).known)
            room = fmax(room, chart_text_width(l, end_text(l, c), size, true));
    }
    l->plot_left = l->place->names_above ? 0 : fmin(names + 1, l->drawing->width * NAMES_MOST);
    l->plot_left += l->place->names_above ? 0 : size * PAD * 1.5;
    l->plot_width = fmax(size * 4, l->drawing->width - l->plot_left - room - size * PAD * 1.5);
}

static double add_name(struct chart_layouting *l, size_t category, double y) {
    struct str name = l->chart->categories.items[category], lines[CHART_LABEL_LINES];
    double size = l->place->size;
    bool above = l->place->names_above, cut;
    double width = above ? l->drawing->width - size * PAD : l->plot_left - size * PAD * 1.5;
    size_t count = chart_wrap(l, name, width, size, false, lines, &cut);
    double height = fmax(size * LINE * (double)count, above ? 0 : size * BAR);
    double top = y + (height - size * LINE * (double)count) / 2;
    for (size_t i = 0; i < count; i++) {
        struct chart_mark *mark =
            chart_add_text(l, above ? size * PAD : l->plot_left - size * PAD * 1.5,
                           top + size * (LINE * (double)i + 0.95), lines[i],
                           above ? CHART_START : CHART_END, CHART_INK);
        mark->full = cut ? name : STR_NONE;
    }
    return height;
}

/* The code of a series where it fits into its box; not on lines, where it would not be read. */
static void add_code(struct chart_layouting *l, size_t series, const struct chart_mark *box) {
    struct str code = l->chart->series.items[series].code;
    double size = l->place->size * SMALL;
    const struct chart_tone *tone = &CHART_TONES[series % CHART_TONE_COUNT];
    double x = box->x + box->width / 2, y = box->y + box->height / 2 + size * 0.35;
    if (!code.n || l->end - l->first > CODES_MOST || tone->hatch != CHART_PLAIN ||
        chart_text_width(l, code, size, false) + size * 0.4 > box->width)
        return;
    chart_add_text(l, x, y, code, CHART_MIDDLE, tone->dark ? CHART_PAPER : CHART_INK)->size = size;
}

static void add_part(struct chart_layouting *l, size_t series, struct decimal from,
                     struct decimal to, double y, double height) {
    double left = x_of(l, from), right = x_of(l, to);
    if (fabs(right - left) < 0.01)
        return;
    struct chart_mark box =
        *chart_add_box(l, fmin(left, right), y, fabs(right - left), height, series);
    if (l->chart->kind == CHART_STACKED)
        add_code(l, series, &box);
}

/* Returns where the bar ends at the right. */
static double add_bar(struct chart_layouting *l, size_t category, double y, double height) {
    struct decimal above = DECIMAL_ZERO, below = DECIMAL_ZERO;
    size_t count = l->chart->kind == CHART_STACKED ? l->chart->series.count : 1;
    for (size_t i = 0; i < count && i < l->chart->series.count; i++) {
        const struct chart_point *point = &l->chart->series.items[i].points[category];
        if (!point->known)
            continue;
        struct decimal *end = point->value.units < 0 ? &below : &above;
        struct decimal to = decimal_add(*end, point->value);
        add_part(l, i, *end, to, y, height);
        *end = to;
    }
    double right = x_of(l, above);
    if (l->chart->kind != CHART_BULLETS || l->chart->series.count < 2)
        return right;
    const struct chart_point *mark = &l->chart->series.items[1].points[category];
    if (!mark->known)
        return right;
    double x = x_of(l, mark->value);
    chart_add_line(l, x, y - height * 0.2, 0, height * 1.4, CHART_PAPER, 4);
    chart_add_line(l, x, y - height * 0.2, 0, height * 1.4, CHART_INK, 2);
    return fmax(right, x);
}

static void add_category(struct chart_layouting *l, size_t category) {
    double size = l->place->size, bar = size * BAR, y = l->y;
    double row = add_name(l, category, y);
    bool above = l->place->names_above;
    row += above ? size * ABOVE : 0;
    double bar_y = above ? y + row : y + (row - bar) / 2;
    double right = add_bar(l, category, bar_y, bar);
    struct chart_point sum = chart_sum(l->chart, category);
    struct chart_mark *end =
        chart_add_text(l, right + size * PAD, bar_y + bar / 2 + size * 0.35, end_text(l, category),
                       CHART_START, sum.known ? CHART_INK : CHART_SOFT);
    end->bold = sum.known && !sum.partly && l->chart->kind != CHART_BULLETS;
    l->y = y + (above ? row + bar : fmax(row, bar)) + size * GAP;
}

/* Ticks, behind the bars; labels that would touch are left out. */
static void add_axis(struct chart_layouting *l, double top, double bottom, size_t behind) {
    double size = l->place->size * SMALL, last = -1000;
    struct chart_drawing *drawing = l->drawing;
    size_t first = drawing->marks.count;
    for (size_t i = 0; i <= l->axis.step_count; i++) {
        struct decimal value = chart_axis_tick(&l->axis, i);
        double x = x_of(l, value);
        bool zero = decimal_is_zero(value);
        chart_add_line(l, x, top, 0, bottom - top, zero ? CHART_INK : CHART_RULE, zero ? 0.8 : 0.5);
        struct str text = chart_tick_text(l, i);
        double half = chart_text_width(l, text, size, false) / 2;
        if (x - half < last + size * 0.5)
            continue;
        last = x + half;
        bool at_edge = x - half < 0;
        chart_add_text(l, at_edge ? 0 : x, bottom + size * 1.15, text,
                       at_edge ? CHART_START : CHART_MIDDLE, CHART_SOFT)
            ->size = size;
    }
    /* Behind the last figure, or below where there is no room. */
    double unit = chart_text_width(l, l->chart->unit, size, false);
    bool below = last + size * 0.4 + unit > drawing->width;
    if (l->chart->unit.n)
        chart_add_text(l, below ? drawing->width : last + size * 0.4,
                       bottom + size * (below ? 2.3 : 1.15), l->chart->unit,
                       below ? CHART_END : CHART_START, CHART_SOFT)
            ->size = size;
    /* Behind: the axis goes before the marks of the bars. */
    size_t count = drawing->marks.count - first;
    struct chart_mark *axis = ARENA_ARRAY(l->arena, struct chart_mark, count + 1);
    struct chart_mark *marks = drawing->marks.items;
    for (size_t i = 0; i < count; i++)
        axis[i] = marks[first + i];
    for (size_t i = first; i-- > behind;)
        marks[i + count] = marks[i];
    for (size_t i = 0; i < count; i++)
        marks[behind + i] = axis[i];
    l->y = bottom + size * (below && l->chart->unit.n ? 2.75 : 1.6);
}

static void layout_bars(struct chart_layouting *l) {
    double size = l->place->size, top = l->y;
    size_t behind = l->drawing->marks.count;
    place_plot(l);
    l->y += size * GAP * 0.6;
    for (size_t c = l->first; c < l->end; c++)
        add_category(l, c);
    double bottom = l->y - size * GAP * 0.4;
    l->y = bottom;
    if (!l->axis.empty)
        add_axis(l, top, bottom, behind);
}

/* --- the whole ---------------------------------------------------------------------------- */

void chart_layout(struct arena *arena, const struct chart *chart, const struct chart_place *place,
                  struct chart_drawing *ret_drawing) {
    *ret_drawing = (struct chart_drawing){.width = place->width, .size = place->size};
    size_t all = chart->categories.count, first = place->first < all ? place->first : all;
    struct chart_layouting l = {
        .arena = arena,
        .chart = chart,
        .place = place,
        .drawing = ret_drawing,
        .axis = chart_axis_of(chart),
        .first = first,
        .end = place->count && place->count < all - first ? first + place->count : all,
    };
    if (place->has_title)
        add_title(&l);
    add_legend(&l);
    if (chart->kind == CHART_LINES)
        chart_layout_lines(&l);
    else
        layout_bars(&l);
    ret_drawing->height = l.y;
}

bool chart_hatch_next(const struct chart_mark *box, double *state, double line[4]) {
    enum chart_hatch hatch = CHART_TONES[box->tone].hatch;
    double reach = hatch == CHART_LEVEL ? box->height : box->width + box->height;
    *state += CHART_HATCH_GAP_PT;
    double at = *state;
    if (hatch == CHART_PLAIN || at >= reach)
        return false;
    if (hatch == CHART_LEVEL) {
        line[0] = box->x, line[1] = line[3] = box->y + at, line[2] = box->x + box->width;
        return true;
    }
    /* Lines x + y = at within the box, or their mirror image. */
    double x0 = fmin(at, box->width), y0 = at - x0, y1 = fmin(at, box->height), x1 = at - y1;
    bool mirror = hatch == CHART_FALLING;
    line[0] = box->x + (mirror ? box->width - x0 : x0), line[1] = box->y + y0;
    line[2] = box->x + (mirror ? box->width - x1 : x1), line[3] = box->y + y1;
    return true;
}
