#!/usr/bin/env bash
# Installs the PyTorch that the side-by-side benchmarks compare with: Debian's own package, run by /usr/bin/python3.
set -euo pipefail
sudo=$([ "$(id -u)" = 0 ] || echo sudo)
$sudo apt-get update
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3-torch
/usr/bin/python3 -c 'import torch; print("torch", torch.__version__)'
