#include "features/sample/training_people.h"

#include "features/person/person_service.h"

#define SOURCE "Dữ liệu mẫu: người này không có thật."

static const struct {
    const char *name;
    const char *born;
    size_t unit; /* of the cluster's members */
    const char *post;
    bool leads;
    const char *rank;
    const char *class_code;
    const char *from;
} PEOPLE[] = {
    {"Nguyễn Văn Mẫu A", "12/3/1976", 0, "Chỉ huy trưởng (mẫu)", true, "Thượng tá", "officer",
     "1/8/2015"},
    {"Trần Thị Mẫu B", "5/9/1988", 0, "Trợ lý chính trị (mẫu)", false, "Thiếu tá", "officer",
     "1/3/2017"},
    {"Lê Văn Mẫu C", "1995", 0, "Nhân viên quân khí (mẫu)", false, "Thượng úy QNCN", "professional",
     "2/2018"},
    {"Y Mẫu Niê", "20/1/1990", 1, "Trợ lý dân quân (mẫu)", false, "Đại úy", "officer", "1/10/2016"},
    {"H’Mẫu Êban", "14/7/1992", 1, "Nhân viên tài chính (mẫu)", false, "", "defence-worker",
     "15/6/2019"},
    {"Phạm Văn Mẫu D", "30/11/1979", 4, "Chính trị viên (mẫu)", true, "Trung tá", "officer",
     "1/6/2014"},
    {"Hoàng Văn Mẫu E", "8/2/2000", 4, "Chiến sĩ (mẫu)", false, "Hạ sĩ", "soldier", "15/2/2020"},
};

static const struct err *check(const struct issues *issues) {
    return issues->count ? ERR(ERR_INTERNAL, "the sample's people have faults: " STR_FMT,
                               STR_ARG(message_key(issues->items[0].message.id)))
                         : NULL;
}

static const struct err *add_title(struct db *db, struct arena *arena, const struct user *user,
                                   int64_t now_ms, struct str id, const char *year,
                                   const char *title, const char *number) {
    const struct person_honour_form form = {.year = str_from_c(year),
                                            .title = str_from_c(title),
                                            .awarded = STR("1"),
                                            .number = str_from_c(number),
                                            .decided_on = str_format(arena, "12/%s", year),
                                            .issuer = STR(""),
                                            .source = STR(SOURCE)};
    struct issues issues = {0};
    TRY(person_add_honour(db, arena, user, now_ms, id, &form, &issues));
    return check(&issues);
}

static const struct err *add_transfer(struct db *db, struct arena *arena, const struct user *user,
                                      int64_t now_ms, struct str id, struct str to) {
    const struct person_transfer_form form = {.kind = STR("transfer"),
                                              .to = to,
                                              .on = STR("1/7/2020"),
                                              .until = STR(""),
                                              .number = STR("00/QĐ-MẪU"),
                                              .decided_on = STR("15/6/2020"),
                                              .issuer = STR(""),
                                              .comment = STR("")};
    struct issues issues = {0};
    TRY(person_send(db, arena, user, now_ms, id, &form, &issues));
    return check(&issues);
}

const struct err *training_add_people(struct db *db, struct arena *arena, const struct user *user,
                                      int64_t now_ms, const struct cluster_period *cluster) {
    struct str ids[COUNT_OF(PEOPLE)];
    for (size_t i = 0; i < COUNT_OF(PEOPLE); i++) {
        const struct person_form form = {
            .name = str_from_c(PEOPLE[i].name),
            .sort_name = STR(""),
            .born = str_from_c(PEOPLE[i].born),
            .unit = cluster->members.items[PEOPLE[i].unit].slug,
            .from = str_from_c(PEOPLE[i].from),
            .how = STR("recruited"),
            .post = str_from_c(PEOPLE[i].post),
            .leads = PEOPLE[i].leads ? STR("1") : STR(""),
            .rank = str_from_c(PEOPLE[i].rank),
            .class_code = str_from_c(PEOPLE[i].class_code),
            .source = STR(SOURCE),
            .is_another = STR("1"),
            .reason = STR(""),
        };
        struct issues issues = {0};
        struct person_twins twins;
        TRY(person_add(db, arena, user, now_ms, &form, &issues, &twins, &ids[i]));
        TRY(check(&issues));
    }
    TRY(add_title(db, arena, user, now_ms, ids[0], "2018", "Chiến sĩ thi đua cơ sở", "00/QĐ-MẪU"));
    TRY(add_title(db, arena, user, now_ms, ids[1], "2018", "Chiến sĩ tiên tiến", "00/QĐ-MẪU"));
    TRY(add_title(db, arena, user, now_ms, ids[1], "2019", "Chiến sĩ thi đua cơ sở", "00/QĐ-MẪU"));
    return add_transfer(db, arena, user, now_ms, ids[3], cluster->members.items[4].slug);
}
