#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns docs/site, the other pages of the repository, the gallery and the reference into one folder of HTML.

Every link is relative, so the folder can be served from anywhere. What a page links to in the repository comes along:
a page of Markdown as a page, a file of source as a listing.
"""

import argparse
import html
import json
import os
import posixpath
import re
import shutil
import sys
from pathlib import Path
from urllib.parse import quote, unquote

import markdown
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import TextLexer, get_lexer_for_filename
from pygments.util import ClassNotFound

sys.path.insert(0, str(Path(__file__).parent))
from notebooks import as_markdown  # noqa: E402
from pictures import entries  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent

# The door: heading, then (page of the site, source in the repository, name in the menu).
GUIDE = [
    ("Start", [
        ("index.html", "docs/site/index.md", "Home"),
        ("tutorial.html", "docs/site/tutorial.md", "Ten-minute tutorial"),
        ("gallery.html", "docs/site/gallery.md", "Gallery"),
        ("commands.html", "docs/site/commands.md", "Commands by task"),
        ("faq.html", "docs/site/faq.md", "Questions"),
        ("glossary.html", "docs/site/glossary.md", "Glossary"),
    ]),
    ("How to", [
        ("how-to/rates.html", "docs/site/how-to/rates.md", "Spikes from a table of rates"),
        ("how-to/rasters.html", "docs/site/how-to/rasters.md", "Rasters from my model"),
        ("how-to/simulators.html", "docs/site/how-to/simulators.md", "Spikes in Brian2, NEST, snnTorch, Norse"),
        ("how-to/experiment.html", "docs/site/how-to/experiment.md", "An experiment of my own"),
        ("how-to/process.html", "docs/site/how-to/process.md", "A point process of my own"),
        ("how-to/recurrent.html", "docs/site/how-to/recurrent.md", "A network from an iterative model"),
        ("how-to/closed-loop.html", "docs/site/how-to/closed-loop.md", "A network in a closed loop"),
    ]),
    ("Notebooks", [
        ("notebooks/first-spikes.html", "Examples/Notebooks/first_spikes.ipynb", "First spikes"),
        ("notebooks/poisson-vae.html", "Examples/Notebooks/poisson_vae.ipynb", "A Poisson VAE in PyTorch"),
        ("notebooks/rasters-to-elephant.html", "Examples/Notebooks/rasters_to_elephant.ipynb", "Rasters to Elephant"),
    ]),
    ("Coming from", [
        ("coming-from/nest.html", "docs/site/coming-from/nest.md", "NEST"),
        ("coming-from/brian2.html", "docs/site/coming-from/brian2.md", "Brian2"),
        ("coming-from/elephant.html", "docs/site/coming-from/elephant.md", "Elephant"),
        ("coming-from/snntorch.html", "docs/site/coming-from/snntorch.md", "snnTorch"),
    ]),
    ("Reference", [
        ("names.html", None, "Rooms and names"),
        ("docs/notation.html", "docs/NOTATION.md", "Symbols"),
        ("docs/seed-contract.html", "docs/SEED-CONTRACT.md", "Seed contract"),
        ("python.html", "Python/README.md", "Python"),
    ]),
    ("The project", [
        ("docs/benchmarks.html", "docs/BENCHMARKS.md", "Benchmarks"),
        ("docs/reproducing.html", "docs/REPRODUCING.md", "Published figures"),
        ("releases.html", "CHANGELOG.md", "Release notes"),
        ("cite.html", "docs/site/cite.md", "How to cite"),
        ("contributing.html", "CONTRIBUTING.md", "Contributing"),
        ("about.html", "README.md", "About"),
        ("pages.html", None, "Every other page"),
    ]),
]


class Site:
    def __init__(self, reference, pictures, output):
        self.reference, self.pictures, self.output = reference, pictures, output
        self.pages = {source: page for _, group in GUIDE for page, source, _ in group if source}
        for path in sorted((ROOT / "docs").rglob("*.md")):
            source = path.relative_to(ROOT).as_posix()
            if not source.startswith(("docs/site/", "docs/gallery/")):
                self.pages.setdefault(source, f"docs/{path.relative_to(ROOT / 'docs').with_suffix('.html').as_posix().lower()}")
        for source in ("SECURITY.md", "CODE_OF_CONDUCT.md"):
            self.pages[source] = source.lower().replace("_", "-").replace(".md", ".html")
        self.listings = set()
        self.found = []  # what the search finds: [name, address, kind], and for sections of articles their words

    def write(self, page, title, body, kind=""):
        up = "../" * page.count("/")
        menu = []
        for heading, group in GUIDE:
            rows = "".join(
                f'<li><a href="{up}{address}"{" aria-current=page" if address == page else ""}>{html.escape(name)}</a></li>'
                for address, _, name in group)
            menu.append(f"<section><h2>{heading}</h2><ul>{rows}</ul></section>")
        text = (HERE / "page.html").read_text()
        for mark, value in [("TITLE", html.escape(title)), ("UP", up), ("MENU", "".join(menu)), ("KIND", kind), ("BODY", body)]:
            text = text.replace("{{" + mark + "}}", value)
        path = self.output / page
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def rewritten(self, address, source, page):
        """A link of a source as a link of its page."""
        if re.match(r"[a-z]+:", address) or address.startswith("#"):
            return address
        path, _, fragment = address.partition("#")
        tail = f"#{fragment}" if fragment else ""
        up = "../" * page.count("/")
        if path.startswith("site:"):
            return up + path[5:] + tail
        target = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        if target in self.pages:
            return up + self.pages[target] + tail
        if path.endswith((".png", ".svg")) and (ROOT / target).exists():
            copy = self.output / "files" / target
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / target, copy)
            return f"{up}files/{target}"
        if (ROOT / target).exists():
            self.listings.add(target)
            return f"{up}source/{target}.html{tail}"
        return address

    def page(self, source, page):
        path = ROOT / source
        text = as_markdown(path) if path.suffix == ".ipynb" else path.read_text()
        title = re.search(r"^# (.+)$", text, re.M)
        title = re.sub(r"[`*]", "", title[1]) if title else source
        if source == "docs/site/gallery.md":
            text = text.replace("GALLERY", self.gallery())
        # {{room}} and {{room/path}} lead into the reference.
        text = re.sub(r"\{\{([^}|]+)\|([^}]+)\}\}", lambda m: f"[{m[1]}](ref:{m[2]})", text)
        body = markdown.markdown(
            text, extensions=["tables", "fenced_code", "codehilite", "toc", "attr_list", "sane_lists", "md_in_html"],
            extension_configs={"codehilite": {"guess_lang": False}, "toc": {"permalink": False}})
        up = "../" * page.count("/")

        def link(match):
            address = html.unescape(match[2])
            if address.startswith("ref:"):
                return f'{match[1]}="{up}documentation/{quote(address[4:])}/"'
            return f'{match[1]}="{html.escape(self.rewritten(address, source, page))}"'

        body = re.sub(r'(href|src)="([^"]*)"', link, body)
        body = body.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")
        self.write(page, title, body, kind=Path(page).stem)
        beginning, *sections = re.split(r'<h[23] id="([^"]+)">(.*?)</h[23]>', body, flags=re.S)
        # The pictures of the gallery are found by their own words.
        self.found.append([title, page, "page", words(beginning.split('<div class="gallery">')[0])])
        for anchor, heading, text in zip(sections[::3], sections[1::3], sections[2::3]):
            self.found.append([words(heading), f"{page}#{anchor}", title, words(text)])

    def gallery(self):
        """The pictures with the lines that made them."""
        cards = []
        (self.output / "pictures").mkdir(parents=True, exist_ok=True)
        for entry in entries(ROOT):
            picture = self.pictures / entry.picture
            if not picture.exists():
                raise SystemExit(f"{picture} is missing; `make gallery` draws the pictures.")
            shutil.copyfile(picture, self.output / "pictures" / entry.picture)
            cards.append(
                f'<figure id="{entry.name}"><a href="site:pictures/{entry.picture}">'
                f'<img loading="lazy" src="site:pictures/{entry.picture}" alt="{html.escape(entry.title)}"></a>'
                f"<figcaption><h2>{html.escape(entry.title)}</h2><p>{html.escape(entry.caption)}</p>"
                f"<details><summary>{entry.language}, {entry.lines} line{'' if entry.lines == 1 else 's'}</summary>{listing(entry.code, entry.path.name)}</details>"
                "</figcaption></figure>")
            self.found.append([entry.title, f"gallery.html#{entry.name}", "picture", f"{entry.caption} {entry.code}"])
        return '<div class="gallery">' + "\n".join(cards) + "</div>"

    def list_sources(self):
        done = set()
        while self.listings - done:
            target = min(self.listings - done)
            done.add(target)
            path, page = ROOT / target, f"source/{target}.html"
            if path.is_dir():
                inside = sorted(p for p in path.iterdir() if not p.name.startswith((".", "__")))
                self.listings |= {p.relative_to(ROOT).as_posix() for p in inside}
                rows = "".join(
                    f'<li><a href="{quote(path.name)}/{quote(p.name)}.html">{html.escape(p.name)}</a></li>' for p in inside)
                body = f"<h1>{html.escape(target)}</h1><ul>{rows}</ul>"
            else:
                body = f"<h1>{html.escape(target)}</h1>{listing(path.read_text(errors='replace'), path.name)}"
            self.write(page, target, body, kind="listing")

    def other_pages(self):
        """A page that leads to all that the menu does not name."""
        named = {page for _, group in GUIDE for page, _, _ in group}
        rows = [(re.search(r"<h1[^>]*>(.*?)</h1>", (self.output / page).read_text(), re.S)[1], page)
                for page in self.pages.values() if page not in named]
        rows += [(html.escape(target), f"source/{target}.html") for target in sorted(self.listings)]
        items = "".join(f'<li><a href="{quote(page)}">{words}</a></li>' for words, page in rows)
        self.write("pages.html", "Every other page", (
            "<h1>Every other page</h1><p>Decisions and why they were made, how the program is tested, and the files of the repository that "
            f"pages of this site show.</p><ul>{items}</ul>"))

    def reference_pages(self):
        """The reference, with links that are relative, and a page of names for every room."""
        for name in ("css", "data", "documentation", "downloads", "images", "img", "index", "js", "favicon.ico", "favicon.svg"):
            source = self.reference / name
            if source.is_dir():
                shutil.copytree(source, self.output / name)
            elif source.exists():
                shutil.copyfile(source, self.output / name)
        shutil.copyfile(HERE / "door.js", self.output / "door.js")
        for path in (self.output / "documentation").rglob("index.html"):
            up = "../" * (len(path.relative_to(self.output).parts) - 1)
            text = path.read_text()
            text = text.replace(
                '<script>var baseUrl = "/"</script>',
                f'<script>var baseUrl = new URL("{up}", document.baseURI).pathname</script><script src="{up}door.js"></script>')
            path.write_text(re.sub(r'(href|src)="/(?!/)', rf'\1="{up}', text))
        index = json.loads((self.reference / "index/index.json").read_text())
        root = index["interfaceLanguages"]["swift"][0]
        abstracts = json.loads((self.reference / "data/documentation.json").read_text())["references"]
        about = {r["url"]: "".join(part.get("text", part.get("code", "")) for part in r.get("abstract", []))
                 for r in abstracts.values() if "url" in r}
        rows = []
        for room in sorted((c for c in root["children"] if "path" in c), key=lambda c: c["title"]):
            names = []
            collect(room, names, 0)
            slug = room["path"].rsplit("/", 1)[1]
            items = "".join(
                f'<li class="depth{min(depth, 3)}"><a href="../{quote(path[1:])}/">{html.escape(title)}</a></li>'
                for title, path, depth in names)
            self.write(f"names/{slug}.html", f"Names of {room['title']}",
                       f"<h1>Names of {room['title']}</h1><p>{html.escape(about.get(room['path'], ''))}</p><ul class=names>{items}</ul>")
            rows.append(
                f'<tr><td><a href="documentation/{slug}/">{room["title"]}</a></td><td>{html.escape(about.get(room["path"], ""))}</td>'
                f'<td><a href="names/{slug}.html">{len(names)} pages</a></td></tr>')
            self.found.append([room["title"], f"documentation/{slug}/", "room"])
            self.found += [
                [title, path[1:] + "/", room["title"], *self.article(path)] for title, path, depth in names if depth < 3]
        self.write("names.html", "Rooms and names", (
            "<h1>Rooms and names</h1><p>A <em>room</em> is a library of its own: import one, or all of them with "
            "<code>import Interspike</code>. The left column leads to the articles of a room, the right one to everything in it. "
            'The <a href="documentation/">whole reference</a> has a tree and a filter of its own.</p>'
            f'<div class="wide"><table><thead><tr><th>room</th><th>what it holds</th><th>names</th></tr></thead><tbody>{"".join(rows)}</tbody></table></div>'))


    def article(self, path):
        """The words of a page of the reference if it is an article."""
        data = json.loads((self.reference / f"data{path}.json").read_text())
        if data.get("kind") != "article":
            return []
        return [" ".join(spoken([{"inlineContent": data.get("abstract", [])}, data.get("primaryContentSections", [])])).strip()]


def spoken(node):
    """What is to be read in a part of a page of the reference, block by block."""
    if isinstance(node, list):
        for part in node:
            yield from spoken(part)
    elif isinstance(node, dict):
        if "inlineContent" in node:
            yield inline(node["inlineContent"])
        elif isinstance(node.get("code"), list):
            yield " ".join(node["code"])
        elif "text" in node:
            yield node["text"]
        for key in ("content", "items", "rows", "term", "definition"):
            yield from spoken(node.get(key, []))


def inline(parts):
    return "".join(
        part.get("text") or part.get("code") or inline(part.get("inlineContent", []))
        or part.get("identifier", "").rsplit("/", 1)[-1] for part in parts)


def words(text):
    """HTML as plain words; what is only colored stays one word."""
    text = re.sub(r"</?(?:span|code|em|strong|b|i|a|q|small)\b[^>]*>", "", text)
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", text)).split())


def collect(node, names, depth):
    for child in node.get("children", []):
        if "path" in child:
            names.append((child["title"], child["path"], depth))
        collect(child, names, depth + 1)


def listing(code, name):
    try:
        lexer = get_lexer_for_filename(name)
    except ClassNotFound:
        lexer = TextLexer()
    return highlight(code, lexer, HtmlFormatter(cssclass="codehilite"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reference", type=Path, required=True)
    parser.add_argument("--pictures", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    # The folder appears whole or not at all.
    unfinished = arguments.output.with_name(arguments.output.name + ".partial")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    site = Site(arguments.reference, arguments.pictures, unfinished)
    site.reference_pages()
    for source, page in site.pages.items():
        site.page(source, page)
    resolve_site_links(unfinished)
    site.list_sources()
    site.other_pages()
    light = HtmlFormatter(style="friendly").get_style_defs(".codehilite")
    dark = HtmlFormatter(style="github-dark").get_style_defs(".codehilite")
    style = (HERE / "style.css").read_text()
    (unfinished / "style.css").write_text(
        f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n{style}")
    shutil.copyfile(HERE / "search.js", unfinished / "search.js")
    # A script, since browsers fetch nothing for pages that were opened as files.
    found = json.dumps(site.found, ensure_ascii=False, separators=(",", ":"))
    (unfinished / "search-index.js").write_text(f"searchIndex = {found}\n")
    shutil.rmtree(arguments.output, ignore_errors=True)
    os.replace(unfinished, arguments.output)


def resolve_site_links(folder):
    """`site:` addresses written by hand in pages."""
    for path in folder.glob("**/*.html"):
        if path.is_relative_to(folder / "documentation"):
            continue
        text = path.read_text()
        if '"site:' in text:
            up = "../" * (len(path.relative_to(folder).parts) - 1)
            path.write_text(text.replace('"site:', f'"{up}'))


if __name__ == "__main__":
    main()
