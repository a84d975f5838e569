// The messages of one place, oldest on top, with days between them; it follows the newest while one reads the end.

import { h, reconcile } from "./dom.js";
import { sandboxNow } from "./live.js";
import { dayKey, dayWords } from "./time.js";
import { w } from "./words.js";

const TOGETHER = 5 * 60 * 1000;

/* `draw(message, compact)` makes a row. Messages are {key, at, author, quiet, raw}: a `quiet` one starts no group. */
export function conversation(draw) {
  const list = h("ol", { class: "rows" });
  const root = h("div", { class: "scroll", role: "log", tabindex: "0" }, list);
  let place = null;
  let last = null;

  function items(messages, name, context) {
    const found = [{ key: "beginning", stamp: name, make: () => h("li", { class: "beginning" }, w("beginning", { place: name })) }];
    let before = null;
    for (const message of messages) {
      const day = dayKey(message.at);
      if (!before || dayKey(before.at) !== day) {
        const words = dayWords(message.at);
        found.push({ key: `day ${day}`, stamp: words, make: () => h("li", { class: "day" }, h("span", {}, words)) });
        before = null;
      }
      const compact = Boolean(before) && before.author === message.author && !before.alone && !message.alone && message.at - before.at < TOGETHER;
      const stamp = JSON.stringify([message.raw, compact, context, Math.floor(sandboxNow() / 3600000)]);
      found.push({ key: message.key, stamp, make: () => draw(message, compact) });
      before = message;
    }
    return found;
  }

  const toEnd = () => { root.scrollTop = root.scrollHeight; };
  new ResizeObserver(() => { if (root.sticking) toEnd(); }).observe(list);
  root.addEventListener("scroll", () => { root.sticking = root.scrollHeight - root.scrollTop - root.clientHeight < 60; });

  return {
    root,
    /* `context` is what the drawing depends on besides the message, such as names. */
    show(key, name, messages, context) {
      const newest = messages.at(-1)?.key;
      const moved = key !== place;
      if (moved) { list.replaceChildren(); list.known = new Map(); }
      root.setAttribute("aria-label", w("conversation", { place: name }));
      reconcile(list, items(messages, name, context), { key: (one) => one.key, version: (one) => one.stamp, make: (one) => one.make() });
      if (moved || root.sticking || (newest !== last && messages.at(-1)?.own)) { root.sticking = true; toEnd(); }
      place = key;
      last = newest;
    },
  };
}
