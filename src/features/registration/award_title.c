#include "features/registration/award_title.h"

#include "text/form_text.h"
#include "text/utf8.h"
#include "text/vi_fold.h"

const struct award_title *award_find(const struct award_titles *titles, struct str code) {
    for (size_t i = 0; i < titles->count; i++)
        if (str_equal(titles->items[i].code, code))
            return &titles->items[i];
    return NULL;
}

bool award_holds_in(const struct award_title *title, int year) {
    struct date first = {(int16_t)year, 1, 1};
    struct date last = {(int16_t)year, 12, 31};
    bool begun = date_is_empty(title->from) || date_compare(title->from, last) <= 0;
    bool goes_on = date_is_empty(title->to) || date_compare(first, title->to) < 0;
    return begun && goes_on;
}

struct str award_forces(struct arena *arena, enum lang lang, const struct award_title *title) {
    const struct {
        bool is;
        enum msg_id name;
    } forces[] = {{title->for_army, MSG_registration_for_army},
                  {title->for_militia, MSG_registration_for_militia},
                  {title->for_civil, MSG_registration_for_civil}};
    struct str text = STR("");
    for (size_t i = 0; i < COUNT_OF(forces); i++)
        if (forces[i].is)
            text = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(text), text.n ? ", " : "",
                              STR_ARG(message_plain(lang, forces[i].name)));
    return text;
}

static struct str line_of(struct arena *arena, struct issues *issues, const char *field,
                          struct str typed, size_t max) {
    return form_line(arena, issues, str_from_c(field), typed, max, MSG_registration_too_long);
}

static struct date date_of(struct arena *arena, struct issues *issues, const char *field,
                           struct str typed) {
    return form_date(arena, issues, str_from_c(field), typed, MSG_registration_date_wrong);
}

/* Capitals, digits and '_', as the shipped codes are. */
static bool code_is_fit(struct str code) {
    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i];
        if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '_')
            return false;
    }
    return code.n > 0 && code.n <= AWARD_CODE_MAX;
}

static void check_twice(struct arena *arena, const struct award_titles *others,
                        const struct award_title *title, struct issues *issues) {
    if (award_find(others, title->code))
        issue_add(arena, issues, STR("code"), MESSAGE(MSG_registration_code_twice));
    for (size_t i = 0; i < others->count; i++)
        if (others->items[i].for_person == title->for_person &&
            str_equal(vi_fold(arena, others->items[i].name), vi_fold(arena, title->name)))
            issue_add(arena, issues, STR("name"), MESSAGE(MSG_registration_name_twice));
}

void award_check_form(struct arena *arena, const struct award_form *form,
                      const struct award_titles *others, struct issues *issues,
                      struct award_title *ret_title) {
    struct award_title title = {
        .code = utf8_upper(arena, line_of(arena, issues, "code", form->code, 60)),
        .name = line_of(arena, issues, "name", form->name, AWARD_NAME_MAX),
        .for_person = str_equal_c(form->subject, "person"),
        .for_civil = form->for_civil,
        .for_army = form->for_army,
        .for_militia = form->for_militia,
        .legal_code = form->legal_code.p ? str_trim(form->legal_code) : STR(""),
        .article = STR(""),
        .source = line_of(arena, issues, "source", form->source, AWARD_NAME_MAX),
        .mark = AWARD_ENTERED,
    };
    if (!code_is_fit(title.code))
        issue_add(arena, issues, STR("code"), MESSAGE(MSG_registration_code_wrong));
    if (str_is_empty(title.name))
        issue_add(arena, issues, STR("name"), MESSAGE(MSG_registration_name_missing));
    if (!title.for_person && !str_equal_c(form->subject, "unit"))
        issue_add(arena, issues, STR("subject"), MESSAGE(MSG_registration_subject_missing));
    if (!title.for_civil && !title.for_army && !title.for_militia)
        issue_add(arena, issues, STR("for_army"), MESSAGE(MSG_registration_force_missing));
    if (str_is_empty(title.source))
        issue_add(arena, issues, STR("source"), MESSAGE(MSG_registration_source_missing));
    title.from = date_of(arena, issues, "from", form->from);
    struct date last = date_of(arena, issues, "to", form->to);
    if (!date_is_empty(last))
        title.to = date_from_days(date_to_days(last) + 1);
    if (!date_is_empty(last) && !date_is_empty(title.from) && date_compare(last, title.from) < 0)
        issue_add(arena, issues, STR("to"), MESSAGE(MSG_registration_end_before_begin));
    check_twice(arena, others, &title, issues);
    *ret_title = title;
}
