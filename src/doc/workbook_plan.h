/* The description of a workbook that is to be written. Private to workbook_write.c, which fills it,
 * and workbook_make.c, which makes the file. */
#ifndef DOC_WORKBOOK_PLAN_H
#define DOC_WORKBOOK_PLAN_H

#include "base/buf.h"
#include "base/list.h"
#include "doc/workbook_write.h"

enum {
    PLAN_ROWS_MAX = 1048576,
    PLAN_COLUMNS_MAX = 16384,
    PLAN_TEXT_MAX = 32767, /* characters, as all below */
    PLAN_FORMULA_MAX = 8000,
    PLAN_PROPERTY_MAX = 255,
    PLAN_BANNER_MAX = 90, /* Excel allows 255 with its codes; & is doubled */
    PLAN_RULE_TITLE_MAX = 32,
    PLAN_RULE_MESSAGE_MAX = 255,
    PLAN_RULE_WORDS_MAX = 255,
    PLAN_CHART_TITLE_MAX = 128, /* the library ends a longer name */
    PLAN_CHART_WORDS_MAX = 2000,
};
#define PLAN_DEFAULT_WIDTH 8.43

enum plan_kind {
    PLAN_TEXT,
    PLAN_BLANK,
    PLAN_NUMBER,
    PLAN_DATE,
    PLAN_FORMULA,
    PLAN_FORMULA_TEXT,
    PLAN_MERGED,
};

struct plan_cell {
    enum plan_kind kind;
    enum sheet_style style;
    uint32_t row;
    uint32_t column;
    uint32_t last_row; /* of a merged range */
    uint32_t last_column;
    struct str text; /* or the formula with its "=" */
    struct str value;
    struct decimal number;
    struct date date;
};

struct plan_column {
    uint32_t column;
    double width;
    bool hidden;
};

struct plan_row {
    uint32_t row;
    double height_pt;
};

struct plan_property {
    struct str name;
    struct str value;
};

enum plan_rule_kind { PLAN_RULE_WORDS, PLAN_RULE_LISTED, PLAN_RULE_NUMBERS, PLAN_RULE_WHOLE };

struct plan_rule {
    enum plan_rule_kind kind;
    struct sheet_rule rule;
    char **words;      /* ends with NULL */
    struct str source; /* "'Danh mục'!$A$1:$A$9" */
    struct decimal from;
    struct decimal to;
};

struct plan_chart {
    uint32_t row, column;
    struct sheet_chart chart;
};

struct sheet_out {
    struct book_out *out;
    struct str name;
    struct sheet_layout layout;
    LIST(struct plan_cell) cells;
    LIST(struct plan_column) columns;
    LIST(struct plan_row) rows;
    LIST(struct plan_rule) rules;
    LIST(struct plan_chart) charts;
};

/* workbook_chart.c; `book` and `sheet` are the library's. False where it is out of
 * memory. */
struct lxw_workbook;
struct lxw_worksheet;
bool plan_put_chart(struct arena *arena, struct lxw_workbook *book, struct lxw_worksheet *sheet,
                    const struct plan_chart *plan);

struct book_out {
    struct arena *arena;
    struct book_about about;
    const char *problem; /* the first thing that cannot be written */
    LIST(struct sheet_out *) sheets;
    LIST(struct plan_property) properties;
};

#endif
