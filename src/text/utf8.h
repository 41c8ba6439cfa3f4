/* UTF-8 at the edge: validity, NFC and cleaning. Everything inside the program went through here.
 */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* Strict: no overlong forms, surrogates, values above U+10FFFF, or NUL. */
bool utf8_is_valid(struct str s);

/* Reads the code point at *position and moves on; U+FFFD for a wrong byte. */
int32_t utf8_next(struct str s, size_t *position);
size_t utf8_length(struct str s); /* in code points */

/* NFC; false where the text is not valid UTF-8. */
bool utf8_to_nfc(struct arena *arena, struct str s, struct str *ret_text);

/* One line of text as people mean it: NFC, control and invisible characters dropped, every kind of
 * white space (no-break, tab, newline …) made one blank, none at the ends. False: not UTF-8. */
bool utf8_clean_line(struct arena *arena, struct str s, struct str *ret_text);
/* The same for several lines: newlines stay as \n, at most two in a row. */
bool utf8_clean_text(struct arena *arena, struct str s, struct str *ret_text);

/* Cells copied from a spreadsheet: lines stay apart by \n and cells by \t, each cell is cleaned as
 * a line. */
bool utf8_clean_table(struct arena *arena, struct str s, struct str *ret_text);

/* In capitals, as heads of papers are: "Đắk Lắk" gives "ĐẮK LẮK". NFC. */
struct str utf8_upper(struct arena *arena, struct str s);

/* The first COUNT code points. */
struct str utf8_head(struct str s, size_t count);

#endif
