#include "features/explain/explain_web.h"

#include "features/dispute/dispute_web.h"
#include "features/explain/explain.html.h"
#include "features/explain/total_web.h"
#include "features/review/review_service.h"
#include "features/scoring/sight_service.h"

static const struct err *load_board(const struct request *request, struct scoreboard *ret_board) {
    return scoring_load_board(app_db(request), request->arena, request->user,
                              request_param(request, "cluster"), request_param(request, "period"),
                              ret_board);
}

static bool reads_all(const struct request *request, const struct cluster_period *cluster) {
    return user_may_every_unit(request->user, RIGHT_SHEET_READ, place_of_period(cluster));
}

/* Whose paper it is: "?don-vi=dam-say", or all (-1) where he reads all; without a word, his own
 * unit. ERR_DENIED for another's. */
static const struct err *read_unit(const struct request *request, const struct scoreboard *board,
                                   ptrdiff_t *ret_unit) {
    struct str slug = str_or_empty(request_query(request, "don-vi"));
    const struct cluster_units *members = &board->cluster.members;
    *ret_unit = -1;
    if (!slug.n && reads_all(request, &board->cluster))
        return NULL;
    for (size_t unit = 0; unit < members->count; unit++)
        if (slug.n
                ? str_equal(members->items[unit].slug, slug)
                : frame_may(request, RIGHT_SHEET_READ, &board->cluster, members->items[unit].id)) {
            *ret_unit = (ptrdiff_t)unit;
            return frame_may(request, RIGHT_SHEET_READ, &board->cluster, members->items[unit].id)
                       ? NULL
                       : ERR(ERR_DENIED, "no right to read the scores of this unit");
        }
    return slug.n ? ERR(ERR_NOT_FOUND, "no such member")
                  : ERR(ERR_DENIED, "no unit's scores to read");
}

static struct str with_unit(const struct request *request, const struct scoreboard *board,
                            const char *tail, ptrdiff_t unit, const char *file) {
    struct str path =
        step_path_below(request->arena, &board->cluster, STEP_RANKING, str_from_c(tail));
    struct str slug = unit < 0 ? STR("") : board->cluster.members.items[unit].slug;
    return str_format(request->arena, STR_FMT "%s%s%s" STR_FMT, STR_ARG(path),
                      *file ? "?dang=" : "", file,
                      unit < 0 ? ""
                      : *file  ? "&don-vi="
                               : "?don-vi=",
                      STR_ARG(slug));
}

static enum paper_file read_file(const struct request *request) {
    return str_equal_c(request_query(request, "dang"), "pdf") ? PAPER_PDF : PAPER_DOCX;
}

/* --- the annex ------------------------------------------------------------------------------ */

static const struct err *load_annex(const struct request *request, struct scoreboard *board,
                                    struct annex_ground *ret_ground) {
    struct arena *arena = request->arena;
    struct threads *threads = ARENA_NEW(arena, struct threads);
    struct addenda *addenda = ARENA_NEW(arena, struct addenda);
    ptrdiff_t unit;
    TRY(load_board(request, board));
    TRY(read_unit(request, board, &unit));
    if (!board->table.exists)
        return ERR(ERR_NOT_FOUND, "no table of criteria");
    TRY(dispute_list(app_db(request), arena, request->user, board, threads));
    TRY(addendum_list(app_db(request), arena, request->user, &board->cluster, addenda));
    struct evidence_records *evidence =
        ARENA_ARRAY(arena, struct evidence_records, board->cluster.members.count);
    for (size_t i = 0; i < board->cluster.members.count; i++) {
        evidence[i] = (struct evidence_records){0};
        if (unit < 0 || (size_t)unit == i)
            TRY(score_evidence_records(app_db(request), arena, request->user, board, i,
                                       &evidence[i]));
    }
    bool locked;
    struct table_version *version = ARENA_NEW(arena, struct table_version);
    TRY(scoring_version_now(app_db(request), arena, request->user, &board->cluster, &board->table,
                            &locked, version));
    *ret_ground = (struct annex_ground){
        .board = board,
        .user = request->user,
        .unit = unit,
        .evidence = evidence,
        .threads = threads,
        .addenda = addenda,
        .version = locked ? version : NULL,
    };
    return closing_paper_mark(app_db(request), arena, &board->cluster.closing,
                              &ret_ground->audit_mark);
}

static void add_units(const struct request *request, const struct scoreboard *board,
                      const char *tail, ptrdiff_t unit, bool with_all, struct page_link **ret_items,
                      size_t *ret_count) {
    const struct cluster_units *members = &board->cluster.members;
    struct page_link *links = ARENA_ARRAY(request->arena, struct page_link, members->count + 1);
    size_t count = 0;
    if (with_all)
        links[count++] = (struct page_link){.text = frame_words(request, MSG_explain_annex_all),
                                            .href = with_unit(request, board, tail, -1, ""),
                                            .current = unit < 0};
    for (size_t i = 0; i < members->count; i++)
        if (frame_may(request, RIGHT_SHEET_READ, &board->cluster, members->items[i].id))
            links[count++] =
                (struct page_link){.text = members->items[i].name,
                                   .href = with_unit(request, board, tail, (ptrdiff_t)i, ""),
                                   .current = unit == (ptrdiff_t)i};
    *ret_items = links;
    *ret_count = count > 1 ? count : 0;
}

#define ANNEX_TAIL    "giai-trinh-diem"
#define BRIEFING_TAIL "mot-trang"

static const struct err *show_annex(struct request *request, struct response *response) {
    struct scoreboard board;
    struct annex_ground ground;
    TRY(load_annex(request, &board, &ground));
    bool fits = annex_doc_rows(&board, -1) <= ANNEX_ROWS_MAX;
    if (ground.unit < 0 && !fits)
        ground.unit = 0; /* too long for one paper: unit by unit */
    struct page page;
    frame_page(request, frame_words(request, MSG_explain_annex), &board.cluster, STEP_RANKING,
               &page);
    struct annex_view view = {
        .page = &page,
        .title = page.title,
        .whose =
            ground.unit < 0 ? board.cluster.name : board.cluster.members.items[ground.unit].name,
        .docx_href = with_unit(request, &board, ANNEX_TAIL "/tai", ground.unit, "docx"),
        .pdf_href = with_unit(request, &board, ANNEX_TAIL "/tai", ground.unit, "pdf"),
    };
    add_units(request, &board, ANNEX_TAIL, ground.unit, fits && reads_all(request, &board.cluster),
              &view.others.items, &view.others.count);
    TRY(annex_doc_html(request->arena, &ground, request->now_ms, &view.paper));
    struct html h = frame_html(request, response);
    tpl_annex_page(&h, &view);
    return NULL;
}

static const struct err *send_annex(struct request *request, struct response *response) {
    struct scoreboard board;
    struct annex_ground ground;
    struct str bytes;
    enum paper_file file = read_file(request);
    TRY(load_annex(request, &board, &ground));
    if (annex_doc_rows(&board, ground.unit) > ANNEX_ROWS_MAX)
        return ERR_TEXT(ERR_LIMIT, "explain.too_long", "too long for one paper");
    TRY(annex_doc_make(request->arena, &ground, file, request->now_ms, &bytes));
    respond_file(response, paper_file_content_type(file),
                 annex_doc_name(request->arena, &ground, file), bytes);
    return NULL;
}

/* --- one page for the commander ------------------------------------------------------------- */

static const struct err *load_briefing(const struct request *request, struct scoreboard *board,
                                       struct briefing *ret_briefing,
                                       struct briefing_options *ret_options) {
    struct arena *arena = request->arena;
    struct review review;
    struct threads threads;
    ptrdiff_t unit;
    TRY(load_board(request, board));
    TRY(read_unit(request, board, &unit));
    TRY(review_load(app_db(request), arena, request->user, &board->cluster, &review));
    TRY(dispute_list(app_db(request), arena, request->user, board, &threads));
    const struct briefing_ground ground = {
        .board = board,
        .review = &review,
        .threads = &threads,
        .today = date_of_instant(request->now_ms),
        .unit = unit,
        .sees_all = scoring_visible_all(board, request->user),
    };
    briefing_make(arena, &ground, ret_briefing);
    *ret_options = (struct briefing_options){.file = read_file(request)};
    return closing_paper_mark(app_db(request), arena, &board->cluster.closing,
                              &ret_options->audit_mark);
}

static struct str href_of(const struct request *request, const struct cluster_period *cluster,
                          enum briefing_place where) {
    static const enum frame_step STEPS[] = {
        [BRIEFING_TO_CRITERIA] = STEP_CRITERIA, [BRIEFING_TO_INTAKE] = STEP_INTAKE,
        [BRIEFING_TO_VERIFY] = STEP_VERIFY,     [BRIEFING_TO_DISPUTES] = STEP_VERIFY,
        [BRIEFING_TO_REVIEW] = STEP_REVIEW,     [BRIEFING_TO_RANKING] = STEP_RANKING,
        [BRIEFING_TO_CLOSING] = STEP_CLOSING,
    };
    return where == BRIEFING_TO_DISPUTES ? dispute_list_path(request->arena, cluster)
                                         : step_path(request->arena, cluster, STEPS[where]);
}

static const struct err *show_briefing(struct request *request, struct response *response) {
    struct scoreboard board;
    struct briefing briefing;
    struct briefing_options options;
    TRY(load_briefing(request, &board, &briefing, &options));
    struct page page;
    frame_page(request, frame_words(request, MSG_explain_briefing), &board.cluster, STEP_RANKING,
               &page);
    struct briefing_view view = {
        .page = &page,
        .title = page.title,
        .docx_href = with_unit(request, &board, BRIEFING_TAIL "/tai", briefing.unit, "docx"),
        .pdf_href = with_unit(request, &board, BRIEFING_TAIL "/tai", briefing.unit, "pdf"),
    };
    add_units(request, &board, BRIEFING_TAIL, briefing.unit, reads_all(request, &board.cluster),
              &view.others.items, &view.others.count);
    for (size_t i = 0; i < briefing.decisions.count; i++)
        *list_push(request->arena, &view.decisions) = (struct briefing_link){
            frame_say(request, briefing.decisions.items[i].words),
            href_of(request, &board.cluster, briefing.decisions.items[i].where)};
    TRY(briefing_doc_html(request->arena, &board, &briefing, &options, request->now_ms,
                          &view.paper));
    struct html h = frame_html(request, response);
    tpl_briefing_page(&h, &view);
    return NULL;
}

static const struct err *send_briefing(struct request *request, struct response *response) {
    struct scoreboard board;
    struct briefing briefing;
    struct briefing_options options;
    struct str bytes;
    TRY(load_briefing(request, &board, &briefing, &options));
    TRY(briefing_doc_make(request->arena, &board, &briefing, &options, request->now_ms, &bytes));
    respond_file(response, paper_file_content_type(options.file),
                 briefing_doc_name(request->arena, &board, &briefing, options.file), bytes);
    return NULL;
}

#define BASE "/cum/:cluster/:period/xep-thu"
const struct route explain_routes[] = {
    {HTTP_GET, BASE "/vi-sao/:unit", RIGHT_CLUSTER_READ, total_show},
    {HTTP_GET, BASE "/" ANNEX_TAIL, RIGHT_SHEET_READ, show_annex},
    {HTTP_GET, BASE "/" ANNEX_TAIL "/tai", RIGHT_SHEET_READ, send_annex},
    {HTTP_GET, BASE "/" BRIEFING_TAIL, RIGHT_SHEET_READ, show_briefing},
    {HTTP_GET, BASE "/" BRIEFING_TAIL "/tai", RIGHT_SHEET_READ, send_briefing},
};
const size_t explain_routes_count = COUNT_OF(explain_routes);
