/* What every paper and every exported sheet of a sample cluster says on top; no option removes it
 * (docs/developer/documents.md).
 */
#ifndef DOC_SAMPLE_BANNER_H
#define DOC_SAMPLE_BANNER_H

#include "base/str.h"

#define SAMPLE_BANNER STR("DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH")

#endif
