/* What the parts of a workbook share while it is parsed: texts, formats, limits. Private to the
 * parser. */
#ifndef DOC_XLSX_BOOK_H
#define DOC_XLSX_BOOK_H

#include "base/buf.h"
#include "doc/workbook_read.h"
#include "doc/xlsx_package.h"
#include "doc/xlsx_value.h"

enum {
    XLSX_ROWS_MAX = 1048576,
    XLSX_COLUMNS_MAX = 16384,
    XLSX_CELL_CHARACTERS_MAX = 32767,
    XLSX_CELL_BYTES_MAX = XLSX_CELL_CHARACTERS_MAX * 4,
    XLSX_SHARED_TEXTS_MAX = 1000000,
    XLSX_SHARED_BYTES_MAX = 64 << 20,
    XLSX_CELL_STYLES_MAX = 70000,
    XLSX_NUMBER_FORMATS_MAX = 10000,
    XLSX_MERGES_MAX = 50000,
    XLSX_PROPERTIES_MAX = 200,
    XLSX_ROW_BYTES_MAX = 8 << 20,
};

/* Texts that cells refer to by number: one after the other in `bytes`. */
struct xlsx_texts {
    struct buf bytes;
    struct buf ends; /* uint32_t each: where the text ends; the top bit: it was decomposed */
};
#define XLSX_WAS_DECOMPOSED 0x80000000u

struct xlsx_book {
    struct arena *arena;
    const struct workbook_limits *limits;
    const struct workbook_visitor *visitor;
    struct xlsx_package package;
    struct xlsx_texts texts;
    LIST(uint8_t) styles; /* enum xlsx_format of each cell style */
    bool from_1904;
    uint64_t cells;
    uint64_t text_bytes;
};

size_t xlsx_texts_count(const struct xlsx_texts *texts);
struct str xlsx_texts_at(const struct xlsx_texts *texts, size_t index, bool *ret_was_decomposed);

/* Text as cells show it: escapes decoded, composed; appended to BUF. False: no valid text. SCRATCH
 * is used and may be cleared by the caller afterwards. */
bool xlsx_book_text(struct arena *scratch, struct str raw, struct buf *buf,
                    bool *ret_was_decomposed);

/* True where the text has more characters than a cell may hold. */
bool xlsx_text_is_too_long(struct str text);

/* Reads one worksheet and hands its rows to the visitor. */
bool xlsx_sheet_parse(struct xlsx_book *book, struct str name, struct str part,
                      const struct err **ret_err, struct message *ret_fault);

#endif
