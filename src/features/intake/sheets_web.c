/* Blank sheets: who has one, what came back, the files. */
#include "features/intake/sheets_web.h"

#include "doc/workbook_write.h"
#include "features/frame/frame.h"
#include "features/intake/hand_out_service.h"
#include "features/intake/sheet_doc.h"
#include "features/intake/sheets.html.h"
#include "features/scoregrid/scoregrid_service.h"

static void fill_state(const struct request *request, const struct grid_progress *progress,
                       struct blank_sheet_line *line) {
    size_t missing = progress->asked > progress->filled ? progress->asked - progress->filled : 0;
    struct str count = str_format(request->arena, "%zu", missing);
    struct message text = MESSAGE(MSG_intake_sheet_waiting);
    line->state = UI_STATE_TODO;
    if (progress->sent_ms && progress->changed_since) {
        line->state = UI_STATE_DOING;
        text = MESSAGE(MSG_intake_sheet_changed);
    } else if (progress->sent_ms) {
        line->state = missing ? UI_STATE_DOING : UI_STATE_DONE;
        text = missing ? MESSAGE_WITH(MSG_intake_sheet_short, count)
                       : MESSAGE(MSG_intake_sheet_complete);
    } else if (progress->saved_ms) {
        line->state = UI_STATE_DOING;
        text = MESSAGE(MSG_intake_sheet_typing);
    }
    line->state_text = message_text(request->arena, request->lang, text);
}

static void fill_line(const struct request *request, const struct scoreboard *board, size_t at,
                      const struct grid_progress *progress, struct blank_sheet_line *line) {
    const struct cluster_unit *unit = &board->cluster.members.items[at];
    *line = (struct blank_sheet_line){
        .name = unit->name,
        .href = step_path_below(request->arena, &board->cluster, STEP_SHEETS, unit->slug),
        .verify_href = STR(""),
        .present = progress->filled,
        .all = progress->asked,
        .grid_href =
            step_path_below(request->arena, &board->cluster, STEP_SHEETS,
                            str_format(request->arena, STR_FMT "/tu-cham", STR_ARG(unit->slug))),
        .evidence_href =
            step_path_below(request->arena, &board->cluster, STEP_SHEETS,
                            str_format(request->arena, STR_FMT "/minh-chung", STR_ARG(unit->slug))),
        .saved_ms = progress->saved_ms,
        .sent_ms = progress->sent_ms,
        .sent_by = progress->sent_by,
        .changed_since = progress->changed_since,
        .is_own = scoregrid_is_own(request->user, place_of_period(&board->cluster), unit->id),
    };
    fill_state(request, progress, line);
    if (progress->sent_ms)
        line->verify_href =
            step_path_below(request->arena, &board->cluster, STEP_VERIFY, unit->slug);
}

static const struct err *show_sheets(struct request *request, struct response *response) {
    struct arena *arena = request->arena;
    struct scoreboard board;
    struct page page;
    struct sheet_states states;
    struct grid_progress *progress;
    TRY(scoring_load_board(app_db(request), arena, request->user, request_param(request, "cluster"),
                           request_param(request, "period"), &board));
    frame_page(request, message_plain(request->lang, MSG_intake_sheets_title), &board.cluster,
               STEP_SHEETS, &page);
    struct sheets_view view = {
        .page = &page,
        .locked = board.table.exists && board.table.locked,
        .why_locked =
            MESSAGE(board.table.exists ? MSG_scoring_table_not_locked : MSG_scoring_table_missing),
        .criteria_href = step_path(arena, &board.cluster, STEP_CRITERIA),
        .all_href = STR(""),
        .bundle_href = STR(""),
        .shared_href = STR(""),
        .intake_href = STR(""),
        .figures_until = date_display(arena, board.cluster.figures_until),
    };
    /* Papers are taken out of what is closed too. */
    if (user_may(request->user, RIGHT_SCORE_VERIFY, place_of_period(&board.cluster), STR(""))) {
        view.all_href = step_path_below(arena, &board.cluster, STEP_SHEETS, STR("tat-ca.zip"));
        view.shared_href =
            step_path_below(arena, &board.cluster, STEP_SHEETS, STR("trung-minh-chung"));
        view.bundle_href = step_path_below(arena, &board.cluster, STEP_OVERVIEW, STR("dong-goi"));
    }
    if (frame_may(request, RIGHT_SCORE_IMPORT, &board.cluster, STR("")))
        view.intake_href = step_path(arena, &board.cluster, STEP_INTAKE);
    view.own_href = view.criterion_href = STR("");
    if (view.locked)
        view.criterion_href =
            step_path_below(arena, &board.cluster, STEP_SHEETS, STR("theo-tieu-chi"));
    hand_out_states(arena, request->user, &board, &states);
    TRY(scoregrid_progress(app_db(request), arena, &board, &progress));
    for (size_t i = 0; i < states.count; i++) {
        struct blank_sheet_line *line = list_push(arena, &view.lines);
        fill_line(request, &board, states.items[i].unit, &progress[states.items[i].unit], line);
        view.received += line->sent_ms != 0;
        if (line->is_own && view.locked && !view.own_href.n && !request->user->is_local)
            view.own_href = line->grid_href;
    }
    struct html h = frame_html(request, response);
    tpl_sheets_page(&h, &view);
    return NULL;
}

static const struct err *send_sheet(struct request *request, struct response *response) {
    struct arena *arena = request->arena;
    struct scoreboard board;
    ptrdiff_t unit;
    struct str bytes;
    TRY(hand_out_open(app_db(request), arena, request->user, request_param(request, "cluster"),
                      request_param(request, "period"), request_param(request, "unit"), &board,
                      &unit));
    TRY(sheet_doc_blank(arena, &board, (size_t)unit, request->now_ms, &bytes));
    TRY(hand_out_note(app_db(request), arena, request->user, request->now_ms, &board, unit));
    respond_file(response, XLSX_CONTENT_TYPE, sheet_doc_name(arena, &board, (size_t)unit), bytes);
    return NULL;
}

static const struct err *send_all(struct request *request, struct response *response) {
    struct arena *arena = request->arena;
    struct scoreboard board;
    ptrdiff_t all;
    struct str bytes;
    TRY(hand_out_open(app_db(request), arena, request->user, request_param(request, "cluster"),
                      request_param(request, "period"), STR_NONE, &board, &all));
    TRY(sheet_doc_all(arena, &board, request->now_ms, &bytes));
    TRY(hand_out_note(app_db(request), arena, request->user, request->now_ms, &board, all));
    respond_file(response, "application/zip", sheet_doc_all_name(arena, &board), bytes);
    return NULL;
}

const struct route sheets_routes[] = {
    {HTTP_GET, "/cum/:cluster/:period/phieu", RIGHT_SHEET_READ, show_sheets},
    {HTTP_GET, "/cum/:cluster/:period/phieu/tat-ca.zip", RIGHT_SCORE_VERIFY, send_all},
    {HTTP_GET, "/cum/:cluster/:period/phieu/:unit", RIGHT_SHEET_READ, send_sheet},
};
const size_t sheets_routes_count = COUNT_OF(sheets_routes);
