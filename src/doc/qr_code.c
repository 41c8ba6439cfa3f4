#include "doc/qr_code.h"

#include <qrencode.h>

#include "base/buf.h"

enum { MARGIN = 4, PATH_BYTES_MAX = 1 << 20 };

/* Each run of dark squares of a row is one rectangle. */
static void draw_row(struct buf *out, const unsigned char *row, int width, int y) {
    for (int x = 0; x < width; x++) {
        int from = x;
        while (x < width && (row[x] & 1))
            x++;
        if (x > from)
            buf_append_format(out, "M%d %dh%dv1h-%dz", from + MARGIN, y + MARGIN, x - from,
                              x - from);
    }
}

const struct err *qr_code_make(struct arena *arena, struct str text, struct qr_code *ret_code) {
    QRcode *code = QRcode_encodeString(str_c(arena, text), 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (!code)
        return ERR(ERR_LIMIT, "a text of %zu bytes does not fit a QR code", text.n);
    struct buf out = BUF_INIT(PATH_BYTES_MAX);
    for (int y = 0; y < code->width; y++)
        draw_row(&out, code->data + (ptrdiff_t)y * code->width, code->width, y);
    *ret_code = (struct qr_code){str_copy(arena, buf_str(&out)), code->width + 2 * MARGIN};
    buf_release(&out);
    QRcode_free(code);
    return NULL;
}
