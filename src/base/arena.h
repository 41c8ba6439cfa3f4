/* An arena owns memory that lives and dies together: one per request, command or test.
 *
 * Invariants: what arena_alloc returns is zeroed, aligned for any type and never NULL. Passing the
 * maximum given at birth, or running out of memory, is a bug of the caller (input is capped at the
 * edge), so it aborts loudly. Nothing is freed alone; arena_free frees all.
 * One arena belongs to one thread at a time.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "base/attributes.h"

struct arena;

/* max_bytes: how much the arena may ever hold; 0 means ARENA_MAX_DEFAULT. */
#define ARENA_MAX_DEFAULT ((size_t)512 * 1024 * 1024)
struct arena *arena_new(size_t max_bytes);

/* Frees the arena and everything in it. NULL is allowed. */
void arena_free(struct arena *arena);

/* Forgets all content and keeps the first block, ready for the next request. */
void arena_clear(struct arena *arena);

void *arena_alloc(struct arena *arena, size_t bytes) __attribute__((alloc_size(2)));

/* Bytes handed out so far (for limits and metrics). */
size_t arena_used_bytes(const struct arena *arena);

/* Calls RELEASE(context) when the arena is freed or cleared, last added first: for things of
 * another lifetime that the arena's content points at (a kept value that must stay while a request
 * reads it).
 */
void arena_defer(struct arena *arena, void (*release)(void *context), void *context);

/* Room for COUNT values of TYPE; aborts where the product would overflow. */
void *arena_alloc_array(struct arena *arena, size_t count, size_t item_bytes);

#define ARENA_NEW(arena, type)          ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc_array((arena), (count), sizeof(type)))

/* For `struct arena *a CLEANUP(arena_cleanup) = arena_new(0);` */
void arena_cleanup(struct arena **arena);

#endif
