/* Blank sheets: who has one, what came back, the files. */
#include "features/intake/sheets_web.h"

#include "doc/workbook_write.h"
#include "features/frame/frame.h"
#include "features/intake/hand_out_service.h"
#include "features/intake/sheet_doc.h"
#include "features/intake/sheets.html.h"

static void fill_line(const struct request *request, const struct scoreboard *board,
                      const struct sheet_state *state, struct blank_sheet_line *line) {
    const struct cluster_unit *unit = &board->cluster.members.items[state->unit];
    *line = (struct blank_sheet_line){
        .name = unit->name,
        .href = step_path_below(request->arena, &board->cluster, STEP_SHEETS, unit->slug),
        .verify_href = STR(""),
        .evidence_href =
            step_path_below(request->arena, &board->cluster, STEP_SHEETS,
                            str_format(request->arena, STR_FMT "/minh-chung", STR_ARG(unit->slug))),
        .state = UI_STATE_TODO,
        .state_text = message_plain(request->lang, MSG_intake_sheet_waiting),
        .received_ms = state->received_ms,
        .present = state->all - state->missing,
        .all = state->all,
    };
    if (!state->received_ms)
        return;
    line->verify_href = step_path_below(request->arena, &board->cluster, STEP_VERIFY, unit->slug);
    line->state = state->missing ? UI_STATE_DOING : UI_STATE_DONE;
    struct str missing = str_format(request->arena, "%zu", state->missing);
    struct message text = state->missing ? MESSAGE_WITH(MSG_intake_sheet_short, missing)
                                         : MESSAGE(MSG_intake_sheet_complete);
    line->state_text = message_text(request->arena, request->lang, text);
}

static const struct err *show_sheets(struct request *request, struct response *response) {
    struct arena *arena = request->arena;
    struct scoreboard board;
    struct page page;
    struct sheet_states states;
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
    hand_out_states(arena, request->user, &board, &states);
    for (size_t i = 0; i < states.count; i++) {
        fill_line(request, &board, &states.items[i], list_push(arena, &view.lines));
        view.received += states.items[i].received_ms != 0;
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
