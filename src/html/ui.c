#include "html/ui.h"

#include "html/ui/fields.html.h"

/* A field with what is wrong with it, and the ids of the words that describe it. */
static struct ui_field field_of(struct html *h, const struct issues *issues, struct str name,
                                struct str label, struct str hint) {
    struct ui_field field = {
        .name = name, .label = label, .hint = hint, .type = STR("text"), .rows = 4};
    field.issue = issues ? issue_of(issues, name) : NULL;
    const char *hint_id = str_is_empty(hint) ? "" : "-hint";
    const char *error_id = field.issue ? "-error" : "";
    if (*hint_id && *error_id)
        field.described_by =
            str_format(h->arena, STR_FMT "-hint " STR_FMT "-error", STR_ARG(name), STR_ARG(name));
    else if (*hint_id || *error_id)
        field.described_by = str_format(h->arena, STR_FMT "%s%s", STR_ARG(name), hint_id, error_id);
    return field;
}

void tpl_ui_field_text(struct html *h, const struct issues *issues, struct str name,
                       struct str label, struct str hint, struct str value) {
    struct ui_field field = field_of(h, issues, name, label, hint);
    field.value = value;
    tpl_ui_input(h, &field);
}

void tpl_ui_field_short(struct html *h, const struct issues *issues, struct str name,
                        struct str label, struct str hint, struct str value) {
    struct ui_field field = field_of(h, issues, name, label, hint);
    field.value = value;
    field.look = STR("short");
    tpl_ui_input(h, &field);
}

void tpl_ui_field_code(struct html *h, const struct issues *issues, struct str name,
                       struct str label, struct str hint) {
    struct ui_field field = field_of(h, issues, name, label, hint);
    field.look = STR("code");
    field.autocomplete = STR("one-time-code");
    tpl_ui_input(h, &field);
}

void tpl_ui_field_listed(struct html *h, const struct issues *issues, struct str name,
                         struct str label, struct str hint, struct str value, struct str list) {
    struct ui_field field = field_of(h, issues, name, label, hint);
    field.value = value;
    field.list = list;
    tpl_ui_input(h, &field);
}

void tpl_ui_field_number(struct html *h, const struct issues *issues, struct str name,
                         struct str label, struct str hint, struct str value) {
    struct ui_field field = field_of(h, issues, name, label, hint);
    field.value = value;
    field.look = STR("num");
    field.inputmode = STR("decimal");
    field.autocomplete = STR("off");
    tpl_ui_input(h, &field);
}

void tpl_ui_field_date(struct html *h, const struct issues *issues, struct str name,
                       struct str label, struct str hint, struct str value) {
    if (str_is_empty(hint))
        hint = message_plain(h->lang, MSG_ui_date_hint);
    struct ui_field field = field_of(h, issues, name, label, hint);
    field.value = value;
    field.look = STR("short figures");
    field.autocomplete = STR("off");
    tpl_ui_input(h, &field);
}

void tpl_ui_field_user(struct html *h, const struct issues *issues, struct str name,
                       struct str label, struct str hint, struct str value) {
    struct ui_field field = field_of(h, issues, name, label, hint);
    field.value = value;
    field.autocomplete = STR("username");
    tpl_ui_input(h, &field);
}

void tpl_ui_field_password(struct html *h, const struct issues *issues, struct str name,
                           struct str label, struct str hint, struct str autocomplete) {
    struct ui_field field = field_of(h, issues, name, label, hint);
    field.type = STR("password");
    field.autocomplete = autocomplete;
    tpl_ui_input(h, &field);
}

void tpl_ui_field_textarea(struct html *h, const struct issues *issues, struct str name,
                           struct str label, struct str hint, struct str value, size_t rows) {
    struct ui_field field = field_of(h, issues, name, label, hint);
    field.value = value;
    field.rows = rows;
    tpl_ui_textarea(h, &field);
}

void tpl_ui_field_select(struct html *h, const struct issues *issues, struct str name,
                         struct str label, struct str hint, const struct ui_options *options) {
    struct ui_field field = field_of(h, issues, name, label, hint);
    field.options = options;
    tpl_ui_select(h, &field);
}

void tpl_ui_field_radios(struct html *h, const struct issues *issues, struct str name,
                         struct str label, struct str hint, const struct ui_options *options) {
    struct ui_field field = field_of(h, issues, name, label, hint);
    field.options = options;
    tpl_ui_radios(h, &field);
}

void tpl_ui_field_checkbox(struct html *h, const struct issues *issues, struct str name,
                           struct str label, struct str hint, bool checked) {
    struct ui_field field = field_of(h, issues, name, label, hint);
    field.checked = checked;
    tpl_ui_checkbox(h, &field);
}

void tpl_ui_field_file(struct html *h, const struct issues *issues, struct str name,
                       struct str label, struct str hint, struct str accept, bool multiple) {
    struct ui_field field = field_of(h, issues, name, label, hint);
    field.accept = accept;
    field.multiple = multiple;
    tpl_ui_file(h, &field);
}

static int percent_within_bounds(struct ratio part) {
    struct decimal percent;
    if (!ratio_round(part, 0, &percent))
        return 0;
    return percent.units < 0 ? 0 : percent.units > 100 ? 100 : (int)percent.units;
}

int ui_percent(struct decimal value, struct decimal all) {
    if (decimal_is_zero(all))
        return 0;
    if (value.units < 0)
        value = decimal_negate(value);
    struct ratio part = ratio_divide(ratio_of(value), ratio_of(all));
    return percent_within_bounds(ratio_multiply(part, ratio_of_int(100)));
}

void tpl_ui_progress(struct html *h, size_t done, size_t all, struct str what) {
    int percent = all == 0 ? 0 : done >= all ? 100 : (int)(done * 100 / all);
    tpl_ui_progress_line(h, percent, done, all, what);
}

/* Templates refuse http-equiv, which could do anything; this one is always the same. */
void tpl_ui_refresh(struct html *h) {
    buf_append_c(h->out, "<noscript><meta http-equiv=\"refresh\" content=\"3\"></noscript>");
}
