#include "doc/xlsx_value.h"

#include <string.h>

#include "base/date.h"

enum { SIGNIFICANT_DIGITS = 15, EXPONENT_MAX = 309, SECONDS_PER_DAY = 86400 };
/* 31/12/9999 */
enum { LAST_SERIAL_1900 = 2958465, LAST_SERIAL_1904 = 2957003 };

enum xlsx_format xlsx_format_builtin(uint32_t id) {
    if (id == 9 || id == 10)
        return XLSX_FORMAT_PERCENT;
    if (id == 22)
        return XLSX_FORMAT_DATE_TIME;
    if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47))
        return XLSX_FORMAT_TIME;
    /* 27–36 and 50–58 are dates of East Asian editions. */
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58))
        return XLSX_FORMAT_DATE;
    return XLSX_FORMAT_PLAIN;
}

/* The letters and signs of a format code that count, one by one. */
struct code_letters {
    bool day_or_year;
    bool month_or_minute;
    bool hour_or_second;
    bool percent;
};

static void note_letter(struct code_letters *found, char c) {
    switch (c | 0x20) {
    case 'd':
    case 'y':
        found->day_or_year = true;
        break;
    case 'm':
        found->month_or_minute = true;
        break;
    case 'h':
    case 's':
        found->hour_or_second = true;
        break;
    default:
        found->percent |= c == '%';
    }
}

/* [h], [mm], [ss] count time; [Red], [$-409], [>5] say nothing about it. */
static size_t note_brackets(struct code_letters *found, struct str code, size_t open) {
    size_t close = open + 1;
    while (close < code.n && code.p[close] != ']')
        close++;
    struct str inside = str_slice(code, open + 1, close);
    bool is_time = inside.n > 0;
    for (size_t i = 0; i < inside.n; i++)
        is_time &= strchr("hHmMsS", inside.p[i]) != NULL;
    if (is_time)
        found->hour_or_second = true;
    return close;
}

enum xlsx_format xlsx_format_of_code(struct str code) {
    struct code_letters found = {0};
    if (str_starts_with(code, STR("General")))
        return XLSX_FORMAT_PLAIN;
    for (size_t i = 0; i < code.n && code.p[i] != ';'; i++) {
        char c = code.p[i];
        if (c == '"') {
            for (i++; i < code.n && code.p[i] != '"'; i++)
                ;
        } else if (c == '\\' || c == '_' || c == '*') {
            i++;
        } else if (c == '[') {
            i = note_brackets(&found, code, i);
        } else {
            note_letter(&found, c);
        }
    }
    if (found.percent)
        return XLSX_FORMAT_PERCENT;
    if (found.day_or_year)
        return found.hour_or_second ? XLSX_FORMAT_DATE_TIME : XLSX_FORMAT_DATE;
    if (found.hour_or_second)
        return XLSX_FORMAT_TIME;
    return found.month_or_minute ? XLSX_FORMAT_DATE : XLSX_FORMAT_PLAIN;
}

/* Half up at the sixteenth digit, then without zeros at the end. */
static void round_digits(struct xlsx_number *n, bool up) {
    int i = n->count;
    while (up && i > 0) {
        i--;
        if (n->digits[i] < '9') {
            n->digits[i]++;
            up = false;
        } else {
            n->digits[i] = '0';
        }
    }
    if (up && n->count > 0) { /* 9.99… became 10 */
        n->digits[0] = '1';
        n->count = 1;
        n->exponent++;
    }
    while (n->count > 0 && n->digits[n->count - 1] == '0')
        n->count--;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* E+05 and the like at POSITION to the end of the text. */
static bool read_exponent(struct str text, size_t position, int *exponent) {
    if (position == text.n)
        return true;
    if ((text.p[position] | 0x20) != 'e')
        return false;
    position++;
    bool negative = position < text.n && text.p[position] == '-';
    if (position < text.n && (text.p[position] == '-' || text.p[position] == '+'))
        position++;
    if (position == text.n)
        return false;
    int value = 0;
    for (; position < text.n; position++) {
        if (!is_digit(text.p[position]))
            return false;
        if (value < 10000)
            value = value * 10 + (text.p[position] - '0');
    }
    *exponent += negative ? -value : value;
    return true;
}

bool xlsx_number_read(struct str text, struct xlsx_number *ret_number) {
    struct xlsx_number n = {0};
    size_t i = 0;
    bool any = false, after_mark = false, round_up = false;
    int dropped = 0; /* digits past those that count */
    int exponent = 0;
    if (text.n > 400)
        return false;
    if (i < text.n && (text.p[i] == '-' || text.p[i] == '+'))
        n.negative = text.p[i++] == '-';
    for (; i < text.n && (is_digit(text.p[i]) || (text.p[i] == '.' && !after_mark)); i++) {
        if (text.p[i] == '.') {
            after_mark = true;
            continue;
        }
        any = true;
        if (n.count == 0 && text.p[i] == '0') {
            exponent -= after_mark;
            continue;
        }
        exponent += !after_mark;
        if (n.count < SIGNIFICANT_DIGITS)
            n.digits[n.count++] = text.p[i];
        else if (dropped++ == 0)
            round_up = text.p[i] >= '5';
    }
    if (!any || !read_exponent(text, i, &exponent))
        return false;
    n.exponent = exponent;
    round_digits(&n, round_up);
    if (n.count == 0)
        n = (struct xlsx_number){0};
    if (n.exponent > EXPONENT_MAX || n.exponent < -EXPONENT_MAX)
        return false;
    *ret_number = n;
    return true;
}

static void append_zeros(struct buf *buf, int count) {
    while (count-- > 0)
        buf_append_char(buf, '0');
}

void xlsx_number_append(struct buf *buf, struct xlsx_number n) {
    if (n.count == 0) {
        buf_append_char(buf, '0');
        return;
    }
    if (n.negative)
        buf_append_char(buf, '-');
    if (n.exponent <= 0) {
        buf_append_c(buf, "0.");
        append_zeros(buf, -n.exponent);
        buf_append(buf, n.digits, (size_t)n.count);
        return;
    }
    int whole = n.count < n.exponent ? n.count : n.exponent;
    buf_append(buf, n.digits, (size_t)whole);
    append_zeros(buf, n.exponent - n.count);
    if (n.count > whole) {
        buf_append_char(buf, '.');
        buf_append(buf, n.digits + whole, (size_t)(n.count - whole));
    }
}

/* Days, and seconds of the day rounded half up; false beyond any calendar. */
static bool split_serial(struct xlsx_number n, int64_t *days, int64_t *seconds) {
    if (n.negative || n.exponent > 7)
        return false;
    *days = 0;
    for (int i = 0; i < n.exponent; i++)
        *days = *days * 10 + (i < n.count ? n.digits[i] - '0' : 0);
    int64_t fraction = 0, scale = 1;
    for (int place = 0; place < 12; place++) {
        int i = n.exponent + place;
        fraction = fraction * 10 + (i >= 0 && i < n.count ? n.digits[i] - '0' : 0);
        scale *= 10;
    }
    *seconds = (fraction * SECONDS_PER_DAY + scale / 2) / scale;
    return true;
}

static void append_clock(struct buf *buf, int64_t seconds, int hour_digits) {
    buf_append_format(buf, "%0*d:%02d", hour_digits, (int)(seconds / 3600),
                      (int)(seconds / 60 % 60));
    if (seconds % 60)
        buf_append_format(buf, ":%02d", (int)(seconds % 60));
}

bool xlsx_date_append(struct buf *buf, struct xlsx_number serial, enum xlsx_format format,
                      bool from_1904) {
    int64_t days, seconds;
    if (!split_serial(serial, &days, &seconds))
        return false;
    if (format == XLSX_FORMAT_TIME) {
        append_clock(buf, days * SECONDS_PER_DAY + seconds, 1);
        return true;
    }
    if (format == XLSX_FORMAT_DATE_TIME && seconds == SECONDS_PER_DAY) {
        days++;
        seconds = 0;
    }
    if (days > (from_1904 ? LAST_SERIAL_1904 : LAST_SERIAL_1900) || (!from_1904 && days < 1))
        return false;
    if (!from_1904 && days == 60) {
        buf_append_c(buf, "1900-02-29"); /* Excel believes in it */
    } else {
        struct date origin = {.year = 1904, .month = 1, .day = 1};
        if (!from_1904)
            origin = (struct date){.year = 1899, .month = 12, .day = days < 60 ? 31 : 30};
        struct date date = date_from_days(date_to_days(origin) + days);
        buf_append_format(buf, "%04d-%02d-%02d", date.year, date.month, date.day);
    }
    if (format == XLSX_FORMAT_DATE_TIME) {
        buf_append_char(buf, ' ');
        append_clock(buf, seconds, 2);
    }
    return true;
}

/* The value of `_xHHHH_` at P, or -1. */
static int32_t escape_at(const char *p, const char *end) {
    if (end - p < 7 || p[0] != '_' || p[1] != 'x' || p[6] != '_')
        return -1;
    int32_t value = 0;
    for (int i = 2; i < 6; i++) {
        char c = p[i];
        int digit = is_digit(c)              ? c - '0'
                    : (c >= 'A' && c <= 'F') ? c - 'A' + 10
                    : (c >= 'a' && c <= 'f') ? c - 'a' + 10
                                             : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static void append_code(struct buf *buf, int32_t code) {
    if (code == 0)
        return;
    if (code < 0x80) {
        buf_append_char(buf, (char)code);
    } else if (code < 0x800) {
        buf_append_char(buf, (char)(0xC0 | code >> 6));
        buf_append_char(buf, (char)(0x80 | (code & 0x3F)));
    } else if (code < 0x10000) {
        buf_append_char(buf, (char)(0xE0 | code >> 12));
        buf_append_char(buf, (char)(0x80 | (code >> 6 & 0x3F)));
        buf_append_char(buf, (char)(0x80 | (code & 0x3F)));
    } else {
        buf_append_char(buf, (char)(0xF0 | code >> 18));
        buf_append_char(buf, (char)(0x80 | (code >> 12 & 0x3F)));
        buf_append_char(buf, (char)(0x80 | (code >> 6 & 0x3F)));
        buf_append_char(buf, (char)(0x80 | (code & 0x3F)));
    }
}

void xlsx_text_append(struct buf *buf, struct str text) {
    const char *p = text.p, *end = text.p + text.n;
    while (p < end) {
        const char *mark = memchr(p, '_', (size_t)(end - p));
        if (!mark) {
            buf_append(buf, p, (size_t)(end - p));
            return;
        }
        buf_append(buf, p, (size_t)(mark - p));
        int32_t code = escape_at(mark, end);
        if (code < 0) {
            buf_append_char(buf, '_');
            p = mark + 1;
            continue;
        }
        p = mark + 7;
        if (code >= 0xD800 && code < 0xDC00) {
            int32_t low = escape_at(p, end);
            bool is_pair = low >= 0xDC00 && low < 0xE000;
            code = is_pair ? 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00) : 0xFFFD;
            p += is_pair ? 7 : 0;
        } else if (code >= 0xDC00 && code < 0xE000) {
            code = 0xFFFD;
        }
        append_code(buf, code);
    }
}

void xlsx_text_escape(struct buf *buf, struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '_' && escape_at(text.p + i, text.p + text.n) >= 0)
            buf_append_c(buf, "_x005F");
        buf_append_char(buf, text.p[i]);
    }
}

bool xlsx_text_is_composed(struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c < 0x80)
            continue;
        if (c < 0xCC) { /* two bytes, below U+0300 */
            i += 1;
        } else if (c == 0xE1 && i + 2 < text.n && (unsigned char)text.p[i + 1] >= 0xB8 &&
                   (unsigned char)text.p[i + 1] <= 0xBB) {
            i += 2; /* U+1E00 … U+1EFF: Vietnamese letters with their marks */
        } else if (c == 0xE2 && i + 2 < text.n && (unsigned char)text.p[i + 1] == 0x80 &&
                   (unsigned char)text.p[i + 2] >= 0x90) {
            i += 2; /* U+2010 … U+203F: dashes and quotation marks */
        } else {
            return false;
        }
    }
    return true;
}
