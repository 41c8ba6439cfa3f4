/* The tables of the review report. Private to review_doc*.c. */
#ifndef FEATURES_REVIEW_REVIEW_DOC_TABLES_H
#define FEATURES_REVIEW_REVIEW_DOC_TABLES_H

#include "doc/official_paper.h"
#include "features/review/review_doc.h"

/* What the tables are drawn from. */
struct review_figures {
    struct arena *arena;
    const struct scoreboard *board;
    struct board_stage stage; /* in force */
    bool places;
    struct document *document; /* what the tables go into */
};

/* Sentences with counts, the table of totals, and its chart where places are shown. */
void review_results_add(struct doc_flow *flow, const struct review_figures *figures);
void review_shortcomings_add(struct doc_flow *flow, const struct review *review);
void review_tasks_add(struct doc_flow *flow, const struct review *review);
/* How many tasks of the second half-year were done, and each with what became of it. */
void review_accounts_add(struct doc_flow *flow, const struct review *review);
/* Units × groups, bonus, penalty, total, place. */
void review_annex_add(struct document *document, const struct review_figures *figures);

#endif
