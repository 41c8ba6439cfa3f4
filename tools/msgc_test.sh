#!/usr/bin/env bash
# What msgc refuses, with file and line, and what it makes of good catalogues. TAP. $1: msgc, $2: a scratch folder.
set -u
msgc=$(realpath "$1")
folder=$2
number=0
failures=0
rm -rf "$folder"
mkdir -p "$folder/vi" "$folder/en"
cd "$folder" || exit 1

verdict() { # HOLDS NAME
    number=$((number + 1))
    if [ "$1" = 0 ]; then
        echo "ok $number - $2"
    else
        failures=$((failures + 1))
        echo "not ok $number - $2"
        sed 's/^/# /' err
    fi
}
# refused NAME VI EN SENTENCE: the build ends with that, and nothing is written.
refused() {
    printf "$2" >vi/room.msg
    printf "$3" >en/room.msg
    rm -f ids.h tables.c
    "$msgc" ids.h tables.c ./vi/room.msg ./en/room.msg 2>err
    [ $? = 1 ] && grep -qF -- "$4" err && [ ! -e ids.h ] && [ ! -e tables.c ]
    verdict $? "$1"
}
refused 'a key of one language only' 'a = một\nb = hai\n' 'a = one\n' 'vi/room.msg:2: error: the key is missing in this language: b'
refused 'which may be the other' 'a = một\n' 'a = one\n# x\nb = two\n' 'en/room.msg:3: error: the key is missing in this language: b'
refused 'other placeholders' 'a = một {0}\n' 'a = one\n' 'vi/room.msg:1: error: the languages use different placeholders: a'
refused 'a key that appears twice' 'a = một\na = hai\n' 'a = one\n' 'vi/room.msg:2: error: the key appears twice: a'
refused 'a line without a key' 'a = một\nhai\n' 'a = one\n' 'vi/room.msg:2: error: expected `key = text`: hai'
refused 'a key C does not take' 'A-b = một\n' 'a = one\n' 'vi/room.msg:1: error: expected `key = text`'
refused 'a control character' 'a = m\001ột\n' 'a = one\n' 'vi/room.msg:1: error: a control character'

cp vi/room.msg vi/room.txt
"$msgc" ids.h tables.c vi/room.txt 2>err
[ $? = 1 ] && grep -qF 'room.msg' err
verdict $? 'a file that is no catalogue'
"$msgc" ids.h 2>err
[ $? = 2 ]
verdict $? 'too few arguments'
"$msgc" ids.h tables.c vi/none.msg 2>err
[ $? = 1 ] && grep -qF vi/none.msg err
verdict $? 'a file that is not there'

printf '# ghi chú\n\nhello = Chào {0} và {1}\nend = Hết\\n"thôi"?\\\n' >vi/room.msg
printf 'end = Over\nhello = Hello {1}, {0}\n' >en/room.msg
"$msgc" ids.h tables.c ./vi/room.msg ./en/room.msg 2>err
verdict $? 'good catalogues'
grep -q '#define MSG_room_hello ((enum msg_id)' ids.h && grep -qx '#define MSG_ARGS_room_hello 2' ids.h &&
    grep -qx '#define MSG_ARGS_room_end 0' ids.h
verdict $? 'become ids that know how many arguments they take'
grep '#define MSG_room' ids.h >before
printf 'first = Đầu\n' >vi/other.msg
printf 'first = First\n' >en/other.msg
printf 'last = Cuối\n' >>vi/room.msg
printf 'last = Last\n' >>en/room.msg
"$msgc" ids.h more.c ./vi/other.msg ./vi/room.msg ./en/other.msg ./en/room.msg 2>err &&
    grep -qxFf before ids.h && [ "$(grep -cxFf before ids.h)" = 2 ] && grep -q MSG_room_last ids.h
verdict $? 'whose numbers stay when a sentence or a room comes'
grep -qF '{STR_INIT("room.end"), {STR_INIT("Hết\n\"thôi\"\?\\"), STR_INIT("Over")}},' tables.c
verdict $? 'and texts as C literals'
"$msgc" none/ids.h tables.c ./vi/room.msg ./en/room.msg 2>err
[ $? = 1 ] && grep -qF none/ids.h err
verdict $? 'a place where nothing can be written is named'

echo "1..$number"
exit $((failures > 0))
