/* Identities of stored things: UUID version 7 as text. */
#ifndef SYS_ID_H
#define SYS_ID_H

#include <stdint.h>

#include "base/str.h"

/* "01926b1c-8f3a-7c21-9d3e-5b2f0c6a7d18", 36 characters, lower case. Strictly increasing in byte
 * order within this process, even within one millisecond or when the clock goes back. Identity
 * only: never sort stored things by it to find the latest. Safe from any thread. */
struct str id_new(struct arena *arena, int64_t now_ms);

#endif
