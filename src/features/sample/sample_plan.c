#include "features/sample/sample_plan.h"

#include "features/plan/plan_edit_service.h"

struct sample_task {
    const char *content;
    const char *owner; /* in words; "" */
    const char *post;
    const char *from;
    const char *due;
    const char *result;
    const char *basis;
    /* what was reported; "" */
    const char *state;
    const char *dated;
    const char *percent;
    const char *text;
};

static const struct sample_task CLUSTER_TASKS[] = {
    {"Phát động thi đua, ký giao ước giữa các đơn vị trong cụm", "", "Cụm trưởng", "6/1/2020",
     "31/1/2020", "5/5 đơn vị ký giao ước", "Quy chế hoạt động của cụm (giả định)", "done",
     "22/1/2020", "", "5/5 đơn vị đã ký giao ước tại lễ phát động."},
    {"Kiểm tra chéo việc xây dựng nền nếp chính quy của hai đơn vị", "Thác Mây", "", "1/4/2020",
     "15/5/2020", "Biên bản kiểm tra có kiến nghị", "", "done", "21/5/2020", "",
     "Kiểm tra xong hai đơn vị; chậm do mưa lũ, biên bản gửi cụm ngày 21/5."},
    {"Tập huấn cán bộ phụ trách thi đua, khen thưởng của các đơn vị", "Suối Bạc", "Chính trị viên",
     "1/5/2020", "10/6/2020", "100 % cán bộ phụ trách dự", "", "doing", "8/6/2020", "60",
     "Đã tập huấn ba đơn vị."},
    {"Hội thao ba môn quân sự phối hợp cấp cụm", "Đồi Xanh", "", "1/3/2020", "30/4/2020",
     "Có ít nhất bốn đội tham gia", "", "failed", "20/4/2020", "",
     "Dừng hội thao để phòng, chống dịch; cụm thống nhất tại cuộc họp tháng 4."},
    {"Chuẩn bị báo cáo và tổ chức sơ kết 6 tháng đầu năm", "Suối Bạc", "Đơn vị đăng cai",
     "1/6/2020", "26/6/2020", "Sơ kết đúng ngày, đủ báo cáo", "", "", "", "", ""},
};

static const struct sample_task UNIT_TASKS[] = {
    {"Phát động đợt cao điểm thi đua chào mừng đại hội đảng bộ", "", "Chỉ huy trưởng", "15/3/2020",
     "30/4/2020", "Mọi cán bộ đăng ký nội dung thi đua", "", "done", "28/4/2020", "",
     "Đã phát động; 41/41 cán bộ, chiến sĩ đăng ký."},
    {"Tự kiểm tra, chấm điểm 6 tháng đầu năm và gửi phiếu về cụm", "", "Trợ lý chính trị",
     "1/6/2020", "15/6/2020", "Phiếu tự chấm đủ 17 tiêu chí", "", "", "", "", ""},
};

struct maker {
    const struct plan_edit *edit;
    struct str code;
    bool of_cluster;
};

static const struct err *make_tasks(const struct maker *maker, const struct sample_task *tasks,
                                    size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct task_form form = {
            .content = str_from_c(tasks[i].content),
            .owner = str_from_c(tasks[i].owner),
            .owner_post = str_from_c(tasks[i].post),
            .from = str_from_c(tasks[i].from),
            .due = str_from_c(tasks[i].due),
            .result = str_from_c(tasks[i].result),
            .basis = str_from_c(tasks[i].basis),
        };
        TRY(plan_save_task(maker->edit, maker->code, STR(""), &form));
    }
    return NULL;
}

static const struct err *report(const struct maker *maker, const struct sample_task *tasks,
                                size_t count) {
    const struct plan_edit *edit = maker->edit;
    struct plan plan;
    TRY(plan_find(edit->db, edit->arena, edit->user, edit->year, maker->code, &plan));
    for (size_t i = 0; i < count && i < plan.tasks.count; i++) {
        if (!*tasks[i].state)
            continue;
        const struct plan_progress_form form = {.state = str_from_c(tasks[i].state),
                                                .dated = str_from_c(tasks[i].dated),
                                                .percent = str_from_c(tasks[i].percent),
                                                .text = str_from_c(tasks[i].text)};
        TRY(plan_add_progress(edit, maker->code, plan.tasks.items[i].id, &form));
    }
    return NULL;
}

static const struct err *make(const struct plan_edit *edit, const struct plan_form *form,
                              const struct plan_issue_form *issue, const struct sample_task *tasks,
                              size_t count) {
    struct maker maker = {.edit = edit};
    TRY(plan_create(edit, form, STR(""), &maker.code));
    TRY(make_tasks(&maker, tasks, count));
    TRY(plan_issue(edit, maker.code, issue));
    TRY(report(&maker, tasks, count));
    if (edit->issues->count)
        return ERR(ERR_INTERNAL, "the sample's plan has %zu faults", edit->issues->count);
    return NULL;
}

const struct err *sample_add_plans(struct db *db, struct arena *arena, const struct user *user,
                                   int64_t now_ms, const struct cluster_period *cluster) {
    struct cluster_year year;
    struct issues issues = {0};
    TRY(cluster_year_find(db, arena, user, cluster->slug, cluster->period.year,
                          date_of_instant(now_ms), &year));
    const struct plan_edit edit = {db, arena, user, now_ms, LANG_VI, &year, &issues};
    const struct plan_form of_cluster = {
        .half = STR("0"),
        .title = STR("Kế hoạch công tác thi đua, khen thưởng năm 2020"),
        .grounds = STR("Căn cứ Quy chế hoạt động của Cụm thi đua Mẫu (giả định);\n"
                       "Căn cứ giao ước thi đua năm 2020 của các đơn vị trong cụm (giả định);"),
        .purpose = STR("Giữ nền nếp hoạt động của cụm, mỗi việc có đơn vị chủ trì, có thời hạn, có "
                       "kết quả cần đạt; làm cơ sở để sơ kết và tổng kết."),
        .arrangement = STR("Các đơn vị báo cáo tiến độ trên hệ thống trước ngày 20 hằng tháng; cụm "
                           "trưởng đôn đốc và tổng hợp."),
    };
    const struct plan_issue_form by_head = {.number = STR("05/KH-CTĐ"),
                                            .issued_on = STR("15/1/2020"),
                                            .signer_post = STR("Cụm trưởng")};
    TRY(make(&edit, &of_cluster, &by_head, CLUSTER_TASKS, COUNT_OF(CLUSTER_TASKS)));
    const struct plan_form of_unit = {
        .unit = year.members.items[year.members.count - 1].slug,
        .half = STR("1"),
        .title = STR("Kế hoạch thi đua 6 tháng đầu năm 2020"),
        .purpose = STR("Hoàn thành nội dung đã ký giao ước trong 6 tháng đầu năm."),
    };
    const struct plan_issue_form by_unit = {.number = STR("12/KH-BCH"),
                                            .issued_on = STR("20/1/2020"),
                                            .signer_post = STR("Chỉ huy trưởng")};
    return make(&edit, &of_unit, &by_unit, UNIT_TASKS, COUNT_OF(UNIT_TASKS));
}
