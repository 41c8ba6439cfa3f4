/* What the figures of a ranking rest on, in words. Private to ranking_doc*.c. */
#ifndef FEATURES_SCORING_RANKING_DOC_BASIS_H
#define FEATURES_SCORING_RANKING_DOC_BASIS_H

#include "doc/workbook_write.h"
#include "features/scoring/ranking_doc.h"

/* "KẾT QUẢ XẾP THỨ TẠM TÍNH", by half-year and whether places are shown. */
struct str ranking_title(const struct cluster_period *cluster);
/* Which points the figures are. */
struct str ranking_stage_words(enum ranking_stage stage);

void ranking_basis_write(struct arena *arena, struct sheet_out *sheet,
                         const struct scoreboard *board, const struct ranking_doc_options *options,
                         int64_t now_ms);

#endif
