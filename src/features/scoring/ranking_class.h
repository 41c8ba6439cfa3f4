/* The class of a unit ("xếp loại") beside its place ("xếp thứ"): two things. The place compares
 * units, the class holds a unit's own points against the cluster's scale. Pure.
 */
#ifndef FEATURES_SCORING_RANKING_CLASS_H
#define FEATURES_SCORING_RANKING_CLASS_H

#include "features/scoring/class_scale.h"
#include "features/scoring/ranking.h"

/* By what places are decided on too, of the table's maximum; the parts are the columns of the
 * ranking. .index -1 where the unit's figures are incomplete. */
struct class_result ranking_class(struct arena *arena, const struct score_matrix *matrix,
                                  const struct ranking_columns *columns,
                                  const struct class_scale *scale, size_t unit);
/* Its name; empty for none. */
struct str ranking_class_name(const struct class_scale *scale, const struct class_result *result);
/* What kept a unit from the class of its points ("đủ điểm loại Vững mạnh, nhưng I dưới 50 %");
 * empty where nothing did. */
struct str ranking_class_miss(struct arena *arena, enum lang lang,
                              const struct score_matrix *matrix,
                              const struct ranking_columns *columns,
                              const struct class_scale *scale, const struct class_result *result);

#endif
