#include "features/review/review_fixture.h"

struct review fixture_review(struct arena *arena) {
    struct review review = {0};
    for (int section = 0; section < REVIEW_SECTION_COUNT; section++)
        review.texts[section].body = STR("");
    review.texts[REVIEW_LEADERSHIP].body = STR("Lời về lãnh đạo.\n\nDòng thứ hai <A&B>.");
    review.texts[REVIEW_MOVEMENTS].body = STR("Lời về phong trào.");
    review.texts[REVIEW_RESULTS].body = STR("Lời về kết quả.");
    review.texts[REVIEW_ACTIVITIES].body = STR("Lời về hoạt động.");
    review.texts[REVIEW_DIRECTION].body = STR("Lời về phương hướng.");
    review.texts[REVIEW_PROPOSALS].body = STR("Lời kiến nghị.");
    *list_push(arena, &review.shortcomings) = (struct review_item){.id = STR("h1"),
                                                                   .kind = REVIEW_SHORTCOMING,
                                                                   .content = STR("Hạn chế thử"),
                                                                   .cause = STR("Nguyên nhân thử"),
                                                                   .lesson = STR("Bài học thử"),
                                                                   .remedy = STR("Biện pháp thử"),
                                                                   .owner = STR("Đơn vị A"),
                                                                   .due = {2020, 7, 31}};
    *list_push(arena, &review.tasks) = (struct review_item){.id = STR("n1"),
                                                            .kind = REVIEW_TASK,
                                                            .content = STR("Nhiệm vụ thử một"),
                                                            .owner = STR("Đơn vị B"),
                                                            .due = {2020, 12, 1}};
    *list_push(arena, &review.tasks) = (struct review_item){
        .id = STR("n2"), .kind = REVIEW_TASK, .content = STR("Nhiệm vụ thử hai")};
    return review;
}

struct movements fixture_movements(struct arena *arena) {
    struct movements movements = {0};
    *list_push(arena, &movements) = (struct movement){.kind = MOVEMENT_DIRECTIVE,
                                                      .title = STR("Việc thử"),
                                                      .number = STR("01-CT/TH"),
                                                      .issued_on = {2016, 1, 5},
                                                      .issuer = STR("Cơ quan Thử")};
    *list_push(arena, &movements) = (struct movement){.kind = MOVEMENT_RESOLUTION,
                                                      .title = STR(""),
                                                      .number = STR("02-NQ/TH"),
                                                      .issuer = STR("")};
    *list_push(arena, &movements) = (struct movement){
        .kind = MOVEMENT_MOVEMENT, .title = STR("Phong trào không số"), .number = STR("")};
    *list_push(arena, &movements) = (struct movement){
        .kind = MOVEMENT_CAMPAIGN, .title = STR("Cuộc vận động không số"), .number = STR("")};
    return movements;
}
