// The mailbox of a person: a drawer beside the two clients, and the whole screen of somebody without a chat account.

import { h, icon, reconcile } from "./dom.js";
import { sandboxNow, state } from "./live.js";
import { clockTime, dayKey, dayWords, fullTime } from "./time.js";
import { w } from "./words.js";

const WIDE = matchMedia("(min-width: 901px)");

export const mail = { chat: "mail", get title() { return w("mail"); } };

/* `stand(state)` tells the page how the mailbox stands: "none", "closed", "open", or "only" where there is no chat. */
export function mailbox(root, stand) {
  let seen = null;
  let person = null;
  let chosen = null;
  let open = false;
  let plain = false;

  const rail = h("button", { type: "button", class: "mail-rail", onclick: () => unfold(true) });
  const title = h("h2", {});
  const address = h("small", {});
  const fold = h("button", { type: "button", class: "bare", onclick: () => unfold(false) }, icon("close"));
  const list = h("ul", { class: "mail-list" });
  const none = h("p", { class: "mail-none" });
  const letter = h("article", { class: "mail-letter" });
  const box = h("div", { class: "mail-box" },
    h("div", { class: "mail-side" }, h("header", {}, icon("mail"), h("span", {}, title, address), fold), none, list), letter);
  root.append(rail, box);
  root.addEventListener("keydown", (event) => { if (event.key === "Escape" && open) unfold(false); });

  const key = () => `mail read ${person.id}`;
  const read = () => new Set(JSON.parse(sessionStorage.getItem(key()) ?? "[]"));
  const visible = () => open || !person.chat.length || (!WIDE.matches && root.classList.contains("front"));
  const unread = () => seen.mails.filter((one) => !read().has(one.id)).length;

  function unfold(to) {
    open = to;
    draw();
    (to ? list.querySelector("button") ?? fold : rail).focus();
  }

  function choose(id) {
    chosen = id;
    draw();
    root.classList.add("reading");
  }

  const when = (at) => (dayKey(at) === dayKey(sandboxNow()) ? clockTime(at) : dayWords(at));

  function row(one, fresh) {
    const at = new Date(one.at);
    return h("li", {}, h("button", {
      type: "button", class: fresh ? "mail-row news" : "mail-row", "aria-current": one.id === chosen ? "true" : null, onclick: () => choose(one.id),
    }, h("span", { class: "mail-from" }, h("b", {}, one.sender.replace(/\s*<.*>$/, "")), h("time", { datetime: one.at }, when(at))),
    h("span", { class: "mail-subject" }, one.subject), fresh ? h("span", { class: "unseen" }, w("unread", { n: 1 })) : null));
  }

  function body(one) {
    if (plain) return h("pre", { class: "mail-plain", tabindex: "0" }, one.text);
    return h("iframe", { class: "mail-page", title: one.subject, sandbox: "allow-popups allow-popups-to-escape-sandbox",
      src: `/play/${person.id}/mail/${one.id}` });
  }

  function views(one) {
    const tab = (words, to) => h("button", { type: "button", "aria-pressed": plain === to ? "true" : "false", onclick: () => { plain = to; drawLetter(); } }, words);
    return h("div", { class: "mail-views", role: "group", "aria-label": one.subject }, tab(w("mailDrawn"), false), tab(w("mailPlain"), true));
  }

  function drawLetter() {
    const one = seen.mails.find((each) => each.id === chosen);
    const stamp = JSON.stringify([person.id, chosen, plain, one?.at, w("mail")]);
    if (letter.stamp === stamp) return;
    letter.stamp = stamp;
    letter.hidden = !one;
    letter.replaceChildren(...(one ? [
      h("header", {},
        h("button", { type: "button", class: "bare mail-back", "aria-label": w("back"), onclick: () => root.classList.remove("reading") }, icon("down")),
        h("div", {}, h("h3", {}, one.subject), h("p", {}, one.sender), h("p", {}, `${w("mailTo")} ${seen.address} · `, h("time", { datetime: one.at }, fullTime(new Date(one.at))))),
        views(one)),
      body(one),
      one.files.length ? h("footer", {}, one.files.map((name, number) =>
        h("a", { class: "file-card", href: `/play/${person.id}/mail/${one.id}/files/${number}`, download: name }, icon("file"), h("span", {}, h("b", {}, name)), icon("save")))) : null,
    ].filter(Boolean) : []));
  }

  function draw() {
    stand(seen === null ? "none" : !person.chat.length ? "only" : open ? "open" : "closed");
    if (seen === null) return;
    if (visible() && WIDE.matches && !seen.mails.some((one) => one.id === chosen)) chosen = seen.mails[0]?.id ?? null;
    if (visible() && chosen) sessionStorage.setItem(key(), JSON.stringify([...read().add(chosen)]));
    const count = unread();
    rail.replaceChildren(icon("mail"), h("span", {}, w("mail")), ...(count ? [h("span", { class: "count", "aria-hidden": "true" }, String(count)), h("span", { class: "unseen" }, w("unread", { n: count }))] : []));
    fold.setAttribute("aria-label", w("close"));
    fold.hidden = !person.chat.length;
    title.textContent = w("mail");
    address.textContent = seen.address;
    none.textContent = w("mailNone");
    none.hidden = seen.mails.length > 0;
    root.setAttribute("aria-label", w("mail"));
    const known = read();
    reconcile(list, seen.mails, {
      key: (one) => one.id, make: (one) => row(one, !known.has(one.id)),
      version: (one) => JSON.stringify([one.id === chosen, known.has(one.id), when(new Date(one.at)), w("mail")]),
    });
    drawLetter();
  }

  return {
    draw: () => { if (person) draw(); },
    update(picture) {
      if (person !== state.person) {
        person = state.person;
        chosen = null;
        open = false;
        root.classList.remove("reading");
      }
      seen = picture;
      draw();
    },
    unread: () => (seen ? unread() : 0),
  };
}
