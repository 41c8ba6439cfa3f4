/* Figures of a running server: counted by the event loop alone, read by any thread. Private to
 * http/; what others see is http_metrics_write in http.h. */
#ifndef HTTP_METRICS_H
#define HTTP_METRICS_H

#include "http/http.h"

struct metrics;

/* One set of figures for each route of the program, one for assets and one for all else. */
struct metrics *metrics_new(struct arena *arena, const struct http_app *app);
/* A request was answered to its last byte. ROUTE NULL: an asset, or an address nobody knows. */
void metrics_count(struct metrics *metrics, const struct route *route, bool is_asset, int status,
                   int64_t took_ms);
/* A connection began (+1) or ended (-1). */
void metrics_connection(struct metrics *metrics, int change);
void metrics_write(const struct metrics *metrics, unsigned waiting, struct buf *out);

#endif
