#!/bin/sh
# Needs Node.js 20 or newer with npm.
set -e
cd "$(dirname "$0")"
mkdir -p assembly/ropewalk
cp ../../assemblyscript/*.ts assembly/ropewalk/
[ -d node_modules ] || npm install --ignore-scripts --no-package-lock
npm run build
