#include "http/exchange.h"

#include "http/asset.h"

const struct asset *static_find(const struct http_app *app, struct str path) {
    size_t low = 0, high = app->asset_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(app->assets[middle].path, path);
        if (order == 0)
            return &app->assets[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* "gzip" as a word of Accept-Encoding, and not with the weight 0. */
static bool accepts_gzip(struct str header) {
    struct str rest = header;
    while (rest.p) {
        struct str weight = str_cut(&rest, ',');
        struct str coding = str_trim(str_cut(&weight, ';'));
        if (!str_equal_c(coding, "gzip"))
            continue;
        struct str value = str_trim(weight);
        return !str_equal_c(value, "q=0") && !str_starts_with(value, STR("q=0.000")) &&
               !str_equal_c(value, "q=0.0") && !str_equal_c(value, "q=0.00");
    }
    return false;
}

struct str static_answer(struct arena *arena, const struct asset *asset,
                         const struct headers *headers, struct answer *answer) {
    answer->status = 200;
    answer_add(arena, answer, STR("Content-Type"), asset->content_type);
    answer_add_security(arena, answer, true);
    if (!asset->gzip_bytes.p)
        return asset->bytes;
    answer_add(arena, answer, STR("Vary"), STR("Accept-Encoding"));
    if (!accepts_gzip(headers_find(headers, "Accept-Encoding")))
        return asset->bytes;
    answer_add(arena, answer, STR("Content-Encoding"), STR("gzip"));
    return asset->gzip_bytes;
}
