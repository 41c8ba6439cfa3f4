#include "features/file/file_web.h"

#include "features/file/file.html.h"
#include "features/frame/frame.h"
#include "features/secrecy/secrecy_gate_web.h"

enum { BODY_BYTES_MAX = FILE_BYTES_MAX + (1 << 20) };

static struct str size_words(struct arena *arena, int64_t bytes) {
    return bytes < 1024 ? str_format(arena, "%lld byte", (long long)bytes)
                        : str_format(arena, "%lld KB", (long long)(bytes + 1023) / 1024);
}

static struct file_line line_of(const struct request *request, const struct stored_file *file,
                                bool may_add) {
    struct arena *arena = request->arena;
    struct str at = instant_display(arena, file->recorded_ms);
    bool stands = !file->withdrawn_ms && !file->is_destroyed;
    struct file_line line = {
        .name = file->name,
        .href = stands ? str_format(arena, "/tep/" STR_FMT, STR_ARG(file->id)) : STR(""),
        .caption = file->caption,
        .purpose = file->purpose,
        .size = size_words(arena, file->bytes),
        .sha256 = file->sha256,
        .who = str_format(arena, STR_FMT " · " STR_FMT, STR_ARG(at), STR_ARG(file->author)),
        .gone = STR(""),
        .withdraw_action = stands && may_add
                               ? str_format(arena, "/tep/" STR_FMT "/bo", STR_ARG(file->id))
                               : STR(""),
    };
    if (file->is_destroyed)
        line.gone = frame_words(request, MSG_file_is_destroyed);
    else if (file->withdrawn_ms)
        line.gone = frame_say(request, MESSAGE_WITH(MSG_file_withdrawn_words,
                                                    instant_display(arena, file->withdrawn_ms),
                                                    file->withdrawn_by, file->withdrawn_reason));
    return line;
}

static struct str add_path(struct arena *arena, const char *kind, struct str object_id) {
    return str_format(arena, "/tep/moi/%s/" STR_FMT, kind, STR_ARG(object_id));
}

const struct err *file_list_fill(const struct request *request, const char *kind,
                                 struct str object_id, struct file_list *ret_list) {
    struct file_owner owner;
    struct stored_files files;
    *ret_list = (struct file_list){.add_href = STR("")};
    const struct err *err = files_of(app_db(request), request->arena, request->user,
                                     str_from_c(kind), object_id, &owner, &files);
    if (err)
        return err->kind == ERR_NOT_FOUND ? NULL : err;
    for (size_t i = 0; i < files.count; i++)
        *list_push(request->arena, &ret_list->lines) =
            line_of(request, &files.items[i], owner.may_add);
    if (owner.may_add)
        ret_list->add_href = add_path(request->arena, kind, object_id);
    return NULL;
}

static const struct err *draw_form(const struct request *request, struct response *response,
                                   const struct file_form *form, const struct issues *issues) {
    struct file_owner owner;
    struct stored_files files;
    struct str kind = request_param(request, "room"), id = request_param(request, "object");
    TRY(files_of(app_db(request), request->arena, request->user, kind, id, &owner, &files));
    if (!owner.may_add)
        return ERR(ERR_DENIED, "no right to add files here");
    struct page page;
    frame_page(request, frame_words(request, MSG_file_add_title), NULL, STEP_NONE, &page);
    page.sample = owner.is_sample;
    page.issues = issues;
    struct file_add_view view = {
        .page = &page,
        .title = owner.title,
        .back_href = owner.href,
        .action = add_path(request->arena, str_c(request->arena, kind), id),
        .hint = frame_say(request,
                          MESSAGE_WITH(MSG_file_file_hint,
                                       str_format(request->arena, "%d", FILE_BYTES_MAX >> 20))),
        .form = *form,
    };
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_file_add_page(&h, &view);
    return NULL;
}

static const struct err *show_form(struct request *request, struct response *response) {
    return draw_form(request, response, &(struct file_form){STR(""), STR("")}, NULL);
}

static const struct err *add(struct request *request, struct response *response) {
    const struct file_form form = {request_text(request, "caption"),
                                   request_text(request, "purpose")};
    struct file_sent sent = {
        .bytes = STR(""),
        .name = STR(""),
        .confirmed = str_equal_c(request_text(request, SECRECY_CONFIRM_FIELD), "1"),
    };
    if (request_upload_count(request) == 1) {
        const struct upload *upload = request_upload_at(request, 0);
        if (upload->size)
            TRY(upload_read(request->arena, upload, BODY_BYTES_MAX, &sent.bytes));
        sent.name = upload->file_name;
        sent.file = (struct workbook_file){.descriptor = upload_descriptor(upload),
                                           .offset = upload->offset,
                                           .size = upload->size};
    }
    struct issues issues = {0};
    struct file_twins twins;
    struct str kind = request_param(request, "room"), id = request_param(request, "object");
    TRY(file_add(app_db(request), request->arena, request->user, request->now_ms, kind, id, &sent,
                 &form, &issues, &twins));
    if (issues.count)
        return draw_form(request, response, &form, &issues);
    struct file_owner owner;
    struct stored_files files;
    TRY(files_of(app_db(request), request->arena, request->user, kind, id, &owner, &files));
    size_t elsewhere = twins.seen.count + twins.unseen;
    frame_redirect(request, response, owner.href,
                   elsewhere ? MSG_notice_file_added_twin : MSG_notice_file_added,
                   (long long)elsewhere);
    return NULL;
}

static const struct err *hand_out(struct request *request, struct response *response) {
    struct stored_file file;
    struct str bytes;
    TRY(file_bytes(app_db(request), request->arena, request->user, request_param(request, "stored"),
                   &file, &bytes));
    respond_file(response, file_type_content_type(file.type), file.name, bytes);
    return NULL;
}

/* Drawn anew by the program; the file itself is never shown in the browser. */
static const struct err *show_thumbnail(struct request *request, struct response *response) {
    struct str jpeg;
    TRY(file_thumbnail(app_db(request), request->arena, request->user,
                       request_param(request, "stored"), &jpeg));
    response->content_type = STR("image/jpeg");
    buf_append_str(&response->body, jpeg);
    return NULL;
}

static const struct err *take_back(struct request *request, struct response *response) {
    struct issues issues = {0};
    struct file_owner owner;
    TRY(file_take_back(app_db(request), request->arena, request->user, request->now_ms,
                       request_param(request, "stored"), request_text(request, "reason"), &issues,
                       &owner));
    if (issues.count)
        return ERR_TEXT(ERR_INPUT, "file.reason_missing", "a file taken back without a reason");
    frame_redirect(request, response, owner.href, MSG_notice_file_withdrawn, 0);
    return NULL;
}

/* Who is signed in may ask; what he may is said by the object's room. */
const struct route file_routes[] = {
    {HTTP_GET, "/tep/:stored", RIGHT_SIGNED_IN, hand_out},
    {HTTP_GET, "/tep/:stored/anh-nho", RIGHT_SIGNED_IN, show_thumbnail},
    {HTTP_POST, "/tep/:stored/bo", RIGHT_SIGNED_IN, take_back},
    {HTTP_GET, "/tep/moi/:room/:object", RIGHT_SIGNED_IN, show_form},
    {HTTP_POST, "/tep/moi/:room/:object", RIGHT_SIGNED_IN, add, .body_max_bytes = BODY_BYTES_MAX,
     .takes_files = true},
};
const size_t file_routes_count = COUNT_OF(file_routes);
