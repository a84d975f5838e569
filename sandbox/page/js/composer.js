// The line at the bottom in which one writes, with what can be completed above it.

import { fresh, h, icon } from "./dom.js";
import { w } from "./words.js";

/* `complete(line)` promises {title, rows: [{text, label, hint, after}]}, where `text` is what the line becomes;
   `send(line)` promises nothing and rejects with words to show. */
export function composer({ complete, send }) {
  const listId = fresh("offers");
  let offers = [];
  let active = -1;
  let turn = 0;
  const field = h("textarea", {
    rows: "1", class: "composer-field", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
    "aria-controls": listId, autocomplete: "off", spellcheck: "false", oninput: offer, onkeydown: keys,
    onblur: () => setTimeout(() => { if (document.activeElement !== field) hide(); }, 150), onfocus: offer,
  });
  const list = h("ul", { id: listId, role: "listbox", "aria-label": w("commands") });
  const title = h("p", { class: "offers-title" });
  const box = h("div", { class: "offers", hidden: true }, title, list);
  const complaint = h("p", { class: "complaint", role: "alert", hidden: true });
  const root = h("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); say(); } },
    box, complaint, field, h("button", { class: "composer-send", "aria-label": w("send"), title: w("send") }, icon("send")));

  function grow() {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 140)}px`;
  }

  function hide() {
    turn++;
    offers = [];
    box.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  async function offer() {
    grow();
    complaint.hidden = true;
    const mine = ++turn;
    const line = field.value;
    const found = line.startsWith("/") && !line.includes("\n") ? await complete(line).catch(() => null) : null;
    if (mine !== turn) return;
    if (!found?.rows.length) return hide();
    offers = found.rows;
    active = 0;
    title.textContent = found.title;
    list.replaceChildren(...offers.map((one, number) => h("li", {
      id: `${listId}-${number}`, role: "option", "aria-selected": "false",
      onpointerdown: (event) => { event.preventDefault(); accept(number); },
    }, h("b", {}, one.label), one.hint ? h("span", {}, one.hint) : null)));
    box.hidden = false;
    field.setAttribute("aria-expanded", "true");
    mark();
  }

  function mark() {
    [...list.children].forEach((row, number) => {
      row.setAttribute("aria-selected", number === active ? "true" : "false");
      if (number === active) row.scrollIntoView({ block: "nearest" });
    });
    field.setAttribute("aria-activedescendant", `${listId}-${active}`);
  }

  function accept(number) {
    field.value = offers[number].text;
    field.focus();
    offer();
  }

  function keys(event) {
    if (event.isComposing) return;
    if (offers.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      active = (active + (event.key === "ArrowDown" ? 1 : -1) + offers.length) % offers.length;
      mark();
    } else if (offers.length && event.key === "Tab" && !event.shiftKey) accept(active);
    else if (offers.length && event.key === "Escape") hide();
    else if (event.key === "Enter" && !event.shiftKey) {
      const wanted = offers[active]?.text;
      if (wanted && wanted.trim() !== field.value.trim() && wanted.startsWith(field.value.trimEnd())) accept(active);
      else say();
    } else return;
    event.preventDefault();
  }

  async function say() {
    const line = field.value.trim();
    if (!line) return;
    field.value = "";
    grow();
    hide();
    try {
      await send(line);
    } catch (error) {
      if (!field.value) field.value = line;
      complaint.textContent = error.message;
      complaint.hidden = false;
    }
  }

  return {
    root,
    into(place) {
      const words = w("write", { place });
      if (field.placeholder === words) return;
      field.placeholder = words;
      field.setAttribute("aria-label", words);
      complaint.hidden = true;
      hide();
    },
    busy: () => field.value !== "",
    focus: () => field.focus(),
    insert(text) { field.value = text; field.focus(); offer(); },
  };
}
