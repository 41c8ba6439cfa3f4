/* A covenant's page: its text, who has signed, versions, history. */
#include "features/covenant/covenant_web.h"

#include "features/covenant/covenant.html.h"
#include "features/covenant/covenant_edit_web.h"
#include "features/frame/frame.h"
#include "features/submission/submission_web.h"

struct str covenant_path(const struct request *request, const struct cluster_year *year,
                         struct str code, const char *tail) {
    return year_path_below(request->arena, year, YEAR_COVENANT,
                           str_format(request->arena, STR_FMT "%s", STR_ARG(code), tail));
}

struct str covenant_code_of(const struct request *request) {
    struct str code = request_param(request, "covenant");
    return code.n ? code : COVENANT_YEARLY_CODE;
}

/* --- parts --------------------------------------------------------------------------------- */

static void paragraphs_of(const struct request *request, struct str text,
                          struct covenant_lines *paragraphs) {
    struct str rest = text.p ? text : STR("");
    while (rest.p) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        if (line.n)
            *list_push(request->arena, paragraphs) = line;
    }
}

void covenant_blocks_of(const struct request *request, const struct covenant_contents *contents,
                        struct covenant_blocks *blocks) {
    for (size_t i = 0; i < contents->count; i++) {
        struct covenant_block block = {.title = contents->items[i].title};
        paragraphs_of(request, contents->items[i].body, &block.paragraphs);
        *list_push(request->arena, blocks) = block;
    }
}

static void add_text(const struct request *request, const struct covenant_text *text,
                     struct covenant_view *view) {
    paragraphs_of(request, text->grounds, &view->grounds);
    paragraphs_of(request, text->opening, &view->opening);
    paragraphs_of(request, text->closing, &view->closing);
    covenant_blocks_of(request, &text->contents, &view->contents);
}

static struct str when_of(const struct request *request,
                          const struct covenant_signature *signature) {
    struct arena *arena = request->arena;
    struct str when = date_display(arena, signature->on);
    if (signature->time.n)
        when = str_format(arena, STR_FMT " " STR_FMT, STR_ARG(when), STR_ARG(signature->time));
    if (signature->place.n)
        when = str_format(arena, STR_FMT ", " STR_FMT, STR_ARG(when), STR_ARG(signature->place));
    return when;
}

static struct covenant_sign_line sign_line(const struct request *request, struct str unit,
                                           const struct covenant_signature *signature,
                                           struct str withdraw_href) {
    struct arena *arena = request->arena;
    struct covenant_sign_line line = {.unit = unit, .is_signed = signature != NULL};
    if (!signature)
        return line;
    line.signer = signature->rank.n ? str_format(arena, STR_FMT " " STR_FMT,
                                                 STR_ARG(signature->rank), STR_ARG(signature->name))
                                    : signature->name;
    line.post = signature->post;
    line.when = when_of(request, signature);
    line.manner = message_plain(request->lang, covenant_manner_name(signature->manner));
    struct str at = instant_display(arena, signature->recorded_ms);
    line.recorded =
        str_format(arena, STR_FMT ", " STR_FMT, STR_ARG(signature->recorded_by), STR_ARG(at));
    line.withdraw_href = withdraw_href;
    return line;
}

static struct str withdraw_href(const struct request *request, const struct cluster_year *year,
                                struct str code, const struct covenant_signature *signature,
                                bool may_edit) {
    bool own = signature && signature->manner == COVENANT_BY_ACCOUNT &&
               covenant_may_sign(request->user, year, signature->unit_id);
    if (!signature || (!may_edit && !own))
        return STR("");
    return covenant_path(request, year, code,
                         str_format(request->arena, "/rut/" STR_FMT, STR_ARG(signature->id)).p);
}

static void add_signatures(const struct request *request, const struct cluster_year *year,
                           const struct covenant *covenant, struct covenant_view *view) {
    const struct covenant_version *version = covenant_current(covenant);
    struct str code = covenant->code;
    for (size_t i = 0; i < year->members.count; i++) {
        const struct cluster_unit *unit = &year->members.items[i];
        const struct covenant_signature *signature =
            covenant_signature_of(version, unit->id, COVENANT_MEMBER);
        struct covenant_sign_line line =
            sign_line(request, unit->name, signature,
                      withdraw_href(request, year, code, signature, view->may_edit));
        if (!signature && view->may_edit)
            line.sign_href = covenant_path(
                request, year, code,
                str_format(request->arena, "/ghi-ky/" STR_FMT, STR_ARG(unit->slug)).p);
        if (!signature && covenant_may_sign(request->user, year, unit->id)) {
            view->may_sign = true;
            line.sign_href = view->sign_href;
        }
        if (!signature && version && submission_needed(request, place_of_year(year), unit->id))
            view->commander_href =
                submission_new_href(request->arena, year->slug, year->year, SUBMISSION_COVENANT,
                                    unit->slug, version->id);
        *list_push(request->arena, &view->signatures) = line;
    }
    for (int role = COVENANT_APPROVAL; role < COVENANT_ROLE_COUNT; role++) {
        const struct covenant_signature *signature =
            covenant_signature_of(version, year->superior.id, (enum covenant_role)role);
        struct str *record = role == COVENANT_APPROVAL ? &view->approve_href : &view->witness_href;
        if (!signature && view->may_edit)
            *record = covenant_path(request, year, code,
                                    role == COVENANT_APPROVAL ? "/ghi-ky/phe-duyet"
                                                              : "/ghi-ky/chung-kien");
        if (!signature)
            continue;
        struct covenant_sign_line line =
            sign_line(request, year->superior.name, signature,
                      withdraw_href(request, year, code, signature, view->may_edit));
        line.caption = message_plain(request->lang, covenant_role_name((enum covenant_role)role));
        *list_push(request->arena, &view->above) = line;
    }
}

static void add_targets(const struct request *request, const struct cluster_year *year,
                        const struct covenant_targets *targets, struct covenant_view *view) {
    for (size_t i = 0; i < targets->count; i++) {
        const struct covenant_target *target = &targets->items[i];
        if (i == 0 || !str_equal(target->unit_id, targets->items[i - 1].unit_id)) {
            ptrdiff_t member = cluster_year_member_by_id(year, target->unit_id);
            *list_push(request->arena, &view->groups) = (struct covenant_target_group){
                .unit = member < 0 ? message_plain(request->lang, MSG_covenant_all_members)
                                   : year->members.items[member].name};
        }
        struct covenant_target_group *group = &view->groups.items[view->groups.count - 1];
        *list_push(request->arena, &group->targets) = *target;
    }
}

static struct covenant_version_line version_line(const struct request *request,
                                                 const struct cluster_year *year,
                                                 const struct covenant *covenant,
                                                 const struct covenant_version *version) {
    struct arena *arena = request->arena;
    struct str number = str_format(arena, "%lld", (long long)version->number);
    struct covenant_version_line line = {
        .title = frame_say(request, MESSAGE_WITH(MSG_covenant_version, number)),
        .frozen = frame_say(request, MESSAGE_WITH(MSG_covenant_version_line,
                                                  instant_display(arena, version->frozen_ms),
                                                  version->frozen_by)),
        .signed_text = frame_say(
            request,
            MESSAGE_WITH(MSG_covenant_version_signed,
                         str_format(arena, "%zu", covenant_signed_count(version, &year->members)),
                         str_format(arena, "%zu", year->members.count))),
        .digest = version->digest,
        .print_href = covenant_path(request, year, covenant->code,
                                    str_format(arena, "/in?ban=" STR_FMT, STR_ARG(number)).p),
    };
    for (size_t i = 0; i < version->signatures.count; i++) {
        const struct covenant_signature *signature = &version->signatures.items[i];
        if (!signature->withdrawn_ms)
            continue;
        struct str words =
            frame_say(request, MESSAGE_WITH(MSG_covenant_withdrawn,
                                            instant_display(arena, signature->withdrawn_ms),
                                            signature->withdrawn_by, signature->withdrawn_reason));
        *list_push(arena, &line.withdrawn) =
            str_format(arena, STR_FMT " – " STR_FMT, STR_ARG(signature->name), STR_ARG(words));
    }
    return line;
}

static enum ui_state mark_of(enum covenant_state state) {
    static const enum ui_state MARKS[COVENANT_STATE_COUNT] = {UI_STATE_TODO, UI_STATE_DOING,
                                                              UI_STATE_DOING, UI_STATE_DONE};
    return MARKS[state];
}

static void add_history(const struct request *request, const struct cluster_year *year,
                        const struct covenant_page *data, struct covenant_view *view) {
    struct arena *arena = request->arena;
    const struct covenant *covenant = &data->covenant;
    for (size_t i = covenant->versions.count; i-- > 0;)
        *list_push(arena, &view->versions) =
            version_line(request, year, covenant, &covenant->versions.items[i]);
    for (size_t i = covenant->texts.count; i-- > 0;) {
        const struct covenant_text *text = &covenant->texts.items[i];
        struct str line =
            frame_say(request, MESSAGE_WITH(MSG_covenant_history_line,
                                            str_format(arena, "%lld", (long long)text->revision),
                                            instant_display(arena, text->at_ms), text->author));
        *list_push(arena, &view->history) =
            text->note.n
                ? str_format(arena, STR_FMT ": " STR_FMT, STR_ARG(line), STR_ARG(text->note))
                : line;
    }
    for (size_t i = 0; i < data->entries.count; i++) {
        const struct covenant_entry *entry = &data->entries.items[i];
        if (entry->kind == COVENANT_DRIVE && !str_equal(entry->code, covenant->code))
            *list_push(arena, &view->others) = (struct covenant_other_line){
                covenant_path(request, year, entry->code, ""), entry->title,
                message_plain(request->lang, covenant_state_name(entry->state)),
                mark_of(entry->state)};
    }
}

/* --- the page ------------------------------------------------------------------------------ */

static struct str changes_of(const struct request *request, const struct covenant_page *data) {
    const struct covenant_version *version = covenant_current(&data->covenant);
    if (!version || str_equal(version->signed_text, data->words_now))
        return STR("");
    return frame_say(request,
                     MESSAGE_WITH(MSG_covenant_changes_after,
                                  str_format(request->arena, "%lld", (long long)version->number)));
}

/* Which drive this is the covenant of; which ones a new covenant may be for. */
static void add_drives(const struct request *request, const struct cluster_year *year,
                       const struct covenant_page *data, struct covenant_view *view) {
    struct arena *arena = request->arena;
    struct str asked = request_field(request, "drive");
    if (!asked.p)
        asked = request_query(request, "dot");
    *list_push(arena, &view->drives) = (struct ui_option){
        STR(""), message_plain(request->lang, MSG_covenant_drive_elsewhere), false};
    for (size_t i = 0; i < data->drives.count; i++) {
        const struct covenant_drive *drive = &data->drives.items[i];
        if (str_equal(drive->id, data->covenant.drive_id)) {
            view->drive_name = drive->title;
            view->drive_href = year_path_below(arena, year, YEAR_MOVEMENTS, drive->id);
        }
        if (!drive->is_taken)
            *list_push(arena, &view->drives) =
                (struct ui_option){drive->id, drive->title, str_equal(drive->id, asked)};
    }
}

static void fill_view(const struct request *request, const struct cluster_year *year,
                      const struct covenant_page *data, struct covenant_view *view) {
    const struct covenant *covenant = &data->covenant;
    const struct covenant_version *version = covenant_current(covenant);
    enum covenant_state state = covenant_state_of(covenant, &year->members);
    struct str code = covenant->code;
    *view = (struct covenant_view){
        .title = covenant->title,
        .path = covenant_path(request, year, code, ""),
        .year_path = year_path(request->arena, year, YEAR_COVENANT),
        .is_yearly = covenant->kind == COVENANT_YEARLY,
        .is_empty = state == COVENANT_EMPTY,
        .state = message_plain(request->lang, covenant_state_name(state)),
        .mark = mark_of(state),
        .has_version = version != NULL,
        .changes = changes_of(request, data),
        .all = year->members.count,
        .may_edit = frame_may_year(request, RIGHT_YEAR_EDIT, year, STR("")),
        .edit_href = covenant_path(request, year, code, "/sua"),
        .freeze_href = covenant_path(request, year, code, "/chot"),
        .sign_href = covenant_path(request, year, code, "/ky"),
        .print_href = covenant_path(request, year, code, "/in"),
        .drive_title = request_field(request, "title"),
        .drive_name = STR(""),
        .drive_href = STR(""),
    };
    add_drives(request, year, data, view);
    view->may_freeze = view->may_edit && !view->is_empty && (!version || view->changes.n);
    add_text(request, version ? &version->text : covenant_draft(covenant), view);
    add_targets(request, year, version ? &version->targets : &data->targets, view);
    if (version) {
        view->done = covenant_signed_count(version, &year->members);
        view->version_title = frame_say(
            request, MESSAGE_WITH(MSG_covenant_version,
                                  str_format(request->arena, "%lld", (long long)version->number)));
        add_signatures(request, year, covenant, view);
    }
    add_history(request, year, data, view);
}

static const struct err *draw(const struct request *request, struct response *response,
                              const struct cluster_year *year, struct str code,
                              const struct issues *issues) {
    struct covenant_page data;
    struct covenant_view view;
    struct page page;
    TRY(covenant_load(app_db(request), request->arena, request->user, year, code, &data));
    fill_view(request, year, &data, &view);
    frame_year_page(request, view.title, year, YEAR_COVENANT, &page);
    page.issues = issues;
    view.page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_covenant_page(&h, &view);
    return NULL;
}

static const struct err *show(struct request *request, struct response *response) {
    struct cluster_year year;
    TRY(frame_year(request, &year));
    return draw(request, response, &year, covenant_code_of(request), NULL);
}

static const struct err *begin_drive(struct request *request, struct response *response) {
    struct cluster_year year;
    struct issues issues = {0};
    struct str code;
    TRY(frame_year(request, &year));
    TRY(covenant_begin_drive(app_db(request), request->arena, request->user, request->now_ms, &year,
                             request_field(request, "drive"), request_field(request, "title"),
                             &issues, &code));
    if (issues.count)
        return draw(request, response, &year, COVENANT_YEARLY_CODE, &issues);
    frame_redirect(request, response, covenant_path(request, &year, code, "/sua"),
                   MSG_notice_covenant_begun, 0);
    return NULL;
}

#define COVENANTS "/cum/:cluster/nam/:year/giao-uoc"
#define ONE       COVENANTS "/:covenant"
enum { TEXT_BODY_MAX = 2 << 20 };

const struct route covenant_routes[] = {
    {HTTP_GET, COVENANTS, RIGHT_CLUSTER_READ, show},
    {HTTP_POST, COVENANTS, RIGHT_YEAR_EDIT, begin_drive},
    {HTTP_GET, ONE, RIGHT_CLUSTER_READ, show},
    {HTTP_GET, ONE "/sua", RIGHT_YEAR_EDIT, covenant_show_edit},
    {HTTP_POST, ONE "/sua", RIGHT_YEAR_EDIT, covenant_save_edit, .body_max_bytes = TEXT_BODY_MAX},
    {HTTP_GET, ONE "/chot", RIGHT_YEAR_EDIT, covenant_show_freeze},
    {HTTP_POST, ONE "/chot", RIGHT_YEAR_EDIT, covenant_do_freeze},
    {HTTP_GET, ONE "/ky", RIGHT_MEMBER_SEND, covenant_show_sign_own},
    {HTTP_POST, ONE "/ky", RIGHT_MEMBER_SEND, covenant_sign_own},
    {HTTP_GET, ONE "/ghi-ky/:unit", RIGHT_YEAR_EDIT, covenant_show_sign_paper},
    {HTTP_POST, ONE "/ghi-ky/:unit", RIGHT_YEAR_EDIT, covenant_sign_paper},
    {HTTP_GET, ONE "/rut/:signature", RIGHT_CLUSTER_READ, covenant_show_withdraw},
    {HTTP_POST, ONE "/rut/:signature", RIGHT_CLUSTER_READ, covenant_do_withdraw},
    {HTTP_GET, ONE "/in", RIGHT_CLUSTER_READ, covenant_show_paper},
    {HTTP_GET, ONE "/tai", RIGHT_CLUSTER_READ, covenant_send_paper},
};
const size_t covenant_routes_count = COUNT_OF(covenant_routes);
