#include "features/scoring/agree_web.h"

#include "features/scoring/agree.html.h"
#include "html/ui/layout.html.h"

enum { AGREE_BODY_MAX = 256 << 10 };

/* The step that is asked for, else the first that the user may write. Agreeing is of verifying: of
 * the head's and the office's step. *ret_own: it is refused since the unit is his own. */
static const struct err *find_stage(const struct request *request, const struct scoreboard *board,
                                    size_t unit, enum score_stage *ret_stage, bool *ret_own) {
    const struct cluster_unit *member = &board->cluster.members.items[unit];
    struct stage_choice choice = scoring_stages_of(request->user, &board->cluster, member->id);
    struct str code = request_field(request, "buoc");
    if (!code.p)
        code = request_query(request, "buoc");
    *ret_stage = choice.first;
    if (code.p)
        score_stage_from_code(code, ret_stage);
    *ret_own = choice.own_unit && !choice.may[*ret_stage];
    if (*ret_stage != SCORE_HEAD && *ret_stage != SCORE_OFFICE)
        return ERR(ERR_DENIED, "this step does not verify");
    return *ret_own ? NULL
                    : scoring_stage_check(request->user, &board->cluster, member->id, *ret_stage);
}

static void add_row(struct arena *arena, enum lang lang, const struct scoreboard *board,
                    size_t unit, size_t index, enum agree_state state, struct agree_view *view) {
    const struct criterion *criterion = &board->table.criteria.items[index];
    const struct score_cell *score = score_cell_at(&board->matrix, unit, index);
    struct str evidence = board_cell_at(board, unit, index)->evidence;
    struct agree_row row = {
        .code = criterion->code,
        .name = criterion->name,
        .points = score->in_force,
        .seen = decimal_canonical(arena, score->in_force),
        .evidence = evidence.p ? evidence : STR(""),
    };
    if (state == AGREE_CAN) {
        *list_push(arena, &view->rows) = row;
    } else if (state != AGREE_NOT_ASKED) {
        row.why = message_plain(lang, scoring_agree_words(state));
        *list_push(arena, &view->left_out) = row;
    }
}

static const struct err *draw(const struct request *request, struct response *response,
                              const struct scoreboard *board, size_t unit, enum score_stage stage,
                              bool own, const struct issues *issues) {
    struct arena *arena = request->arena;
    const struct cluster_unit *member = &board->cluster.members.items[unit];
    enum agree_state *states;
    TRY(scoring_agree_states(app_db(request), arena, request->user, board, unit, stage, &states));
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_verify_agree_all), &board->cluster,
               STEP_VERIFY, &page);
    page.issues = issues;
    struct str code = score_stage_code(stage);
    struct agree_view view = {
        .page = &page,
        .unit_name = member->name,
        .stage = message_plain(request->lang, score_stage_name(stage)),
        .stage_code = code,
        .href = unit_page_path(arena, &board->cluster, member, "dong-y"),
        .grid_href =
            str_format(arena, STR_FMT "?buoc=" STR_FMT,
                       STR_ARG(unit_page_path(arena, &board->cluster, member, "")), STR_ARG(code)),
        .csrf_token = request->csrf_token,
        .own_unit = own,
    };
    for (size_t i = 0; !own && i < board->table.criteria.count; i++)
        add_row(arena, request->lang, board, unit, i, states[i], &view);
    struct html h = frame_html(request, response);
    tpl_agree_page(&h, &view);
    return NULL;
}

static const struct err *show(struct request *request, struct response *response) {
    struct scoreboard board;
    size_t unit;
    enum score_stage stage;
    bool own;
    TRY(unit_page_board(request, &board, &unit));
    TRY(find_stage(request, &board, unit, &stage, &own));
    TRY(frame_open_period(&board.cluster, request->arena));
    return draw(request, response, &board, unit, stage, own, NULL);
}

static const struct err *save(struct request *request, struct response *response) {
    struct scoreboard board;
    size_t unit;
    enum score_stage stage;
    bool own;
    TRY(unit_page_board(request, &board, &unit));
    TRY(find_stage(request, &board, unit, &stage, &own));
    const struct criteria *criteria = &board.table.criteria;
    struct agreement *rows = ARENA_ARRAY(request->arena, struct agreement, criteria->count);
    size_t count = 0;
    for (size_t i = 0; i < criteria->count; i++) {
        struct str name =
            str_format(request->arena, "thay." STR_FMT, STR_ARG(criteria->items[i].code));
        struct str seen = request_field(request, str_c(request->arena, name));
        if (seen.p)
            rows[count++] = (struct agreement){criteria->items[i].code, seen};
    }
    struct issues issues = {0};
    int stored = 0;
    TRY(scoring_agree_all(app_db(request), request->arena, request->user, request->now_ms,
                          &board.cluster, unit, stage, rows, count, &issues, &stored));
    if (issues.count) {
        TRY(unit_page_board(request, &board, &unit));
        response->status = 422;
        return draw(request, response, &board, unit, stage, own, &issues);
    }
    struct str path = str_format(request->arena, STR_FMT "?buoc=" STR_FMT,
                                 STR_ARG(unit_page_path(request->arena, &board.cluster,
                                                        &board.cluster.members.items[unit], "")),
                                 STR_ARG(score_stage_code(stage)));
    frame_redirect(request, response, path,
                   stored ? MSG_notice_agreed_all : MSG_notice_verified_nothing, stored);
    return NULL;
}

#define BASE "/cum/:cluster/:period/tham-dinh/:unit/dong-y"

const struct route agree_routes[] = {
    {HTTP_GET, BASE, RIGHT_SCORE_VERIFY, show},
    {HTTP_POST, BASE, RIGHT_SCORE_VERIFY, save, .body_max_bytes = AGREE_BODY_MAX,
     .only_saves = true},
};
const size_t agree_routes_count = COUNT_OF(agree_routes);
