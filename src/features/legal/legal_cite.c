#include "features/legal/legal_cite.h"

#include "text/vi_fold.h"

enum { CITE_BYTES_MAX = 64 << 10 };

struct legal_words {
    struct str kinds[LANG_COUNT];
    struct str number;
    struct str issuer;
    bool is_number_shared; /* with another document */
};

/* Folded, with blanks for line breaks and for the signs that part words of a citation. */
static struct str plain(struct arena *arena, struct str text) {
    struct str copy = str_copy(arena, text.p ? str_slice(text, 0, CITE_BYTES_MAX) : STR(""));
    char *bytes = ARENA_ARRAY(arena, char, copy.n + 1);
    for (size_t i = 0; i < copy.n; i++) {
        char c = copy.p[i];
        bytes[i] = c == '\n' || c == '\r' || c == '\t' || c == ',' || c == ';' ? ' ' : c;
    }
    return vi_fold(arena, (struct str){bytes, copy.n});
}

void legal_citer_make(struct arena *arena, const struct legal_documents *documents, enum lang lang,
                      struct legal_citer *ret_citer) {
    struct legal_citer citer = {.documents = *documents, .lang = lang};
    citer.words = ARENA_ARRAY(arena, struct legal_words, documents->count + 1);
    for (size_t i = 0; i < documents->count; i++) {
        const struct legal_document *document = &documents->items[i];
        struct legal_words *words = &citer.words[i];
        for (int l = 0; l < LANG_COUNT; l++)
            words->kinds[l] =
                plain(arena, message_plain((enum lang)l, legal_kind_name(document->kind)));
        words->number = plain(arena, document->number);
        words->issuer = plain(arena, document->issuer);
        words->is_number_shared = false;
        for (size_t k = 0; k < i; k++)
            if (str_equal(citer.words[k].number, words->number))
                words->is_number_shared = citer.words[k].is_number_shared = true;
    }
    *ret_citer = citer;
}

/* --- reading ---------------------------------------------------------------------------------- */

/* Takes WORD off the front, where it ends with a blank or the text. */
static bool take(struct str *rest, struct str word) {
    if (!word.n || !str_starts_with(*rest, word) || (rest->n > word.n && rest->p[word.n] != ' '))
        return false;
    *rest = str_trim(str_slice(*rest, word.n, rest->n));
    return true;
}

static struct str take_token(struct str *rest) {
    struct str token = str_cut(rest, ' ');
    *rest = rest->p ? str_trim(*rest) : STR("");
    return token;
}

/* "14/6/2025", "14 thang 6 nam 2025". */
static bool take_day(struct arena *arena, struct str *rest, struct date *ret_day) {
    struct str left = *rest;
    struct str day = take_token(&left);
    if (take(&left, STR("thang"))) {
        struct str month = take_token(&left);
        if (!take(&left, STR("nam")))
            return false;
        struct str year = take_token(&left);
        day = str_format(arena, STR_FMT "/" STR_FMT "/" STR_FMT, STR_ARG(day), STR_ARG(month),
                         STR_ARG(year));
    }
    if (!date_read_human(day, ret_day))
        return false;
    *rest = left;
    return true;
}

static bool may_be_issued_on(const struct legal_document *document, struct date day) {
    return partial_date_is_empty(document->issued) ||
           (date_compare(partial_date_first(document->issued), day) <= 0 &&
            date_compare(day, partial_date_last(document->issued)) <= 0);
}

/* Whether all of the folded TEXT are words that cite the document. */
static bool names(struct arena *arena, const struct legal_document *document,
                  const struct legal_words *words, struct str text) {
    static const struct str JOINTS[] = {STR_INIT("ngay"), STR_INIT("cua"), STR_INIT("of"),
                                        STR_INIT("by"), STR_INIT("on")};
    struct str rest = text;
    if (!take(&rest, words->kinds[LANG_VI]))
        take(&rest, words->kinds[LANG_EN]);
    take(&rest, STR("so"));
    if (!take(&rest, words->number))
        return false;
    while (rest.n) {
        bool is_joint = false;
        for (size_t i = 0; !is_joint && i < COUNT_OF(JOINTS); i++)
            is_joint = take(&rest, JOINTS[i]);
        struct date day;
        if (is_joint || take(&rest, words->issuer))
            continue;
        if (!take_day(arena, &rest, &day) || !may_be_issued_on(document, day))
            return false;
    }
    return true;
}

/* Where several documents bear the number, the issuer says which. */
static const struct legal_document *the_one(const struct legal_citer *citer, struct str folded,
                                            const bool *fits) {
    const struct legal_document *one = NULL;
    size_t count = 0, named_count = 0;
    for (size_t i = 0; i < citer->documents.count; i++) {
        if (!fits[i])
            continue;
        bool is_named = citer->words[i].issuer.n && str_find(folded, citer->words[i].issuer) >= 0;
        count++;
        named_count += is_named;
        if (is_named || !named_count)
            one = &citer->documents.items[i];
    }
    return count == 1 || named_count == 1 ? one : NULL;
}

const struct legal_document *legal_cited(struct arena *arena, const struct legal_citer *citer,
                                         struct str text) {
    struct str trimmed = str_trim(text.p ? text : STR(""));
    if (!trimmed.n)
        return NULL;
    const struct legal_document *coded = legal_find(&citer->documents, trimmed);
    if (coded)
        return coded;
    struct str folded = plain(arena, trimmed);
    bool *fits = ARENA_ARRAY(arena, bool, citer->documents.count + 1);
    for (size_t i = 0; i < citer->documents.count; i++)
        fits[i] = names(arena, &citer->documents.items[i], &citer->words[i], folded);
    return the_one(citer, folded, fits);
}

struct str legal_cite_read(struct arena *arena, const struct legal_citer *citer, struct str typed) {
    const struct legal_document *document = legal_cited(arena, citer, typed);
    return document ? document->code : str_trim(typed.p ? typed : STR(""));
}

static bool is_number_shared(const struct legal_citer *citer,
                             const struct legal_document *document) {
    return citer->words[document - citer->documents.items].is_number_shared;
}

struct str legal_cite_typed(struct arena *arena, const struct legal_citer *citer,
                            struct str stored) {
    const struct legal_document *document =
        legal_find(&citer->documents, stored.p ? stored : STR(""));
    if (!document)
        return stored.p ? stored : STR("");
    struct str kind = message_plain(citer->lang, legal_kind_name(document->kind));
    return str_format(arena, STR_FMT " " STR_FMT "%s" STR_FMT, STR_ARG(kind),
                      STR_ARG(document->number), is_number_shared(citer, document) ? ", " : "",
                      STR_ARG(is_number_shared(citer, document) ? document->issuer : STR("")));
}

/* --- showing ---------------------------------------------------------------------------------- */

static struct legal_cite cite_of(struct arena *arena, const struct legal_citer *citer,
                                 const struct legal_document *document, struct str text,
                                 struct date day) {
    struct legal_cite cite = {
        .text = text.p ? text : STR(""), .href = STR(""), .doubt = STR(""), .mark = STR("")};
    if (!document)
        return cite;
    cite.href = str_format(arena, "/can-cu/" STR_FMT, STR_ARG(document->code));
    if (document->mark == LEGAL_SECOND_HAND)
        cite.mark = message_plain(citer->lang, legal_mark_name(document->mark));
    struct message doubt;
    if (!date_is_empty(day) && legal_doubt(arena, &citer->documents, document->code, day, &doubt))
        cite.doubt = message_text(arena, citer->lang, doubt);
    return cite;
}

struct legal_cite legal_cite_view(struct arena *arena, const struct legal_citer *citer,
                                  struct str stored, struct date day) {
    const struct legal_document *document = legal_cited(arena, citer, stored);
    bool is_code = document && str_equal(document->code, stored);
    return cite_of(arena, citer, document,
                   is_code ? legal_citation(arena, citer->lang, document) : stored, day);
}

struct legal_cite legal_cite_decision(struct arena *arena, const struct legal_citer *citer,
                                      struct str number, struct partial_date made_on,
                                      struct str issuer, struct date day) {
    struct str words = str_format(arena, STR_FMT " " STR_FMT, STR_ARG(number), STR_ARG(issuer));
    const struct legal_document *document = legal_cited(arena, citer, number);
    if (!document && issuer.n)
        document = legal_cited(arena, citer, words);
    bool is_other = document && partial_date_is_full(made_on) &&
                    !may_be_issued_on(document, partial_date_first(made_on));
    return cite_of(arena, citer, is_other ? NULL : document, number, day);
}

/* --- in longer texts ----------------------------------------------------------------------------
 */

static bool is_of_a_number(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' || c == '-';
}

/* Where the number stands by itself in the folded text; -1: nowhere. */
static ptrdiff_t place_of(struct str text, struct str number) {
    for (size_t from = 0; number.n && from < text.n;) {
        ptrdiff_t found = str_find(str_slice(text, from, text.n), number);
        if (found < 0)
            return -1;
        size_t begin = from + (size_t)found, end = begin + number.n;
        if ((begin == 0 || !is_of_a_number(text.p[begin - 1])) &&
            (end == text.n || !is_of_a_number(text.p[end])))
            return (ptrdiff_t)begin;
        from = begin + 1;
    }
    return -1;
}

void legal_cite_mentions(struct arena *arena, const struct legal_citer *citer, struct str text,
                         struct date day, struct legal_cites *ret_cites) {
    struct str folded = plain(arena, text);
    size_t count = citer->documents.count;
    ptrdiff_t *places = ARENA_ARRAY(arena, ptrdiff_t, count + 1);
    *ret_cites = (struct legal_cites){0};
    for (size_t i = 0; i < count; i++) {
        places[i] = place_of(folded, citer->words[i].number);
        if (places[i] >= 0 && citer->words[i].is_number_shared &&
            (!citer->words[i].issuer.n || str_find(folded, citer->words[i].issuer) < 0))
            places[i] = -1;
    }
    for (;;) {
        size_t next = count;
        for (size_t i = 0; i < count; i++)
            if (places[i] >= 0 && (next == count || places[i] < places[next]))
                next = i;
        if (next == count)
            return;
        const struct legal_document *document = &citer->documents.items[next];
        *list_push(arena, ret_cites) =
            cite_of(arena, citer, document, legal_citation(arena, citer->lang, document), day);
        places[next] = -1;
    }
}

void legal_cite_suggest(struct arena *arena, const struct legal_citer *citer,
                        struct legal_suggestions *ret_suggestions) {
    *ret_suggestions = (struct legal_suggestions){0};
    for (size_t i = 0; i < citer->documents.count && i < LEGAL_SUGGESTIONS_MAX; i++) {
        const struct legal_document *document = &citer->documents.items[i];
        struct str kind = message_plain(citer->lang, legal_kind_name(document->kind));
        struct legal_suggestion *suggestion = list_push(arena, ret_suggestions);
        suggestion->value = is_number_shared(citer, document)
                                ? str_format(arena, STR_FMT ", " STR_FMT, STR_ARG(document->number),
                                             STR_ARG(document->issuer))
                                : document->number;
        suggestion->label =
            str_format(arena, STR_FMT " · " STR_FMT, STR_ARG(kind), STR_ARG(document->title));
    }
}
