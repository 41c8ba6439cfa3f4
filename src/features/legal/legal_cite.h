/* Citations: how other rooms name a document of the register in their own rows. Pure.
 *
 * A row stores a citation as text: the code of a document ("nd-152-2025"), or words that name none
 * of the register, or not for certain. Codes are never shown: people read "Nghị định
 * 152/2025/NĐ-CP ngày 14/6/2025", with a link, and what is to be said against citing it on a day.
 *
 * A page makes one citer from one load of the register (legal_citer_load) and asks it for as many
 * citations as it shows.
 */
#ifndef FEATURES_LEGAL_LEGAL_CITE_H
#define FEATURES_LEGAL_LEGAL_CITE_H

#include "features/legal/legal.h"

/* As a page shows it: words in the reader's language. No field is absent; empty where there is
 * nothing to say. */
struct legal_cite {
    struct str text;
    struct str href;  /* "/can-cu/CODE"; empty: not in the register */
    struct str doubt; /* why it does not carry on that day */
    struct str mark;  /* "Nguồn gián tiếp – cần kiểm chứng" */
};

struct legal_cites {
    struct legal_cite *items;
    size_t count;
    size_t capacity;
};

/* What a field offers while one types: the number, and what it is about. */
struct legal_suggestion {
    struct str value;
    struct str label;
};

struct legal_suggestions {
    struct legal_suggestion *items;
    size_t count;
    size_t capacity;
};

enum { LEGAL_SUGGESTIONS_MAX = 500 };

struct legal_citer {
    struct legal_documents documents; /* borrowed */
    struct legal_words *words;        /* of each, folded */
    enum lang lang;
};

void legal_citer_make(struct arena *arena, const struct legal_documents *documents, enum lang lang,
                      struct legal_citer *ret_citer);

/* The one document that TEXT names: by its code, or by its number, with or without its kind, day of
 * issue and issuer ("Nghị định số 152/2025/NĐ-CP ngày 14 tháng 6 năm 2025 của Chính phủ"). NULL
 * where nothing else than free text can be made of it, or several documents fit. */
const struct legal_document *legal_cited(struct arena *arena, const struct legal_citer *citer,
                                         struct str text);

/* What a row stores of what a person typed: the code, else the words, trimmed. */
struct str legal_cite_read(struct arena *arena, const struct legal_citer *citer, struct str typed);

/* What a form shows of what a row stores, so that it can be read back: the number where that is
 * enough, else number and issuer; free text as it is. */
struct str legal_cite_typed(struct arena *arena, const struct legal_citer *citer,
                            struct str stored);

/* A stored citation. DAY empty: of no particular day, so without doubts. Words that name a document
 * stay as they were written, and lead to it. */
struct legal_cite legal_cite_view(struct arena *arena, const struct legal_citer *citer,
                                  struct str stored, struct date day);

/* A decision of which a row keeps number, day and issuer apart. The text is its number alone. A
 * document of the same number, but another day of issue, is another one. */
struct legal_cite legal_cite_decision(struct arena *arena, const struct legal_citer *citer,
                                      struct str number, struct partial_date made_on,
                                      struct str issuer, struct date day);

/* The documents whose numbers stand anywhere in a text of several lines, each once, in the order of
 * the text. */
void legal_cite_mentions(struct arena *arena, const struct legal_citer *citer, struct str text,
                         struct date day, struct legal_cites *ret_cites);

void legal_cite_suggest(struct arena *arena, const struct legal_citer *citer,
                        struct legal_suggestions *ret_suggestions);

#endif
