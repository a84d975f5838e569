// What both clients have in common: places on the left, a conversation and a line to write in on the right.

import { composer } from "./composer.js";
import { conversation } from "./conversation.js";
import { h, icon, reconcile } from "./dom.js";
import { act, state } from "./live.js";
import { closePickers } from "./picker.js";
import { w } from "./words.js";

const stored = (key) => JSON.parse(sessionStorage.getItem(key) ?? "null");
const store = (key, value) => sessionStorage.setItem(key, JSON.stringify(value));

/* `kind` knows one platform: {chat, title, teamName(seen), places(seen), row(message, compact, seen), context(seen),
   complete(line, seen, place), foot(seen), enter(place, seen),
   extras(place, seen, tools), stage(place, seen, tools), form(seen, tools), absent(person)}. A place is
   {id, channel, name, mark, group, app, deep, joined, topic, members, messages, size}. */
export function frame(root, kind) {
  let seen = null;
  let person = null;
  let place = null;
  let wanted = null;
  let hidden = new Set();

  const team = h("h2", { class: "team" });
  const side = h("ul", { class: "places" });
  const foot = h("div", { class: "side-foot" });
  const head = h("header", { class: "room-head" });
  const note = h("div", { class: "room-note", hidden: true });
  const stage = h("div", { class: "stage", hidden: true, tabindex: "-1" });
  const talk = conversation((message, compact) => kind.row(message, compact, seen, tools));
  const line = composer({
    complete: (text) => kind.complete(text, seen, place),
    send: (text) => {
      wanted = place.id;
      talk.root.sticking = true; // what one writes, and the answer to a command, stand at the end
      return act(kind.chat, "send", { channel: place.channel, line: text });
    },
  });
  const nav = h("nav", { class: "side" }, team, side, foot);
  const room = h("section", { class: "room" }, head, note, stage, talk.root, line.root);
  const absent = h("div", { class: "absent", hidden: true });
  root.append(nav, room, absent);

  const tools = {
    host: root,
    redraw: () => update(seen, person),
    hide(key) { hidden.add(key); tools.redraw(); },
    write: (text) => line.insert(text),
    // Runs something a person did; the client's words are shown when it would not.
    async does(work) {
      try {
        return await work();
      } catch (error) {
        note.replaceChildren(icon("alert"), h("span", {}, w("failed", { why: error.message })),
          h("button", { type: "button", class: "bare", "aria-label": w("close"), onclick: () => { note.hidden = true; } }, icon("close")));
        note.setAttribute("role", "alert");
        note.hidden = false;
        return null;
      }
    },
  };

  const memory = (word) => `${word} ${person.id} ${kind.chat}`;

  function unread(one) {
    const read = stored(memory("read"))?.[one.id];
    const from = read ? one.messages.findIndex((message) => message.key === read) + 1 : 0;
    return one.messages.slice(from).filter((message) => !message.own).length;
  }

  function choose(id) {
    const going = kind.places(seen).find((one) => one.id === id);
    kind.opening?.(going, unread(going));
    wanted = id;
    store(memory("place"), id);
    note.hidden = true;
    closePickers();
    update(seen, person);
    const chosen = place;
    if (chosen?.id === id) tools.does(() => kind.enter(chosen, seen));
    root.classList.remove("listing");
    if (matchMedia("(hover: hover)").matches) line.focus();
  }

  function drawSide(places) {
    const rows = [];
    let group = null;
    for (const one of places) {
      if (one.group !== group) rows.push({ key: `group ${one.group}`, stamp: one.group, make: () => h("li", { class: "group" }, one.group) });
      group = one.group;
      const news = one.id === place?.id && stage.hidden ? 0 : unread(one);
      const stamp = JSON.stringify([one.name, one.mark, one.id === place?.id, news, one.online, one.deep, one.joined, one.size, w("unread")]);
      rows.push({ key: one.id, stamp, make: () => placeRow(one, news) });
    }
    reconcile(side, rows, { key: (row) => row.key, version: (row) => row.stamp, make: (row) => row.make() });
  }

  function placeRow(one, news) {
    const current = one.id === place?.id;
    const count = news && (one.app || one.direct) ? h("span", { class: "count" }, String(news))
      : one.size ? h("span", { class: "size" }, String(one.size)) : null;
    const classes = ["place", current && "current", news && "news", one.joined === false && "outside", one.deep && "deep"];
    return h("li", {}, h("button", {
      type: "button", class: classes.filter(Boolean).join(" "), "aria-current": current ? "page" : null, onclick: () => choose(one.id),
    }, one.picture?.() ?? icon(one.mark), h("span", { class: "place-name" }, one.name),
    one.app ? h("i", { class: one.online ? "lamp on" : "lamp", title: w(one.online ? "online" : "offline") }) : null,
    news ? h("span", { class: "unseen" }, w("unread", { n: news })) : null, count));
  }

  // Where one finds oneself at first: where the application has greeted one, else in the welcome channel.
  function firstPlace(places) {
    if (line.busy() && place) return places.find((one) => one.id === place.id) ?? places[0] ?? null;
    return places.find((one) => one.app && one.messages.length) ?? places.find((one) => /^welcome/.test(one.name)) ?? places[0] ?? null;
  }

  function drawHead() {
    const extras = kind.extras(place, seen, tools);
    const stamp = JSON.stringify([person.id, place.id, place.name, place.topic, place.members, extras.stamp, w("people")]);
    if (head.stamp === stamp) return;
    head.stamp = stamp;
    head.replaceChildren(
      h("button", { type: "button", class: "bare menu", "aria-label": w("channels"), onclick: () => root.classList.toggle("listing") }, icon("list")),
      h("h3", {}, place.picture?.() ?? icon(place.mark), place.name),
      place.topic ? h("p", { class: "topic" }, place.topic) : "",
      ...extras.nodes(),
      place.members ? h("span", { class: "members", title: w("people", { n: place.members }) }, icon("people"), String(place.members)) : "");
  }

  function update(next, who) {
    if (who !== person) {
      person = who;
      wanted = next ? stored(memory("place")) : null;
      hidden = new Set();
      note.hidden = true;
    }
    seen = next;
    absent.hidden = Boolean(next);
    nav.inert = room.inert = !next || Boolean(root.querySelector(".veil"));
    root.classList.toggle("greyed", !next);
    root.setAttribute("aria-label", kind.title);
    if (!next) {
      kind.form(null, tools);
      return absent.replaceChildren(...kind.absent(who));
    }
    const places = kind.places(next);
    place = places.find((one) => one.id === wanted) ?? firstPlace(places);
    team.textContent = kind.teamName(next);
    nav.setAttribute("aria-label", w("channelList", { chat: kind.title }));
    foot.replaceChildren(...kind.foot(next));
    if (place) {
      const messages = place.messages.filter((message) => !hidden.has(message.key));
      drawHead();
      const instead = kind.stage(place, next, tools);
      stage.hidden = !instead;
      talk.root.hidden = line.root.hidden = Boolean(instead);
      if (instead && stage.stamp !== instead.stamp) { stage.stamp = instead.stamp; stage.replaceChildren(...instead.nodes()); }
      if (!instead) {
        stage.stamp = null;
        talk.show(`${who.id} ${place.id}`, placeName(place), messages, kind.context(next));
        line.into(placeName(place));
        if (messages.length && !document.hidden)
          store(memory("read"), { ...stored(memory("read")), [place.id]: messages.at(-1).key });
      }
    }
    drawSide(places);
    kind.form(next, tools);
  }

  return { update, choose, current: () => state.person };
}

export const placeName = (one) => (one.app || one.direct ? one.name : `#${one.name}`);
