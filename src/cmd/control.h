/* Commands beside a running server run inside it: one writer of a data folder. The command's own
 * process opens the files it names, hands their descriptors over, prints what comes back and ends
 * with the exit status; it writes nothing of the folder. See control_wire.h for the words spoken.
 *
 * Who may: the server's own user and root. Who acts: the command line of this machine, or the
 * account of --as; the audit says so either way.
 */
#ifndef CMD_CONTROL_H
#define CMD_CONTROL_H

#include "cmd/cmd.h"

/* A command of this process's command line (ARGUMENTS begin with its name). False: no server of the
 * folder takes commands, so it runs here. True: it is done, or was refused with a sentence;
 * *ret_status is its exit status. The first interrupt asks the server to stop the command and
 * waits for its answer, the second ends the waiting. */
bool control_run(struct cmd *cmd, size_t count, const char *const *arguments, int *ret_status);

struct control_server;

/* Takes commands for the folder that SERVE has opened for writing, until stopped. A few run at a
 * time, the others wait, and what is beyond that is refused. */
MUST_CHECK const struct err *control_start(const struct cmd *serve,
                                           struct control_server **ret_server);
/* Commands that run are finished, those that wait are refused with a sentence. NULL is allowed. */
void control_stop(struct control_server *server);

#endif
