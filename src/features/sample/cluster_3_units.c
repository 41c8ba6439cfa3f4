#include "features/sample/cluster_3_units.h"

#include "features/organisation/organisation_service.h"

struct work {
    struct db *db;
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
};

static const char *const DISTRICTS[] = {"Ban CHQS huyện Ea Kar", "Ban CHQS huyện M’Đrắk",
                                        "Ban CHQS huyện Krông Ana", "Ban CHQS huyện Krông Bông",
                                        "Ban CHQS huyện Lắk"};
static const char *const SLUGS[] = {"ban-chqs-huyen-ea-kar", "ban-chqs-huyen-mdrak",
                                    "ban-chqs-huyen-krong-ana", "ban-chqs-huyen-krong-bong",
                                    "ban-chqs-huyen-lak"};

/* No page names these five; that they are gone follows from what is said of all district commands
 * and of the province. */
static const struct str DISSOLVED = STR_INIT(
    "Suy ra, chưa có quyết định nêu tên đơn vị: Ban CHQS cấp huyện giải thể trong cả nước, lập Ban "
    "Chỉ huy phòng thủ khu vực (xaydungchinhsach.chinhphu.vn, 6/2025); tỉnh Đắk Lắk mới hoạt động "
    "từ 1/7/2025 (baodaklak.vn, mục Chính trị)");
/* That it is there is said of 4/3/2026, not since when: in the new province, so not before July. */
static const struct str AREA_6 = STR_INIT(
    "tienphong.vn, bài 1824662 (4/3/2026): có trong tỉnh Đắk Lắk mới; nguồn không nêu ngày thành "
    "lập, sớm nhất là khi tỉnh mới hoạt động, 1/7/2025");
static const struct str PROVINCE =
    STR_INIT("baodaklak.vn, mục Chính trị; tienphong.vn, bài 1824662 (4/3/2026): hai tỉnh Đắk Lắk "
             "và Phú Yên "
             "hợp nhất thành tỉnh Đắk Lắk mới, công bố 30/6/2025, hoạt động từ 1/7/2025; số xã, "
             "phường của Đắk Lắk "
             "cũ theo một trang liệt kê thứ cấp");
static const struct str PROVINCE_NOTE =
    STR_INIT("Tỉnh mới có 102 xã, phường; phần Đắk Lắk cũ từ 180 còn 68 (7 phường, 61 xã). Nguồn "
             "không nêu số quyết định.");
static const struct str CONGRESS = STR_INIT(
    "baodaklak.vn, 10/2017, bài 5555877: Đại hội thi đua quyết thắng LLVT huyện M’Đrắk lần thứ "
    "XIII, giai đoạn 2012–2017 (27/10/2017): nhất Cụm 3, được đề nghị Quân khu");

static const struct err *change(const struct work *work, enum unit_change_kind kind,
                                struct str slug, const struct unit_form *form) {
    struct issues issues = {0};
    struct str made;
    TRY(organisation_change(work->db, work->arena, work->user, work->now_ms, kind, slug, form,
                            &issues, &made));
    return issues.count ? ERR(ERR_INTERNAL, "the sample's units have faults") : NULL;
}

const struct err *cluster_3_add_units(struct db *db, struct arena *arena, const struct user *user,
                                      int64_t now_ms, struct str source) {
    const struct work work = {db, arena, user, now_ms};
    struct unit_form form = {.name = CLUSTER_3_SUPERIOR, .kind = STR("province"), .source = source};
    TRY(change(&work, UNIT_ADD, STR(""), &form));
    for (size_t i = 0; i < COUNT_OF(DISTRICTS); i++) {
        form = (struct unit_form){.name = str_from_c(DISTRICTS[i]),
                                  .kind = STR("district"),
                                  .parent = CLUSTER_3_SUPERIOR,
                                  .source = source};
        TRY(change(&work, UNIT_ADD, STR(""), &form));
    }
    return NULL;
}

/* The two provinces became one. They stand beside the command: which command became of those of the
 * two provinces no source says. */
static const struct err *add_province(const struct work *work) {
    static const char *const NAMES[] = {"Tỉnh Đắk Lắk", "Tỉnh Phú Yên"};
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        const struct unit_form form = {
            .name = str_from_c(NAMES[i]), .kind = STR("other"), .source = PROVINCE};
        TRY(change(work, UNIT_ADD, STR(""), &form));
    }
    const struct unit_form merger = {.on = STR("1/7/2025"),
                                     .others = STR("Tỉnh Đắk Lắk"),
                                     .successors = STR("Tỉnh Đắk Lắk"),
                                     .source = PROVINCE,
                                     .note = PROVINCE_NOTE};
    return change(work, UNIT_MERGE, STR("tinh-phu-yen"), &merger);
}

const struct err *cluster_3_add_history(struct db *db, struct arena *arena, const struct user *user,
                                        int64_t now_ms) {
    const struct work work = {db, arena, user, now_ms};
    for (size_t i = 0; i < COUNT_OF(SLUGS); i++) {
        const struct unit_form form = {.on = STR("1/7/2025"), .source = DISSOLVED};
        TRY(change(&work, UNIT_DISSOLVE, str_from_c(SLUGS[i]), &form));
    }
    const struct unit_form area = {.on = STR("7/2025"),
                                   .name = STR("Ban Chỉ huy Phòng thủ khu vực 6 – Tuy Hòa"),
                                   .kind = STR("area"),
                                   .parent = CLUSTER_3_SUPERIOR,
                                   .source = AREA_6};
    TRY(change(&work, UNIT_ADD, STR(""), &area));
    TRY(add_province(&work));
    const struct honour_form title = {
        .year = STR("2017"), .title = STR("Đơn vị quyết thắng"), .source = CONGRESS};
    struct issues issues = {0};
    TRY(organisation_add_honour(db, arena, user, now_ms, str_from_c(SLUGS[1]), &title, &issues));
    return issues.count ? ERR(ERR_INTERNAL, "the sample's title has faults") : NULL;
}
