#!/bin/sh
# What the desktop does when it is to end while a call is up, by each way to end it: quit, interrupt.
#
#     desktop_in_a_call.sh WAY PROGRAM
set -eu

way=$1
program=$2
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
mkfifo "$folder/in" "$folder/out"
"$program" --practice <"$folder/in" >"$folder/out" &
pid=$!
exec 3>"$folder/in" 4<"$folder/out"
echo 13800000000 >&3

told=
while IFS= read -r line <&4; do
    echo "$line"
    case $told:$line in
    *'logged out') told="$told out" ;;
    :*'[holdCall]'*)
        told=talking
        case $way in
        quit) echo q >&3 ;;
        interrupt) kill -INT "$pid" ;;
        esac
        ;;
    talking:*'A call is up: hang up and quit?'*) told=asked && echo no >&3 && echo q >&3 ;;
    asked:*'A call is up: hang up and quit?'*) told='asked twice' && echo yes >&3 ;;
    talking:*'a call is up: ends when it is over; Ctrl-C again hangs up') told=warned && kill -INT "$pid" ;;
    esac
done
wait "$pid"

case $told in
'asked twice out' | 'warned out') ;;
*) echo "it told of: $told" && exit 1 ;;
esac
