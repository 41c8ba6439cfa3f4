/* What a child answers that somebody took over: the parent must believe nothing. */
#include "doc/workbook_wire.h"
#include "fuzz.h"
#include "workbook_checks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new(0), *cells = arena_new(0);
    struct workbook_checks checks = WORKBOOK_CHECKS_INIT;
    struct workbook_visitor visitor = workbook_checks_visitor(&checks);
    struct str rest = fuzz_input(data, size);
    struct wire_reader reader = {
        .limits = &checks.limits,
        .visitor = &visitor,
        .arena = arena,
        .cells = cells,
        .asked_for_locks = size && data[size - 1] == 'L',
    };
    const struct err *err = NULL;
    enum wire_taken taken = WIRE_TAKEN;
    while (taken == WIRE_TAKEN) {
        size_t held = rest.n, needed = 0;
        bool was_finished = reader.finished;
        taken = wire_take_record(&reader, &rest, &needed, &err);
        MUST_HOLD(!err);
        MUST_HOLD(taken != WIRE_TAKEN || (rest.n < held && !was_finished));
        MUST_HOLD(taken != WIRE_TOO_SHORT ||
                  (needed > held && needed <= WIRE_RECORD_MAX_BYTES + WIRE_HEAD_BYTES));
    }
    if (taken == WIRE_TOO_SHORT && reader.finished && !reader.asked_for_locks)
        workbook_checks_end(&checks, reader.fault);
    arena_free(cells);
    arena_free(arena);
    return 0;
}
