#include "http/exchange.h"

#include <strings.h>

struct str cookie_session_name(bool https) {
    return https ? STR("__Host-thidua_session") : STR("thidua_session");
}

struct str cookie_pending_name(bool https) {
    return https ? STR("__Host-thidua_pending") : STR("thidua_pending");
}

struct str cookie_find(const struct headers *headers, struct str name) {
    struct str found = STR_NONE;
    for (size_t i = 0; i < headers->count; i++) {
        struct str header_name = headers->items[i].name;
        if (header_name.n != 6 || strncasecmp(header_name.p, "Cookie", 6) != 0)
            continue;
        struct str rest = headers->items[i].value;
        while (rest.p) {
            struct str value = str_trim(str_cut(&rest, ';'));
            struct str key = str_cut(&value, '=');
            if (!value.p || !str_equal(key, name))
                continue;
            /* A second one was planted by somebody else: trust neither. */
            if (found.p && !str_equal(found, value))
                return STR_NONE;
            found = value;
        }
    }
    return found;
}
