// SPDX-License-Identifier: GPL-3.0-or-later
// Search over the names of all pages, sections and symbols; the list is fetched when the field is first used.
const up = document.currentScript.dataset.up;
const field = document.querySelector("form[role=search] input");
const list = document.querySelector("form[role=search] ol");
let entries;

async function load() {
  entries ??= fetch(up + "search.json").then(answer => answer.json());
  return entries;
}

// Words in any order; the beginning of a name counts most, then short names.
function rank(name, words) {
  let sum = name.length / 100;
  for (const word of words) {
    const place = name.indexOf(word);
    if (place < 0) return Infinity;
    sum += place === 0 ? 0 : /[\s.:(_-]/.test(name[place - 1]) ? 1 : 2;
  }
  return sum;
}

async function show() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) { list.hidden = true; return; }
  const all = await load();
  const best = all.map(entry => [rank(entry[0].toLowerCase(), words) + (/page|room|picture/.test(entry[2]) ? -1 : 0), entry])
    .filter(pair => pair[0] < Infinity).sort((a, b) => a[0] - b[0]).slice(0, 12);
  list.replaceChildren(...best.map(([, [name, address, kind]]) => {
    const row = document.createElement("li"), link = document.createElement("a"), hint = document.createElement("small");
    link.href = up + address.split("#").map((part, at) => at ? part : encodeURI(part)).join("#");
    link.textContent = name;
    hint.textContent = kind;
    link.append(hint);
    row.append(link);
    return row;
  }));
  if (!best.length) list.innerHTML = "<li><span>Nothing has that name.</span></li>";
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
