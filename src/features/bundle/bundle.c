#include "features/bundle/bundle.h"

int64_t bundle_documents(size_t units) {
    return 3 * (int64_t)units + 3;
}

enum bundle_part bundle_part_of(int64_t step, size_t units, size_t *ret_unit) {
    int64_t count = (int64_t)units;
    *ret_unit = 0;
    if (step < count) {
        *ret_unit = (size_t)step;
        return BUNDLE_BLANK;
    }
    if (step < 2 * count) {
        *ret_unit = (size_t)(step - count);
        return BUNDLE_FEEDBACK;
    }
    int64_t behind = step - 2 * count;
    if (behind >= 3 && behind < 3 + count) {
        *ret_unit = (size_t)(behind - 3);
        return BUNDLE_EVIDENCE;
    }
    switch (behind) {
    case 0:
        return BUNDLE_RANKING;
    case 1:
        return BUNDLE_REPORT_DOCX;
    case 2:
        return BUNDLE_REPORT_PDF;
    default:
        return BUNDLE_ZIP;
    }
}
