#include "features/scoring/setting_service.h"

#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/scoring/scoring.sql.h"
#include "features/scoring/scoring_service.h"
#include "sys/id.h"
#include "text/utf8.h"

static const struct {
    struct str code;
    struct str standard;
} KEYS[SETTING_KEY_COUNT] = {
    [SETTING_VISIBILITY] = {STR_INIT("visibility"), STR_INIT("all-sent")},
    [SETTING_COMPARE] = {STR_INIT("compare"), STR_INIT("share")},
    [SETTING_TIES] = {STR_INIT("ties"), STR_INIT("")},
    [SETTING_CLASSES] = {STR_INIT("classes"), STR_INIT("")},
    [SETTING_PLACES] = {STR_INIT("places"), STR_INIT("")},
    [SETTING_OVER_WARNING] = {STR_INIT("over-warning"), STR_INIT("100")},
    [SETTING_EXPLAIN_UNTIL] = {STR_INIT("explain-until"), STR_INIT("")},
    [SETTING_DISPUTE_UNTIL] = {STR_INIT("dispute-until"), STR_INIT("")},
    [SETTING_QUOTA_FLAGS] = {STR_INIT("quota-flags"), STR_INIT("")},
    [SETTING_QUOTA_CERTIFICATES] = {STR_INIT("quota-certificates"), STR_INIT("")},
    [SETTING_CROSS_BLIND] = {STR_INIT("cross-blind"), STR_INIT("")},
    [SETTING_ADOPT_SHARE] = {STR_INIT("adopt-share"), STR_INIT(">1/2")},
    [SETTING_LAST_PLACE] = {STR_INIT("last-place"), STR_INIT("")},
    [SETTING_HALF_TARGET] = {STR_INIT("half-target"), STR_INIT("")},
    [SETTING_AGREEMENT] = {STR_INIT("agreement"), STR_INIT("")},
};

struct str scoring_key_code(enum scoring_key key) {
    return KEYS[key].code;
}

struct str scoring_key_default(enum scoring_key key) {
    return KEYS[key].standard;
}

bool scoring_key_from_code(struct str code, enum scoring_key *ret_key) {
    for (int key = 0; key < SETTING_KEY_COUNT; key++)
        if (str_equal(KEYS[key].code, code)) {
            *ret_key = (enum scoring_key)key;
            return true;
        }
    return false;
}

void scoring_rules_take_settings(struct scoring_rules *rules,
                                 const struct scoring_settings *settings) {
    struct str warning = settings->of[SETTING_OVER_WARNING].value;
    rules->compare_points = str_equal_c(settings->of[SETTING_COMPARE].value, "points");
    rules->has_over_warning = decimal_parse(warning, &rules->over_warning);
}

const struct err *scoring_load_settings(struct db_tx *tx, struct arena *arena,
                                        struct str cluster_period_id,
                                        struct scoring_settings *ret_settings) {
    struct q_settings_of_period_rows rows;
    TRY(q_settings_of_period(tx, arena, cluster_period_id, &rows));
    struct scoring_settings settings = {0};
    for (int key = 0; key < SETTING_KEY_COUNT; key++)
        settings.of[key] = (struct scoring_setting){
            .value = KEYS[key].standard, .basis = STR(""), .author = STR("")};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_settings_of_period_row *row = &rows.items[i];
        enum scoring_key key;
        if (scoring_key_from_code(row->key, &key))
            settings.of[key] =
                (struct scoring_setting){row->value, true, row->basis, row->author, row->at_ms};
    }
    *ret_settings = settings;
    return NULL;
}

struct settings_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster;
    const struct scoring_setting_form *forms;
    size_t count;
    int stored;
};

static const struct err *set_one(struct db_tx *tx, struct settings_work *work,
                                 const struct scoring_setting_form *form,
                                 const struct scoring_setting *old) {
    if (old->is_set && str_equal(old->value, form->value) && str_equal(old->basis, form->basis))
        return NULL;
    struct arena *arena = work->arena;
    struct q_setting_newest_row newest;
    bool found;
    TRY(q_setting_newest(tx, arena, work->cluster->id, KEYS[form->key].code, &found, &newest));
    TRY(q_setting_insert(tx, id_new(arena, work->now_ms), work->cluster->id, KEYS[form->key].code,
                         found ? newest.revision + 1 : 1, form->value, form->basis,
                         work->user->name, work->now_ms));
    work->stored++;
    struct audit_note note = {
        .action = "scoring.setting",
        .object_kind = "cluster_period",
        .object_id = work->cluster->id,
        .before = str_format(arena, STR_FMT ": " STR_FMT, STR_ARG(KEYS[form->key].code),
                             STR_ARG(old->value)),
        .after = str_format(arena, STR_FMT ": " STR_FMT, STR_ARG(KEYS[form->key].code),
                            STR_ARG(form->value)),
        .reason = form->basis,
    };
    return audit_write(tx, arena, work->user, work->now_ms, &note);
}

static const struct err *set_in(struct db_tx *tx, void *context) {
    struct settings_work *work = context;
    struct scoring_settings old;
    work->stored = 0;
    TRY(closing_must_be_open(tx, work->arena, work->cluster->id));
    TRY(scoring_load_settings(tx, work->arena, work->cluster->id, &old));
    for (size_t i = 0; i < work->count; i++)
        TRY(set_one(tx, work, &work->forms[i], &old.of[work->forms[i].key]));
    return work->stored ? cluster_bump_structure(tx, work->cluster->id) : NULL;
}

const struct err *scoring_set_settings(struct db *db, struct arena *arena, const struct user *user,
                                       int64_t now_ms, const struct cluster_period *cluster,
                                       const struct scoring_setting_form *forms, size_t count,
                                       struct issues *issues, int *ret_stored) {
    if (!user_may(user, RIGHT_CRITERIA_EDIT, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to decide how the cluster scores");
    for (size_t i = 0; i < count; i++)
        if (utf8_length(forms[i].value) > SETTING_VALUE_MAX ||
            utf8_length(forms[i].basis) > REASON_MAX)
            issue_add(
                arena, issues, KEYS[forms[i].key].code,
                MESSAGE_WITH(MSG_cluster_field_too_long, str_format(arena, "%d", REASON_MAX)));
    *ret_stored = 0;
    if (issues->count)
        return NULL;
    struct settings_work work = {arena, user, now_ms, cluster, forms, count, 0};
    TRY(db_write(db, set_in, &work));
    *ret_stored = work.stored;
    return NULL;
}
