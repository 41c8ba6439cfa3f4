#include "features/audit/history_view.h"

#include "base/date.h"

#define DAY_MS           INT64_C(86400000)
#define VIETNAM_AHEAD_MS (7 * INT64_C(3600000))
enum { WORDS_BYTES_MAX = 100 };

static const struct err *read_position(struct str text, struct audit_position *ret_position) {
    struct str id = text;
    long long at_ms;
    if (!str_to_int64(str_cut(&id, '.'), &at_ms) || !id.p)
        return ERR(ERR_NOT_FOUND, "no such place in the history");
    *ret_position = (struct audit_position){at_ms, id};
    return NULL;
}

static struct str read_words(const struct request *request, const char *name) {
    struct str words = str_trim(request_query_text(request, name));
    return words.n > WORDS_BYTES_MAX ? STR("") : words;
}

/* The first instant of the day after so many days; false where it is no day. */
static bool read_day(const struct request *request, struct issues *issues, const char *name,
                     struct str text, int add, int64_t *ret_ms) {
    struct date day;
    if (!text.n)
        return false;
    if (!date_read_human(text, &day)) {
        issue_add(request->arena, issues, str_from_c(name), MESSAGE(MSG_audit_until_unread));
        return false;
    }
    *ret_ms = (date_to_days(day) + add) * DAY_MS - VIETNAM_AHEAD_MS;
    return true;
}

const struct err *history_read_query(const struct request *request, struct history_view *view,
                                     struct issues *issues, struct history_query *ret_query) {
    struct history_query query = {.before = {INT64_MAX, STR("")}};
    struct str before = request_query_text(request, "truoc");
    int64_t until_ms;
    view->author = query.filter.author = read_words(request, "nguoi");
    view->action = query.filter.action = read_words(request, "viec");
    view->from = read_words(request, "tu");
    view->until = read_words(request, "den");
    read_day(request, issues, "tu", view->from, 0, &query.filter.from_ms);
    if (read_day(request, issues, "den", view->until, 1, &until_ms))
        query.before.at_ms = until_ms;
    view->from_newest = before.n == 0;
    view->is_narrowed = view->author.n || view->action.n || view->from.n || view->until.n;
    if (before.n)
        TRY(read_position(before, &query.before));
    *ret_query = query;
    return NULL;
}
