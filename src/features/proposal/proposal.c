#include "features/proposal/proposal.h"

#include "features/scoring/quota.h"

static const struct {
    struct str code;
    enum msg_id name;
} KINDS[PROPOSAL_KIND_COUNT] = {
    [PROPOSAL_NONE] = {STR_INIT(""), MSG_proposal_none},
    [PROPOSAL_FLAG] = {STR_INIT("flag"), MSG_proposal_flag},
    [PROPOSAL_CERTIFICATE] = {STR_INIT("certificate"), MSG_proposal_certificate},
};

struct str proposal_kind_code(enum proposal_kind kind) {
    return KINDS[kind].code;
}

bool proposal_kind_from_code(struct str code, enum proposal_kind *ret_kind) {
    for (int kind = 0; kind < PROPOSAL_KIND_COUNT; kind++)
        if (str_equal(KINDS[kind].code, code)) {
            *ret_kind = (enum proposal_kind)kind;
            return true;
        }
    return false;
}

enum msg_id proposal_kind_name(enum proposal_kind kind) {
    return KINDS[kind].name;
}

enum msg_id proposal_why_words(enum proposal_why why) {
    static const enum msg_id WORDS[] = {
        [PROPOSAL_BY_PLACE] = MSG_proposal_by_place,
        [PROPOSAL_BEHIND] = MSG_proposal_behind,
        [PROPOSAL_TIED] = MSG_proposal_tied,
        [PROPOSAL_DISQUALIFIED] = MSG_proposal_disqualified,
        [PROPOSAL_INCOMPLETE] = MSG_proposal_incomplete,
        [PROPOSAL_UNPLACED] = MSG_proposal_unplaced,
    };
    return WORDS[why];
}

/* --- quotas ------------------------------------------------------------------------------- */

static bool read_count(struct str text, size_t *ret_count) {
    long long count;
    bool fine = str_to_int64(text, &count) && count >= 0 && count <= 9999;
    *ret_count = fine ? (size_t)count : 0;
    return fine;
}

struct proposal_quota proposal_quota_read(struct str flags, struct str certificates) {
    struct proposal_quota quota = {0};
    quota.has_flags = read_count(str_trim(flags), &quota.flags);
    struct str text = str_trim(certificates);
    ptrdiff_t percent = str_find(text, STR("%"));
    if (percent < 0) {
        quota.has_certificates = read_count(text, &quota.certificates);
        return quota;
    }
    struct str base = str_trim(str_slice(text, (size_t)percent + 1, text.n));
    quota.by_share = quota.has_certificates =
        decimal_parse(str_trim(str_slice(text, 0, (size_t)percent)), &quota.share) &&
        quota.share.units >= 0 && decimal_compare(quota.share, DECIMAL(100, 0)) <= 0;
    quota.of_all = str_equal_c(base, "all");
    return quota;
}

size_t proposal_certificates_max(const struct proposal_quota *quota, size_t members,
                                 size_t flags_proposed) {
    if (!quota->has_certificates || !quota->by_share)
        return quota->certificates;
    size_t rest = members > flags_proposed ? members - flags_proposed : 0;
    return quota_ceiling(quota->of_all ? members : rest, quota->share, QUOTA_FLOOR);
}

/* --- the list ----------------------------------------------------------------------------- */

static enum proposal_why why_not(const struct standing *standing) {
    return !standing->totals.complete      ? PROPOSAL_INCOMPLETE
           : standing->totals.disqualified ? PROPOSAL_DISQUALIFIED
           : standing->undecided           ? PROPOSAL_TIED
           : !standing->place              ? PROPOSAL_UNPLACED
                                           : PROPOSAL_BEHIND;
}

static size_t sharing(const struct proposal_draft *drafts, size_t first, size_t count) {
    size_t end = first + 1;
    while (end < count && drafts[end].place == drafts[first].place)
        end++;
    return end - first;
}

/* Gives KIND to whole places from *AT on, so far as LEFT reaches; returns how many got it. A place
 * that does not fit stays open, and so do all behind it. */
static size_t give(struct proposal_draft *drafts, size_t placed, size_t *at, size_t left,
                   enum proposal_kind kind) {
    size_t given = 0;
    while (*at < placed && left) {
        size_t group = sharing(drafts, *at, placed);
        for (size_t i = *at; i < *at + group; i++) {
            drafts[i].kind = group <= left ? kind : PROPOSAL_NONE;
            drafts[i].why = group <= left ? PROPOSAL_BY_PLACE : PROPOSAL_TIED;
        }
        if (group > left)
            return given;
        *at += group;
        left -= group;
        given += group;
    }
    return given;
}

void proposal_make(struct arena *arena, const struct standing *standings, size_t count,
                   const struct proposal_quota *quota, struct proposal_draft **ret_drafts) {
    struct proposal_draft *drafts = ARENA_ARRAY(arena, struct proposal_draft, count);
    size_t placed = 0, at = 0;
    for (size_t i = 0; i < count; i++) {
        drafts[i] = (struct proposal_draft){
            .unit = standings[i].unit, .place = standings[i].place, .why = why_not(&standings[i])};
        placed += placed == i && standings[i].place > 0;
    }
    size_t flags = give(drafts, placed, &at, quota->has_flags ? quota->flags : 0, PROPOSAL_FLAG);
    bool open = at < placed && drafts[at].why == PROPOSAL_TIED;
    if (!open)
        give(drafts, placed, &at, proposal_certificates_max(quota, count, flags),
             PROPOSAL_CERTIFICATE);
    *ret_drafts = drafts;
}

/* --- examples ----------------------------------------------------------------------------- */

const struct proposal_example proposal_examples[] = {
    {"CF-01", MSG_proposal_example_quang_ninh, "QĐ 1174/2017, Quảng Ninh", "S"},
    {"CF-02", MSG_proposal_example_quang_nam, "QĐ 11/2021/QĐ-UBND, Quảng Nam, Điều 8", "S"},
    {"CF-07", MSG_proposal_example_conditions, "QĐ 11/2021/QĐ-UBND, Quảng Nam, Điều 7", "S"},
    {"CF-04", MSG_proposal_example_hung_yen, "Dự thảo hướng dẫn 2021, Hưng Yên", "S2"},
};
const size_t proposal_examples_count = COUNT_OF(proposal_examples);
