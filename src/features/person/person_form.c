#include "features/person/person_form.h"

#include "text/form_text.h"
#include "text/vi_fold.h"

void person_check_length(struct arena *arena, struct issues *issues, const char *field,
                         struct str text, size_t max) {
    form_check_length(arena, issues, str_from_c(field), text, max, MSG_person_too_long);
}

static bool has_digit(struct str text) {
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] >= '0' && text.p[i] <= '9')
            return true;
    return false;
}

static struct partial_date read_partial(struct arena *arena, const char *field, struct str text,
                                        struct issues *issues) {
    struct partial_date partial = {0};
    if (text.n && !partial_date_read_human(text, &partial))
        issue_add(arena, issues, str_from_c(field), MESSAGE_WITH(MSG_person_partial_wrong, text));
    return partial;
}

void person_read_identity(struct arena *arena, const struct person_form *form, struct date today,
                          struct issues *issues, struct person_identity *ret_identity) {
    struct person_identity identity = {.name = form->name, .sort_name = form->sort_name};
    if (!identity.name.n)
        issue_add(arena, issues, STR("name"), MESSAGE(MSG_person_name_missing));
    else if (has_digit(identity.name))
        issue_add(arena, issues, STR("name"), MESSAGE(MSG_person_name_digits));
    person_check_length(arena, issues, "name", identity.name, PERSON_NAME_MAX);
    person_check_length(arena, issues, "sort_name", identity.sort_name, PERSON_NAME_MAX);
    identity.born = read_partial(arena, "born", form->born, issues);
    struct date born = partial_date_first(identity.born);
    if (!date_is_empty(born) && (date_compare(born, today) >= 0 || born.year < today.year - 120))
        issue_add(arena, issues, STR("born"), MESSAGE_WITH(MSG_person_born_wrong, form->born));
    if (!identity.sort_name.n)
        identity.sort_name = person_sort_name(arena, identity.name);
    identity.name_fold = vi_fold(arena, identity.name);
    identity.sort_key = person_sort_key(arena, identity.sort_name, identity.name);
    *ret_identity = identity;
}

const struct person_class *
person_class_find(struct arena *arena, const struct person_classes *classes, struct str text) {
    struct str fold = vi_fold(arena, text);
    for (size_t i = 0; i < classes->count; i++) {
        const struct person_class *item = &classes->items[i];
        if (str_equal(item->code, text) || str_equal(vi_fold(arena, item->name), fold) ||
            str_equal(vi_fold(arena, item->name_en), fold))
            return item;
    }
    return NULL;
}

static void read_value(struct arena *arena, const struct person_span_form *form,
                       const struct person_classes *classes, struct issues *issues,
                       struct person_span *span) {
    enum person_away away;
    const struct person_class *found;
    span->value = form->value;
    switch (span->aspect) {
    case PERSON_UNIT:
    case PERSON_SECONDED:
        span->value = STR("");
        if (!form->unit.n)
            issue_add(arena, issues, STR("unit"), MESSAGE(MSG_person_unit_missing));
        break;
    case PERSON_CLASS:
        found = person_class_find(arena, classes, form->value);
        if (found)
            span->value = found->code;
        else
            issue_add(arena, issues, STR("value"),
                      MESSAGE_WITH(MSG_person_class_unknown, form->value));
        break;
    case PERSON_AWAY:
        if (!person_away_from_code(form->value, &away))
            issue_add(arena, issues, STR("value"), MESSAGE(MSG_person_away_missing));
        if (!form->from.n)
            issue_add(arena, issues, STR("from"), MESSAGE(MSG_person_away_begin));
        break;
    default:
        if (!form->value.n)
            issue_add(arena, issues, STR("value"),
                      MESSAGE(span->aspect == PERSON_POST ? MSG_person_post_missing
                                                          : MSG_person_rank_missing));
        person_check_length(arena, issues, "value", form->value, PERSON_TEXT_MAX);
    }
}

void person_read_span(struct arena *arena, const struct person_span_form *form,
                      const struct person_classes *classes, struct issues *issues,
                      struct person_span *ret_span) {
    struct person_span span = {.id = STR(""),
                               .unit_id = STR(""),
                               .unit_name = STR(""),
                               .unit_slug = STR(""),
                               .source = form->source,
                               .recorded_by = STR("")};
    if (!person_aspect_from_code(form->aspect, &span.aspect))
        issue_add(arena, issues, STR("value"), MESSAGE(MSG_person_aspect_missing));
    read_value(arena, form, classes, issues, &span);
    span.leads = span.aspect == PERSON_POST && form->leads.n > 0;
    if (span.aspect == PERSON_UNIT && !person_how_from_code(form->how, &span.how))
        issue_add(arena, issues, STR("how"), MESSAGE(MSG_person_how_missing));
    span.begins = read_partial(arena, "from", form->from, issues);
    span.from = partial_date_first(span.begins);
    struct date last = {0};
    if (form->to.n && !date_read_human(form->to, &last))
        issue_add(arena, issues, STR("to"), MESSAGE_WITH(MSG_person_date_wrong, form->to));
    if (!date_is_empty(last))
        span.to = date_from_days(date_to_days(last) + 1);
    person_check_length(arena, issues, "source", form->source, PERSON_TEXT_MAX);
    person_check_length(arena, issues, "reason", form->reason, PERSON_TEXT_MAX);
    *ret_span = span;
}

struct person_decision person_read_decision(struct arena *arena, struct str number,
                                            struct str decided_on, struct str issuer,
                                            struct issues *issues) {
    person_check_length(arena, issues, "number", number, PERSON_TEXT_MAX);
    person_check_length(arena, issues, "issuer", issuer, PERSON_TEXT_MAX);
    return (struct person_decision){number, read_partial(arena, "decided_on", decided_on, issues),
                                    issuer};
}

void person_read_honour(struct arena *arena, const struct person_honour_form *form,
                        struct date today, struct issues *issues, int *ret_year,
                        struct person_decision *ret_decision) {
    long long year = 0;
    if (!str_to_int64(form->year, &year) || year < 1945 || year > today.year) {
        issue_add(arena, issues, STR("year"),
                  MESSAGE_WITH(MSG_person_year_wrong, str_format(arena, "%d", today.year)));
        year = 0;
    }
    if (!form->title.n)
        issue_add(arena, issues, STR("title"), MESSAGE(MSG_person_title_missing));
    person_check_length(arena, issues, "title", form->title, PERSON_TEXT_MAX);
    person_check_length(arena, issues, "source", form->source, PERSON_TEXT_MAX);
    *ret_decision =
        person_read_decision(arena, form->number, form->decided_on, form->issuer, issues);
    *ret_year = (int)year;
}
