#!/bin/bash
# The first process of a namespace host, in mount and UTS namespaces of its own and the host's network namespace: gives the
# host its own files, starts its daemons and stays, so that others can enter its namespaces by its pid.
# Arguments: the host's name, its folder, the folder of its libvirt's cache.
set -euo pipefail
name=$1 folder=$2 cache=$3

echo "$name" >/proc/sys/kernel/hostname

# The old /sys shows the network cards of the machine; the new one must have the cgroups back, or libvirt runs no guest.
# Every mount here is private to this mount namespace: nothing of it is ever visible below the lab's state.
mount -t tmpfs -o mode=755 novatune-run /run
mkdir -p /run/cgroup
mount --rbind /sys/fs/cgroup /run/cgroup
umount --recursive /sys
mount -t sysfs sysfs /sys
mount --move /run/cgroup /sys/fs/cgroup
rmdir /run/cgroup
mkdir -p /run/sshd /run/libvirt /run/lock

mount --bind "$folder/libvirt-etc" /etc/libvirt
mount --bind "$folder/libvirt-lib" /var/lib/libvirt
mount --bind "$folder/log" /var/log
mount --bind "$cache" /var/cache/libvirt
mkdir -p /var/log/libvirt/qemu /var/lib/libvirt/images
install -d -o libvirt-qemu -g kvm -m 750 /var/lib/libvirt/qemu /var/cache/libvirt/qemu

# /dev/kvm may be there and not work: libvirt then tries for a minute, and again before every start of a guest.
touch /run/no-kvm
chmod 000 /run/no-kvm
if [ -e /dev/kvm ]; then mount --bind /run/no-kvm /dev/kvm; fi

# Without PAM sshd refuses a root whose password is locked by "!", as some installations have it.
sed 's/^root:[^:]*:/root:*:/' /etc/shadow >/run/shadow
chmod 600 /run/shadow
mount --bind /run/shadow /etc/shadow

# libvirt looks its own host name up before it starts a guest; without an answer it waits a minute for DNS.
{ echo "127.0.0.1 $name"; cat /etc/hosts; } >/run/hosts
mount --bind /run/hosts /etc/hosts

# bash reads root's .bashrc for every command over ssh; the one of this machine may be slow, and is none of the host's business.
if [ -e /root/.bashrc ]; then mount --bind /dev/null /root/.bashrc; fi

virtlogd --daemon
libvirtd --daemon
/usr/sbin/sshd -f "$folder/ssh/sshd_config" -E /var/log/sshd.log

echo $$ >"$folder/holder.pid"
exec sleep infinity
