#!/usr/bin/env bash
# Runs a command in one group of processes for the scheduler, as a container or a service of systemd is: cpu-group.sh COMMAND…
#
# Where nothing else groups them, Linux makes a group of each session and shares the cores among groups
# (kernel.sched_autogroup_enabled, sched(7)). Every process of PostgreSQL is a session of its own, and with all cores at work
# one of them now and then waits for 100 to 400 ms while the others run. That is measured here only where it cannot be
# avoided: without the right to make a group, the command runs as it is, and a line says so.
set -euo pipefail

is_automatic() {
    [ "$(cat /proc/sys/kernel/sched_autogroup_enabled 2>/dev/null)" = 1 ]
}

# Files that only a group has which is not the root of all: in such a one we are as we should be.
is_grouped() {
    local path
    path=$(sed -n 's/^[0-9]*:[a-z,]*\bcpu\b[a-z,]*://p' /proc/self/cgroup)
    if [ -n "$path" ]; then
        [ -e "/sys/fs/cgroup/cpu$path/cpu.shares" ] && [ "$path" != / ]
    else
        path=$(sed -n 's/^0:://p' /proc/self/cgroup)
        [ -e "/sys/fs/cgroup$path/cpu.weight" ]
    fi
}

make_group() {
    local root
    for root in /sys/fs/cgroup/cpu /sys/fs/cgroup; do
        group=$root/rota-load-$$
        if grep -qw cpu "$root/cgroup.subtree_control" 2>/dev/null || [ -e "$root/cpu.shares" ]; then
            mkdir "$group" 2>/dev/null && echo $$ 2>/dev/null >"$group/cgroup.procs" && return
            rmdir "$group" 2>/dev/null || true
        fi
    done
    group=
    return 1
}

leave() {
    local result=$?
    echo $$ >"$(dirname "$group")/cgroup.procs"
    for _ in $(seq 50); do # processes that have ended are in it until they are waited for
        rmdir "$group" 2>/dev/null && break
        sleep 0.1
    done
    exit "$result"
}

if ! is_automatic || is_grouped; then
    exec "$@"
fi
if ! make_group; then
    echo "cpu-group: sessions are scheduled apart (kernel.sched_autogroup_enabled=1): expect longer tails" >&2
    exec "$@"
fi
trap leave EXIT
trap 'exit 130' INT TERM
"$@"
