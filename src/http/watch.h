/* Deadlines of connections. libmicrohttpd's own timeout begins anew with every byte, so a client
 * that drips bytes would stay for ever; here each step has one deadline. Private to http/. */
#ifndef HTTP_WATCH_H
#define HTTP_WATCH_H

#include <stdint.h>

#include "base/err.h"

struct watch_list;
struct watch; /* one connection */

#define WATCH_NEVER INT64_MAX

/* Starts the thread that closes overdue connections. It looks every TICK_MS. */
MUST_CHECK const struct err *watch_list_start(unsigned tick_ms, struct watch_list **ret_list);
/* All watches must have been ended. */
void watch_list_stop(struct watch_list *list);

/* SOCKET stays open until watch_end. */
struct watch *watch_begin(struct watch_list *list, int socket, int64_t deadline_ms);
/* DEADLINE_MS by clock_monotonic_ms; WATCH_NEVER: none. */
void watch_set(struct watch_list *list, struct watch *watch, int64_t deadline_ms);
void watch_end(struct watch_list *list, struct watch *watch);

#endif
