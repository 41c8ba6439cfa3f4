/* Folding: the form in which names and words are compared and searched.
 *
 * Lower case, without tone and vowel marks, đ as d, one blank between words: "ĐẦM SẬY" and
 * "Đầm sậy" both give "dam say". Typographic apostrophes and dashes become plain ones, since
 * offices type M'Đrắk and M’Đrắk. Both database engines store what this gives; no engine folds by
 * itself.
 */
#ifndef TEXT_VI_FOLD_H
#define TEXT_VI_FOLD_H

#include "base/str.h"

/* S must be valid UTF-8 (any normal form). */
struct str vi_fold(struct arena *arena, struct str s);

/* Folded words joined by '-', other characters dropped: "Cụm thi đua mẫu" → "cum-thi-dua-mau". */
struct str vi_slug(struct arena *arena, struct str s);

#endif
