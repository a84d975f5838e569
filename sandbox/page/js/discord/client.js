// The Discord side: channels, messages and the direct conversation from a snapshot of the simulated Discord.

import { absence } from "../absent.js";
import { ask } from "../dialog.js";
import { appMark, avatar, h, icon } from "../dom.js";
import { act, state } from "../live.js";
import { markdown } from "../markdown.js";
import { clockTime, fullTime } from "../time.js";
import { w } from "../words.js";
import { complete } from "./commands.js";
import { drawComponents, drawEmbed, fileCard } from "./components.js";
import { drawEvents } from "./events.js";
import { drawModal } from "./modal.js";

const [TEXT, DM, CATEGORY, NEWS, FORUM] = [0, 1, 4, 5, 15];
const THREADS = [10, 11, 12];
const EPHEMERAL = 1 << 6;
const LOADING = 1 << 7;
const V2 = 1 << 15;
const APP = "@app";
const EVENTS = "@events";

const guildOf = (seen) => seen.guilds[0] ?? null;

function names(seen) {
  const guild = guildOf(seen);
  return {
    user: (id) => guild?.names[id] ?? (id === seen.application.id ? seen.application.name : id),
    role: (id) => guild?.roles.find((one) => one.id === id)?.name.replace(/^@/, "") ?? id,
    channel: (id) => guild?.channels.find((one) => one.id === id)?.name ?? id,
  };
}

function places(seen) {
  const guild = guildOf(seen);
  const all = guild?.channels ?? [];
  const inOrder = all.filter((one) => [TEXT, NEWS, FORUM].includes(one.type)).sort((one, other) => one.position - other.position);
  const closed = (one) => (one.permission_overwrites ?? []).some((over) => over.id === guild.id && BigInt(over.deny) & 1024n);
  const shown = inOrder.flatMap((one) => [one, ...all.filter((each) => THREADS.includes(each.type) && each.parent_id === one.id)]);
  const heading = (one) => all.find((each) => each.type === CATEGORY && each.id === one.parent_id)?.name ?? w("channels");
  const channels = shown.map((one) => ({
    id: one.id, channel: one.id, name: one.name, mark: closed(one) ? "lock" : "hash", group: heading(one), deep: THREADS.includes(one.type),
    topic: one.topic, commands: one.commands, messages: messages(one, seen),
  }));
  const direct = seen.dms.find((one) => one.type === DM);
  const planned = guild ? [{ id: EVENTS, name: w("events"), mark: "calendar", group: null, size: guild.events.length, messages: [] }] : [];
  return [...planned, ...channels, {
    id: APP, channel: direct?.id, name: seen.application.name, app: true, online: seen.online, group: w("direct"),
    picture: () => appMark("tiny"), commands: direct?.commands ?? [], messages: direct ? messages(direct, seen) : [],
  }];
}

const messages = (channel, seen) => channel.messages.map((one) => ({
  key: one.id, at: new Date(one.timestamp), author: one.author.id, alone: Boolean(one.flags & EPHEMERAL) || one.components.length > 0,
  own: one.author.id === seen.user.id, raw: one,
}));

function row(message, compact, seen, tools) {
  const one = message.raw;
  const known = names(seen);
  const isPrivate = Boolean(one.flags & EPHEMERAL);
  const author = known.user(one.author.id) === one.author.id ? one.author.global_name ?? one.author.username : known.user(one.author.id);
  const time = h("time", { datetime: one.timestamp, title: fullTime(message.at) }, clockTime(message.at));
  const picture = one.author.bot ? appMark() : one.author.system ? h("span", { class: "avatar bot", "aria-hidden": "true" }, icon("alert")) : avatar(author);
  const edited = one.edited_timestamp ? h("small", { class: "dim" }, `(${w("edited")})`) : null;
  const asker = one.type === 20 ? one.interaction_metadata?.user : null;
  const pinged = one.mention_everyone || one.mentions.some((each) => each.id === seen.user.id);
  return h("li", { class: ["row", compact && "compact", isPrivate && "private", pinged && "pinged"].filter(Boolean).join(" "), "data-id": one.id },
    asker ? h("p", { class: "only asked" }, avatar(asker.global_name ?? asker.username, "", "mini"), w("asked", { name: known.user(asker.id) })) : null,
    h("div", { class: "row-side" }, compact ? time : picture),
    h("div", { class: "row-main" },
      compact ? null : h("p", { class: "row-head" }, h("b", {}, author), one.author.bot ? h("span", { class: "badge" }, w("app")) : null, time, edited),
      h("div", { class: "row-body" }, body(one, seen, known, tools), compact ? edited : null),
      (one.reactions ?? []).map((each) => h("span", { class: "reaction" }, `${each.emoji.name} ${each.count}`)),
      isPrivate ? h("p", { class: "only" }, icon("eye"), w("private"), " · ",
        h("button", { type: "button", class: "bare link", onclick: () => tools.hide(one.id) }, w("dismiss"))) : null));
}

function body(one, seen, known, tools) {
  if (one.flags & LOADING) return h("p", { class: "dim thinking" }, w("thinking", { name: seen.application.name }));
  const where = { message: one.id, names: known, guild: guildOf(seen), tools };
  const loose = one.flags & V2 ? [] : one.attachments;
  return [
    one.content ? h("div", { class: "md" }, markdown(one.content, known)) : null,
    one.embeds.map((embed) => drawEmbed(embed, known)),
    drawComponents(one.components, where),
    loose.map((file) => fileCard(file.filename, file.url, file.size)),
  ];
}

function foot(seen) {
  const guild = guildOf(seen);
  const held = guild ? guild.roles.filter((one) => guild.me.roles.includes(one.id)).map((one) => one.name).join(", ") : "";
  const name = seen.user.global_name ?? seen.user.username;
  return [avatar(name, state.person.native, "tiny"), h("span", {}, name, h("small", {}, held || seen.user.username))];
}

// An administrator may delete a channel; everybody decides whether to take direct messages.
function extras(place, seen, tools) {
  const guild = guildOf(seen);
  if (place.app) {
    const open = !seen.dm_closed;
    return { stamp: String(open), nodes: () => [h("button", { type: "button", class: "plain quiet", "aria-pressed": open ? "true" : "false",
      onclick: () => tools.does(() => act("discord", "take", { messages: !open })) }, w(open ? "dmsOpen" : "dmsClosed"))] };
  }
  if (!guild?.manages || !place.channel) return { stamp: "", nodes: () => [] };
  return { stamp: "manages", nodes: () => [h("button", { type: "button", class: "bare quiet", "aria-label": w("deleteChannel"), title: w("deleteChannel"),
    onclick: async () => {
      const yes = await ask(tools.host, { title: w("deleteChannel"), text: w("forAll", { place: `#${place.name}` }), yes: w("deleteChannel"), no: w("keep"), danger: true });
      if (yes) tools.does(() => act("discord", "delete", { channel: place.channel }));
    } }, icon("bin"))] };
}

function stage(place, seen, tools) {
  if (place.id !== EVENTS) return null;
  const events = guildOf(seen).events;
  return { stamp: JSON.stringify([events, state.person.id, w("events")]), nodes: () => [drawEvents(events, names(seen), tools)] };
}

let modal = null;

export const discord = {
  chat: "discord",
  title: "Discord",
  teamName: (seen) => guildOf(seen)?.name ?? "Discord",
  places, row, foot,
  complete: (line, seen, place) => complete(line, place.commands, place.channel, Object.values(guildOf(seen)?.names ?? {})),
  context: (seen) => [guildOf(seen)?.names, guildOf(seen)?.roles, guildOf(seen)?.channels.map((one) => one.name)],
  extras, stage,
  enter: async (place) => { if (place.app && !place.channel) await act("discord", "direct"); },
  form: (seen, tools) => { modal = drawModal(modal, seen, seen ? names(seen) : null, tools); },
  absent: (person) => absence("Discord", person),
};
