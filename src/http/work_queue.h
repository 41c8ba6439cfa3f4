/* A bounded queue of work and the threads that do it. For http/ and cmd/. */
#ifndef HTTP_WORK_QUEUE_H
#define HTTP_WORK_QUEUE_H

#include <stdbool.h>

#include "base/err.h"

struct work_queue;

typedef void (*work_function)(void *item);

/* One thread at first, and up to THREADS as soon as items find nobody free; all with the signal
 * mask of this caller. */
MUST_CHECK const struct err *work_queue_start(unsigned threads, unsigned waiting_max,
                                              work_function work, struct work_queue **ret_queue);
/* Whether one more item may wait now. With a single producer the answer stays true until it pushes
 * or the queue is closed. */
bool work_queue_has_room(struct work_queue *queue);
/* How many items wait. */
unsigned work_queue_waiting(struct work_queue *queue);
/* False where the queue is full or closed: the item was not taken. */
bool work_queue_push(struct work_queue *queue, void *item);
/* Takes no more, does what waits, and ends the threads. */
void work_queue_stop(struct work_queue *queue);
void work_queue_free(struct work_queue *queue);

#endif
