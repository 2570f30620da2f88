// SPDX-License-Identifier: GPL-3.0-or-later
// Search over the names of all pages, sections and symbols, and over the words of articles; the list is loaded when the
// field is first used, as a script, so that it also works for pages that are opened as files.
const up = document.currentScript.dataset.up;
const field = document.querySelector("form[role=search] input");
const list = document.querySelector("form[role=search] ol");
const mostNames = 12, namesBesideText = 7, mostText = 6;
let entries;

function load() {
  entries ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = up + "search-index.js";
    script.onload = () => done(searchIndex.map(([name, address, kind, text = ""]) =>
      ({ name, address, kind, text, lowerName: name.toLowerCase(), lowerText: text.toLowerCase() })));
    script.onerror = failed;
    document.head.append(script);
  });
  return entries;
}

// Words in any order; the beginning of a name counts most, then short names.
function rankOfName(entry, words) {
  let sum = entry.lowerName.length / 100 - (/page|room|picture/.test(entry.kind) ? 1 : 0);
  for (const word of words) {
    const place = entry.lowerName.indexOf(word);
    if (place < 0) return Infinity;
    sum += place === 0 ? 0 : /[\s.:(_-]/.test(entry.lowerName[place - 1]) ? 1 : 2;
  }
  return sum;
}

// Where a word of the text begins with this one.
function place(text, word, from = 0) {
  let at = text.indexOf(word, from);
  while (at > 0 && /[\p{L}\p{N}]/u.test(text[at - 1])) at = text.indexOf(word, at + 1);
  return at;
}

// Texts have all words that the name lacks; the more often, the more of them in the name, and side by side, the better.
function rankOfText(entry, words) {
  let sum = words.length > 1 && place(entry.lowerText, words.join(" ")) >= 0 ? -5 : 0;
  for (const word of words) {
    if (entry.lowerName.includes(word)) { sum -= 3; continue; }
    let at = place(entry.lowerText, word);
    if (at < 0) return Infinity;
    for (let count = 0; at >= 0 && count < 4; count++) {
      sum -= 1 / (1 + count);
      at = place(entry.lowerText, word, at + 1);
    }
  }
  return sum;
}

function sorted(all, rank, words) {
  return all.map(entry => [rank(entry, words), entry]).filter(pair => pair[0] < Infinity)
    .sort((a, b) => a[0] - b[0]).map(pair => pair[1]);
}

// The text around all words if they stand side by side, or around the first that is found there.
function quotation(entry, words) {
  const quote = document.createElement("q");
  const [at, word] = [words.join(" "), ...words].map(word => [place(entry.lowerText, word), word]).filter(pair => pair[0] >= 0)
    .sort((a, b) => b[1].includes(" ") - a[1].includes(" ") || a[0] - b[0])[0];
  const from = at < 40 ? 0 : entry.text.indexOf(" ", at - 40) + 1;
  const start = from > at ? at : from;
  const mark = document.createElement("mark");
  mark.textContent = entry.text.slice(at, at + word.length);
  quote.append(start ? "… " : "", entry.text.slice(start, at), mark, entry.text.slice(at + word.length, at + 70), " …");
  return quote;
}

function row(entry, ...quote) {
  const row = document.createElement("li"), link = document.createElement("a"), hint = document.createElement("small");
  link.href = up + entry.address.split("#").map((part, at) => at ? part : encodeURI(part)).join("#");
  link.textContent = entry.name;
  hint.textContent = entry.kind;
  link.append(hint, ...quote);
  row.append(link);
  return row;
}

async function show() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) { list.hidden = true; return; }
  const all = await load();
  const named = sorted(all, rankOfName, words), isNamed = new Set(named);
  const texts = sorted(all.filter(entry => entry.text && !isNamed.has(entry)), rankOfText, words).slice(0, mostText);
  list.replaceChildren(
    ...named.slice(0, texts.length ? namesBesideText : mostNames).map(entry => row(entry)),
    ...texts.map(entry => row(entry, quotation(entry, words))));
  if (!list.children.length) list.innerHTML = "<li><span>No page has these words.</span></li>";
  list.hidden = false;
}

field.addEventListener("focus", load);
field.addEventListener("input", show);
field.form.addEventListener("submit", event => {
  event.preventDefault();
  list.querySelector("a")?.click();
});
document.addEventListener("keydown", event => {
  if (event.key === "/" && document.activeElement !== field) { event.preventDefault(); field.focus(); }
  if (event.key === "Escape") { list.hidden = true; field.blur(); }
});
