/* A vote of the cluster's meeting, and what is asked of it. Pure. */
#ifndef FEATURES_ADOPTION_ADOPTION_H
#define FEATURES_ADOPTION_ADOPTION_H

#include "features/scoring/outcome.h"
#include "text/message.h"

enum vote_manner {
    VOTE_HANDS,  /* by show of hands: counted */
    VOTE_SECRET, /* by ballots: counted */
    VOTE_NAMED,  /* each member's voice taken down */
    VOTE_MANNER_COUNT,
};
/* "hands", "secret", "named", as stored. */
struct str vote_manner_code(enum vote_manner manner);
bool vote_manner_from_code(struct str code, enum vote_manner *ret_manner);
enum msg_id vote_manner_name(enum vote_manner manner);

/* One vote a member. */
enum vote_choice { VOICE_ABSENT, VOICE_YES, VOICE_NO, VOICE_ABSTAIN, VOICE_COUNT };
struct str vote_choice_code(enum vote_choice choice); /* "absent", "yes", "no", "abstain" */
bool vote_choice_from_code(struct str code, enum vote_choice *ret_choice);
enum msg_id vote_choice_name(enum vote_choice choice);

struct vote_count {
    size_t members; /* with a vote */
    size_t present;
    size_t yes;
    size_t no;
    size_t abstain;
    size_t needed;
    bool accepted;
};
/* The count of named voices. */
struct vote_count vote_count_named(const enum vote_choice *choices, size_t members);
/* A count as typed ("yes", "no", "abstain"; empty: 0) of so many members; those present are who
 * voted. Issues by those names, and on "yes" where nobody voted or more than there are. */
struct vote_count vote_count_read(struct arena *arena, size_t members, struct str yes,
                                  struct str no, struct str abstain, struct issues *issues);
/* Fills in needed and accepted. */
void vote_judge(struct vote_count *count, const struct vote_rule *rule);

/* The steps of a half-year, and which it is in. */
enum step_state { STEP_IS_TODO, STEP_IS_DOING, STEP_IS_DONE, STEP_IS_SKIPPED };
struct step_facts {
    size_t members;
    size_t sent;
    size_t crossed;  /* members that somebody cross-checked */
    size_t verified; /* complete, looked at by the head, a deputy or the office */
    size_t by_office;
    struct scoring_result result;
    bool returned; /* by the council, and nothing followed */
};
/* What each step has come to, [SCORE_STAGE_COUNT]. Cross-checking and the office's step may be left
 * out: they are skipped where a later one is done without them. Returns the step the half-year is
 * in: the first that must be and is not done; SCORE_STAGE_COUNT when all are. */
enum score_stage steps_judge(const struct step_facts *facts, enum step_state *ret_states);

#endif
