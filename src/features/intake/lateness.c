#include "features/intake/lateness.h"

#include <string.h>

#include "base/decimal.h"
#include "features/intake/layout.h"
#include "text/vi_fold.h"

bool lateness_days(struct arena *arena, struct str text, struct str *ret_days) {
    struct str folded = vi_fold(arena, text);
    ptrdiff_t unit = str_find(folded, STR("ngay"));
    if (unit >= 0)
        folded = str_slice(folded, 0, (size_t)unit);
    ptrdiff_t late = str_find(folded, STR("cham"));
    if (late >= 0)
        folded = str_slice(folded, (size_t)late + 4, folded.n);
    while (folded.n && strchr(" :", folded.p[0]))
        folded = str_slice(folded, 1, folded.n);
    *ret_days = str_trim(folded);
    struct decimal number;
    return decimal_read_human(*ret_days, &number) == DECIMAL_READ;
}

bool lateness_is_told(struct arena *arena, struct str text) {
    struct str folded = vi_fold(arena, text);
    if (str_find(folded, STR("khong cham")) >= 0)
        return false;
    struct str days;
    return str_find(text, STR("chậm")) >= 0 || str_find(text, STR("Chậm")) >= 0 ||
           str_find(text, STR("CHẬM")) >= 0 ||
           (has_words(folded, STR("cham")) && has_words(folded, STR("ngay")) &&
            lateness_days(arena, text, &days));
}
