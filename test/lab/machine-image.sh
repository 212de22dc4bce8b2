#!/bin/bash
# Makes a freshly installed Debian a host of the lab. Arguments: its root folder, the host's name, its address.
# On stdin: the client's public key, an empty line, the host's private ssh key.
set -euo pipefail
root=$1 name=$2 address=$3

unconfigured=$(chroot "$root" dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' | grep -v '^ii ' || true)
if [ -n "$unconfigured" ]; then
  echo "not configured: $unconfigured" >&2
  exit 1
fi

echo "$name" >"$root/etc/hostname"
printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$name" >"$root/etc/hosts"
echo '/dev/vda / ext4 noatime 0 1' >"$root/etc/fstab"

install -d -m 700 "$root/root/.ssh"
read -r client_key
echo "$client_key" >"$root/root/.ssh/authorized_keys"
read -r
rm -f "$root"/etc/ssh/ssh_host_*
cat >"$root/etc/ssh/ssh_host_ed25519_key"
chmod 600 "$root/etc/ssh/ssh_host_ed25519_key"
# Without PAM no systemd of its own is started for every login, which takes seconds here.
printf 'UseDNS no\nUsePAM no\n' >"$root/etc/ssh/sshd_config.d/lab.conf"

cd "$root/etc/systemd/network"
printf '[NetDev]\nName=br100\nKind=bridge\n[Bridge]\nForwardDelaySec=0\nMulticastSnooping=no\n' >br100.netdev
printf '[Match]\nName=br100\n[Network]\nLinkLocalAddressing=no\nConfigureWithoutCarrier=yes\n' >br100.network
printf '[Match]\nName=eth0\n[Network]\nAddress=%s/24\nLinkLocalAddressing=no\n' "$address" >eth0.network
printf '[Match]\nName=eth1\n[Network]\nBridge=br100\nLinkLocalAddressing=no\n' >eth1.network

# The only scheduler whose weights libvirt's blkiotune sets.
echo bfq >"$root/etc/modules-load.d/bfq.conf"
echo 'ACTION=="add|change", KERNEL=="vda", ATTR{queue/scheduler}="bfq"' >"$root/etc/udev/rules.d/60-bfq.rules"

chroot "$root" systemctl --quiet enable systemd-networkd ssh libvirtd
chroot "$root" systemctl --quiet mask systemd-networkd-wait-online.service apt-daily.timer apt-daily-upgrade.timer \
  dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer systemd-timesyncd.service libvirt-guests.service

rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/doc "$root"/usr/share/man
