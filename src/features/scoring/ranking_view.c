#include "features/scoring/ranking_view.h"

#include "features/frame/frame.h"
#include "features/scoring/ranking.html.h"
#include "features/scoring/ranking_class.h"
#include "features/scoring/ranking_digest_service.h"
#include "features/scoring/ranking_words.h"
#include "features/scoring/sight_service.h"
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
    struct class_scale scale;
    struct ranking_rule rule;
    int shown_places; /* 0: all */
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

static bool sees(const struct ranking_drawing *drawing, size_t unit) {
    const struct ranking_reader *reader = &drawing->reader;
    bool found = !reader->blind;
    for (size_t i = 0; i < reader->seen_count && !found; i++)
        found = reader->seen[i] == unit;
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

static struct str count_words(const struct view_work *work, enum msg_id id, size_t count) {
    return message_text(work->arena, work->lang,
                        MESSAGE_WITH(id, str_format(work->arena, "%zu", count)));
}

static struct str before_words(const struct view_work *work, const struct standing *standing) {
    const struct ranking_before *before = &work->drawing->before;
    if (!before->asked || !before->period.n || work->drawing->reader.blind)
        return STR("");
    int was = before->places[standing->unit];
    struct str place = str_format(work->arena, "%d", was);
    int up = was - standing->place;
    struct str steps = str_format(work->arena, "%d", up < 0 ? -up : up);
    if (!was)
        return say(work, MSG_ranking_before_none);
    struct message words =
        !standing->place || !up
            ? MESSAGE_WITH(MSG_ranking_before, place)
            : MESSAGE_WITH(up > 0 ? MSG_ranking_before_up : MSG_ranking_before_down, place, steps);
    return message_text(work->arena, work->lang, words);
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
        .note = STR(""),
        .gone = scoring_gone_words(work->arena, work->lang, work->board, unit),
        .before = before_words(work, standing),
        .is_hidden = work->drawing->reader.runs && work->shown_places && standing->place &&
                     standing->place > work->shown_places,
        .total = standing->totals.total,
        .has_compared = standing->totals.complete &&
                        decimal_compare(standing->totals.compared, standing->totals.total) != 0,
        .compared = standing->totals.compared,
    };
    if (work->drawing->reader.blind) {
        row.place = 0;
        row.lead = false;
        if (!row.counted)
            row.note = count_words(work, MSG_ranking_missing_note, standing->totals.missing);
    } else {
        row.note = work->list->places || !row.counted
                       ? ranking_note(work->arena, work->lang, &work->board->table.criteria,
                                      &work->rule, work->shown.standings, index)
                       : STR("");
    }
    struct class_result class =
        ranking_class(work->arena, &work->shown.matrix, &work->columns, &work->scale, unit);
    row.class_name = ranking_class_name(&work->scale, &class);
    row.class_note = ranking_class_miss(work->arena, work->lang, &work->shown.matrix,
                                        &work->columns, &work->scale, &class);
    if (above && row.place) {
        row.has_behind = true;
        row.behind = decimal_subtract(above->totals.compared, standing->totals.compared);
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
        if (standing->totals.complete || !sees(work->drawing, standing->unit))
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
        [RANKING_IN_FORCE] = MSG_ranking_stage_in_force,
        [RANKING_BY_RULE] = MSG_ranking_stage_by_rule,
        [RANKING_SELF] = MSG_ranking_stage_self,
        [RANKING_TO_CROSS] = MSG_ranking_stage_to_cross,
        [RANKING_TO_HEAD] = MSG_ranking_stage_to_head,
        [RANKING_TO_OFFICE] = MSG_ranking_stage_to_office,
        [RANKING_TO_MEETING] = MSG_ranking_stage_to_meeting,
    };
    for (int stage = 0; stage < RANKING_STAGE_COUNT; stage++) {
        enum score_stage last = ranking_stage_last((enum ranking_stage)stage);
        bool inner = stage == RANKING_SELF || last != SCORE_COUNCIL;
        bool decided = last == SCORE_COUNCIL || scoring_stage_decided(work->board, last);
        if (stage != (int)work->drawing->stage &&
            ((inner && !work->drawing->reader.all) || !decided))
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
    if (ranking_stage_last(work->drawing->stage) != SCORE_COUNCIL)
        work->list->callout = say(work, MSG_ranking_about_to);
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
    list->has_chart = !list->blind && (few || work->drawing->with_chart);
    if (list->has_chart || list->blind)
        return;
    struct str here =
        list_href(work->arena, work->drawing, work->drawing->stage, work->drawing->page);
    list->chart_href = str_format(work->arena, STR_FMT "%cbieu-do=co#bieu-do", STR_ARG(here),
                                  str_find(here, STR("?")) < 0 ? '?' : '&');
}

/* --- the fragment --------------------------------------------------------------------------- */

/* --- what the list rests on ------------------------------------------------------------------ */

static void add_rules(struct view_work *work) {
    const struct ranking_rule *rule = &work->rule;
    struct ranking_list *list = work->list;
    list->tie_rule =
        ranking_tie_rule_words(work->arena, work->lang, &work->board->table.criteria, rule);
    list->shown_rule = work->shown_places
                           ? count_words(work, MSG_ranking_shown_rule, (size_t)work->shown_places)
                           : STR("");
    list->last_rule = rule->last_place
                          ? count_words(work, MSG_ranking_last_rule, (size_t)rule->last_place)
                          : STR("");
    list->compared_rule = STR("");
    list->has_classes = work->scale.count > 0;
    for (size_t i = 0; i < list->rows.count; i++)
        if (list->rows.items[i].has_compared)
            list->compared_rule = say(work, MSG_ranking_compared_rule);
    const struct ranking_drawing *drawing = work->drawing;
    struct str here = list_href(work->arena, drawing, drawing->stage, drawing->page);
    list->before_href = STR("");
    if (!drawing->before.asked && list->places && !list->blind)
        list->before_href = str_format(work->arena, STR_FMT "%cso-voi=ky-truoc", STR_ARG(here),
                                       str_find(here, STR("?")) < 0 ? '?' : '&');
}

enum msg_id ranking_page_title(const struct cluster_period *cluster) {
    if (cluster->period.half == 1)
        return cluster->places_shown ? MSG_ranking_title_interim
                                     : MSG_ranking_title_interim_no_places;
    return cluster->places_shown ? MSG_ranking_title_final : MSG_ranking_title_final_no_places;
}

/* Who runs the cluster sees all places; all others those of the hall. */
static void show_places(struct arena *arena, const struct ranking_drawing *drawing,
                        struct board_stage *ret_shown) {
    if (drawing->reader.runs)
        scoring_board_stage_all(arena, drawing->board, drawing->stage, ret_shown);
    else
        scoring_board_stage(arena, drawing->board, drawing->stage, drawing->reader.blind,
                            ret_shown);
}

void ranking_draw(struct html *h, const void *context) {
    const struct ranking_drawing *drawing = context;
    const struct scoreboard *board = drawing->board;
    struct ranking_list list = {
        .title = message_plain(h->lang, ranking_page_title(&board->cluster)),
        .callout = STR(""),
        .stage_code = STR(""),
        .chart_href = STR(""),
        .places = board->cluster.places_shown && !drawing->reader.blind,
        .blind = drawing->reader.blind,
        .has_papers = drawing->reader.all,
        .sight = STR(""),
        .rules_confirmed = board->book.confirmed,
    };
    struct view_work work = {
        .arena = h->arena, .lang = h->lang, .drawing = drawing, .board = board, .list = &list};
    struct issues ignored = {0};
    work.shown_places = board->cluster.places_shown ? scoring_places_shown(board) : 0;
    class_scale_read(h->arena, str_or_empty(board->settings.of[SETTING_CLASSES].value), STR(""),
                     &work.scale, &ignored);
    work.rule = scoring_ranking_rule(h->arena, board);
    show_places(h->arena, drawing, &work.shown);
    work.columns = ranking_columns_of(h->arena, &board->table.criteria);
    add_stages(&work);
    add_pages(&work);
    add_heads(&work);
    add_gaps(&work);
    for (size_t i = list.first; i <= list.last; i++)
        if (sees(drawing, work.shown.standings[i - 1].unit))
            add_row(&work, i - 1);
    add_chart(&work);
    add_rules(&work);
    tpl_ranking_list(h, &list);
}

struct str ranking_variant(struct arena *arena, const struct ranking_drawing *drawing) {
    const struct ranking_reader *reader = &drawing->reader;
    struct str variant =
        str_format(arena, "xep-thu|%d|%zu|%d|%d|%d|%d.%lld|%s", (int)drawing->stage, drawing->page,
                   drawing->with_chart, reader->runs, reader->blind, drawing->before.asked,
                   (long long)drawing->before.revision, reader->all ? "all" : "");
    for (size_t i = 0; reader->blind && i < reader->seen_count; i++) {
        if (variant.n > KEPT_KEY_BYTES_MAX)
            return STR("");
        variant = str_format(arena, STR_FMT "%zu.", STR_ARG(variant), reader->seen[i]);
    }
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
    show_places(arena, drawing, &shown);
    for (size_t i = 0; i < board->matrix.unit_count; i++) {
        const struct standing *standing = &shown.standings[i];
        struct str name = board->cluster.members.items[standing->unit].name;
        if (ret_finds->count == RANKING_FOUND_MAX)
            return;
        if (!sees(drawing, standing->unit))
            continue;
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

/* --- the state of the result ----------------------------------------------------------------- */

void ranking_draw_state(struct html *h, const void *context) {
    const struct scoreboard *board = context;
    const struct closing *closing = &board->cluster.closing;
    struct scoring_result result = scoring_result_of(h->arena, board);
    enum msg_id note = result_note(&result);
    struct ranking_state state = {
        .words = message_plain(h->lang, result_words(&result)),
        .note = note == MSG_none ? STR("") : message_plain(h->lang, note),
        .is_final = result_is_final(&result),
        .closed = STR(""),
        .digest = STR(""),
    };
    if (closing->closed) {
        state.closed = message_text(
            h->arena, h->lang,
            MESSAGE_WITH(MSG_ranking_closed, instant_display(h->arena, closing->at_ms)));
        state.digest = ranking_digest(h->arena, board);
    }
    tpl_ranking_state(h, &state);
}
