#include "features/sample/training_year.h"

#include "features/covenant/covenant_service.h"
#include "features/registration/registration_service.h"

enum { YEAR = 2020 };

struct training {
    struct db *db;
    struct arena *arena;
    const struct user *user;
    struct cluster_year year;
    struct issues issues;
};

/* 9:00 in Vietnam. */
static int64_t morning_of(int month, int day) {
    struct date date = {YEAR, (uint8_t)month, (uint8_t)day};
    return (date_to_days(date) * 24 + 2) * 3600 * 1000;
}

static const struct err *check(const struct training *work) {
    return work->issues.count ? ERR(ERR_INTERNAL, "the sample's year has faults") : NULL;
}

/* --- covenant ------------------------------------------------------------------------------ */

static const struct err *write_covenant(struct training *work) {
    static const struct {
        const char *title, *body;
    } CONTENTS[] = {
        {"Thi đua lãnh đạo, chỉ đạo và xây dựng đơn vị vững mạnh toàn diện",
         "Quán triệt, cụ thể hóa phong trào Thi đua Quyết thắng sát nhiệm vụ từng đơn vị.\nGiữ "
         "nghiêm kỷ luật, bảo đảm an toàn người, vũ khí, trang bị."},
        {"Thi đua huấn luyện, sẵn sàng chiến đấu",
         "Hoàn thành 100 % nội dung, thời gian huấn luyện theo kế hoạch; duy trì nghiêm chế độ "
         "trực."},
        {"Thi đua tuyển chọn, gọi công dân nhập ngũ",
         "Giao đủ chỉ tiêu, bảo đảm chất lượng, đúng luật, không có bù đổi."},
        {"Thi đua công tác dân vận, hậu cần, kỹ thuật",
         "Tham gia xây dựng nông thôn mới; tăng gia sản xuất, quân số khỏe đạt chỉ tiêu."},
        {"Thi đua công tác thi đua, khen thưởng",
         "Đăng ký, chấm điểm, báo cáo đúng hạn; phát hiện, nhân rộng điển hình tiên tiến."},
    };
    struct covenant_text_form form = {
        .grounds = STR("Căn cứ Quy chế hoạt động của Cụm thi đua Mẫu (giả định);\nCăn cứ chỉ tiêu "
                       "thi đua năm 2020 đã thống nhất giữa các đơn vị,"),
        .opening = STR("Các đơn vị thành viên Cụm thi đua Mẫu thống nhất ký kết giao ước thi đua "
                       "năm 2020 với những nội dung sau:"),
        .closing = STR("Các đơn vị quyết tâm thực hiện thắng lợi nội dung giao ước; Cụm trưởng tổ "
                       "chức theo dõi, kiểm tra chéo, sơ kết 6 tháng và tổng kết năm."),
    };
    for (size_t i = 0; i < COUNT_OF(CONTENTS); i++)
        *list_push(work->arena, &form.contents) =
            (struct covenant_content){str_from_c(CONTENTS[i].title), str_from_c(CONTENTS[i].body)};
    int64_t number;
    TRY(covenant_save_text(work->db, work->arena, work->user, morning_of(2, 5), &work->year,
                           COVENANT_YEARLY_CODE, &form, &work->issues));
    TRY(check(work));
    TRY(covenant_freeze(work->db, work->arena, work->user, morning_of(2, 10), &work->year,
                        COVENANT_YEARLY_CODE, 1, &work->issues, &number));
    return check(work);
}

/* NULL where the sample has no such unit. */
static const struct cluster_unit *unit_named(const struct training *work, const char *name) {
    for (size_t i = 0; i < work->year.members.count; i++)
        if (str_equal_c(work->year.members.items[i].name, name))
            return &work->year.members.items[i];
    return NULL;
}

static const struct err *sign(struct training *work, struct str unit, const char *role,
                              const char *name, const char *rank, const char *post) {
    const struct covenant_sign_form form = {
        .unit = unit,
        .role = str_from_c(role),
        .name = str_from_c(name),
        .rank = str_from_c(rank),
        .post = str_from_c(post),
        .on = STR("14/2/2020"),
        .time = STR("9:30"),
        .place = STR("Hội nghị ký giao ước, huyện Ea M’Rang"),
        .manner = covenant_manner_code(COVENANT_ON_PAPER),
        .version = STR("1"),
    };
    TRY(covenant_sign(work->db, work->arena, work->user, morning_of(2, 14) + 3600000, &work->year,
                      COVENANT_YEARLY_CODE, &form, &work->issues));
    return check(work);
}

static const struct err *sign_covenant(struct training *work) {
    static const struct {
        const char *unit, *name, *rank, *post;
    } SIGNERS[] = {
        {"Ban CHQS huyện Ea M’Rang", "Nguyễn Văn Mẫu", "Thượng tá", "Chỉ huy trưởng"},
        {"Ban CHQS huyện Suối Bạc", "Y Thử Niê", "Trung tá", "Chỉ huy trưởng"},
        {"Ban CHQS huyện Đồi Xanh", "Trần Thị Giả", "Trung tá", "Chính trị viên"},
        {"Ban CHQS huyện Thác Mây", "Lê Văn Định", "Thượng tá", "Chỉ huy trưởng"},
    };
    for (size_t i = 0; i < COUNT_OF(SIGNERS); i++) {
        const struct cluster_unit *unit = unit_named(work, SIGNERS[i].unit);
        TRY(sign(work, unit ? unit->slug : STR(""), "member", SIGNERS[i].name, SIGNERS[i].rank,
                 SIGNERS[i].post));
    }
    return sign(work, STR(""), "approval", "Phạm Giả Sử", "Đại tá", "Phó Chính ủy");
}

/* --- registration -------------------------------------------------------------------------- */

static const struct err *act(struct training *work, struct str unit_id, enum registration_act act,
                             int day, const char *reason) {
    TRY(registration_act(work->db, work->arena, work->user, morning_of(1, day), &work->year,
                         unit_id, act, 1, str_from_c(reason), &work->issues));
    return check(work);
}

static const struct err *register_titles(struct training *work, const char *name,
                                         const char *const *codes, struct str *ret_unit_id) {
    const struct cluster_unit *unit = unit_named(work, name);
    if (!unit)
        return ERR(ERR_INTERNAL, "the sample has no unit %s", name);
    struct registration_form form = {0};
    for (size_t i = 0; codes[i]; i++)
        *list_push(work->arena, &form.lines) =
            (struct registration_line){str_from_c(codes[i]), STR(""), STR("")};
    *ret_unit_id = unit->id;
    TRY(registration_save(work->db, work->arena, work->user, morning_of(1, 6), &work->year,
                          *ret_unit_id, &form, &work->issues));
    return check(work);
}

static const struct err *add_registrations(struct training *work) {
    struct str unit;
    TRY(registration_set_deadline(work->db, work->arena, work->user, morning_of(1, 2), &work->year,
                                  STR("20/1/2020"), STR(""), &work->issues));
    TRY(check(work));
    TRY(register_titles(work, "Ban CHQS huyện Ea M’Rang", (const char *[]){"DVQT", "VMTD", NULL},
                        &unit));
    TRY(act(work, unit, REGISTRATION_SUBMIT, 8, ""));
    TRY(act(work, unit, REGISTRATION_RECEIVE, 9, ""));
    TRY(register_titles(work, "Ban CHQS huyện Suối Bạc",
                        (const char *[]){"CO_QK", "DVQT", "HLG", NULL}, &unit));
    TRY(act(work, unit, REGISTRATION_SUBMIT, 14, ""));
    TRY(register_titles(work, "Ban CHQS huyện Thác Mây", (const char *[]){"DVQT", NULL}, &unit));
    TRY(act(work, unit, REGISTRATION_SUBMIT, 10, ""));
    TRY(act(work, unit, REGISTRATION_RETURN, 13, "Bổ sung danh hiệu cá nhân của cơ quan."));
    return register_titles(work, "Ban CHQS huyện Đồi Xanh", (const char *[]){"DVTT", NULL}, &unit);
}

const struct err *training_add_year(struct db *db, struct arena *arena, const struct user *user,
                                    struct str slug) {
    struct training work = {.db = db, .arena = arena, .user = user};
    TRY(cluster_year_find(db, arena, user, slug, YEAR, (struct date){YEAR, 12, 31}, &work.year));
    TRY(write_covenant(&work));
    TRY(sign_covenant(&work));
    return add_registrations(&work);
}
