/* The forms that record a vote, a vote on equal totals, the council's approval or return. */
#include "features/adoption/adoption.html.h"
#include "features/adoption/adoption_web.h"
#include "features/scoring/ranking_digest_service.h"
#include "html/ui/layout.html.h"

enum { FORM_BODY_MAX = 256 << 10 };

enum form_kind { FORM_VOTE, FORM_TIE, FORM_APPROVE, FORM_RETURN, FORM_COUNT };

typedef void (*form_draw)(struct html *h, const struct adoption_form_view *view);
static const struct {
    const char *tail;
    enum right right;
    enum msg_id title;
    enum msg_id hint;
    form_draw draw;
} FORMS[FORM_COUNT] = {
    [FORM_VOTE] = {"bieu-quyet", RIGHT_SCORE_ADOPT, MSG_adoption_vote_title, MSG_adoption_vote_hint,
                   tpl_adoption_vote_form},
    [FORM_TIE] = {"bang-diem", RIGHT_SCORE_ADOPT, MSG_adoption_tie_title, MSG_adoption_tie_hint,
                  tpl_adoption_tie_form},
    [FORM_APPROVE] = {"phe-duyet", RIGHT_SCORE_APPROVE, MSG_adoption_approve_title,
                      MSG_adoption_approve_hint, tpl_adoption_approve_form},
    [FORM_RETURN] = {"tra-lai", RIGHT_SCORE_APPROVE, MSG_adoption_return_title,
                     MSG_adoption_return_hint, tpl_adoption_return_form},
};

static const struct err *load(const struct request *request, enum form_kind kind,
                              struct scoreboard *ret_board) {
    TRY(scoring_load_board(app_db(request), request->arena, request->user,
                           request_param(request, "cluster"), request_param(request, "period"),
                           ret_board));
    return frame_must(request, FORMS[kind].right, &ret_board->cluster, STR(""));
}

static struct str field_of(const struct request *request, const char *kind, struct str slug) {
    struct str name = str_format(request->arena, "%s." STR_FMT, kind, STR_ARG(slug));
    return request_text(request, str_c(request->arena, name));
}

static void add_choices(const struct request *request, struct adoption_form_row *row) {
    struct str typed = field_of(request, "chon", row->slug);
    enum vote_choice chosen = VOICE_ABSENT;
    vote_choice_from_code(typed, &chosen);
    for (int choice = 0; choice < VOICE_COUNT; choice++)
        *list_push(request->arena, &row->choices) = (struct ui_option){
            vote_choice_code((enum vote_choice)choice),
            message_plain(request->lang, vote_choice_name((enum vote_choice)choice)),
            choice == (int)chosen};
}

static void add_row(const struct request *request, const struct scoreboard *board, size_t unit,
                    enum form_kind kind, const struct issues *issues,
                    struct adoption_form_view *view) {
    const struct standing *standing = adoption_standing(board, unit);
    const struct cluster_unit *member = &board->cluster.members.items[unit];
    struct adoption_form_row row = {
        .slug = member->slug,
        .name = member->name,
        .total = standing->totals.total,
        .complete = standing->totals.complete,
        .place = standing->place,
    };
    if (kind == FORM_TIE) {
        struct str field = str_format(request->arena, "votes." STR_FMT, STR_ARG(member->slug));
        row.votes = field_of(request, "votes", member->slug);
        row.issue = issues ? issue_of(issues, field) : NULL;
    } else {
        add_choices(request, &row);
    }
    view->incomplete = view->incomplete || !row.complete;
    *list_push(request->arena, &view->rows) = row;
}

/* The members whose order is asked for: the group of the address, or the first. */
static void add_group(const struct request *request, const struct scoreboard *board,
                      const struct issues *issues, struct adoption_form_view *view) {
    struct tie_groups groups = adoption_ties_of(request->arena, board);
    long long wanted = 0;
    struct str typed = request_text(request, "nhom");
    if (!str_to_int64(typed.n ? typed : request_query_text(request, "nhom"), &wanted) ||
        wanted < 0 || (size_t)wanted >= groups.count)
        wanted = 0;
    for (size_t i = 0; groups.count && i < groups.items[wanted].count; i++)
        add_row(request, board, groups.items[wanted].units[i], FORM_TIE, issues, view);
}

static void add_manners(const struct request *request, struct adoption_form_view *view) {
    struct str typed = request_text(request, "manner");
    for (int manner = 0; manner < VOTE_MANNER_COUNT; manner++) {
        struct str code = vote_manner_code((enum vote_manner)manner);
        *list_push(request->arena, &view->manners) = (struct ui_option){
            code, message_plain(request->lang, vote_manner_name((enum vote_manner)manner)),
            str_equal(typed, code)};
    }
}

static struct str needed_words(const struct request *request, const struct scoreboard *board) {
    struct vote_rule rule;
    if (!vote_rule_read(board->settings.of[SETTING_ADOPT_SHARE].value, &rule))
        vote_rule_read(scoring_key_default(SETTING_ADOPT_SHARE), &rule);
    size_t members = board->matrix.unit_count;
    struct str words = frame_say(request, vote_rule_words(request->arena, &rule));
    return frame_say(
        request, MESSAGE_WITH(MSG_adoption_needs, words,
                              str_format(request->arena, "%zu", vote_rule_needed(&rule, members)),
                              str_format(request->arena, "%zu", members)));
}

static const struct err *draw(const struct request *request, struct response *response,
                              const struct scoreboard *board, enum form_kind kind,
                              const struct issues *issues) {
    struct arena *arena = request->arena;
    struct page page;
    frame_page(request, frame_words(request, FORMS[kind].title), &board->cluster, STEP_ADOPTION,
               &page);
    page.issues = issues;
    struct adoption_form_view view = {
        .page = &page,
        .context = page.context,
        .hint = frame_words(request, FORMS[kind].hint),
        .action =
            step_path_below(arena, &board->cluster, STEP_ADOPTION, str_from_c(FORMS[kind].tail)),
        .back = step_path(arena, &board->cluster, STEP_ADOPTION),
        .seen =
            kind == FORM_TIE ? ranking_figures_digest(arena, board) : ranking_digest(arena, board),
        .needed = needed_words(request, board),
        .held_on = request_text(request, "held_on"),
        .number = request_text(request, "number"),
        .body = request_text(request, "body"),
        .reason = request_text(request, "reason"),
        .yes = request_text(request, "yes"),
        .no = request_text(request, "no"),
        .abstain = request_text(request, "abstain"),
        .voters = request_text(request, "voters"),
    };
    add_manners(request, &view);
    if (kind == FORM_TIE)
        add_group(request, board, issues, &view);
    for (size_t i = 0; kind != FORM_TIE && i < board->matrix.unit_count; i++)
        add_row(request, board, board->standings[i].unit, kind, issues, &view);
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    FORMS[kind].draw(&h, &view);
    return NULL;
}

static const struct err *show(const struct request *request, struct response *response,
                              enum form_kind kind) {
    struct scoreboard board;
    TRY(load(request, kind, &board));
    return draw(request, response, &board, kind, NULL);
}

/* Back to the page of the steps, or the form once more with what is wrong. */
static const struct err *answer(const struct request *request, struct response *response,
                                enum form_kind kind, const struct cluster_period *cluster,
                                const struct issues *issues, enum msg_id notice) {
    if (!issues->count) {
        frame_redirect(request, response, step_path(request->arena, cluster, STEP_ADOPTION), notice,
                       0);
        return NULL;
    }
    /* Drawn from what is stored now. */
    struct scoreboard board;
    TRY(load(request, kind, &board));
    return draw(request, response, &board, kind, issues);
}

static const struct err *save_vote(struct request *request, struct response *response) {
    struct scoreboard board;
    struct issues issues = {0};
    bool accepted = false;
    TRY(load(request, FORM_VOTE, &board));
    const struct cluster_units *members = &board.cluster.members;
    struct str *choices = ARENA_ARRAY(request->arena, struct str, members->count);
    for (size_t i = 0; i < members->count; i++)
        choices[i] = field_of(request, "chon", members->items[i].slug);
    const struct vote_form form = {
        .held_on = request_text(request, "held_on"),
        .number = request_text(request, "number"),
        .manner = request_text(request, "manner"),
        .yes = request_text(request, "yes"),
        .no = request_text(request, "no"),
        .abstain = request_text(request, "abstain"),
        .choices = choices,
        .reason = request_text(request, "reason"),
        .seen = request_text(request, "seen"),
    };
    TRY(adoption_vote(app_db(request), request->arena, request->user, request->now_ms,
                      &board.cluster, &form, &issues, &accepted));
    return answer(request, response, FORM_VOTE, &board.cluster, &issues,
                  accepted ? MSG_notice_result_adopted : MSG_notice_result_refused);
}

static const struct err *save_tie(struct request *request, struct response *response) {
    struct scoreboard board;
    struct issues issues = {0};
    TRY(load(request, FORM_TIE, &board));
    const struct cluster_units *members = &board.cluster.members;
    size_t *units = ARENA_ARRAY(request->arena, size_t, members->count);
    struct str *votes = ARENA_ARRAY(request->arena, struct str, members->count);
    size_t count = 0;
    for (size_t i = 0; i < members->count; i++) {
        struct str name =
            str_format(request->arena, "votes." STR_FMT, STR_ARG(members->items[i].slug));
        struct str typed = request_field(request, str_c(request->arena, name));
        if (!typed.p)
            continue;
        units[count] = i;
        votes[count++] = typed;
    }
    const struct tie_form form = {
        .held_on = request_text(request, "held_on"),
        .number = request_text(request, "number"),
        .voters = request_text(request, "voters"),
        .units = units,
        .votes = votes,
        .count = count,
        .seen = request_text(request, "seen"),
    };
    TRY(adoption_tie_vote(app_db(request), request->arena, request->user, request->now_ms,
                          &board.cluster, &form, &issues));
    return answer(request, response, FORM_TIE, &board.cluster, &issues, MSG_notice_tie_recorded);
}

static struct decision_form read_decision(const struct request *request) {
    return (struct decision_form){
        .held_on = request_text(request, "held_on"),
        .number = request_text(request, "number"),
        .body = request_text(request, "body"),
        .reason = request_text(request, "reason"),
        .seen = request_text(request, "seen"),
    };
}

static const struct err *save_approval(struct request *request, struct response *response) {
    struct scoreboard board;
    struct issues issues = {0};
    const struct decision_form form = read_decision(request);
    TRY(load(request, FORM_APPROVE, &board));
    TRY(adoption_approve(app_db(request), request->arena, request->user, request->now_ms,
                         &board.cluster, &form, &issues));
    return answer(request, response, FORM_APPROVE, &board.cluster, &issues,
                  MSG_notice_result_approved);
}

static const struct err *save_return(struct request *request, struct response *response) {
    struct scoreboard board;
    struct issues issues = {0};
    const struct decision_form form = read_decision(request);
    TRY(load(request, FORM_RETURN, &board));
    TRY(adoption_return(app_db(request), request->arena, request->user, request->now_ms,
                        &board.cluster, &form, &issues));
    return answer(request, response, FORM_RETURN, &board.cluster, &issues,
                  MSG_notice_result_returned);
}

static const struct err *show_vote(struct request *request, struct response *response) {
    return show(request, response, FORM_VOTE);
}

static const struct err *show_tie(struct request *request, struct response *response) {
    return show(request, response, FORM_TIE);
}

static const struct err *show_approval(struct request *request, struct response *response) {
    return show(request, response, FORM_APPROVE);
}

static const struct err *show_return(struct request *request, struct response *response) {
    return show(request, response, FORM_RETURN);
}

#define BASE "/cum/:cluster/:period/thong-qua"

const struct route adoption_form_routes[] = {
    {HTTP_GET, BASE "/bieu-quyet", RIGHT_SCORE_ADOPT, show_vote},
    {HTTP_POST, BASE "/bieu-quyet", RIGHT_SCORE_ADOPT, save_vote, .body_max_bytes = FORM_BODY_MAX,
     .only_saves = true},
    {HTTP_GET, BASE "/bang-diem", RIGHT_SCORE_ADOPT, show_tie},
    {HTTP_POST, BASE "/bang-diem", RIGHT_SCORE_ADOPT, save_tie, .body_max_bytes = FORM_BODY_MAX,
     .only_saves = true},
    {HTTP_GET, BASE "/phe-duyet", RIGHT_SCORE_APPROVE, show_approval},
    {HTTP_POST, BASE "/phe-duyet", RIGHT_SCORE_APPROVE, save_approval, .only_saves = true},
    {HTTP_GET, BASE "/tra-lai", RIGHT_SCORE_APPROVE, show_return},
    {HTTP_POST, BASE "/tra-lai", RIGHT_SCORE_APPROVE, save_return, .only_saves = true},
};
const size_t adoption_form_routes_count = COUNT_OF(adoption_form_routes);
