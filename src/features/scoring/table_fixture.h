/* Tables of criteria as data, for tests: rows of plain values, and what one unit has done. */
#ifndef FEATURES_SCORING_TABLE_FIXTURE_H
#define FEATURES_SCORING_TABLE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/scoring/scoring_examples.h"

/* A row of a table as data. */
struct row {
    int depth;
    enum criterion_kind kind;
    const char *max;
    const char *target; /* NULL: none */
    const char *each;   /* NULL: none */
    const char *rule;   /* NULL: the table's */
    bool bonus;
};

struct decimal dec(const char *text);
struct criteria table_of(struct arena *a, const struct row *rows, size_t count);
/* Grades A 100, B 80, C 60, D 0; 1 % bonus for each percent beyond, at most 10 %. */
struct scoring_rules plain_rules(void);
/* The same with the named rules of an example. */
struct scoring_rules example_rules(struct arena *a, const char *code);
/* A province's rule for "lower is better" with the steps that a cluster has to add for 0. */
struct named_rule inverse_rule(void);
/* Values row by row for one unit; NULL is missing. */
void put(struct arena *a, const struct score_matrix *m, const struct scoring_rules *rules,
         size_t unit, const char *const *values);
struct score_matrix compute(struct arena *a, const struct criteria *criteria,
                            const struct scoring_rules *rules, const char *const *values);
/* One criterion, one unit. */
void assert_one(struct arena *a, const struct row *row, const struct scoring_rules *rules,
                const char *value, const char *points, const char *bonus);

#define ASSERT_DEC(value, text) assert_string_equal(decimal_fixed(a, (value), 2).p, (text))

#endif
