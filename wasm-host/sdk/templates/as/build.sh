#!/bin/sh
# Needs Node.js 20 or newer with npm.
set -e
cd "$(dirname "$0")"
[ -d node_modules ] || npm install --ignore-scripts
npm run build
