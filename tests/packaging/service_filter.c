/* Runs a program behind the system call filter of a service, where no systemd is at hand:
 *
 *     service_filter PROGRAM ARGUMENT… <NAMES
 *
 * NAMES are the allowed system calls, one a line; others fail with EPERM. Memory that can be
 * written never becomes executable (MemoryDenyWriteExecute). Ends with 120 where it cannot. */
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { FAILED = 120, NAME_BYTES = 128 };

/* Names that this machine does not have are passed over, as systemd does. */
static int allow(scmp_filter_ctx filter, const char *name) {
    int number = seccomp_syscall_resolve_name(name);
    if (number < 0 || strcmp(name, "mprotect") == 0 || strcmp(name, "mmap") == 0)
        return 0;
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0);
}

static int allow_memory(scmp_filter_ctx filter) {
    int failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                                  SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                               SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                               SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC | PROT_WRITE, PROT_EXEC));
    return failed;
}

int main(int argc, char **argv) {
    char name[NAME_BYTES];
    int failed = argc < 2, count = 0;
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!filter)
        return FAILED;
    for (; fgets(name, sizeof(name), stdin); count++) {
        name[strcspn(name, "\n")] = 0;
        failed |= allow(filter, name);
    }
    failed |= allow_memory(filter);
    if (failed || count == 0 || seccomp_load(filter) != 0) {
        fprintf(stderr, "service_filter: the filter cannot be made\n");
        return FAILED;
    }
    seccomp_release(filter);
    execv(argv[1], argv + 1);
    perror(argv[1]);
    return FAILED;
}
