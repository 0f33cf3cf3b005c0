#!/usr/bin/env bash
# Runs a command in one group of processes for the scheduler, as a container or a service of systemd is: cpu-group.sh COMMAND…
#
# Where nothing else groups processes, Linux makes a group of each session and shares the cores among those
# (kernel.sched_autogroup_enabled, sched(7)). Every process of PostgreSQL is a session of its own, and with all cores at work
# one of them now and then waits for 100 to 400 ms while the others run: see "Calls are slow" in OPERATIONS.md. Without the
# right to make a group, the command runs as it is, and a line says so.
set -euo pipefail

is_automatic() {
    [ "$(cat /proc/sys/kernel/sched_autogroup_enabled 2>/dev/null)" = 1 ]
}

# Under version 1 the controller has a hierarchy of its own, whose root is no group. Under version 2 a group of the
# controller is one that has its files, and whoever is below it belongs to it.
is_grouped() {
    local path
    if path=$(grep -E '^[0-9]+:([a-z_=]+,)*cpu(,|:)' /proc/self/cgroup); then
        [ "${path#*:*:}" != / ]
    else
        path=$(sed -n 's/^0:://p' /proc/self/cgroup)
        until [ -e "/sys/fs/cgroup$path/cpu.weight" ]; do
            [ -n "$path" ] || return 1
            path=${path%/*}
        done
    fi
}

# Only of processes that are in no group at all, so none leaves the limits that another group sets.
make_group() {
    local root=/sys/fs/cgroup/cpu
    if ! [ -e "$root/cpu.shares" ]; then
        root=/sys/fs/cgroup
        grep -qx '0::/' /proc/self/cgroup && grep -qw cpu "$root/cgroup.subtree_control" 2>/dev/null || return 1
    fi
    group=$root/rota-load-$$
    mkdir "$group" 2>/dev/null || return 1
    if ! echo $$ 2>/dev/null >"$group/cgroup.procs"; then
        rmdir "$group"
        return 1
    fi
}

leave() {
    echo $$ >"$(dirname "$group")/cgroup.procs" || true
    for _ in $(seq 50); do # processes that have ended are in it until they are waited for
        rmdir "$group" 2>/dev/null && return
        sleep 0.1
    done
}

if ! is_automatic || is_grouped; then
    exec "$@"
fi
if ! make_group; then
    echo "cpu-group: sessions are scheduled apart (kernel.sched_autogroup_enabled is 1): expect longer tails" >&2
    exec "$@"
fi
trap leave EXIT
"$@" &
command=$!
trap 'kill -TERM "$command" 2>/dev/null' INT TERM # what runs in the background hears of no INT
result=0
wait "$command" || result=$?
while kill -0 "$command" 2>/dev/null; do # a signal ends a wait, not yet the command
    result=0
    wait "$command" || result=$?
done
exit "$result"
