// Builds elements. Whatever people or the application wrote enters only as text, never as markup.

export function h(tag, about = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(about)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") node.className = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key in node && typeof value === "boolean") node[key] = value;
    else if (key === "value") node.value = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// A link that opens in a window of its own; an address of any other kind than these stays mere text.
export const link = (url, ...children) =>
  /^(https?:\/\/|mailto:)/i.test(url) ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children) : h("span", {}, ...children);

let last = 0;
export const fresh = (word) => `${word}-${++last}`;

const stops = (node) => [...node.querySelectorAll("button, a, input, textarea")];

// Makes the children of `parent` be those of `items`, keeping every node whose `version` has not changed,
// and the keyboard's focus where it was.
export function reconcile(parent, items, { key, version, make }) {
  const known = parent.known ?? new Map();
  const next = new Map();
  let at = parent.firstChild;
  for (const item of items) {
    const name = key(item);
    const stamp = version(item);
    let held = known.get(name);
    if (!held || held.stamp !== stamp) {
      const node = make(item);
      const focus = held ? stops(held.node).indexOf(document.activeElement) : -1;
      if (held?.node === at) at = at.nextSibling;
      held?.node.remove();
      held = { node, stamp, focus };
    }
    next.set(name, held);
    if (held.node === at) at = at.nextSibling;
    else parent.insertBefore(held.node, at);
    if (held.focus >= 0) (stops(held.node)[held.focus] ?? stops(held.node).at(-1))?.focus({ preventScroll: true });
    held.focus = -1;
  }
  for (const [name, held] of known) if (!next.has(name)) held.node.remove();
  parent.known = next;
}

const SHAPES = {
  hash: "M6.5 2 5 14M11 2 9.5 14M2.5 5.5h11.5M2 10.5h11.5",
  lock: "M4 7.2h8v6.3H4zM5.7 7V5a2.3 2.3 0 0 1 4.6 0v2",
  list: "M2.5 4h11M2.5 8h11M2.5 12h11",
  down: "m4 6 4 4 4-4",
  close: "m4 4 8 8m0-8-8 8",
  send: "M2.5 13.5 14 8 2.5 2.5 4.3 8zM4.3 8H9",
  eye: "M1.5 8S4 3.7 8 3.7 14.5 8 14.5 8 12 12.3 8 12.3 1.5 8 1.5 8zM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z",
  file: "M4 1.8h5.2L12.5 5v9.2H4zM9 2v3.3h3.3",
  save: "M8 2v8m-3.2-3L8 10.2 11.2 7M3 13.5h10",
  mail: "M1.8 3.5h12.4v9H1.8zM2 4l6 5 6-5",
  clock: "M8 14.3A6.3 6.3 0 1 0 8 1.7a6.3 6.3 0 0 0 0 12.6zM8 4.5V8l2.5 1.6",
  check: "m3 8.5 3.3 3.3L13 4.8",
  alert: "M8 2 14.8 13.7H1.2zM8 6.5v3.3m0 1.7v.6",
  calendar: "M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3",
  bin: "M3 4.2h10M6.3 4V2.6h3.4V4M4.3 4.2l.6 9.4h6.2l.6-9.4M6.7 6.6v4.6M9.3 6.6v4.6",
  people: "M6 7.5a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6zM1.8 13c0-2.4 1.8-3.8 4.2-3.8s4.2 1.4 4.2 3.8M10.7 7.4a2 2 0 1 0-.6-3.9M11.6 9.3c1.6.4 2.6 1.7 2.6 3.7",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" }))
    svg.setAttribute(key, value);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

const HUES = [12, 36, 86, 150, 176, 204, 232, 262, 296, 332];

// A picture made of the name: initials on a quiet colour that stays the same for the same name.
export function avatar(name, native = "", extra = "") {
  const sum = [...name].reduce((total, char) => (total * 31 + char.codePointAt(0)) % 9973, 7);
  const han = /[\u3400-\u9fff]/.test(native) && native.length < 5;
  const letters = name.split(/[\s-]+/).filter((word) => /\p{L}/u.test(word[0] ?? ""));
  const shown = han ? [...native].slice(-2).join("") : letters.map((word) => [...word][0]).slice(0, 2).join("").toUpperCase();
  const node = h("span", { class: `avatar ${extra}`, "aria-hidden": "true" }, shown || "?");
  node.style.setProperty("--hue", HUES[sum % HUES.length]);
  return node;
}

// The application's own picture: a table seen from above, with people round it.
export function appMark(extra = "") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 32 32");
  const dot = (x, y, r, className) => {
    const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    for (const [key, value] of Object.entries({ cx: x, cy: y, r, class: className })) circle.setAttribute(key, value);
    return circle;
  };
  svg.append(dot(16, 16, 5, "table"));
  for (let seat = 0; seat < 6; seat++) {
    const angle = (seat * Math.PI) / 3 - Math.PI / 2;
    svg.append(dot(16 + 9.5 * Math.cos(angle), 16 + 9.5 * Math.sin(angle), 2.3, seat ? "seat" : "seat chair"));
  }
  const node = h("span", { class: `avatar app ${extra}`, "aria-hidden": "true" });
  node.append(svg);
  return node;
}
