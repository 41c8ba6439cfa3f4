#!/bin/sh
# bad_test.sh HTMLC CC CASES SCRATCH INCLUDE…: every case of testdata/bad.txt is refused at its line,
# by htmlc or by the C compiler. Prints TAP.
set -eu
htmlc=$1 cc=$2 cases=$3 scratch=$4
shift 4
rm -rf "$scratch"
mkdir -p "$scratch"

# One case per file, its expectation beside it.
awk -v out="$scratch" '
    /^#/ && !name { next }
    /^=[=C] / {
        name = sprintf("%s/%03d", out, ++n)
        print > (name ".expect")
        next
    }
    $0 == "T" { $0 = "{% include \"view.h\" %}{% template bad(struct html *h, const struct view *view) %}" }
    { print > (name ".html") }
' "$cases"

number=0
failed=0
for expect in "$scratch"/*.expect; do
    number=$((number + 1))
    base=${expect%.expect}
    read -r kind place text < "$expect"
    result=ok
    if "$htmlc" "$base.html" "$base.html.h" "$base.html.c" 2> "$base.said"; then
        [ "$kind" = =C ] || result='not ok'
        if "$cc" -std=gnu17 -D_GNU_SOURCE -Werror -fsyntax-only -I"$scratch" "$@" "$base.html.c" 2> "$base.said"; then
            result='not ok'
        fi
        grep -q 'error' "$base.said" || result='not ok'
        grep -qF "$base.html:$place" "$base.said" || result='not ok'
        grep -qF -- "$text" "$base.said" || result='not ok'
    else
        [ "$kind" = == ] || result='not ok'
        grep -F "$base.html:$place error: " "$base.said" | grep -qF -- "$text" || result='not ok'
    fi
    echo "$result $number - $place $text"
    if [ "$result" != ok ]; then
        failed=1
        sed 's/^/# /' "$base.html" "$base.said"
    fi
done
echo "1..$number"
exit $failed
