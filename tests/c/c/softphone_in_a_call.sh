#!/bin/sh
# What a program for a person does when it is to end while a call is up, by each way to end it: quit, end, interrupt.
#
#     softphone_in_a_call.sh WAY [EMULATOR] PROGRAM
set -eu

way=$1
shift
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
mkfifo "$folder/in" "$folder/out"
"$@" --simulator <"$folder/in" >"$folder/out" &
pid=$!
exec 3>"$folder/in" 4<"$folder/out"

# Whoever has a 137 number hangs up by himself, all others do not.
case $way in
end) number=13700000000 ;;
*) number=13800000000 ;;
esac
echo "call $number" >&3

carriage_return=$(printf '\r')
told=
note() { told="$told $1"; }
while IFS= read -r line <&4; do
    # As Windows ends lines.
    line=${line%"$carriage_return"}
    echo "$line"
    case $line in
    '* established'*)
        note established
        case $way in
        quit) echo quit >&3 ;;
        end) exec 3>&- ;;
        interrupt) kill -INT "$pid" ;;
        esac
        ;;
    '? A call is up: hang up and quit?'*)
        # At first no: the call goes on.
        case $told in
        *asked*) note asked && echo yes >&3 ;;
        *) note asked && echo no >&3 && echo quit >&3 ;;
        esac
        ;;
    '= a call is up: ends when it is over; Ctrl-C again hangs up') note warned && kill -INT "$pid" ;;
    '= a call is up: ends when it is over') note warned ;;
    '* connectionCleared'*' by 8001@'*) note over ;;
    '* agentLoggedOff'*) note out ;;
    esac
done
wait "$pid"

case $way in
quit) expected=' established asked asked over' ;;
*) expected=' established warned over' ;;
esac
case $told in
"$expected" | "$expected out") ;;
*) echo "expected$expected, but it was$told" && exit 1 ;;
esac
