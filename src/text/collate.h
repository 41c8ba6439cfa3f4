/* The order of Vietnamese words: a < ă < â, tones within, đ after d (ICU's rules for "vi").
 *
 * Names are stored with their sort key and ordered by its bytes, so that both database engines give
 * the same order and keys can be paged. The sort name of a person is an editable field elsewhere:
 * not every people of Vietnam puts the given name last.
 */
#ifndef TEXT_COLLATE_H
#define TEXT_COLLATE_H

#include "base/str.h"

/* Bytes in hexadecimal (text in both engines) that sort as the words do. */
struct str collate_key(struct arena *arena, struct str s);

int collate_compare(struct arena *arena, struct str a, struct str b);

#endif
