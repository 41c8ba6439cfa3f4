/* Writing spreadsheets (XLSX): a workbook is described first, then made in one go.
 *
 *     struct book_out *out = book_new(arena, &(struct book_about){.title = title});
 *     struct sheet_out *sheet = book_add_sheet(out, STR("Xếp thứ"), &layout);
 *     sheet_merged(sheet, 1, 1, 7, SHEET_TITLE, STR("KẾT QUẢ CHẤM ĐIỂM"));
 *     sheet_number(sheet, 6, 3, SHEET_NUMBER_2, DECIMAL(9860, 2));
 *     sheet_formula(sheet, 6, 7, SHEET_NUMBER_2, STR("SUM(C6:F6)"), DECIMAL(9860, 2));
 *     TRY(book_finish(out, &bytes));
 *
 * Rows and columns count from 1. Describing never fails; what cannot be written (text that is not
 * UTF-8, a formula that is too long) is kept and told by book_finish. All lives in the arena.
 * The same description gives the same bytes.
 *
 * Numbers are real numbers and text is text: what begins with = + - @ stays text, never a formula.
 * The program behind this header (libxlsxwriter) is nobody else's business.
 */
#ifndef DOC_WORKBOOK_WRITE_H
#define DOC_WORKBOOK_WRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/str.h"

#define XLSX_CONTENT_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

/* Everything is in Times New Roman. From SHEET_HEADER on cells have thin borders, but for notes.
 */
enum sheet_style {
    SHEET_PLAIN,          /* 12 pt, no border */
    SHEET_TITLE,          /* 14 pt bold, centred */
    SHEET_SUBTITLE,       /* 12 pt italic, centred */
    SHEET_OFFICE,         /* 12 pt bold, centred: who issues the sheet */
    SHEET_NOTE,           /* 11 pt italic, wrapped */
    SHEET_WARNING,        /* bold, dark red, wrapped: SAMPLE_BANNER */
    SHEET_HEADER,         /* bold, centred, wrapped, light grey */
    SHEET_GROUP,          /* bold, wrapped: a row that heads others */
    SHEET_GROUP_CENTRED,  /* the same, centred */
    SHEET_GROUP_NUMBER_2, /* the same for its figures */
    SHEET_TEXT,
    SHEET_TEXT_WRAPPED,
    SHEET_TEXT_CENTRED,
    SHEET_NUMBER,   /* as many decimals as there are, none shown for whole numbers */
    SHEET_NUMBER_2, /* #,##0.00 */
    SHEET_PERCENT,  /* 0.986 is shown as 98.6% */
    SHEET_DATE,     /* d/m/yyyy */
    /* Input: light yellow and not locked, so that it can be filled in on a protected sheet. */
    SHEET_INPUT_TEXT, /* wrapped; whatever is typed stays text */
    SHEET_INPUT_NUMBER,
    SHEET_INPUT_DATE,
    SHEET_TOTAL, /* bold, light grey */
    SHEET_TOTAL_NUMBER_2,
    SHEET_STYLE_COUNT,
};

struct book_about {
    struct str title;
    struct str subject;
    /* Stands in the file as the time it was made; the caller's, so that a file can be made again
     * byte for byte. 0: 1/1/2020. */
    int64_t created_ms;
};

struct sheet_layout {
    bool landscape;            /* A4, fitted to the paper's width */
    bool hidden;               /* not for the first sheet */
    bool is_protected;         /* without a password: against slips, not against people */
    uint32_t repeat_first_row; /* rows printed again on each page; 0: none */
    uint32_t repeat_last_row;
    uint32_t frozen_rows; /* rows and columns that stay while scrolling */
    uint32_t frozen_columns;
    struct str header; /* in the middle of each printed page's top; absent: none */
    struct str footer; /* left at the bottom; the page number stands to its right */
};

struct book_out;
struct sheet_out;

struct book_out *book_new(struct arena *arena, const struct book_about *about);

/* A custom property: read back by workbook_property_of. At most 255 characters each. */
void book_set_property(struct book_out *out, struct str name, struct str value);

/* Excel allows 31 characters without []:*?/\ and each name once: the name is mended where it must
 * be; sheet_name tells what it became. A NULL layout is all zero. */
struct sheet_out *book_add_sheet(struct book_out *out, struct str name,
                                 const struct sheet_layout *layout);
struct str sheet_name(const struct sheet_out *sheet);

/* An absent or empty text writes an empty cell in that style. */
void sheet_text(struct sheet_out *sheet, uint32_t row, uint32_t column, enum sheet_style style,
                struct str text);
void sheet_blank(struct sheet_out *sheet, uint32_t row, uint32_t column, enum sheet_style style);
void sheet_number(struct sheet_out *sheet, uint32_t row, uint32_t column, enum sheet_style style,
                  struct decimal value);
/* The empty date writes an empty cell. */
void sheet_date(struct sheet_out *sheet, uint32_t row, uint32_t column, enum sheet_style style,
                struct date date);
/* FORMULA as English Excel writes it, without "=": "SUM(C6:F6)". VALUE is what it comes to, stored
 * beside it for programs that do not compute. The formula is the program's own, never typed text.
 */
void sheet_formula(struct sheet_out *sheet, uint32_t row, uint32_t column, enum sheet_style style,
                   struct str formula, struct decimal value);
void sheet_formula_text(struct sheet_out *sheet, uint32_t row, uint32_t column,
                        enum sheet_style style, struct str formula, struct str value);
/* Text over the columns FIRST_COLUMN … LAST_COLUMN of a row, or over several rows. */
void sheet_merged(struct sheet_out *sheet, uint32_t row, uint32_t first_column,
                  uint32_t last_column, enum sheet_style style, struct str text);
void sheet_merged_range(struct sheet_out *sheet, uint32_t first_row, uint32_t first_column,
                        uint32_t last_row, uint32_t last_column, enum sheet_style style,
                        struct str text);

/* In characters of 12 pt; Excel's own default is 8.43. */
void sheet_column_width(struct sheet_out *sheet, uint32_t column, double characters);
void sheet_column_hidden(struct sheet_out *sheet, uint32_t column);
/* Excel fits rows to wrapped text by itself, but not to merged cells. */
void sheet_row_height(struct sheet_out *sheet, uint32_t row, double height_pt);

/* Which cells a rule is for, and what Excel says to whoever breaks it. */
struct sheet_rule {
    uint32_t first_row;
    uint32_t first_column;
    uint32_t last_row;
    uint32_t last_column;
    struct str error_title;   /* at most 32 characters, longer is cut */
    struct str error_message; /* at most 255 characters, longer is cut */
    struct str input_title;   /* shown when the cell is chosen; absent: nothing */
    struct str input_message;
};

/* One of these words; together, with a comma between, at most 255 characters, and without commas
 * themselves: longer lists stand on a sheet of their own. */
void sheet_allow_words(struct sheet_out *sheet, const struct sheet_rule *rule,
                       const struct str *words, size_t count);
/* One of the values in a column of another sheet (which may be hidden). */
void sheet_allow_listed(struct sheet_out *sheet, const struct sheet_rule *rule,
                        const struct sheet_out *list, uint32_t column, uint32_t first_row,
                        uint32_t last_row);
/* A number from … to, both included. */
void sheet_allow_numbers(struct sheet_out *sheet, const struct sheet_rule *rule,
                         struct decimal from, struct decimal to);
/* The same, without decimals. */
void sheet_allow_whole_numbers(struct sheet_out *sheet, const struct sheet_rule *rule,
                               struct decimal from, struct decimal to);

/* A chart that Excel draws from cells, and draws anew when they change. */
enum sheet_chart_kind { SHEET_CHART_BARS, SHEET_CHART_STACKED };

struct sheet_chart {
    enum sheet_chart_kind kind; /* both horizontal, the first row on top */
    struct str title;
    struct str axis_name;          /* of the figures: "Điểm" */
    struct str words;              /* the alternative text */
    const struct sheet_out *cells; /* the sheet the figures stand on */
    uint32_t first_row, last_row;  /* one category a row */
    uint32_t category_column;      /* their names */
    uint32_t head_row;             /* the names of the series stand there */
    const uint32_t *columns;       /* one series a column; copied */
    size_t column_count;
    double width_pt, height_pt;
};

/* With its upper left corner in that cell. */
void sheet_add_chart(struct sheet_out *sheet, uint32_t row, uint32_t column,
                     const struct sheet_chart *chart);

/* Makes the file. The bytes live in the arena. ERR_INPUT for what cannot be written, ERR_IO and
 * ERR_DISK_FULL where temporary files fail; then there are no bytes. */
MUST_CHECK const struct err *book_finish(struct book_out *out, struct str *ret_bytes);

#endif
