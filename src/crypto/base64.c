#include "crypto/base64.h"

#include <sodium.h>

enum { VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

struct str base64url(struct arena *arena, struct str bytes) {
    size_t room = sodium_base64_encoded_len(bytes.n, VARIANT);
    char *text = arena_alloc(arena, room);
    sodium_bin2base64(text, room, (const unsigned char *)(bytes.p ? bytes.p : ""), bytes.n,
                      VARIANT);
    return (struct str){text, room - 1};
}

bool base64url_read(struct arena *arena, struct str text, struct str *ret_bytes) {
    unsigned char *bytes = arena_alloc(arena, text.n + 1);
    size_t count = 0;
    const char *end = NULL;
    if (!text.p ||
        sodium_base642bin(bytes, text.n + 1, text.p, text.n, NULL, &count, &end, VARIANT) != 0)
        return false;
    *ret_bytes = (struct str){(const char *)bytes, count};
    return end == text.p + text.n;
}
