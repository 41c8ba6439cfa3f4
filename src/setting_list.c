/* What a cluster may decide about scoring, in the order of the page "Quy ước chấm điểm". */
#include "features/scoring/setting_field_service.h"

const struct setting_field *const setting_fields[] = {
    &setting_agreement,     &setting_visibility,
    &setting_cross_blind,   &setting_explain_until,
    &setting_dispute_until, &setting_over_warning,
    &setting_compare,       &setting_ties,
    &setting_half_target,   &setting_last_place,
    &setting_places,        &setting_classes,
    &setting_quota_flags,   &setting_quota_certificates,
};
const size_t setting_fields_count = COUNT_OF(setting_fields);
