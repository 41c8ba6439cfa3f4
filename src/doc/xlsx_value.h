/* What Excel shows for the raw value of a cell. Pure. */
#ifndef DOC_XLSX_VALUE_H
#define DOC_XLSX_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* What a number format makes of a number, as far as it changes its meaning. */
enum xlsx_format {
    XLSX_FORMAT_PLAIN,
    XLSX_FORMAT_PERCENT,
    XLSX_FORMAT_DATE,
    XLSX_FORMAT_DATE_TIME,
    XLSX_FORMAT_TIME,
};

/* Formats that every workbook has without saying so, by their number. */
enum xlsx_format xlsx_format_builtin(uint32_t id);
/* A format code: `0.0%`, `[$-42A]dd/mm/yyyy;@`. Its first section counts. */
enum xlsx_format xlsx_format_of_code(struct str code);

/* A number taken apart: digits d1 d2 … (no zeros at either end), value 0.d1d2… × 10^exponent. */
struct xlsx_number {
    bool negative;
    char digits[20];
    int count; /* 0: the number is zero */
    int exponent;
};

/* Reads `98.59999999999999`, `1E-05`, `+3`, `.5` and rounds to 15 significant digits as Excel does,
 * on the decimal digits; false where it is no number or beyond 10^±308. */
bool xlsx_number_read(struct str text, struct xlsx_number *ret_number);
/* Appends plain decimal text: no exponent, no zeros at the end, "0" for zero, '.' as the mark. */
void xlsx_number_append(struct buf *buf, struct xlsx_number number);

/* Appends a serial date as ISO text ("2020-06-26", with " 09:14[:05]" for date and time, "9:14" for
 * a time alone); false where the calendar of the file has no such day, then nothing is appended. */
bool xlsx_date_append(struct buf *buf, struct xlsx_number serial, enum xlsx_format format,
                      bool from_1904);

/* Decodes `_x000D_` and its like from TEXT to the end of BUF; a NUL is dropped. */
void xlsx_text_append(struct buf *buf, struct str text);

/* The other way: text that looks like such an escape is written so that it stays as it is. */
void xlsx_text_escape(struct buf *buf, struct str text);

/* Surely in NFC already: a quick answer for nearly all text. */
bool xlsx_text_is_composed(struct str text);

#endif
