#include "http/work_queue.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

struct work_queue {
    pthread_mutex_t lock;
    sem_t ready; /* one for each item; a condition would wake threads into a lock that is held */
    work_function work;
    void **items; /* a ring */
    unsigned first;
    unsigned count;
    unsigned max;
    bool closed;
    atomic_uint idle; /* threads that wait for an item */
    pthread_t *threads;
    unsigned thread_count;
    unsigned threads_max;
    sigset_t signals; /* the mask of all threads */
};

static void *allocate(size_t count, size_t bytes) {
    void *memory = calloc(count, bytes);
    if (!memory) {
        fprintf(stderr, "<2>work_queue: out of memory\n");
        abort();
    }
    return memory;
}

static void *take(struct work_queue *queue) {
    void *item = NULL;
    atomic_fetch_add(&queue->idle, 1);
    while (sem_wait(&queue->ready) != 0) /* interrupted */
        continue;
    atomic_fetch_sub(&queue->idle, 1);
    pthread_mutex_lock(&queue->lock);
    if (queue->count) {
        item = queue->items[queue->first];
        queue->first = (queue->first + 1) % queue->max;
        queue->count--;
    }
    pthread_mutex_unlock(&queue->lock);
    return item;
}

static void *run(void *argument) {
    struct work_queue *queue = argument;
    void *item;
    while ((item = take(queue)))
        queue->work(item);
    return NULL;
}

/* With the lock held, or before anybody else knows the queue. */
static bool add_thread(struct work_queue *queue) {
    sigset_t before;
    pthread_sigmask(SIG_SETMASK, &queue->signals, &before);
    bool begun = pthread_create(&queue->threads[queue->thread_count], NULL, run, queue) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    queue->thread_count += begun;
    return begun;
}

const struct err *work_queue_start(unsigned threads, unsigned waiting_max, work_function work,
                                   struct work_queue **ret_queue) {
    struct work_queue *queue = allocate(1, sizeof(*queue));
    pthread_mutex_init(&queue->lock, NULL);
    sem_init(&queue->ready, 0, 0);
    queue->work = work;
    queue->max = waiting_max;
    queue->items = allocate(waiting_max, sizeof(void *));
    queue->threads = allocate(threads, sizeof(pthread_t));
    queue->threads_max = threads;
    pthread_sigmask(SIG_SETMASK, NULL, &queue->signals);
    if (!add_thread(queue)) {
        work_queue_stop(queue);
        work_queue_free(queue);
        return ERR(ERR_IO, "cannot start a worker thread");
    }
    *ret_queue = queue;
    return NULL;
}

bool work_queue_has_room(struct work_queue *queue) {
    pthread_mutex_lock(&queue->lock);
    bool room = !queue->closed && queue->count < queue->max;
    pthread_mutex_unlock(&queue->lock);
    return room;
}

unsigned work_queue_waiting(struct work_queue *queue) {
    pthread_mutex_lock(&queue->lock);
    unsigned waiting = queue->count;
    pthread_mutex_unlock(&queue->lock);
    return waiting;
}

bool work_queue_push(struct work_queue *queue, void *item) {
    pthread_mutex_lock(&queue->lock);
    bool taken = !queue->closed && queue->count < queue->max;
    if (taken) {
        queue->items[(queue->first + queue->count++) % queue->max] = item;
        /* Where no thread can be had, those there are do it. */
        if (queue->count > atomic_load(&queue->idle) && queue->thread_count < queue->threads_max)
            (void)add_thread(queue);
    }
    pthread_mutex_unlock(&queue->lock);
    if (taken)
        sem_post(&queue->ready);
    return taken;
}

void work_queue_stop(struct work_queue *queue) {
    pthread_mutex_lock(&queue->lock);
    queue->closed = true;
    pthread_mutex_unlock(&queue->lock);
    for (unsigned i = 0; i < queue->thread_count; i++) /* who finds nothing ends */
        sem_post(&queue->ready);
    for (unsigned i = 0; i < queue->thread_count; i++)
        pthread_join(queue->threads[i], NULL);
    queue->thread_count = 0;
}

void work_queue_free(struct work_queue *queue) {
    sem_destroy(&queue->ready);
    pthread_mutex_destroy(&queue->lock);
    free(queue->items);
    free(queue->threads);
    free(queue);
}
