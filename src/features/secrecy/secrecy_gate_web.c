#include "features/secrecy/secrecy_gate_web.h"

#include <jansson.h>

#include "doc/file_look.h"
#include "doc/workbook_read.h"
#include "features/audit/audit.h"
#include "features/file/file_scan_service.h"
#include "features/frame/frame.h"

struct refusal {
    const struct request *request;
    struct message what;
};

static const struct err *note_in(struct db_tx *tx, void *context) {
    const struct refusal *refusal = context;
    const struct request *request = refusal->request;
    const struct audit_note note = {
        .action = "secret.refused",
        .object_kind = "secret_refusal",
        .object_id = STR(""),
        .after = message_text(request->arena, LANG_VI, refusal->what),
    };
    return audit_write(tx, request->arena, request->user, request->now_ms, &note);
}

/* Tells the trail, and then the person: ANSWER is what he gets to read. */
static const struct err *refuse(const struct request *request, struct message what,
                                const struct err *answer) {
    struct refusal refusal = {request, what};
    TRY(db_write(app_db(request), note_in, &refusal));
    return answer;
}

static const struct err *refuse_upload(const struct request *request, const struct upload *upload,
                                       const struct err *answer) {
    struct str bytes = str_format(request->arena, "%llu", (unsigned long long)upload->size);
    return refuse(request, MESSAGE_WITH(MSG_secrecy_refusal_file, bytes, upload->sha256), answer);
}

static const struct err *scan_upload(const struct request *request, const struct upload *upload) {
    const struct app *app = request->app;
    struct file_scanner scanner = file_scanner_of(app->config);
    const struct clamd_bytes bytes = {.bytes = STR_NONE,
                                      .descriptor = upload_descriptor(upload),
                                      .offset = upload->offset,
                                      .size = upload->size};
    return file_scan(app_db(request), request->arena, request->user, request->now_ms, &scanner,
                     &bytes, upload->sha256);
}

static const struct err *admit_upload(const struct request *request, const struct upload *upload) {
    if (secret_mark_in_name(upload->file_name))
        return refuse_upload(
            request, upload,
            ERR_TEXT(ERR_INPUT, "secrecy.refused_name", "a file's name bears a secrecy marking"));
    const struct workbook_file file = {
        .descriptor = upload_descriptor(upload), .offset = upload->offset, .size = upload->size};
    struct file_look look;
    struct message fault;
    if (!upload->size)
        return NULL;
    TRY(scan_upload(request, upload));
    TRY(file_look(request->arena, &file, &look, &fault));
    if (fault.id)
        return ERR_TEXT(ERR_INPUT, "secrecy.unlooked", "a file could not be looked into");
    if (look.mark)
        return refuse_upload(
            request, upload,
            ERR_TEXT(ERR_INPUT, "secrecy.refused_file", "a file bears a secrecy marking"));
    return NULL;
}

/* A form without a choice sends a file without a name or a byte. */
static bool is_sent(const struct upload *upload) {
    return upload->size || upload->file_name.n;
}

static const struct err *admit_uploads(const struct request *request) {
    size_t count = request_upload_count(request), sent = 0;
    for (size_t i = 0; i < count; i++)
        sent += is_sent(request_upload_at(request, i));
    if (sent && !str_equal_c(request_text(request, SECRECY_CONFIRM_FIELD), "1"))
        return ERR_TEXT(ERR_INPUT, "secrecy.unconfirmed", "files without the confirmation");
    for (size_t i = 0; i < count; i++)
        TRY(admit_upload(request, request_upload_at(request, i)));
    return NULL;
}

static const struct err *admit_texts(const struct request *request) {
    struct str name, value;
    for (size_t i = 0; request_field_each(request, i, &name, &value); i++) {
        if (!secret_mark_in_text(value) || str_equal_c(name, SECRECY_SEARCH_FIELD) ||
            str_ends_with(name, STR("password")))
            continue;
        struct str bytes = str_format(request->arena, "%zu", value.n);
        return refuse(
            request, MESSAGE_WITH(MSG_secrecy_refusal_text, bytes),
            ERR_TEXT(ERR_INPUT, "secrecy.refused_text", "a typed text bears a secrecy marking"));
    }
    return NULL;
}

/* Texts anywhere in a body of the API. One that is no JSON is refused by its operation. */
static bool json_bears_mark(const json_t *value) {
    const char *key;
    json_t *member;
    size_t index;
    if (json_is_string(value))
        return secret_mark_in_text((struct str){json_string_value(value),
                                                json_string_length(value)}) != SECRET_MARK_NONE;
    bool found = false;
    json_array_foreach(value, index, member) found = found || json_bears_mark(member);
    json_object_foreach((json_t *)(uintptr_t)value, key, member) found =
        found || json_bears_mark(member);
    return found;
}

static const struct err *admit_json(const struct request *request) {
    struct str body = request_json(request);
    json_t *root = body.n ? json_loadb(body.p, body.n, JSON_DECODE_ANY, NULL) : NULL;
    bool marked = root && json_bears_mark(root);
    json_decref(root);
    if (!marked)
        return NULL;
    struct str bytes = str_format(request->arena, "%zu", body.n);
    return refuse(
        request, MESSAGE_WITH(MSG_secrecy_refusal_text, bytes),
        ERR_TEXT(ERR_INPUT, "secrecy.refused_text", "a text of the API bears a secrecy marking"));
}

const struct err *secrecy_admits(const struct request *request) {
    /* What visitors send is kept nowhere. */
    if (!request->user)
        return NULL;
    TRY(admit_uploads(request));
    TRY(admit_json(request));
    return admit_texts(request);
}
