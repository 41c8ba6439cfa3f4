/* A body with files: the first line is the Content-Type, the body follows. It is read at once, byte
 * by byte, and in two pieces: what comes out is the same. */
#include <string.h>

#include "fuzz.h"
#include "http/multipart.h"
#include "text/utf8.h"

struct reading {
    struct arena *arena;
    atomic_size_t total;
    struct spool *spool;
    enum multipart_end end;
    struct form form;
    struct uploads uploads;
};

static void read_in_pieces(struct reading *reading, struct str content_type, struct str body,
                           size_t piece) {
    const char *fault = NULL;
    *reading = (struct reading){.arena = arena_new(0)};
    reading->spool = spool_new(reading->arena, NULL, &reading->total, (size_t)1 << 30);
    struct multipart *multipart = multipart_new(reading->arena, content_type, reading->spool);
    for (size_t at = 0; at < body.n; at += piece)
        multipart_take(multipart, str_slice(body, at, at + piece < body.n ? at + piece : body.n));
    reading->end = multipart_finish(multipart, &reading->form, &reading->uploads, &fault);
    multipart_free(multipart);
    MUST_HOLD((reading->end == MULTIPART_FAULTY) == (fault != NULL));
    MUST_HOLD(reading->total <= body.n);
}

static void end_reading(struct reading *reading) {
    spool_end(reading->spool);
    MUST_HOLD(reading->total == 0);
    arena_free(reading->arena);
}

static struct str bytes_of(struct reading *reading, size_t index) {
    struct str bytes;
    MUST_HOLD(!upload_read(reading->arena, &reading->uploads.items[index], SIZE_MAX - 1, &bytes));
    return bytes;
}

static void check_same(struct reading *a, struct reading *b) {
    MUST_HOLD(a->end == b->end && a->form.count == b->form.count &&
              a->uploads.count == b->uploads.count);
    for (size_t i = 0; i < a->form.count; i++)
        MUST_HOLD(str_equal(a->form.items[i].name, b->form.items[i].name) &&
                  str_equal(a->form.items[i].value, b->form.items[i].value));
    for (size_t i = 0; i < a->uploads.count; i++)
        MUST_HOLD(str_equal(a->uploads.items[i].field, b->uploads.items[i].field) &&
                  str_equal(a->uploads.items[i].file_name, b->uploads.items[i].file_name) &&
                  str_equal(a->uploads.items[i].sha256, b->uploads.items[i].sha256) &&
                  str_equal(bytes_of(a, i), bytes_of(b, i)));
}

static void check(struct reading *reading, struct str body) {
    MUST_HOLD(reading->form.count <= FORM_FIELDS_MAX && reading->uploads.count <= FORM_UPLOADS_MAX);
    for (size_t i = 0; i < reading->form.count; i++)
        MUST_HOLD(utf8_is_valid(reading->form.items[i].name) &&
                  utf8_is_valid(reading->form.items[i].value));
    for (size_t i = 0; i < reading->uploads.count; i++) {
        const struct upload *upload = &reading->uploads.items[i];
        struct str bytes = bytes_of(reading, i);
        MUST_HOLD(utf8_is_valid(upload->field) && utf8_is_valid(upload->file_name));
        MUST_HOLD(str_find(upload->file_name, STR("/")) < 0);
        MUST_HOLD(str_find(upload->file_name, STR("\\")) < 0);
        MUST_HOLD(upload->sha256.n == 64);
        MUST_HOLD(bytes.n == 0 || memmem(body.p, body.n, bytes.p, bytes.n));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str body = fuzz_input(data, size);
    struct str content_type = str_cut(&body, '\n');
    struct reading whole, bytes, halves;
    if (!body.p)
        body = STR("");
    read_in_pieces(&whole, content_type, body, body.n + 1);
    read_in_pieces(&bytes, content_type, body, 1);
    read_in_pieces(&halves, content_type, body, body.n / 2 + 1);
    check(&whole, body);
    check_same(&whole, &bytes);
    check_same(&whole, &halves);
    end_reading(&whole);
    end_reading(&bytes);
    end_reading(&halves);
    return 0;
}
