/* The template compiler. A mistake in a template ends the real program; here it jumps back. */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

/* Buffers that a jump left behind are given back after each run. */
#define realloc kept_realloc
#define free    kept_free
static void *kept_realloc(void *block, unsigned long bytes);
static void kept_free(void *block);
#include "../../src/base/buf.c"
#undef realloc
#undef free

#include "../../tools/htmlc/htmlc.h"
#include "fuzz.h"

struct arena *htmlc_arena;
const char *htmlc_file = "input.html";

static jmp_buf after_mistake;
static void *kept[64];

static void *kept_realloc(void *block, unsigned long bytes) {
    size_t place = 0;
    while (place < COUNT_OF(kept) && kept[place] != block)
        place++;
    MUST_HOLD(place < COUNT_OF(kept));
    kept[place] = realloc(block, bytes);
    return kept[place];
}

static void kept_free(void *block) {
    for (size_t i = 0; i < COUNT_OF(kept); i++)
        if (block && kept[i] == block)
            kept[i] = NULL;
    free(block);
}

void fail(int line, const char *format, ...) {
    char sentence[1000];
    va_list args;
    va_start(args, format);
    vsnprintf(sentence, sizeof(sentence), format, args);
    va_end(args);
    MUST_HOLD(line > 0);
    longjmp(after_mistake, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct buf header, code;
    if (size && memchr(data, 0, size))
        return 0; /* refused before the compiler sees it */
    htmlc_arena = arena_new(0);
    buf_init(&header, (size_t)16 << 20);
    buf_init(&code, (size_t)64 << 20);
    if (setjmp(after_mistake) == 0) {
        compile(str_copy(htmlc_arena, fuzz_input(data, size)), "input.html.h", &header, &code);
        MUST_HOLD(code.length > 0);
    }
    for (size_t i = 0; i < COUNT_OF(kept); i++) {
        free(kept[i]);
        kept[i] = NULL;
    }
    arena_free(htmlc_arena);
    return 0;
}
