#!/bin/sh
# assetc_test.sh ASSETC SCRATCH: what the packer writes, and what it refuses. Prints TAP.
set -u
assetc=$(readlink -f "$1")
rm -rf "$2"
mkdir -p "$2"
cd "$2" || exit 1
number=0
failed=0

check() { # NAME: the status of the last command decides
    status=$?
    number=$((number + 1))
    if [ $status = 0 ]; then echo "ok $number - $1"; else echo "not ok $number - $1"; failed=1; fi
}
refuses() { # WHAT-IT-SAYS ARGUMENT…
    text=$1
    shift
    if "$assetc" names.h table.c "$@" 2> said; then false; else grep -qF -- "$text" said; fi
    check "refuses: $text"
}

printf 'font' > font.woff2
printf '@font-face { src: url("asset:fonts/a-b.woff2") }' > app.css
hash=$(printf 'font' | sha256sum | cut -c1-12)
"$assetc" names.h table.c app.css=app.css fonts/a-b.woff2=font.woff2
check 'packs a style sheet and its font'
grep -qF "#define ASSET_fonts_a_b_woff2 \"/tinh/fonts/a-b.$hash.woff2\"" names.h
check 'the address carries the hash'
sent="@font-face { src: url(\"/tinh/fonts/a-b.$hash.woff2\") }"
grep -qF "/tinh/app.$(printf '%s' "$sent" | sha256sum | cut -c1-12).css" names.h
check 'a style sheet is hashed with the addresses it refers to'
cp names.h names.before
printf 'other' > font.woff2
"$assetc" names.h table.c app.css=app.css fonts/a-b.woff2=font.woff2
[ "$(grep -cxFf names.before names.h)" = 4 ]
check 'another font changes both addresses'
cp table.c table.before
"$assetc" names.h table.c app.css=app.css fonts/a-b.woff2=font.woff2 && cmp -s table.c table.before
check 'the same input gives the same output'
printf "import { a } from 'asset:part.js';" > page.js
printf 'export const a = 1;' > part.js
"$assetc" names.h table.c page.js=page.js part.js=part.js
sent="import { a } from '/tinh/part.$(sha256sum < part.js | cut -c1-12).js';"
grep -qF "/tinh/page.$(printf '%s' "$sent" | sha256sum | cut -c1-12).js" names.h
check 'a script imports another by its address'

refuses 'unknown asset: fonts/a-b.woff2' app.css=app.css
refuses 'No such file' app.css=nothing.css
refuses 'no content type' a.exe=font.woff2
refuses 'two assets have the same name' a-b.css=app.css a_b.css=app.css
refuses 'not a usable name' ../a.css=app.css
refuses 'letters, digits' 'a b.css=app.css'
printf 'url(asset:fonts/a-b.woff2)' > bare.css
refuses 'write url("asset:NAME")' bare.css=bare.css fonts/a-b.woff2=font.woff2
printf 'import "asset:part.js"' > bare.js
refuses "from 'asset:NAME' in a script" bare.js=bare.js part.js=part.js
refuses 'unknown asset: part.js' page.js=page.js
printf '@import url("asset:ring.css")' > ring.css
refuses 'in a ring' ring.css=ring.css
echo "1..$number"
exit $failed
