/* Evidence as a reference: which paper, its number and day, who issued it, where it lies. Pure.
 *
 * It is stored as one line that people read as it is and the program reads back: "Biên bản số
 * 12/BB-BCH ngày 5/6/2020 của Ban CHQS huyện, nơi giữ: Văn thư; ghi chú: bản sao". What was written
 * freely before stays readable: it is a paper's name without parts.
 */
#ifndef FEATURES_FILE_EVIDENCE_H
#define FEATURES_FILE_EVIDENCE_H

#include "base/partial_date.h"
#include "base/str.h"

struct evidence_reference {
    struct str paper;  /* kind of paper, or free words: "Biên bản" */
    struct str number; /* "12/BB-BCH", without blanks */
    struct partial_date dated;
    struct str issuer;
    struct str kept; /* where it lies */
    struct str note;
};

/* The line; empty where nothing is said. Signs that part the line are taken out of the parts. */
struct str evidence_text(struct arena *arena, const struct evidence_reference *reference);

/* Reads a line. True where it names a document that can be asked for: a number, or a day with an
 * issuer or a place. All parts borrow from TEXT. */
bool evidence_read(struct str text, struct evidence_reference *ret_reference);

#endif
