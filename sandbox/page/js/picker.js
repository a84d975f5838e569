// A menu to choose from, one or several, with search where the list is long or comes from the application.

import { fresh, h, icon } from "./dom.js";
import { w } from "./words.js";

const LONG = 8;
let shut = null;

// Closes whatever menu is open.
export const closePickers = () => shut?.();

/* Draws a picker. `options`: [{label, value, description?, group?}]; `search(query)` promises such a list instead.
   `onChange(values)` hears of each change, `onDone(values)` once the menu closes and something has changed. */
export function picker({
  label, placeholder, options = [], selected = [], many = false, most = Infinity, search = null, minimum = 1,
  disabled = false, clearable = false, describedby = null, invalid = false, onChange = () => {}, onDone = () => {},
}) {
  let chosen = [...selected];
  let shown = options;
  let active = -1;
  let before = "";
  const names = new Map(options.map((one) => [one.value, one.label]));
  const listId = fresh("list");
  const text = h("span", { class: "picker-text" });
  const face = h("button", {
    type: "button", class: "picker-face", role: "combobox", "aria-haspopup": "listbox", "aria-expanded": "false",
    "aria-label": label, "aria-describedby": describedby, "aria-invalid": invalid ? "true" : null, disabled,
    onclick: () => (pop.isConnected ? close() : open()),
    onkeydown: (event) => {
      if (!pop.isConnected && ["ArrowDown", "ArrowUp"].includes(event.key)) { event.preventDefault(); open(); }
    },
  }, text, icon("down"));
  const find = h("input", {
    class: "picker-find", type: "text", placeholder: w("find"), "aria-label": w("find"), "aria-controls": listId,
    role: "combobox", "aria-expanded": "true", autocomplete: "off", oninput: () => filter(), onkeydown: keys,
  });
  const list = h("ul", { id: listId, role: "listbox", class: "picker-list", "aria-label": label, tabindex: "-1",
    "aria-multiselectable": many ? "true" : null, onkeydown: keys });
  const pop = h("div", { class: "picker-pop" });
  const root = h("div", { class: "picker" }, face);

  function draw() {
    const known = chosen.map((value) => names.get(value) ?? value);
    face.classList.toggle("empty", !known.length);
    text.textContent = known.length ? known.join(", ") : placeholder;
    if (!known.length || !label) face.setAttribute("aria-label", label || placeholder);
    else face.setAttribute("aria-label", `${label}: ${known.join(", ")}`);
  }

  function rows() {
    const ids = [];
    let group = null;
    list.replaceChildren(...shown.flatMap((one, number) => {
      const id = `${listId}-${number}`;
      ids.push(id);
      const on = chosen.includes(one.value);
      const row = h("li", { id, role: "option", class: number === active ? "active" : "", "aria-selected": on ? "true" : "false",
        onpointermove: () => { if (active !== number) { active = number; mark(); } }, onclick: () => take(number) },
        h("span", { class: "picker-tick" }, on ? icon("check") : ""),
        h("span", { class: "picker-label" }, one.label, one.description ? h("small", {}, one.description) : null));
      if (!one.group || one.group === group) return [row];
      group = one.group;
      return [h("li", { class: "picker-group", role: "presentation" }, one.group), row];
    }));
    if (!shown.length) {
      const short = search && find.value.length < minimum;
      const hint = short ? (minimum > 1 ? w("typeMore", { n: minimum }) : w("type")) : w("nothing");
      list.append(h("li", { class: "picker-none", role: "presentation" }, hint));
    }
    mark();
  }

  function mark() {
    const all = [...list.querySelectorAll("[role=option]")];
    all.forEach((row, number) => row.classList.toggle("active", number === active));
    const holder = find.isConnected ? find : list;
    if (all[active]) {
      holder.setAttribute("aria-activedescendant", all[active].id);
      if (document.activeElement === holder) all[active].scrollIntoView({ block: "nearest" });
    } else holder.removeAttribute("aria-activedescendant");
  }

  async function filter() {
    const query = find.value.trim();
    if (search) {
      const found = query.length >= minimum ? await search(query).catch(() => []) : [];
      if (query !== find.value.trim()) return;
      shown = found;
      for (const one of found) names.set(one.value, one.label);
    } else {
      const wanted = query.toLocaleLowerCase();
      shown = options.filter((one) => `${one.label} ${one.description ?? ""}`.toLocaleLowerCase().includes(wanted));
    }
    active = shown.length ? 0 : -1;
    rows();
    place();
  }

  function take(number) {
    const value = shown[number]?.value;
    if (value === undefined) return;
    if (!many) {
      chosen = clearable && chosen[0] === value ? [] : [value];
      onChange(chosen);
      close();
    } else if (chosen.includes(value) || chosen.length < most) {
      chosen = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
      onChange(chosen);
      rows();
    }
    draw();
  }

  function keys(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) active = (active + step + shown.length) % Math.max(shown.length, 1);
    else if (event.key === "Enter" || (event.key === " " && event.target === list)) take(active);
    else if (event.key === "Escape") close();
    else if (event.key === "Tab") { close(); return; }
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (step) mark();
  }

  function place() {
    const box = face.getBoundingClientRect();
    const below = innerHeight - box.bottom - 12;
    const above = box.top - 12;
    const up = below < 220 && above > below;
    pop.style.minWidth = `${Math.max(box.width, 220)}px`;
    pop.style.left = `${Math.max(8, Math.min(box.left, innerWidth - pop.offsetWidth - 12))}px`;
    pop.style.maxHeight = `${Math.min(340, up ? above : below)}px`;
    pop.style.top = up ? "auto" : `${box.bottom + 4}px`;
    pop.style.bottom = up ? `${innerHeight - box.top + 4}px` : "auto";
  }

  const outside = (event) => { if (!pop.contains(event.target) && !face.contains(event.target)) close(false); };
  const scrolled = (event) => { if (!pop.contains(event.target)) face.isConnected ? place() : close(false); };

  function open() {
    shut?.();
    shut = () => close(false);
    before = JSON.stringify(chosen);
    shown = search ? [] : options;
    active = Math.max(0, shown.findIndex((one) => chosen.includes(one.value)));
    find.value = "";
    const done = many ? h("button", { type: "button", class: "picker-done", onclick: () => close() }, w("done")) : "";
    pop.className = `picker-pop ${root.closest(".slack") ? "slack" : root.closest(".discord") ? "discord" : ""}`;
    pop.replaceChildren(...(search || options.length >= LONG ? [find] : []), list, done);
    document.getElementById("layer").append(pop);
    face.setAttribute("aria-expanded", "true");
    face.setAttribute("aria-controls", listId);
    rows();
    place();
    (find.isConnected ? find : list).focus();
    mark();
    document.addEventListener("pointerdown", outside, true);
    document.addEventListener("scroll", scrolled, true);
  }

  function close(back = true) {
    if (!pop.isConnected) return;
    pop.remove();
    shut = null;
    face.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("scroll", scrolled, true);
    if (back) face.focus();
    if (JSON.stringify(chosen) !== before) onDone(chosen);
  }

  draw();
  return root;
}
