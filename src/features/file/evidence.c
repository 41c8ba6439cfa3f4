#include "features/file/evidence.h"

#include "base/buf.h"
#include "base/list.h"

#define NUMBER " số "
#define DAY    " ngày "
#define MONTH  " tháng "
#define YEAR   " năm "
#define ISSUER " của "
#define KEPT   ", nơi giữ: "
#define NOTE   "; ghi chú: "

enum { LINE_BYTES_MAX = 8 * 1024 };

/* A part without what parts the line. */
static void add_part(struct buf *out, const char *mark, struct str part) {
    part = str_trim(part);
    if (!part.n)
        return;
    struct str words = str_from_c(mark);
    /* At the head of a line a mark needs no blank before it. */
    buf_append_str(out, !out->length && words.p[0] == ' ' ? str_slice(words, 1, words.n) : words);
    for (size_t i = 0; i < part.n; i++)
        buf_append_char(out, part.p[i] == ';' ? ',' : part.p[i] == '\n' ? ' ' : part.p[i]);
}

struct str evidence_text(struct arena *arena, const struct evidence_reference *reference) {
    struct buf out CLEANUP(buf_release) = BUF_INIT(LINE_BYTES_MAX);
    struct partial_date day = reference->dated;
    add_part(&out, "", reference->paper);
    add_part(&out, NUMBER, reference->number);
    if (!partial_date_is_empty(day))
        add_part(&out, day.day ? DAY : day.month ? MONTH : YEAR, partial_date_display(arena, day));
    add_part(&out, ISSUER, reference->issuer);
    add_part(&out, out.length ? KEPT : &KEPT[2], reference->kept);
    add_part(&out, out.length ? NOTE : &NOTE[2], reference->note);
    return str_copy(arena, buf_str(&out));
}

/* Cuts what follows MARK off the end of *text; absent where there is no mark. */
static struct str cut_tail(struct str *text, const char *mark) {
    struct str words = str_from_c(mark);
    ptrdiff_t at = str_find(*text, words);
    size_t skipped = words.n;
    /* A line may begin with it, without what parts it from a part before. */
    struct str bare = str_trim(str_slice(words, words.p[0] == ' ' ? 0 : 1, words.n));
    if (at < 0 && str_starts_with(*text, bare)) {
        at = 0;
        skipped = bare.n;
    }
    if (at < 0)
        return STR_NONE;
    struct str tail = str_trim(str_slice(*text, (size_t)at + skipped, text->n));
    *text = str_slice(*text, 0, (size_t)at);
    return tail;
}

/* A day said in one of the three ways, off the end of *text; *text is untouched where it is none.
 */
static bool cut_date(struct str *text, struct partial_date *ret_date) {
    static const char *const MARKS[] = {DAY, MONTH, YEAR};
    for (size_t i = 0; i < COUNT_OF(MARKS); i++) {
        struct str rest = *text;
        struct str tail = cut_tail(&rest, MARKS[i]);
        if (tail.n && partial_date_read_human(tail, ret_date)) {
            *text = rest;
            return true;
        }
    }
    return false;
}

bool evidence_read(struct str text, struct evidence_reference *ret_reference) {
    struct evidence_reference reference = {STR_INIT(""), STR_INIT(""), {0},
                                           STR_INIT(""), STR_INIT(""), STR_INIT("")};
    struct str rest = str_trim(text);
    reference.note = str_or_empty(cut_tail(&rest, NOTE));
    reference.kept = str_or_empty(cut_tail(&rest, KEPT));
    struct str before = rest;
    reference.issuer = str_or_empty(cut_tail(&rest, ISSUER));
    bool dated = cut_date(&rest, &reference.dated);
    struct str unnumbered = rest;
    reference.number = str_or_empty(cut_tail(&rest, NUMBER));
    if (str_find(reference.number, STR(" ")) >= 0) { /* "số liệu báo cáo quý" is no number */
        reference.number = STR("");
        rest = unnumbered;
    }
    if (!dated && !reference.number.n) { /* free words, in which "của" parts nothing */
        reference.issuer = STR("");
        rest = before;
    }
    reference.paper = str_trim(rest);
    *ret_reference = reference;
    return reference.number.n || (dated && (reference.issuer.n || reference.kept.n));
}
