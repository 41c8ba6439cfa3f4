#include "text/form_text.h"

#include "text/utf8.h"

struct str form_clean_line(struct arena *arena, struct str typed) {
    struct str clean;
    return typed.p && utf8_clean_line(arena, typed, &clean) ? clean : STR("");
}

struct str form_clean_text(struct arena *arena, struct str typed) {
    struct str clean;
    return typed.p && utf8_clean_text(arena, typed, &clean) ? clean : STR("");
}

void form_check_length(struct arena *arena, struct issues *issues, struct str field,
                       struct str text, size_t max, enum msg_id too_long) {
    if (utf8_length(text) > max)
        issue_add(arena, issues, field, MESSAGE_WITH(too_long, str_format(arena, "%zu", max)));
}

struct str form_line(struct arena *arena, struct issues *issues, struct str field, struct str typed,
                     size_t max, enum msg_id too_long) {
    struct str line = form_clean_line(arena, typed);
    form_check_length(arena, issues, field, line, max, too_long);
    return line;
}

struct str form_text(struct arena *arena, struct issues *issues, struct str field, struct str typed,
                     size_t max, enum msg_id too_long) {
    struct str text = form_clean_text(arena, typed);
    form_check_length(arena, issues, field, text, max, too_long);
    return text;
}

struct date form_date(struct arena *arena, struct issues *issues, struct str field,
                      struct str typed, enum msg_id wrong) {
    struct date date = {0};
    if (str_is_empty(typed) || date_read_human(typed, &date))
        return date;
    issue_add(arena, issues, field, MESSAGE_WITH(wrong, typed));
    return (struct date){0};
}
