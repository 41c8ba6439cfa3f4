#include "http/watch.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#include "sys/clock.h"

struct watch {
    struct watch *next;
    struct watch *previous;
    int socket;
    int64_t deadline_ms;
};

struct watch_list {
    pthread_mutex_t lock;
    pthread_cond_t stop;
    pthread_t thread;
    bool stopping;
    unsigned tick_ms;
    struct watch *first;
};

static void close_overdue(struct watch_list *list) {
    int64_t now_ms = clock_monotonic_ms();
    for (struct watch *watch = list->first; watch; watch = watch->next)
        if (watch->deadline_ms <= now_ms) {
            /* The event loop sees the end of the connection and cleans up. */
            shutdown(watch->socket, SHUT_RDWR);
            watch->deadline_ms = WATCH_NEVER;
        }
}

static void *run(void *argument) {
    struct watch_list *list = argument;
    pthread_mutex_lock(&list->lock);
    while (!list->stopping) {
        int64_t wake_ms = clock_monotonic_ms() + list->tick_ms;
        struct timespec wake = {.tv_sec = (time_t)(wake_ms / 1000),
                                .tv_nsec = (long)(wake_ms % 1000) * 1000000};
        pthread_cond_timedwait(&list->stop, &list->lock, &wake);
        close_overdue(list);
    }
    pthread_mutex_unlock(&list->lock);
    return NULL;
}

static void *allocate(size_t bytes) {
    void *memory = calloc(1, bytes);
    if (!memory) {
        fprintf(stderr, "<2>watch: out of memory\n");
        abort();
    }
    return memory;
}

const struct err *watch_list_start(unsigned tick_ms, struct watch_list **ret_list) {
    struct watch_list *list = allocate(sizeof(*list));
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&list->stop, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&list->lock, NULL);
    list->tick_ms = tick_ms;
    if (pthread_create(&list->thread, NULL, run, list) != 0) {
        pthread_cond_destroy(&list->stop);
        pthread_mutex_destroy(&list->lock);
        free(list);
        return ERR(ERR_IO, "cannot start the thread for deadlines");
    }
    *ret_list = list;
    return NULL;
}

void watch_list_stop(struct watch_list *list) {
    pthread_mutex_lock(&list->lock);
    list->stopping = true;
    pthread_cond_signal(&list->stop);
    pthread_mutex_unlock(&list->lock);
    pthread_join(list->thread, NULL);
    pthread_cond_destroy(&list->stop);
    pthread_mutex_destroy(&list->lock);
    free(list);
}

struct watch *watch_begin(struct watch_list *list, int socket, int64_t deadline_ms) {
    struct watch *watch = allocate(sizeof(*watch));
    watch->socket = socket;
    watch->deadline_ms = deadline_ms;
    pthread_mutex_lock(&list->lock);
    watch->next = list->first;
    if (list->first)
        list->first->previous = watch;
    list->first = watch;
    pthread_mutex_unlock(&list->lock);
    return watch;
}

void watch_set(struct watch_list *list, struct watch *watch, int64_t deadline_ms) {
    pthread_mutex_lock(&list->lock);
    watch->deadline_ms = deadline_ms;
    pthread_mutex_unlock(&list->lock);
}

void watch_end(struct watch_list *list, struct watch *watch) {
    pthread_mutex_lock(&list->lock);
    if (watch->previous)
        watch->previous->next = watch->next;
    else
        list->first = watch->next;
    if (watch->next)
        watch->next->previous = watch->previous;
    pthread_mutex_unlock(&list->lock);
    free(watch);
}
