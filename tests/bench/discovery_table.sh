#!/bin/bash
# The table of discovery's quality beside two baselines: discovery_table.sh [--ablation] [FILTER].
# FILTER is a part of a row's name ("cpn", "mixed", "office"). Builds the release preset's program first.
set -eu
cd "$(dirname "$0")/../.."
[ -f build/release/build.ninja ] || cmake --preset release > /dev/null
cmake --build build/release --target discovery_table > /dev/null
exec build/release/bin/discovery_table "$@"
