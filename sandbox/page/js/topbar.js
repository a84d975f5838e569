// The bar on top: who one is, and what time it is for that person.

import { appMark, avatar, fresh, h, icon } from "./dom.js";
import { forward, forwardToNext, sandboxNow, state } from "./live.js";
import { clockTime, longDay } from "./time.js";
import { roleWords, w } from "./words.js";

const HOUR = 3600;
const DAY = 24 * HOUR;
const OFFICE = ["secretariat", "chair", "reviewer", "incoming_chair"];
const GROUPS = [
  ["newcomers", (one) => one.roles.includes("newcomer")],
  ["office", (one) => one.roles.some((role) => OFFICE.includes(role))],
  ["members", (one) => one.roles.some((role) => ["member", "representative", "observer"].includes(role))],
  ["others", () => true],
];

const where = (one) => (one.chat.length > 1 ? w("both") : w("only", { chat: { slack: "Slack", discord: "Discord" }[one.chat[0]] ?? w("mail") }));

// Something that opens below its button and closes by itself.
function dropdown(button, panel, { onOpen = () => {} } = {}) {
  const root = h("div", { class: "drop" }, button, panel);
  panel.hidden = true;
  const close = (back) => {
    panel.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (back) button.focus();
  };
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => {
    if (!panel.hidden) return close(false);
    panel.hidden = false;
    button.setAttribute("aria-expanded", "true");
    onOpen();
  });
  root.addEventListener("keydown", (event) => { if (event.key === "Escape" && !panel.hidden) { event.stopPropagation(); close(true); } });
  document.addEventListener("pointerdown", (event) => { if (!root.contains(event.target)) close(false); });
  return { root, close };
}

export function topbar(root) {
  let ticking = null;

  function people() {
    const me = state.person;
    const panelId = fresh("people");
    const left = new Set(state.people);
    const panel = h("div", { class: "panel people", id: panelId }, GROUPS.map(([title, belongs]) => {
      const several = [...left].filter(belongs);
      several.forEach((one) => left.delete(one));
      return several.length ? h("section", { "aria-label": w(title) }, h("h3", {}, w(title)), h("ul", {}, several.map((one) =>
        h("li", {}, h("a", { href: `#${one.id}`, "aria-current": one === me ? "true" : null, onclick: () => drop.close(true) }, avatar(one.name, one.native),
          h("span", { class: "who" }, h("b", {}, one.name, one.native ? h("span", { class: "native", lang: "" }, ` ${one.native}`) : null),
            h("small", {}, `${one.post}${one.affiliation ? `, ${one.affiliation}` : ""}`)),
          h("span", { class: "what" }, h("small", {}, roleWords(one.roles)), h("small", { class: "chat" }, where(one)))))))) : null;
    }));
    const button = h("button", { type: "button", class: "person", "aria-controls": panelId, "aria-label": `${w("choose")}: ${me.name}` },
      avatar(me.name, me.native),
      h("span", { class: "who" }, h("small", {}, w("playing")), h("b", {}, me.name, me.native ? h("span", { class: "native" }, ` ${me.native}`) : null)),
      h("span", { class: "what" }, h("small", {}, roleWords(me.roles)), h("small", {}, where(me))), icon("down"));
    const drop = dropdown(button, panel, { onOpen: () => panel.querySelector("[aria-current]")?.focus() });
    return drop.root;
  }

  function clock() {
    const day = h("span", { class: "day" });
    const time = h("b", {});
    const zone = state.person.zone.split("/").pop().replace(/_/g, " ");
    const show = () => {
      const now = sandboxNow();
      day.textContent = `${longDay(now)} · ${zone}`;
      time.textContent = clockTime(now);
    };
    clearInterval(ticking);
    ticking = setInterval(show, 1000);
    show();
    const move = (seconds) => forward(seconds).catch(() => {});
    const step = (words, seconds) => h("button", { type: "button", onclick: () => move(seconds) }, words);
    const next = h("button", { type: "button", title: w("nextWhy"), onclick: async () => {
      try {
        await forwardToNext();
      } catch {
        next.textContent = w("nextNone");
        setTimeout(() => { next.textContent = w("next"); }, 2500);
      }
    } }, w("next"));
    const days = h("input", { type: "number", min: "0", max: "3660", value: "30", "aria-label": w("days") });
    const hours = h("input", { type: "number", min: "0", max: "23", value: "0", "aria-label": w("hours") });
    const panel = h("form", { class: "panel far", onsubmit: (event) => {
      event.preventDefault();
      const seconds = days.value * DAY + hours.value * HOUR;
      if (seconds > 0) move(seconds);
      drop.close(true);
    } }, h("b", {}, w("howfar")), h("label", {}, days, w("days")), h("label", {}, hours, w("hours")), h("button", { class: "primary" }, w("go")));
    const drop = dropdown(h("button", { type: "button" }, w("custom")), panel, { onOpen: () => days.select() });
    return h("div", { class: "clock", role: "group", "aria-label": w("clock") },
      icon("clock"), h("span", { class: "now", role: "timer", "aria-live": "off" }, time, day),
      h("span", { class: "steps", role: "group", "aria-label": w("forward") },
        next, step(w("hour"), HOUR), step(w("day"), DAY), step(w("week"), 7 * DAY), drop.root));
  }

  return {
    draw() {
      root.replaceChildren(
        h("div", { class: "brand" }, appMark(), h("div", {}, h("h1", {}, "Convenor ", h("span", {}, w("sandbox"))), h("p", {}, w("promise")))),
        people(), clock());
    },
  };
}
