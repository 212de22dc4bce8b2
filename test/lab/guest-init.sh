#!/bin/busybox sh
# The whole software of a lab guest. Its own word is the console (ttyS0): READY once, then a line about its memory every
# second. ttyS1 is a root shell for tests (guest-serve.sh); a server of Nova's has only one serial port, and the shell on TCP.
export PATH=/bin
/bin/busybox mkdir -p /proc /sys /dev /tmp
/bin/busybox --install -s /bin
mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev
exec </dev/ttyS0 >/dev/ttyS0 2>&1
# The terminal would turn every newline into two characters and echo what is typed.
stty -F /dev/ttyS0 -opost -echo
stty -F /dev/ttyS1 raw -echo 2>/dev/null

for module in $(cat /modules/order); do
  insmod "/modules/$module.ko" || echo "cannot load $module"
done

shell_port=
for word in $(cat /proc/cmdline); do
  case $word in
    lab.ip=*) address=${word#lab.ip=} ;;
    # A server of Nova's: its card's address ends with the last byte of its own.
    lab.net=*)
      address=${word#lab.net=}.$((0x$(cut -d: -f6 /sys/class/net/eth0/address)))
      shell_port=5002
      ;;
  esac
done
ip link set lo up
ip link set eth0 up
ip address add "$address/24" dev eth0

if [ -n "$shell_port" ]; then
  nc -ll -p "$shell_port" -e /serve &
else
  (while :; do /serve </dev/ttyS1 >/dev/ttyS1; sleep 1; done) &
fi
echo READY
# Only what the shell does itself: a guest that waits should not keep its host busy.
while :; do
  line=meminfo
  while read -r key value _; do
    line="$line $key $value kB"
    [ "$key" = MemAvailable: ] && break
  done </proc/meminfo
  echo "$line"
  sleep 1
done
