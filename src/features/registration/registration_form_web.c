#include "features/registration/registration_form_web.h"

#include "features/frame/frame.h"
#include "features/registration/registration.html.h"
#include "features/registration/registration_doc.h"
#include "features/submission/submission_web.h"
#include "text/vi_fold.h"

enum { PEOPLE_SHOWN_MAX = 200 };

struct scene {
    struct cluster_year year;
    struct cluster_unit unit;
    struct registration_book book;
    struct registration_member *member;
    struct person_lines people;
    struct targets targets;
};

struct targets_work {
    struct arena *arena;
    struct scene *scene;
};

static const struct err *targets_in(struct db_tx *tx, void *context) {
    struct targets_work *work = context;
    return target_list(tx, work->arena, &work->scene->year, work->scene->unit.id, TARGET_KNOWN_NOW,
                       &work->scene->targets);
}

static const struct err *find_unit(const struct request *request, struct scene *scene) {
    TRY(frame_year(request, &scene->year));
    ptrdiff_t member = cluster_year_member_by_slug(&scene->year, request_param(request, "unit"));
    if (member < 0)
        return ERR(ERR_NOT_FOUND, "no such member");
    scene->unit = scene->year.members.items[member];
    return NULL;
}

static const struct err *load(const struct request *request, struct scene *scene) {
    *scene = (struct scene){0};
    TRY(find_unit(request, scene));
    TRY(registration_load(app_db(request), request->arena, request->user, &scene->year,
                          scene->unit.id, &scene->book));
    scene->member = &scene->book.members.items[0];
    if (scene->member->may_see_people)
        TRY(registration_people(app_db(request), request->arena, request->user, request->now_ms,
                                &scene->year, scene->unit.id, &scene->people));
    struct targets_work work = {request->arena, scene};
    return db_read(app_db(request), targets_in, &work);
}

static struct str path_of(const struct request *request, const struct scene *scene,
                          const char *tail) {
    return year_path_below(
        request->arena, &scene->year, YEAR_REGISTRATION,
        str_format(request->arena, STR_FMT "%s", STR_ARG(scene->unit.slug), tail));
}

/* --- boxes --------------------------------------------------------------------------------- */

static bool is_registered(const struct registration_lines *lines, struct str code,
                          struct str person_id) {
    for (size_t i = 0; lines && i < lines->count; i++)
        if (str_equal(lines->items[i].title_code, code) &&
            str_equal(lines->items[i].person_id, person_id))
            return true;
    return false;
}

/* "t-DVQT" for the unit, "t-DVQT-ID" for a person. */
static struct registration_box box_of(const struct request *request,
                                      const struct award_title *title, struct str person_id,
                                      const struct registration_lines *lines) {
    struct registration_box box = {
        .field = person_id.n ? str_format(request->arena, "t-" STR_FMT "-" STR_FMT,
                                          STR_ARG(title->code), STR_ARG(person_id))
                             : str_format(request->arena, "t-" STR_FMT, STR_ARG(title->code)),
        .code = title->code,
        .name = title->name,
        .remark = award_forces(request->arena, request->lang, title),
        .checked = is_registered(lines, title->code, person_id),
    };
    if (title->mark == AWARD_ENTERED)
        box.remark =
            str_format(request->arena, STR_FMT "; " STR_FMT, STR_ARG(box.remark),
                       STR_ARG(message_plain(request->lang, MSG_registration_mark_entered)));
    return box;
}

/* Titles that can be registered in the year, and those that were. */
static bool is_offered(const struct scene *scene, const struct award_title *title,
                       const struct registration_lines *lines) {
    return award_holds_in(title, scene->year.year) ||
           (lines && registration_count_of(lines, title->code));
}

static void add_titles(const struct request *request, const struct scene *scene,
                       const struct registration_lines *lines,
                       struct registration_form_view *view) {
    const struct award_titles *titles = &scene->book.titles;
    for (size_t i = 0; i < titles->count; i++) {
        const struct award_title *title = &titles->items[i];
        if (!is_offered(scene, title, lines))
            continue;
        struct registration_box box = box_of(request, title, STR(""), lines);
        if (title->for_person) {
            *list_push(request->arena, &view->columns) = box;
            size_t count = lines ? registration_count_of(lines, title->code) : 0;
            if (count)
                *list_push(request->arena, &view->counts) =
                    (struct registration_cell){.label = title->name, .count = count};
        } else if (view->may_enter || box.checked) {
            *list_push(request->arena, &view->titles) = box;
        }
    }
}

static bool has_words(struct arena *arena, struct str name, struct str folded) {
    return str_is_empty(folded) || str_find(vi_fold(arena, name), folded) >= 0;
}

static void add_person(const struct request *request, const struct scene *scene,
                       const struct registration_lines *lines, struct str id, struct str name,
                       const struct person_line *person, struct registration_form_view *view) {
    struct registration_person row = {.id = id, .name = name, .about = STR("")};
    if (person && person->rank.p)
        row.about = person->rank;
    if (person && person->post.n)
        row.about = str_format(request->arena, STR_FMT "%s" STR_FMT, STR_ARG(row.about),
                               row.about.n ? ", " : "", STR_ARG(person->post));
    if (person && !str_equal(person->unit_id, scene->unit.id))
        row.about = str_format(request->arena, STR_FMT "%s" STR_FMT, STR_ARG(row.about),
                               row.about.n ? " · " : "", STR_ARG(person->unit_name));
    for (size_t i = 0; i < view->columns.count; i++) {
        const struct award_title *title =
            award_find(&scene->book.titles, view->columns.items[i].code);
        *list_push(request->arena, &row.boxes) = box_of(request, title, id, lines);
    }
    *list_push(request->arena, &view->people) = row;
}

static bool is_listed(const struct registration_form_view *view, struct str id) {
    for (size_t i = 0; i < view->people.count; i++)
        if (str_equal(view->people.items[i].id, id))
            return true;
    return false;
}

/* Whoever is registered comes first, also one who has left since; then the others by name. */
static void add_people(const struct request *request, const struct scene *scene,
                       const struct registration_lines *lines,
                       struct registration_form_view *view) {
    struct arena *arena = request->arena;
    struct str folded = vi_fold(arena, view->words);
    for (size_t i = 0; lines && i < lines->count; i++) {
        const struct registration_line *line = &lines->items[i];
        const struct person_line *person = NULL;
        for (size_t j = 0; j < scene->people.count; j++)
            if (str_equal(scene->people.items[j].id, line->person_id))
                person = &scene->people.items[j];
        if (line->person_id.n && !is_listed(view, line->person_id) &&
            has_words(arena, line->person_name, folded))
            add_person(request, scene, lines, line->person_id,
                       person ? person->name : line->person_name, person, view);
    }
    for (size_t i = 0; view->may_enter && i < scene->people.count; i++) {
        const struct person_line *person = &scene->people.items[i];
        if (is_listed(view, person->id) || !has_words(arena, person->name, folded))
            continue;
        if (view->people.count >= PEOPLE_SHOWN_MAX) {
            view->people_cut = true;
            return;
        }
        add_person(request, scene, lines, person->id, person->name, person, view);
    }
}

/* --- the page ------------------------------------------------------------------------------ */

static void add_targets(const struct request *request, const struct scene *scene,
                        struct registration_form_view *view) {
    for (size_t i = 0; i < scene->targets.count; i++) {
        const struct target *target = &scene->targets.items[i];
        *list_push(request->arena, &view->targets) = (struct registration_target){
            .content = target->item->name,
            .amount = target_display(request->arena, request->lang, target, TARGET_YEAR),
            .half = target->item->is_cumulative
                        ? target_display(request->arena, request->lang, target, TARGET_FIRST_HALF)
                        : STR(""),
            .state = message_plain(request->lang, target_state_name(target->state)),
        };
    }
}

static void add_history(const struct request *request, const struct registration *registration,
                        struct registration_form_view *view) {
    struct arena *arena = request->arena;
    size_t event = registration->events.count;
    size_t revision = registration->revisions.count;
    while (event || revision) {
        const struct registration_event *e = event ? &registration->events.items[event - 1] : NULL;
        const struct registration_revision *r =
            revision ? &registration->revisions.items[revision - 1] : NULL;
        struct registration_event_line line = {.reason = STR("")};
        if (e && (!r || e->at_ms >= r->at_ms)) {
            line.text = frame_say(
                request,
                MESSAGE_WITH(MSG_registration_history_line, instant_display(arena, e->at_ms),
                             message_plain(request->lang, registration_act_name(e->act)),
                             str_format(arena, "%lld", (long long)e->revision), e->author));
            line.reason = e->reason;
            event--;
        } else {
            line.text = frame_say(
                request,
                MESSAGE_WITH(MSG_registration_history_saved, instant_display(arena, r->at_ms),
                             str_format(arena, "%lld", (long long)r->revision), r->author));
            line.reason = r->reason;
            revision--;
        }
        *list_push(arena, &view->history) = line;
    }
}

static void add_acts(const struct request *request, const struct scene *scene,
                     struct registration_form_view *view) {
    const struct registration *registration = &scene->member->registration;
    enum registration_state state = registration_state_of(registration);
    struct date deadline = scene->member->deadline;
    bool in_time = registration_may_submit(registration, deadline, request->now_ms);
    bool sent = state == REGISTRATION_SUBMITTED || state == REGISTRATION_RECEIVED;
    int64_t at_ms;
    const struct registration_revision *counted = registration_counted(registration, &at_ms);
    const struct registration_revision *newest = registration_newest(registration);
    bool sends = frame_may_year(request, RIGHT_MEMBER_SEND, &scene->year, scene->unit.id);
    bool sendable = state == REGISTRATION_DRAFT && in_time;
    view->may_submit = sends && sendable;
    view->may_withdraw = sends && counted;
    if (!sends && view->may_enter && sendable)
        view->commander_href =
            submission_new_href(request->arena, scene->year.slug, scene->year.year,
                                SUBMISSION_REGISTRATION, scene->unit.slug, STR(""));
    view->may_receive = scene->book.may_run && state == REGISTRATION_SUBMITTED;
    view->may_return = scene->book.may_run && sent;
    view->may_permit = scene->book.may_permit && !in_time;
    view->asks_reason = registration_first_submitted_ms(registration) > 0;
    if (!sent && !in_time)
        view->late = frame_say(request, MESSAGE_WITH(MSG_registration_late_needs_permission,
                                                     date_display(request->arena, deadline)));
    if (counted && counted != newest)
        view->counted =
            frame_say(request, MESSAGE_WITH(MSG_registration_counted_still,
                                            date_display(request->arena, date_of_instant(at_ms))));
    if (state == REGISTRATION_RETURNED)
        view->asked = registration->events.items[registration->events.count - 1].reason;
    if (newest)
        view->revision = frame_say(
            request, MESSAGE_WITH(MSG_registration_revision_line,
                                  str_format(request->arena, "%lld", (long long)newest->revision),
                                  instant_display(request->arena, newest->at_ms), newest->author));
}

static const struct err *add_carries(const struct request *request, const struct scene *scene,
                                     struct registration_form_view *view) {
    struct arena *arena = request->arena;
    struct registration_carry_page page;
    view->may_carry = scene->book.may_permit;
    if (!view->may_carry)
        return NULL;
    TRY(registration_carries(app_db(request), arena, request->user, &scene->year, &scene->unit,
                             &page));
    for (size_t i = 0; i < page.predecessors.count; i++)
        *list_push(arena, &view->predecessors) = (struct ui_option){
            page.predecessors.items[i].slug, page.predecessors.items[i].name,
            str_equal(page.predecessors.items[i].slug, request_text(request, "from"))};
    for (size_t i = 0; i < page.carries.count; i++) {
        const struct registration_carry *carry = &page.carries.items[i];
        struct str why = carry->decision.n
                             ? str_format(arena, STR_FMT ", " STR_FMT, STR_ARG(carry->decision),
                                          STR_ARG(carry->reason))
                             : carry->reason;
        *list_push(arena, &view->carries) = (struct registration_carry_line){
            frame_say(request, MESSAGE_WITH(MSG_registration_carry_line, carry->from_name, why,
                                            carry->author, instant_display(arena, carry->at_ms))),
            path_of(request, scene,
                    str_format(arena, "/cong-nhan/" STR_FMT "/bo", STR_ARG(carry->id)).p)};
    }
    view->may_carry = page.predecessors.count || page.carries.count;
    return NULL;
}

/* TYPED: what was sent and refused; NULL: as stored. */
static const struct err *draw_form(const struct request *request, struct response *response,
                                   const struct scene *scene, const struct registration_form *typed,
                                   const struct issues *issues) {
    const struct registration *registration = &scene->member->registration;
    const struct registration_revision *newest = registration_newest(registration);
    const struct registration_lines *lines = typed ? &typed->lines : newest ? &newest->lines : NULL;
    enum registration_state state = registration_state_of(registration);
    struct page page;
    struct str words = request_query(request, "tim");
    struct registration_form_view view = {
        .page = &page,
        .title = frame_say(request, MESSAGE_WITH(MSG_registration_form_title, scene->unit.name)),
        .list_href = year_path(request->arena, &scene->year, YEAR_REGISTRATION),
        .action = path_of(request, scene, ""),
        .print_href = path_of(request, scene, "/in"),
        .submit_action = path_of(request, scene, "/trinh"),
        .withdraw_action = path_of(request, scene, "/rut"),
        .receive_action = path_of(request, scene, "/nhan"),
        .return_action = path_of(request, scene, "/bo-sung"),
        .permit_action = path_of(request, scene, "/sau-han"),
        .carry_action = path_of(request, scene, "/cong-nhan"),
        .state = message_plain(request->lang, registration_state_name(state)),
        .mark = registration_mark(state),
        .seen = typed    ? typed->seen_revision
                : newest ? newest->revision
                         : 0,
        .deadline = date_display(request->arena, scene->member->deadline),
        .may_enter = scene->member->may_enter,
        .may_see_people = scene->member->may_see_people,
        .words = words.p ? words : STR(""),
        .targets_href =
            year_path_below(request->arena, &scene->year, YEAR_TARGETS, scene->unit.slug),
        .note = typed    ? typed->note
                : newest ? newest->note
                         : STR(""),
        .reason = typed ? typed->reason : STR(""),
        .act_reason = typed ? STR("") : request_text(request, "reason"),
        .carry_decision = request_text(request, "decision"),
        .carry_reason = request_text(request, "carry_reason"),
    };
    add_titles(request, scene, lines, &view);
    if (view.may_see_people)
        add_people(request, scene, lines, &view);
    add_targets(request, scene, &view);
    add_acts(request, scene, &view);
    struct double_capacities doubles;
    TRY(submission_doubles(app_db(request), request->arena, place_of_year(&scene->year),
                           scene->unit.id, &doubles));
    view.double_capacity = submission_double_words(request->arena, request->lang, &doubles,
                                                   "registration", STR(""), STR(""));
    add_history(request, registration, &view);
    TRY(add_carries(request, scene, &view));
    frame_year_page(request, view.title, &scene->year, YEAR_REGISTRATION, &page);
    page.issues = issues;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_registration_form_page(&h, &view);
    return NULL;
}

const struct err *registration_show_form(struct request *request, struct response *response) {
    struct scene scene;
    TRY(load(request, &scene));
    return draw_form(request, response, &scene, NULL, NULL);
}

/* --- saving -------------------------------------------------------------------------------- */

static bool was_shown(const struct request *request, struct str person_id) {
    for (size_t i = 0; i < request_field_count(request, "person"); i++)
        if (str_equal(request_field_at(request, "person", i), person_id))
            return true;
    return false;
}

static void read_boxes(const struct request *request, struct registration_form *form) {
    struct str name, value;
    for (size_t i = 0; request_field_each(request, i, &name, &value); i++) {
        if (!str_starts_with(name, STR("t-")))
            continue;
        struct str rest = str_slice(name, 2, name.n);
        struct str code = str_cut(&rest, '-');
        *list_push(request->arena, &form->lines) =
            (struct registration_line){code, rest.p ? rest : STR(""), STR("")};
    }
}

/* People that the page did not show (a search) stay as they are. */
static void keep_unseen(const struct request *request, const struct scene *scene,
                        struct registration_form *form) {
    const struct registration_revision *newest = registration_newest(&scene->member->registration);
    for (size_t i = 0; newest && i < newest->lines.count; i++) {
        const struct registration_line *line = &newest->lines.items[i];
        if (line->person_id.n && !was_shown(request, line->person_id))
            *list_push(request->arena, &form->lines) = *line;
    }
}

static void name_lines(const struct scene *scene, struct registration_form *form) {
    for (size_t i = 0; i < form->lines.count; i++)
        for (size_t j = 0; j < scene->people.count; j++)
            if (str_equal(form->lines.items[i].person_id, scene->people.items[j].id))
                form->lines.items[i].person_name = scene->people.items[j].name;
}

const struct err *registration_save_form(struct request *request, struct response *response) {
    struct scene scene;
    struct issues issues = {0};
    TRY(find_unit(request, &scene));
    TRY(frame_must_year(request, RIGHT_MEMBER_ENTER, &scene.year, scene.unit.id));
    TRY(load(request, &scene));
    long long seen = -1;
    struct registration_form form = {.note = request_text(request, "note"),
                                     .reason = request_text(request, "reason")};
    form.seen_revision = str_to_int64(request_text(request, "seen"), &seen) ? seen : -1;
    read_boxes(request, &form);
    keep_unseen(request, &scene, &form);
    name_lines(&scene, &form);
    TRY(registration_save(app_db(request), request->arena, request->user, request->now_ms,
                          &scene.year, scene.unit.id, &form, &issues));
    if (issues.count)
        return draw_form(request, response, &scene, &form, &issues);
    frame_redirect(request, response, path_of(request, &scene, ""), MSG_notice_registration_saved,
                   0);
    return NULL;
}

/* --- sending and deciding ------------------------------------------------------------------ */

static const struct err *act(const struct request *request, struct response *response,
                             enum registration_act act, enum msg_id notice) {
    struct scene scene;
    struct issues issues = {0};
    long long seen = -1;
    TRY(find_unit(request, &scene));
    if (!str_to_int64(request_text(request, "seen"), &seen))
        seen = -1;
    TRY(registration_act(app_db(request), request->arena, request->user, request->now_ms,
                         &scene.year, scene.unit.id, act, seen, request_text(request, "reason"),
                         &issues));
    if (issues.count) {
        TRY(load(request, &scene));
        return draw_form(request, response, &scene, NULL, &issues);
    }
    frame_redirect(request, response, path_of(request, &scene, ""), notice, 0);
    return NULL;
}

const struct err *registration_do_submit(struct request *request, struct response *response) {
    return act(request, response, REGISTRATION_SUBMIT, MSG_notice_registration_submitted);
}

const struct err *registration_do_withdraw(struct request *request, struct response *response) {
    return act(request, response, REGISTRATION_WITHDRAW, MSG_notice_registration_withdrawn);
}

const struct err *registration_do_receive(struct request *request, struct response *response) {
    return act(request, response, REGISTRATION_RECEIVE, MSG_notice_registration_received);
}

const struct err *registration_do_return(struct request *request, struct response *response) {
    return act(request, response, REGISTRATION_RETURN, MSG_notice_registration_returned);
}

const struct err *registration_do_permit(struct request *request, struct response *response) {
    return act(request, response, REGISTRATION_PERMIT, MSG_notice_registration_permitted);
}

const struct err *registration_do_carry(struct request *request, struct response *response) {
    struct scene scene;
    struct issues issues = {0};
    TRY(find_unit(request, &scene));
    TRY(frame_must_year(request, RIGHT_CLUSTER_CREATE, &scene.year, STR("")));
    TRY(registration_carry_add(app_db(request), request->arena, request->user, request->now_ms,
                               &scene.year, &scene.unit, request_text(request, "from"),
                               request_text(request, "decision"),
                               request_text(request, "carry_reason"), &issues));
    if (issues.count) {
        TRY(load(request, &scene));
        return draw_form(request, response, &scene, NULL, &issues);
    }
    frame_redirect(request, response, path_of(request, &scene, ""), MSG_notice_registration_carried,
                   0);
    return NULL;
}

const struct err *registration_end_carry(struct request *request, struct response *response) {
    struct scene scene;
    TRY(find_unit(request, &scene));
    TRY(registration_carry_end(app_db(request), request->arena, request->user, request->now_ms,
                               &scene.year, &scene.unit, request_param(request, "carry")));
    frame_redirect(request, response, path_of(request, &scene, ""),
                   MSG_notice_registration_carry_ended, 0);
    return NULL;
}

/* --- the paper ----------------------------------------------------------------------------- */

static struct registration_paper paper_of(const struct scene *scene) {
    return (struct registration_paper){&scene->year, scene->member, &scene->book.titles,
                                       &scene->people, &scene->targets};
}

const struct err *registration_show_paper(struct request *request, struct response *response) {
    struct scene scene;
    struct page page;
    TRY(load(request, &scene));
    struct registration_paper paper = paper_of(&scene);
    frame_year_page(request, message_plain(request->lang, MSG_registration_print_title),
                    &scene.year, YEAR_REGISTRATION, &page);
    struct registration_paper_view view = {
        .page = &page,
        .title = frame_say(request, MESSAGE_WITH(MSG_registration_form_title, scene.unit.name)),
        .path = path_of(request, &scene, ""),
        .docx_href = path_of(request, &scene, "/tai?dang=docx"),
        .pdf_href = path_of(request, &scene, "/tai?dang=pdf"),
    };
    TRY(registration_doc_html(request->arena, &paper, request->now_ms, &view.paper));
    struct html h = frame_html(request, response);
    tpl_registration_paper_page(&h, &view);
    return NULL;
}

const struct err *registration_send_paper(struct request *request, struct response *response) {
    struct scene scene;
    struct str bytes;
    TRY(load(request, &scene));
    struct registration_paper paper = paper_of(&scene);
    enum paper_file file =
        str_equal_c(request_query(request, "dang"), "pdf") ? PAPER_PDF : PAPER_DOCX;
    TRY(registration_doc_make(request->arena, &paper, file, request->now_ms, &bytes));
    respond_file(response, paper_file_content_type(file),
                 registration_doc_name(request->arena, &paper, file), bytes);
    return NULL;
}
