/* The field of SETTING_ADOPT_SHARE on the page "Quy ước chấm điểm". */
#ifndef FEATURES_ADOPTION_ADOPTION_SETTING_SERVICE_H
#define FEATURES_ADOPTION_ADOPTION_SETTING_SERVICE_H

#include "features/scoring/setting_field_service.h"

extern const struct setting_field setting_adopt_share;

#endif
