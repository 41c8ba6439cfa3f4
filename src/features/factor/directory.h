/* Rules of signing in through a directory (LDAP): which servers are spoken to, and how a login
 * becomes the name of an entry without becoming anything else. Pure. */
#ifndef FEATURES_FACTOR_DIRECTORY_H
#define FEATURES_FACTOR_DIRECTORY_H

#include <stdbool.h>

#include "base/str.h"

/* Texts are "" where they are not set. */
struct directory_settings {
    bool on;
    const char *url; /* "ldaps://ldap.example.vn", "ldap://…" with start_tls, "ldapi://%2Frun…" */
    bool start_tls;
    const char *ca_file; /* whose certificates are trusted; "": those of the machine */
    /* Either the name of the entry is made from the login … */
    const char *user_dn; /* "uid={login},ou=nguoi,dc=example,dc=vn" */
    /* … or it is looked for, by a reader or by nobody ("" and ""). */
    const char *base;
    const char *filter; /* "(uid={login})" */
    const char *reader_dn;
    const char *reader_password;
};

enum directory_fault {
    DIRECTORY_SOUND,
    DIRECTORY_NO_URL, /* none, or not one of LDAP */
    DIRECTORY_PLAIN, /* passwords would travel readable: neither ldaps, StartTLS nor this machine */
    DIRECTORY_NO_WAY, /* neither user_dn nor base and filter, or one without {login} */
};
enum directory_fault directory_check(const struct directory_settings *settings);

/* The pattern with each "{login}" replaced by the login, so escaped that it stays a value both in a
 * filter (RFC 4515) and in a name (RFC 4514). Absent where it grows too long. */
struct str directory_fill(struct arena *arena, const char *pattern, struct str login);

#endif
