/* What a command and its server say to each other over the folder's socket. */
#include <string.h>

#include "cmd/control_wire.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new(0);
    struct control_packet packet;
    if (!control_read(arena, fuzz_input(data, size), &packet)) {
        MUST_HOLD(packet.argument_count <= CONTROL_ARGUMENTS_MAX);
        MUST_HOLD(packet.version.n <= CONTROL_VERSION_BYTES_MAX);
        MUST_HOLD(packet.status >= 0 && packet.status <= 255);
        MUST_HOLD(packet.bytes.n <= size);
        MUST_HOLD(packet.lang < LANG_COUNT);
        if (packet.type == CONTROL_REQUEST && packet.protocol == CONTROL_PROTOCOL) {
            /* What was understood is written as the very same bytes. */
            struct buf again = BUF_INIT(CONTROL_PACKET_BYTES_MAX * 8);
            MUST_HOLD(packet.argument_count > 0 && !packet.arguments[packet.argument_count]);
            control_write_request(&again, packet.version, packet.lang, packet.argument_count,
                                  (const char *const *)packet.arguments);
            MUST_HOLD(again.overflowed ||
                      (again.length == size && memcmp(again.bytes, data, size) == 0));
            buf_release(&again);
        }
    }
    arena_free(arena);
    return 0;
}
