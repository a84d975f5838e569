// A window inside one client: it takes the keyboard until it is closed, the other client stays usable.

import { h } from "./dom.js";

const FOCUSABLE = "button:not([disabled]), [href], input:not([disabled]), textarea:not([disabled]), [tabindex='0']";

/* Shows `content` over `host`. Escape calls `onEscape`. Returns { close }; the focus goes back to where it was. */
export function openDialog(host, content, { labelledby, onEscape, small = false, alert = false }) {
  const before = document.activeElement;
  const others = [...host.children];
  const box = h("div", {
    class: small ? "dialog small" : "dialog", role: alert ? "alertdialog" : "dialog", "aria-modal": "true",
    "aria-labelledby": labelledby, tabindex: "-1",
  }, content);
  const veil = h("div", {
    class: "veil",
    onkeydown: (event) => {
      if (event.key === "Escape") { event.stopPropagation(); onEscape(); }
      if (event.key !== "Tab") return;
      const stops = [...box.querySelectorAll(FOCUSABLE)].filter((one) => one.offsetParent);
      const edge = event.shiftKey ? stops[0] : stops.at(-1);
      if (!stops.length || document.activeElement === edge || document.activeElement === box) {
        event.preventDefault();
        (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
      }
    },
  }, box);
  for (const one of others) one.inert = true;
  host.append(veil);
  focusFirst(box);
  return {
    box,
    close() {
      veil.remove();
      for (const one of others) one.inert = false;
      if (before?.isConnected && !before.closest("[inert]")) before.focus();
    },
  };
}

export function focusFirst(box) {
  const wrong = box.querySelector("[aria-invalid=true]");
  const first = wrong ?? box.querySelector(".dialog-body input, .dialog-body textarea, .dialog-body .picker-face, .primary");
  (first ?? box).focus({ preventScroll: !wrong });
}

const unanswered = new Set();

/* Answers all open questions with no: whoever was asked has gone. */
export function dropQuestions() {
  for (const refuse of [...unanswered]) refuse();
}

/* Asks a question before something dangerous; resolves to true for yes. */
export function ask(host, { title, text, yes, no, danger }) {
  return new Promise((resolve) => {
    const name = `ask-${Math.random().toString(36).slice(2)}`;
    const answer = (value) => { unanswered.delete(refuse); dialog.close(); resolve(value); };
    const refuse = () => answer(false);
    unanswered.add(refuse);
    const dialog = openDialog(host, [
      h("h2", { id: name }, title),
      h("div", { class: "dialog-body" }, text),
      h("footer", {},
        h("button", { type: "button", class: "plain", onclick: refuse }, no),
        h("button", { type: "button", class: danger ? "danger" : "primary", onclick: () => answer(true) }, yes)),
    ], { labelledby: name, onEscape: refuse, small: true, alert: true });
  });
}
