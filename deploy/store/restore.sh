#!/bin/sh
# Makes the data folder of a store from a file of backup.sh. A folder that holds anything is refused.
#   deploy/store/restore.sh FILE FOLDER
# The kill switch of the restored store is as it was in the backup: the broker may have gone on since. docs/deployment.md, restore.
set -eu
umask 077
die() { echo "restore: $*" >&2; exit 1; }
[ $# -eq 2 ] || die "usage: restore.sh FILE FOLDER"
file=$1
folder=$2
[ -f "$file" ] || die "$file is not there"
[ ! -e "$folder" ] || [ -z "$(ls -A "$folder")" ] || die "$folder is not empty: nothing is overwritten; move it away first"
server=$(command -v valkey-server || command -v redis-server) || die "neither valkey-server nor redis-server is installed"
cli=$(command -v valkey-cli || command -v redis-cli) || die "neither valkey-cli nor redis-cli is installed"
check=$(command -v valkey-check-rdb || command -v redis-check-rdb) || die "neither valkey-check-rdb nor redis-check-rdb is installed"
"$check" "$file" >/dev/null || die "$file is no backup, or damaged"
mkdir -p "$folder"
work=$(mktemp -d)
socket=$work/s
finish() {
  [ -z "${pid:-}" ] || kill "$pid" 2>/dev/null || true
  rm -rf "$work"
  # Half a store would look like a whole one.
  [ -n "${done:-}" ] || rm -rf "$folder"/appendonlydir "$folder"/restored.rdb
}
trap finish EXIT
cp "$file" "$folder/restored.rdb"
"$server" --port 0 --unixsocket "$socket" --dir "$folder" --dbfilename restored.rdb --appendonly no --save '' >"$work/log" &
pid=$!
ask() { "$cli" -s "$socket" "$@" 2>/dev/null; }
value() { ask info persistence | tr -d '\r' | sed -n "s/^$1://p"; }
until [ "$(value loading)" = 0 ]; do
  kill -0 "$pid" 2>/dev/null || { tail -5 "$work/log" >&2; die "the server did not take the file"; }
  sleep 0.1
done
keys=$(ask dbsize)
# The append-only file is what a start reads.
ask config set appendonly yes >/dev/null
until [ "$(value aof_enabled) $(value aof_rewrite_in_progress) $(value aof_rewrite_scheduled)" = "1 0 0" ]; do
  kill -0 "$pid" 2>/dev/null || die "the server ended while it wrote the append-only file"
  sleep 0.1
done
[ "$(value aof_last_bgrewrite_status)" = ok ] || die "the append-only file cannot be written"
ask shutdown nosave || true
wait "$pid" 2>/dev/null || true
pid=
rm -f "$folder/restored.rdb"
done=yes
echo "restore: $keys keys in $folder"
