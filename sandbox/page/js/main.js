// Starts the page: a person, two clients side by side, and the stream that keeps them true.

import { discord } from "./discord/client.js";
import { h } from "./dom.js";
import { frame } from "./frame.js";
import { follow, people, state } from "./live.js";
import { closePickers } from "./picker.js";
import { slack } from "./slack/client.js";
import { topbar } from "./topbar.js";
import { speak, w } from "./words.js";

const NARROW = matchMedia("(max-width: 900px)");
const main = document.getElementById("clients");
const lost = document.getElementById("lost");
const bar = topbar(document.getElementById("top"));

const panes = [slack, discord].map((kind) => {
  const root = h("section", { class: `client ${kind.chat}` });
  const tab = h("button", { type: "button", role: "tab", class: `tab-${kind.chat}`, onclick: () => show(kind.chat) }, kind.title);
  return { kind, root, tab, frame: frame(root, kind) };
});
main.append(h("div", { class: "client-tabs", role: "tablist" }, panes.map((pane) => pane.tab)), ...panes.map((pane) => pane.root));

// On a narrow screen one client is shown at a time.
function show(chat) {
  for (const pane of panes) {
    pane.root.classList.toggle("front", pane.kind.chat === chat);
    pane.tab.setAttribute("aria-selected", pane.kind.chat === chat ? "true" : "false");
  }
}

function become(id) {
  const person = state.people.find((one) => one.id === id) ?? state.people.find((one) => one.roles.includes("newcomer") && one.chat.length > 1) ?? state.people[0];
  if (person === state.person) return;
  localStorage.setItem("person", person.id);
  if (location.hash !== `#${person.id}`) history.replaceState(null, "", `#${person.id}`);
  speak(person.language);
  closePickers();
  document.title = `${person.name} · Convenor ${w("sandbox")}`;
  document.body.dataset.ready = "";
  if (NARROW.matches) show(person.chat[0]);
  follow(person, draw, (answers) => {
    lost.hidden = answers;
    lost.textContent = answers ? "" : w("lost");
  });
  bar.draw();
}

function draw(picture) {
  for (const pane of panes) pane.frame.update(picture[pane.kind.chat], state.person);
  document.body.dataset.ready = picture.person;
}

state.people = await people();
addEventListener("hashchange", () => become(location.hash.slice(1)));
show("slack");
become(location.hash.slice(1) || localStorage.getItem("person"));
