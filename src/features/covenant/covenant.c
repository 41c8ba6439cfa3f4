#include "features/covenant/covenant.h"

#include "text/form_text.h"
#include "text/utf8.h"
#include "text/vi_fold.h"

static const struct str KINDS[COVENANT_KIND_COUNT] = {STR_INIT("yearly"), STR_INIT("drive")};

static const struct {
    struct str code;
    enum msg_id name;
} ROLES[COVENANT_ROLE_COUNT] = {
    [COVENANT_MEMBER] = {STR_INIT("member"), MSG_covenant_role_member},
    [COVENANT_APPROVAL] = {STR_INIT("approval"), MSG_covenant_role_approval},
    [COVENANT_WITNESS] = {STR_INIT("witness"), MSG_covenant_role_witness},
};

static const struct {
    struct str code;
    enum msg_id name;
} MANNERS[COVENANT_MANNER_COUNT] = {
    [COVENANT_BY_ACCOUNT] = {STR_INIT("account"), MSG_covenant_manner_account},
    [COVENANT_ON_PAPER] = {STR_INIT("paper"), MSG_covenant_manner_paper},
};

struct str covenant_kind_code(enum covenant_kind kind) {
    return KINDS[kind];
}

bool covenant_kind_from_code(struct str code, enum covenant_kind *ret_kind) {
    for (int kind = 0; kind < COVENANT_KIND_COUNT; kind++)
        if (str_equal(KINDS[kind], code)) {
            *ret_kind = (enum covenant_kind)kind;
            return true;
        }
    return false;
}

struct str covenant_role_code(enum covenant_role role) {
    return ROLES[role].code;
}

bool covenant_role_from_code(struct str code, enum covenant_role *ret_role) {
    for (int role = 0; role < COVENANT_ROLE_COUNT; role++)
        if (str_equal(ROLES[role].code, code)) {
            *ret_role = (enum covenant_role)role;
            return true;
        }
    return false;
}

enum msg_id covenant_role_name(enum covenant_role role) {
    return ROLES[role].name;
}

struct str covenant_manner_code(enum covenant_manner manner) {
    return MANNERS[manner].code;
}

bool covenant_manner_from_code(struct str code, enum covenant_manner *ret_manner) {
    for (int manner = 0; manner < COVENANT_MANNER_COUNT; manner++)
        if (str_equal(MANNERS[manner].code, code)) {
            *ret_manner = (enum covenant_manner)manner;
            return true;
        }
    return false;
}

enum msg_id covenant_manner_name(enum covenant_manner manner) {
    return MANNERS[manner].name;
}

/* --- states ---------------------------------------------------------------------------------- */

const struct covenant_text *covenant_draft(const struct covenant *covenant) {
    static const struct covenant_text EMPTY = {
        .grounds = STR_INIT(""), .opening = STR_INIT(""), .closing = STR_INIT("")};
    return covenant->texts.count ? &covenant->texts.items[covenant->texts.count - 1] : &EMPTY;
}

const struct covenant_version *covenant_current(const struct covenant *covenant) {
    size_t count = covenant->versions.count;
    return count ? &covenant->versions.items[count - 1] : NULL;
}

const struct covenant_signature *covenant_signature_of(const struct covenant_version *version,
                                                       struct str unit_id,
                                                       enum covenant_role role) {
    for (size_t i = 0; i < version->signatures.count; i++) {
        const struct covenant_signature *signature = &version->signatures.items[i];
        if (!signature->withdrawn_ms && signature->role == role &&
            str_equal(signature->unit_id, unit_id))
            return signature;
    }
    return NULL;
}

size_t covenant_signed_count(const struct covenant_version *version,
                             const struct cluster_units *members) {
    size_t count = 0;
    for (size_t i = 0; i < members->count; i++)
        count += covenant_signature_of(version, members->items[i].id, COVENANT_MEMBER) != NULL;
    return count;
}

enum covenant_state covenant_state_of(const struct covenant *covenant,
                                      const struct cluster_units *members) {
    const struct covenant_version *current = covenant_current(covenant);
    if (!current)
        return covenant->texts.count ? COVENANT_DRAWN_UP : COVENANT_EMPTY;
    return members->count && covenant_signed_count(current, members) == members->count
               ? COVENANT_SIGNED
               : COVENANT_TO_SIGN;
}

enum msg_id covenant_state_name(enum covenant_state state) {
    static const enum msg_id NAMES[COVENANT_STATE_COUNT] = {
        MSG_covenant_state_empty, MSG_covenant_state_drawn_up, MSG_covenant_state_to_sign,
        MSG_covenant_state_signed};
    return NAMES[state];
}

/* --- what is signed -------------------------------------------------------------------------- */

static struct str member_name(const struct cluster_units *members, struct str unit_id) {
    for (size_t i = 0; i < members->count; i++)
        if (str_equal(members->items[i].id, unit_id))
            return members->items[i].name;
    return STR("");
}

/* Each line says what it is, so that no word can move from one part to another unnoticed; a line
 * break inside a part is a line that begins with a tab. */
static void add_part(struct arena *arena, struct str *text, const char *part, struct str words) {
    *text = str_concat(arena, *text, str_format(arena, "%s:", part));
    struct str rest = words.p ? words : STR("");
    while (rest.p) {
        struct str line = str_cut(&rest, '\n');
        *text = str_concat(arena, *text, str_format(arena, "\t" STR_FMT "\n", STR_ARG(line)));
    }
}

struct str covenant_signed_text(struct arena *arena, const struct covenant_body *body,
                                struct str title, const struct covenant_text *text,
                                const struct covenant_targets *targets) {
    struct str words = str_format(arena, "year:\t%d\n", body->year);
    add_part(arena, &words, "cluster", body->cluster);
    add_part(arena, &words, "title", title);
    add_part(arena, &words, "grounds", text->grounds);
    add_part(arena, &words, "opening", text->opening);
    for (size_t i = 0; i < text->contents.count; i++) {
        add_part(arena, &words, "content", text->contents.items[i].title);
        add_part(arena, &words, "body", text->contents.items[i].body);
    }
    add_part(arena, &words, "closing", text->closing);
    for (size_t i = 0; i < body->members->count; i++)
        add_part(arena, &words, "member", body->members->items[i].name);
    for (size_t i = 0; i < targets->count; i++) {
        const struct covenant_target *target = &targets->items[i];
        add_part(arena, &words, "target of", member_name(body->members, target->unit_id));
        add_part(arena, &words, "content", target->content);
        add_part(arena, &words, "amount", target->amount);
        add_part(arena, &words, "half", target->half);
    }
    return words;
}

/* --- forms ----------------------------------------------------------------------------------- */

static struct str clean_text(struct arena *arena, struct issues *issues, const char *field,
                             struct str typed, size_t max) {
    return form_text(arena, issues, str_from_c(field), typed, max, MSG_covenant_too_long);
}

static struct str clean_line(struct arena *arena, struct issues *issues, const char *field,
                             struct str typed, size_t max) {
    return form_line(arena, issues, str_from_c(field), typed, max, MSG_covenant_too_long);
}

static void check_contents(struct arena *arena, const struct covenant_contents *typed,
                           struct issues *issues, struct covenant_text *text) {
    for (size_t i = 0; i < typed->count; i++) {
        const char *title_field = str_format(arena, "content-title-%zu", i).p;
        const char *body_field = str_format(arena, "content-body-%zu", i).p;
        struct covenant_content content = {
            clean_line(arena, issues, title_field, typed->items[i].title, COVENANT_TITLE_MAX),
            clean_text(arena, issues, body_field, typed->items[i].body, COVENANT_LINE_MAX)};
        if (str_is_empty(content.title) && !str_is_empty(content.body))
            issue_add(arena, issues, str_from_c(title_field),
                      MESSAGE(MSG_covenant_content_title_missing));
        if (!str_is_empty(content.title) || !str_is_empty(content.body))
            *list_push(arena, &text->contents) = content;
    }
    if (text->contents.count > COVENANT_CONTENTS_MAX)
        issue_add(arena, issues, STR("content-title-0"),
                  MESSAGE_WITH(MSG_covenant_too_many,
                               str_format(arena, "%d", (int)COVENANT_CONTENTS_MAX)));
}

void covenant_check_text(struct arena *arena, const struct covenant_text_form *form, int64_t stored,
                         struct issues *issues, struct covenant_text *ret_text) {
    struct covenant_text text = {.revision = stored + 1};
    text.grounds = clean_text(arena, issues, "grounds", form->grounds, COVENANT_TEXT_MAX);
    text.opening = clean_text(arena, issues, "opening", form->opening, COVENANT_TEXT_MAX);
    text.closing = clean_text(arena, issues, "closing", form->closing, COVENANT_TEXT_MAX);
    text.note = clean_line(arena, issues, "note", form->note, COVENANT_TITLE_MAX);
    check_contents(arena, &form->contents, issues, &text);
    if (form->seen_revision != stored)
        issue_add(arena, issues, STR_NONE, MESSAGE(MSG_covenant_changed_meanwhile));
    if (!text.contents.count)
        issue_add(arena, issues, STR("content-title-0"), MESSAGE(MSG_covenant_no_contents));
    *ret_text = text;
}

void covenant_check_freeze(struct arena *arena, const struct covenant *covenant,
                           int64_t seen_revision, struct str signed_text, struct issues *issues) {
    const struct covenant_text *draft = covenant_draft(covenant);
    const struct covenant_version *current = covenant_current(covenant);
    if (!draft->contents.count)
        issue_add(arena, issues, STR_NONE, MESSAGE(MSG_covenant_empty_freeze));
    else if (draft->revision != seen_revision)
        issue_add(arena, issues, STR_NONE, MESSAGE(MSG_covenant_changed_meanwhile));
    else if (current && str_equal(current->signed_text, signed_text))
        issue_add(arena, issues, STR_NONE,
                  MESSAGE_WITH(MSG_covenant_frozen_already,
                               str_format(arena, "%lld", (long long)current->number)));
}

void covenant_check_title(struct arena *arena, struct str typed, struct issues *issues,
                          struct str *ret_title, struct str *ret_code) {
    *ret_title = clean_line(arena, issues, "title", typed, COVENANT_TITLE_MAX);
    *ret_code = vi_slug(arena, utf8_head(*ret_title, 60));
    if (str_is_empty(*ret_code))
        issue_add(arena, issues, STR("title"), MESSAGE(MSG_covenant_title_missing));
}

/* "9:14" and "09:14" give "09:14". */
static bool time_of_day(struct arena *arena, struct str typed, struct str *ret_time) {
    struct str rest = typed;
    struct str hour_text = str_cut(&rest, ':');
    long long hour, minute;
    if (!rest.p || rest.n != 2 || hour_text.n < 1 || hour_text.n > 2 ||
        !str_to_int64(hour_text, &hour) || !str_to_int64(rest, &minute))
        return false;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59)
        return false;
    *ret_time = str_format(arena, "%02lld:%02lld", hour, minute);
    return true;
}

static void check_when(struct arena *arena, const struct covenant_sign_form *form,
                       const struct covenant_version *version, int64_t now_ms,
                       struct issues *issues, struct covenant_signature *signature) {
    struct date today = date_of_instant(now_ms);
    struct date frozen = date_of_instant(version->frozen_ms);
    signature->on = today;
    signature->time = STR("");
    if (signature->manner == COVENANT_BY_ACCOUNT) {
        signature->time = instant_time_display(arena, now_ms);
        return;
    }
    if (str_is_empty(form->on) || !date_read_human(form->on, &signature->on))
        issue_add(arena, issues, STR("on"), MESSAGE(MSG_covenant_date_wrong));
    else if (date_compare(signature->on, frozen) < 0)
        issue_add(arena, issues, STR("on"),
                  MESSAGE_WITH(MSG_covenant_before_freeze, date_display(arena, frozen)));
    else if (date_compare(signature->on, today) > 0)
        issue_add(arena, issues, STR("on"), MESSAGE(MSG_covenant_in_future));
    if (!str_is_empty(form->time) && !time_of_day(arena, form->time, &signature->time))
        issue_add(arena, issues, STR("time"), MESSAGE(MSG_covenant_time_wrong));
}

void covenant_check_signature(struct arena *arena, const struct covenant_sign_form *form,
                              const struct covenant_version *version, struct str unit_id,
                              int64_t now_ms, struct issues *issues,
                              struct covenant_signature *ret_signature) {
    struct covenant_signature signature = {.unit_id = unit_id, .manner = COVENANT_ON_PAPER};
    if (!version) {
        issue_add(arena, issues, STR_NONE, MESSAGE(MSG_covenant_not_frozen));
        return;
    }
    struct str number = str_format(arena, "%lld", (long long)version->number);
    if (!str_equal(form->version, number))
        issue_add(arena, issues, STR_NONE, MESSAGE_WITH(MSG_covenant_newer_version, number));
    if (!covenant_role_from_code(form->role, &signature.role))
        issue_add(arena, issues, STR("role"), MESSAGE(MSG_covenant_role_wrong));
    if (!covenant_manner_from_code(form->manner, &signature.manner))
        issue_add(arena, issues, STR("manner"), MESSAGE(MSG_covenant_manner_wrong));
    if (str_is_empty(unit_id))
        issue_add(arena, issues, STR("unit"), MESSAGE(MSG_covenant_not_member));
    else if (covenant_signature_of(version, unit_id, signature.role))
        issue_add(arena, issues, STR("unit"), MESSAGE(MSG_covenant_signed_already));
    signature.name = clean_line(arena, issues, "name", form->name, COVENANT_NAME_MAX);
    signature.post = clean_line(arena, issues, "post", form->post, COVENANT_NAME_MAX);
    signature.rank = clean_line(arena, issues, "rank", form->rank, COVENANT_NAME_MAX);
    signature.place = clean_line(arena, issues, "place", form->place, COVENANT_TITLE_MAX);
    if (str_is_empty(signature.name))
        issue_add(arena, issues, STR("name"), MESSAGE(MSG_covenant_name_missing));
    if (str_is_empty(signature.post))
        issue_add(arena, issues, STR("post"), MESSAGE(MSG_covenant_post_missing));
    check_when(arena, form, version, now_ms, issues, &signature);
    *ret_signature = signature;
}
