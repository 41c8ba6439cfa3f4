/* Charts for tests, of as many categories as asked for. Not part of the program. */
#ifndef DOC_CHART_FIXTURE_H
#define DOC_CHART_FIXTURE_H

#include "doc/document.h"

#define FIXTURE_LONG_NAME                                                                          \
    "Ban Chỉ huy Phòng thủ khu vực 3 – Krông Năng (bao gồm các đơn vị trực thuộc mới sáp nhập)"

struct chart *fixture_chart_bars(struct arena *arena, size_t count);
/* With penalties below zero. */
struct chart *fixture_chart_stacked(struct arena *arena, size_t count);
struct chart *fixture_chart_bullets(struct arena *arena, size_t count);
struct chart *fixture_chart_lines(struct arena *arena, size_t count);
struct chart *fixture_chart_equal(struct arena *arena, size_t count);
struct chart *fixture_chart_missing(struct arena *arena, size_t count);

enum { FIXTURE_CHART_COUNT = 6 };
extern struct chart *(*const FIXTURE_CHARTS[FIXTURE_CHART_COUNT])(struct arena *, size_t);

#endif
