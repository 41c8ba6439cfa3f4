/* The sheets of the ranking. Words are Vietnamese: the file is a paper. */
#include "features/scoring/ranking_doc.h"

#include "doc/sample_banner.h"
#include "doc/workbook_read.h"
#include "doc/workbook_write.h"
#include "features/scoring/chart_sheet_doc.h"
#include "features/scoring/ranking_basis_doc.h"
#include "features/scoring/ranking_class.h"
#include "features/scoring/ranking_words.h"
#include "features/scoring/sight_service.h"

#define DETAIL_SHEET       "Điểm chi tiết"
#define RANKING_BASIS_NOTE "Căn cứ và quy tắc: trang tính “Căn cứ”."
/* What a row counts towards; the formulas of the sums look for these words. */
#define COUNTS_CONTENT STR("Nội dung")
#define COUNTS_BONUS   STR("Thưởng")
#define COUNTS_PENALTY STR("Trừ")

enum { DETAIL_CODE = 1, DETAIL_NAME, DETAIL_COUNTS, DETAIL_MAX, DETAIL_UNITS };
enum { DETAIL_HEAD_ROW = 5, RANKING_HEAD_ROW = 8 };

struct ranking_book {
    struct arena *arena;
    const struct scoreboard *board;
    const struct ranking_doc_options *options;
    struct board_stage stage;
    struct ranking_columns columns;
    bool places;
    struct ranking_rule rule;
    struct class_scale scale;
    int *ties; /* by unit: how many stand before it by what broke their tie */
    bool has_ties;
    bool has_compared;
    int shown; /* places on paper; 0: all */
    struct book_out *out;
    struct sheet_out *ranking;
    struct sheet_out *detail;
    uint32_t first_row, last_row; /* of the criteria on the sheet of details */
    uint32_t content_row, bonus_row, penalty_row, total_row, missing_row;
    uint32_t *column_rows; /* where each of `columns` stands there */
};

static struct str cell(const struct ranking_book *book, uint32_t row, uint32_t column) {
    return workbook_cell_name(book->arena, row, column);
}

/* "$C$6" */
static struct str fixed_cell(const struct ranking_book *book, uint32_t row, uint32_t column) {
    struct str letters = workbook_cell_name(book->arena, 0, column);
    return str_format(book->arena, "$" STR_FMT "$%u", STR_ARG(letters), row);
}

static struct str column_range(const struct ranking_book *book, uint32_t column, uint32_t first_row,
                               uint32_t last_row) {
    struct str first = fixed_cell(book, first_row, column);
    struct str last = fixed_cell(book, last_row, column);
    return str_format(book->arena, STR_FMT ":" STR_FMT, STR_ARG(first), STR_ARG(last));
}

static struct str period_words(const struct ranking_book *book) {
    return period_display(book->arena, LANG_VI, book->board->cluster.period);
}

/* --- details ------------------------------------------------------------------------------ */

static uint32_t unit_column(size_t unit) {
    return (uint32_t)(DETAIL_UNITS + unit);
}

/* The sum over the rows FIRST … LAST that count towards COUNTS. */
static struct str sum_formula(const struct ranking_book *book, uint32_t first, uint32_t last,
                              size_t unit, struct str counts) {
    struct str words = column_range(book, DETAIL_COUNTS, first, last);
    struct str figures = column_range(book, unit_column(unit), first, last);
    return str_format(book->arena, "ROUND(SUMIF(" STR_FMT ",\"" STR_FMT "\"," STR_FMT "),%d)",
                      STR_ARG(words), STR_ARG(counts), STR_ARG(figures), POINT_SCALE);
}

static struct str counts_towards(const struct scoreboard *board, size_t row) {
    enum criterion_book books = scoring_adds_to(&board->table.criteria, &board->book.rules, row);
    return books == BOOKS_CONTENT                                  ? COUNTS_CONTENT
           : books == BOOKS_BONUS                                  ? COUNTS_BONUS
           : books == BOOKS_PENALTY                                ? COUNTS_PENALTY
           : criterion_is_group(&board->table.criteria.items[row]) ? STR("Nhóm")
                                                                   : STR("Đã gộp");
}

static void name_row(struct ranking_book *book, uint32_t row, const struct criterion *criterion,
                     struct str counts, struct decimal max) {
    bool group = criterion->kind == CRITERION_GROUP && !book->options->groups_only;
    enum sheet_style text = group ? SHEET_GROUP : SHEET_TEXT_WRAPPED;
    sheet_text(book->detail, row, DETAIL_CODE, group ? SHEET_GROUP_CENTRED : SHEET_TEXT_CENTRED,
               criterion->code);
    sheet_text(book->detail, row, DETAIL_NAME, text, criterion->name);
    sheet_text(book->detail, row, DETAIL_COUNTS, group ? SHEET_GROUP_CENTRED : SHEET_TEXT_CENTRED,
               counts);
    sheet_number(book->detail, row, DETAIL_MAX, group ? SHEET_GROUP_NUMBER_2 : SHEET_NUMBER_2, max);
}

static size_t rows_of_group(const struct criteria *criteria, size_t group) {
    size_t end = group + 1;
    while (end < criteria->count && criteria->items[end].depth > criteria->items[group].depth)
        end++;
    return end - group;
}

static struct decimal content_points(const struct ranking_book *book, size_t unit, size_t first,
                                     size_t end) {
    struct ranking_column column = {.criterion = first, .end = end};
    bool complete;
    return ranking_column_points(&book->stage.matrix, unit, &column, &complete);
}

/* One row for each criterion; groups add up what is below them. */
static void write_criteria(struct ranking_book *book) {
    const struct criteria *criteria = &book->board->table.criteria;
    for (size_t i = 0; i < criteria->count; i++) {
        const struct criterion *criterion = &criteria->items[i];
        uint32_t row = book->first_row + (uint32_t)i;
        size_t end = i + rows_of_group(criteria, i);
        name_row(book, row, criterion, counts_towards(book->board, i), criterion->max);
        for (size_t unit = 0; unit < book->stage.matrix.unit_count; unit++) {
            const struct score_cell *score = score_cell_at(&book->stage.matrix, unit, i);
            uint32_t column = unit_column(unit);
            if (criterion->kind == CRITERION_GROUP && end > i + 1)
                sheet_formula(book->detail, row, column, SHEET_GROUP_NUMBER_2,
                              sum_formula(book, row + 1, book->first_row + (uint32_t)end - 1, unit,
                                          COUNTS_CONTENT),
                              content_points(book, unit, i, end));
            else if (score->in_force_known)
                sheet_number(book->detail, row, column, SHEET_NUMBER_2, score->in_force);
            else
                sheet_blank(book->detail, row, column, SHEET_NUMBER_2);
        }
    }
    for (size_t i = 0; i < book->columns.count; i++)
        book->column_rows[i] = book->first_row + (uint32_t)book->columns.items[i].criterion;
    book->last_row = book->first_row + (uint32_t)criteria->count - 1;
}

static void write_sum_row(struct ranking_book *book, uint32_t row, struct str name,
                          struct str counts, bool bonus) {
    sheet_text(book->detail, row, DETAIL_CODE, SHEET_TEXT_CENTRED, STR(""));
    sheet_text(book->detail, row, DETAIL_NAME, SHEET_TEXT_WRAPPED, name);
    sheet_text(book->detail, row, DETAIL_COUNTS, SHEET_TEXT_CENTRED, counts);
    sheet_blank(book->detail, row, DETAIL_MAX, SHEET_NUMBER_2);
    for (size_t unit = 0; unit < book->stage.matrix.unit_count; unit++) {
        const struct score_totals *totals = &book->stage.matrix.totals[unit];
        sheet_number(book->detail, row, unit_column(unit), SHEET_NUMBER_2,
                     bonus ? totals->bonus : totals->penalty);
    }
}

/* One row for each column of the ranking, bonus and penalty. */
static void write_groups(struct ranking_book *book) {
    uint32_t row = book->first_row;
    for (size_t i = 0; i < book->columns.count; i++, row++) {
        const struct ranking_column *column = &book->columns.items[i];
        name_row(book, row, &book->board->table.criteria.items[column->criterion], COUNTS_CONTENT,
                 column->max);
        for (size_t unit = 0; unit < book->stage.matrix.unit_count; unit++)
            sheet_number(book->detail, row, unit_column(unit), SHEET_NUMBER_2,
                         content_points(book, unit, column->criterion, column->end));
        book->column_rows[i] = row;
    }
    write_sum_row(book, row++, STR("Điểm thưởng"), COUNTS_BONUS, true);
    write_sum_row(book, row, STR("Điểm trừ"), COUNTS_PENALTY, false);
    book->last_row = row;
}

static void total_label(struct ranking_book *book, uint32_t row, struct str label) {
    sheet_merged(book->detail, row, DETAIL_CODE, DETAIL_MAX, SHEET_TOTAL, label);
}

static void write_totals(struct ranking_book *book) {
    uint32_t row = book->last_row + 1;
    book->content_row = row++;
    book->bonus_row = row++;
    book->penalty_row = row++;
    book->total_row = row++;
    book->missing_row = row;
    total_label(book, book->content_row, STR("Cộng điểm nội dung"));
    total_label(book, book->bonus_row, STR("Điểm thưởng"));
    total_label(book, book->penalty_row, STR("Điểm trừ"));
    total_label(book, book->total_row, STR("Tổng điểm"));
    total_label(book, book->missing_row, STR("Số tiêu chí chưa có số liệu"));
    uint32_t first = book->first_row, last = book->last_row;
    for (size_t unit = 0; unit < book->stage.matrix.unit_count; unit++) {
        const struct score_totals *totals = &book->stage.matrix.totals[unit];
        uint32_t column = unit_column(unit);
        sheet_formula(book->detail, book->content_row, column, SHEET_TOTAL_NUMBER_2,
                      sum_formula(book, first, last, unit, COUNTS_CONTENT), totals->content);
        sheet_formula(book->detail, book->bonus_row, column, SHEET_TOTAL_NUMBER_2,
                      sum_formula(book, first, last, unit, COUNTS_BONUS), totals->bonus);
        sheet_formula(book->detail, book->penalty_row, column, SHEET_TOTAL_NUMBER_2,
                      sum_formula(book, first, last, unit, COUNTS_PENALTY), totals->penalty);
        struct str parts = column_range(book, column, book->content_row, book->penalty_row);
        sheet_formula(
            book->detail, book->total_row, column, SHEET_TOTAL_NUMBER_2,
            str_format(book->arena, "ROUND(SUM(" STR_FMT "),%d)", STR_ARG(parts), POINT_SCALE),
            totals->total);
        struct decimal missing = DECIMAL((int64_t)totals->missing, 0);
        if (book->options->groups_only) {
            sheet_number(book->detail, book->missing_row, column, SHEET_TOTAL, missing);
            continue;
        }
        struct str words = column_range(book, DETAIL_COUNTS, first, last);
        struct str figures = column_range(book, column, first, last);
        sheet_formula(book->detail, book->missing_row, column, SHEET_TOTAL,
                      str_format(book->arena,
                                 "SUMPRODUCT((" STR_FMT "=\"" STR_FMT "\")*(1-ISNUMBER(" STR_FMT
                                 ")))",
                                 STR_ARG(words), STR_ARG(COUNTS_CONTENT), STR_ARG(figures)),
                      missing);
    }
}

static void write_detail_sheet(struct ranking_book *book) {
    struct sheet_out *sheet = book->detail;
    size_t units = book->stage.matrix.unit_count;
    uint32_t last_column = unit_column(units ? units - 1 : 0);
    sheet_merged(sheet, 1, 1, last_column, SHEET_TITLE,
                 book->options->groups_only ? STR("ĐIỂM THEO NHÓM TIÊU CHÍ")
                                            : STR("ĐIỂM CHI TIẾT THEO TIÊU CHÍ"));
    sheet_merged(sheet, 2, 1, last_column, SHEET_SUBTITLE,
                 ranking_stage_words(book->options->stage));
    if (book->board->cluster.is_sample)
        sheet_merged(sheet, 3, 1, last_column, SHEET_WARNING, SAMPLE_BANNER);
    uint32_t head = DETAIL_HEAD_ROW;
    sheet_text(sheet, head, DETAIL_CODE, SHEET_HEADER, STR("Mã"));
    sheet_text(sheet, head, DETAIL_NAME, SHEET_HEADER, STR("Tiêu chí"));
    sheet_text(sheet, head, DETAIL_COUNTS, SHEET_HEADER, STR("Tính vào"));
    sheet_text(sheet, head, DETAIL_MAX, SHEET_HEADER, STR("Điểm tối đa"));
    for (size_t unit = 0; unit < units; unit++) {
        sheet_text(sheet, head, unit_column(unit), SHEET_HEADER,
                   book->board->cluster.members.items[unit].name);
        sheet_column_width(sheet, unit_column(unit), 13);
    }
    sheet_row_height(sheet, head, 50);
    sheet_column_width(sheet, DETAIL_CODE, 7);
    sheet_column_width(sheet, DETAIL_NAME, 46);
    sheet_column_width(sheet, DETAIL_COUNTS, 11);
    sheet_column_width(sheet, DETAIL_MAX, 9);
    book->first_row = head + 1;
    if (book->options->groups_only)
        write_groups(book);
    else
        write_criteria(book);
    write_totals(book);
}

/* --- places ------------------------------------------------------------------------------- */

/* Columns of the sheet "Xếp thứ". */
struct ranking_grid {
    uint32_t place, unit, groups, bonus, penalty, total, missing;
    uint32_t compared;   /* 0: places are decided on the totals */
    uint32_t tie;        /* 0: no tie was broken */
    uint32_t class_name; /* 0: the cluster has no scale */
    uint32_t note;
    uint32_t first, last; /* rows */
};

static struct ranking_grid grid_of(const struct ranking_book *book) {
    uint32_t groups = (uint32_t)book->columns.count;
    size_t units = book->stage.matrix.unit_count;
    struct ranking_grid grid = {.place = 1,
                                .unit = 2,
                                .groups = 3,
                                .bonus = 3 + groups,
                                .penalty = 4 + groups,
                                .total = 5 + groups,
                                .missing = 6 + groups,
                                .first = RANKING_HEAD_ROW + 1,
                                .last = RANKING_HEAD_ROW + (uint32_t)(units ? units : 1)};
    /* Columns that not every cluster has come after, in this order. */
    uint32_t next = 7 + groups;
    if (book->has_compared)
        grid.compared = next++;
    if (book->has_ties)
        grid.tie = next++;
    if (book->scale.count)
        grid.class_name = next++;
    grid.note = next;
    return grid;
}

static void write_heads(struct ranking_book *book, const struct ranking_grid *grid) {
    struct sheet_out *sheet = book->ranking;
    uint32_t row = RANKING_HEAD_ROW;
    sheet_text(sheet, row, grid->place, SHEET_HEADER, book->places ? STR("Xếp thứ") : STR("TT"));
    sheet_text(sheet, row, grid->unit, SHEET_HEADER, STR("Đơn vị"));
    for (size_t i = 0; i < book->columns.count; i++) {
        const struct ranking_column *column = &book->columns.items[i];
        const struct criterion *criterion = &book->board->table.criteria.items[column->criterion];
        struct str max = decimal_display(book->arena, column->max, 0, ',');
        sheet_text(sheet, row, grid->groups + (uint32_t)i, SHEET_HEADER,
                   str_format(book->arena, STR_FMT ". " STR_FMT "\n(" STR_FMT ")",
                              STR_ARG(criterion->code), STR_ARG(criterion->name), STR_ARG(max)));
        sheet_column_width(sheet, grid->groups + (uint32_t)i, 12.5);
    }
    sheet_text(sheet, row, grid->bonus, SHEET_HEADER, STR("Điểm thưởng"));
    sheet_text(sheet, row, grid->penalty, SHEET_HEADER, STR("Điểm trừ"));
    sheet_text(sheet, row, grid->total, SHEET_HEADER, STR("Tổng điểm"));
    sheet_text(sheet, row, grid->missing, SHEET_HEADER, STR("Tiêu chí chưa có số liệu"));
    sheet_text(sheet, row, grid->note, SHEET_HEADER, STR("Ghi chú"));
    if (grid->compared)
        sheet_text(sheet, row, grid->compared, SHEET_HEADER, STR("Điểm so sánh"));
    if (grid->tie)
        sheet_text(sheet, row, grid->tie, SHEET_HEADER, STR("Thứ tự khi bằng điểm"));
    if (grid->class_name)
        sheet_text(sheet, row, grid->class_name, SHEET_HEADER, STR("Xếp loại"));
    sheet_column_width(sheet, grid->place, 8);
    sheet_column_width(sheet, grid->unit, 27);
    sheet_column_width(sheet, grid->total, 10);
    sheet_column_width(sheet, grid->missing, 11);
    sheet_column_width(sheet, grid->note, 21);
    sheet_row_height(sheet, row, 96);
}

/* What the place of a row would be were all shown. Not RANK(): a unit without all its figures
 * neither gets a place nor takes one from others; "Thứ tự khi bằng điểm" holds what broke the ties.
 */
static struct str raw_place(struct ranking_book *book, const struct ranking_grid *grid,
                            uint32_t row) {
    uint32_t key = grid->compared ? grid->compared : grid->total;
    struct str own = cell(book, row, key);
    struct str missing = column_range(book, grid->missing, grid->first, grid->last);
    struct str keys = column_range(book, key, grid->first, grid->last);
    struct str before = str_format(book->arena, STR_FMT ">" STR_FMT, STR_ARG(keys), STR_ARG(own));
    if (grid->tie) {
        struct str ties = column_range(book, grid->tie, grid->first, grid->last);
        struct str own_tie = cell(book, row, grid->tie);
        before = str_format(
            book->arena, "(" STR_FMT ")+(" STR_FMT "=" STR_FMT ")*(" STR_FMT "<" STR_FMT ")",
            STR_ARG(before), STR_ARG(keys), STR_ARG(own), STR_ARG(ties), STR_ARG(own_tie));
    }
    return str_format(book->arena, "1+SUMPRODUCT((" STR_FMT "=0)*(" STR_FMT "))", STR_ARG(missing),
                      STR_ARG(before));
}

/* How far places go on this paper: what counts, and what the cluster shows; 0: all. */
static int last_shown(const struct ranking_book *book) {
    int last = book->rule.last_place;
    return book->shown && (!last || book->shown < last) ? book->shown : last;
}

static void write_place(struct ranking_book *book, const struct ranking_grid *grid, uint32_t row,
                        size_t index) {
    const struct standing *standing = &book->stage.standings[index];
    struct decimal ordinal = DECIMAL((int64_t)index + 1, 0);
    if (!book->places) {
        sheet_number(book->ranking, row, grid->place, SHEET_TEXT_CENTRED, ordinal);
        return;
    }
    /* What is decided otherwise than by the figures has no formula. */
    if (standing->totals.disqualified || standing->undecided) {
        sheet_text(book->ranking, row, grid->place, SHEET_TEXT_CENTRED, STR(""));
        return;
    }
    struct str place = raw_place(book, grid, row);
    struct str missing = cell(book, row, grid->missing);
    struct str formula = str_format(book->arena, "IF(" STR_FMT ">0,\"\"," STR_FMT ")",
                                    STR_ARG(missing), STR_ARG(place));
    if (last_shown(book))
        formula =
            str_format(book->arena, "IF(" STR_FMT ">0,\"\",IF(" STR_FMT ">%d,\"\"," STR_FMT "))",
                       STR_ARG(missing), STR_ARG(place), last_shown(book), STR_ARG(place));
    if (standing->place)
        sheet_formula(book->ranking, row, grid->place, SHEET_TEXT_CENTRED, formula,
                      DECIMAL(standing->place, 0));
    else
        sheet_formula_text(book->ranking, row, grid->place, SHEET_TEXT_CENTRED, formula, STR(""));
}

/* Members that are no more, below the table; the row behind. */
static uint32_t write_gone(struct ranking_book *book, uint32_t last_column, uint32_t row) {
    const struct cluster_units *members = &book->board->cluster.members;
    for (size_t i = 0; i < members->count; i++) {
        struct str gone = scoring_gone_words(book->arena, LANG_VI, book->board, i);
        if (gone.n)
            sheet_merged(book->ranking, row++, 1, last_column, SHEET_NOTE,
                         str_format(book->arena, STR_FMT ": " STR_FMT,
                                    STR_ARG(members->items[i].name), STR_ARG(gone)));
    }
    return row;
}

/* What does not follow from the figures of this sheet stands there as text. */
static void write_note(struct ranking_book *book, const struct ranking_grid *grid, uint32_t row,
                       size_t index) {
    const struct standing *standing = &book->stage.standings[index];
    struct str missing = cell(book, row, grid->missing);
    struct str words = ranking_note(book->arena, LANG_VI, &book->board->table.criteria, &book->rule,
                                    book->stage.standings, index);
    struct str otherwise = STR("\"\"");
    if (book->places && standing->totals.complete && !standing->shared && words.n)
        otherwise = str_format(book->arena, "\"" STR_FMT "\"", STR_ARG(words));
    struct str places = column_range(book, grid->place, grid->first, grid->last);
    struct str place = cell(book, row, grid->place);
    if (book->places && standing->place)
        otherwise =
            str_format(book->arena,
                       "IF(COUNTIF(" STR_FMT "," STR_FMT ")>1,\"Bằng điểm, cùng thứ\"," STR_FMT ")",
                       STR_ARG(places), STR_ARG(place), STR_ARG(otherwise));
    struct str formula = str_format(book->arena,
                                    "IF(" STR_FMT ">0,\"Chưa đủ số liệu (thiếu \"&" STR_FMT
                                    "&\" tiêu chí)\"," STR_FMT ")",
                                    STR_ARG(missing), STR_ARG(missing), STR_ARG(otherwise));
    struct str value = STR("");
    if (!standing->totals.complete)
        value = str_format(book->arena, "Chưa đủ số liệu (thiếu %zu tiêu chí)",
                           standing->totals.missing);
    else if (book->places)
        value = words;
    sheet_formula_text(book->ranking, row, grid->note, SHEET_TEXT_WRAPPED, formula, value);
}

static void write_further(struct ranking_book *book, const struct ranking_grid *grid, uint32_t row,
                          const struct standing *standing) {
    if (grid->compared)
        sheet_number(book->ranking, row, grid->compared, SHEET_NUMBER_2, standing->totals.compared);
    if (grid->tie)
        sheet_number(book->ranking, row, grid->tie, SHEET_TEXT_CENTRED,
                     DECIMAL(book->ties[standing->unit], 0));
    if (!grid->class_name)
        return;
    struct class_result class = ranking_class(book->arena, &book->stage.matrix, &book->columns,
                                              &book->scale, standing->unit);
    sheet_text(book->ranking, row, grid->class_name, SHEET_TEXT_CENTRED,
               ranking_class_name(&book->scale, &class));
}

/* A figure of the unit that stands in that row of the sheet of details. */
static void refer(struct ranking_book *book, uint32_t row, uint32_t column, enum sheet_style style,
                  uint32_t detail_row, size_t unit, struct decimal value) {
    struct str name = cell(book, detail_row, unit_column(unit));
    sheet_formula(book->ranking, row, column, style,
                  str_format(book->arena, "'" DETAIL_SHEET "'!" STR_FMT, STR_ARG(name)), value);
}

static void write_unit(struct ranking_book *book, const struct ranking_grid *grid, size_t index) {
    const struct standing *standing = &book->stage.standings[index];
    size_t unit = standing->unit;
    uint32_t row = grid->first + (uint32_t)index;
    write_place(book, grid, row, index);
    sheet_row_height(book->ranking, row, 34);
    sheet_text(book->ranking, row, grid->unit, SHEET_TEXT_WRAPPED,
               book->board->cluster.members.items[unit].name);
    for (size_t i = 0; i < book->columns.count; i++)
        refer(book, row, grid->groups + (uint32_t)i, SHEET_NUMBER_2, book->column_rows[i], unit,
              content_points(book, unit, book->columns.items[i].criterion,
                             book->columns.items[i].end));
    refer(book, row, grid->bonus, SHEET_NUMBER_2, book->bonus_row, unit, standing->totals.bonus);
    refer(book, row, grid->penalty, SHEET_NUMBER_2, book->penalty_row, unit,
          standing->totals.penalty);
    struct str from = cell(book, row, grid->groups), to = cell(book, row, grid->penalty);
    sheet_formula(book->ranking, row, grid->total, SHEET_TOTAL_NUMBER_2,
                  str_format(book->arena, "ROUND(SUM(" STR_FMT ":" STR_FMT "),%d)", STR_ARG(from),
                             STR_ARG(to), POINT_SCALE),
                  standing->totals.total);
    refer(book, row, grid->missing, SHEET_TEXT_CENTRED, book->missing_row, unit,
          DECIMAL((int64_t)standing->totals.missing, 0));
    write_further(book, grid, row, standing);
    write_note(book, grid, row, index);
}

static void write_ranking_sheet(struct ranking_book *book) {
    struct sheet_out *sheet = book->ranking;
    const struct cluster_period *cluster = &book->board->cluster;
    struct arena *arena = book->arena;
    struct ranking_grid grid = grid_of(book);
    struct str until = date_is_empty(cluster->figures_until)
                           ? STR("…")
                           : date_display(arena, cluster->figures_until);
    struct str period = period_words(book);
    sheet_merged(sheet, 1, 1, grid.note, SHEET_OFFICE, cluster->superior.name);
    sheet_merged(sheet, 2, 1, grid.note, SHEET_OFFICE, cluster->name);
    sheet_merged(sheet, 3, 1, grid.note, SHEET_TITLE, ranking_title(&book->board->cluster));
    sheet_merged(
        sheet, 4, 1, grid.note, SHEET_SUBTITLE,
        str_format(arena, STR_FMT " – số liệu đến ngày " STR_FMT, STR_ARG(period), STR_ARG(until)));
    sheet_merged(sheet, 5, 1, grid.note, SHEET_SUBTITLE, ranking_stage_words(book->options->stage));
    if (cluster->is_sample)
        sheet_merged(sheet, 6, 1, grid.note, SHEET_WARNING, SAMPLE_BANNER);
    write_heads(book, &grid);
    for (size_t i = 0; i < book->stage.matrix.unit_count; i++)
        write_unit(book, &grid, i);
    uint32_t row = grid.last + 2;
    sheet_merged(sheet, row++, 1, grid.note, SHEET_NOTE,
                 scoring_result_told(arena, LANG_VI, book->board));
    row = write_gone(book, grid.note, row);
    if (book->places)
        sheet_merged(
            sheet, row++, 1, grid.note, SHEET_NOTE,
            ranking_tie_rule_words(arena, LANG_VI, &book->board->table.criteria, &book->rule));
    if (book->places && book->shown)
        sheet_merged(sheet, row++, 1, grid.note, SHEET_NOTE,
                     message_text(arena, LANG_VI,
                                  MESSAGE_WITH(MSG_ranking_shown_rule,
                                               str_format(arena, "%d", book->shown))));
    if (book->has_compared)
        sheet_merged(sheet, row++, 1, grid.note, SHEET_NOTE,
                     message_plain(LANG_VI, MSG_ranking_compared_rule));
    sheet_merged(
        sheet, row, 1, grid.note, SHEET_NOTE,
        book->places
            ? STR("Đơn vị chưa đủ số liệu chưa xếp thứ; tổng điểm của đơn vị đó chỉ gồm "
                  "phần đã có. " RANKING_BASIS_NOTE)
            : STR("Tổng điểm của đơn vị chưa đủ số liệu chỉ gồm phần đã có. " RANKING_BASIS_NOTE));
}

static void write_chart_sheet(struct ranking_book *book, const struct sheet_layout *layout) {
    struct ranking_grid grid = grid_of(book);
    ranking_chart_write(book->arena, book_add_sheet(book->out, STR("Biểu đồ"), layout), book->board,
                        &book->stage,
                        &(struct ranking_chart_cells){.sheet = book->ranking,
                                                      .head_row = RANKING_HEAD_ROW,
                                                      .first_row = grid.first,
                                                      .last_row = grid.last,
                                                      .unit = grid.unit,
                                                      .groups = grid.groups,
                                                      .penalty = grid.penalty,
                                                      .total = grid.total});
}

/* What places rest on beside the totals. The order among equal totals comes from all places: the
 * paper may show less. */
static void look_at_places(struct ranking_book *book) {
    const struct scoreboard *board = book->board;
    struct arena *arena = book->arena;
    struct issues ignored = {0};
    struct board_stage all;
    book->rule = scoring_ranking_rule(arena, board);
    book->shown = scoring_places_shown(board);
    class_scale_read(arena, str_or_empty(board->settings.of[SETTING_CLASSES].value), STR(""),
                     &book->scale, &ignored);
    scoring_board_stage_all(arena, board, book->options->stage, &all);
    book->ties = ARENA_ARRAY(arena, int, all.matrix.unit_count);
    for (size_t i = 0; i < all.matrix.unit_count; i++) {
        const struct standing *standing = &all.standings[i];
        const struct standing *above = i ? &all.standings[i - 1] : NULL;
        bool complete = standing->totals.complete;
        book->has_compared |=
            complete && decimal_compare(standing->totals.compared, standing->totals.total) != 0;
        if (above && complete && above->totals.complete &&
            decimal_compare(above->totals.compared, standing->totals.compared) == 0)
            book->ties[standing->unit] =
                book->ties[above->unit] + (above->over_next.by != TIE_UNBROKEN);
        book->has_ties |= book->places && book->ties[standing->unit] > 0;
    }
}

/* --- the whole ---------------------------------------------------------------------------- */

const struct err *ranking_doc_make_with(struct arena *arena, const struct scoreboard *board,
                                        const struct ranking_doc_options *options, int64_t now_ms,
                                        struct str *ret_bytes) {
    struct ranking_book book = {.arena = arena,
                                .board = board,
                                .options = options,
                                .columns = ranking_columns_of(arena, &board->table.criteria),
                                .places = board->cluster.places_shown};
    if (!board->table.criteria.count)
        return ERR_TEXT(ERR_STATE, "scoring.table_missing", "there is no table of criteria");
    scoring_board_stage(arena, board, options->stage, false, &book.stage);
    look_at_places(&book);
    book.column_rows = ARENA_ARRAY(arena, uint32_t, book.columns.count);
    struct str title = str_format(arena, STR_FMT ", " STR_FMT, STR_ARG(board->cluster.name),
                                  STR_ARG(period_words(&book)));
    book.out = book_new(arena, &(struct book_about){.title = ranking_title(&board->cluster),
                                                    .subject = title,
                                                    .created_ms = now_ms});
    struct sheet_layout layout = {
        .landscape = true,
        .repeat_first_row = RANKING_HEAD_ROW,
        .repeat_last_row = RANKING_HEAD_ROW,
        .frozen_rows = RANKING_HEAD_ROW,
        .frozen_columns = 2,
        .header = board->cluster.is_sample ? SAMPLE_BANNER : STR_NONE,
        .footer = options->audit_mark.n ? str_format(arena, STR_FMT ". " STR_FMT, STR_ARG(title),
                                                     STR_ARG(options->audit_mark))
                                        : title,
    };
    book.ranking =
        book_add_sheet(book.out, book.places ? STR("Xếp thứ") : STR("Tổng điểm"), &layout);
    layout.repeat_first_row = layout.repeat_last_row = layout.frozen_rows = DETAIL_HEAD_ROW;
    book.detail = book_add_sheet(book.out, STR(DETAIL_SHEET), &layout);
    layout.repeat_first_row = layout.repeat_last_row = layout.frozen_rows = 0;
    layout.frozen_columns = 0;
    struct sheet_out *basis = book_add_sheet(book.out, STR("Căn cứ"), &layout);
    write_detail_sheet(&book);
    write_ranking_sheet(&book);
    ranking_basis_write(arena, basis, board, options, now_ms);
    write_chart_sheet(&book, &layout);
    return book_finish(book.out, ret_bytes);
}

const struct err *ranking_doc_make(struct arena *arena, const struct scoreboard *board,
                                   int64_t now_ms, struct str *ret_bytes) {
    const struct ranking_doc_options options = {.printed_by = STR("")};
    return ranking_doc_make_with(arena, board, &options, now_ms, ret_bytes);
}

struct str ranking_doc_name(struct arena *arena, const struct scoreboard *board) {
    return str_format(arena, "%s-" STR_FMT "-" STR_FMT ".xlsx",
                      board->cluster.places_shown ? "xep-thu" : "diem",
                      STR_ARG(board->cluster.slug), STR_ARG(board->cluster.code));
}
