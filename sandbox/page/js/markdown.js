// Discord's markdown as elements. A small recursive reader: blocks first, then what stands inside a line.

import { h, link } from "./dom.js";
import { discordMoment, fullTime } from "./time.js";

const pill = (...children) => h("span", { class: "mention" }, ...children);

/* `names` turns ids into words: {user(id), role(id), channel(id)}. Returns a list of nodes. */
export function markdown(text, names) {
  const nodes = [];
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    let found;
    if (line.startsWith("```")) {
      const end = lines.findIndex((one, number) => (number > at || one.length > 3) && number >= at && one.trimEnd().endsWith("```") && (number > at || one.length > 5));
      const last = end < 0 ? lines.length - 1 : end;
      const code = lines.slice(at, last + 1).join("\n").replace(/^```(?:[\w+-]*\n)?/, "").replace(/```\s*$/, "");
      nodes.push(h("pre", {}, h("code", {}, code)));
      at = last + 1;
    } else if ((found = line.match(/^(#{1,3}) +(.*)/))) {
      nodes.push(h(`h${found[1].length + 2}`, {}, inline(found[2], names)));
      at++;
    } else if ((found = line.match(/^-# +(.*)/))) {
      nodes.push(h("p", { class: "subtext" }, inline(found[1], names)));
      at++;
    } else if (/^>>> /.test(line)) {
      nodes.push(h("blockquote", {}, markdown([line.slice(4), ...lines.slice(at + 1)].join("\n"), names)));
      at = lines.length;
    } else if (/^>( |$)/.test(line)) {
      const end = lines.findIndex((one, number) => number > at && !/^>( |$)/.test(one));
      const quoted = lines.slice(at, end < 0 ? undefined : end);
      nodes.push(h("blockquote", {}, markdown(quoted.map((one) => one.replace(/^> ?/, "")).join("\n"), names)));
      at += quoted.length;
    } else if (/^\s*(?:[-*]|\d+\.) +/.test(line)) {
      const items = [];
      for (; at < lines.length; at++) {
        if ((found = lines[at].match(/^(\s*)(?:[-*]|(\d+)\.) +(.*)/)))
          items.push({ deep: found[1].length >= 2, number: found[2], lines: [found[3]] });
        else if (/^ {2,}\S/.test(lines[at])) items.at(-1).lines.push(lines[at].trim());
        else break;
      }
      nodes.push(h(items[0].number ? "ol" : "ul", { start: items[0].number }, items.map((item) =>
        h("li", { class: item.deep ? "deep" : null }, item.lines.flatMap((one, number) => [number ? h("br") : null, inline(one, names)])))));
    } else {
      const end = lines.findIndex((one, number) => number > at && /^(```|#{1,3} |-# |>( |$)|>>> |\s*(?:[-*]|\d+\.) )/.test(one));
      const plain = lines.slice(at, end < 0 ? undefined : end);
      nodes.push(h("p", {}, plain.flatMap((one, number) => [number ? h("br") : null, inline(one, names)])));
      at += plain.length;
    }
  }
  return nodes;
}

const RULES = [
  [/^\\([^\sA-Za-z0-9])/, (found) => found[1]],
  [/^``(.+?)``(?!`)/s, (found) => h("code", {}, found[1].trim())],
  [/^`([^`]+)`/, (found) => h("code", {}, found[1])],
  [/^<t:(-?\d+)(?::([tTdDfFRsS]))?>/, (found) => moment(new Date(found[1] * 1000), found[2])],
  [/^<@!?(\d+)>/, (found, names) => pill(`@${names.user(found[1])}`)],
  [/^<@&(\d+)>/, (found, names) => pill(`@${names.role(found[1])}`)],
  [/^<#(\d+)>/, (found, names) => pill(`#${names.channel(found[1])}`)],
  [/^<\/([^:>]+):\d+>/, (found) => pill(`/${found[1]}`)],
  [/^<a?(:\w+:)\d+>/, (found) => found[1]],
  [/^\[((?:\\.|[^\]\\\n])+)\]\(<?((?:https?:\/\/|mailto:)[^)>\s]+)>?\)/, (found, names) => link(found[2], inline(found[1], names))],
  [/^<((?:https?:\/\/|mailto:)[^>\s]+)>/, (found) => link(found[1], found[1])],
  [/^https?:\/\/[^\s<]*[^<.,:;"'\])\s]/, (found) => link(found[0], found[0])],
  [/^@(everyone|here)\b/, (found) => pill(found[0])],
  [/^\*\*\*(?=\S)((?:\\.|[^\\])+?)\*\*\*/s, (found, names) => h("strong", {}, h("em", {}, inline(found[1], names)))],
  [/^\*\*(?=\S)((?:\\.|[^\\])+?)\*\*(?!\*)/s, (found, names) => h("strong", {}, inline(found[1], names))],
  [/^__(?=\S)((?:\\.|[^\\])+?)__/s, (found, names) => h("u", {}, inline(found[1], names))],
  [/^~~(?=\S)((?:\\.|[^\\])+?)~~/s, (found, names) => h("s", {}, inline(found[1], names))],
  [/^\|\|((?:\\.|[^\\])+?)\|\|/s, (found, names) => spoiler(inline(found[1], names))],
  [/^\*(?=\S)((?:\\.|[^\\*])+?)\*(?!\*)/s, (found, names) => h("em", {}, inline(found[1], names))],
  [/^_(?=\S)((?:\\.|[^\\_])+?)_(?!\w)/s, (found, names) => h("em", {}, inline(found[1], names)), /\w$/],
];

function inline(text, names) {
  const nodes = [];
  let plain = "";
  while (text) {
    const hit = RULES.map(([rule, make, notAfter]) => [notAfter?.test(plain) ? null : text.match(rule), make]).find(([found]) => found);
    if (!hit) {
      const char = text.match(/^[\w\u3400-\u9fff ]+?(?=https?:)|^[\p{L}\p{N} ]+|^./su)[0];
      plain += char;
      text = text.slice(char.length);
      continue;
    }
    const [found, make] = hit;
    const made = make(found, names);
    if (typeof made === "string") plain += made;
    else {
      if (plain) nodes.push(plain);
      plain = "";
      nodes.push(made);
    }
    text = text.slice(found[0].length);
  }
  if (plain) nodes.push(plain);
  return nodes;
}

const moment = (at, style) => h("time", { datetime: at.toISOString(), title: fullTime(at) }, discordMoment(at, style));

function spoiler(children) {
  const node = h("button", { type: "button", class: "spoiler", "aria-expanded": "false",
    onclick: () => { node.classList.add("open"); node.setAttribute("aria-expanded", "true"); } }, h("span", {}, children));
  return node;
}
