#include "html/kept_fragment.h"

void kept_fragment_draw(struct kept_texts *kept, struct str variant, struct html *h,
                        fragment_draw draw, const void *context) {
    if (!kept || variant.n == 0) {
        draw(h, context);
        return;
    }
    struct str key = str_format(h->arena, "%d|" STR_FMT, (int)h->lang, STR_ARG(variant));
    struct str text;
    if (kept_texts_find(kept, key, &text)) {
        buf_append_str(h->out, text);
        return;
    }
    size_t begin = h->out->length;
    draw(h, context);
    if (h->out->overflowed)
        return;
    struct str all = buf_str(h->out);
    kept_texts_keep(kept, key, str_slice(all, begin, all.n));
}
