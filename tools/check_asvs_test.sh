#!/usr/bin/env bash
# Tests of check_asvs.py on copies of the project's own pages, each with one fault.
set -u
check=$1
source=$2
project=$(mktemp -d)
trap 'rm -rf "$project"' EXIT
number=0
status=0

fresh() {
    rm -rf "$project"
    mkdir "$project"
    for path in "$source"/*; do
        [ "$(basename "$path")" = docs ] || ln -s "$path" "$project"
    done
    cp -r "$source/docs" "$project"
}

# is NAME STATUS TEXT: how the copy is judged, and a line that must be printed.
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
}

# finds NAME PAGE SED TEXT: a copy with PAGE changed by SED is refused with TEXT.
finds() {
    fresh
    sed -i "$3" "$project/docs/developer/$2"
    is "$1" 1 "$4"
}

fresh
is 'the pages as they are' 0 'ok 4'
finds 'a requirement that is missing' asvs/V5.md '/^| V5\.4\.3 /d' '# V5.4.3 stands 0 times'
finds 'one that stands twice' asvs/V5.md '/^| V5\.4\.3 /p' '# V5.4.3 stands 2 times'
finds 'one that there is none of' asvs/V5.md 's/^| V5\.4\.3 /| V5.4.99 /' '# V5.4.99 is not in ids.txt'
finds 'another level' asvs/V5.md 's/^| V5\.4\.3 | 2 /| V5.4.3 | 1 /' '# V5.4.3 is of level 2'
finds 'a state that is none' asvs/V5.md '/^| V5\.4\.3 /s/ met / maybe /' '# V5.4.3: no state: maybe'
finds 'met, and nothing shows it' asvs/V5.md '/^| V5\.4\.3 /s/[^|]*|$/ – |/' '# V5.4.3 is met, and nothing shows it'
finds 'a test program that is gone' asvs/V6.md 's/door_rule_test\.c/door_law_test.c/' 'door_law_test.c is no file'
finds 'a test that is gone' asvs/V6.md 's/`passwords_that_others_guess/`passwords_that_nobody_guesses/' 'holds no passwords_that_nobody_guesses'
finds 'wrong counts' asvs.md 's/^| \[V5 \([^|]*\)| [0-9]* /| [V5 \1| 99 /' "# V5: ["
finds 'an attack without a test' attacks.md 's/^| stolen session .*/| stolen session | seen | – |/' '# stolen session: nothing shows it'
echo "1..$number"
exit $status
