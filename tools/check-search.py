#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tries the search of the site in headless Chromium: a word that only the text of one page has leads to that page.

usage: check-search.py SITE CHROMIUM

The words are taken from the pages themselves, not from the index. Each page is opened as a file, without a server; one search
also follows its first result. A word that is nowhere must find nothing.
"""

import json
import re
import sys
import tempfile
from html import unescape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Tests/InterspikeCommandTests"))
from drive_page import Browser  # noqa: E402

NOWHERE = "zyzzogeton"


def text(page, tags):
    main = re.search(r"<main>(.*)</main>", page.read_text(), re.S)[1]
    parts = [part for _, part in re.findall(rf"<({tags})\b[^>]*>(.*?)</\1>", main, re.S)] if tags else [main]
    return unescape(re.sub("<[^>]+>", " ", " ".join(parts))).lower()


def words_of_one_page(site):
    """For each article a word that stands in its text, and neither in another page nor in any name."""
    guide = [site / name for name in ("tutorial.html", "faq.html", "glossary.html", "commands.html", "gallery.html")]
    guide += sorted(site.glob("how-to/*.html")) + sorted(site.glob("coming-from/*.html")) + sorted(site.glob("notebooks/*.html"))
    pages = guide + sorted(site.glob("docs/**/*.html")) + sorted(site.glob("*.html"))
    everywhere = {page: set(re.findall(r"[a-z]{6,}", text(page, ""))) for page in pages}
    names = " ".join(text(page, "h1|h2|h3") for page in pages) + " ".join(text(page, "") for page in site.glob("names/*.html"))
    reference = " ".join(path.read_text().lower() for path in (site / "data/documentation").glob("*/*.json"))
    for page in guide:
        rest = " ".join(word for other, found in everywhere.items() if other != page for word in found) + names + reference
        own = sorted((word for word in everywhere[page] if word not in rest), key=lambda word: (-len(word), word))
        if own:
            yield page.relative_to(site).as_posix(), own[0]


def search(browser, word):
    browser.value(
        "(() => { const f = document.querySelector('input[type=search]'); f.focus(); f.value = %s;"
        " f.dispatchEvent(new Event('input')); })()" % json.dumps(word))
    shown = "document.querySelector('form ol').hidden === false && document.querySelector('form ol').children.length > 0"
    if not browser.wait(shown):
        return None
    return browser.value("[...document.querySelectorAll('form ol a')].map(a => [a.href, a.querySelector('q')?.textContent])")


def main():
    site, program = Path(sys.argv[1]).resolve(), sys.argv[2]
    failures, tried = [], 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Browser(program, folder)
        try:
            for method in ("Runtime.enable", "Log.enable", "Page.enable"):
                browser.call(method)

            def open_page(name):
                browser.call("Page.navigate", url=(site / name).as_uri())
                browser.wait("document.readyState === 'complete' && !!document.querySelector('input[type=search]')")

            # From the door, and from a page in a folder of its own.
            for start in ("index.html", "how-to/rates.html"):
                open_page(start)
                for page, word in words_of_one_page(site):
                    found = search(browser, word) or []
                    tried += 1
                    address = (site / page).as_uri()
                    if not any(link.split("#")[0] == address and word in (quote or "").lower() for link, quote in found):
                        failures.append(f"from {start}, '{word}' does not lead to {page}, but to {found or 'nothing'}")
                if search(browser, NOWHERE) != []:
                    failures.append(f"from {start}, '{NOWHERE}' finds something")
            page, word = next(words_of_one_page(site))
            search(browser, word)
            browser.value("document.querySelector('form').requestSubmit()")
            if not browser.wait(f"location.href.split('#')[0] === {json.dumps((site / page).as_uri())}"):
                failures.append(f"Enter after '{word}' does not open {page}")
            failures += browser.complaints
        finally:
            browser.process.terminate()
            browser.process.wait()
    for failure in failures[:20]:
        print(f"check-search: {failure}", file=sys.stderr)
    if failures or tried < 20:
        sys.exit(1)
    print(f"{tried} words that only one article has, searched for in Chromium: each leads there; '{NOWHERE}' finds nothing")


if __name__ == "__main__":
    main()
