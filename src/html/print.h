/* What compiled templates call: picks the function by the C type of a value. Only generated code
 * includes this header. A value whose type is in none of the lists does not compile: a bool (write
 * an `if`), a struct date (choose a filter), a pointer.
 */
#ifndef HTML_PRINT_H
#define HTML_PRINT_H

#include "html/html.h"

/* clang-format off */
#define HTML_OF_SIGNED(f)                                                                          \
    signed char: f, short: f, int: f, long: f, long long: f
#define HTML_OF_UNSIGNED(f)                                                                        \
    unsigned char: f, unsigned short: f, unsigned int: f, unsigned long: f, unsigned long long: f

/* {{ x }} between tags and in quoted attributes. */
#define HTML_PRINT(h, x)                                                                           \
    _Generic((x), struct str: html_text, char *: html_print_c, const char *: html_print_c,         \
             struct message: html_print_message, struct decimal: html_print_decimal,               \
             HTML_OF_SIGNED(html_print_signed), HTML_OF_UNSIGNED(html_print_unsigned))((h), (x))

/* {{ x }} at the start of an address. */
#define HTML_PRINT_URL(h, x)                                                                       \
    _Generic((x), struct str: html_url_value, char *: html_print_url_c,                            \
             const char *: html_print_url_c)((h), (x))

/* {{ x }} inside an address. */
#define HTML_PRINT_URL_PIECE(h, x)                                                                 \
    _Generic((x), struct str: html_url_piece, char *: html_print_url_piece_c,                      \
             const char *: html_print_url_piece_c, HTML_OF_SIGNED(html_print_signed),              \
             HTML_OF_UNSIGNED(html_print_unsigned))((h), (x))

/* An argument of a message. */
#define HTML_STR(h, x)                                                                             \
    _Generic((x), struct str: html_str_same, char *: html_str_c, const char *: html_str_c,         \
             struct message: html_str_message, struct decimal: html_str_decimal,                   \
             HTML_OF_SIGNED(html_str_signed), HTML_OF_UNSIGNED(html_str_unsigned))((h), (x))

/* {% if x %} */
#define HTML_IS(x)                                                                                 \
    _Generic((x), struct str: html_is_str, struct trusted_html: html_is_trusted,                   \
             struct date: html_is_date, struct message: html_is_message, bool: html_is_number,     \
             char: html_is_number, HTML_OF_SIGNED(html_is_number),                                 \
             HTML_OF_UNSIGNED(html_is_number), default: html_is_pointer)(x)

/* {% if a < b %}: negative, zero or positive. */
#define HTML_COMPARE(a, b)                                                                         \
    _Generic((a), struct str: str_compare, struct decimal: decimal_compare,                        \
             struct date: date_compare, bool: html_compare_numbers, char: html_compare_numbers,    \
             HTML_OF_SIGNED(html_compare_numbers),                                                 \
             HTML_OF_UNSIGNED(html_compare_numbers))((a), (b))
#define HTML_COMPARE_NUMBER(a, number)                                                             \
    _Generic((a), struct decimal: html_compare_decimal_number, char: html_compare_numbers,         \
             HTML_OF_SIGNED(html_compare_numbers),                                                 \
             HTML_OF_UNSIGNED(html_compare_numbers))((a), (number))
#define HTML_COMPARE_STR(a, text)                                                                  \
    _Generic((a), struct str: str_compare, char *: html_compare_c,                                 \
             const char *: html_compare_c)((a), (text))

/* A bare loop variable as an argument: small values are passed themselves, structs by address. */
#define HTML_ITEM(item)                                                                            \
    _Generic(*(item), struct str: *(item), char *: *(item), const char *: *(item),                 \
             struct message: *(item), struct decimal: *(item), struct date: *(item),               \
             struct trusted_html: *(item), bool: *(item), HTML_OF_SIGNED(*(item)),                 \
             HTML_OF_UNSIGNED(*(item)), default: (item))

#define HTML_FILTER_number(h, x)                                                                   \
    _Generic((x), struct decimal: html_str_decimal, HTML_OF_SIGNED(html_number_signed),            \
             HTML_OF_UNSIGNED(html_number_unsigned))((h), (x))
/* clang-format on */
#define HTML_FILTER_date(h, x)    html_filter_date((h), (x))
#define HTML_FILTER_iso(h, x)     html_filter_iso((h), (x))
#define HTML_FILTER_instant(h, x) html_filter_instant((h), (x))
#define HTML_FILTER_time(h, x)    html_filter_time((h), (x))
#define HTML_FILTER_points(h, x)  html_filter_points((h), (x))
#define HTML_FILTER_plain(h, x)   html_filter_plain((h), (x))
#define HTML_FILTER_say(h, x)     html_filter_say((h), (x))

void html_raw(struct html *h, struct trusted_html trusted);
void html_print_c(struct html *h, const char *text);
void html_print_message(struct html *h, struct message message);
void html_print_decimal(struct html *h, struct decimal value);
void html_print_signed(struct html *h, long long value);
void html_print_unsigned(struct html *h, unsigned long long value);
void html_print_url_c(struct html *h, const char *text);
void html_print_url_piece_c(struct html *h, const char *text);

/* As strings in h->arena, in h->lang. */
struct str html_str_same(struct html *h, struct str s);
struct str html_str_c(struct html *h, const char *text);
struct str html_str_message(struct html *h, struct message message);
struct str html_str_decimal(struct html *h, struct decimal value);
struct str html_str_signed(struct html *h, long long value);
struct str html_str_unsigned(struct html *h, unsigned long long value);
struct str html_number_signed(struct html *h, long long value);
struct str html_number_unsigned(struct html *h, unsigned long long value);
struct str html_filter_date(struct html *h, struct date date);
struct str html_filter_iso(struct html *h, struct date date);
struct str html_filter_instant(struct html *h, int64_t instant_ms);
struct str html_filter_time(struct html *h, int64_t instant_ms);
struct str html_filter_points(struct html *h, struct decimal value);
struct str html_filter_plain(struct html *h, struct decimal value);
struct str html_filter_say(struct html *h, enum msg_id id);

bool html_is_str(struct str s);
bool html_is_trusted(struct trusted_html trusted);
bool html_is_date(struct date date);
bool html_is_message(struct message message);
bool html_is_number(int128 value);
bool html_is_pointer(const void *pointer);
int html_compare_numbers(int128 a, int128 b);
int html_compare_decimal_number(struct decimal a, int64_t number);
int html_compare_c(const char *a, struct str b);

#endif
