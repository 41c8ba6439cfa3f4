/* Growing arrays in an arena, typed by a macro.
 *
 *     LIST(struct unit) units = {0};
 *     *list_push(arena, &units) = unit;
 *     for (size_t i = 0; i < units.count; i++) … units.items[i] …
 *
 * list_push returns a pointer to a new zeroed last item. Pointers into `items` are valid until the
 * next push. Templates iterate anything that has `items` and `count`.
 */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <stddef.h>

#include "base/arena.h"

#define LIST(type)                                                                                 \
    struct {                                                                                       \
        type *items;                                                                               \
        size_t count;                                                                              \
        size_t capacity;                                                                           \
    }

#define list_push(arena, list)                                                                     \
    ((list)->items = list_with_room((arena), (list)->items, (list)->count, &(list)->capacity,      \
                                    sizeof(*(list)->items)),                                       \
     &(list)->items[(list)->count++])

/* The array with room for one item more, zeroed behind COUNT; used by list_push alone. */
void *list_with_room(struct arena *arena, void *items, size_t count, size_t *capacity,
                     size_t item_bytes);

#endif
