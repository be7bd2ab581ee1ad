/* Tools for the tables of evalsite's pages: sorting by a column, a filter for rows, "complete rows only", intervals.
 *
 * The pages are complete without this file. It reads what render has written: exact numbers in data-value, codes in
 * data-verdict, data-outcome and data-category, and its own words, in the language of the page, on .es-words. No
 * number is ever read from text. Nothing is kept in the address, which belongs to links such as #m-sft.
 */
(() => {
  "use strict";

  const FILTER_FROM = 9; // rows: fewer are seen at a glance
  const MISSING = ":scope > .es-hidden"; // what a cell without a result has
  const NO_VALUE = "td:not(.t) > .es-hidden"; // a cell of words is empty when there is nothing to say
  const INTERVAL = ".i"; // what stands beside a value
  const AT_ONCE = 100; // rows: more than a screen shows, and few enough to be placed in a moment
  const LOWEST = 20; // pixels: no row is lower
  const known = new WeakSet(); // the tables that have their tools
  let tools = []; // those of the page that is shown

  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  const whenIdle = window.requestIdleCallback ?? setTimeout;
  const fold = (text) => text.normalize("NFKC").toLowerCase();

  /* The words of the page, and how to fill them. */
  class Words {
    constructor(element) {
      this.words = element.dataset;
      this.order = this.words.order.split(" ");
    }

    say(key, values = {}) {
      return this.words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
    }
  }

  /* One column: how its cells are read and compared, and which way it is sorted first.
   * What is read is null where there is nothing to sort by. */
  class Column {
    constructor(th, sample, order) {
      this.th = th;
      this.label = th.querySelector(".l") ?? th;
      this.name = this.plainName();
      this.orders = new Map();
      this.first = "ascending";
      this.compare = (a, b) => a - b;
      if (!th.classList.contains("t")) {
        this.first = th.dataset.direction === "lower" ? "ascending" : "descending";
        this.read = (cell) => (cell.dataset.value === undefined ? null : Number(cell.dataset.value));
      } else if (sample.classList.contains("c")) {
        this.read = ({ dataset: { verdict, outcome, category } }) => {
          const place = order.indexOf(verdict ?? outcome ?? category);
          return place < 0 ? null : place;
        };
      } else {
        this.compare = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
        this.read = (cell) => (cell.querySelector(MISSING) ? null : this.text(cell));
      }
    }

    plainName() {
      const label = this.label.cloneNode(true);
      label.querySelector(".es-arrow")?.remove();
      return label.textContent.trim();
    }

    /* The small words beside a row's name are no part of it. */
    text(cell) {
      return ((cell.tagName === "TH" && cell.querySelector("a, bdi")) || cell).textContent.trim();
    }

    /* The direction in which the next press sorts: first one way, then the other, then none. */
    next() {
      const other = this.first === "ascending" ? "descending" : "ascending";
      const now = this.th.ariaSort;
      return now === null ? this.first : now === this.first ? other : null;
    }

    /* The rows in order, found once. */
    sorted(rows, direction) {
      if (!direction) return rows;
      if (!this.orders.has(direction)) this.orders.set(direction, this.put(rows, direction));
      return this.orders.get(direction);
    }

    /* Equal rows stay as they were, and those with nothing to sort by come last. */
    put(rows, direction) {
      const place = this.th.cellIndex;
      const sign = direction === "ascending" ? 1 : -1;
      const keyed = rows.map((row) => ({ row, key: this.read(row.children[place]) }));
      const there = keyed.filter(({ key }) => key !== null).sort((a, b) => sign * this.compare(a.key, b.key));
      return [...there, ...keyed.filter(({ key }) => key === null)].map(({ row }) => row);
    }

    /* A button around the label; beside it where the label is a link, which cannot stand in a button. Who comes near it
     * may press it. */
    addButton(words, pressed, approached) {
      const button = make("button", { type: "button", class: "es-sort" });
      if (this.label.querySelector("a")) {
        button.setAttribute("aria-label", words.say("sort", { column: this.name }));
      } else {
        button.append(...this.label.childNodes);
      }
      button.addEventListener("click", pressed);
      for (const event of ["focus", "pointerenter"]) button.addEventListener(event, approached);
      this.label.append(button);
    }
  }

  /* The tools of one table. */
  class Tools {
    constructor(table, words) {
      this.table = table;
      this.words = words;
      this.box = table.parentElement;
      this.body = table.tBodies[0];
      this.rows = [...this.body.rows]; // in their default order, for ever
      this.order = this.rows;
      this.fits = () => true;
      this.texts = new Map();
      this.status = make("p", { class: "es-hidden", role: "status" });
      this.count = make("span", { class: "es-shown" });
      this.columns = [...table.tHead.rows[0].cells].map(
        (th) => new Column(th, this.rows[0].children[th.cellIndex], words.order),
      );
      for (const column of this.columns) {
        column.addButton(words, () => this.sortBy(column), () => this.prepare(column));
      }
      this.addBox();
    }

    addBox() {
      const box = make("div", { class: "es-tools", role: "group", "aria-labelledby": this.table.caption.id });
      if (this.rows.length >= FILTER_FROM) {
        const name = this.words.say("filter");
        this.search = make("input", { type: "search", autocomplete: "off", placeholder: name, "aria-label": name });
        this.search.addEventListener("input", () => this.filter());
        box.append(this.search);
      }
      if (this.body.querySelector(NO_VALUE)) {
        this.complete = make("input", { type: "checkbox", role: "switch", autocomplete: "off" });
        this.complete.addEventListener("change", () => this.filter());
        box.append(make("label", {}, this.complete, this.words.say("complete")));
      }
      if (this.body.querySelector(INTERVAL)) {
        const shown = make("input", { type: "checkbox", role: "switch", autocomplete: "off", checked: "" });
        shown.addEventListener("change", () => this.table.classList.toggle("es-plain", !shown.checked));
        box.append(make("label", {}, shown, this.words.say("intervals")));
      }
      box.append(this.count, this.status);
      this.box.before(box);
    }

    /* Find the order that the next press asks for. */
    prepare(column) {
      whenIdle(() => column.sorted(this.rows, column.next()));
    }

    sortBy(column) {
      const direction = column.next();
      for (const { th } of this.columns) th.removeAttribute("aria-sort");
      if (direction) column.th.setAttribute("aria-sort", direction);
      this.order = column.sorted(this.rows, direction);
      this.show();
      this.status.textContent = this.words.say(direction ?? "default", { column: column.name });
      this.prepare(column);
    }

    /* Show the rows that have every word that was typed, in whatever order. */
    filter(atOnce) {
      const typed = fold(this.search?.value ?? "").split(/\s+/).filter(Boolean);
      const complete = this.complete?.checked;
      this.fits = (row) =>
        typed.every((word) => this.textOf(row).includes(word)) &&
        !(complete && row.querySelector(NO_VALUE));
      const part = this.show(atOnce);
      const told = this.words.say("shown", { part, total: this.rows.length });
      this.count.textContent = part < this.rows.length ? told : "";
      this.status.textContent = told;
    }

    /* What a row is found by: its words and names, the full ones too, and no numbers. */
    textOf(row) {
      if (!this.texts.has(row)) {
        const cells = [...row.querySelectorAll("th, .t, .c")].map((cell) => cell.textContent);
        const full = [...row.querySelectorAll("bdi[title]")].map((name) => name.title);
        this.texts.set(row, fold([...cells, ...full].join(" ")));
      }
      return this.texts.get(row);
    }

    /* Show the rows that fit; gives how many there are. Of many, the first are seen at once, as a picture over those
     * that stand there: to take down thousands of rows keeps a browser busy for a tenth of a second and more, which
     * begins when the reader has what was asked for. */
    show(atOnce = AT_ONCE) {
      const rows = this.order.filter(this.fits);
      this.planned = null;
      this.box.scrollTop = 0;
      if (atOnce < rows.length) {
        this.cover(rows.slice(0, Math.ceil(this.box.clientHeight / LOWEST)));
        this.afterPaint(() => this.place(rows, atOnce));
      } else {
        this.place(rows, atOnce);
      }
      return rows.length;
    }

    /* Copies of rows, as they will stand, over those that stand there. */
    cover(rows) {
      const size = (element) => element.getBoundingClientRect();
      const widths = this.columns.map(({ th }) => {
        const column = make("col", {});
        column.style.width = `${size(th).width}px`;
        return column;
      });
      const body = make("tbody", {}, ...rows.map((row) => row.cloneNode(true)));
      for (const element of body.querySelectorAll("[id]")) element.removeAttribute("id");
      this.picture?.remove();
      this.picture = make(
        "table",
        { class: `${this.table.className} es-cover`, "aria-hidden": "true" },
        make("colgroup", {}, ...widths),
        body,
      );
      this.picture.style.top = `${size(this.table.tHead).height}px`;
      this.picture.style.width = `${size(this.table).width}px`;
      this.box.append(this.picture);
    }

    /* Put the rows in their places, ever more at a time: each time the table finds its layout anew. They are exchanged
     * while their body is outside of the page: the theme has rules by which a row that moves makes a browser style all
     * rows anew. */
    place(rows, atOnce) {
      if (rows.length < this.rows.length || atOnce < rows.length) this.holdWidths(true);
      this.body.remove();
      this.body.replaceChildren(...rows.slice(0, atOnce));
      this.table.append(this.body);
      this.picture?.remove();
      this.picture = null;
      this.placeMore(rows, atOnce);
    }

    placeMore(rows, placed) {
      if (placed < rows.length) {
        this.afterPaint(() => {
          this.body.append(...rows.slice(placed, 3 * placed));
          this.placeMore(rows, 3 * placed);
        });
      } else if (rows.length === this.rows.length) {
        this.holdWidths(false);
      }
    }

    /* Do it when the browser has painted, unless something else is to be done by then. */
    afterPaint(action) {
      this.planned = action;
      requestAnimationFrame(() => setTimeout(() => this.planned === action && action()));
    }

    /* Columns keep their widths while rows are missing that may be wider. */
    holdWidths(held) {
      const heads = this.columns.map(({ th }) => th);
      const widths = heads.map((th) => (held ? `${th.offsetWidth}px` : ""));
      heads.forEach((th, place) => (th.style.minWidth = widths[place]));
    }

    /* Bring back the row that a link leads to, if a filter has taken it away or it is not yet in its place. */
    reveal(id) {
      const row = this.rows.find((each) => each.id === id);
      if (!row || (row.isConnected && !this.picture)) return false;
      if (this.search) this.search.value = "";
      if (this.complete) this.complete.checked = false;
      this.filter(this.rows.length);
      return true;
    }
  }

  const reveal = (id) => tools.some((each) => each.reveal(id));

  const revealTarget = ({ target }) => {
    const href = target instanceof Element && target.closest("a[href*='#']")?.getAttribute("href");
    const url = href && new URL(href, document.baseURI);
    if (url && url.pathname === location.pathname) reveal(url.hash.slice(1));
  };

  /* Two stops of the keyboard in the theme have no name: its search, whose field has one, and what folds a section. */
  const nameStops = () => {
    const name = document.querySelector(".md-search__input")?.getAttribute("aria-label");
    if (name) document.querySelector(".md-search[role=dialog]")?.setAttribute("aria-label", name);
    for (const label of document.querySelectorAll("label.md-nav__link[tabindex]")) {
      if (!label.textContent.trim()) label.title = label.parentElement.querySelector("a")?.textContent.trim() ?? "";
    }
  };

  const addTools = () => {
    nameStops();
    const element = document.querySelector(".es-words");
    if (!element) return;
    const words = new Words(element);
    const fresh = [...document.querySelectorAll("table.es:not(.es-cover)")].filter(
      (table) => table.tBodies[0].rows.length > 1 && !known.has(table),
    );
    for (const table of fresh) known.add(table);
    tools = [...tools.filter((each) => each.table.isConnected), ...fresh.map((table) => new Tools(table, words))];
  };

  document.addEventListener("click", revealTarget, true); // before the theme follows the link
  addEventListener("hashchange", () => {
    if (reveal(location.hash.slice(1))) location.replace(location.href); // the row was not there to be gone to
  });
  // Material says when a page has come by instant navigation, the first one included.
  if (window.document$) window.document$.subscribe(addTools);
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", addTools);
  else addTools();
})();
