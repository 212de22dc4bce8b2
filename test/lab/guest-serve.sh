#!/bin/busybox sh
# A guest's root shell for tests, on stdin and stdout: one request a line, `NONCE SECONDS BASE64`, answered by the framed output.
export PATH=/bin
while read -r nonce seconds request; do
  echo "$request" | base64 -d >"/tmp/request.$$"
  timeout -s KILL "$seconds" sh "/tmp/request.$$" >"/tmp/answer.$$" 2>&1 </dev/null
  status=$?
  echo "BEGIN $nonce"
  base64 <"/tmp/answer.$$"
  echo "END $nonce $status"
done
