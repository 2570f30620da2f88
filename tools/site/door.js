// SPDX-License-Identifier: GPL-3.0-or-later
// The way back from the reference to the guide, above every page of it.
customElements.define("custom-header", class extends HTMLElement {
  connectedCallback() {
    const link = (address, words) => `<a href="${baseUrl}${address}" style="color:inherit;margin-right:1.5em">${words}</a>`;
    this.innerHTML = '<div style="font:14px/1.5 system-ui,sans-serif;padding:.5em 22px;color:var(--color-figure-gray-secondary)">'
      + link("index.html", "<b>Interspike</b>") + link("tutorial.html", "Tutorial") + link("gallery.html", "Gallery")
      + link("names.html", "Rooms and names") + "</div>";
  }
});
