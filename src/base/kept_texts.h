/* Texts made from something that never changes, kept with it so that they are made once.
 *
 * They belong to an owner (such as the board of one revision): they live in its arena and go with
 * it, so a text can never be older than what it was made from. html/kept_fragment.h keeps pieces of
 * pages here.
 *
 * Bounded: what no longer fits is not kept, and is made each time. Any thread may find and keep;
 * what was found stays as long as the arena.
 */
#ifndef BASE_KEPT_TEXTS_H
#define BASE_KEPT_TEXTS_H

#include "base/arena.h"
#include "base/str.h"

enum {
    KEPT_TEXTS_MAX = 1024,
    KEPT_TEXTS_BYTES_MAX = 16 << 20, /* of one owner */
    KEPT_KEY_BYTES_MAX = 200,        /* texts with a longer key are not kept */
};

struct kept_texts;

/* Lives as long as ARENA. */
struct kept_texts *kept_texts_new(struct arena *arena);
/* False when there is none of that key. */
bool kept_texts_find(struct kept_texts *texts, struct str key, struct str *ret_text);
/* Copies key and text; the first text of a key stays. */
void kept_texts_keep(struct kept_texts *texts, struct str key, struct str text);
size_t kept_texts_count(struct kept_texts *texts);

#endif
