#!/usr/bin/env bash
# Tests of check_layers.py on small made-up projects.
set -u
check=$1
project=$(mktemp -d)
trap 'rm -rf "$project"' EXIT
number=0
status=0

# file PATH INCLUDED...: a file of the made-up project with these includes.
file() {
    mkdir -p "$project/src/$(dirname "$1")"
    local path=$project/src/$1
    shift
    printf '#include "%s"\n' "$@" >"$path"
}

# is NAME STATUS TEXT: how the made-up project is judged, and a line that must be printed.
is() {
    number=$((number + 1))
    local printed got=0
    printed=$(python3 "$check" "$project") || got=$?
    if [ "$got" = "$2" ] && grep -qF -- "$3" <<<"$printed"; then
        echo "ok $number - $1"
    else
        echo "not ok $number - $1"
        sed 's/^/# /' <<<"$printed"
        status=1
    fi
    rm -rf "$project/src"
}

is 'no files at all is a failure' 1 'nothing to check'

file base/str.c base/str.h
file features/scoring/scoring.c features/scoring/scoring.h base/str.h text/utf8.h
file features/scoring/scoring_service.c features/scoring/scoring.sql.h db/db.h features/audit/audit.h
file features/scoring/scoring_web.c features/scoring/scoring_service.h http/http.h html/page.h
file features/audit/audit.c db/db.h
is 'a sound house is fine' 0 'ok 2'

# refuses NAME PATH INCLUDED: a house with this one include is refused.
refuses() {
    file "$2" "$3"
    is "$1" 1 "# $2"
}

refuses 'base includes nothing but base' base/str.c text/utf8.h
refuses 'rules know no database' features/scoring/scoring.c db/db.h
refuses 'rules know no clock' features/scoring/ranking.c sys/clock.h
refuses 'rules know no service, nor queries' features/scoring/scoring.h features/scoring/scoring.sql.h
refuses 'services know no pages' features/scoring/scoring_service.c http/http.h
refuses 'services know no templates' features/scoring/scoring_service.c features/scoring/scoring.html.h
refuses 'a feature leaves the queries of another alone' features/review/review_service.c features/scoring/scoring.sql.h
refuses 'the program does not include what is for tests' db/db.c db/db_test_support.h
refuses 'the layers below know no feature' html/ui.c features/scoring/scoring.h
refuses 'a room must be known' cellar/wine.c base/str.h

file features/scoring/scoring_service.c features/intake/intake_service.h
file features/intake/intake_service.h features/review/review_service.h
file features/review/review_service.c features/scoring/scoring_service.h
is 'services go in no circle' 1 '# intake -> review -> scoring -> intake'

file db/db_test.c features/scoring/scoring_test.h
file cmd/serve.c http/server.h features/scoring/scoring_web.h
is 'tests and commands are free' 0 'ok 2'

echo "1..$number"
exit $status
