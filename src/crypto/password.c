#include "crypto/password.h"

#include <pthread.h>
#include <semaphore.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const unsigned long long OPERATIONS = 3;
static const size_t MEMORY_BYTES = (size_t)64 << 20;
static const unsigned AT_ONCE = 2;

static sem_t gate;
static pthread_once_t gate_once = PTHREAD_ONCE_INIT;

static void open_gate(void) {
    if (sodium_init() < 0 || sem_init(&gate, 0, AT_ONCE) != 0) {
        fprintf(stderr, "<2>password: the crypto library cannot start\n");
        abort();
    }
}

static void enter(void) {
    pthread_once(&gate_once, open_gate);
    while (sem_wait(&gate) != 0) {
    }
}

static void leave(void) {
    sem_post(&gate);
}

struct str password_hash(struct arena *arena, struct str password) {
    char *text = arena_alloc(arena, crypto_pwhash_STRBYTES);
    enter();
    int failed = crypto_pwhash_str(text, password.p, password.n, OPERATIONS, MEMORY_BYTES);
    leave();
    if (failed) {
        fprintf(stderr, "<2>password: no memory for hashing\n");
        abort();
    }
    return str_from_c(text);
}

bool password_matches(struct arena *arena, struct str password, struct str stored) {
    /* Of a password nobody has: the work is the same as for one that exists. */
    static const char NOBODY[] = "$argon2id$v=19$m=65536,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$"
                                 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    if (password.n > PASSWORD_BYTES_MAX)
        return false;
    const char *hash = stored.n ? str_c(arena, stored) : NOBODY;
    enter();
    int wrong = crypto_pwhash_str_verify(hash, password.p ? password.p : "", password.n);
    leave();
    return wrong == 0 && stored.n;
}

bool password_needs_rehash(struct arena *arena, struct str stored) {
    return crypto_pwhash_str_needs_rehash(str_c(arena, stored), OPERATIONS, MEMORY_BYTES) != 0;
}

/* Sixteen of LETTERS in groups of four. */
static struct str make(struct arena *arena, const char *letters) {
    pthread_once(&gate_once, open_gate);
    uint32_t count = (uint32_t)strlen(letters);
    char text[20];
    size_t n = 0;
    for (int i = 0; i < 16; i++) {
        if (i && i % 4 == 0)
            text[n++] = '-';
        text[n++] = letters[randombytes_uniform(count)];
    }
    return str_copy(arena, (struct str){text, n});
}

struct str password_make(struct arena *arena) {
    return make(arena, "abcdefghijkmnpqrstuvwxyz23456789");
}

struct str password_make_code(struct arena *arena) {
    return make(arena, "CFGHJKLMNPRTVX2345679");
}
