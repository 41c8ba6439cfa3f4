/* Text at the edge, folding, order, and the sentences of the catalogue. */
#include "fuzz.h"
#include "text/collate.h"
#include "text/message.h"
#include "text/utf8.h"
#include "text/vi_fold.h"

static void try_valid(struct arena *arena, struct str text) {
    struct str once = STR_NONE, twice = STR_NONE;
    MUST_HOLD(utf8_to_nfc(arena, text, &once) && utf8_is_valid(once));
    MUST_HOLD(utf8_to_nfc(arena, once, &twice) && str_equal(once, twice));
    MUST_HOLD(utf8_clean_line(arena, text, &once) && utf8_is_valid(once));
    MUST_HOLD(utf8_clean_line(arena, once, &twice) && str_equal(once, twice));
    MUST_HOLD(str_find(once, STR("\n")) < 0);
    MUST_HOLD(utf8_clean_text(arena, text, &once) && utf8_is_valid(once));
    MUST_HOLD(utf8_clean_text(arena, once, &twice) && str_equal(once, twice));
    MUST_HOLD(str_find(once, STR("\n\n\n")) < 0);
    once = vi_fold(arena, text);
    MUST_HOLD(utf8_is_valid(once) && str_equal(vi_fold(arena, once), once));
    once = vi_slug(arena, text);
    MUST_HOLD(str_equal(vi_slug(arena, once), once));
    MUST_HOLD(collate_compare(arena, text, text) == 0);
    MUST_HOLD(utf8_length(utf8_head(text, 3)) <= 3 && utf8_is_valid(utf8_head(text, 3)));
}

/* "key|argument|argument…", as a stored message comes back. */
static void try_message(struct arena *arena, struct str input) {
    struct str rest = input;
    struct message message = {0};
    if (!message_from_key(str_cut(&rest, '|'), &message.id))
        message.id = MSG_none;
    for (size_t i = 0; i < MESSAGE_ARGS_MAX && rest.p; i++)
        message.args[i] = str_cut(&rest, '|');
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        struct str spoken = message_text(arena, (enum lang)lang, message);
        MUST_HOLD(spoken.p && (!utf8_is_valid(input) || utf8_is_valid(spoken)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new(0);
    struct str input = fuzz_input(data, size);
    struct str text = STR_NONE;
    size_t position = 0;
    while (position < input.n) {
        size_t before = position;
        utf8_next(input, &position);
        MUST_HOLD(position > before && position <= input.n);
    }
    if (utf8_is_valid(input))
        try_valid(arena, input);
    else
        MUST_HOLD(!utf8_to_nfc(arena, input, &text) && !utf8_clean_line(arena, input, &text));
    try_message(arena, input);
    arena_free(arena);
    return 0;
}
