#!/bin/busybox sh
# The whole software of a lab guest. Its own word is the console (ttyS0): READY once, then a line about its memory every
# second. ttyS1 is a root shell for tests: one request a line, `NONCE SECONDS BASE64`, answered by the framed output.
export PATH=/bin
/bin/busybox mkdir -p /proc /sys /dev /tmp
/bin/busybox --install -s /bin
mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev
exec </dev/ttyS0 >/dev/ttyS0 2>&1
# The terminal would turn every newline into two characters and echo what is typed.
stty -F /dev/ttyS0 -opost -echo
stty -F /dev/ttyS1 raw -echo

for module in $(cat /modules/order); do
  insmod "/modules/$module.ko" || echo "cannot load $module"
done

for word in $(cat /proc/cmdline); do
  case $word in lab.ip=*) address=${word#lab.ip=} ;; esac
done
ip link set lo up
ip link set eth0 up
ip address add "$address/24" dev eth0

serve() {
  while read -r nonce seconds request; do
    echo "$request" | base64 -d >/tmp/request
    timeout -s KILL "$seconds" sh /tmp/request >/tmp/answer 2>&1 </dev/null
    status=$?
    echo "BEGIN $nonce"
    base64 </tmp/answer
    echo "END $nonce $status"
  done
}

(while :; do serve </dev/ttyS1 >/dev/ttyS1; sleep 1; done) &
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
