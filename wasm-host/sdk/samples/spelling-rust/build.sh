#!/bin/sh
# Needs cargo, rustc with wasm32-unknown-unknown, wasm-ld
# (Debian: apt-get install cargo rustc libstd-rust-dev-wasm32 lld).
set -e
cd "$(dirname "$0")"
cargo build --release --target wasm32-unknown-unknown --config 'target.wasm32-unknown-unknown.linker="wasm-ld"'
cp target/wasm32-unknown-unknown/release/spelling.wasm extension.wasm
