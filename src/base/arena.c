#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK_BYTES = 16 * 1024, ALIGNMENT = 16 };

struct block {
    struct block *previous;
    size_t size;
    size_t used;
    _Alignas(16) unsigned char bytes[];
};

struct deferred {
    struct deferred *previous;
    void (*release)(void *context);
    void *context;
};

struct arena {
    struct deferred *deferred; /* in the arena's own memory */
    struct block *current;
    struct block *first;
    size_t used_bytes;
    size_t max_bytes;
};

static void fail(const char *what) {
    fprintf(stderr, "<2>arena: %s\n", what);
    abort();
}

static struct block *block_new(size_t size, struct block *previous) {
    struct block *block = malloc(sizeof(struct block) + size);
    if (!block)
        fail("out of memory");
    block->previous = previous;
    block->size = size;
    block->used = 0;
    return block;
}

struct arena *arena_new(size_t max_bytes) {
    struct arena *arena = calloc(1, sizeof(*arena));
    if (!arena)
        fail("out of memory");
    arena->max_bytes = max_bytes ? max_bytes : ARENA_MAX_DEFAULT;
    arena->first = block_new(FIRST_BLOCK_BYTES, NULL);
    arena->current = arena->first;
    return arena;
}

static void free_blocks_after(struct arena *arena, const struct block *keep) {
    while (arena->current && arena->current != keep) {
        struct block *previous = arena->current->previous;
        free(arena->current);
        arena->current = previous;
    }
}

static void run_deferred(struct arena *arena) {
    while (arena->deferred) {
        struct deferred *last = arena->deferred;
        arena->deferred = last->previous;
        last->release(last->context);
    }
}

void arena_free(struct arena *arena) {
    if (!arena)
        return;
    run_deferred(arena);
    free_blocks_after(arena, NULL);
    free(arena);
}

void arena_clear(struct arena *arena) {
    run_deferred(arena);
    free_blocks_after(arena, arena->first);
    arena->current = arena->first;
    arena->first->used = 0;
    arena->used_bytes = 0;
}

void *arena_alloc(struct arena *arena, size_t bytes) {
    if (bytes > arena->max_bytes)
        fail("a single request above the arena's maximum");
    size_t rounded = (bytes + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (rounded == 0)
        rounded = ALIGNMENT;
    if (rounded > arena->max_bytes - arena->used_bytes)
        fail("the arena's maximum is reached");
    if (arena->current->size - arena->current->used < rounded) {
        /* Blocks double, so that a large result costs few of them. */
        size_t size = arena->current->size * 2;
        if (size > ((size_t)4 << 20))
            size = (size_t)4 << 20;
        if (size < rounded)
            size = rounded;
        arena->current = block_new(size, arena->current);
    }
    unsigned char *memory = arena->current->bytes + arena->current->used;
    arena->current->used += rounded;
    arena->used_bytes += rounded;
    memset(memory, 0, rounded);
    return memory;
}

void arena_defer(struct arena *arena, void (*release)(void *context), void *context) {
    struct deferred *deferred = arena_alloc(arena, sizeof(*deferred));
    *deferred = (struct deferred){arena->deferred, release, context};
    arena->deferred = deferred;
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t item_bytes) {
    size_t bytes = 0;
    if (__builtin_mul_overflow(count, item_bytes, &bytes))
        fail("an array too large to count");
    return arena_alloc(arena, bytes);
}

size_t arena_used_bytes(const struct arena *arena) {
    return arena->used_bytes;
}

void arena_cleanup(struct arena **arena) {
    arena_free(*arena);
    *arena = NULL;
}
