// Starts the page: a person, two clients side by side, the mailbox, and the stream that keeps them true.

import { dropQuestions } from "./dialog.js";
import { discord } from "./discord/client.js";
import { h } from "./dom.js";
import { frame } from "./frame.js";
import { follow, people, state } from "./live.js";
import { mail, mailbox } from "./mail.js";
import { closePickers } from "./picker.js";
import { slack } from "./slack/client.js";
import { topbar } from "./topbar.js";
import { speak, w } from "./words.js";

const NARROW = matchMedia("(max-width: 900px)");
const main = document.getElementById("clients");
const lost = document.getElementById("lost");
const bar = topbar(document.getElementById("top"));

function pane(kind) {
  const root = h("section", { class: `client ${kind.chat}` });
  const tab = h("button", { type: "button", role: "tab", class: `tab-${kind.chat}`, onclick: () => show(kind.chat) }, kind.title);
  return { kind, root, tab };
}

const panes = [slack, discord].map(pane);
for (const each of panes) each.frame = frame(each.root, each.kind);
const letters = pane(mail);
letters.frame = mailbox(letters.root, (stands) => { main.dataset.mail = stands; });
panes.push(letters);
main.append(h("div", { class: "client-tabs", role: "tablist" }, panes.map((each) => each.tab)), ...panes.map((each) => each.root));

// On a narrow screen one client is shown at a time.
function show(chat) {
  for (const { kind, root, tab } of panes) {
    root.classList.toggle("front", kind.chat === chat);
    tab.setAttribute("aria-selected", kind.chat === chat ? "true" : "false");
  }
  letters.frame.draw();
}

function become(id) {
  const person = state.people.find((one) => one.id === id) ?? state.people.find((one) => one.roles.includes("newcomer") && one.chat.length > 1) ?? state.people[0];
  if (person === state.person) return;
  localStorage.setItem("person", person.id);
  if (location.hash !== `#${person.id}`) history.replaceState(null, "", `#${person.id}`);
  speak(person.language);
  closePickers();
  dropQuestions();
  document.title = `${person.name} · Convenor ${w("sandbox")}`;
  document.body.dataset.ready = "";
  if (NARROW.matches) show(person.chat[0] ?? "mail");
  follow(person, draw, (answers) => {
    lost.hidden = answers;
    lost.textContent = answers ? "" : w("lost");
  });
  bar.draw();
}

function draw(picture) {
  for (const { kind, frame: drawn } of panes) drawn.update(picture[kind.chat], state.person);
  letters.tab.textContent = mail.title;
  document.body.dataset.ready = picture.person;
}

state.people = await people();
addEventListener("hashchange", () => become(location.hash.slice(1)));
show("slack");
become(location.hash.slice(1) || localStorage.getItem("person"));
