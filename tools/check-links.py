#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks a folder of HTML: every link has a target, and every page is at most three clicks from index.html.

Pages of the reference draw themselves from data/….json, so their links are read from there.
Links to other machines are counted, not followed. Exits with 1 when anything is broken or out of reach.
"""

import json
import posixpath
import re
import sys
from collections import deque
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

MOST_CLICKS = 3


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.links, self.needs, self.anchors = set(), set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if attributes.get("id"):
            self.anchors.add(attributes["id"])
        if tag == "a" and attributes.get("href"):
            self.links.add(attributes["href"])
        elif attributes.get("href") or attributes.get("src"):
            self.needs.add(attributes.get("href") or attributes.get("src"))


def reference_links(path):
    """The addresses a page of the reference leads to."""
    data = json.loads(path.read_text())
    return {
        reference["url"] for reference in data.get("references", {}).values()
        if reference.get("type") in ("topic", "link") and reference.get("url")}


def check(site):
    pages = {path.relative_to(site).as_posix(): None for path in site.rglob("*.html")}
    pages.pop("documentation.html", None)
    broken, elsewhere, graph = [], set(), {}

    def target(page, address):
        """The file an address means, or nil when it is on another machine."""
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            if parts.scheme != "data":
                elsewhere.add(address)
            return None
        path = unquote(parts.path)
        if path.startswith("/"):
            found = path[1:]
        elif path:
            found = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
        else:
            found = page
        if (site / found).is_dir():
            found = posixpath.normpath(posixpath.join(found, "index.html"))
        return found

    for name in pages:
        pages[name] = Page((site / name).read_text())
    for name, page in pages.items():
        graph[name] = set()
        reference = name.startswith("documentation/")
        links = set(page.links)
        if reference:
            links |= {"/index.html", "/tutorial.html", "/gallery.html", "/names.html"}  # door.js
            data = site / "data" / (posixpath.dirname(name) + ".json")
            if not data.exists():
                broken.append((name, data.relative_to(site).as_posix()))
            else:
                links |= reference_links(data)
        for address in links | page.needs:
            if not reference and address.startswith("/"):
                broken.append((name, f"{address} (not relative)"))
            found = target(name, address)
            if found is None:
                continue
            if not (site / found).is_file():
                broken.append((name, address))
                continue
            fragment = unquote(urlsplit(address).fragment)
            if fragment and found in pages and not found.startswith("documentation/"):
                if fragment not in pages[found].anchors:
                    broken.append((name, address))
            if address in links and found in pages:
                graph[name].add(found)
    clicks, queue = {"index.html": 0}, deque(["index.html"])
    while queue:
        name = queue.popleft()
        for other in graph[name] - clicks.keys():
            clicks[other] = clicks[name] + 1
            queue.append(other)
    lost = sorted(name for name in pages if clicks.get(name, MOST_CLICKS + 1) > MOST_CLICKS)
    return pages, broken, lost, elsewhere, sum(len(links) for links in graph.values())


def main():
    site = Path(sys.argv[1] if len(sys.argv) > 1 else "site")
    pages, broken, lost, elsewhere, links = check(site)
    for name, address in sorted(broken)[:50]:
        print(f"{name}: {address} leads nowhere", file=sys.stderr)
    for name in lost[:50]:
        print(f"{name} is more than {MOST_CLICKS} clicks from index.html", file=sys.stderr)
    print(f"{len(pages)} pages, {links} links between them: {len(broken)} broken; {len(lost)} pages beyond "
          f"{MOST_CLICKS} clicks; {len(elsewhere)} links to other machines, not followed")
    sys.exit(1 if broken or lost else 0)


if __name__ == "__main__":
    main()
