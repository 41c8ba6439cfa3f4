/* A unit's evidence criterion by criterion, and what is used more than once in a half-year. */
#include "doc/workbook_write.h"
#include "features/frame/frame.h"
#include "features/score_evidence/score_evidence.html.h"
#include "features/score_evidence/score_evidence_doc.h"
#include "features/score_evidence/score_evidence_web.h"

static const struct err *unit_board(const struct request *request, struct scoreboard *ret_board,
                                    size_t *ret_unit) {
    TRY(scoring_load_board(app_db(request), request->arena, request->user,
                           request_param(request, "cluster"), request_param(request, "period"),
                           ret_board));
    ptrdiff_t unit = cluster_member_by_slug(&ret_board->cluster, request_param(request, "unit"));
    if (unit < 0)
        return ERR(ERR_NOT_FOUND, "no such member of the cluster");
    *ret_unit = (size_t)unit;
    return NULL;
}

static struct str unit_path(struct arena *arena, const struct cluster_period *cluster, size_t unit,
                            const char *tail) {
    return step_path_below(
        arena, cluster, STEP_SHEETS,
        str_format(arena, STR_FMT "/%s", STR_ARG(cluster->members.items[unit].slug), tail));
}

static const struct err *add_lines(const struct request *request, const struct scoreboard *board,
                                   size_t unit, struct evidence_book_view *view) {
    struct score_evidence_counts counts;
    TRY(score_evidence_count(app_db(request), request->arena, request->user, board, (ptrdiff_t)unit,
                             &counts));
    for (size_t k = 0; k < board->table.criteria.count; k++) {
        const struct criterion *c = &board->table.criteria.items[k];
        const struct evidence_place place = {board, unit, k};
        struct evidence_book_line line = {
            c->code, c->name, STR(""), !criterion_is_scored(c), {.standing = 0}};
        if (!line.is_group) {
            line.href = score_evidence_path(request->arena, &place);
            view->scored++;
            if (score_evidence_at(&counts, unit, k)) {
                view->with++;
                TRY(evidence_list_fill(request, &place, &line.list));
            }
        }
        *list_push(request->arena, &view->lines) = line;
    }
    return NULL;
}

static const struct err *show_book(struct request *request, struct response *response) {
    struct scoreboard board;
    size_t unit;
    TRY(unit_board(request, &board, &unit));
    const struct cluster_unit *member = &board.cluster.members.items[unit];
    TRY(score_evidence_must(app_db(request), request->arena, request->user, &board.cluster,
                            member->id, false));
    struct evidence_book_view view = {
        .unit_name = member->name,
        .unit_href = step_path_below(request->arena, &board.cluster, STEP_VERIFY, member->slug),
        .workbook_href = unit_path(request->arena, &board.cluster, unit, "minh-chung.xlsx"),
    };
    TRY(add_lines(request, &board, unit, &view));
    struct page page;
    frame_page(request, frame_words(request, MSG_evidence_book_title), &board.cluster, STEP_SHEETS,
               &page);
    view.page = &page;
    struct html h = frame_html(request, response);
    tpl_evidence_book_page(&h, &view);
    return NULL;
}

static const struct err *send_book(struct request *request, struct response *response) {
    struct scoreboard board;
    size_t unit;
    TRY(unit_board(request, &board, &unit));
    TRY(score_evidence_must(app_db(request), request->arena, request->user, &board.cluster,
                            board.cluster.members.items[unit].id, false));
    struct evidence_records records;
    TRY(score_evidence_records(app_db(request), request->arena, request->user, &board, unit,
                               &records));
    struct str bytes;
    TRY(score_evidence_doc_make(request->arena, &board, unit, &records, request->now_ms, &bytes));
    respond_file(response, XLSX_CONTENT_TYPE, score_evidence_doc_name(request->arena, &board, unit),
                 bytes);
    return NULL;
}

static struct str sharing_words(const struct request *request, enum evidence_sharing sharing) {
    return frame_words(request, sharing == EVIDENCE_OTHER_UNIT ? MSG_evidence_shared_other
                                : sharing == EVIDENCE_EARLIER  ? MSG_evidence_shared_earlier
                                                               : MSG_evidence_shared_same);
}

static const struct err *show_shared(struct request *request, struct response *response) {
    struct cluster_period cluster;
    struct evidence_uses uses;
    TRY(frame_cluster(request, &cluster));
    TRY(score_evidence_shared(app_db(request), request->arena, request->user, &cluster, &uses));
    struct evidence_uses_view view = {.contents = uses.contents, .more = uses.more};
    for (size_t i = 0; i < uses.count; i++) {
        const struct evidence_use *use = &uses.items[i];
        *list_push(request->arena, &view.lines) = (struct evidence_use_line){
            .begins = use->begins,
            .title = str_or_empty(use->where.title),
            .href = str_or_empty(use->where.href),
            .name = use->is_seen ? use->file.name : STR(""),
            .caption = use->is_seen ? use->file.caption : STR(""),
            .at = use->is_seen
                      ? date_display(request->arena, date_of_instant(use->file.recorded_ms))
                      : STR(""),
            .taken = use->is_seen && use->file.taken_id.n,
            .sharing = sharing_words(request, use->sharing),
            .is_grave = use->sharing == EVIDENCE_OTHER_UNIT,
            .sha256 = use->sha256,
        };
    }
    struct page page;
    frame_page(request, frame_words(request, MSG_evidence_shared_title), &cluster, STEP_SHEETS,
               &page);
    view.page = &page;
    struct html h = frame_html(request, response);
    tpl_evidence_uses_page(&h, &view);
    return NULL;
}

const struct route score_evidence_book_routes[] = {
    {HTTP_GET, "/cum/:cluster/:period/phieu/:unit/minh-chung", RIGHT_SHEET_READ, show_book},
    {HTTP_GET, "/cum/:cluster/:period/phieu/:unit/minh-chung.xlsx", RIGHT_SHEET_READ, send_book},
    {HTTP_GET, "/cum/:cluster/:period/phieu/trung-minh-chung", RIGHT_SCORE_VERIFY, show_shared},
};
const size_t score_evidence_book_routes_count = COUNT_OF(score_evidence_book_routes);
