/* replay FOLDER: runs every file of the folder through the target, TAP on standard output. */
#include <dirent.h>

#include "fuzz.h"

static int is_no_dot_file(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

/* In memory of exactly its size. */
static void run_file(const char *path) {
    FILE *file = fopen(path, "rb");
    MUST_HOLD(file && fseek(file, 0, SEEK_END) == 0);
    long size = ftell(file);
    MUST_HOLD(size >= 0);
    rewind(file);
    uint8_t *bytes = malloc(size ? (size_t)size : 1);
    MUST_HOLD(bytes && fread(bytes, 1, (size_t)size, file) == (size_t)size);
    fclose(file);
    LLVMFuzzerTestOneInput(bytes, (size_t)size);
    free(bytes);
}

int main(int argc, char **argv) {
    struct dirent **entries;
    if (argc != 2) {
        fputs("usage: replay FOLDER\n", stderr);
        return 2;
    }
    int count = scandir(argv[1], &entries, is_no_dot_file, alphasort);
    MUST_HOLD(count > 0);
    puts("1..1");
    for (int i = 0; i < count; i++) {
        char path[4096];
        int length = snprintf(path, sizeof(path), "%s/%s", argv[1], entries[i]->d_name);
        MUST_HOLD(length > 0 && (size_t)length < sizeof(path));
        printf("# %s\n", entries[i]->d_name); /* the last one is where it ended badly */
        fflush(stdout);
        run_file(path);
        free(entries[i]);
    }
    free(entries);
    printf("ok 1 - %d kept inputs\n", count);
    return 0;
}
