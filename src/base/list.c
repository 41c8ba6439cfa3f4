#include "base/list.h"

#include <string.h>

void *list_with_room(struct arena *arena, void *items, size_t count, size_t *capacity,
                     size_t item_bytes) {
    if (count < *capacity)
        return items;
    size_t grown = *capacity ? *capacity * 2 : 8;
    void *moved = arena_alloc_array(arena, grown, item_bytes);
    if (count)
        memcpy(moved, items, count * item_bytes);
    *capacity = grown;
    return moved;
}
