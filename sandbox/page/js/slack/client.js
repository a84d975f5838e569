// The Slack side: places, messages and the home tab from a snapshot of the simulated workspace.

import { absence } from "../absent.js";
import { ask } from "../dialog.js";
import { appMark, avatar, h, icon } from "../dom.js";
import { act, state } from "../live.js";
import { clockTime, fullTime } from "../time.js";
import { w } from "../words.js";
import { drawBlocks } from "./blocks.js";
import { drawModal } from "./modal.js";
import { mrkdwn, unescape } from "./mrkdwn.js";
import { names, surfaceOf } from "./surface.js";

const APP = "@app";

function places(seen) {
  const kept = seen.channels.filter((one) => one.kind !== "im").map((one) => ({
    id: one.id, channel: one.id, name: one.name, mark: one.kind === "private" ? "lock" : "hash", group: w("channels"),
    joined: one.member, topic: unescape(one.topic), members: one.members.length, messages: messages(one, seen),
  }));
  const direct = seen.channels.find((one) => one.kind === "im");
  return [...kept, {
    id: APP, channel: direct?.id, name: seen.app.name, app: true, online: seen.online, group: w("apps"),
    picture: () => appMark("tiny"), messages: direct ? messages(direct, seen) : [],
  }];
}

const messages = (channel, seen) => channel.messages.filter((one) => !one.thread_ts || one.thread_ts === one.ts).map((one) => ({
  key: one.ts, at: new Date(one.at), author: one.user, alone: one.ephemeral || one.blocks.length > 0, own: one.user === seen.me.id, raw: one,
}));

function row(message, compact, seen, tools) {
  const one = message.raw;
  const local = one.user === "USLACKBOT";
  const known = names(seen);
  const picture = one.by_app ? appMark() : local ? h("span", { class: "avatar bot", "aria-hidden": "true" }, icon("alert")) : avatar(one.author);
  const time = h("time", { datetime: one.at, title: fullTime(message.at) }, clockTime(message.at));
  const edited = one.edited ? h("small", { class: "dim" }, `(${w("edited")})`) : null;
  const surface = surfaceOf(one.ts, seen, tools);
  const body = one.blocks.length ? drawBlocks(one.blocks, surface) : h("p", { class: "b-text" }, mrkdwn(one.text, known));
  return h("li", { class: `row${compact ? " compact" : ""}${one.ephemeral ? " private" : ""}`, "data-id": one.ts },
    one.ephemeral ? h("p", { class: "only" }, icon("eye"), w("private")) : null,
    h("div", { class: "row-side" }, compact ? time : picture),
    h("div", { class: "row-main" },
      compact ? null : h("p", { class: "row-head" }, h("b", {}, one.author), one.by_app ? h("span", { class: "badge" }, w("app")) : null, time, edited),
      h("div", { class: "row-body" }, body, compact ? edited : null),
      one.files.map((file) => fileCard(file)),
      Object.entries(one.reactions).map(([name, users]) => h("span", { class: "reaction" }, `:${name}: ${users.length}`)),
      one.ephemeral ? h("button", { type: "button", class: "bare link", onclick: () => tools.hide(one.ts) }, w("dismiss")) : null));
}

const fileCard = (file) => h("a", {
  class: "file-card", href: `/play/${state.person.id}/slack/files/${file.id}`, download: file.name, "aria-label": `${w("download")} ${file.name}`,
}, icon("file"), h("span", {}, h("b", {}, file.title || file.name), h("small", {}, `${file.name} · ${size(file.size)}`)), icon("save"));

export const size = (bytes) => (bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(bytes < 10240 ? 1 : 0)} kB`);

// Slack offers the registered commands with their usage hints; the verbs of a family follow once it is typed.
async function complete(line, seen) {
  const families = seen.commands.map((usage) => {
    const [command, ...rest] = usage.split(" ");
    const forms = rest.join(" ").split(" | ").filter(Boolean);
    return { command, forms, verbs: forms.filter((form) => /^[^\s:[\]]+( |$)/.test(form)) };
  });
  const fitting = families.filter(({ command }) => command.startsWith(line) || line.startsWith(`${command} `));
  const rows = line.includes(" ") ? [] : fitting.map(({ command, forms, verbs }) => ({
    text: verbs.length ? `${command} ` : command, label: command, hint: forms.join(" | ") }));
  const verbs = fitting.length > 1 ? [] : fitting.flatMap((one) => one.verbs.map((form) => {
    const [verb, ...options] = form.split(" ");
    return { text: `${one.command} ${verb}${options.length ? " " : ""}`, label: `${one.command} ${verb}`, hint: options.join(" ") };
  }));
  const typed = line.trimEnd();
  return { title: w("commands"), rows: [...rows, ...verbs.filter((one) => one.label.startsWith(typed) || typed.startsWith(`${one.label} `))] };
}

function extras(place, seen, tools) {
  if (!place.app) return seen.me.admin && place.joined !== false && !place.direct ? archiving(place, tools) : { stamp: "", nodes: () => [] };
  const tab = (name, on) => h("button", { type: "button", role: "tab", "aria-selected": on ? "true" : "false",
    onclick: () => { sessionStorage.setItem(tabKey(), name); tools.redraw(); tools.does(() => act("slack", "home", { tab: name })); } }, w(name));
  const now = currentTab(place);
  return { stamp: now, nodes: () => [h("div", { class: "tabs", role: "tablist", "aria-label": seen.app.name }, tab("home", now === "home"), tab("messages", now === "messages"))] };
}

// What an administrator may do to a channel.
const archiving = (place, tools) => ({ stamp: "admin", nodes: () => [h("button", {
  type: "button", class: "bare quiet", "aria-label": w("archiveChannel"), title: w("archiveChannel"),
  onclick: async () => {
    const yes = await ask(tools.host, { title: w("archiveChannel"), text: w("forAll", { place: `#${place.name}` }), yes: w("archiveChannel"), no: w("keep"), danger: true });
    if (yes) tools.does(() => act("slack", "archive", { channel: place.id }));
  },
}, icon("bin"))] });

const tabKey = () => `slack tab ${state.person.id}`;
const currentTab = (place) => sessionStorage.getItem(tabKey()) ?? (place.messages.length ? "messages" : "home");

function stage(place, seen, tools) {
  if (place.app && currentTab(place) === "home") {
    const home = seen.home;
    const kept = (block, element) => home.state.values[block.block_id]?.[element.action_id];
    return { stamp: JSON.stringify([home?.hash ?? seen.app.name, state.person.id]), nodes: () => [h("div", { class: "home" },
      home ? drawBlocks(home.blocks, surfaceOf(home.id, seen, tools, { kept })) : h("p", { class: "dim" }, w("homeEmpty", { name: seen.app.name })))] };
  }
  if (place.joined === false) {
    return { stamp: `out ${place.id}`, nodes: () => [h("div", { class: "outside-note" },
      h("p", {}, w("notIn", { place: `#${place.name}` })),
      h("button", { type: "button", class: "primary", onclick: () => tools.does(() => act("slack", "join", { channel: place.id })) }, w("join")))] };
  }
  return null;
}

let modal = null;

export const slack = {
  chat: "slack",
  title: "Slack",
  teamName: (seen) => seen.team.name,
  places, row, complete, extras, stage,
  context: (seen) => [seen.users, seen.usergroups, seen.channels.map((one) => one.name)],
  foot: (seen) => [avatar(seen.me.name, state.person.native, "tiny"), h("span", {}, seen.me.name)],
  enter: async (place, seen) => {
    if (!place.app) return;
    if (!place.channel || currentTab(place) === "home") await act("slack", "home", { tab: currentTab(place) });
  },
  // News from the application are read in its messages, not on its home.
  opening: (place, news) => { if (place.app && news) sessionStorage.setItem(tabKey(), "messages"); },
  form: (seen, tools) => { modal = drawModal(modal, seen, tools); },
  absent: (person) => absence("Slack", person),
};
