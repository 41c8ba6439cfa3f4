/* A body with files: the first line is the Content-Type, the body follows. */
#include "fuzz.h"
#include "http/form.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new(0);
    struct str body = fuzz_input(data, size);
    struct str content_type = str_cut(&body, '\n');
    struct form form = {0};
    struct uploads uploads = {0};
    if (!body.p)
        body = STR("");
    if (!form_read_multipart(arena, content_type, body, &form, &uploads)) {
        form_seal(arena, &form);
        MUST_HOLD(form.count <= FORM_FIELDS_MAX && uploads.count <= FORM_UPLOADS_MAX);
        for (size_t i = 0; i < form.count; i++)
            MUST_HOLD(utf8_is_valid(form.items[i].name) && utf8_is_valid(form.items[i].value));
        for (size_t i = 0; i < uploads.count; i++) {
            const struct upload *upload = &uploads.items[i];
            MUST_HOLD(utf8_is_valid(upload->field) && utf8_is_valid(upload->file_name));
            MUST_HOLD(str_find(upload->file_name, STR("/")) < 0);
            MUST_HOLD(str_find(upload->file_name, STR("\\")) < 0);
            MUST_HOLD(upload->bytes.n == 0 ||
                      (upload->bytes.p >= body.p &&
                       upload->bytes.p + upload->bytes.n <= body.p + body.n));
        }
    }
    arena_free(arena);
    return 0;
}
