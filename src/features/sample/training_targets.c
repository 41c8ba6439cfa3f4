#include "features/sample/training_targets.h"

#include "features/target/target_edit_service.h"

enum { MEMBERS = 5 };

/* In the order of the sample's members. */
static const struct {
    struct target_item_form form;
    struct str value, half;                      /* the same for all; empty: by member */
    struct str values[MEMBERS], halves[MEMBERS]; /* absent: that member has none yet */
} ITEMS[] = {
    {.form = {.name = STR_INIT("Quân số tham gia học tập chính trị, pháp luật"),
              .measure = STR_INIT("%"),
              .direction = STR_INIT("more"),
              .group = STR_INIT("Giáo dục, tập huấn")},
     .value = STR_INIT("98")},
    {.form = {.name = STR_INIT("Lớp tập huấn công tác thi đua, khen thưởng"),
              .measure = STR_INIT("lớp"),
              .direction = STR_INIT("more"),
              .cumulative = STR_INIT("1"),
              .group = STR_INIT("Giáo dục, tập huấn")},
     .values = {STR_INIT("4"), STR_INIT("4"), STR_INIT("3"), STR_INIT("3"), STR_INIT("4")},
     .halves = {STR_INIT("2"), STR_INIT("2"), STR_INIT("1"), STR_INIT("2"), STR_INIT("3")}},
    {.form = {.name = STR_INIT("Ngày công giúp dân"),
              .measure = STR_INIT("ngày công"),
              .direction = STR_INIT("more"),
              .cumulative = STR_INIT("1"),
              .group = STR_INIT("Công tác dân vận")},
     .values = {STR_INIT("1250"), STR_INIT("900"), STR_INIT("760"), STR_INIT("840"),
                STR_INIT("1100")},
     .halves = {STR_INIT("600"), STR_INIT("400"), STR_INIT("380"), STR_INIT(""), STR_INIT("500")}},
    {.form = {.name = STR_INIT("Vụ việc vi phạm kỷ luật phải xử lý"),
              .measure = STR_INIT("vụ"),
              .direction = STR_INIT("fewer"),
              .group = STR_INIT("Kỷ luật, báo cáo")},
     .value = STR_INIT("0")},
    {.form = {.name = STR_INIT("Gửi đủ báo cáo thi đua đúng hạn"),
              .direction = STR_INIT("done"),
              .group = STR_INIT("Kỷ luật, báo cáo")},
     .value = STR_INIT("x")},
};

static const struct target_terms_form ASSIGNED = {
    .source = STR_INIT("assigned"),
    .number = STR_INIT("Quyết định giao chỉ tiêu (giả định)"),
    .date = STR_INIT("3/1/2020"),
    .issuer = STR_INIT("Bộ Chỉ huy quân sự tỉnh Mẫu"),
};

static const struct err *set_by_member(const struct target_act *act, size_t item, int64_t number,
                                       struct issues *issues) {
    struct target_entries entries = {0};
    for (size_t m = 0; m < act->year->members.count && m < MEMBERS; m++)
        *list_push(act->arena, &entries) = (struct target_entry){
            .number = number,
            .unit_id = act->year->members.items[m].id,
            .value = ITEMS[item].values[m],
            .first_half = ITEMS[item].halves[m],
            .seen_revision = -1,
            .field = STR("value"),
        };
    int64_t count;
    return target_set(act, TARGET_AS_DECIDER, false, &entries, &ASSIGNED, issues, &count);
}

/* What one unit registers by itself, waiting for agreement. */
static const struct err *propose(const struct target_act *act, struct issues *issues) {
    const struct target_item_form form = {
        .name = STR("Cây trồng mới quanh doanh trại"),
        .measure = STR("cây"),
        .direction = STR("more"),
        .cumulative = STR("1"),
        .group = STR("Công tác dân vận"),
    };
    struct str unit_id = act->year->members.items[3].id;
    struct grant grant = {ROLE_UNIT, act->year->cluster_id, unit_id};
    struct user officer = *act->user;
    officer.is_local = false;
    officer.grants = &grant;
    officer.grant_count = 1;
    struct target_act by_unit = *act;
    by_unit.user = &officer;
    const struct target_terms_form none = {0};
    int64_t number;
    return target_add(&by_unit, &form, unit_id, STR("200"), STR("120"), &none, issues, &number);
}

const struct err *training_targets_load(struct db *db, struct arena *arena, const struct user *user,
                                        int64_t now_ms, const struct cluster_period *cluster) {
    struct cluster_year year;
    TRY(cluster_year_find(db, arena, user, cluster->slug, cluster->period.year,
                          date_of_instant(now_ms), &year));
    const struct target_act act = {db, arena, user, now_ms, &year};
    struct issues issues = {0};
    for (size_t i = 0; i < COUNT_OF(ITEMS) && !issues.count; i++) {
        struct target_item_form form = ITEMS[i].form;
        form.for_all = STR("1");
        int64_t number;
        TRY(target_add(&act, &form, STR(""), ITEMS[i].value, ITEMS[i].half, &ASSIGNED, &issues,
                       &number));
        if (!ITEMS[i].value.n && !issues.count)
            TRY(set_by_member(&act, i, number, &issues));
    }
    if (!issues.count)
        TRY(propose(&act, &issues));
    return issues.count ? ERR(ERR_INTERNAL, "the sample's targets have faults") : NULL;
}
