// Slack's two ways to mark text, mrkdwn and rich text, as elements. Plain text arrives escaped and is unescaped here.

import { h, link } from "../dom.js";
import { fullTime, slackMoment } from "../time.js";

export const unescape = (text) => (text ?? "").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

const pill = (...children) => h("span", { class: "mention" }, ...children);
const moment = (at, pattern) => h("time", { datetime: at.toISOString(), title: fullTime(at) }, slackMoment(at, pattern));

/* A text object: plain or mrkdwn. `names`: {user(id), channel(id), group(id)}. */
export const words = (text, names) => (text.type === "mrkdwn" ? mrkdwn(text.text, names) : unescape(text.text));

export function mrkdwn(text, names) {
  return text.split(/(```[\s\S]+?```)/).flatMap((part) => {
    if (/^```[\s\S]+```$/.test(part)) return [h("pre", {}, unescape(part.slice(3, -3).replace(/^\n|\n$/g, "")))];
    return lines(part, names);
  });
}

function lines(text, names) {
  const nodes = [];
  let quoted = [];
  const flush = () => {
    if (quoted.length) nodes.push(h("blockquote", {}, quoted));
    quoted = [];
  };
  text.split("\n").forEach((line, number, all) => {
    const quote = line.match(/^(?:&gt;|>) ?(.*)/);
    if (quote) quoted.push(h("span", { class: "line" }, inline(quote[1], names)));
    else {
      const wasQuote = quoted.length > 0;
      flush();
      if (number && !wasQuote) nodes.push(h("br"));
      if (line || number < all.length - 1 || !wasQuote) nodes.push(...inline(line, names));
    }
  });
  flush();
  return nodes;
}

const STYLES = { "*": "strong", _: "em", "~": "s" };

function inline(text, names) {
  const nodes = [];
  let plain = "";
  const push = (node) => {
    if (plain) nodes.push(unescape(plain));
    plain = "";
    nodes.push(node);
  };
  while (text) {
    let found;
    if ((found = text.match(/^<([^<>\n]+)>/))) push(angle(found[1], names));
    else if ((found = text.match(/^`([^`\n]+)`/))) push(h("code", {}, unescape(found[1])));
    else if (!/[\p{L}\p{N}]$/u.test(plain) && (found = text.match(/^([*_~])(?=\S)([^\n]*?\S)\1(?![\p{L}\p{N}])/u)))
      push(h(STYLES[found[1]], {}, inline(found[2], names)));
    else {
      found = text.match(/^[\p{L}\p{N} ]+|^[\s\S]/u);
      plain += found[0];
    }
    text = text.slice(found[0].length);
  }
  if (plain) nodes.push(unescape(plain));
  return nodes;
}

function angle(inner, names) {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? "" : unescape(inner.slice(bar + 1));
  if (target.startsWith("@")) return pill(`@${names.user(target.slice(1)) || label || target.slice(1)}`);
  if (target.startsWith("#")) return pill(`#${names.channel(target.slice(1)) || label}`);
  if (target.startsWith("!subteam^")) return pill(`@${names.group(target.slice(9)) || label}`);
  if (target.startsWith("!date^")) {
    const [, seconds, pattern] = target.split("^");
    return Number.isFinite(+seconds) && pattern ? moment(new Date(seconds * 1000), pattern) : h("span", {}, label);
  }
  if (target.startsWith("!")) return pill(`@${target.slice(1)}`);
  if (/^(https?:\/\/|mailto:)/.test(target)) return link(unescape(target), label || unescape(target));
  return h("span", {}, `<${unescape(inner)}>`);
}

export function richText(block, names) {
  return block.elements.map((part) => richPart(part, names));
}

function richPart(part, names) {
  switch (part.type) {
    case "rich_text_section": return h("p", {}, pieces(part.elements, names));
    case "rich_text_quote": return h("blockquote", {}, h("p", {}, pieces(part.elements, names)));
    case "rich_text_preformatted": return h("pre", {}, pieces(part.elements, names));
    case "rich_text_list": {
      const items = part.elements.map((item) => h("li", {}, pieces(item.elements, names)));
      return h(part.style === "ordered" ? "ol" : "ul", { class: part.indent ? "deep" : null, start: (part.offset ?? 0) + 1 }, items);
    }
    default: return h("p", { class: "dim" }, `[${part.type}]`);
  }
}

const pieces = (elements, names) => elements.map((element) => piece(element, names));

function piece(element, names) {
  const style = element.style ?? {};
  let node;
  switch (element.type) {
    case "text": node = breaks(element.text); break;
    case "link": node = [link(element.url, element.text || element.url)]; break;
    case "user": node = [pill(`@${names.user(element.user_id) || element.user_id}`)]; break;
    case "usergroup": node = [pill(`@${names.group(element.usergroup_id) || element.usergroup_id}`)]; break;
    case "channel": node = [pill(`#${names.channel(element.channel_id) || element.channel_id}`)]; break;
    case "broadcast": node = [pill(`@${element.range}`)]; break;
    case "emoji": node = [`:${element.name}:`]; break;
    case "date": node = [moment(new Date(element.timestamp * 1000), element.format)]; break;
    default: node = [`[${element.type}]`];
  }
  if (style.code) node = [h("code", {}, node)];
  if (style.strike) node = [h("s", {}, node)];
  if (style.italic) node = [h("em", {}, node)];
  if (style.bold) node = [h("strong", {}, node)];
  return node;
}

const breaks = (text) => text.split("\n").flatMap((line, number) => (number ? [h("br"), line] : [line]));
