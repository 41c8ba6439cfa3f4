/* Pictures made small: whatever the bytes, a JPEG of at most 320 dots a side, or nothing. */
#include "doc/thumbnail.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new(0);
    struct thumbnail thumbnail;
    thumbnail_make_bytes(arena, (struct str){(const char *)data, size}, &thumbnail);
    MUST_HOLD(thumbnail.width <= THUMBNAIL_SIDE_MAX && thumbnail.height <= THUMBNAIL_SIDE_MAX);
    MUST_HOLD(!thumbnail.width == !thumbnail.jpeg.n && !thumbnail.width == !thumbnail.height);
    MUST_HOLD(thumbnail.jpeg.n <= THUMBNAIL_BYTES_MAX);
    MUST_HOLD(!thumbnail.jpeg.n || str_starts_with(thumbnail.jpeg, STR("\xFF\xD8\xFF")));
    arena_free(arena);
    return 0;
}
