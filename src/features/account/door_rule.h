/* Rules of the door, pure: when it stays shut, what a password must be, what a code looks like. */
#ifndef FEATURES_ACCOUNT_DOOR_RULE_H
#define FEATURES_ACCOUNT_DOOR_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "text/message.h"

enum {
    PASSWORD_MIN = 10,               /* letters */
    PASSWORD_CHOSEN_BYTES_MAX = 256, /* what hashing takes */
    SIGN_IN_TRIES = 5,               /* wrong ones for a login … */
    SIGN_IN_LOCK_MINUTES = 15, /* … within so long lock it, until fewer are left within it */
    ADDRESS_TRIES = 10,        /* wrong ones from an address before it is slowed */
    ADDRESS_WAIT_MAX_S = 60,
};

/* What was wrong within the last SIGN_IN_LOCK_MINUTES. */
struct door_count {
    bool known; /* the account was entered from this address before */
    int64_t of_login;
    int64_t of_pair; /* of the login, from this address */
    int64_t of_address;
    int64_t address_last_ms;
};

enum door_bar {
    DOOR_FREE,
    DOOR_LOCKED, /* the login */
    DOOR_SLOWED, /* the address: *ret_wait_ms until the next try */
};

/* Where the account is at home (known), only what was tried there counts: strangers elsewhere can
 * lock a login for themselves, never its owner out of his own place. */
enum door_bar door_bar(const struct door_count *count, int64_t now_ms, int64_t *ret_wait_ms);

/* An address as it is counted: of IPv6 the network that one subscriber has (/64). */
struct str door_address(struct arena *arena, struct str address);

/* What is wrong with a password that somebody chose: one issue at most, of the field "new", or of
 * "repeat". */
void password_check_chosen(struct arena *arena, struct str login, struct str password,
                           struct str repeated, struct issues *issues);

enum { CODE_LETTERS = 16 };

/* A code as it is kept: capitals, without blanks and hyphens. Empty where it can be no code. */
struct str code_normal(struct arena *arena, struct str typed);

/* "Firefox trên Windows": what a browser calls itself, in words of people. */
struct str browser_name(struct arena *arena, enum lang lang, struct str user_agent);

#endif
