/* Widths of letters in Times New Roman, in thousandths of the type size. Letters with marks are as
 * wide as their base letter (the horn of ơ and ư adds a little, which is left out). */
#include <utf8proc.h>

#include "doc/document.h"
#include "text/utf8.h"

static const uint16_t REGULAR[] = {
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500,
    500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611,
    556, 722, 722, 333, 389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722,
    722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500,
    278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
};

static const uint16_t BOLD[] = {
    250, 333, 555, 500, 500, 1000, 833, 278, 333, 333, 500, 570, 250, 333, 250, 278, 500, 500,  500,
    500, 500, 500, 500, 500, 500,  500, 333, 333, 570, 570, 570, 500, 930, 722, 667, 722, 722,  667,
    611, 778, 778, 389, 500, 778,  667, 944, 722, 778, 611, 778, 722, 556, 667, 722, 722, 1000, 722,
    722, 667, 333, 278, 333, 581,  500, 333, 500, 556, 444, 556, 444, 333, 500, 556, 278, 333,  556,
    278, 833, 556, 500, 556, 556,  444, 389, 333, 556, 500, 722, 500, 500, 444, 394, 220, 394,  520,
};

static unsigned other_width(int32_t c, bool bold) {
    switch (c) {
    case 0x0110: /* Đ */
        return 722;
    case 0x0111: /* đ */
        return bold ? 556 : 500;
    case 0x00A0: /* no-break space */
        return 250;
    case 0x2014: /* em dash */
    case 0x2026: /* … */
        return 1000;
    case 0x2018:
    case 0x2019:
        return 333;
    default:
        return 500;
    }
}

static unsigned letter_width(int32_t c, bool bold) {
    utf8proc_int32_t parts[8];
    utf8proc_ssize_t count =
        utf8proc_decompose_char(c, parts, COUNT_OF(parts), UTF8PROC_DECOMPOSE, NULL);
    if (count > 0)
        c = parts[0];
    if (utf8proc_category(c) == UTF8PROC_CATEGORY_MN)
        return 0;
    if (c >= ' ' && c <= '~')
        return bold ? BOLD[c - ' '] : REGULAR[c - ' '];
    return other_width(c, bold);
}

double doc_text_width_mm(struct str text, double size_pt, bool bold) {
    unsigned long longest = 0, line = 0;
    for (size_t i = 0; i < text.n;) {
        int32_t c = utf8_next(text, &i);
        line = c == '\n' ? 0 : line + letter_width(c, bold);
        if (line > longest)
            longest = line;
    }
    return (double)longest / 1000 * size_pt * 25.4 / 72;
}
