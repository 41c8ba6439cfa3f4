/* The scale of classes ("xuất sắc", "tiên tiến", …) that a cluster may agree on, and the class that
 * a unit's figures reach. Pure.
 *
 * A class has one bound, from which it begins (inclusive) up to where the next better one begins,
 * and the last begins at 0: so there is no figure without a class, and none with two. A better
 * class may have conditions; who has the points but not the conditions falls to the next class,
 * whose conditions are asked in turn.
 *
 * Kept and typed as text, the value of SETTING_CLASSES: the first line says what is measured,
 * "điểm" (points) or "tỷ lệ" (percent of the unit's own maximum); each further line is a class:
 *
 *     85 | Vững mạnh | 50 | kỷ luật
 *     70 | Khá
 *     0 | Yếu
 *
 * Here 50: no part below 50 % of its own maximum; "kỷ luật": nobody disciplined at a level that the
 * rule of penalties marks so. A bound may be written as a range, "81–90", as regulations print it:
 * then it is checked that the ranges touch. An empty text is no scale at all.
 */
#ifndef FEATURES_SCORING_CLASS_SCALE_H
#define FEATURES_SCORING_CLASS_SCALE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/decimal.h"
#include "base/list.h"
#include "base/str.h"
#include "text/message.h"

enum { CLASSES_MAX = 12, CLASS_NAME_MAX = 60 };

enum class_basis { CLASS_BY_POINTS, CLASS_BY_SHARE };

struct score_class {
    struct str name;
    struct decimal from;
    bool has_part_floor;
    struct decimal part_floor; /* percent of its own maximum that each part must reach */
    bool no_discipline;
};

struct class_scale {
    enum class_basis basis;
    struct score_class *items; /* best first; the last begins at 0 and has no conditions */
    size_t count;              /* 0: the cluster has no classes */
};

/* Reads the text. Findings go into ISSUES under FIELD; then *ret_scale is empty. An empty text
 * gives an empty scale and no finding. */
void class_scale_read(struct arena *arena, struct str text, struct str field,
                      struct class_scale *ret_scale, struct issues *issues);
/* The text of it, which reads as the same scale. */
struct str class_scale_write(struct arena *arena, const struct class_scale *scale);

/* The figures that decide. */
struct class_part {
    struct decimal points;
    struct decimal max; /* not above 0: the part is not assigned and is not asked */
};
struct class_facts {
    struct decimal points; /* as printed: what places are decided on */
    struct decimal max;    /* of the same */
    const struct class_part *parts;
    size_t parts_count;
    bool disciplined;
};

/* What kept a unit from a class that its points reach. */
enum class_miss { CLASS_MISS_NONE, CLASS_MISS_PART, CLASS_MISS_DISCIPLINE };
struct class_result {
    ptrdiff_t index;         /* in the scale; -1: no scale, or nothing to measure */
    struct decimal measured; /* what was compared: the points, or the share with two decimals */
    ptrdiff_t by_points;     /* the class of the points alone */
    enum class_miss miss;    /* why it is not that one */
    size_t missed_part;      /* CLASS_MISS_PART: which */
};
struct class_result class_of(const struct class_scale *scale, const struct class_facts *facts);

#endif
