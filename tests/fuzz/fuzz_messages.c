/* tools/msgc: two catalogues of one room, the English one after a line "=== en". */
#include "base/str.h"

int msgc_main(int argc, char **argv);
#define main msgc_main
#include "../../tools/msgc.c"
#undef main

#include "fuzz.h"

/* A literal may hold no quote, line end or trigraph that the compiler would see. */
static void look_at_literals(struct str code) {
    bool inside = false;
    for (size_t i = 0; i < code.n; i++) {
        if (inside && code.p[i] == '\\')
            i++;
        else if (code.p[i] == '"')
            inside = !inside;
        MUST_HOLD(i < code.n && !(inside && code.p[i] == '\n'));
    }
    MUST_HOLD(!inside);
}

static struct str written(void (*write)(FILE *out), char **ret_bytes) {
    size_t length = 0;
    FILE *out = open_memstream(ret_bytes, &length);
    MUST_HOLD(out);
    write(out);
    MUST_HOLD(fclose(out) == 0);
    return (struct str){*ret_bytes, length};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str input = fuzz_input(data, size);
    ptrdiff_t middle = str_find(input, STR("=== en\n"));
    size_t end = middle < 0 ? input.n : (size_t)middle;
    arena = arena_new(0);
    faults = 0;
    entries.items = NULL;
    entries.count = entries.capacity = 0;
    read_catalogue("vi/room.msg", STR("room"), str_slice(input, 0, end), 0);
    read_catalogue("en/room.msg", STR("room"),
                   middle < 0 ? STR("") : str_slice(input, end + strlen("=== en\n"), input.n), 1);
    check();
    if (!faults) {
        char *bytes;
        struct str ids = written(write_ids, &bytes);
        MUST_HOLD(str_ends_with(ids, STR("#endif\n")));
        free(bytes);
        look_at_literals(written(write_tables, &bytes));
        free(bytes);
    }
    arena_free(arena);
    return 0;
}
