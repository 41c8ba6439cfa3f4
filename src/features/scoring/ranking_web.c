/* Places and totals, by stage; the same as a spreadsheet. */
#include "features/scoring/ranking_web.h"

#include "doc/workbook_write.h"
#include "features/cluster/closing_service.h"
#include "features/frame/frame.h"
#include "features/scoring/ranking.html.h"
#include "features/scoring/ranking_doc.h"
#include "features/scoring/sight_service.h"
#include "html/kept_fragment.h"

/* What this user may see and open, and why not more. */
static struct ranking_reader reader_of(const struct request *request,
                                       const struct scoreboard *board, struct str *ret_sight) {
    const struct cluster_period *cluster = &board->cluster;
    struct ranking_reader reader = {
        .all = user_may_every_unit(request->user, RIGHT_SHEET_READ, place_of_period(cluster)),
        .runs = user_may(request->user, RIGHT_SCORE_VERIFY, place_of_period(cluster), STR(""))};
    struct scoring_sight sight = scoring_visible_units(request->arena, board, request->user);
    reader.blind = !sight.all;
    reader.seen = sight.units;
    reader.seen_count = sight.count;
    *ret_sight = scoring_sight_words(request->arena, request->lang, board, &sight);
    if (reader.all)
        return reader;
    reader.units = ARENA_ARRAY(request->arena, size_t, cluster->members.count);
    for (size_t unit = 0; unit < cluster->members.count; unit++)
        if (frame_may(request, RIGHT_SHEET_READ, cluster, cluster->members.items[unit].id))
            reader.units[reader.count++] = unit;
    return reader;
}

static const struct err *read_page(const struct request *request, const struct scoreboard *board,
                                   size_t *ret_page) {
    struct str text = request_query(request, "trang");
    long long page = 1;
    if (str_equal_c(text, "tat-ca"))
        page = 0;
    else if (text.n &&
             (!str_to_int64(text, &page) || page < 1 || (size_t)page > ranking_pages(board)))
        return ERR(ERR_NOT_FOUND, "no such page");
    *ret_page = (size_t)page;
    return NULL;
}

static const struct err *load(const struct request *request, struct scoreboard *board,
                              struct ranking_drawing *drawing, struct str *ret_sight) {
    TRY(scoring_load_board(app_db(request), request->arena, request->user,
                           request_param(request, "cluster"), request_param(request, "period"),
                           board));
    *drawing =
        (struct ranking_drawing){.board = board, .reader = reader_of(request, board, ret_sight)};
    struct str code = request_query(request, "giai-doan");
    if (!ranking_stage_from_code(code, &drawing->stage) && code.n)
        return ERR(ERR_NOT_FOUND, "no such stage");
    /* What units gave themselves is between them and the cluster: members do not see each other's.
     */
    bool inner =
        drawing->stage == RANKING_SELF || ranking_stage_last(drawing->stage) != SCORE_COUNCIL;
    if (inner && !drawing->reader.all)
        return ERR(ERR_DENIED, "no right to read the scores of all units step by step");
    drawing->with_chart = str_equal_c(request_query(request, "bieu-do"), "co");
    return read_page(request, board, &drawing->page);
}

/* The places of the half-year before, for who asked for them and sees them. */
static const struct err *load_before(const struct request *request, const struct scoreboard *board,
                                     struct ranking_before *before) {
    struct period period = board->cluster.period;
    before->asked = str_equal_c(request_query(request, "so-voi"), "ky-truoc");
    before->period = STR("");
    if (!before->asked)
        return NULL;
    period =
        period.half == 2 ? (struct period){period.year, 1} : (struct period){period.year - 1, 2};
    struct scoreboard old;
    const struct err *err =
        scoring_load_board(app_db(request), request->arena, request->user, board->cluster.slug,
                           period_code(request->arena, period), &old);
    if (err)
        return err->kind == ERR_NOT_FOUND ? NULL : err;
    if (!scoring_visible_all(&old, request->user) || !old.cluster.places_shown)
        return NULL;
    int *places = ARENA_ARRAY(request->arena, int, board->cluster.members.count);
    for (size_t i = 0; i < old.matrix.unit_count; i++) {
        const struct standing *standing = &old.standings[i];
        ptrdiff_t unit =
            cluster_member_by_id(&board->cluster, old.cluster.members.items[standing->unit].id);
        if (unit >= 0)
            places[unit] = standing->place;
    }
    before->period = period_display(request->arena, request->lang, period);
    before->revision = old.cluster.revision;
    before->places = places;
    return NULL;
}

static struct str with_stage(const struct request *request, struct str path,
                             const struct ranking_drawing *drawing, const char *more) {
    bool other = drawing->stage != RANKING_IN_FORCE;
    return str_format(request->arena, STR_FMT "%s" STR_FMT "%s%s", STR_ARG(path),
                      other ? "?giai-doan=" : "",
                      STR_ARG(other ? ranking_stage_code(drawing->stage) : STR("")),
                      !*more  ? ""
                      : other ? "&"
                              : "?",
                      more);
}

static struct ranking_view view_of(const struct request *request,
                                   const struct ranking_drawing *drawing) {
    const struct scoreboard *board = drawing->board;
    const struct cluster_period *cluster = &board->cluster;
    struct str path = step_path(request->arena, cluster, STEP_RANKING);
    struct str xlsx = step_path_below(request->arena, cluster, STEP_RANKING, STR("xlsx"));
    struct str words = request_query(request, "tim");
    bool may_analyse =
        user_may(request->user, RIGHT_ANALYSIS_READ, place_of_period(cluster), STR(""));
    return (struct ranking_view){
        .title = message_plain(request->lang, ranking_page_title(cluster)),
        .period = period_display(request->arena, request->lang, cluster->period),
        .has_table = board->table.criteria.count > 0,
        .may_import_table = frame_may(request, RIGHT_CRITERIA_EDIT, cluster, STR("")),
        .table_href = step_path(request->arena, cluster, STEP_CRITERIA),
        .figures_until = date_is_empty(cluster->figures_until)
                             ? message_plain(request->lang, MSG_ranking_unknown_date)
                             : date_display(request->arena, cluster->figures_until),
        .revision = cluster->revision,
        .now_ms = request->now_ms,
        .xlsx_href = drawing->reader.blind ? STR("") : with_stage(request, xlsx, drawing, ""),
        .sight = STR(""),
        .analysis_href =
            may_analyse ? step_path_below(request->arena, cluster, STEP_RANKING, STR("phan-tich"))
                        : STR(""),
        .targets_href =
            step_path_below(request->arena, cluster, STEP_RANKING, STR("so-voi-chi-tieu")),
        .proposal_href = cluster->period.half == 2 ? step_path_below(request->arena, cluster,
                                                                     STEP_RANKING, STR("de-nghi"))
                                                   : STR(""),
        .print_href = drawing->page && ranking_pages(board) > 1
                          ? with_stage(request, path, drawing, "trang=tat-ca")
                          : STR(""),
        .words = words.n ? words : STR(""),
    };
}

static const struct err *show_ranking(struct request *request, struct response *response) {
    struct scoreboard board;
    struct ranking_drawing drawing;
    struct str sight;
    TRY(load(request, &board, &drawing, &sight));
    TRY(load_before(request, &board, &drawing.before));
    struct ranking_view view = view_of(request, &drawing);
    struct page page;
    frame_page(request, view.title, &board.cluster, STEP_RANKING, &page);
    page.wide = true;
    view.page = &page;
    view.sight = sight;
    if (view.words.n)
        ranking_look_for(request->arena, &drawing, view.words, &view.finds);
    struct html h = frame_html(request, response);
    tpl_ranking_page_begin(&h, &view);
    if (view.has_table)
        kept_fragment_draw(board.kept, STR("xep-thu-trang-thai"), &h, ranking_draw_state, &board);
    if (view.has_table)
        kept_fragment_draw(board.kept, ranking_variant(request->arena, &drawing), &h, ranking_draw,
                           &drawing);
    tpl_ranking_page_end(&h, &view);
    return NULL;
}

static const struct err *send_xlsx(struct request *request, struct response *response) {
    struct scoreboard board;
    struct ranking_drawing drawing;
    struct str sight;
    TRY(load(request, &board, &drawing, &sight));
    if (drawing.reader.blind)
        return ERR_TEXT(ERR_STATE, "ranking.not_visible", "the points are not shown yet");
    struct ranking_doc_options options = {
        .stage = drawing.stage,
        .groups_only = !drawing.reader.all,
        .printed_by = request->user->name,
    };
    struct str bytes;
    TRY(closing_paper_mark(app_db(request), request->arena, &board.cluster.closing,
                           &options.audit_mark));
    TRY(ranking_doc_make_with(request->arena, &board, &options, request->now_ms, &bytes));
    respond_file(response, XLSX_CONTENT_TYPE, ranking_doc_name(request->arena, &board), bytes);
    return NULL;
}

const struct route ranking_routes[] = {
    {HTTP_GET, "/cum/:cluster/:period/xep-thu", RIGHT_CLUSTER_READ, show_ranking},
    {HTTP_GET, "/cum/:cluster/:period/xep-thu/xlsx", RIGHT_CLUSTER_READ, send_xlsx},
};
const size_t ranking_routes_count = COUNT_OF(ranking_routes);
