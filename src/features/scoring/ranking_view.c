#include "features/scoring/ranking_view.h"

#include "features/frame/frame.h"
#include "features/scoring/ranking.html.h"
#include "features/scoring/unit_web.h"
#include "text/vi_fold.h"

enum {
    /* Up to so many cells a group opens its criteria in place; in larger clusters it links to the
     * page of the group, so that the ranking stays a page and not a book. */
    CELLS_IN_PLACE_MAX = 1000,
    STRIP_MAX = 8,
};

struct view_work {
    struct arena *arena;
    enum lang lang;
    const struct ranking_drawing *drawing;
    const struct scoreboard *board;
    struct board_stage shown;
    struct ranking_columns columns;
    struct ranking_list *list;
};

static struct str say(const struct view_work *work, enum msg_id id) {
    return message_plain(work->lang, id);
}

/* Whether the reader may open this unit's single scores. */
static bool may_open(const struct ranking_drawing *drawing, size_t unit) {
    const struct ranking_reader *reader = &drawing->reader;
    bool found = reader->all;
    for (size_t i = 0; i < reader->count && !found; i++)
        found = reader->units[i] == unit;
    return found;
}

/* --- figures ------------------------------------------------------------------------------ */

static void add_part(const struct view_work *work, size_t unit, size_t criterion,
                     struct ranking_parts *parts) {
    const struct criterion *item = &work->board->table.criteria.items[criterion];
    const struct score_cell *cell = score_cell_at(&work->shown.matrix, unit, criterion);
    *list_push(work->arena, parts) = (struct ranking_part){
        .code = item->code,
        .name = item->name,
        .points = cell->in_force,
        .known = cell->in_force_known,
        .part = why_part(work->arena, work->board, criterion),
    };
}

static struct ranking_figure column_figure(const struct view_work *work, size_t unit,
                                           const struct ranking_column *column) {
    const struct criteria *criteria = &work->board->table.criteria;
    struct ranking_figure figure = {0};
    figure.points = ranking_column_points(&work->shown.matrix, unit, column, &figure.complete);
    figure.percent = ui_percent(figure.points, column->max);
    if (!may_open(work->drawing, unit))
        return figure;
    if (work->board->matrix.unit_count * criteria->count > CELLS_IN_PLACE_MAX) {
        figure.part = why_part(work->arena, work->board, column->criterion);
        return figure;
    }
    for (size_t i = column->criterion; i < column->end; i++)
        if (criterion_is_content(&criteria->items[i]))
            add_part(work, unit, i, &figure.parts);
    return figure;
}

/* The most that can be earned, or taken off as a figure below 0. */
static struct decimal most_beside(const struct scoreboard *board, enum criterion_book books) {
    struct decimal most = DECIMAL_ZERO;
    for (size_t i = 0; i < board->table.criteria.count; i++) {
        struct decimal low;
        struct decimal high;
        if (scoring_adds_to(&board->table.criteria, &board->book.rules, i) != books)
            continue;
        scoring_points_limits(&board->table.criteria.items[i], &board->book.rules, &low, &high);
        struct decimal end = books == BOOKS_PENALTY ? low : high;
        /* rows without an end say nothing */
        if (decimal_compare(end, DECIMAL(SCORING_POINTS_MOST, 0)) < 0 &&
            decimal_compare(end, DECIMAL(-SCORING_POINTS_MOST, 0)) > 0)
            most = decimal_add(most, end);
    }
    return most;
}

/* Bonus or penalty: one row of the table in most clusters, so the figure itself opens. */
static struct ranking_figure extra_figure(const struct view_work *work, size_t unit,
                                          enum criterion_book books) {
    const struct criteria *criteria = &work->board->table.criteria;
    const struct score_totals *totals = &work->shown.matrix.totals[unit];
    bool penalty = books == BOOKS_PENALTY;
    struct ranking_figure figure = {
        .points = penalty ? totals->penalty : totals->bonus,
        .penalty = penalty,
        .complete = true,
    };
    figure.percent = ui_percent(figure.points, most_beside(work->board, books));
    if (!may_open(work->drawing, unit))
        return figure;
    for (size_t i = 0; i < criteria->count; i++)
        if (criterion_books(&criteria->items[i]) == books)
            add_part(work, unit, i, &figure.parts);
    if (figure.parts.count == 1) {
        figure.part = figure.parts.items[0].part;
        figure.parts.count = 0;
    }
    return figure;
}

/* --- rows --------------------------------------------------------------------------------- */

static struct str slug_of(const struct view_work *work, size_t unit) {
    return may_open(work->drawing, unit) ? work->board->cluster.members.items[unit].slug : STR("");
}

static void add_row(struct view_work *work, size_t index) {
    const struct standing *standing = &work->shown.standings[index];
    const struct standing *above = index ? &work->shown.standings[index - 1] : NULL;
    size_t unit = standing->unit;
    struct ranking_row row = {
        .lead = standing->place == 1 && work->drawing->stage == RANKING_IN_FORCE,
        .counted = standing->totals.complete,
        .place = standing->place,
        .ordinal = index + 1,
        .name = work->board->cluster.members.items[unit].name,
        .slug = slug_of(work, unit),
        .note = standing->shared ? say(work, MSG_ranking_tied) : STR(""),
        .total = standing->totals.total,
    };
    if (!row.counted)
        row.note =
            message_text(work->arena, work->lang,
                         MESSAGE_WITH(MSG_ranking_missing_note,
                                      str_format(work->arena, "%zu", standing->totals.missing)));
    if (above && standing->place) {
        row.has_behind = true;
        row.behind = decimal_subtract(above->totals.total, standing->totals.total);
    }
    for (size_t i = 0; i < work->columns.count; i++)
        *list_push(work->arena, &row.figures) = column_figure(work, unit, &work->columns.items[i]);
    *list_push(work->arena, &row.figures) = extra_figure(work, unit, BOOKS_BONUS);
    *list_push(work->arena, &row.figures) = extra_figure(work, unit, BOOKS_PENALTY);
    *list_push(work->arena, &work->list->rows) = row;
}

/* Of all units, on whatever page they stand. */
static void add_gaps(struct view_work *work) {
    for (size_t i = 0; i < work->board->matrix.unit_count; i++) {
        const struct standing *standing = &work->shown.standings[i];
        if (standing->totals.complete)
            continue;
        if (work->list->gaps.count == RANKING_GAPS_MAX) {
            work->list->more_gaps++;
            continue;
        }
        *list_push(work->arena, &work->list->gaps) =
            (struct ranking_gap){work->board->cluster.members.items[standing->unit].name,
                                 slug_of(work, standing->unit), standing->totals.missing};
    }
}

static void add_heads(struct view_work *work) {
    const struct criteria *criteria = &work->board->table.criteria;
    for (size_t i = 0; i < work->columns.count; i++) {
        const struct criterion *top = &criteria->items[work->columns.items[i].criterion];
        *list_push(work->arena, &work->list->heads) =
            (struct ranking_head){top->code, top->name, work->columns.items[i].max};
    }
    *list_push(work->arena, &work->list->heads) = (struct ranking_head){
        say(work, MSG_ranking_bonus), STR(""), most_beside(work->board, BOOKS_BONUS)};
    *list_push(work->arena, &work->list->heads) = (struct ranking_head){
        say(work, MSG_ranking_penalty), STR(""), most_beside(work->board, BOOKS_PENALTY)};
    size_t lines = (work->list->heads.count + STRIP_MAX - 1) / STRIP_MAX;
    work->list->strip = (work->list->heads.count + lines - 1) / lines;
}

/* --- addresses ---------------------------------------------------------------------------- */

/* "/cum/…/xep-thu?giai-doan=…&trang=…"; page 1 goes without saying, 0 is all. */
static struct str list_href(struct arena *arena, const struct ranking_drawing *drawing,
                            enum ranking_stage stage, size_t page) {
    struct str path = step_path(arena, &drawing->board->cluster, STEP_RANKING);
    bool other = stage != RANKING_IN_FORCE;
    struct str code = ranking_stage_code(stage);
    if (other)
        path = str_format(arena, STR_FMT "?giai-doan=" STR_FMT, STR_ARG(path), STR_ARG(code));
    if (page == 1)
        return path;
    const char *mark = other ? "&" : "?";
    return page ? str_format(arena, STR_FMT "%strang=%zu", STR_ARG(path), mark, page)
                : str_format(arena, STR_FMT "%strang=tat-ca", STR_ARG(path), mark);
}

size_t ranking_pages(const struct scoreboard *board) {
    size_t units = board->matrix.unit_count;
    return units ? (units + RANKING_PAGE_UNITS - 1) / RANKING_PAGE_UNITS : 1;
}

static void add_stages(struct view_work *work) {
    static const enum msg_id NAMES[RANKING_STAGE_COUNT] = {
        MSG_ranking_stage_in_force, MSG_ranking_stage_by_rule, MSG_ranking_stage_self};
    for (int stage = 0; stage < RANKING_STAGE_COUNT; stage++) {
        if (stage == RANKING_SELF && !work->drawing->reader.all)
            continue;
        work->list->stages[work->list->stages_count++] = (struct page_link){
            .text = say(work, NAMES[stage]),
            .href = list_href(work->arena, work->drawing, (enum ranking_stage)stage, 1),
            .current = stage == (int)work->drawing->stage,
        };
    }
    if (work->drawing->stage == RANKING_BY_RULE)
        work->list->callout = say(work, MSG_ranking_about_by_rule);
    if (work->drawing->stage == RANKING_SELF)
        work->list->callout = say(work, MSG_ranking_about_self);
}

static void add_pages(struct view_work *work) {
    const struct ranking_drawing *drawing = work->drawing;
    struct ranking_list *list = work->list;
    size_t count = ranking_pages(drawing->board);
    list->all = drawing->board->matrix.unit_count;
    list->first = drawing->page ? (drawing->page - 1) * RANKING_PAGE_UNITS + 1 : 1;
    list->last = drawing->page ? drawing->page * RANKING_PAGE_UNITS : list->all;
    if (list->last > list->all)
        list->last = list->all;
    list->paged = count > 1;
    if (drawing->stage != RANKING_IN_FORCE)
        list->stage_code = ranking_stage_code(drawing->stage);
    list->all_href = list_href(work->arena, drawing, drawing->stage, 0);
    for (size_t page = 1; list->paged && page <= count; page++)
        *list_push(work->arena, &list->pages) = (struct page_link){
            .text = str_format(work->arena, "%zu", page),
            .href = list_href(work->arena, drawing, drawing->stage, page),
            .current = page == drawing->page,
        };
}

/* Many bars make a long page: they are drawn for who asks. */
static void add_chart(struct view_work *work) {
    struct ranking_list *list = work->list;
    bool few = list->all <= RANKING_CHART_STACKED_MAX;
    list->board = work->board;
    list->shown = &work->shown;
    list->has_chart = few || work->drawing->with_chart;
    if (list->has_chart)
        return;
    struct str here =
        list_href(work->arena, work->drawing, work->drawing->stage, work->drawing->page);
    list->chart_href = str_format(work->arena, STR_FMT "%cbieu-do=co#bieu-do", STR_ARG(here),
                                  str_find(here, STR("?")) < 0 ? '?' : '&');
}

/* --- the fragment --------------------------------------------------------------------------- */

enum msg_id ranking_page_title(const struct cluster_period *cluster) {
    if (cluster->period.half == 1)
        return cluster->places_shown ? MSG_ranking_title_interim
                                     : MSG_ranking_title_interim_no_places;
    return cluster->places_shown ? MSG_ranking_title_final : MSG_ranking_title_final_no_places;
}

void ranking_draw(struct html *h, const void *context) {
    const struct ranking_drawing *drawing = context;
    const struct scoreboard *board = drawing->board;
    struct ranking_list list = {
        .title = message_plain(h->lang, ranking_page_title(&board->cluster)),
        .callout = STR(""),
        .stage_code = STR(""),
        .chart_href = STR(""),
        .places = board->cluster.places_shown,
        .rules_confirmed = board->book.confirmed,
    };
    struct view_work work = {
        .arena = h->arena, .lang = h->lang, .drawing = drawing, .board = board, .list = &list};
    scoring_board_stage(h->arena, board, drawing->stage, false, &work.shown);
    work.columns = ranking_columns_of(h->arena, &board->table.criteria);
    add_stages(&work);
    add_pages(&work);
    add_heads(&work);
    add_gaps(&work);
    for (size_t i = list.first; i <= list.last; i++)
        add_row(&work, i - 1);
    add_chart(&work);
    tpl_ranking_list(h, &list);
}

struct str ranking_variant(struct arena *arena, const struct ranking_drawing *drawing) {
    const struct ranking_reader *reader = &drawing->reader;
    struct str variant = str_format(arena, "xep-thu|%d|%zu|%d|%s", (int)drawing->stage,
                                    drawing->page, drawing->with_chart, reader->all ? "all" : "");
    for (size_t i = 0; !reader->all && i < reader->count; i++) {
        if (variant.n > KEPT_KEY_BYTES_MAX)
            return STR("");
        variant = str_format(arena, STR_FMT "%zu,", STR_ARG(variant), reader->units[i]);
    }
    return variant;
}

void ranking_look_for(struct arena *arena, const struct ranking_drawing *drawing, struct str words,
                      struct ranking_finds *ret_finds) {
    const struct scoreboard *board = drawing->board;
    struct str wanted = vi_fold(arena, words);
    struct board_stage shown;
    *ret_finds = (struct ranking_finds){0};
    scoring_board_stage(arena, board, drawing->stage, false, &shown);
    for (size_t i = 0; i < board->matrix.unit_count; i++) {
        const struct standing *standing = &shown.standings[i];
        struct str name = board->cluster.members.items[standing->unit].name;
        if (ret_finds->count == RANKING_FOUND_MAX)
            return;
        if (str_find(vi_fold(arena, name), wanted) < 0)
            continue;
        struct str href = list_href(arena, drawing, drawing->stage, i / RANKING_PAGE_UNITS + 1);
        *list_push(arena, ret_finds) = (struct ranking_find){
            .name = name,
            .href = str_format(arena, STR_FMT "#dong-%zu", STR_ARG(href), i + 1),
            .total = standing->totals.total,
            .place = standing->place,
        };
    }
}
