#include "features/trend/trend.h"

static struct ratio percent_of(struct decimal result, struct decimal target) {
    struct ratio share = ratio_divide(ratio_of(result), ratio_of(target));
    return ratio_multiply(share, ratio_of_int(100));
}

bool trend_share(struct decimal result, struct decimal target, struct decimal *ret_percent) {
    return target.units > 0 && ratio_round(percent_of(result, target), 1, ret_percent);
}

bool trend_is_beyond(struct decimal result, struct decimal target, struct decimal bar) {
    struct ratio percent = percent_of(result, target);
    return target.units > 0 && !percent.bad && ratio_compare(percent, ratio_of(bar)) > 0;
}

bool trend_bar_read(struct str value, struct decimal *ret_bar) {
    return decimal_parse(str_trim(value), ret_bar) && ret_bar->units > 0;
}
