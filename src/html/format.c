/* Values as people read them, and the questions templates ask in conditions. */
#include "html/print.h"

static char decimal_mark(const struct html *h) {
    return h->lang == LANG_VI ? ',' : '.';
}

struct str html_str_same(struct html *h, struct str s) {
    (void)h;
    return s;
}

struct str html_str_c(struct html *h, const char *text) {
    (void)h;
    return str_from_c(text);
}

struct str html_str_message(struct html *h, struct message message) {
    return message_text(h->arena, h->lang, message);
}

struct str html_str_decimal(struct html *h, struct decimal value) {
    return decimal_display(h->arena, value, 0, decimal_mark(h));
}

struct str html_str_signed(struct html *h, long long value) {
    return str_format(h->arena, "%lld", value);
}

struct str html_str_unsigned(struct html *h, unsigned long long value) {
    return str_format(h->arena, "%llu", value);
}

static struct str group_thousands(struct html *h, bool negative, struct str digits) {
    char mark = decimal_mark(h) == ',' ? '.' : ',';
    struct buf grouped = BUF_INIT(64);
    if (negative)
        buf_append_char(&grouped, '-');
    for (size_t i = 0; i < digits.n; i++) {
        if (i > 0 && (digits.n - i) % 3 == 0)
            buf_append_char(&grouped, mark);
        buf_append_char(&grouped, digits.p[i]);
    }
    struct str text = str_copy(h->arena, buf_str(&grouped));
    buf_release(&grouped);
    return text;
}

struct str html_number_signed(struct html *h, long long value) {
    unsigned long long size =
        value < 0 ? 0ULL - (unsigned long long)value : (unsigned long long)value;
    return group_thousands(h, value < 0, html_str_unsigned(h, size));
}

struct str html_number_unsigned(struct html *h, unsigned long long value) {
    return group_thousands(h, false, html_str_unsigned(h, value));
}

struct str html_filter_date(struct html *h, struct date date) {
    return date_display(h->arena, date);
}

struct str html_filter_iso(struct html *h, struct date date) {
    return date_iso(h->arena, date);
}

struct str html_filter_instant(struct html *h, int64_t instant_ms) {
    return instant_display(h->arena, instant_ms);
}

struct str html_filter_time(struct html *h, int64_t instant_ms) {
    return instant_time_display(h->arena, instant_ms);
}

/* Two places at least; what is finer is shown, never rounded away. */
struct str html_filter_points(struct html *h, struct decimal value) {
    return decimal_display(h->arena, value, 2, decimal_mark(h));
}

struct str html_filter_plain(struct html *h, struct decimal value) {
    return decimal_canonical(h->arena, value);
}

struct str html_filter_say(struct html *h, enum msg_id id) {
    return message_plain(h->lang, id);
}

bool html_is_str(struct str s) {
    return s.n > 0;
}

bool html_is_trusted(struct trusted_html trusted) {
    return trusted.html.n > 0;
}

bool html_is_date(struct date date) {
    return !date_is_empty(date);
}

bool html_is_message(struct message message) {
    return message.id != MSG_none;
}

bool html_is_number(int128 value) {
    return value != 0;
}

bool html_is_pointer(const void *pointer) {
    return pointer != NULL;
}

int html_compare_numbers(int128 a, int128 b) {
    return (a > b) - (a < b);
}

int html_compare_decimal_number(struct decimal a, int64_t number) {
    return decimal_compare(a, DECIMAL(number, 0));
}

int html_compare_c(const char *a, struct str b) {
    return str_compare(str_from_c(a), b);
}
