"""Hands frames to a network card, each from the next of the source addresses that stand on standard input, one a line, and prints the nanoseconds
that one took: what the kernel's queueing and the way through the card cost the sender. In rounds, of which the quickest counts.

    packets.py DEVICE COUNT ROUNDS
"""
import socket
import sys
import time

device, count, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
destination = bytes.fromhex("fa163effffff")
frames = [
    destination + bytes.fromhex(line.strip().replace(":", "")) + bytes.fromhex("88b5") + bytes(46) for line in sys.stdin
]
link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
link.bind((device, 0x88B5))
send = link.send
batch = [frames[number % len(frames)] for number in range(count)]
best = None
for _ in range(rounds):
    started = time.perf_counter_ns()
    for frame in batch:
        send(frame)
    took = (time.perf_counter_ns() - started) / count
    best = took if best is None else min(best, took)
print(best)
