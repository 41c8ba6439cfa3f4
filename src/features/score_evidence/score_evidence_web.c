#include "features/score_evidence/score_evidence_web.h"

#include "features/frame/frame.h"
#include "features/score_evidence/score_evidence.html.h"
#include "features/secrecy/secrecy_gate_web.h"

enum { FILES_AT_ONCE = 5, BODY_BYTES_MAX = FILES_AT_ONCE * FILE_BYTES_MAX / 2 };

const struct err *evidence_place_of_request(const struct request *request, bool adds,
                                            struct scoreboard *ret_board,
                                            struct evidence_place *ret_place) {
    TRY(scoring_load_board(app_db(request), request->arena, request->user,
                           request_param(request, "cluster"), request_param(request, "period"),
                           ret_board));
    const struct cluster_period *cluster = &ret_board->cluster;
    ptrdiff_t unit = cluster_member_by_slug(cluster, request_param(request, "unit"));
    if (unit < 0)
        return ERR(ERR_NOT_FOUND, "no such member of the cluster");
    TRY(score_evidence_must(app_db(request), request->arena, request->user, cluster,
                            cluster->members.items[unit].id, adds));
    if (adds)
        TRY(frame_open_period(cluster, request->arena));
    struct str code = request_param(request, "code");
    const struct criteria *criteria = &ret_board->table.criteria;
    ptrdiff_t found = criteria_find(criteria, code);
    for (size_t i = 0; i < criteria->count && found < 0; i++)
        if (str_equal(criteria->items[i].id, code))
            found = (ptrdiff_t)i;
    if (found < 0 || !criterion_is_scored(&criteria->items[found]))
        return ERR(ERR_NOT_FOUND, "no such criterion to give evidence of");
    *ret_place = (struct evidence_place){ret_board, (size_t)unit, (size_t)found};
    return NULL;
}

struct str evidence_cell_title(struct arena *arena, const struct evidence_place *place) {
    const struct criterion *c = &place->board->table.criteria.items[place->criterion];
    return str_format(arena, STR_FMT " " STR_FMT, STR_ARG(c->code), STR_ARG(c->name));
}

static struct str below(struct arena *arena, const struct evidence_place *place, const char *tail) {
    return str_format(arena, STR_FMT "/%s", STR_ARG(score_evidence_path(arena, place)), tail);
}

/* Where the figure is explained; by the criterion's place, which is fit for every address. */
static struct str why_href(struct arena *arena, const struct evidence_place *place) {
    const struct cluster_period *cluster = &place->board->cluster;
    return step_path_below(arena, cluster, STEP_VERIFY,
                           str_format(arena, STR_FMT "/tt-%zu",
                                      STR_ARG(cluster->members.items[place->unit].slug),
                                      place->criterion + 1));
}

struct typed {
    struct evidence_form form;
    struct file_form file;
    bool is_file;
};

static struct typed typed_of(const struct request *request) {
    return (struct typed){
        .form = {request_text(request, "paper"), request_text(request, "number"),
                 request_text(request, "dated"), request_text(request, "issuer"),
                 request_text(request, "kept"), request_text(request, "note")},
        .file = {request_text(request, "caption"), request_text(request, "purpose")},
    };
}

static const struct err *draw_cell(const struct request *request, struct response *response,
                                   const struct evidence_place *place, const struct typed *typed,
                                   const struct issues *issues) {
    struct arena *arena = request->arena;
    const struct cluster_period *cluster = &place->board->cluster;
    const struct cluster_unit *unit = &cluster->members.items[place->unit];
    struct evidence_cell_view view = {
        .unit_name = unit->name,
        .unit_href = step_path_below(arena, cluster, STEP_SHEETS,
                                     str_format(arena, STR_FMT "/minh-chung", STR_ARG(unit->slug))),
        .code = place->board->table.criteria.items[place->criterion].code,
        .name = place->board->table.criteria.items[place->criterion].name,
        .why_href = why_href(arena, place),
        .form = typed->form,
        .file_form = typed->file,
        .file_hint = frame_say(
            request, MESSAGE_WITH(MSG_evidence_files_hint, str_format(arena, "%d", FILES_AT_ONCE),
                                  str_format(arena, "%d", FILE_BYTES_MAX >> 20))),
        .file_action = below(arena, place, "tep"),
        .take_href = below(arena, place, "dung-lai"),
        .upload_first = typed->is_file,
    };
    TRY(evidence_list_fill(request, place, &view.list));
    if (view.list.may_add)
        view.list.withdraw_action = below(arena, place, "rut");
    struct page page;
    frame_page(request,
               str_format(arena, STR_FMT " – " STR_FMT,
                          STR_ARG(frame_words(request, MSG_evidence_title)), STR_ARG(view.code)),
               cluster, STEP_SHEETS, &page);
    page.issues = issues;
    view.page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_evidence_cell_page(&h, &view);
    return NULL;
}

static const struct err *show_cell(struct request *request, struct response *response) {
    struct scoreboard board;
    struct evidence_place place;
    struct typed typed = typed_of(request);
    TRY(evidence_place_of_request(request, false, &board, &place));
    return draw_cell(request, response, &place, &typed, NULL);
}

static struct evidence_edit edit_of(const struct request *request,
                                    const struct evidence_place *place, struct issues *issues) {
    return (struct evidence_edit){app_db(request), request->arena, request->user,
                                  request->now_ms, *place,         issues};
}

static const struct err *add_reference(struct request *request, struct response *response) {
    struct scoreboard board;
    struct evidence_place place;
    struct issues issues = {0};
    struct typed typed = typed_of(request);
    TRY(evidence_place_of_request(request, true, &board, &place));
    struct evidence_edit edit = edit_of(request, &place, &issues);
    TRY(score_evidence_add_reference(&edit, &typed.form));
    if (issues.count)
        return draw_cell(request, response, &place, &typed, &issues);
    frame_redirect(request, response, score_evidence_path(request->arena, &place),
                   MSG_notice_evidence_added, 0);
    return NULL;
}

/* --- files --------------------------------------------------------------------------------- */

static const struct err *sent_of(const struct request *request, const struct upload *upload,
                                 struct file_sent *ret_sent) {
    *ret_sent = (struct file_sent){
        .bytes = STR(""),
        .name = upload->file_name,
        .confirmed = str_equal_c(request_text(request, SECRECY_CONFIRM_FIELD), "1"),
        .file = {.descriptor = upload_descriptor(upload),
                 .offset = upload->offset,
                 .size = upload->size},
    };
    return upload->size ? upload_read(request->arena, upload, FILE_BYTES_MAX + 1, &ret_sent->bytes)
                        : NULL;
}

/* Of several files the one that is refused is named; those before it are in. */
static void name_file(const struct request *request, const struct upload *upload,
                      struct issues *issues) {
    for (size_t i = 0; i < issues->count; i++)
        if (str_equal_c(issues->items[i].field, "file"))
            issues->items[i].message =
                MESSAGE_WITH(MSG_evidence_file_fault, upload->file_name,
                             message_text(request->arena, request->lang, issues->items[i].message));
}

struct adding {
    size_t added;
    size_t elsewhere;
};

static const struct err *add_uploads(const struct request *request,
                                     const struct evidence_edit *edit, const struct file_form *form,
                                     struct adding *ret_adding) {
    size_t count = request_upload_count(request);
    *ret_adding = (struct adding){0};
    if (count > FILES_AT_ONCE) {
        issue_add(request->arena, edit->issues, STR("file"),
                  MESSAGE_WITH(MSG_evidence_files_at_once,
                               str_format(request->arena, "%d", FILES_AT_ONCE)));
        return NULL;
    }
    for (size_t i = 0; i < count && !edit->issues->count; i++) {
        const struct upload *upload = request_upload_at(request, i);
        struct file_sent sent;
        struct file_twins twins;
        TRY(sent_of(request, upload, &sent));
        TRY(score_evidence_add_file(edit, &sent, form, &twins));
        if (edit->issues->count && count > 1)
            name_file(request, upload, edit->issues);
        ret_adding->added += !edit->issues->count;
        ret_adding->elsewhere += twins.seen.count + twins.unseen > 0;
    }
    if (!count)
        issue_add(request->arena, edit->issues, STR("file"), MESSAGE(MSG_file_missing));
    return NULL;
}

static const struct err *add_files(struct request *request, struct response *response) {
    struct scoreboard board;
    struct evidence_place place;
    struct issues issues = {0};
    struct typed typed = typed_of(request);
    struct adding adding;
    TRY(evidence_place_of_request(request, true, &board, &place));
    struct evidence_edit edit = edit_of(request, &place, &issues);
    typed.is_file = true;
    TRY(add_uploads(request, &edit, &typed.file, &adding));
    if (issues.count)
        return draw_cell(request, response, &place, &typed, &issues);
    frame_redirect(request, response, score_evidence_path(request->arena, &place),
                   adding.elsewhere ? MSG_notice_evidence_twin : MSG_notice_evidence_files,
                   (long long)(adding.elsewhere ? adding.elsewhere : adding.added));
    return NULL;
}

static bool chosen(const struct request *request, struct issues *issues) {
    if (request_text(request, "id").n)
        return true;
    issue_add(request->arena, issues, STR("id"), MESSAGE(MSG_evidence_choose));
    return false;
}

static const struct err *withdraw(struct request *request, struct response *response) {
    struct scoreboard board;
    struct evidence_place place;
    struct issues issues = {0};
    struct typed typed = typed_of(request);
    TRY(evidence_place_of_request(request, true, &board, &place));
    struct evidence_edit edit = edit_of(request, &place, &issues);
    if (chosen(request, &issues))
        TRY(score_evidence_withdraw(&edit, request_text(request, "id"),
                                    request_text(request, "reason")));
    if (issues.count)
        return draw_cell(request, response, &place, &typed, &issues);
    frame_redirect(request, response, score_evidence_path(request->arena, &place),
                   MSG_notice_evidence_withdrawn, 0);
    return NULL;
}

/* --- taking over --------------------------------------------------------------------------- */

static const struct err *draw_sources(const struct request *request, struct response *response,
                                      const struct evidence_place *place,
                                      const struct issues *issues) {
    struct arena *arena = request->arena;
    struct evidence_sources sources;
    TRY(score_evidence_sources(app_db(request), arena, request->user, place, &sources));
    struct evidence_take_view view = {
        .title = evidence_cell_title(arena, place),
        .back_href = score_evidence_path(arena, place),
        .action = below(arena, place, "dung-lai"),
    };
    for (size_t i = 0; i < sources.count; i++) {
        const struct evidence_source *source = &sources.items[i];
        *list_push(arena, &view.sources) = (struct evidence_source_line){
            source->id,         source->text,
            source->caption,    source->where.title,
            source->where.href, date_display(arena, date_of_instant(source->recorded_ms))};
    }
    struct page page;
    frame_page(request, frame_words(request, MSG_evidence_take_title), &place->board->cluster,
               STEP_SHEETS, &page);
    page.issues = issues;
    view.page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_evidence_take_page(&h, &view);
    return NULL;
}

static const struct err *show_sources(struct request *request, struct response *response) {
    struct scoreboard board;
    struct evidence_place place;
    TRY(evidence_place_of_request(request, true, &board, &place));
    return draw_sources(request, response, &place, NULL);
}

static const struct err *take(struct request *request, struct response *response) {
    struct scoreboard board;
    struct evidence_place place;
    struct issues issues = {0};
    struct file_twins twins;
    TRY(evidence_place_of_request(request, true, &board, &place));
    struct evidence_edit edit = edit_of(request, &place, &issues);
    const struct file_form words = {STR(""), STR("")};
    if (chosen(request, &issues))
        TRY(score_evidence_take(&edit, request_text(request, "id"), &words, &twins));
    if (issues.count)
        return draw_sources(request, response, &place, &issues);
    frame_redirect(request, response, score_evidence_path(request->arena, &place),
                   MSG_notice_evidence_taken, 0);
    return NULL;
}

#define CELL "/cum/:cluster/:period/phieu/:unit/minh-chung/:code"

/* Who may come here by role; which unit's evidence, the service says. */
const struct route score_evidence_routes[] = {
    {HTTP_GET, CELL, RIGHT_SHEET_READ, show_cell},
    {HTTP_POST, CELL, RIGHT_SHEET_READ, add_reference},
    {HTTP_POST, CELL "/tep", RIGHT_SHEET_READ, add_files, .body_max_bytes = BODY_BYTES_MAX,
     .takes_files = true},
    {HTTP_POST, CELL "/rut", RIGHT_SHEET_READ, withdraw},
    {HTTP_GET, CELL "/dung-lai", RIGHT_SHEET_READ, show_sources},
    {HTTP_POST, CELL "/dung-lai", RIGHT_SHEET_READ, take},
};
const size_t score_evidence_routes_count = COUNT_OF(score_evidence_routes);
