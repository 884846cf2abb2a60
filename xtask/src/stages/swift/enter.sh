# Runs a command in another Debian: enter.sh <its root> <folder with the library> <folder>… -- <command>…
# The folders are in it at their own places. The mounts are seen by the command alone (`unshare --mount`), and end with it.
set -eu
root=$1
libraries=$2
shift 2
while [ "$1" != -- ]; do
    mkdir -p "$root$1"
    mount --bind "$1" "$root$1"
    shift
done
shift
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
exec chroot "$root" env -i -C "$PWD" PATH=/usr/bin:/bin HOME=/root LANG=C.UTF-8 LD_LIBRARY_PATH="$libraries" "$@"
