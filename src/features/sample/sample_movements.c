#include "features/sample/sample_movements.h"

#include "features/movement/participation_service.h"

struct sample {
    struct db *db;
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct cluster_year year;
};

static const struct err *open_sample(struct sample *sample, struct db *db, struct arena *arena,
                                     const struct user *user, int64_t now_ms,
                                     const struct cluster_period *cluster) {
    *sample = (struct sample){.db = db, .arena = arena, .user = user, .now_ms = now_ms};
    return cluster_year_find(db, arena, user, cluster->slug, cluster->period.year,
                             date_of_instant(now_ms), &sample->year);
}

static struct movement_by by(const struct sample *sample, struct str id) {
    return (struct movement_by){
        .user = sample->user, .now_ms = sample->now_ms, .year = &sample->year, .id = id};
}

static const struct err *sound(const struct issues *issues) {
    return issues->count ? ERR(ERR_INTERNAL, "the sample's movements have faults: " STR_FMT,
                               STR_ARG(message_key(issues->items[0].message.id)))
                         : NULL;
}

static const struct err *enter(const struct sample *sample, const struct movement_form *form,
                               struct str *ret_id) {
    struct movement_by who = by(sample, STR(""));
    struct issues issues = {0};
    TRY(movement_enter(sample->db, sample->arena, &who, form, &issues, ret_id));
    return sound(&issues);
}

static const struct err *link_to(const struct sample *sample, struct str id, struct str answers) {
    struct movement_by who = by(sample, id);
    struct issues issues = {0};
    TRY(movement_add_link(sample->db, sample->arena, &who, answers, &issues));
    return sound(&issues);
}

struct step {
    const char *step;
    const char *on; /* "": left out */
    const char *place;
    const char *document;
    const char *remark;
};

static const struct err *record(const struct sample *sample, struct str id,
                                const struct step *steps, size_t count) {
    struct movement_by who = by(sample, id);
    struct issues issues = {0};
    for (size_t i = 0; i < count; i++) {
        struct act_form form = {.step = str_from_c(steps[i].step),
                                .left_out = *steps[i].on ? STR("") : STR("1"),
                                .done_on = str_from_c(steps[i].on),
                                .place = str_from_c(steps[i].place),
                                .document = str_from_c(steps[i].document),
                                .remark = str_from_c(steps[i].remark)};
        TRY(movement_record_act(sample->db, sample->arena, &who, &form, &issues));
        TRY(sound(&issues));
    }
    return NULL;
}

/* --- Cluster 3 ---------------------------------------------------------------------------- */

static const struct str DRIVE_SOURCE = STR_INIT(
    "Báo Đắk Lắk điện tử, 7/2020, bài 5691001: Ban Chỉ huy Quân sự huyện Ea Kar phát động đợt thi "
    "đua cao điểm");

/* The drive of Ea Kar: launched on 15/7/2020, four contents, covenants signed. When it was planned,
 * checked or closed is not said. */
static const struct err *add_drive(const struct sample *sample, struct str parent) {
    ptrdiff_t host = -1;
    for (size_t i = 0; i < sample->year.members.count; i++)
        if (str_equal_c(sample->year.members.items[i].name, "Ban CHQS huyện Ea Kar"))
            host = (ptrdiff_t)i;
    if (host < 0)
        return ERR(ERR_INTERNAL, "the sample has no host");
    const struct movement_form form = {
        .kind = STR("drive"),
        .title = STR("Đợt thi đua cao điểm của Ban CHQS huyện Ea Kar"),
        .theme = STR("Dân chủ, đoàn kết, trí tuệ, quyết thắng"),
        .begins = STR("15/7/2020"),
        .ends = STR("9/2020"),
        .covenant_on = STR("15/7/2020"),
        .launcher = sample->year.members.items[host].id,
        .parent = parent,
        .contents = STR("Giáo dục, tuyên truyền\nChất lượng tổng hợp, sức mạnh chiến đấu\n"
                        "Xây dựng chính quy, kỷ luật\nChào mừng đại hội đảng"),
        .source = DRIVE_SOURCE,
    };
    static const struct step STEPS[] = {
        {"plan", "", "", "", "Nguồn không nêu kế hoạch"},
        {"launch", "15/7/2020", "", "",
         "Hội đồng thi đua, khen thưởng của Ban CHQS huyện phát động; các đơn vị ký giao ước"},
    };
    struct str drive;
    TRY(enter(sample, &form, &drive));
    return record(sample, drive, STEPS, COUNT_OF(STEPS));
}

const struct err *sample_cluster_3_movements(struct db *db, struct arena *arena,
                                             const struct user *user, int64_t now_ms,
                                             const struct cluster_period *cluster,
                                             struct str article) {
    const struct movement movements[] = {
        {.kind = MOVEMENT_MOVEMENT, .title = STR("Phong trào Thi đua Quyết thắng")},
        {.kind = MOVEMENT_DIRECTIVE,
         .number = STR("05-CT/TW"),
         .issued_on = {2016, 5, 15},
         .issuer = STR("Bộ Chính trị"),
         .title = STR("Đẩy mạnh học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh")},
        {.kind = MOVEMENT_RESOLUTION,
         .number = STR("04-NQ/TW"),
         .issued_on = {2016, 10, 30},
         .issuer = STR("Ban Chấp hành Trung ương khóa XII"),
         .title = STR("Tăng cường xây dựng, chỉnh đốn Đảng; ngăn chặn, đẩy lùi sự suy thoái về tư "
                      "tưởng chính trị, đạo đức, lối sống, những biểu hiện “tự diễn biến”, “tự "
                      "chuyển hóa” trong nội bộ")},
        {.kind = MOVEMENT_CAMPAIGN,
         .title = STR("Phát huy truyền thống, cống hiến tài năng, xứng danh Bộ đội Cụ Hồ")},
        {.kind = MOVEMENT_MOVEMENT, .title = STR("Các phong trào thi đua yêu nước ở địa phương")},
    };
    struct str ids[COUNT_OF(movements)];
    for (size_t i = 0; i < COUNT_OF(movements); i++) {
        struct movement movement = movements[i];
        movement.source = article;
        TRY(movement_add(db, arena, user, now_ms, cluster->cluster_id, &movement, &ids[i]));
    }
    struct sample sample;
    TRY(open_sample(&sample, db, arena, user, now_ms, cluster));
    /* "gắn kết chặt chẽ giữa Chỉ thị …, Nghị quyết … và Cuộc vận động …" */
    for (size_t i = 1; i <= 3; i++)
        TRY(link_to(&sample, ids[0], ids[i]));
    return add_drive(&sample, ids[0]);
}

/* --- training ----------------------------------------------------------------------------- */

static const struct str INVENTED = STR_INIT("Dữ liệu mẫu: phong trào, chỉ tiêu, số liệu giả định");

struct promise {
    const char *unit;    /* its slug */
    const char *on;      /* when it registered */
    unsigned taken;      /* contents of the drive, a bit each */
    const char *own;     /* a content of its own; NULL: none */
    const char *done[4]; /* reported figures by content; NULL: nothing yet */
};

static const struct promise PROMISES[] = {
    {"ban-chqs-huyen-ea-mrang",
     "6/4/2020",
     15,
     "Trồng rau xanh bảo đảm bữa ăn",
     {"22", "100", "12,5", "4"}},
    {"ban-chqs-huyen-suoi-bac", "6/4/2020", 15, NULL, {"18", "96", "9", "4"}},
    {"ban-chqs-huyen-doi-xanh", "7/4/2020", 7, NULL, {"20", NULL, "10", NULL}},
    {"ban-chqs-huyen-dam-say", "8/4/2020", 15, NULL, {"15", "98,5", NULL, NULL}},
};

static const struct err *report(const struct sample *sample, const struct participation_by *who,
                                const struct participation *p, const struct promise *promise,
                                const struct movement_contents *contents) {
    for (size_t i = 0; i < contents->count && i < COUNT_OF(promise->done); i++) {
        const struct movement_commitment *c = commitment_for(p, contents->items[i].id);
        if (!c || !promise->done[i])
            continue;
        const struct movement_report_form form = {.commitment_id = c->id,
                                                  .reached_on = STR("10/6/2020"),
                                                  .done = str_from_c(promise->done[i]),
                                                  .evidence_number = STR("Sổ theo dõi thi đua"),
                                                  .evidence_keeper = STR("Trợ lý chính trị")};
        struct issues issues = {0};
        TRY(participation_report(sample->db, sample->arena, who, &form, &issues));
        TRY(sound(&issues));
    }
    return NULL;
}

static const struct err *take_part(const struct sample *sample, struct str drive,
                                   const struct movement_contents *contents,
                                   const struct promise *promise) {
    struct arena *arena = sample->arena;
    ptrdiff_t member = cluster_year_member_by_slug(&sample->year, str_from_c(promise->unit));
    if (member < 0)
        return ERR(ERR_INTERNAL, "the sample has no unit %s", promise->unit);
    struct participation_by who = {.user = sample->user,
                                   .now_ms = sample->now_ms,
                                   .year = &sample->year,
                                   .movement_id = drive,
                                   .unit_id = sample->year.members.items[member].id};
    struct participation_form form = {.registered_on = str_from_c(promise->on), .remark = STR("")};
    for (size_t i = 0; i < contents->count; i++)
        if (promise->taken & (1U << i))
            *list_push(arena, &form.rows) =
                (struct commitment_form){.content_id = contents->items[i].id, .taken = STR("1")};
    if (promise->own)
        *list_push(arena, &form.rows) = (struct commitment_form){.content_id = STR(""),
                                                                 .body = str_from_c(promise->own),
                                                                 .measure = STR("kg"),
                                                                 .target = STR("600")};
    struct issues issues = {0};
    TRY(participation_register(sample->db, arena, &who, &form, &issues));
    TRY(sound(&issues));
    struct participations all;
    TRY(participation_list(sample->db, arena, sample->user, &sample->year, drive, &all));
    return report(sample, &who, participation_of(&all, drive, who.unit_id), promise, contents);
}

static const struct err *fill_drive(const struct sample *sample, struct str drive) {
    static const struct content_form CONTENTS[] = {
        {STR_INIT("Huấn luyện đêm, huấn luyện dã ngoại"), STR_INIT("buổi"), STR_INIT("20")},
        {STR_INIT("Quân số dự học tập chính trị"), STR_INIT("%"), STR_INIT("98")},
        {STR_INIT("Giúp dân làm đường nông thôn"), STR_INIT("km"), STR_INIT("12")},
        {STR_INIT("Xây dựng gương điển hình tiên tiến"), STR_INIT("gương"), STR_INIT("4")},
    };
    static const struct step STEPS[] = {
        {"plan", "20/3/2020", "", "Kế hoạch số 12/KH-CTĐ", ""},
        {"launch", "1/4/2020", "Ban CHQS huyện Ea M’Rang", "", "Các đơn vị ký giao ước"},
        {"check", "20/5/2020", "", "Biên bản số 05/BB-CTĐ", "Kiểm tra giữa đợt"},
    };
    struct movement_by who = by(sample, drive);
    for (size_t i = 0; i < COUNT_OF(CONTENTS); i++) {
        struct issues issues = {0};
        TRY(movement_add_content(sample->db, sample->arena, &who, &CONTENTS[i], &issues));
        TRY(sound(&issues));
    }
    TRY(record(sample, drive, STEPS, COUNT_OF(STEPS)));
    struct movement_record made;
    TRY(movement_read(sample->db, sample->arena, LANG_VI, sample->user, &sample->year, drive,
                      &made));
    for (size_t i = 0; i < COUNT_OF(PROMISES); i++)
        TRY(take_part(sample, drive, &made.contents, &PROMISES[i]));
    return NULL;
}

const struct err *sample_training_movements(struct db *db, struct arena *arena,
                                            const struct user *user, int64_t now_ms,
                                            const struct cluster_period *cluster) {
    struct sample sample;
    TRY(open_sample(&sample, db, arena, user, now_ms, cluster));
    const struct movement_form year = {.kind = STR("movement"),
                                       .manner = STR("regular"),
                                       .title = STR("Thi đua thường xuyên năm 2020"),
                                       .theme = STR("Đoàn kết, kỷ cương, sáng tạo"),
                                       .begins = STR("1/1/2020"),
                                       .ends = STR("31/12/2020"),
                                       .source = INVENTED};
    static const struct step STEPS[] = {
        {"plan", "2/1/2020", "", "Kế hoạch số 01/KH-CTĐ", ""},
        {"launch", "10/1/2020", "Ban CHQS huyện Ea M’Rang", "", "Lễ phát động đầu năm"},
    };
    struct str movement, drive;
    TRY(enter(&sample, &year, &movement));
    TRY(record(&sample, movement, STEPS, COUNT_OF(STEPS)));
    const struct movement_form peak = {
        .kind = STR("drive"),
        .title = STR("Đợt cao điểm huấn luyện giỏi, kỷ luật nghiêm"),
        .theme = STR("Huấn luyện giỏi, kỷ luật nghiêm, dân vận khéo"),
        .objectives = STR("Hoàn thành nội dung huấn luyện giai đoạn 1; không có vi phạm kỷ luật."),
        .begins = STR("1/4/2020"),
        .ends = STR("15/6/2020"),
        .covenant_on = STR("1/4/2020"),
        .report_by = STR("12/6/2020"),
        .parent = movement,
        .source = INVENTED};
    TRY(enter(&sample, &peak, &drive));
    return fill_drive(&sample, drive);
}
