#include "features/adoption/adoption.h"

static const struct {
    struct str code;
    enum msg_id name;
} MANNERS[VOTE_MANNER_COUNT] = {
    [VOTE_HANDS] = {STR_INIT("hands"), MSG_adoption_manner_hands},
    [VOTE_SECRET] = {STR_INIT("secret"), MSG_adoption_manner_secret},
    [VOTE_NAMED] = {STR_INIT("named"), MSG_adoption_manner_named},
};
static const struct {
    struct str code;
    enum msg_id name;
} CHOICES[VOICE_COUNT] = {
    [VOICE_ABSENT] = {STR_INIT("absent"), MSG_adoption_choice_absent},
    [VOICE_YES] = {STR_INIT("yes"), MSG_adoption_choice_yes},
    [VOICE_NO] = {STR_INIT("no"), MSG_adoption_choice_no},
    [VOICE_ABSTAIN] = {STR_INIT("abstain"), MSG_adoption_choice_abstain},
};

struct str vote_manner_code(enum vote_manner manner) {
    return MANNERS[manner].code;
}

enum msg_id vote_manner_name(enum vote_manner manner) {
    return MANNERS[manner].name;
}

bool vote_manner_from_code(struct str code, enum vote_manner *ret_manner) {
    for (int manner = 0; manner < VOTE_MANNER_COUNT; manner++)
        if (str_equal(MANNERS[manner].code, code)) {
            *ret_manner = (enum vote_manner)manner;
            return true;
        }
    return false;
}

struct str vote_choice_code(enum vote_choice choice) {
    return CHOICES[choice].code;
}

enum msg_id vote_choice_name(enum vote_choice choice) {
    return CHOICES[choice].name;
}

bool vote_choice_from_code(struct str code, enum vote_choice *ret_choice) {
    for (int choice = 0; choice < VOICE_COUNT; choice++)
        if (str_equal(CHOICES[choice].code, code)) {
            *ret_choice = (enum vote_choice)choice;
            return true;
        }
    return false;
}

struct vote_count vote_count_named(const enum vote_choice *choices, size_t members) {
    struct vote_count count = {.members = members};
    for (size_t i = 0; i < members; i++) {
        count.present += choices[i] != VOICE_ABSENT;
        count.yes += choices[i] == VOICE_YES;
        count.no += choices[i] == VOICE_NO;
        count.abstain += choices[i] == VOICE_ABSTAIN;
    }
    return count;
}

static size_t read_votes(struct arena *arena, size_t members, struct str text, const char *field,
                         struct issues *issues) {
    long long votes = 0;
    if (str_is_empty(str_trim(text)))
        return 0;
    if (!str_to_int64(str_trim(text), &votes) || votes < 0 || (size_t)votes > members) {
        issue_add(arena, issues, str_from_c(field),
                  MESSAGE_WITH(MSG_adoption_votes_wrong, str_format(arena, "%zu", members)));
        return 0;
    }
    return (size_t)votes;
}

struct vote_count vote_count_read(struct arena *arena, size_t members, struct str yes,
                                  struct str no, struct str abstain, struct issues *issues) {
    size_t before = issues->count;
    struct vote_count count = {.members = members};
    count.yes = read_votes(arena, members, yes, "yes", issues);
    count.no = read_votes(arena, members, no, "no", issues);
    count.abstain = read_votes(arena, members, abstain, "abstain", issues);
    count.present = count.yes + count.no + count.abstain;
    if (issues->count > before)
        return count;
    if (!count.present)
        issue_add(arena, issues, STR("yes"), MESSAGE(MSG_adoption_nobody_voted));
    else if (count.present > members)
        issue_add(arena, issues, STR("yes"),
                  MESSAGE_WITH(MSG_adoption_too_many_votes, str_format(arena, "%zu", count.present),
                               str_format(arena, "%zu", members)));
    return count;
}

void vote_judge(struct vote_count *count, const struct vote_rule *rule) {
    count->needed = vote_rule_needed(rule, count->members);
    count->accepted = count->members > 0 && count->yes >= count->needed;
}

static enum step_state progress(size_t done, size_t all) {
    return !done ? STEP_IS_TODO : done < all ? STEP_IS_DOING : STEP_IS_DONE;
}

enum score_stage steps_judge(const struct step_facts *facts, enum step_state *ret_states) {
    enum step_state *states = ret_states;
    states[SCORE_SELF] = progress(facts->sent, facts->members);
    states[SCORE_CROSS] = progress(facts->crossed, facts->members);
    states[SCORE_HEAD] = progress(facts->verified, facts->members);
    states[SCORE_OFFICE] = progress(facts->by_office, facts->members);
    enum result_state result = facts->result.state;
    states[SCORE_MEETING] = result >= RESULT_ADOPTED                   ? STEP_IS_DONE
                            : facts->result.changed || facts->returned ? STEP_IS_DOING
                                                                       : STEP_IS_TODO;
    states[SCORE_COUNCIL] = result == RESULT_APPROVED ? STEP_IS_DONE : STEP_IS_TODO;
    bool verified = states[SCORE_HEAD] == STEP_IS_DONE;
    bool adopted = states[SCORE_MEETING] == STEP_IS_DONE;
    if (verified && states[SCORE_CROSS] == STEP_IS_TODO)
        states[SCORE_CROSS] = STEP_IS_SKIPPED;
    if (adopted && states[SCORE_OFFICE] != STEP_IS_DONE)
        states[SCORE_OFFICE] = STEP_IS_SKIPPED;
    static const enum score_stage MUST[] = {SCORE_SELF, SCORE_HEAD, SCORE_MEETING, SCORE_COUNCIL};
    for (size_t i = 0; i < COUNT_OF(MUST); i++)
        if (states[MUST[i]] != STEP_IS_DONE) {
            if (states[MUST[i]] == STEP_IS_TODO)
                states[MUST[i]] = STEP_IS_DOING;
            return MUST[i];
        }
    return SCORE_STAGE_COUNT;
}
