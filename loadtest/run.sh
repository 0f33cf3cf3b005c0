#!/usr/bin/env bash
# Every load test that has a bound, in order, against servers of its own, and one table at the end: see README.md.
# About 46 minutes, of which the soak takes 30; nothing is left but target/figures.md and the reports beside it.
#
#   loadtest/run.sh [quick]     quick: everything for a few seconds, which proves the harness and no figure
#
# The server runs as its launcher starts it, with a heap of 256 MB; generator, server and database share this machine.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
home=$(cd "$here/.." && pwd)
if [ "${1:-}" = quick ]; then
    step=2 flood=8 calm=4 tenfold=5 noise=4 rounds=1 streams=200 settle=3 soak=60 runs=1
else
    step=8 flood=120 calm=15 tenfold=30 noise=15 rounds=3 streams=5000 settle=10 soak=1800 runs=3
fi
port=$((20000 + RANDOM % 5000 * 2))
work=$(mktemp -d "${TMPDIR:-/tmp}/rota-load.XXXXXX")
chmod 755 "$work" # as root, the database runs as another user
figures=$here/target/figures.md
server=
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

start() { # [flags of Java]
    ROTA_JAVA_OPTS="-Xmx256m ${1:-}" "$home/rota" serve --demo --data-dir "$work/data" --port "$port" \
        --management-port $((port + 1)) >"$work/server.out" 2>>"$here/target/server.log" &
    server=$!
    for _ in $(seq 120); do
        grep -q '^ready: ' "$work/server.out" && return
        kill -0 "$server" 2>/dev/null || break
        sleep 1
    done
    echo "the server did not start: see $here/target/server.log" >&2
    exit 1
}

stop() {
    if [ -n "$server" ] && kill -0 "$server" 2>/dev/null; then
        kill "$server"
        wait "$server" 2>/dev/null
    fi
    server=
}

run() { # simulation, its settings
    local simulation=$1
    shift
    echo "$(date +%T) $simulation $*" >&2
    timeout 2400 mvn -q -B -ntp -f "$here" gatling:test -Dgatling.simulationClass="dev.rota.loadtest.$simulation" \
        -DtokensFile="$work/tokens.json" -Dfigures="$figures" -DserverPid="$server" "$@" \
        >>"$here/target/gatling.log" 2>&1
    local result=$?
    [ "$result" = 0 ] || echo "$simulation: a bound was not held, see target/gatling.log" >&2
}

"$home/rota" --help >/dev/null # builds what is missing or old
mkdir -p "$here/target"
rm -f "$figures" "$here/target/server.log" "$here/target/gatling.log"
mvn -q -B -ntp -f "$here" test-compile || exit 1
start
"$here/seed/run.sh" "$work/data" "http://127.0.0.1:$port" "http://127.0.0.1:$((port + 1))" "$work/tokens.json" 200 200

run Capacity -Dseconds="$step" -Dout="$work/capacity"
capacity=$(cat "$work/capacity") || exit 1
for _ in $(seq "$runs"); do
    run Overload -Dcapacity="$capacity" -Dtimes=2 -Dseconds="$flood" -Dcalm="$calm"
done
run Overload -Dcapacity="$capacity" -Dtimes=10 -Dseconds="$tenfold" -Dcalm=5
run NoisyNeighbour -Drate=$((capacity / 4)) -Dbudget=25 -Dseconds="$noise" -Drounds="$rounds"

stop
start "-Xms256m -XX:+AlwaysPreTouch" # so that what grows is not the heap being touched for the first time
run Capacity -Dseconds="$step" -Dfigures="$work/warm-up" # nor what a fresh process does once
run IdleStreams -Dstreams="$streams" -Dsettle="$settle"

stop
start "-Xms256m -XX:+AlwaysPreTouch"
run Soak -Dcapacity="$capacity" -Dseconds="$soak"

{
    echo '| run | what | measured | bound | held |'
    echo '| --- | --- | --- | --- | --- |'
    cat "$figures"
    echo "| Overload | goodput at 2 C, median of the runs | $(sed -n 's/.*| goodput at 2 C | \([0-9]*\).*/\1/p' "$figures" |
        sort -n | sed -n "$(((runs + 1) / 2))p")/s | at least 0.8 C of $capacity/s | |"
} >"$work/table" && mv "$work/table" "$figures"
cat "$figures"
! grep -q '| NO |' "$figures"
