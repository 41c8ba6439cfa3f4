/* The server's sealer: a thread that is woken by commits. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "features/audit/audit_seal.h"
#include "sys/clock.h"
#include "sys/log.h"

enum {
    POLL_MS = 10 * 1000,           /* for what another program left, or while it holds the lease */
    RETRY_MS = 2 * 1000,           /* after an error */
    STOP_ENTRIES_MAX = 100 * 1000, /* sealed while stopping; the next start goes on */
};

struct audit_sealer {
    struct audit_sealer_options options;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool woken;
    bool stopping;
    struct audit_sealer *next; /* of all in this process */
};

static pthread_mutex_t sealers_lock = PTHREAD_MUTEX_INITIALIZER;
static struct audit_sealer *sealers;
/* Set by the first of many commits: the others have nothing to do. */
static atomic_bool asked;

void audit_wake(void) {
    if (atomic_load(&asked) || atomic_exchange(&asked, true))
        return;
    pthread_mutex_lock(&sealers_lock);
    for (struct audit_sealer *sealer = sealers; sealer; sealer = sealer->next) {
        pthread_mutex_lock(&sealer->lock);
        sealer->woken = true;
        pthread_cond_signal(&sealer->changed);
        pthread_mutex_unlock(&sealer->lock);
    }
    pthread_mutex_unlock(&sealers_lock);
}

/* Waits until it is to stop, or to be woken where that counts, or for so long; true: it stops. */
static bool rest(struct audit_sealer *sealer, int64_t most_ms, bool until_woken) {
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += most_ms / 1000;
    until.tv_nsec += most_ms % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&sealer->lock);
    while (!sealer->stopping && !(until_woken && sealer->woken))
        if (pthread_cond_timedwait(&sealer->changed, &sealer->lock, &until) == ETIMEDOUT)
            break;
    bool stops = sealer->stopping;
    pthread_mutex_unlock(&sealer->lock);
    return stops;
}

static int64_t now(const struct audit_sealer *sealer) {
    return sealer->options.now_ms ? sealer->options.now_ms() : clock_now_ms();
}

/* What is committed from here on wakes it again. */
static void begin_round(struct audit_sealer *sealer) {
    atomic_store(&asked, false);
    pthread_mutex_lock(&sealer->lock);
    sealer->woken = false;
    pthread_mutex_unlock(&sealer->lock);
}

static const struct err *seal(struct audit_sealer *sealer) {
    struct audit_sealed sealed = {.more = true};
    while (sealed.more && !rest(sealer, 0, false))
        TRY(audit_seal_batch(sealer->options.db, sealer->options.owner, now(sealer), &sealed));
    return NULL;
}

/* That another was quicker is no failure. Says each kind of failure once, until one succeeds. */
static int64_t tell_failure(const struct err *err, bool *failing) {
    if (err && err->kind != ERR_CONFLICT && !*failing)
        log_err("audit.seal", err);
    *failing = err && err->kind != ERR_CONFLICT;
    return err ? RETRY_MS : POLL_MS;
}

static void *run(void *context) {
    struct audit_sealer *sealer = context;
    bool failing = false;
    for (;;) {
        begin_round(sealer);
        int64_t pause_ms = tell_failure(seal(sealer), &failing);
        if (rest(sealer, pause_ms, !failing) || rest(sealer, sealer->options.gather_ms, false))
            return NULL;
    }
}

static void add(struct audit_sealer *sealer) {
    pthread_mutex_lock(&sealers_lock);
    sealer->next = sealers;
    sealers = sealer;
    pthread_mutex_unlock(&sealers_lock);
}

static void take_out(struct audit_sealer *sealer) {
    pthread_mutex_lock(&sealers_lock);
    for (struct audit_sealer **at = &sealers; *at; at = &(*at)->next)
        if (*at == sealer) {
            *at = sealer->next;
            break;
        }
    pthread_mutex_unlock(&sealers_lock);
}

static void release(struct audit_sealer *sealer) {
    take_out(sealer);
    pthread_cond_destroy(&sealer->changed);
    pthread_mutex_destroy(&sealer->lock);
    free(sealer);
}

const struct err *audit_sealer_start(const struct audit_sealer_options *options,
                                     struct audit_sealer **ret_sealer) {
    struct audit_sealer *sealer = calloc(1, sizeof(*sealer));
    if (!sealer)
        abort();
    sealer->options = *options;
    pthread_mutex_init(&sealer->lock, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&sealer->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    add(sealer);
    int failed = pthread_create(&sealer->thread, NULL, run, sealer);
    if (failed) {
        release(sealer);
        return ERR(err_kind_of_errno(failed), "the sealer's thread does not start");
    }
    *ret_sealer = sealer;
    return NULL;
}

void audit_sealer_stop(struct audit_sealer *sealer) {
    if (!sealer)
        return;
    pthread_mutex_lock(&sealer->lock);
    sealer->stopping = true;
    pthread_cond_signal(&sealer->changed);
    pthread_mutex_unlock(&sealer->lock);
    pthread_join(sealer->thread, NULL);
    int64_t count;
    const struct err *err = audit_seal_all(sealer->options.db, sealer->options.owner, now(sealer),
                                           STOP_ENTRIES_MAX, &count);
    if (err)
        log_err("audit.seal", err);
    release(sealer);
}
