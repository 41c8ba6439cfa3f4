/* Makes the file of a description; the only place that knows libxlsxwriter. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "doc/workbook_plan.h"
#include "doc/xlsx_parse.h"
#include "doc/xlsx_value.h"

#define FONT          "Times New Roman"
#define DEFAULT_MS    ((int64_t)1577811600000) /* 1/1/2020 in Vietnam */
#define MARGIN_INCHES 0.6

enum {
    XLSX_TEXT_BYTES = 1 << 20,
    PAPER_A4 = 9,
    GREY = 0xE7E6E6,
    YELLOW = 0xFFF9DB,
    DARK_RED = 0xB00020
};

enum look_flag {
    LOOK_BOLD = 1,
    LOOK_ITALIC = 2,
    LOOK_CENTRED = 4,
    LOOK_WRAPPED = 8,
    LOOK_BORDER = 16,
    LOOK_UNLOCKED = 32,
    LOOK_MIDDLE = 64,
};

struct look {
    double size_pt;
    unsigned flags;
    int fill;            /* 0: none */
    int colour;          /* 0: black */
    const char *numbers; /* NULL: General */
};

static const struct look LOOKS[SHEET_STYLE_COUNT] = {
    [SHEET_PLAIN] = {12, 0, 0, 0, NULL},
    [SHEET_TITLE] = {14, LOOK_BOLD | LOOK_CENTRED | LOOK_WRAPPED | LOOK_MIDDLE, 0, 0, NULL},
    [SHEET_SUBTITLE] = {12, LOOK_ITALIC | LOOK_CENTRED | LOOK_WRAPPED, 0, 0, NULL},
    [SHEET_OFFICE] = {12, LOOK_BOLD | LOOK_CENTRED | LOOK_WRAPPED, 0, 0, NULL},
    [SHEET_NOTE] = {11, LOOK_ITALIC | LOOK_WRAPPED, 0, 0, NULL},
    [SHEET_WARNING] = {12, LOOK_BOLD | LOOK_WRAPPED, 0, DARK_RED, NULL},
    [SHEET_HEADER] = {12, LOOK_BOLD | LOOK_CENTRED | LOOK_WRAPPED | LOOK_BORDER | LOOK_MIDDLE, GREY,
                      0, NULL},
    [SHEET_GROUP] = {12, LOOK_BOLD | LOOK_WRAPPED | LOOK_BORDER, 0, 0, NULL},
    [SHEET_GROUP_CENTRED] = {12, LOOK_BOLD | LOOK_CENTRED | LOOK_WRAPPED | LOOK_BORDER, 0, 0, NULL},
    [SHEET_GROUP_NUMBER_2] = {12, LOOK_BOLD | LOOK_BORDER, 0, 0, "#,##0.00"},
    [SHEET_TEXT] = {12, LOOK_BORDER, 0, 0, NULL},
    [SHEET_TEXT_WRAPPED] = {12, LOOK_BORDER | LOOK_WRAPPED, 0, 0, NULL},
    [SHEET_TEXT_CENTRED] = {12, LOOK_BORDER | LOOK_CENTRED | LOOK_WRAPPED, 0, 0, NULL},
    [SHEET_NUMBER] = {12, LOOK_BORDER, 0, 0, NULL},
    [SHEET_NUMBER_2] = {12, LOOK_BORDER, 0, 0, "#,##0.00"},
    [SHEET_PERCENT] = {12, LOOK_BORDER, 0, 0, "0.0%"},
    [SHEET_DATE] = {12, LOOK_BORDER | LOOK_CENTRED, 0, 0, "d/m/yyyy"},
    [SHEET_INPUT_TEXT] = {12, LOOK_BORDER | LOOK_WRAPPED | LOOK_UNLOCKED, YELLOW, 0, "@"},
    [SHEET_INPUT_NUMBER] = {12, LOOK_BORDER | LOOK_UNLOCKED, YELLOW, 0, NULL},
    [SHEET_INPUT_DATE] = {12, LOOK_BORDER | LOOK_CENTRED | LOOK_UNLOCKED, YELLOW, 0, "d/m/yyyy"},
    [SHEET_TOTAL] = {12, LOOK_BOLD | LOOK_WRAPPED | LOOK_BORDER, GREY, 0, NULL},
    [SHEET_TOTAL_NUMBER_2] = {12, LOOK_BOLD | LOOK_BORDER, GREY, 0, "#,##0.00"},
};

/* What is being made. The library numbers rows and columns from 0. */
struct making {
    const struct book_out *out;
    lxw_workbook *book;
    lxw_format *formats[SHEET_STYLE_COUNT];
    lxw_error failed; /* the first */
};

static void note(struct making *making, lxw_error result) {
    if (result != LXW_NO_ERROR && making->failed == LXW_NO_ERROR)
        making->failed = result;
}

static lxw_format *make_format(lxw_workbook *book, const struct look *look) {
    lxw_format *format = workbook_add_format(book);
    format_set_font_name(format, FONT);
    format_set_font_size(format, look->size_pt);
    format_set_align(format, look->flags & LOOK_MIDDLE ? LXW_ALIGN_VERTICAL_CENTER
                                                       : LXW_ALIGN_VERTICAL_TOP);
    if (look->flags & LOOK_BOLD)
        format_set_bold(format);
    if (look->flags & LOOK_ITALIC)
        format_set_italic(format);
    if (look->flags & LOOK_CENTRED)
        format_set_align(format, LXW_ALIGN_CENTER);
    if (look->flags & LOOK_WRAPPED)
        format_set_text_wrap(format);
    if (look->flags & LOOK_BORDER)
        format_set_border(format, LXW_BORDER_THIN);
    if (look->flags & LOOK_UNLOCKED)
        format_set_unlocked(format);
    if (look->fill)
        format_set_bg_color(format, (lxw_color_t)look->fill);
    if (look->colour)
        format_set_font_color(format, (lxw_color_t)look->colour);
    if (look->numbers)
        format_set_num_format(format, look->numbers);
    return format;
}

static lxw_format *format_of(struct making *making, enum sheet_style style) {
    if (!making->formats[style])
        making->formats[style] = make_format(making->book, &LOOKS[style]);
    return making->formats[style];
}

/* The nearest binary number: both parts of the division are exact. */
static double nearest(struct decimal value) {
    double divisor = 1;
    for (int i = 0; i < value.scale; i++)
        divisor *= 10;
    return (double)value.units / divisor;
}

static const char *escaped(struct arena *arena, struct str text) {
    if (str_find(text, STR("_x")) < 0)
        return str_c(arena, text);
    struct buf out = BUF_INIT(XLSX_TEXT_BYTES);
    xlsx_text_escape(&out, text);
    const char *result = str_copy(arena, buf_str(&out)).p;
    buf_release(&out);
    return result;
}

static void put_cell(struct making *making, lxw_worksheet *sheet, const struct plan_cell *cell) {
    lxw_row_t row = cell->row - 1;
    lxw_col_t column = (lxw_col_t)(cell->column - 1);
    lxw_format *format = format_of(making, cell->style);
    struct arena *arena = making->out->arena;
    const char *text = cell->kind == PLAN_TEXT || cell->kind == PLAN_MERGED
                           ? escaped(arena, cell->text)
                           : str_c(arena, cell->text);
    lxw_datetime date = {.year = cell->date.year, .month = cell->date.month, .day = cell->date.day};
    switch (cell->kind) {
    case PLAN_TEXT:
        note(making, worksheet_write_string(sheet, row, column, text, format));
        break;
    case PLAN_BLANK:
        note(making, worksheet_write_blank(sheet, row, column, format));
        break;
    case PLAN_NUMBER:
        note(making, worksheet_write_number(sheet, row, column, nearest(cell->number), format));
        break;
    case PLAN_DATE:
        note(making, worksheet_write_datetime(sheet, row, column, &date, format));
        break;
    case PLAN_FORMULA:
        note(making,
             worksheet_write_formula_num(sheet, row, column, text, format, nearest(cell->number)));
        break;
    case PLAN_FORMULA_TEXT:
        note(making, worksheet_write_formula_str(sheet, row, column, text, format,
                                                 escaped(arena, cell->value)));
        break;
    case PLAN_MERGED:
        note(making, worksheet_merge_range(sheet, row, column, cell->last_row - 1,
                                           (lxw_col_t)(cell->last_column - 1), text, format));
        break;
    }
}

/* In headers and footers & begins a code. The size comes before the font, so that text which
 * begins with a digit is not taken for a part of it. */
static const char *banner(struct arena *arena, const char *place, struct str text,
                          const char *after) {
    struct buf out = BUF_INIT(2048);
    buf_append_format(&out, "%s&11&\"%s,Regular\"", place, FONT);
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '&')
            buf_append_char(&out, '&');
        buf_append_char(&out, text.p[i]);
    }
    buf_append_c(&out, after);
    const char *result = str_copy(arena, buf_str(&out)).p;
    buf_release(&out);
    return result;
}

static void put_layout(struct making *making, lxw_worksheet *sheet,
                       const struct sheet_layout *layout) {
    struct arena *arena = making->out->arena;
    worksheet_set_paper(sheet, PAPER_A4);
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_set_margins(sheet, MARGIN_INCHES, MARGIN_INCHES, MARGIN_INCHES + 0.2,
                          MARGIN_INCHES + 0.2);
    if (layout->landscape)
        worksheet_set_landscape(sheet);
    if (layout->hidden)
        worksheet_hide(sheet);
    if (layout->repeat_first_row && layout->repeat_last_row >= layout->repeat_first_row)
        note(making, worksheet_repeat_rows(sheet, layout->repeat_first_row - 1,
                                           layout->repeat_last_row - 1));
    if (layout->frozen_rows || layout->frozen_columns)
        worksheet_freeze_panes(sheet, layout->frozen_rows, (lxw_col_t)layout->frozen_columns);
    if (layout->header.n)
        note(making, worksheet_set_header(sheet, banner(arena, "&C", layout->header, "")));
    note(making, worksheet_set_footer(sheet, banner(arena, "&L", layout->footer, "&R&11&P/&N")));
    if (layout->is_protected) {
        /* Widening a column breaks nothing and helps reading. */
        lxw_protection allowed = {.format_columns = LXW_TRUE, .format_rows = LXW_TRUE};
        worksheet_protect(sheet, NULL, &allowed);
    }
}

/* The library takes text it might change; NULL where there is none. */
static char *library_text(struct arena *arena, struct str text) {
    if (!text.n)
        return NULL;
    char *copy = arena_alloc(arena, text.n + 1);
    memcpy(copy, text.p, text.n);
    return copy;
}

/* The library's own way to refer to a list on another sheet (LXW_VALIDATION_TYPE_LIST_FORMULA)
 * loses a copy of the formula each time, in 1.1.4. So the rule is given a list of words first, and
 * its text is exchanged: both are written the same way. */
static void refer_to_list(struct making *making, lxw_worksheet *sheet, struct str source) {
    lxw_data_val_obj *last = NULL, *rule;
    STAILQ_FOREACH(rule, sheet->data_validations, list_pointers)
    last = rule;
    char *formula = strdup(str_c(making->out->arena, source));
    if (!last || !formula) {
        free(formula);
        note(making, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    free(last->value_formula);
    last->value_formula = formula;
}

static void put_rule(struct making *making, lxw_worksheet *sheet, const struct plan_rule *plan) {
    struct arena *arena = making->out->arena;
    const struct sheet_rule *rule = &plan->rule;
    lxw_data_validation validation = {
        .error_type = LXW_VALIDATION_ERROR_TYPE_STOP,
        .error_title = library_text(arena, rule->error_title),
        .error_message = library_text(arena, rule->error_message),
        .input_title = library_text(arena, rule->input_title),
        .input_message = library_text(arena, rule->input_message),
    };
    char stand_in_word[] = "x";
    char *stand_in[] = {stand_in_word, NULL};
    switch (plan->kind) {
    case PLAN_RULE_WORDS:
        validation.validate = LXW_VALIDATION_TYPE_LIST;
        validation.value_list = plan->words;
        break;
    case PLAN_RULE_LISTED:
        validation.validate = LXW_VALIDATION_TYPE_LIST;
        validation.value_list = stand_in; /* see refer_to_list */
        break;
    case PLAN_RULE_NUMBERS:
    case PLAN_RULE_WHOLE:
        validation.validate = plan->kind == PLAN_RULE_WHOLE ? LXW_VALIDATION_TYPE_INTEGER
                                                            : LXW_VALIDATION_TYPE_DECIMAL;
        validation.criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
        validation.minimum_number = nearest(plan->from);
        validation.maximum_number = nearest(plan->to);
        break;
    }
    note(making, worksheet_data_validation_range(
                     sheet, rule->first_row - 1, (lxw_col_t)(rule->first_column - 1),
                     rule->last_row - 1, (lxw_col_t)(rule->last_column - 1), &validation));
    if (plan->kind == PLAN_RULE_LISTED)
        refer_to_list(making, sheet, plan->source);
}

static void put_sheet(struct making *making, const struct sheet_out *plan) {
    lxw_worksheet *sheet =
        workbook_add_worksheet(making->book, str_c(making->out->arena, plan->name));
    if (!sheet) {
        note(making, LXW_ERROR_PARAMETER_VALIDATION);
        return;
    }
    put_layout(making, sheet, &plan->layout);
    for (size_t i = 0; i < plan->columns.count; i++) {
        const struct plan_column *column = &plan->columns.items[i];
        lxw_col_t at = (lxw_col_t)(column->column - 1);
        lxw_row_col_options options = {.hidden = column->hidden};
        note(making, worksheet_set_column_opt(sheet, at, at, column->width, NULL, &options));
    }
    for (size_t i = 0; i < plan->cells.count; i++)
        put_cell(making, sheet, &plan->cells.items[i]);
    for (size_t i = 0; i < plan->rows.count; i++)
        note(making, worksheet_set_row(sheet, plan->rows.items[i].row - 1,
                                       plan->rows.items[i].height_pt, NULL));
    for (size_t i = 0; i < plan->rules.count; i++)
        put_rule(making, sheet, &plan->rules.items[i]);
    for (size_t i = 0; i < plan->charts.count; i++)
        if (!plan_put_chart(making->out->arena, making->book, sheet, &plan->charts.items[i]))
            note(making, LXW_ERROR_MEMORY_MALLOC_FAILED);
}

static void put_properties(struct making *making) {
    const struct book_out *out = making->out;
    struct arena *arena = out->arena;
    int64_t created_ms = out->about.created_ms ? out->about.created_ms : DEFAULT_MS;
    lxw_doc_properties about = {
        .title = library_text(arena, out->about.title),
        .subject = library_text(arena, out->about.subject),
        .created = (time_t)(created_ms / 1000),
    };
    note(making, workbook_set_properties(making->book, &about));
    for (size_t i = 0; i < out->properties.count; i++)
        note(making, workbook_set_custom_property_string(
                         making->book, str_c(arena, out->properties.items[i].name),
                         str_c(arena, out->properties.items[i].value)));
}

static const struct err *error_of(lxw_error failed, int error_number) {
    if (failed == LXW_ERROR_CREATING_TMPFILE || failed == LXW_ERROR_CREATING_XLSX_FILE ||
        (failed >= LXW_ERROR_ZIP_FILE_OPERATION && failed <= LXW_ERROR_ZIP_CLOSE))
        return ERR(error_number ? err_kind_of_errno(error_number) : ERR_IO,
                   "a workbook cannot be written: %s", lxw_strerror(failed));
    return ERR(ERR_INPUT, "a workbook cannot be made: %s", lxw_strerror(failed));
}

/* Full disks show late: what was written is read again before anybody gets it. */
static const struct err *check_readable(struct arena *arena, struct str bytes) {
    struct workbook_limits limits = {
        .max_file_bytes = SIZE_MAX,
        .max_sheets = UINT32_MAX,
        .max_rows = UINT32_MAX,
        .max_columns = UINT32_MAX,
        .max_cells = UINT32_MAX,
        .max_text_bytes = SIZE_MAX,
    };
    struct workbook_visitor nobody = {0};
    struct message fault;
    TRY(xlsx_parse(arena, bytes, &limits, &nobody, &fault));
    if (fault.id)
        return ERR(ERR_IO, "a workbook was not written whole: " STR_FMT,
                   STR_ARG(message_key(fault.id)));
    return NULL;
}

static const struct err *take_bytes(struct arena *arena, int fd, struct str *ret_bytes) {
    off_t size = lseek(fd, 0, SEEK_END);
    if (size <= 0)
        return ERR(ERR_IO, "a workbook was not written");
    char *bytes = arena_alloc(arena, (size_t)size + 1);
    for (off_t at = 0; at < size;) {
        ssize_t count = pread(fd, bytes + at, (size_t)(size - at), at);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return ERR(ERR_IO, "a workbook cannot be read back");
        at += count;
    }
    struct str result = {bytes, (size_t)size};
    TRY(check_readable(arena, result));
    *ret_bytes = result;
    return NULL;
}

static void close_fd(int *fd) {
    if (*fd >= 0)
        close(*fd);
}

const struct err *book_finish(struct book_out *out, struct str *ret_bytes) {
    if (!out->problem && out->sheets.count == 0)
        out->problem = "it has no sheets";
    if (out->problem)
        return ERR(ERR_INPUT, "a workbook cannot be made: %s", out->problem);
    /* The library writes to a path; this one leads to memory. */
    int fd CLEANUP(close_fd) = memfd_create("workbook", MFD_CLOEXEC);
    if (fd < 0)
        return ERR(ERR_INTERNAL, "no memory for a workbook: %s", strerror(errno));
    struct str path = str_format(out->arena, "/proc/self/fd/%d", fd);
    struct making making = {.out = out, .book = workbook_new(path.p)};
    if (!making.book)
        return ERR(ERR_INTERNAL, "no memory for a workbook");
    put_properties(&making);
    for (size_t i = 0; i < out->sheets.count; i++)
        put_sheet(&making, out->sheets.items[i]);
    errno = 0;
    lxw_error closed = workbook_close(making.book);
    int error_number = errno;
    note(&making, closed);
    if (making.failed != LXW_NO_ERROR)
        return error_of(making.failed, error_number);
    return take_bytes(out->arena, fd, ret_bytes);
}
