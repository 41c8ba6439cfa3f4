/* The steps of a half-year, what was voted and decided, and the minutes. */
#include "features/adoption/adoption_web.h"

#include "features/adoption/adoption.html.h"
#include "html/ui/layout.html.h"

enum { NAMES_MAX = 12 };

struct scene {
    const struct request *request;
    struct arena *arena;
    enum lang lang;
    struct scoreboard board;
    struct adoption_records records;
    struct scoring_result result;
};

static const struct err *load(const struct request *request, struct scene *scene) {
    *scene = (struct scene){.request = request, .arena = request->arena, .lang = request->lang};
    TRY(scoring_load_board(app_db(request), request->arena, request->user,
                           request_param(request, "cluster"), request_param(request, "period"),
                           &scene->board));
    scene->result = scoring_result_of(request->arena, &scene->board);
    return adoption_load(app_db(request), request->arena, request->user, &scene->board.cluster,
                         &scene->records);
}

static struct str say(const struct scene *scene, struct message message) {
    return message_text(scene->arena, scene->lang, message);
}

static struct str number(const struct scene *scene, size_t value) {
    return str_format(scene->arena, "%zu", value);
}

/* --- the steps ----------------------------------------------------------------------------- */

/* The members of which IS is not true, by name. */
static struct str names_without(const struct scene *scene,
                                bool (*is)(const struct scoreboard *board, size_t unit),
                                size_t *ret_with) {
    struct str names = STR("");
    size_t without = 0;
    *ret_with = 0;
    for (size_t unit = 0; unit < scene->board.matrix.unit_count; unit++) {
        if (is(&scene->board, unit)) {
            ++*ret_with;
            continue;
        }
        if (without++ < NAMES_MAX)
            names =
                str_format(scene->arena, STR_FMT "%s" STR_FMT, STR_ARG(names), names.n ? ", " : "",
                           STR_ARG(scene->board.cluster.members.items[unit].name));
    }
    return without > NAMES_MAX ? str_format(scene->arena, STR_FMT ", …", STR_ARG(names)) : names;
}

static bool is_crossed(const struct scoreboard *board, size_t unit) {
    return scoring_has_stage(board, unit, SCORE_CROSS);
}

static bool is_by_office(const struct scoreboard *board, size_t unit) {
    return scoring_has_stage(board, unit, SCORE_OFFICE);
}

static struct str progress_words(const struct scene *scene, enum msg_id id, size_t done,
                                 struct str without) {
    struct str words = say(scene, MESSAGE_WITH(id, number(scene, done),
                                               number(scene, scene->board.matrix.unit_count)));
    return without.n && done ? say(scene, MESSAGE_WITH(MSG_adoption_without, words, without))
                             : words;
}

/* The newest vote on the result, the council's newest word. */
static const struct adoption_record *newest(const struct scene *scene, enum outcome_kind kind) {
    for (size_t i = scene->records.count; i-- > 0;)
        if (scene->records.items[i].kind == kind)
            return &scene->records.items[i];
    return NULL;
}

static struct str paper_words(const struct scene *scene, enum msg_id id,
                              const struct adoption_record *record) {
    return say(scene,
               MESSAGE_WITH(id, record->number, date_display(scene->arena, record->held_on)));
}

static struct str meeting_words(const struct scene *scene) {
    const struct adoption_record *vote = newest(scene, OUTCOME_VOTE);
    if (!vote)
        return say(scene, MESSAGE(MSG_adoption_not_voted));
    if (outcome_returned(&scene->board.outcome))
        return say(scene, MESSAGE(MSG_adoption_was_returned));
    return paper_words(scene, vote->count.accepted ? MSG_adoption_voted_yes : MSG_adoption_voted_no,
                       vote);
}

static struct str council_words(const struct scene *scene) {
    const struct outcome_record *approved = outcome_approved(&scene->board.outcome);
    const struct adoption_record *returned = newest(scene, OUTCOME_RETURN);
    if (approved)
        return paper_words(scene, MSG_adoption_approved_by, newest(scene, OUTCOME_APPROVE));
    if (outcome_returned(&scene->board.outcome))
        return say(scene, MESSAGE_WITH(MSG_adoption_returned_because, returned->reason));
    return say(scene, MESSAGE(MSG_adoption_not_approved));
}

static struct str crossing_path(const struct scene *scene) {
    return step_path(scene->arena, &scene->board.cluster, STEP_CROSS);
}

static void add_steps(const struct scene *scene, struct adoption_view *view) {
    const struct scoreboard *board = &scene->board;
    struct step_facts facts = {.members = board->matrix.unit_count,
                               .result = scene->result,
                               .returned = outcome_returned(&board->outcome) != NULL};
    struct str unsent = names_without(scene, scoring_sent, &facts.sent);
    struct str uncrossed = names_without(scene, is_crossed, &facts.crossed);
    struct str unverified = names_without(scene, scoring_unit_verified, &facts.verified);
    struct str without_office = names_without(scene, is_by_office, &facts.by_office);
    enum step_state states[SCORE_STAGE_COUNT];
    enum score_stage current = steps_judge(&facts, states);
    const struct cluster_period *cluster = &board->cluster;
    struct str verify = step_path(scene->arena, cluster, STEP_VERIFY);
    const struct {
        enum msg_id who;
        struct str detail;
        struct str href;
    } steps[SCORE_STAGE_COUNT] = {
        [SCORE_SELF] = {MSG_adoption_who_self,
                        progress_words(scene, MSG_adoption_sent_of, facts.sent, unsent),
                        step_path(scene->arena, cluster, STEP_SHEETS)},
        [SCORE_CROSS] = {MSG_adoption_who_cross,
                         progress_words(scene, MSG_adoption_crossed_of, facts.crossed, uncrossed),
                         crossing_path(scene)},
        [SCORE_HEAD] = {MSG_adoption_who_head,
                        progress_words(scene, MSG_adoption_verified_of, facts.verified, unverified),
                        verify},
        [SCORE_OFFICE] = {MSG_adoption_who_office,
                          progress_words(scene, MSG_adoption_office_of, facts.by_office,
                                         without_office),
                          verify},
        [SCORE_MEETING] = {MSG_adoption_who_meeting, meeting_words(scene), STR("")},
        [SCORE_COUNCIL] = {MSG_adoption_who_council, council_words(scene), STR("")},
    };
    static const struct {
        enum ui_state state;
        enum msg_id words;
    } STATES[] = {
        [STEP_IS_TODO] = {UI_STATE_TODO, MSG_adoption_step_todo},
        [STEP_IS_DOING] = {UI_STATE_DOING, MSG_adoption_step_doing},
        [STEP_IS_DONE] = {UI_STATE_DONE, MSG_adoption_step_done},
        [STEP_IS_SKIPPED] = {UI_STATE_TODO, MSG_adoption_step_skipped},
    };
    for (int stage = 0; stage < SCORE_STAGE_COUNT; stage++)
        *list_push(scene->arena, &view->steps) = (struct adoption_step){
            .name = message_plain(scene->lang, score_stage_name((enum score_stage)stage)),
            .state = STATES[states[stage]].state,
            .state_words = message_plain(scene->lang, STATES[states[stage]].words),
            .detail = steps[stage].detail,
            .who = message_plain(scene->lang, steps[stage].who),
            .href = steps[stage].href,
            .current = stage == (int)current,
        };
}

/* --- what was voted and decided ------------------------------------------------------------ */

static struct str count_words(const struct scene *scene, const struct vote_count *count) {
    return say(scene, MESSAGE_WITH(MSG_adoption_counted, number(scene, count->yes),
                                   number(scene, count->no), number(scene, count->abstain),
                                   number(scene, count->needed), number(scene, count->members)));
}

static struct str tie_words(const struct scene *scene, const struct adoption_record *record) {
    struct str words = STR("");
    for (size_t i = 0; i < record->ties.count; i++) {
        ptrdiff_t unit = cluster_member_by_id(&scene->board.cluster, record->ties.items[i].unit_id);
        struct str name = unit < 0 ? STR("–") : scene->board.cluster.members.items[unit].name;
        words =
            str_format(scene->arena, STR_FMT "%s" STR_FMT " %d/%zu", STR_ARG(words), i ? "; " : "",
                       STR_ARG(name), record->ties.items[i].votes, record->count.present);
    }
    return words;
}

static enum msg_id what_of(const struct adoption_record *record) {
    switch (record->kind) {
    case OUTCOME_TIE:
        return MSG_adoption_did_tie;
    case OUTCOME_APPROVE:
        return MSG_adoption_did_approve;
    case OUTCOME_RETURN:
        return MSG_adoption_did_return;
    default:
        return record->count.accepted ? MSG_adoption_did_adopt : MSG_adoption_did_refuse;
    }
}

static void add_line(const struct scene *scene, const struct adoption_record *record,
                     struct adoption_view *view) {
    struct str detail = record->kind == OUTCOME_VOTE  ? count_words(scene, &record->count)
                        : record->kind == OUTCOME_TIE ? tie_words(scene, record)
                                                      : record->body;
    if (record->reason.n)
        detail = str_format(scene->arena, STR_FMT "%s" STR_FMT, STR_ARG(detail),
                            detail.n ? " – " : "", STR_ARG(record->reason));
    *list_push(scene->arena, &view->lines) = (struct adoption_line){
        .what = message_plain(scene->lang, what_of(record)),
        .detail = detail,
        .held_on = record->held_on,
        .number = record->number,
        .author = record->author,
        .at_ms = record->at_ms,
        .href = step_path_below(scene->arena, &scene->board.cluster, STEP_ADOPTION,
                                str_concat(scene->arena, STR("bien-ban/"), record->id)),
    };
}

static struct adoption_figure_row figure_row(const struct scene *scene, size_t unit,
                                             const struct adopted_figure *figure) {
    const struct standing *now = adoption_standing(&scene->board, unit);
    return (struct adoption_figure_row){
        .name = scene->board.cluster.members.items[unit].name,
        .known = figure->known,
        .complete = figure->complete,
        .total = figure->total,
        .place = figure->place,
        .now_complete = now->totals.complete,
        .now_total = now->totals.total,
        .now_place = now->place,
    };
}

/* What is not as it was when it was adopted or approved; of one's own alone where the others' are
 * hidden, and so there is nothing to load. */
static const struct err *add_changes(const struct scene *scene, struct adoption_view *view) {
    const struct outcome_record *record = outcome_approved(&scene->board.outcome);
    view->changed_title = message_plain(scene->lang, record ? MSG_adoption_changed_since_approval
                                                            : MSG_adoption_changed_since_vote);
    if (!record)
        record = outcome_adopted(&scene->board.outcome);
    if (!scene->result.changed || !record ||
        !scoring_visible_all(&scene->board, scene->request->user))
        return NULL;
    struct adopted_figure *figures;
    TRY(adoption_figures(app_db(scene->request), scene->arena, scene->request->user, &scene->board,
                         record->id, &figures));
    for (size_t unit = 0; unit < scene->board.matrix.unit_count; unit++)
        if (adoption_differs(&scene->board, unit, &figures[unit]))
            *list_push(scene->arena, &view->changed) = figure_row(scene, unit, &figures[unit]);
    return NULL;
}

static void add_links(const struct scene *scene, struct adoption_view *view) {
    const struct cluster_period *cluster = &scene->board.cluster;
    const struct request *request = scene->request;
    bool ready = scene->board.table.locked && scene->result.state != RESULT_NONE;
    bool adopts = ready && frame_may(request, RIGHT_SCORE_ADOPT, cluster, STR(""));
    bool approves = ready && frame_may(request, RIGHT_SCORE_APPROVE, cluster, STR("")) &&
                    outcome_adopted(&scene->board.outcome);
    if (adopts)
        view->vote_href = step_path_below(scene->arena, cluster, STEP_ADOPTION, STR("bieu-quyet"));
    if (adopts && adoption_ties_of(scene->arena, &scene->board).count)
        view->tie_href = step_path_below(scene->arena, cluster, STEP_ADOPTION, STR("bang-diem"));
    if (approves) {
        view->approve_href =
            step_path_below(scene->arena, cluster, STEP_ADOPTION, STR("phe-duyet"));
        view->return_href = step_path_below(scene->arena, cluster, STEP_ADOPTION, STR("tra-lai"));
    }
}

static struct str share_words(const struct scene *scene, struct str value) {
    struct vote_rule rule;
    if (!vote_rule_read(value, &rule))
        vote_rule_read(scoring_key_default(SETTING_ADOPT_SHARE), &rule);
    size_t members = scene->board.matrix.unit_count;
    return say(scene, MESSAGE_WITH(
                          MSG_adoption_needs, say(scene, vote_rule_words(scene->arena, &rule)),
                          number(scene, vote_rule_needed(&rule, members)), number(scene, members)));
}

static const struct err *show(struct request *request, struct response *response) {
    struct scene scene;
    TRY(load(request, &scene));
    const struct scoreboard *board = &scene.board;
    struct page page;
    frame_page(request, frame_words(request, MSG_frame_step_adoption), &board->cluster,
               STEP_ADOPTION, &page);
    struct scoring_sight sight = scoring_visible_units(request->arena, board, request->user);
    const struct scoring_setting *share = &board->settings.of[SETTING_ADOPT_SHARE];
    enum msg_id note = result_note(&scene.result);
    struct adoption_view view = {
        .page = &page,
        .context = page.context,
        .result = message_plain(request->lang, result_words(&scene.result)),
        .is_final = result_is_final(&scene.result),
        .note = note == MSG_none ? STR("") : message_plain(request->lang, note),
        .hidden = scoring_sight_words(request->arena, request->lang, board, &sight),
        .share = share_words(&scene, share->value),
        .share_is_set = share->is_set,
        .share_basis = share->basis,
    };
    add_steps(&scene, &view);
    TRY(add_changes(&scene, &view));
    for (size_t i = scene.records.count; i-- > 0;)
        add_line(&scene, &scene.records.items[i], &view);
    add_links(&scene, &view);
    struct html h = frame_html(request, response);
    tpl_adoption_page(&h, &view);
    return NULL;
}

/* --- the minutes ---------------------------------------------------------------------------- */

static void add_voices(const struct scene *scene, const struct adoption_record *record,
                       struct minutes_view *view) {
    for (size_t i = 0; i < record->ballots.count; i++) {
        const struct adoption_ballot *ballot = &record->ballots.items[i];
        ptrdiff_t unit = cluster_member_by_id(&scene->board.cluster, ballot->unit_id);
        if (unit >= 0)
            *list_push(scene->arena, &view->voices) = (struct minutes_voice){
                scene->board.cluster.members.items[unit].name,
                message_plain(scene->lang, vote_choice_name(ballot->choice))};
    }
    for (size_t i = 0; i < record->ties.count; i++) {
        const struct adoption_tie *tie = &record->ties.items[i];
        ptrdiff_t unit = cluster_member_by_id(&scene->board.cluster, tie->unit_id);
        if (unit >= 0)
            *list_push(scene->arena, &view->voices) =
                (struct minutes_voice){scene->board.cluster.members.items[unit].name,
                                       str_format(scene->arena, "%d", tie->votes)};
    }
}

static const struct err *add_figures(const struct scene *scene,
                                     const struct adoption_record *record,
                                     struct minutes_view *view) {
    struct adopted_figure *figures;
    view->has_figures = (record->kind == OUTCOME_VOTE || record->kind == OUTCOME_APPROVE) &&
                        scoring_visible_all(&scene->board, scene->request->user);
    if (!view->has_figures)
        return NULL;
    TRY(adoption_figures(app_db(scene->request), scene->arena, scene->request->user, &scene->board,
                         record->id, &figures));
    for (size_t unit = 0; unit < scene->board.matrix.unit_count; unit++)
        if (figures[unit].known)
            *list_push(scene->arena, &view->figures) = figure_row(scene, unit, &figures[unit]);
    return NULL;
}

static const struct err *show_minutes(struct request *request, struct response *response) {
    struct scene scene;
    TRY(load(request, &scene));
    const struct adoption_record *record = NULL;
    for (size_t i = 0; i < scene.records.count; i++)
        if (str_equal(scene.records.items[i].id, request_param(request, "record")))
            record = &scene.records.items[i];
    if (!record)
        return ERR(ERR_NOT_FOUND, "no such record of a vote");
    const struct cluster_period *cluster = &scene.board.cluster;
    struct page page;
    struct str title = message_plain(request->lang, what_of(record));
    frame_page(request, title, cluster, STEP_ADOPTION, &page);
    bool vote = record->kind == OUTCOME_VOTE;
    struct minutes_view view = {
        .page = &page,
        .context = page.context,
        .cluster_name = cluster->name,
        .superior = cluster->superior.name,
        .title = title,
        .held_on = record->held_on,
        .number = record->number,
        .body = record->body,
        .manner = vote ? message_plain(request->lang, vote_manner_name(record->manner)) : STR(""),
        .count = record->count,
        .needed = vote ? share_words(&scene, record->share) : STR(""),
        .basis = record->share_basis,
        .reason = record->reason,
        .digest = record->digest,
        .board_revision = record->board_revision,
        .author = record->author,
        .at_ms = record->at_ms,
        .provisional = cluster->period.half == 1,
    };
    add_voices(&scene, record, &view);
    TRY(add_figures(&scene, record, &view));
    struct html h = frame_html(request, response);
    tpl_adoption_minutes(&h, &view);
    return NULL;
}

#define BASE "/cum/:cluster/:period/thong-qua"

const struct route adoption_routes[] = {
    {HTTP_GET, BASE, RIGHT_CLUSTER_READ, show},
    {HTTP_GET, BASE "/bien-ban/:record", RIGHT_CLUSTER_READ, show_minutes},
};
const size_t adoption_routes_count = COUNT_OF(adoption_routes);
