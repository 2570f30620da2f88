#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the whole site, site/index.html: the guide of docs/site, the gallery, every page of docs, and the
# reference of all rooms. Every link in it is relative, so that it can be served from any folder.
set -euo pipefail
cd "$(dirname "$0")/.."

tools/system-packages.sh python3-markdown python3-pygments
[ -s .build/documentation/index/index.json ] && [ -n "${KEEP_DOCUMENTATION:-}" ] || tools/documentation.sh
/usr/bin/python3 tools/site/build.py --reference .build/documentation --pictures .build/gallery --output site
tools/check-links.py site
if chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome); then
  tools/check-search.py site "$chromium"
else
  echo "There is no Chromium here, so the search has not been tried (apt install chromium)"
fi
echo "It is in site; to read it: make docs-open"
