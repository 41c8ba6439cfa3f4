#!/usr/bin/env bash
# Tests of count_tests.py: what fails must never be summed up as fine.
set -u
count=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
number=0
status=0

# is NAME EXPECTED FILE: FILE is read from standard input and summed up.
is() {
    number=$((number + 1))
    cat >"$folder/$3"
    printed=$(python3 "$count" "$folder/$3" 2>"$folder/names")
    if [ "$printed" = "$2" ]; then
        echo "ok $number - $1"
    else
        echo "not ok $number - $1"
        echo "# \"$printed\" in place of \"$2\""
        status=1
    fi
}

is 'subtests are counted one by one' '2 1 0' a.tap <<<$'1..3\nok 1 - a\nnot ok 2 - b\nok 3 - c # not skipped'
is 'skipped ones are neither' '1 0 1' a.tap <<<$'1..2\nok 1 - a\nok 2 - b # SKIP no engine'
is 'a file may skip itself' '0 0 1' a.tap <<<'1..0 # SKIP no engine'
is 'fewer than planned is a failure' '1 1 0' a.tap <<<$'1..3\nok 1 - a'
is 'nothing at all is a failure' '0 1 0' a.tap <<<''
is 'what is indented or said in passing does not count' '1 0 0' a.tap <<<$'ok 1 - a\n    not ok 1 - b\n# not ok'
is 'logs of meson are read' '2 0 0' a.json <<'END'
{"name": "one", "result": "OK", "returncode": 0, "stdout": "1..2\nok 1 - a\nok 2 - b\n"}
END
is 'a crash after the last subtest is a failure' '1 1 0' a.json <<'END'
{"name": "one", "result": "ERROR", "returncode": -11, "stdout": "1..1\nok 1 - a\n"}
END
is 'a failed subtest is counted once' '1 1 0' a.json <<'END'
{"name": "one", "result": "FAIL", "returncode": 1, "stdout": "1..2\nok 1 - a\nnot ok 2 - b\n"}
END
is 'a time-out is a failure' '1 1 0' a.json <<'END'
{"name": "one", "result": "TIMEOUT", "returncode": -15, "stdout": "1..2\nok 1 - a\n"}
END
is 'what cmocka skips is skipped, whatever meson makes of it' '1 0 1' a.json <<'END'
{"name": "one", "result": "FAIL", "returncode": 0, "stdout": "1..2\nok 1 - a\nnot ok 2 - # SKIP b\n"}
END
is 'a skip does not hide a crash' '1 1 1' a.json <<'END'
{"name": "one", "result": "FAIL", "returncode": 1, "stdout": "1..2\nok 1 - a\nnot ok 2 - # SKIP b\n"}
END
is 'a test without output is a failure' '0 1 0' a.json <<'END'
{"name": "one", "result": "OK", "returncode": 0}
END
echo "1..$number"
exit $status
