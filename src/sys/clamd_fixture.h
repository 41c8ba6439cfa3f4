/* A daemon of the test's own: it takes a stream apart as ClamAV does, and answers. */
#ifndef SYS_CLAMD_FIXTURE_H
#define SYS_CLAMD_FIXTURE_H

#include <stddef.h>

enum clamd_mood {
    CLAMD_WORKS,     /* finds the EICAR test text, else says OK */
    CLAMD_IS_SILENT, /* takes all and says nothing */
    CLAMD_HANGS_UP,  /* after the first chunk */
    CLAMD_BABBLES,   /* an answer without an end */
    CLAMD_SAYS_LIMIT,
};

/* The test text of EICAR, which every scanner knows and which does nothing; put together here, so
 * that no scanner finds it in the sources. */
#define CLAMD_EICAR                                                                                \
    "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-"                                                 \
    "ANTIVIRUS-TEST-FILE!$H+H*"

struct clamd_fixture;
/* Listens at a path below /tmp that clamd_fixture_path tells. */
struct clamd_fixture *clamd_fixture_start(enum clamd_mood mood);
const char *clamd_fixture_path(const struct clamd_fixture *fixture);
/* How many bytes it was sent in the last stream, without the lengths of chunks. */
size_t clamd_fixture_bytes(const struct clamd_fixture *fixture);
void clamd_fixture_stop(struct clamd_fixture *fixture);

#endif
