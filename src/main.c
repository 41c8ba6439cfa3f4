#include <signal.h>
#include <string.h>

#include "cmd/cmd.h"
#include "doc/workbook_read.h"

int main(int argc, char **argv) {
    /* The child that reads sheets: locked in, before anything else is touched. */
    if (argc == 2 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    signal(SIGPIPE, SIG_IGN);
    return cmd_main(argc, argv);
}
