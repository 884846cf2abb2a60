#!/bin/sh
# Ctrl-C as a person presses it, on a terminal, where Wine has its console: once the program has said something. It must end
# well.
#
#     ctrl_c.sh SAYS COMMAND
set -eu

says=$1
command=$2
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
mkfifo "$folder/in" "$folder/out"
script -qec "$command" /dev/null <"$folder/in" >"$folder/out" &
pid=$!
exec 3>"$folder/in" 4<"$folder/out"

pressed=
while IFS= read -r line <&4; do
    printf '%s\n' "$line"
    case $pressed$line in
    *"$says"*) printf '\003' >&3 && pressed=yes ;;
    esac
done
wait "$pid"
[ -n "$pressed" ]
