/* The query compiler, over the tables of src/db/testdata. */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../tools/sqlc/sqlc.h"
#include "fuzz.h"

/* Once for all runs: statements are prepared, never run. */
static struct schema schema;

static void build_schema(void) {
    static char path[] = FUZZ_MIGRATION;
    char *paths[] = {path};
    arena = arena_new(0);
    struct migrations migrations = migrations_read(paths, 1);
    schema = schema_build(&migrations);
    MUST_HOLD(faults == 0);
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!schema.check)
        build_schema();
    int fd = memfd_create("queries", MFD_CLOEXEC);
    MUST_HOLD(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    char path[40];
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    arena = arena_new(0);
    faults = 0;
    struct query_file file;
    if (query_file_read(path, &file))
        query_file_check(&file, &schema);
    if (faults == 0)
        queries_write(&file, "/dev/null", "/dev/null");
    arena_free(arena);
    close(fd);
    return 0;
}
