#include "features/legal/legal.h"

#include "text/form_text.h"
#include "text/vi_fold.h"

static const struct {
    struct str code;
    enum msg_id name;
} KINDS[LEGAL_KIND_COUNT] = {
    [LEGAL_LAW] = {STR_INIT("law"), MSG_legal_kind_law},
    [LEGAL_DECREE] = {STR_INIT("decree"), MSG_legal_kind_decree},
    [LEGAL_CIRCULAR] = {STR_INIT("circular"), MSG_legal_kind_circular},
    [LEGAL_DIRECTIVE] = {STR_INIT("directive"), MSG_legal_kind_directive},
    [LEGAL_GUIDANCE] = {STR_INIT("guidance"), MSG_legal_kind_guidance},
    [LEGAL_DECISION] = {STR_INIT("decision"), MSG_legal_kind_decision},
    [LEGAL_RESOLUTION] = {STR_INIT("resolution"), MSG_legal_kind_resolution},
    [LEGAL_REGULATION] = {STR_INIT("regulation"), MSG_legal_kind_regulation},
    [LEGAL_OTHER] = {STR_INIT("other"), MSG_legal_kind_other},
};

static const struct {
    struct str code;
    enum msg_id name;
} SCOPES[LEGAL_SCOPE_COUNT] = {
    [LEGAL_FOR_ALL] = {STR_INIT("all"), MSG_legal_scope_all},
    [LEGAL_FOR_ARMY] = {STR_INIT("army"), MSG_legal_scope_army},
    [LEGAL_FOR_MILITIA] = {STR_INIT("militia"), MSG_legal_scope_militia},
    [LEGAL_FOR_PLACE] = {STR_INIT("place"), MSG_legal_scope_place},
};

struct str legal_kind_code(enum legal_kind kind) {
    return KINDS[kind].code;
}

bool legal_kind_from_code(struct str code, enum legal_kind *ret_kind) {
    for (int kind = 0; kind < LEGAL_KIND_COUNT; kind++)
        if (str_equal(KINDS[kind].code, code)) {
            *ret_kind = (enum legal_kind)kind;
            return true;
        }
    return false;
}

struct str legal_scope_code(enum legal_scope scope) {
    return SCOPES[scope].code;
}

bool legal_scope_from_code(struct str code, enum legal_scope *ret_scope) {
    for (int scope = 0; scope < LEGAL_SCOPE_COUNT; scope++)
        if (str_equal(SCOPES[scope].code, code)) {
            *ret_scope = (enum legal_scope)scope;
            return true;
        }
    return false;
}

enum msg_id legal_kind_name(enum legal_kind kind) {
    return KINDS[kind].name;
}

enum msg_id legal_scope_name(enum legal_scope scope) {
    return SCOPES[scope].name;
}

enum msg_id legal_mark_name(enum legal_mark mark) {
    static const enum msg_id NAMES[LEGAL_MARK_COUNT] = {
        MSG_legal_mark_sourced, MSG_legal_mark_second_hand, MSG_legal_mark_entered};
    return NAMES[mark];
}

enum msg_id legal_standing_name(enum legal_standing standing) {
    static const enum msg_id NAMES[LEGAL_STANDING_COUNT] = {
        MSG_legal_standing_unknown, MSG_legal_standing_not_yet, MSG_legal_standing_in_force,
        MSG_legal_standing_ended};
    return NAMES[standing];
}

enum legal_standing legal_standing_on(const struct legal_document *document, struct date day) {
    if (!date_is_empty(document->to) && date_compare(day, document->to) >= 0)
        return LEGAL_ENDED;
    struct date issued = partial_date_first(document->issued);
    /* Nothing binds before it was issued. */
    if (!date_is_empty(issued) && date_compare(day, issued) < 0)
        return LEGAL_NOT_YET;
    if (date_is_empty(document->from))
        return LEGAL_STANDING_UNKNOWN;
    return date_compare(day, document->from) < 0 ? LEGAL_NOT_YET : LEGAL_IN_FORCE;
}

const struct legal_document *legal_find(const struct legal_documents *documents, struct str code) {
    for (size_t i = 0; i < documents->count; i++)
        if (str_equal(documents->items[i].code, code))
            return &documents->items[i];
    return NULL;
}

struct str legal_citation(struct arena *arena, enum lang lang,
                          const struct legal_document *document) {
    struct str kind = message_plain(lang, KINDS[document->kind].name);
    if (partial_date_is_full(document->issued))
        return message_text(
            arena, lang,
            MESSAGE_WITH(MSG_legal_cited_dated, kind, document->number,
                         date_display(arena, partial_date_first(document->issued))));
    return str_format(arena, STR_FMT " " STR_FMT, STR_ARG(kind), STR_ARG(document->number));
}

bool legal_doubt(struct arena *arena, const struct legal_documents *documents, struct str code,
                 struct date day, struct message *ret_doubt) {
    struct str at = date_display(arena, day);
    const struct legal_document *document = legal_find(documents, code);
    if (!document) {
        *ret_doubt = MESSAGE_WITH(MSG_legal_doubt_unlisted, code);
        return true;
    }
    const struct legal_document *next = legal_find(documents, document->replaced_by);
    switch (legal_standing_on(document, day)) {
    case LEGAL_IN_FORCE:
        return false;
    case LEGAL_STANDING_UNKNOWN:
        *ret_doubt = MESSAGE_WITH(MSG_legal_doubt_unknown, document->number, at);
        return true;
    case LEGAL_NOT_YET:
        *ret_doubt = date_is_empty(document->from)
                         ? MESSAGE_WITH(MSG_legal_doubt_before_issue, document->number, at)
                         : MESSAGE_WITH(MSG_legal_doubt_not_yet, document->number, at,
                                        date_display(arena, document->from));
        return true;
    default:
        *ret_doubt = next ? MESSAGE_WITH(MSG_legal_doubt_replaced, document->number, at,
                                         date_display(arena, document->to), next->number)
                          : MESSAGE_WITH(MSG_legal_doubt_ended, document->number, at,
                                         date_display(arena, document->to));
        return true;
    }
}

void legal_check_register(struct arena *arena, const struct legal_documents *documents,
                          struct issues *issues) {
    for (size_t i = 0; i < documents->count; i++) {
        const struct legal_document *d = &documents->items[i];
        const struct str named[] = {d->replaced_by, d->amends};
        for (size_t k = 0; k < COUNT_OF(named); k++)
            if (named[k].n && !legal_find(documents, named[k]))
                issue_add(arena, issues, STR(""),
                          MESSAGE_WITH(MSG_legal_broken_link, d->number, named[k]));
        if (!date_is_empty(d->from) && !date_is_empty(d->to) && date_compare(d->to, d->from) <= 0)
            issue_add(arena, issues, STR(""), MESSAGE_WITH(MSG_legal_broken_dates, d->number));
    }
}

/* --- search ----------------------------------------------------------------------------------- */

static bool holds(struct str text, struct str word) {
    for (size_t i = 0; i + word.n <= text.n; i++)
        if (str_equal(str_slice(text, i, i + word.n), word))
            return true;
    return false;
}

static bool holds_words(struct arena *arena, const struct legal_document *document,
                        struct str folded) {
    struct str text =
        vi_fold(arena, str_format(arena, STR_FMT " " STR_FMT " " STR_FMT, STR_ARG(document->number),
                                  STR_ARG(document->title), STR_ARG(document->issuer)));
    while (folded.p) {
        struct str word = str_cut(&folded, ' ');
        if (word.n && !holds(text, word))
            return false;
    }
    return true;
}

void legal_search(struct arena *arena, const struct legal_documents *documents, struct str words,
                  enum legal_scope scope, struct date day, struct legal_documents *ret_found) {
    *ret_found = (struct legal_documents){0};
    struct str folded = vi_fold(arena, words.p ? words : STR(""));
    for (size_t i = 0; i < documents->count; i++) {
        const struct legal_document *document = &documents->items[i];
        enum legal_standing standing =
            date_is_empty(day) ? LEGAL_IN_FORCE : legal_standing_on(document, day);
        bool then = standing == LEGAL_IN_FORCE || standing == LEGAL_STANDING_UNKNOWN;
        bool bound = scope == LEGAL_SCOPE_COUNT || document->scope == scope;
        if (then && bound && holds_words(arena, document, folded))
            *list_push(arena, ret_found) = *document;
    }
}

/* --- the form ------------------------------------------------------------------------------------
 */

static struct str text_of(struct arena *arena, struct issues *issues, const char *field,
                          struct str typed, size_t max) {
    struct str text = str_or_empty(typed);
    form_check_length(arena, issues, str_from_c(field), text, max, MSG_legal_too_long);
    return text;
}

static struct date date_of(struct arena *arena, struct issues *issues, const char *field,
                           struct str typed) {
    return form_date(arena, issues, str_from_c(field), typed, MSG_legal_date_wrong);
}

/* Another document of the register, by code or by number. */
static struct str other_of(struct arena *arena, struct issues *issues, const char *field,
                           struct str typed, const struct legal_documents *others) {
    if (str_is_empty(typed))
        return STR("");
    for (size_t i = 0; i < others->count; i++)
        if (str_equal(others->items[i].code, typed) ||
            str_equal(vi_fold(arena, others->items[i].number), vi_fold(arena, typed)))
            return others->items[i].code;
    issue_add(arena, issues, str_from_c(field), MESSAGE_WITH(MSG_legal_not_listed, typed));
    return STR("");
}

static void check_dates(struct arena *arena, const struct legal_form *form, struct issues *issues,
                        struct legal_document *document) {
    if (!str_is_empty(form->issued) && !partial_date_read_human(form->issued, &document->issued))
        issue_add(arena, issues, STR("issued"), MESSAGE_WITH(MSG_legal_issued_wrong, form->issued));
    document->from = date_of(arena, issues, "from", form->from);
    struct date last = date_of(arena, issues, "to", form->to);
    if (!date_is_empty(last))
        document->to = date_from_days(date_to_days(last) + 1);
    if (!date_is_empty(document->to) && !date_is_empty(document->from) &&
        date_compare(document->to, document->from) <= 0)
        issue_add(arena, issues, STR("to"), MESSAGE(MSG_legal_end_before_begin));
    struct date issued = partial_date_first(document->issued);
    if (!date_is_empty(document->from) && !date_is_empty(issued) &&
        date_compare(document->from, issued) < 0)
        issue_add(arena, issues, STR("from"), MESSAGE(MSG_legal_begin_before_issue));
}

/* "07/2026/QĐ-UBND" of "UBND tỉnh Đắk Lắk": numbers are only unique with who issued them. */
static struct str code_from(struct arena *arena, const struct legal_document *document) {
    return vi_slug(arena, str_format(arena, STR_FMT " " STR_FMT " " STR_FMT,
                                     STR_ARG(KINDS[document->kind].code), STR_ARG(document->number),
                                     STR_ARG(document->issuer)));
}

void legal_check_form(struct arena *arena, const struct legal_form *form, struct str code,
                      const struct legal_documents *others, struct issues *issues,
                      struct legal_document *ret_document) {
    struct legal_document document = {.mark = LEGAL_ENTERED};
    if (!legal_kind_from_code(form->kind, &document.kind))
        issue_add(arena, issues, STR("kind"), MESSAGE(MSG_legal_kind_missing));
    if (!legal_scope_from_code(form->scope, &document.scope))
        issue_add(arena, issues, STR("scope"), MESSAGE(MSG_legal_scope_missing));
    document.number = text_of(arena, issues, "number", form->number, LEGAL_NUMBER_MAX);
    document.issuer = text_of(arena, issues, "issuer", form->issuer, LEGAL_TEXT_MAX);
    document.title = text_of(arena, issues, "title", form->title, LEGAL_TEXT_MAX);
    document.source = text_of(arena, issues, "source", form->source, LEGAL_TEXT_MAX);
    document.note = text_of(arena, issues, "note", form->note, LEGAL_TEXT_MAX);
    if (str_is_empty(document.number))
        issue_add(arena, issues, STR("number"), MESSAGE(MSG_legal_number_missing));
    if (str_is_empty(document.title))
        issue_add(arena, issues, STR("title"), MESSAGE(MSG_legal_title_missing));
    if (str_is_empty(document.source))
        issue_add(arena, issues, STR("source"), MESSAGE(MSG_legal_source_missing));
    check_dates(arena, form, issues, &document);
    document.replaced_by = other_of(arena, issues, "replaced_by", form->replaced_by, others);
    document.amends = other_of(arena, issues, "amends", form->amends, others);
    document.code = str_is_empty(code) ? code_from(arena, &document) : code;
    if (str_is_empty(code) && legal_find(others, document.code))
        issue_add(arena, issues, STR("number"), MESSAGE_WITH(MSG_legal_twice, document.number));
    if (str_equal(document.replaced_by, document.code))
        issue_add(arena, issues, STR("replaced_by"), MESSAGE(MSG_legal_by_itself));
    if (str_equal(document.amends, document.code))
        issue_add(arena, issues, STR("amends"), MESSAGE(MSG_legal_by_itself));
    *ret_document = document;
}
