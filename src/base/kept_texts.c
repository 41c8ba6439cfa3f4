#include "base/kept_texts.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHAINS = 256 };

/* One block of memory: the struct, the key, the text. Never changed once it is in a chain. */
struct entry {
    struct entry *next;
    struct str key;
    struct str text;
};

struct kept_texts {
    pthread_mutex_t lock;
    struct entry *chains[CHAINS];
    size_t count;
    size_t bytes;
};

static void release(void *context) {
    struct kept_texts *texts = context;
    for (size_t i = 0; i < CHAINS; i++)
        for (struct entry *entry = texts->chains[i], *next; entry; entry = next) {
            next = entry->next;
            free(entry);
        }
    pthread_mutex_destroy(&texts->lock);
}

struct kept_texts *kept_texts_new(struct arena *arena) {
    struct kept_texts *texts = ARENA_NEW(arena, struct kept_texts);
    pthread_mutex_init(&texts->lock, NULL);
    arena_defer(arena, release, texts);
    return texts;
}

/* FNV-1a. */
static size_t chain_of(struct str key) {
    uint32_t mark = 2166136261u;
    for (size_t i = 0; i < key.n; i++)
        mark = (mark ^ (unsigned char)key.p[i]) * 16777619u;
    return mark % CHAINS;
}

/* With the lock held. */
static const struct entry *find(const struct kept_texts *texts, struct str key) {
    const struct entry *entry = texts->chains[chain_of(key)];
    while (entry && !str_equal(entry->key, key))
        entry = entry->next;
    return entry;
}

bool kept_texts_find(struct kept_texts *texts, struct str key, struct str *ret_text) {
    pthread_mutex_lock(&texts->lock);
    const struct entry *entry = find(texts, key);
    pthread_mutex_unlock(&texts->lock);
    if (entry)
        *ret_text = entry->text;
    return entry != NULL;
}

static struct entry *make(struct str key, struct str text) {
    struct entry *entry = malloc(sizeof(*entry) + key.n + text.n);
    if (!entry) {
        fprintf(stderr, "<2>kept_texts: out of memory\n");
        abort();
    }
    char *memory = (char *)(entry + 1);
    memcpy(memory, key.p, key.n);
    memcpy(memory + key.n, text.p, text.n);
    *entry = (struct entry){.key = {memory, key.n}, .text = {memory + key.n, text.n}};
    return entry;
}

void kept_texts_keep(struct kept_texts *texts, struct str key, struct str text) {
    if (key.n == 0 || text.n == 0 || key.n > KEPT_KEY_BYTES_MAX || text.n > KEPT_TEXTS_BYTES_MAX)
        return;
    struct entry *made = make(key, text);
    pthread_mutex_lock(&texts->lock);
    bool fits = texts->count < KEPT_TEXTS_MAX && text.n <= KEPT_TEXTS_BYTES_MAX - texts->bytes &&
                !find(texts, key);
    if (fits) {
        struct entry **chain = &texts->chains[chain_of(key)];
        made->next = *chain;
        *chain = made;
        texts->count++;
        texts->bytes += text.n;
    }
    pthread_mutex_unlock(&texts->lock);
    if (!fits)
        free(made);
}

size_t kept_texts_count(struct kept_texts *texts) {
    pthread_mutex_lock(&texts->lock);
    size_t count = texts->count;
    pthread_mutex_unlock(&texts->lock);
    return count;
}
