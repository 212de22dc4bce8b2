#!/bin/bash
# The first process of the cloud's controller, in mount, UTS and PID namespaces of its own and the machine's network: gives
# the services a /run and a name of their own, and stays. With it the kernel ends every process in its PID namespace.
# Arguments: the controller's name, the file for this process's id.
set -euo pipefail
name=$1 pid_file=$2

# The /proc of the machine is still there: it has the id by which the machine knows this process.
read -r pid _ </proc/self/stat
mount -t proc proc /proc

echo "$name" >/proc/sys/kernel/hostname
mount -t tmpfs -o mode=755 "$name-run" /run
mkdir -p /run/lock
{ echo "127.0.0.1 $name"; cat /etc/hosts; } >/run/hosts
mount --bind /run/hosts /etc/hosts

echo "$pid" >"$pid_file.new"
mv "$pid_file.new" "$pid_file"
# Not exec: somebody has to wait for the orphans.
while :; do
  sleep 3600 &
  wait "$!"
done
