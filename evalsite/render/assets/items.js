/* Lists of items that are too long for their page: a button loads the rest from the file of data beside the page.
 *
 * The page is complete without this file: it links the file of data. What the file holds is described in docs/items.md.
 */
(() => {
  "use strict";

  const HIDDEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu; // what hides or reorders text
  const files = new Map(); // by address, so that each is loaded once

  const load = (address) => {
    if (!files.has(address)) {
      const file = fetch(address).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)));
      file.catch(() => files.delete(address));
      files.set(address, file);
    }
    return files.get(address);
  };

  /* The scores of one model; null where it has none. */
  const scores = ({ scores: rows, bits, levels, items }, model) => {
    const bytes = Uint8Array.from(atob(rows[model]), (character) => character.charCodeAt(0));
    const bit = (place) => (bytes[place >> 3] >> (place & 7)) & 1;
    return items.map((_, item) => {
      let level = 0;
      for (let place = 0; place < bits; place += 1) level += bit(item * bits + place) * 2 ** place;
      return levels[level];
    });
  };

  /* The entries of a list: an item, and the models that are named beside it. */
  const entries = (data, query) => {
    const [name, ...models] = query.split(" ");
    if (!models.length) return data.lists[name];
    const [own, base] = models.map((model) => scores(data, model));
    const sign = name === "gained" ? 1 : -1;
    const flipped = [...own.keys()].filter((item) => {
      return own[item] !== null && base[item] !== null && sign * (own[item] - base[item]) > 0;
    });
    return flipped.map((item) => [item, ...(data.models.some(({ log }) => log) ? models : [])]);
  };

  const bdi = (text, full = text) => {
    const element = document.createElement("bdi");
    const shown = text.length > 400 ? `${text.slice(0, 200)}…${text.slice(-199)}` : text;
    element.textContent = shown.replace(HIDDEN, "\ufffd");
    if (full !== shown) element.title = full.replace(HIDDEN, "\ufffd");
    return element;
  };

  /* The address of a log, "" where an item's name is none that an address can hold: as the page has it. */
  const address = (template, item) => {
    if (!template || item === "." || item === ".." || /\p{Cs}/u.test(item)) return "";
    const spelled = encodeURIComponent(item).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
    return template.replaceAll("{item}", () => spelled);
  };

  const row = ({ items, models }, [item, ...beside], words) => {
    const element = document.createElement("li");
    element.append(bdi(items[item]));
    for (const { name, shown, log } of beside.map((model) => models[model])) {
      const href = address(log, items[item]);
      if (!href && words !== "{model}") continue; // named for its log alone
      const small = document.createElement("small");
      const link = href ? small.appendChild(document.createElement("a")) : small;
      if (href) link.href = href;
      const [before, after] = href ? words.split("{model}") : ["", ""];
      link.append(before, bdi(shown, name), after);
      element.append(" ", small);
    }
    return element;
  };

  /* Put the rest of the list in its place, and the keyboard at its first item. */
  const show = async (more, button) => {
    button.disabled = true;
    try {
      const data = await load(more.querySelector("a").href);
      const rest = entries(data, more.dataset.items).slice(Number(more.dataset.from));
      const before = more.previousElementSibling;
      const list = before.tagName === "UL" ? before : document.createElement("ul");
      const rows = rest.map((entry) => row(data, entry, more.dataset.log));
      list.append(...rows);
      more.replaceWith(...(list === before ? [] : [list]));
      rows[0]?.setAttribute("tabindex", "-1");
      rows[0]?.focus();
    } catch {
      button.replaceWith(more.dataset.failed);
    }
  };

  const addButtons = () => {
    for (const more of document.querySelectorAll(".es-more:not(:has(button))")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "es-show";
      button.textContent = more.dataset.show;
      button.addEventListener("click", () => show(more, button));
      more.append(" ", button);
    }
  };

  // Material says when a page has come by instant navigation, the first one included.
  if (window.document$) window.document$.subscribe(addButtons);
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", addButtons);
  else addButtons();
})();
