#!/usr/bin/env bash
# Installs the PyTorch that the side-by-side benchmarks compare with: Debian's own package, run by /usr/bin/python3.
# OpenBLAS is named too: without it the same torch multiplies by the reference BLAS, some 20 times slower, and a race would prove nothing.
set -euo pipefail
sudo=$([ "$(id -u)" = 0 ] || echo sudo)
$sudo apt-get update
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3-torch libopenblas0-pthread
/usr/bin/python3 "$(dirname "${BASH_SOURCE[0]}")/peers.py" --version
