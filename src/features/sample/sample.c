#include "features/sample/sample.h"

#include <string.h>

#include "features/headship/headship_service.h"
#include "features/intake/intake_service.h"
#include "features/review/review_service.h"
#include "features/sample/cluster_3_units.h"
#include "features/sample/sample_movements.h"
#include "features/sample/sample_plan.h"
#include "features/sample/training_people.h"
#include "features/sample/training_targets.h"
#include "features/sample/training_year.h"

bool sample_exists(const char *name) {
    return strcmp(name, "training") == 0 || strcmp(name, "training-blank") == 0 ||
           strcmp(name, "cluster-3") == 0;
}

struct sample_work {
    struct db *db;
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct str slug;
    struct str period_code;
};

static const struct err *make_cluster(struct sample_work *work, const struct cluster_form *form,
                                      const struct cluster_origin *origin,
                                      struct cluster_period *ret_cluster) {
    struct issues issues = {0};
    TRY(cluster_create(work->db, work->arena, work->user, work->now_ms, form, origin, &issues,
                       &work->slug, &work->period_code));
    if (issues.count)
        return ERR(ERR_INTERNAL, "the sample's form has %zu faults", issues.count);
    return cluster_find(work->db, work->arena, work->user, work->slug, work->period_code,
                        ret_cluster);
}

/* --- training ----------------------------------------------------------------------------- */

extern const char training_criteria[], training_criteria_end[];
extern const char training_dam_say[], training_dam_say_end[];
extern const char training_doi_xanh[], training_doi_xanh_end[];
extern const char training_ea_mrang[], training_ea_mrang_end[];
extern const char training_suoi_bac[], training_suoi_bac_end[];
extern const char training_thac_may[], training_thac_may_end[];

static struct intake_upload upload(const char *name, const char *begin, const char *end) {
    return (struct intake_upload){str_from_c(name), {begin, (size_t)(end - begin)}};
}

static const struct err *load_scores(struct sample_work *work,
                                     const struct cluster_period *cluster) {
    struct intake_upload table =
        upload("tieu-chi-2020.xlsx", training_criteria, training_criteria_end);
    struct intake_file file;
    bool stored;
    TRY(intake_import_criteria(work->db, work->arena, work->user, work->now_ms, cluster, &table,
                               true, &file, &stored));
    struct issues issues = {0};
    TRY(scoring_lock_table(work->db, work->arena, work->user, work->now_ms, cluster, &issues));
    if (!stored || issues.count)
        return ERR(ERR_INTERNAL, "the sample's table of criteria has faults");
    const struct intake_upload sheets[] = {
        upload("tu-cham-dam-say-6T2020.xlsx", training_dam_say, training_dam_say_end),
        upload("tu-cham-doi-xanh-6T2020.xlsx", training_doi_xanh, training_doi_xanh_end),
        upload("tu-cham-ea-mrang-6T2020.xlsx", training_ea_mrang, training_ea_mrang_end),
        upload("tu-cham-suoi-bac-6T2020.xlsx", training_suoi_bac, training_suoi_bac_end),
        upload("tu-cham-thac-may-6T2020.xlsx", training_thac_may, training_thac_may_end),
    };
    struct str batch_id;
    TRY(intake_stage_scores(work->db, work->arena, work->user, work->now_ms, work->slug,
                            work->period_code, sheets, COUNT_OF(sheets), &batch_id));
    struct intake_batch batch;
    return intake_confirm(work->db, work->arena, work->user, work->now_ms, work->slug,
                          work->period_code, batch_id, &batch);
}

/* Head and first deputy for a year from the review of 10/1/2020, which is invented like all of it.
 */
static const struct err *add_terms(const struct sample_work *work,
                                   const struct cluster_period *cluster) {
    static const char *const ROLES[] = {"head", "deputy-1"};
    struct cluster_year year;
    TRY(cluster_year_find(work->db, work->arena, work->user, work->slug, cluster->period.year,
                          date_of_instant(work->now_ms), &year));
    for (size_t i = 0; i < COUNT_OF(ROLES); i++) {
        const struct headship_term_form form = {
            .role = str_from_c(ROLES[i]),
            .unit = cluster->members.items[i].id,
            .from = STR("10/1/2020"),
            .to = STR(""),
            .choice = STR("rotation"),
            .minutes = STR("Biên bản hội nghị tổng kết năm 2019 (giả định)"),
            .note = STR("")};
        struct issues issues = {0};
        TRY(headship_record_term(work->db, work->arena, work->user, work->now_ms, &year, STR(""),
                                 &form, STR(""), &issues));
        if (issues.count)
            return ERR(ERR_INTERNAL, "the sample's term has faults");
    }
    return NULL;
}

/* What a cluster does in a year, in the order in which it does it. */
static const struct err *fill_training_year(struct sample_work *work,
                                            const struct cluster_period *cluster) {
    struct db *db = work->db;
    struct arena *arena = work->arena;
    TRY(training_targets_load(db, arena, work->user, work->now_ms, cluster));
    TRY(training_add_people(db, arena, work->user, work->now_ms, cluster));
    TRY(training_add_year(db, arena, work->user, work->slug));
    TRY(sample_training_movements(db, arena, work->user, work->now_ms, cluster));
    TRY(load_scores(work, cluster));
    return sample_add_plans(db, arena, work->user, work->now_ms, cluster);
}

static const struct err *load_training(struct sample_work *work, bool with_scores,
                                       struct cluster_period *ret_cluster) {
    const struct cluster_form form = {
        .name = STR("Cụm thi đua Mẫu"),
        .superior = STR("Bộ Chỉ huy quân sự tỉnh Mẫu"),
        .members = STR("Ban CHQS huyện Ea M’Rang\nBan CHQS huyện Suối Bạc\n"
                       "Ban CHQS huyện Đồi Xanh\nBan CHQS huyện Thác Mây\n"
                       "Ban CHQS huyện Đầm Sậy"),
        .head = STR("Ban CHQS huyện Ea M’Rang"),
        .host = STR("Ban CHQS huyện Suối Bạc"),
        .venue = STR("huyện Suối Bạc"),
        .year = STR("2020"),
        .half = STR("1"),
        .figures_until = STR("15/6/2020"),
        .held_on = STR("26/6/2020"),
    };
    const struct cluster_origin origin = {
        .slug = STR("cum-mau"),
        .is_sample = true,
        .source = STR("Dữ liệu mẫu: đơn vị, bảng tiêu chí và số liệu đều là giả định.")};
    TRY(make_cluster(work, &form, &origin, ret_cluster));
    struct scoring_rules rules = scoring_example_rules(work->arena);
    struct issues issues = {0};
    TRY(scoring_set_rules(work->db, work->arena, work->user, work->now_ms, ret_cluster, &rules,
                          STR("Quy tắc của cụm mẫu, ghi cuối bảng tiêu chí năm 2020 (giả định)"),
                          &issues));
    if (issues.count)
        return ERR(ERR_INTERNAL, "the sample's rules have faults");
    TRY(add_terms(work, ret_cluster));
    if (!with_scores)
        return NULL;
    return fill_training_year(work, ret_cluster);
}

/* --- Cluster 3 ---------------------------------------------------------------------------- */

static const struct str ARTICLE =
    STR_INIT("Báo Đắk Lắk điện tử, 26/6/2020: Cụm thi đua số 3 – Bộ Chỉ huy Quân sự tỉnh sơ kết "
             "công tác thi đua khen thưởng 6 tháng đầu năm 2020");

static const struct err *add_review(const struct sample_work *work,
                                    const struct cluster_period *cluster) {
    static const struct {
        enum review_section section;
        const char *body;
    } TEXTS[] = {
        {REVIEW_LEADERSHIP,
         "Công tác thi đua, khen thưởng trong Cụm được Đảng ủy, Ban CHQS các huyện quan tâm lãnh "
         "đạo, chỉ đạo, triển khai toàn diện, đồng bộ, có trọng tâm, trọng điểm, sát thực tế địa "
         "phương và đạt nhiều kết quả nổi bật."},
        {REVIEW_MOVEMENTS,
         "Phong trào Thi đua Quyết thắng diễn ra liên tục, rộng khắp, gắn với Chỉ thị 05-CT/TW, "
         "Nghị quyết 04-NQ/TW, Cuộc vận động “Phát huy truyền thống, cống hiến tài năng, xứng "
         "danh Bộ đội Cụ Hồ” và các phong trào thi đua yêu nước ở địa phương."},
        {REVIEW_CAUSES,
         "Phong trào thi đua, khen thưởng 6 tháng đầu năm còn khâu yếu, mặt tồn tại cần khắc phục "
         "triệt để (nguồn không nêu cụ thể)."},
    };
    static const char *const TASKS[] = {
        "Đưa công tác thi đua, khen thưởng đi vào thực chất; đánh giá đúng đơn vị, đúng đối tượng "
        "có thành tích nổi bật, có sức lan tỏa.",
        "Đẩy mạnh phong trào thi đua xây dựng đơn vị vững mạnh về chính trị, tư tưởng và tổ chức.",
        "Quán triệt, học tập, thực hiện nghiêm túc các chỉ thị, nghị quyết của Đảng.",
        "Nâng cao chất lượng giáo dục chính trị, quản lý tư tưởng và chất lượng huấn luyện; coi "
        "trọng huấn luyện đồng bộ, chuyên sâu, làm chủ vũ khí, trang bị.",
        "Kế thừa, phát huy, nhân rộng những điển hình tiên tiến.",
        "Khắc phục triệt để khâu yếu, mặt tồn tại trong phong trào thi đua, khen thưởng 6 tháng "
        "đầu năm.",
    };
    struct issues issues = {0};
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++)
        TRY(review_save_text(work->db, work->arena, work->user, work->now_ms, cluster,
                             TEXTS[i].section, str_from_c(TEXTS[i].body), ARTICLE, -1, &issues));
    for (size_t i = 0; i < COUNT_OF(TASKS); i++) {
        struct review_item_form form = {.content = str_from_c(TASKS[i]),
                                        .owner = STR("Các đơn vị trong Cụm")};
        TRY(review_save_item(work->db, work->arena, work->user, work->now_ms, cluster, STR(""),
                             REVIEW_TASK, &form, &issues));
    }
    return issues.count ? ERR(ERR_INTERNAL, "the sample's review has faults") : NULL;
}

static const struct err *load_cluster_3(struct sample_work *work,
                                        struct cluster_period *ret_cluster) {
    /* The article says where the review was held and who the members are; not who was head, nor to
     * which date the figures run. What it does not say stays empty. */
    const struct cluster_form form = {
        .name = STR("Cụm thi đua số 3"),
        .superior = CLUSTER_3_SUPERIOR,
        .members = STR("Ban CHQS huyện Ea Kar\nBan CHQS huyện M’Đrắk\nBan CHQS huyện Krông Ana\n"
                       "Ban CHQS huyện Krông Bông\nBan CHQS huyện Lắk"),
        .host = STR("Ban CHQS huyện Ea Kar"),
        .venue = STR("huyện Ea Kar"),
        .year = STR("2020"),
        .half = STR("1"),
        .held_on = STR("26/6/2020"),
    };
    const struct cluster_origin origin = {.slug = STR("cum-3"), .source = ARTICLE};
    TRY(cluster_3_add_units(work->db, work->arena, work->user, work->now_ms, ARTICLE));
    TRY(make_cluster(work, &form, &origin, ret_cluster));
    TRY(sample_cluster_3_movements(work->db, work->arena, work->user, work->now_ms, ret_cluster,
                                   ARTICLE));
    TRY(add_review(work, ret_cluster));
    return cluster_3_add_history(work->db, work->arena, work->user, work->now_ms);
}

const struct err *sample_load(struct db *db, struct arena *arena, const struct user *user,
                              int64_t now_ms, const char *name,
                              struct cluster_period *ret_cluster) {
    struct sample_work work = {.db = db, .arena = arena, .user = user, .now_ms = now_ms};
    if (strcmp(name, "cluster-3") == 0)
        return load_cluster_3(&work, ret_cluster);
    return load_training(&work, strcmp(name, "training") == 0, ret_cluster);
}
