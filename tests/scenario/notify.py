"""Stands in for the service manager: prints what it is told, a line each."""
import os
import socket
import sys

listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind(sys.argv[1])
print("LISTENING", flush=True)
while True:
    for line in listener.recv(65536).decode().splitlines():
        print(line, flush=True)
        if line == "EXIT":
            os.unlink(sys.argv[1])
            sys.exit(0)
