/* Random bytes fit for secrets, from the kernel. Cannot fail: a machine without them aborts. */
#ifndef SYS_RANDOM_BYTES_H
#define SYS_RANDOM_BYTES_H

#include <stddef.h>

#include "base/str.h"

void random_bytes(void *ret_bytes, size_t count);
/* BYTES random bytes as lower-case hexadecimal digits: a token for cookies and forms. */
struct str random_hex(struct arena *arena, size_t bytes);

#endif
