// Shows the pages of one edition, or of two side by side, and replaces those that change.

const SCALES = [0.5, 1, 1.5, 2, 3, 4, 6]; // pixels per pt that the server draws
const CSS_PX_PER_PT = 96 / 72;
const ZOOMS = [0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1, 1.25, 1.5, 2, 2.5, 3, 4];
const NEAR = "150%"; // how far from the window pages are drawn ahead
const SHOWN_AS_CHANGED = 800; // milliseconds
const KEPT = "bifolio-preview";

const $ = (id) => document.getElementById(id);
const main = $("pages");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const narrow = matchMedia("(max-width: 46rem)");

const choices = {
  edition: "", beside: "", zoom: "width", pages: "", look: "", plate: "",
  states: false, marks: true, folds: true, bleed: false, follow: true, findings: false,
  ...JSON.parse(sessionStorage.getItem(KEPT) ?? "{}"),
};
let publication = { editions: [], folder: "", opens: false };
const editions = new Map(); // by name: {revision, pages, texts, findings, problems}
const sheets = new Map(); // by "edition number"
let source = null; // the stream of events
let current = 0; // the number of the finding that is shown

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function keep() {
  sessionStorage.setItem(KEPT, JSON.stringify(choices));
}

const edition = (name) => {
  if (!editions.has(name)) editions.set(name, { revision: 0, pages: [], texts: [], findings: null, problems: [], changed: new Set() });
  return editions.get(name);
};
const described = (name) => publication.editions.find((each) => each.name === name);
const isForPress = (name) => described(name)?.target === "press";
const shown = () => [choices.edition, choices.beside].filter(Boolean);
const language = (tag) => {
  try { return new Intl.DisplayNames("en", { type: "language" }).of(tag); } catch { return tag; }
};

// One page ---------------------------------------------------------------------------------------

// A page, or a panel of a folded one.
class Sheet {
  constructor(name, number, panel = null) {
    this.name = name;
    this.number = number;
    this.panel = panel;
    this.picture = "";
    this.isNear = false;
    this.paper = make("div", { className: "paper" });
    this.element = make("figure", { className: "sheet" }, this.paper, make("figcaption"));
    this.paper.setAttribute("role", "group");
    this.texts = [];
    near.observe(this.element);
    this.element.sheet = this;
  }

  // The part of the page that is shown, in pt from its lower left corner.
  get view() {
    const { size, trim, creases } = this.page;
    const whole = choices.bleed ? [0, 0, ...size] : trim;
    if (this.panel === null) return whole;
    const edges = [whole[0], ...creases, whole[2]];
    return [edges[this.panel], whole[1], edges[this.panel + 1], whole[3]];
  }

  // What it is called among the pages.
  get title() {
    if (this.panel === null) return choices.beside ? `${this.name} · ${this.number}` : `${this.number}`;
    const place = this.page.panels[this.panel];
    return { 0: "cover", 5: "back" }[place] ?? `panel ${place + 1}`;
  }

  // Whether something at least begins in it.
  has({ page, box }) {
    if (page !== this.number) return false;
    const [left, , right] = this.view;
    const middle = (box[0] + box[2]) / 2;
    return this.panel === null || box[2] <= box[0] || (left <= middle && middle < right);
  }

  show() {
    const { page } = this;
    const [left, bottom, right, top] = this.view;
    const [width, height] = page.size;
    for (const [name, value] of Object.entries({
      width: right - left, height: top - bottom, left, top: height - top, "full-width": width, "full-height": height,
    })) this.paper.style.setProperty(`--${name}`, value);
    const label = `${this.name}, page ${this.number}${this.panel === null ? "" : `, ${this.title}`}`;
    this.paper.setAttribute("aria-label", label);
    this.element.lastChild.textContent = this.title;
    for (const old of this.paper.querySelectorAll(".crease")) old.remove();
    for (const crease of this.panel === null ? page.creases : []) {
      const line = make("div", { className: "crease" });
      line.style.left = `${(100 * (crease - left)) / (right - left)}%`;
      this.paper.append(line);
    }
    this.draw();
  }

  // The picture is decoded before it replaces the last one, so that nothing flickers.
  async draw() {
    if (!this.isNear || !this.page) return;
    const wanted = zoom() * devicePixelRatio;
    const scale = SCALES.find((each) => each >= wanted - 0.01) ?? SCALES.at(-1);
    const plate = isForPress(this.name) && choices.plate ? `&plate=${choices.plate}&revision=${edition(this.name).revision}` : "";
    const picture = `editions/${encodeURIComponent(this.name)}/pages/${this.page.picture}?scale=${scale.toFixed(1)}${plate}`;
    if (this.picture === picture) return;
    this.picture = picture;
    const image = make("img", { alt: "", draggable: false, src: picture });
    try {
      await image.decode();
    } catch {
      if (this.picture === picture) this.picture = "";
      return; // a newer picture follows
    }
    if (this.picture !== picture) return;
    this.paper.querySelector("img")?.remove();
    this.paper.prepend(image);
    this.paper.dataset.shown = this.page.picture;
  }

  setNear(isNear) {
    this.isNear = isNear;
    this.overlay();
    if (isNear) return void this.draw();
    this.picture = "";
    this.paper.querySelector("img")?.remove();
  }

  // Texts and findings are over the pages near the window only: a report has thousands.
  overlay() {
    if (!this.page) return;
    const { texts, findings, revision, of } = edition(this.name);
    const has = this.isNear ? (each) => this.has(each) : () => false;
    this.setTexts(of === revision ? texts.filter(has) : []);
    this.setFindings((findings ?? []).filter((finding) => finding.page && !finding.accepted && has(finding)));
  }

  place(element, [left, bottom, right, top]) {
    const [from, below, to, above] = this.view;
    element.style.left = `${(100 * (left - from)) / (to - from)}%`;
    element.style.top = `${(100 * (above - top)) / (above - below)}%`;
    element.style.width = `${(100 * (right - left)) / (to - from)}%`;
    element.style.height = `${(100 * (top - bottom)) / (above - below)}%`;
  }

  setTexts(texts) {
    const focused = this.texts.indexOf(document.activeElement);
    for (const old of this.texts) old.remove();
    this.texts = texts.map((text, index) => {
      const button = make("button", { className: "text", type: "button", tabIndex: index ? -1 : 0 });
      button.setAttribute("aria-label", `${text.unit}, ${language(text.language)}, ${text.file}:${text.line}`);
      button.dataset.state = text.state;
      button.classList.toggle("changed", edition(this.name).changed.has(`${text.unit} ${text.language}`));
      button.text = text;
      this.place(button, text.box);
      return button;
    });
    // Small texts lie above those around them.
    const area = ({ text: { box } }) => (box[2] - box[0]) * (box[3] - box[1]);
    const order = [...this.texts].sort((one, other) => area(other) - area(one));
    order.forEach((button, index) => { button.style.zIndex = index + 1; });
    this.paper.append(...this.texts);
    if (focused >= 0) this.texts[Math.min(focused, this.texts.length - 1)]?.focus({ preventScroll: true });
  }

  setFindings(findings) {
    for (const old of this.paper.querySelectorAll(".mark")) old.remove();
    for (const finding of findings) {
      const mark = make("button", { className: "mark", type: "button", tabIndex: -1, title: finding.message });
      mark.setAttribute("aria-label", `Finding ${finding.number}: ${finding.message}`);
      Object.assign(mark.dataset, { number: finding.number, severity: finding.severity });
      const [left, bottom, right, top] = finding.box;
      const isPage = right <= left || top <= bottom;
      mark.classList.toggle("page", isPage);
      mark.classList.toggle("edge", left - this.view[0] < 24);
      mark.classList.toggle("current", finding.number === current && this.name === choices.edition);
      if (!isPage) this.place(mark, finding.box);
      mark.style.zIndex = 2000;
      mark.finding = finding;
      this.paper.append(mark);
    }
  }

  moveFocus(from, by) {
    const to = this.texts[this.texts.indexOf(from) + by];
    if (!to) return;
    from.tabIndex = -1;
    to.tabIndex = 0;
    to.focus({ preventScroll: true });
    to.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

const near = new IntersectionObserver(
  (entries) => entries.forEach((entry) => entry.target.sheet.setNear(entry.isIntersecting)),
  { root: main, rootMargin: NEAR },
);

// All pages --------------------------------------------------------------------------------------

// The rows of pages: each a list of [edition, number] or [edition, number, panel]; null: no page.
function rows() {
  const [name, beside] = shown();
  const counts = shown().map((each) => edition(each).pages.length);
  if (beside) {
    return Array.from({ length: Math.max(...counts) }, (_, at) =>
      [name, beside].map((each, side) => (at < counts[side] ? [each, at + 1] : null)));
  }
  const numbers = Array.from({ length: counts[0] ?? 0 }, (_, at) => [name, at + 1]);
  if (inPanels()) return numbers.map((each) => [0, 1, 2].map((panel) => [...each, panel]));
  if (!inSpreads()) return numbers.map((each) => [each]);
  const sides = [null, ...numbers];
  if (sides.length % 2) sides.push(null);
  return Array.from({ length: sides.length / 2 }, (_, at) => sides.slice(2 * at, 2 * at + 2));
}

function inSpreads() {
  if (choices.beside) return false;
  return choices.pages ? choices.pages === "spreads" : Boolean(described(choices.edition)?.isBooklet);
}

function inPanels() {
  return !choices.beside && choices.pages === "panels" && Boolean(described(choices.edition)?.isFolded);
}

function arrange() {
  const used = new Set();
  const arranged = rows().map((row) => row.map((cell) => {
    if (!cell) return make("figure", { className: "sheet blank" }, make("div", { className: "paper" }));
    const key = cell.join(" ");
    if (!sheets.has(key)) sheets.set(key, new Sheet(...cell));
    used.add(key);
    return sheets.get(key).element;
  }));
  for (const [key, sheet] of sheets) {
    if (used.has(key)) continue;
    near.unobserve(sheet.element);
    sheets.delete(key);
  }
  const signature = JSON.stringify(rows());
  if (main.dataset.rows !== signature) {
    main.dataset.rows = signature;
    const at = position();
    main.replaceChildren(...arranged.map((cells) => make("div", { className: "row" }, ...cells)));
    queueMicrotask(() => restore(at));
  }
  main.classList.toggle("spreads", inSpreads());
  main.classList.toggle("panels", inPanels());
  for (const sheet of sheets.values()) sheet.page = edition(sheet.name).pages[sheet.number - 1];
  for (const sheet of sheets.values()) sheet.show();
  for (const row of main.querySelectorAll(".row")) {
    const blank = row.querySelector(".blank .paper");
    const other = row.querySelector(".sheet:not(.blank) .paper");
    if (blank && other) blank.style.cssText = other.style.cssText;
  }
  setZoom();
}

function overlay() {
  for (const sheet of sheets.values()) sheet.overlay();
}

// The place in the window: which row is at its middle, and how far down.
function position() {
  const middle = main.scrollTop + main.clientHeight / 2;
  const found = [...main.querySelectorAll(".row")].findIndex((row) => row.offsetTop - main.offsetTop + row.offsetHeight > middle);
  if (found < 0 || main.scrollTop === 0) return null;
  const row = main.children[found];
  return [found, (middle - (row.offsetTop - main.offsetTop)) / row.offsetHeight];
}

function restore(at) {
  const row = at && main.children[at[0]];
  if (row) main.scrollTop = row.offsetTop - main.offsetTop + at[1] * row.offsetHeight - main.clientHeight / 2;
}

// Pixels per pt.
function zoom() {
  if (typeof choices.zoom === "number") return choices.zoom * CSS_PX_PER_PT;
  const style = getComputedStyle(main);
  const room = main.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const row = main.querySelector(".row");
  const gap = row ? (row.children.length - 1) * (parseFloat(getComputedStyle(row).columnGap) || 0) : 0;
  const sizes = rows().map((row) => {
    const views = row.map((cell) => cell && sheets.get(cell.join(" "))?.view).filter(Boolean);
    const widths = views.map(([left, , right]) => right - left);
    const whole = row.length > views.length ? row.length * Math.max(...widths) : widths.reduce((sum, each) => sum + each, 0);
    return [whole, Math.max(...views.map(([, bottom, , top]) => top - bottom))];
  });
  if (!sizes.length) return 1;
  const wide = (room - gap) / Math.max(...sizes.map(([width]) => width));
  const tall = (main.clientHeight - 64) / Math.max(...sizes.map(([, height]) => height));
  const fitted = choices.zoom === "page" ? Math.min(wide, tall) : wide;
  return Math.max(Math.min(fitted, choices.zoom === "page" ? 6 : 1.3 * CSS_PX_PER_PT), 0.1);
}

function setZoom() {
  const at = position();
  const now = zoom();
  if (main.style.getPropertyValue("--zoom") !== String(now)) {
    main.style.setProperty("--zoom", now);
    restore(at);
  }
  const percent = `${Math.round((100 * now) / CSS_PX_PER_PT)} %`;
  $("fit").textContent = percent;
  $("fit").setAttribute("aria-label", `Zoom ${percent}; fit the ${choices.zoom === "width" ? "page" : "width"}`);
  for (const sheet of sheets.values()) sheet.draw();
}

function step(by) {
  const now = zoom() / CSS_PX_PER_PT;
  const next = by > 0 ? ZOOMS.find((each) => each > now + 0.01) : ZOOMS.findLast((each) => each < now - 0.01);
  if (next) choose({ zoom: next });
}

// What is chosen ---------------------------------------------------------------------------------

function choose(changes) {
  const before = { ...choices };
  Object.assign(choices, changes);
  if (choices.beside === choices.edition) choices.beside = "";
  keep();
  if (before.edition !== choices.edition) current = 0;
  if (before.edition !== choices.edition || before.beside !== choices.beside) connect();
  apply();
}

function apply() {
  const of = described(choices.edition);
  main.dataset.look = choices.look;
  for (const name of ["states", "marks", "folds"]) main.classList.toggle(name, choices[name]);
  for (const input of document.querySelectorAll("#view input")) {
    if (input.type === "checkbox") input.checked = choices[input.name];
    else if (input.name === "pages") input.checked = input.value === (inSpreads() ? "spreads" : inPanels() ? "panels" : "single");
    else input.checked = input.value === choices[input.name];
  }
  $("states-legend").hidden = !choices.states;
  const looked = shown().map(described).filter(Boolean);
  for (const name of ["bleed", "plates"]) $(`${name}-option`).hidden = !shown().some(isForPress);
  $("folds-option").hidden = !looked.some((each) => each.isFolded);
  $("panels-option").hidden = Boolean(choices.beside) || !of?.isFolded;
  $("edition").value = choices.edition;
  $("beside").value = choices.beside;
  $("findings").hidden = !choices.findings;
  $("findings-button").setAttribute("aria-expanded", choices.findings);
  $("pdf").href = `editions/${encodeURIComponent(choices.edition)}.pdf`;
  $("pdf").download = `${choices.edition}.pdf`;
  document.title = `${of ? `${of.name} – ` : ""}${publication.name ?? ""} – Bifolio`;
  if (!edition(choices.edition).pages.length) return main.replaceChildren($("waiting") ?? waiting);
  arrange();
  overlay();
  report();
}
const waiting = $("waiting");

function options() {
  const entry = ({ name, languages, target }) =>
    make("option", { value: name, textContent: `${name} · ${languages.join(", ")}${target === "screen" ? "" : ` · ${target}`}` });
  $("edition").replaceChildren(...publication.editions.map(entry));
  $("beside").replaceChildren(make("option", { value: "", textContent: "Beside …" }),
    ...publication.editions.map((each) => {
      const option = entry(each);
      option.textContent = `Beside ${each.name}`;
      return option;
    }));
}

// What is wrong ----------------------------------------------------------------------------------

const placeOf = ({ file, line }) => (file ? (line ? `${file}:${line}` : file) : "");

function editorLink({ file, line, column }) {
  const path = file.startsWith("/") ? file : `${publication.folder}/${file}`;
  return `vscode://file${path.split("/").map(encodeURIComponent).join("/")}:${line || 1}:${column || 1}`;
}

// A link to a place in the source; the server opens it if it has an editor.
function sourceLink(where, asked, text = placeOf(where)) {
  const link = make("a", { className: "place", textContent: text, href: editorLink(where) });
  if (publication.opens && asked) link.onclick = (event) => { event.preventDefault(); open(asked); };
  return link;
}

async function open(asked) {
  const answer = await fetch("open", { method: "POST", body: JSON.stringify(asked), headers: { "content-type": "application/json" } });
  if (!answer.ok) say("bad", await answer.text());
}

function say(state, words) {
  $("status").dataset.state = state;
  if ($("said").textContent !== words) $("said").textContent = words;
}

function showProblems() {
  const found = new Map(shown().flatMap((name) => edition(name).problems).map((each) => [JSON.stringify(each), each]));
  $("problems").hidden = !found.size;
  if (!found.size) return;
  const pages = edition(choices.edition).pages.length ? " – these are the last good pages" : "";
  $("problems-title").textContent = `${found.size} problem${found.size > 1 ? "s" : ""}${pages}`;
  $("problem-list").replaceChildren(...[...found.values()].map((problem) => {
    const item = make("li");
    if (problem.file) item.append(sourceLink(problem, null), " ");
    item.append(make("span", { textContent: problem.message }), " ", make("span", { className: "code", textContent: problem.code }));
    item.append(make("p", { className: "hint", textContent: problem.hint }));
    return item;
  }));
  say("bad", `${found.size} problem${found.size > 1 ? "s" : ""}`);
  if (!pages) waiting.textContent = "There are no pages yet.";
}

const open_findings = (findings) => findings.filter((each) => !each.accepted && each.severity !== "info");

function report() {
  const { findings } = edition(choices.edition);
  const count = $("count");
  count.hidden = findings === null;
  if (findings === null) {
    $("verdict").textContent = "The pages are being checked …";
    return;
  }
  const todo = open_findings(findings);
  count.textContent = todo.length;
  count.hidden = !todo.length;
  count.dataset.severity = todo.some((each) => each.severity === "fail") ? "fail" : "warn";
  $("verdict").textContent = todo.some((each) => each.severity === "fail")
    ? "With these, the PDF would not be delivered."
    : todo.length ? "To be reviewed; the PDF can be delivered." : "Nothing to do.";
  $("finding-list").replaceChildren(...findings.map((finding) => {
    const where = [finding.page && `page ${finding.page}`, finding.language && language(finding.language),
      finding.accepted ? "accepted" : finding.severity === "info" && "for information"].filter(Boolean).join(" · ");
    const button = make("button", { className: "finding", type: "button" },
      make("span", { className: "number", textContent: finding.number }),
      make("span", { className: "what", textContent: finding.message }),
      make("span", { className: "where", textContent: where }));
    button.onclick = () => showFinding(finding.number, { toggle: true });
    button.setAttribute("aria-expanded", finding.number === current);
    const more = make("div", { className: "more" });
    if (finding.accepted) more.append(make("p", { textContent: finding.accepted }));
    if (finding.why) more.append(make("p", { textContent: finding.why }));
    if (finding.hint) more.append(make("p", {}, make("b", { textContent: "Remedy: " }), finding.hint));
    if (finding.file) more.append(sourceLink(finding, { edition: choices.edition, finding: finding.number }));
    more.append(make("span", { className: "code", textContent: finding.code }));
    const item = make("li", {}, button, more);
    item.dataset.severity = finding.severity;
    item.classList.toggle("current", finding.number === current);
    return item;
  }));
}

function showFinding(number, { toggle = false, scroll = true } = {}) {
  current = toggle && current === number ? 0 : number;
  const { findings } = edition(choices.edition);
  const finding = findings?.find((each) => each.number === current);
  const items = [...$("finding-list").children];
  items.forEach((item, index) => {
    const isCurrent = findings[index].number === current;
    item.classList.toggle("current", isCurrent);
    item.firstChild.setAttribute("aria-expanded", isCurrent);
    if (isCurrent) item.scrollIntoView({ block: "nearest" });
  });
  for (const mark of main.querySelectorAll(".mark")) mark.classList.toggle("current", mark.finding === finding);
  if (scroll && finding?.page) reveal(choices.edition, finding);
}

// Scroll to a place on a page unless it is in the window; its page may not be drawn yet.
function reveal(name, place) {
  const sheet = [...sheets.values()].find((each) => each.name === name && each.has(place));
  if (!sheet) return;
  const paper = sheet.paper.getBoundingClientRect();
  const around = main.getBoundingClientRect();
  const [, from, , to] = sheet.view;
  const [left, bottom, right, top] = place.box;
  const isPage = right <= left || top <= bottom;
  const y = (height) => paper.top + ((to - height) * paper.height) / (to - from);
  const [upper, lower] = isPage ? [paper.top, paper.top + 40] : [y(top), y(bottom)];
  if (upper >= around.top && lower <= around.bottom) return;
  const by = (upper + Math.min(lower, upper + around.height) - around.top - around.bottom) / 2;
  main.scrollBy({ top: by, behavior: calm.matches ? "auto" : "smooth" });
}

function nextFinding(by) {
  const findings = open_findings(edition(choices.edition).findings ?? []);
  if (!findings.length) return;
  const at = findings.findIndex((each) => each.number === current);
  if (!choices.findings) choose({ findings: true });
  showFinding(findings[(at + by + findings.length + (at < 0 && by < 0 ? 1 : 0)) % findings.length].number);
}

// The source of a text ---------------------------------------------------------------------------

function showText(button) {
  const { text } = button;
  const name = button.closest(".sheet").sheet.name;
  const asked = { edition: name, unit: text.unit, language: text.language };
  $("card-unit").textContent = text.unit;
  $("card-language").textContent = language(text.language);
  $("card-state").textContent = text.state === "outdated" ? "out of date" : text.state;
  $("card-state").dataset.state = text.state;
  $("card-place").textContent = placeOf(text);
  const link = $("card-open");
  link.href = editorLink(text);
  link.onclick = publication.opens ? (event) => { event.preventDefault(); open(asked); } : null;
  $("card-copy").onclick = () => navigator.clipboard.writeText(placeOf(text));
  const card = $("card");
  card.showPopover();
  const around = button.getBoundingClientRect();
  const left = Math.min(Math.max(around.left, 8), innerWidth - card.offsetWidth - 8);
  const below = around.bottom + 8;
  const top = below + card.offsetHeight < innerHeight - 8 ? below : Math.max(around.top - card.offsetHeight - 8, 8);
  card.style.left = `${left}px`;
  card.style.top = `${Math.min(top, innerHeight - card.offsetHeight - 8)}px`;
  card.returnTo = button;
  if (publication.opens) open(asked);
}

// What the server says ---------------------------------------------------------------------------

function whatChanged(pages) {
  if (!pages.length) return "No page changed";
  return pages.length === 1 ? `Page ${pages[0]} changed` : `${pages.length} pages changed`;
}

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(2)} s`;

const heard = {
  async pages(data) {
    const of = edition(data.edition);
    Object.assign(of, { revision: data.revision, pages: data.pages, problems: [] });
    if (!shown().includes(data.edition)) return;
    showProblems();
    if (!data.pages.length) return;
    arrange();
    if ($("problems").hidden) {
      say("good", data.milliseconds === null ? "Up to date" : `${whatChanged(data.changed)} · ${seconds(data.milliseconds)}`);
    }
    await placeTexts(data.edition);
    if (data.texts.length && of.revision === data.revision) showChange(data);
  },
  building(data) {
    if (shown().includes(data.edition)) say("busy", "Building …");
  },
  findings(data) {
    const of = edition(data.edition);
    if (of.revision !== data.revision) return;
    of.findings = data.findings;
    if (data.edition === choices.edition && !data.findings.some((each) => each.number === current)) current = 0;
    overlay();
    report();
  },
  problems(data) {
    edition(data.edition).problems = data.problems;
    showProblems();
  },
  publication(data) {
    publication = { ...publication, ...data };
    options();
    if (!described(choices.edition)) choose({ edition: publication.editions[0]?.name ?? "" });
    if (choices.beside && !described(choices.beside)) choose({ beside: "" });
    apply();
  },
};

async function placeTexts(name) {
  const answer = await fetch(`editions/${encodeURIComponent(name)}/places`);
  if (!answer.ok) return;
  const { revision, texts } = await answer.json();
  Object.assign(edition(name), { texts, of: revision });
  overlay();
}

function showChange({ edition: name, texts }) {
  const of = edition(name);
  of.changed = new Set(texts.map((text) => `${text.unit} ${text.language}`));
  setTimeout(() => { of.changed = new Set(); }, SHOWN_AS_CHANGED);
  overlay();
  if (choices.follow) reveal(name, texts[0]);
}

function connect() {
  source?.close();
  const query = new URLSearchParams(shown().map((name) => ["edition", name]));
  source = new EventSource(`events?${query}`);
  for (const [name, hear] of Object.entries(heard)) source.addEventListener(name, (event) => hear(JSON.parse(event.data)));
  source.onerror = () => say("bad", "Disconnected: run `bifolio preview` again");
  source.onopen = () => { if ($("problems").hidden) say("good", "Up to date"); };
}

// Controls ---------------------------------------------------------------------------------------

$("edition").onchange = (event) => choose({ edition: event.target.value, pages: "" });
$("beside").onchange = (event) => choose({ beside: event.target.value });
$("smaller").onclick = () => step(-1);
$("larger").onclick = () => step(1);
$("fit").onclick = () => choose({ zoom: choices.zoom === "width" ? "page" : "width" });
$("findings-button").onclick = () => choose({ findings: !choices.findings });
$("view").onchange = ({ target }) => choose({ [target.name]: target.type === "checkbox" ? target.checked : target.value });
$("card").addEventListener("toggle", (event) => {
  if (event.newState === "closed" && document.activeElement === document.body) $("card").returnTo?.focus({ preventScroll: true });
});

main.addEventListener("click", ({ target }) => {
  if (target.finding) {
    const { name } = target.closest(".sheet").sheet;
    if (name !== choices.edition) choose({ edition: name, beside: choices.edition });
    if (!choices.findings) choose({ findings: true });
    showFinding(target.finding.number, { scroll: false });
  } else if (target.text instanceof Object) showText(target);
});

main.addEventListener("keydown", (event) => {
  const { sheet } = event.target.closest?.(".sheet") ?? {};
  if (!sheet || !event.target.classList.contains("text")) return;
  const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  sheet.moveFocus(event.target, by);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input, select, textarea")) return;
  const names = publication.editions.map(({ name }) => name);
  const other = (by) => names[(names.indexOf(choices.edition) + by + names.length) % names.length];
  const act = {
    "+": () => step(1), "=": () => step(1), "-": () => step(-1), "0": () => $("fit").click(),
    "]": () => choose({ edition: other(1), pages: "" }), "[": () => choose({ edition: other(-1), pages: "" }),
    n: () => nextFinding(1), p: () => nextFinding(-1),
  }[event.key];
  if (act) act();
});

addEventListener("resize", setZoom);
new ResizeObserver(setZoom).observe(main);

publication = { ...publication, ...await (await fetch("state")).json() };
$("title").textContent = publication.title;
$("title").title = publication.title;
options();
if (!described(choices.edition)) choices.edition = publication.editions[0]?.name ?? "";
if (!described(choices.beside)) choices.beside = "";
connect();
apply();
