#!/usr/bin/env bash
# Measures the server beside the database alone and beside bare HTTP, and prints a table: see ../README.md.
# Bounded in time, all on 127.0.0.0/8, in a directory of its own that is removed at the end.
#
#   loadtest/micro/run.sh [SECONDS [ROUNDS]]            seconds of each measurement, 4; rounds, 3
#   loadtest/micro/run.sh growth [SECONDS [ROUNDS]]     a page of tasks among 100 organizations and among 10,000
#   loadtest/micro/run.sh flood [SECONDS [ROUNDS]]      twice as many calls as can be answered; seconds of each, 120
#
# The first reference needs pgbench (Debian: apt-get install postgresql-contrib); without it its rows are left out.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
home=$(cd "$here/../.." && pwd)
class=Micro seconds=4
case "${1:-}" in
    growth)
        class=Growth
        shift
        ;;
    flood)
        class=Flood seconds=120
        shift
        ;;
esac
seconds=${1:-$seconds}
rounds=${2:-3}

"$home/rota" --help >/dev/null # builds what is missing or old
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
work=$(mktemp -d "${TMPDIR:-/tmp}/rota-micro.XXXXXX")
chmod 755 "$work" # as root, the database runs as another user
trap 'rm -rf "$work"' EXIT

"${java}c" --release 17 -proc:none -d "$work/classes" -cp "$home/target/rota.jar:$home/target/lib/*" "$here"/src/*.java
ROTA_JAVA_OPTS=${ROTA_JAVA_OPTS--Xmx256m} "$here/../cpu-group.sh" timeout 1800 \
    "$java" -Xmx256m -XX:+UseSerialGC -cp "$work/classes:$home/target/rota.jar:$home/target/lib/*" \
    "$class" "$home" "$work/run" "$seconds" "$rounds"
