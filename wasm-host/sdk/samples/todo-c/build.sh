#!/bin/sh
# Needs clang and lld (Debian: apt-get install clang lld).
set -e
cd "$(dirname "$0")"
clang --target=wasm32 -O2 -Wall -Wextra -nostdlib -ffreestanding -Wl,--no-entry \
  -I ../../c todo.c -o extension.wasm
