/* The page of one movement or drive: its life, what it answers, who takes part, its history. */
#include "features/movement/movement_web.h"

#include "features/covenant/covenant_service.h"
#include "features/movement/movement.html.h"

/* --- its life ---------------------------------------------------------------- */

static void add_acts(const struct request *request, const struct movement_record *record,
                     struct movement_view *view) {
    struct arena *arena = request->arena;
    for (size_t i = 0; i < record->acts.count; i++) {
        const struct movement_act *act = &record->acts.items[i];
        struct movement_act_line line = {
            .step = frame_words(request, movement_step_name(act->step)),
            .when = act->is_left_out ? frame_words(request, MSG_movement_left_out)
                                     : date_display(arena, act->done_on),
            .place = act->place,
            .document = legal_cite_view(arena, view->citer, act->document, act->done_on),
            .remark = act->remark,
            .recorded =
                str_format(arena, STR_FMT ", " STR_FMT, STR_ARG(instant_display(arena, act->at_ms)),
                           STR_ARG(act->author)),
            .withdrawn = STR(""),
        };
        if (act->withdrawn_ms)
            line.withdrawn = message_text(arena, request->lang,
                                          MESSAGE_WITH(MSG_movement_act_withdrawn,
                                                       instant_display(arena, act->withdrawn_ms),
                                                       act->withdrawn_by, act->withdrawn_reason));
        *list_push(arena, &view->acts) = line;
    }
}

static void add_steps(const struct request *request, const struct movement_record *record,
                      struct movement_view *view) {
    struct arena *arena = request->arena;
    enum movement_step now = record->movement.now;
    for (int step = 0; step < MOVEMENT_STEP_COUNT; step++) {
        struct movement_step_line line = {
            .name = frame_words(request, movement_step_name((enum movement_step)step)),
            .when = STR(""),
            .mark = UI_STATE_TODO,
            .is_now = (int)now == step};
        for (size_t i = 0; i < record->acts.count; i++) {
            const struct movement_act *act = &record->acts.items[i];
            if (act->withdrawn_ms || (int)act->step != step)
                continue;
            line.when = act->is_left_out ? frame_words(request, MSG_movement_left_out)
                                         : date_display(arena, act->done_on);
            line.is_left_out = act->is_left_out;
            line.mark = act->is_left_out ? UI_STATE_NONE : UI_STATE_DONE;
        }
        *list_push(arena, &view->steps) = line;
        if (movement_step_follows(now, (enum movement_step)step)) {
            struct str code = movement_step_code((enum movement_step)step);
            /* The one that leads on is offered first. */
            bool chosen =
                view->retry.act.step.n ? str_equal(code, view->retry.act.step) : step != (int)now;
            *list_push(arena, &view->next_steps) = (struct ui_option){code, line.name, chosen};
        }
    }
}

/* --- what it answers --------------------------------------------------------- */

/* The day on which a citation must hold: when the movement began, else today. */
static struct date citing_day(const struct request *request, const struct movement *m) {
    struct date from = movement_from(m);
    return date_is_empty(from) || !partial_date_is_full(m->begins)
               ? date_of_instant(request->now_ms)
               : from;
}

/* As the register calls it, where it is there. */
static struct str kind_of(const struct request *request, const struct legal_documents *documents,
                          const struct movement *m) {
    const struct legal_document *document = legal_find(documents, m->legal_code);
    return document && m->legal_code.n ? frame_words(request, legal_kind_name(document->kind))
                                       : frame_words(request, movement_kind_name(m->kind));
}

static struct movement_answer_line answer_line(const struct request *request,
                                               const struct movement_view *view,
                                               const struct movement_record *record,
                                               const struct movement *m) {
    struct arena *arena = request->arena;
    struct str paper = movement_paper_of(request, m);
    struct movement_answer_line line = {
        .href = movement_path(request, &view->place, m->id, ""),
        .text = m->number.n
                    ? str_format(arena, STR_FMT " – " STR_FMT, STR_ARG(paper), STR_ARG(m->title))
                    : m->title,
        .kind = kind_of(request, &record->documents, m),
        .link_id = STR(""),
        .register_href = STR(""),
        .doubt = STR(""),
        .mark = STR(""),
    };
    if (m->legal_code.n) {
        struct legal_cite cite = legal_cite_view(arena, view->citer, m->legal_code,
                                                 citing_day(request, &record->movement));
        line.register_href = cite.href;
        line.doubt = cite.doubt;
        line.mark = cite.mark;
    }
    return line;
}

static void add_answers(const struct request *request, const struct movement_record *record,
                        struct movement_view *view) {
    struct arena *arena = request->arena;
    for (size_t i = 0; i < record->answers.count; i++) {
        if (!record->answers.items[i].link_id.n)
            continue; /* a drive's movement stands among the facts */
        struct movement_answer_line line =
            answer_line(request, view, record, &record->answers.items[i].movement);
        line.link_id = record->answers.items[i].link_id;
        *list_push(arena, &view->answers) = line;
    }
    for (size_t i = 0; i < record->answered_by.count; i++)
        *list_push(arena, &view->answered_by) =
            answer_line(request, view, record, &record->answered_by.items[i]);
    *list_push(arena, &view->candidates) = (struct ui_option){
        STR(""), frame_words(request, MSG_movement_choose), view->retry.answers.n == 0};
    for (size_t i = 0; i < record->all.count; i++) {
        const struct movement *m = &record->all.items[i];
        bool offered = !str_equal(m->id, record->movement.id);
        for (size_t k = 0; k < record->answers.count; k++)
            offered = offered && !str_equal(record->answers.items[k].movement.id, m->id);
        if (!offered)
            continue;
        struct str number = m->number.n ? str_concat(arena, m->number, STR(" – ")) : STR("");
        struct str kind = frame_words(request, movement_kind_name(m->kind));
        struct str text = str_format(arena, STR_FMT ": " STR_FMT STR_FMT, STR_ARG(kind),
                                     STR_ARG(number), STR_ARG(m->title));
        *list_push(arena, &view->candidates) =
            (struct ui_option){m->id, text, str_equal(m->id, view->retry.answers)};
    }
}

/* --- who takes part ---------------------------------------------------------- */

static struct str figure_of(const struct request *request, struct decimal value) {
    return decimal_display(request->arena, value, 0, request->lang == LANG_VI ? ',' : '.');
}

static struct movement_cell cell_of(const struct request *request,
                                    const struct movement_commitment *c, struct str label) {
    struct arena *arena = request->arena;
    struct movement_cell cell = {.text = STR(""), .note = STR(""), .label = label};
    if (!c) {
        cell.is_missing = true;
        cell.text = frame_words(request, MSG_movement_not_promised);
        return cell;
    }
    const struct movement_progress *last = commitment_last(c);
    struct str target = c->has_target ? figure_of(request, c->target) : STR("");
    if (!last) {
        cell.is_missing = true;
        cell.text = frame_words(request, MSG_movement_not_reported);
        if (target.n)
            cell.note =
                message_text(arena, request->lang,
                             MESSAGE_WITH(MSG_movement_promised_target, target, c->measure));
        return cell;
    }
    for (size_t i = c->progress.count; i > 0 && !cell.text.n; i--) {
        const struct movement_progress *p = &c->progress.items[i - 1];
        if (p->withdrawn_ms || !p->has_done)
            continue;
        cell.text = str_format(arena, STR_FMT "%s" STR_FMT "%s" STR_FMT,
                               STR_ARG(figure_of(request, p->done)), target.n ? "/" : "",
                               STR_ARG(target), c->measure.n ? " " : "", STR_ARG(c->measure));
    }
    if (!cell.text.n)
        cell.text = last->body;
    cell.note =
        message_text(arena, request->lang,
                     MESSAGE_WITH(MSG_movement_as_at, date_display(arena, last->reached_on)));
    cell.percent = commitment_percent(c);
    cell.has_bar = cell.percent >= 0;
    return cell;
}

static bool has_own(const struct participation *p) {
    for (size_t i = 0; p && i < p->commitments.count; i++)
        if (!p->commitments.items[i].withdrawn_ms && !p->commitments.items[i].content_id.n)
            return true;
    return false;
}

/* A unit's own contents in one cell. */
static struct movement_cell own_cell(const struct request *request, const struct participation *p) {
    size_t promised = 0, reported = 0;
    for (size_t i = 0; p && i < p->commitments.count; i++) {
        const struct movement_commitment *c = &p->commitments.items[i];
        if (c->withdrawn_ms || c->content_id.n)
            continue;
        promised++;
        reported += commitment_last(c) ? 1 : 0;
    }
    struct movement_cell cell = {.text = STR("–"),
                                 .note = STR(""),
                                 .label = frame_words(request, MSG_movement_own_contents)};
    if (promised)
        cell.text = message_text(request->arena, request->lang,
                                 MESSAGE_WITH(MSG_movement_own_reported,
                                              str_format(request->arena, "%zu", reported),
                                              str_format(request->arena, "%zu", promised)));
    return cell;
}

static struct str missing_words(const struct request *request, const struct participation *p,
                                const struct participation_sum *sum) {
    if (!p)
        return frame_words(request, MSG_movement_missing_registration);
    struct arena *arena = request->arena;
    struct str words = STR("");
    if (sum->missing)
        words = message_text(
            arena, request->lang,
            MESSAGE_WITH(MSG_movement_missing_contents, str_format(arena, "%zu", sum->missing)));
    if (sum->promised > sum->reported) {
        struct str more =
            message_text(arena, request->lang,
                         MESSAGE_WITH(MSG_movement_missing_reports,
                                      str_format(arena, "%zu", sum->promised - sum->reported)));
        words =
            words.n ? str_format(arena, STR_FMT "; " STR_FMT, STR_ARG(words), STR_ARG(more)) : more;
    }
    return words;
}

static void add_rows(const struct request *request, const struct movement_record *record,
                     const struct participations *all, struct movement_view *view) {
    struct arena *arena = request->arena;
    const struct cluster_year *year = &view->place.year;
    for (size_t i = 0; i < record->contents.count; i++)
        *list_push(arena, &view->columns) = view->contents.items[i];
    bool own = false;
    for (size_t i = 0; i < all->count; i++)
        own = own || has_own(&all->items[i]);
    if (own || !record->contents.count)
        *list_push(arena, &view->columns) =
            (struct movement_content_line){.body = frame_words(request, MSG_movement_own_contents)};
    for (size_t u = 0; u < year->members.count; u++) {
        const struct cluster_unit *unit = &year->members.items[u];
        if (!participation_expected(year, &record->movement, unit->id))
            continue;
        const struct participation *p = participation_of(all, record->movement.id, unit->id);
        struct participation_sum sum = participation_sum(p, &record->contents);
        struct movement_row row = {.name = unit->name,
                                   .href = STR(""),
                                   .registered =
                                       p ? date_display(arena, p->registered_on) : STR(""),
                                   .missing = missing_words(request, p, &sum)};
        if (frame_may_year(request, RIGHT_SHEET_READ, year, unit->id))
            row.href = str_format(arena, STR_FMT "/don-vi/" STR_FMT, STR_ARG(view->path),
                                  STR_ARG(unit->slug));
        for (size_t i = 0; i < record->contents.count; i++)
            *list_push(arena, &row.cells) =
                p ? cell_of(request, commitment_for(p, record->contents.items[i].id),
                            record->contents.items[i].body)
                  : (struct movement_cell){
                        .text = STR("–"), .note = STR(""), .label = record->contents.items[i].body};
        if (view->columns.count > record->contents.count)
            *list_push(arena, &row.cells) = own_cell(request, p);
        view->registered += p ? 1 : 0;
        if (frame_may_year(request, RIGHT_MEMBER_ENTER, year, unit->id) &&
            !user_may_every_unit(request->user, RIGHT_MEMBER_ENTER, place_of_year(year)))
            view->own_href = row.href;
        *list_push(arena, &view->rows) = row;
    }
}

/* --- the page ---------------------------------------------------------------- */

static void add_contents(const struct request *request, const struct movement_record *record,
                         struct movement_view *view) {
    for (size_t i = 0; i < record->contents.count; i++) {
        const struct movement_content *c = &record->contents.items[i];
        *list_push(request->arena, &view->contents) =
            (struct movement_content_line){i + 1, c->id, c->body, c->measure,
                                           c->has_target ? figure_of(request, c->target) : STR("")};
    }
    for (size_t i = 0; i < record->drives.count; i++)
        *list_push(request->arena, &view->drives) =
            movement_line_of(request, &view->place, &record->drives.items[i]);
}

static void add_trail(const struct request *request, const struct movement_record *record,
                      struct movement_view *view) {
    struct arena *arena = request->arena;
    for (size_t i = 0; i < record->history.count; i++) {
        const struct audit_line *l = &record->history.items[i];
        struct str what = l->after.n ? l->after : l->before;
        *list_push(arena, &view->trail) = str_format(
            arena, STR_FMT " · " STR_FMT " · " STR_FMT "%s" STR_FMT "%s" STR_FMT,
            STR_ARG(instant_display(arena, l->at_ms)), STR_ARG(l->author), STR_ARG(l->action),
            what.n ? ": " : "", STR_ARG(what), l->reason.n ? " – " : "", STR_ARG(l->reason));
    }
}

static void fill_facts(const struct request *request, const struct movement_record *record,
                       struct movement_view *view) {
    struct arena *arena = request->arena;
    const struct movement *m = &record->movement;
    view->line = movement_line_of(request, &view->place, m);
    if (!view->place.in_year)
        view->line.owner = m->owner_name;
    view->launcher = m->launcher_name;
    if (view->place.in_year && m->launcher_id.n) {
        ptrdiff_t member = cluster_year_member_by_id(&view->place.year, m->launcher_id);
        if (member >= 0)
            view->launcher = view->place.year.members.items[member].name;
    }
    view->parent_title = view->parent_href = view->register_href = view->doubt = STR("");
    const struct movement *parent = movement_by_id(&record->all, m->parent_id);
    if (parent) {
        view->parent_title = parent->title;
        view->parent_href = movement_path(request, &view->place, parent->id, "");
    }
    if (m->legal_code.n) {
        struct legal_cite cite =
            legal_cite_view(arena, view->citer, m->legal_code, date_of_instant(request->now_ms));
        view->line.kind = kind_of(request, &record->documents, m);
        view->register_href = cite.href;
        view->doubt = cite.doubt;
    }
    bool ours = view->place.may_edit &&
                (!view->place.in_year || str_equal(m->cluster_id, view->place.year.cluster_id));
    view->is_run = movement_is_run(m->kind);
    view->may_edit = ours && m->now != MOVEMENT_CLOSE;
    view->may_step_back = ours && m->now != MOVEMENT_NO_STEP;
    view->above_href = STR("");
    if (!ours && m->unit_id.n &&
        user_may(request->user, RIGHT_YEAR_EDIT, PLACE_EVERYWHERE, STR("")))
        view->above_href = str_format(arena, "/phong-trao/" STR_FMT, STR_ARG(m->id));
    view->drive_href = STR("");
    if (view->place.may_edit && m->kind == MOVEMENT_MOVEMENT && m->now != MOVEMENT_CLOSE)
        view->drive_href = str_format(arena, STR_FMT "/moi?loai=drive&thuoc=" STR_FMT,
                                      STR_ARG(view->place.base), STR_ARG(m->id));
}

/* A drive's covenant; who may begin one is led to where that is done. */
static const struct err *add_covenant(const struct request *request, struct movement_view *view) {
    const struct movement *m = &view->movement;
    struct covenant_entry entry;
    view->covenant_title = view->covenant_href = STR("");
    if (!view->place.in_year || m->kind != MOVEMENT_DRIVE)
        return NULL;
    TRY(covenant_of_drive(app_db(request), request->arena, request->user, &view->place.year, m->id,
                          &entry));
    struct str tail = entry.code;
    view->covenant_title = entry.title;
    if (!entry.code.n) {
        if (!view->place.may_edit)
            return NULL;
        struct str page = year_path(request->arena, &view->place.year, YEAR_COVENANT);
        view->covenant_title = message_plain(request->lang, MSG_movement_covenant_begin);
        view->covenant_href = str_format(request->arena, STR_FMT "?dot=" STR_FMT "#dot",
                                         STR_ARG(page), STR_ARG(m->id));
        return NULL;
    }
    view->covenant_href = year_path_below(request->arena, &view->place.year, YEAR_COVENANT, tail);
    return NULL;
}

static const struct err *add_clusters(const struct request *request, struct str id,
                                      struct movement_view *view) {
    struct movement_takers_list takers;
    TRY(movement_takers(app_db(request), request->arena, request->user, &takers));
    for (size_t i = 0; i < takers.count; i++)
        if (str_equal(takers.items[i].movement_id, id))
            *list_push(request->arena, &view->clusters) = message_text(
                request->arena, request->lang,
                MESSAGE_WITH(
                    MSG_movement_cluster_takers, takers.items[i].cluster_name,
                    str_format(request->arena, "%lld", (long long)takers.items[i].year),
                    str_format(request->arena, "%lld", (long long)takers.items[i].takers)));
    return NULL;
}

const struct err *movement_draw(const struct request *request, struct response *response,
                                const struct movement_place *place, struct str id,
                                const struct movement_retry *retry) {
    struct movement_record record;
    const struct cluster_year *year = movement_place_year(place);
    TRY(movement_read(app_db(request), request->arena, request->lang, request->user, year, id,
                      &record));
    struct movement_view view = {.place = *place,
                                 .path = movement_path(request, place, id, ""),
                                 .movement = record.movement,
                                 .own_href = STR("")};
    struct legal_citer citer;
    legal_citer_make(request->arena, &record.documents, request->lang, &citer);
    view.citer = &citer;
    if (retry)
        view.retry = *retry;
    fill_facts(request, &record, &view);
    TRY(add_covenant(request, &view));
    add_contents(request, &record, &view);
    add_answers(request, &record, &view);
    if (view.is_run) {
        add_acts(request, &record, &view);
        add_steps(request, &record, &view);
    }
    if (view.is_run && year) {
        struct participations all;
        TRY(participation_list(app_db(request), request->arena, request->user, year, id, &all));
        add_rows(request, &record, &all, &view);
    } else if (view.is_run) {
        TRY(add_clusters(request, id, &view));
    }
    add_trail(request, &record, &view);
    struct page page;
    movement_frame(request, place, record.movement.title, &page);
    page.wide = view.columns.count > 3;
    page.issues = retry ? retry->issues : NULL;
    view.page = &page;
    response->status = retry ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_movement_page(&h, &view);
    return NULL;
}
