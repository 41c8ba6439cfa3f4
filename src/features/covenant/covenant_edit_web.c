#include "features/covenant/covenant_edit_web.h"

#include "features/covenant/covenant.html.h"
#include "features/covenant/covenant_doc.h"
#include "features/frame/frame.h"

enum { SPARE_ROWS = 3, FIRST_ROWS = 6 };

static int64_t number_field(const struct request *request, const char *name) {
    long long number = 0;
    return str_to_int64(request_text(request, name), &number) ? number : -1;
}

struct scene {
    struct cluster_year year;
    struct str code;
    struct covenant_page data;
};

static const struct err *load(const struct request *request, struct scene *ret_scene) {
    TRY(frame_year(request, &ret_scene->year));
    ret_scene->code = covenant_code_of(request);
    return covenant_load(app_db(request), request->arena, request->user, &ret_scene->year,
                         ret_scene->code, &ret_scene->data);
}

/* The route lets in who may so somewhere; this asks for here. */
static const struct err *load_for(const struct request *request, enum right right,
                                  struct scene *ret_scene) {
    TRY(frame_year(request, &ret_scene->year));
    TRY(frame_must_year(request, right, &ret_scene->year, STR("")));
    return load(request, ret_scene);
}

static void frame(const struct request *request, const struct scene *scene, enum msg_id title,
                  const struct issues *issues, struct page *page, struct response *response) {
    frame_year_page(request, message_plain(request->lang, title), &scene->year, YEAR_COVENANT,
                    page);
    page->issues = issues;
    response->status = issues && issues->count ? 422 : 200;
}

static struct str path_of(const struct request *request, const struct scene *scene,
                          const char *tail) {
    return covenant_path(request, &scene->year, scene->code, tail);
}

/* --- drawing up ---------------------------------------------------------------------------- */

static void add_rows(const struct request *request, const struct issues *issues, size_t least,
                     struct covenant_edit_view *view) {
    const struct covenant_contents *contents = &view->form.contents;
    size_t count = contents->count + SPARE_ROWS;
    for (size_t i = 0; i < (count < least ? least : count); i++) {
        struct covenant_row row = {
            .index = i + 1,
            .title_field = str_format(request->arena, "content-title-%zu", i),
            .body_field = str_format(request->arena, "content-body-%zu", i),
            .content = {STR(""), STR("")},
        };
        if (i < contents->count)
            row.content = contents->items[i];
        row.title_wrong = issues && issue_of(issues, row.title_field);
        row.body_wrong = issues && issue_of(issues, row.body_field);
        *list_push(request->arena, &view->rows) = row;
    }
}

static const struct err *draw_edit(const struct request *request, struct response *response,
                                   const struct scene *scene, const struct covenant_text_form *form,
                                   bool taken, const struct issues *issues) {
    struct page page;
    frame(request, scene, MSG_covenant_edit_title, issues, &page, response);
    struct covenant_edit_view view = {
        .page = &page,
        .title = scene->data.covenant.title,
        .path = path_of(request, scene, ""),
        .action = path_of(request, scene, "/sua"),
        .form = *form,
        .has_version = scene->data.covenant.versions.count > 0,
        .may_take = !form->contents.count && scene->data.earlier.count > 0,
        .take_href = path_of(request, scene, "/sua?nam-truoc=1"),
        .taken = taken ? message_plain(request->lang, MSG_covenant_taken_earlier) : STR(""),
    };
    add_rows(request, issues, FIRST_ROWS, &view);
    struct html h = frame_html(request, response);
    tpl_covenant_edit_page(&h, &view);
    return NULL;
}

const struct err *covenant_show_edit(struct request *request, struct response *response) {
    struct scene scene;
    TRY(load_for(request, RIGHT_YEAR_EDIT, &scene));
    const struct covenant_text *draft = covenant_draft(&scene.data.covenant);
    struct covenant_text_form form = {.grounds = draft->grounds,
                                      .opening = draft->opening,
                                      .contents = draft->contents,
                                      .closing = draft->closing,
                                      .note = STR(""),
                                      .seen_revision = draft->revision};
    bool taken = !draft->contents.count && request_query(request, "nam-truoc").n > 0;
    if (taken)
        form.contents = scene.data.earlier;
    return draw_edit(request, response, &scene, &form, taken && form.contents.count, NULL);
}

const struct err *covenant_save_edit(struct request *request, struct response *response) {
    struct scene scene;
    TRY(load_for(request, RIGHT_YEAR_EDIT, &scene));
    struct covenant_text_form form = {.grounds = request_text(request, "grounds"),
                                      .opening = request_text(request, "opening"),
                                      .closing = request_text(request, "closing"),
                                      .note = request_text(request, "note"),
                                      .seen_revision = number_field(request, "seen")};
    for (size_t i = 0; i < COVENANT_CONTENTS_MAX + FIRST_ROWS; i++) {
        struct str title =
            request_field(request, str_format(request->arena, "content-title-%zu", i).p);
        if (!title.p)
            break;
        *list_push(request->arena, &form.contents) = (struct covenant_content){
            title, request_text(request, str_format(request->arena, "content-body-%zu", i).p)};
    }
    struct issues issues = {0};
    TRY(covenant_save_text(app_db(request), request->arena, request->user, request->now_ms,
                           &scene.year, scene.code, &form, &issues));
    if (issues.count)
        return draw_edit(request, response, &scene, &form, false, &issues);
    frame_redirect(request, response, path_of(request, &scene, ""), MSG_notice_covenant_saved, 0);
    return NULL;
}

/* --- freezing ------------------------------------------------------------------------------- */

static const struct err *draw_freeze(const struct request *request, struct response *response,
                                     const struct scene *scene, const struct issues *issues) {
    const struct covenant *covenant = &scene->data.covenant;
    const struct covenant_text *draft = covenant_draft(covenant);
    struct page page;
    frame(request, scene, MSG_covenant_freeze, issues, &page, response);
    struct covenant_freeze_view view = {
        .page = &page,
        .path = path_of(request, scene, ""),
        .action = path_of(request, scene, "/chot"),
        .revision = draft->revision,
        .question = message_text(
            request->arena, request->lang,
            MESSAGE_WITH(MSG_covenant_freeze_question,
                         str_format(request->arena, "%zu", covenant->versions.count + 1))),
        .target_count = scene->data.targets.count,
    };
    covenant_blocks_of(request, &draft->contents, &view.contents);
    struct html h = frame_html(request, response);
    tpl_covenant_freeze_page(&h, &view);
    return NULL;
}

const struct err *covenant_show_freeze(struct request *request, struct response *response) {
    struct scene scene;
    TRY(load_for(request, RIGHT_YEAR_EDIT, &scene));
    return draw_freeze(request, response, &scene, NULL);
}

const struct err *covenant_do_freeze(struct request *request, struct response *response) {
    struct scene scene;
    struct issues issues = {0};
    int64_t number;
    TRY(load_for(request, RIGHT_YEAR_EDIT, &scene));
    TRY(covenant_freeze(app_db(request), request->arena, request->user, request->now_ms,
                        &scene.year, scene.code, number_field(request, "seen"), &issues, &number));
    if (issues.count)
        return draw_freeze(request, response, &scene, &issues);
    frame_redirect(request, response, path_of(request, &scene, ""), MSG_notice_covenant_frozen,
                   number);
    return NULL;
}

/* --- signing -------------------------------------------------------------------------------- */

static struct covenant_sign_form sign_form(const struct request *request) {
    return (struct covenant_sign_form){
        .role = covenant_role_code(COVENANT_MEMBER),
        .name = request_text(request, "name"),
        .post = request_text(request, "post"),
        .rank = request_text(request, "rank"),
        .on = request_text(request, "on"),
        .time = request_text(request, "time"),
        .place = request_text(request, "place"),
        .version = request_text(request, "version"),
    };
}

static const struct err *draw_sign(const struct request *request, struct response *response,
                                   const struct scene *scene, const struct covenant_sign_form *form,
                                   struct str unit, struct str action,
                                   const struct issues *issues) {
    const struct covenant_version *version = covenant_current(&scene->data.covenant);
    struct page page;
    frame(request, scene, MSG_covenant_sign, issues, &page, response);
    struct str number =
        str_format(request->arena, "%lld", version ? (long long)version->number : 0);
    struct covenant_sign_view view = {
        .page = &page,
        .path = path_of(request, scene, ""),
        .action = action,
        .title = message_text(request->arena, request->lang,
                              MESSAGE_WITH(MSG_covenant_sign_title, unit)),
        .version = number,
        .on_paper = str_equal(form->manner, covenant_manner_code(COVENANT_ON_PAPER)),
        .form = *form,
    };
    if (!view.on_paper)
        view.hint = message_text(request->arena, request->lang,
                                 MESSAGE_WITH(MSG_covenant_sign_own_hint, number));
    struct html h = frame_html(request, response);
    tpl_covenant_sign_page(&h, &view);
    return NULL;
}

/* The member this user signs for. */
static const struct err *own_unit(const struct request *request, const struct cluster_year *year,
                                  struct cluster_unit *ret_unit) {
    for (size_t i = 0; i < year->members.count; i++)
        if (covenant_may_sign(request->user, year, year->members.items[i].id)) {
            *ret_unit = year->members.items[i];
            return NULL;
        }
    return ERR(ERR_DENIED, "no unit to sign for");
}

static const struct err *sign_own(const struct request *request, struct response *response,
                                  bool posted) {
    struct scene scene;
    struct cluster_unit unit;
    struct issues issues = {0};
    TRY(frame_year(request, &scene.year));
    TRY(frame_open_year(&scene.year, request->arena));
    TRY(own_unit(request, &scene.year, &unit));
    TRY(load(request, &scene));
    struct covenant_sign_form form = sign_form(request);
    form.unit = unit.slug;
    form.manner = covenant_manner_code(COVENANT_BY_ACCOUNT);
    struct str action = path_of(request, &scene, "/ky");
    if (!posted)
        return draw_sign(request, response, &scene, &form, unit.name, action, NULL);
    TRY(covenant_sign(app_db(request), request->arena, request->user, request->now_ms, &scene.year,
                      scene.code, &form, &issues));
    if (issues.count)
        return draw_sign(request, response, &scene, &form, unit.name, action, &issues);
    frame_redirect(request, response, path_of(request, &scene, ""), MSG_notice_covenant_signed, 0);
    return NULL;
}

const struct err *covenant_show_sign_own(struct request *request, struct response *response) {
    return sign_own(request, response, false);
}

const struct err *covenant_sign_own(struct request *request, struct response *response) {
    return sign_own(request, response, true);
}

/* "…/ghi-ky/phe-duyet", "…/ghi-ky/chung-kien" or a member's slug. */
static struct str signing_role(const struct request *request) {
    struct str unit = request_param(request, "unit");
    return covenant_role_code(str_equal_c(unit, "phe-duyet")    ? COVENANT_APPROVAL
                              : str_equal_c(unit, "chung-kien") ? COVENANT_WITNESS
                                                                : COVENANT_MEMBER);
}

static struct str today_of(const struct request *request) {
    return date_display(request->arena, date_of_instant(request->now_ms));
}

static const struct err *sign_paper(const struct request *request, struct response *response,
                                    bool posted) {
    struct scene scene;
    struct issues issues = {0};
    TRY(load_for(request, RIGHT_YEAR_EDIT, &scene));
    struct str slug = request_param(request, "unit");
    struct covenant_sign_form form = sign_form(request);
    form.unit = slug;
    form.role = signing_role(request);
    form.manner = covenant_manner_code(COVENANT_ON_PAPER);
    bool member = str_equal(form.role, covenant_role_code(COVENANT_MEMBER));
    ptrdiff_t index = cluster_year_member_by_slug(&scene.year, slug);
    if (member && index < 0)
        return ERR(ERR_NOT_FOUND, "no such member");
    struct str unit = member ? scene.year.members.items[index].name : scene.year.superior.name;
    struct str action =
        path_of(request, &scene, str_format(request->arena, "/ghi-ky/" STR_FMT, STR_ARG(slug)).p);
    if (!posted)
        form.on = today_of(request);
    else
        TRY(covenant_sign(app_db(request), request->arena, request->user, request->now_ms,
                          &scene.year, scene.code, &form, &issues));
    if (!posted || issues.count)
        return draw_sign(request, response, &scene, &form, unit, action, posted ? &issues : NULL);
    frame_redirect(request, response, path_of(request, &scene, ""), MSG_notice_covenant_signed, 0);
    return NULL;
}

const struct err *covenant_show_sign_paper(struct request *request, struct response *response) {
    return sign_paper(request, response, false);
}

const struct err *covenant_sign_paper(struct request *request, struct response *response) {
    return sign_paper(request, response, true);
}

/* --- withdrawing ---------------------------------------------------------------------------- */

static const struct err *find_signature(const struct request *request, const struct scene *scene,
                                        const struct covenant_signature **ret_signature) {
    struct str id = request_param(request, "signature");
    const struct covenant *covenant = &scene->data.covenant;
    for (size_t i = 0; i < covenant->versions.count; i++) {
        const struct covenant_version *version = &covenant->versions.items[i];
        for (size_t j = 0; j < version->signatures.count; j++)
            if (str_equal(version->signatures.items[j].id, id)) {
                *ret_signature = &version->signatures.items[j];
                return NULL;
            }
    }
    return ERR(ERR_NOT_FOUND, "no such signature");
}

static const struct err *withdraw(const struct request *request, struct response *response,
                                  bool posted) {
    struct scene scene;
    struct issues issues = {0};
    const struct covenant_signature *signature = NULL;
    TRY(frame_year(request, &scene.year));
    bool runner = user_may(request->user, RIGHT_YEAR_EDIT, place_of_year(&scene.year), STR(""));
    TRY(frame_must_year(request, runner ? RIGHT_YEAR_EDIT : RIGHT_MEMBER_SEND, &scene.year,
                        STR("")));
    TRY(load(request, &scene));
    TRY(find_signature(request, &scene, &signature));
    bool own = signature->manner == COVENANT_BY_ACCOUNT &&
               covenant_may_sign(request->user, &scene.year, signature->unit_id);
    if (!runner && !own)
        return ERR(ERR_DENIED, "no right to withdraw this signature");
    if (posted)
        TRY(covenant_withdraw_signature(app_db(request), request->arena, request->user,
                                        request->now_ms, &scene.year, scene.code, signature->id,
                                        request_text(request, "reason"), &issues));
    if (posted && !issues.count) {
        frame_redirect(request, response, path_of(request, &scene, ""),
                       MSG_notice_covenant_unsigned, 0);
        return NULL;
    }
    struct page page;
    frame(request, &scene, MSG_covenant_withdraw, &issues, &page, response);
    struct covenant_withdraw_view view = {
        .page = &page,
        .path = path_of(request, &scene, ""),
        .action = path_of(request, &scene,
                          str_format(request->arena, "/rut/" STR_FMT, STR_ARG(signature->id)).p),
        .what = str_format(request->arena, STR_FMT ", " STR_FMT, STR_ARG(signature->name),
                           STR_ARG(signature->post)),
        .reason = request_text(request, "reason"),
    };
    struct html h = frame_html(request, response);
    tpl_covenant_withdraw_page(&h, &view);
    return NULL;
}

const struct err *covenant_show_withdraw(struct request *request, struct response *response) {
    return withdraw(request, response, false);
}

const struct err *covenant_do_withdraw(struct request *request, struct response *response) {
    return withdraw(request, response, true);
}

/* --- the paper ------------------------------------------------------------------------------ */

/* "?ban=2" is that version, "?ban=du-thao" the draft; else the newest version, or the draft where
 * there is none. */
static const struct err *paper_of(const struct request *request, const struct scene *scene,
                                  struct covenant_paper *ret_paper) {
    const struct covenant *covenant = &scene->data.covenant;
    struct str wanted = request_query(request, "ban");
    long long number;
    *ret_paper = (struct covenant_paper){&scene->year, covenant, covenant_current(covenant),
                                         &scene->data.targets};
    if (str_equal_c(wanted, "du-thao"))
        ret_paper->version = NULL;
    else if (wanted.n) {
        if (!str_to_int64(wanted, &number) || number < 1 ||
            (size_t)number > covenant->versions.count)
            return ERR(ERR_NOT_FOUND, "no such version");
        ret_paper->version = &covenant->versions.items[number - 1];
    }
    return NULL;
}

static struct str file_href(const struct request *request, const struct scene *scene,
                            const struct covenant_paper *paper, enum paper_file file) {
    struct str version = paper->version
                             ? str_format(request->arena, "%lld", (long long)paper->version->number)
                             : STR("du-thao");
    return path_of(request, scene,
                   str_format(request->arena, "/tai?dang=%s&ban=" STR_FMT, paper_file_suffix(file),
                              STR_ARG(version))
                       .p);
}

const struct err *covenant_show_paper(struct request *request, struct response *response) {
    struct scene scene;
    struct covenant_paper paper;
    struct page page;
    TRY(load(request, &scene));
    TRY(paper_of(request, &scene, &paper));
    frame(request, &scene, MSG_covenant_print_title, NULL, &page, response);
    struct covenant_paper_view view = {
        .page = &page,
        .title = scene.data.covenant.title,
        .path = path_of(request, &scene, ""),
        .docx_href = file_href(request, &scene, &paper, PAPER_DOCX),
        .pdf_href = file_href(request, &scene, &paper, PAPER_PDF),
        .is_draft = !paper.version,
    };
    TRY(covenant_doc_html(request->arena, &paper, request->now_ms, &view.paper));
    struct html h = frame_html(request, response);
    tpl_covenant_paper_page(&h, &view);
    return NULL;
}

const struct err *covenant_send_paper(struct request *request, struct response *response) {
    struct scene scene;
    struct covenant_paper paper;
    struct str bytes;
    TRY(load(request, &scene));
    TRY(paper_of(request, &scene, &paper));
    enum paper_file file =
        str_equal_c(request_query(request, "dang"), "pdf") ? PAPER_PDF : PAPER_DOCX;
    TRY(covenant_doc_make(request->arena, &paper, file, request->now_ms, &bytes));
    respond_file(response, paper_file_content_type(file),
                 covenant_doc_name(request->arena, &paper, file), bytes);
    return NULL;
}
