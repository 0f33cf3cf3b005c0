#!/usr/bin/env bash
# Every load test that has a bound, in order, against servers of its own, and one table at the end: see README.md.
# About an hour and three quarters, of which the soak takes 30 minutes; nothing is left but target/figures.md and the reports beside it.
#
#   loadtest/run.sh [quick]     quick: everything for a few seconds, which proves the harness and no figure
#
# Its exit code is 0 where all was measured and every bound held, 1 where all was measured and a bound was not held, and 2
# where something was not measured.
#
# The server runs as its launcher starts it, with a heap of 256 MB; generator, server and database share this machine.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
home=$(cd "$here/.." && pwd)
if [ -z "${LOAD_GROUPED:-}" ]; then
    LOAD_GROUPED=1 exec "$here/cpu-group.sh" "$here/run.sh" "$@"
fi
if [ "${1:-}" = quick ]; then
    step=2 hold=10 hold_soak=20 flood=8 mixed=8 calm=4 tenfold=5 after_tenfold=10 noise=4 rounds=1 after=1 streams=200 settle=3 soak=60 runs=1 turns=6
else
    step=15 hold=60 hold_soak=300 flood=120 mixed=60 calm=15 tenfold=20 after_tenfold=20 noise=8 rounds=15 after=5 streams=5000 settle=10 soak=1800 runs=3 turns=60
fi
port=$((20000 + RANDOM % 2500 * 4))
work=$(mktemp -d "${TMPDIR:-/tmp}/rota-load.XXXXXX")
chmod 755 "$work" # as root, the database runs as another user
figures=$here/target/figures.md
tokens=$work/tokens.json
servers=()
failed=
missing=
job=
trap '[ -z "$job" ] || kill "$job" 2>/dev/null; stop; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

start() { # data directory, port [, flags of Java]
    : >"$work/server.out"
    ROTA_JAVA_OPTS="-Xmx256m ${3:-}" "$home/rota" serve --demo --data-dir "$1" --port "$2" \
        --management-port $(($2 + 1)) >>"$work/server.out" 2>>"$here/target/server.log" &
    server=$!
    servers+=("$server")
    for _ in $(seq 600); do
        grep -q '^ready: ' "$work/server.out" && return
        kill -0 "$server" 2>/dev/null || break
        sleep 0.2
    done
    echo "the server did not start: see $here/target/server.log" >&2
    exit 2
}

stop() {
    for server in ${servers[@]+"${servers[@]}"}; do
        kill "$server" 2>/dev/null
        wait "$server" 2>/dev/null
    done
    servers=()
}

seed() { # data directory, port, file
    "$here/seed/run.sh" "$1" "http://127.0.0.1:$2" "http://127.0.0.1:$(($2 + 1))" "$3" 200 200 || exit 2
}

simulate() { # file of the figures, simulation, its settings
    local into=$1 simulation=$2 result
    shift 2
    echo "$(date +%T) $simulation $*" >&2
    timeout 2400 mvn -q -B -ntp -f "$here" gatling:test -Dgatling.simulationClass="dev.rota.loadtest.$simulation" \
        -DtokensFile="$tokens" -Dfigures="$into" -DserverPid="$server" "$@" >>"$here/target/gatling.log" 2>&1 &
    job=$! # waited for, because a signal is not heard while a command runs
    wait "$job"
    result=$?
    job=
    return "$result"
}

judged() { # simulation: how many of its figures were held against a bound
    grep -cE "^\| $1(, [a-z_]+)? \| .* \| (yes|NO) \|\$" "$figures"
}

# How many bounds it has is said here once more, so that one that is left out is seen.
run() { # bounds, simulation, its settings
    local bounds=$1 simulation=$2 before result
    shift
    before=$(judged "$simulation")
    simulate "$figures" "$@"
    result=$?
    if [ $(($(judged "$simulation") - before)) != "$bounds" ]; then
        echo "| $simulation | bounds looked at | $(($(judged "$simulation") - before)) | $bounds | NO |" >>"$figures"
        missing=1
    fi
    if [ "$result" != 0 ]; then
        echo "$simulation: Maven ended with $result, see $here/target/gatling.log" >&2
        failed=1
    fi
}

warm_up() { # its settings: what a fresh process does once is neither its capacity nor growth
    simulate "$work/warm-up" Capacity -Dseconds="$step" -Dout="$work/warm" "$@" || failed=1
}

warm_up_refusals() {
    simulate "$work/warm-up" Overload -Dmix="$lists" -Dcapacity="$(cat "$work/warm")" -Dtimes=2 -Dseconds="$flood" -Dcalm=1
}

"$home/rota" --help >/dev/null # builds what is missing or old
mkdir -p "$here/target"
rm -f "$here/target/server.log" "$here/target/gatling.log"
: >"$figures"
mvn -q -B -ntp -f "$here" test-compile || exit 2

lists=1,0,0 # how much is answered is a matter of one tool, see README.md
fresh=$work/fresh.json # of a server that never had more than its capacity, for comparison
start "$work/fresh" $((port + 2))
seed "$work/fresh" $((port + 2)) "$fresh"
tokens=$fresh warm_up -Dhold="$hold" # as the other will be by the floods
start "$work/data" "$port"
seed "$work/data" "$port" "$tokens"
warm_up
warm_up_refusals
for _ in $(seq "$runs"); do
    # Before each flood anew: a machine that is shared does not stay as quick as it was.
    run 2 Capacity -Dmix="$lists" -Dseconds="$step" -Dhold="$hold" -Dout="$work/capacity-of-lists"
    of_lists=$(cat "$work/capacity-of-lists") && [ "$of_lists" -gt 0 ] || exit 2
    run 3 Overload -Dmix="$lists" -Dcapacity="$of_lists" -Dtimes=2 -Dseconds="$flood" -Dcalm="$calm" -Dalone=false \
        -Dbeside="$fresh" -Drounds="$after"
done
run 2 Capacity -Dseconds="$step" -Dhold="$hold" -Dout="$work/capacity"
capacity=$(cat "$work/capacity") && [ "$capacity" -gt 0 ] || exit 2
run 4 Overload -Dcapacity="$capacity" -Dtimes=2 -Dseconds="$mixed" -Dcalm="$calm" -Dbeside="$fresh" -Drounds="$after"
run 2 Overload -Dmix="$lists" -Dcapacity="$of_lists" -Dtimes=10 -Dseconds="$tenfold" -Dcalm=5 -Drecovery="$after_tenfold" \
    -Dbeside="$fresh" -Drounds="$after"
run 4 NoisyNeighbour -Drate=$((capacity / 4)) -Dbudget=20 -Dseconds="$noise" -Drounds="$rounds"

touched="-Xms256m -XX:+AlwaysPreTouch" # so that what grows is not the heap being touched for the first time
stop
start "$work/data" "$port" "$touched"
warm_up
run 5 IdleStreams -Dstreams="$streams" -Dsettle="$settle"

stop
start "$work/fresh" $((port + 2)) "$touched"
# As long as it takes for its compiled code to be as good as that of the other will be.
tokens=$fresh warm_up -Dhold="$hold_soak"
start "$work/data" "$port" "$touched"
warm_up
run 2 Capacity -Dseconds="$step" -Dhold="$hold_soak" -Dout="$work/capacity-of-soak"
of_soak=$(cat "$work/capacity-of-soak") && [ "$of_soak" -gt 0 ] || { missing=1 of_soak=$capacity; }
soaked=$((of_soak < capacity ? of_soak : capacity)) # half an hour has slow minutes
run 5 Soak -Dcapacity="$soaked" -Dseconds="$soak" -Dsteady=false
run 3 Aging -Dbeside="$fresh" -Dcapacity="$soaked" -Drounds="$turns"

median() { # of numbers, one a line; "not known" where there are fewer than floods
    sort -n | awk -v runs="$runs" '{ of[NR] = $1 } END { print NR == runs ? of[int((NR + 1) / 2)] : "not known" }'
}
goodput=$(sed -n 's/^| Overload, list_tasks | goodput at 2 C | \([0-9]*\)\/s of \([0-9]*\)\/s .*/\1 \2/p' "$figures" |
    awk '{ printf "%.4f\n", 2 * $1 / $2 }' | median)
p99=$(sed -n 's/^| Overload, list_tasks | p99 .* at 2 C | \([0-9]*\) ms, \([0-9]*\) ms at .*/\1 \2/p' "$figures" |
    awk '{ printf "%.4f\n", $1 / (3 * $2 > 250 ? 3 * $2 : 250) }' | median)
first=$(sed -n 's/^| Overload, list_tasks | refused in the first turn after 5 s | \([0-9]*\), of the other \([0-9]*\), of \([0-9]*\) |.*/\1 \2 \3/p' \
    "$figures" | awk '{ printf "%.4f\n", ($1 - $2) / $3 }' | median)
case "$goodput $p99 $first" in *"not known"*) missing=1 ;; esac
holds() { # condition of numbers
    case $1 in *"not known"*) echo NO ;; *) awk "BEGIN { print ($1) ? \"yes\" : \"NO\" }" ;; esac
}
{
    echo '| run | what | measured | bound | held |'
    echo '| --- | --- | --- | --- | --- |'
    cat "$figures"
    echo "| Overload, list_tasks | median of goodput at 2 C | $goodput C | at least 0.8 C | $(holds "$goodput >= 0.8") |"
    echo "| Overload, list_tasks | median of p99 at 2 C | $p99 of what is allowed | at most 1: of 250 ms or 3 x that at 0.7 C |" \
        "$(holds "$p99 <= 1") |"
    echo "| Overload, list_tasks | median of what is refused in the five seconds after those at 2 C | $first of the calls more than of the" \
        "one beside it | at most 0.01 | $(holds "$first <= 0.01") |"
} >"$work/table" && mv "$work/table" "$figures"
cat "$figures"
[ -z "$missing" ] || exit 2
[ -z "$failed" ] && ! grep -q '| NO |$' "$figures"
