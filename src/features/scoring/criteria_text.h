/* A whole table of criteria as one canonical text: what a version of it is kept as, and what its
 * digest is taken of. The same table always gives the same text, and reading gives the table back.
 * Pure.
 *
 * Lines end with a line feed, fields are parted by tabs; in fields a backslash stands before "n",
 * "t" and itself. The first line names the format; then title, notes, and a line for each
 * criterion: its identity (criterion.id), depth, label, code, kind, maximum, measure, target ("-":
 * none), points for each, bonus (0, 1), named rule, kind of unit, owner, roll-up and its step,
 * name, note.
 */
#ifndef FEATURES_SCORING_CRITERIA_TEXT_H
#define FEATURES_SCORING_CRITERIA_TEXT_H

#include "features/scoring/scoring.h"

struct criteria_document {
    struct str title;
    struct str notes;
    struct criteria criteria;
};

struct str criteria_text_write(struct arena *arena, const struct criteria_document *document);
/* False for what criteria_text_write never wrote. */
bool criteria_text_read(struct arena *arena, struct str text,
                        struct criteria_document *ret_document);

/* The rows again, so that one may be changed and the other not; texts are shared. */
struct criteria criteria_copy(struct arena *arena, const struct criteria *criteria);

/* After rows were moved, relabelled, added or taken out: depths without gaps, parents from depths,
 * and codes. BEFORE are the rows as they stood (by id): a row that kept its label keeps the end of
 * its code too, else "II.2" is the label 2 below the group II. */
void criteria_settle(struct arena *arena, const struct criteria *before, struct criteria *criteria);

#endif
