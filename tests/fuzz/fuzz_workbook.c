/* A whole file from outside, in this process: signatures, ZIP, XML, values; or a table as text. */
#include "doc/csv_parse.h"
#include "doc/xlsx_parse.h"
#include "fuzz.h"
#include "workbook_checks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new(0);
    struct workbook_checks checks = WORKBOOK_CHECKS_INIT;
    struct workbook_visitor visitor = workbook_checks_visitor(&checks);
    struct message fault = {0};
    struct str file = fuzz_input(data, size);
    if (csv_is_text(file))
        MUST_HOLD(!csv_parse(arena, file, &checks.limits, &visitor, &fault));
    else
        MUST_HOLD(!xlsx_parse(arena, file, &checks.limits, &visitor, &fault));
    workbook_checks_end(&checks, fault);
    arena_free(arena);
    return 0;
}
