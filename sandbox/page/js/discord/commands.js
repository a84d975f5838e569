// What Discord's client offers while a slash command is typed: commands, their options, and values for an option.

import { act } from "../live.js";
import { tag, w } from "../words.js";

const SUB = 1;
const GROUP = 2;
const USER = 6;

const said = (one, key) => (tag() === "zh-CN" && one[`${key}_localizations`]?.["zh-CN"]) || one[key] || "";

function leaves(commands) {
  const below = (path) => {
    const nested = (path.at(-1).options ?? []).filter((one) => one.type === SUB || one.type === GROUP);
    return nested.length ? nested.flatMap((one) => below([...path, one])) : [path];
  };
  return commands.filter((one) => (one.type ?? 1) === 1).flatMap((one) => below([one]));
}

const named = (path) => `/${path.map((one) => said(one, "name")).join(" ")}`;

/* `commands` are those of the channel, `people` the names of members, for options that name somebody. */
export async function complete(line, commands, channel, people) {
  const paths = leaves(commands).map((path) => ({ path, name: named(path) }));
  const current = paths.filter(({ name }) => line.startsWith(`${name} `)).sort((one, other) => other.name.length - one.name.length)[0];
  if (!current) {
    const rows = paths.filter(({ name }) => name.startsWith(line.trimEnd())).map(({ path, name }) => ({
      text: path.at(-1).options?.length ? `${name} ` : name, label: name, hint: said(path.at(-1), "description"),
    }));
    return { title: w("commands"), rows };
  }
  const options = current.path.at(-1).options ?? [];
  const rest = line.slice(current.name.length);
  const usage = `${current.name} ${options.map((one) => (one.required ? one.name : `[${one.name}]`)).join(" ")}`;
  const word = rest.match(/(?:^|\s)([^\s":]+):("[^"]*|[^\s"]*)$/);
  const typing = word && options.find((one) => [one.name, said(one, "name")].includes(word[1]));
  if (typing) {
    const begun = line.slice(0, line.length - word[2].length);
    const values = await offered(typing, line, channel, people, word[2].replace(/^"/, ""));
    return { title: `${typing.name} · ${said(typing, "description")}`, rows: values.map((value) => ({
      text: `${begun}${/\s/.test(value) ? `"${value}"` : value} `, label: value })) };
  }
  const given = new Set([...rest.matchAll(/(?:^|\s)([^\s":]+):/g)].map((found) => found[1]));
  const partial = rest.match(/(?:^|\s)(\S*)$/)[1];
  const left = options.filter((one) => !given.has(one.name) && one.name.startsWith(partial));
  return { title: usage, rows: left.map((one) => ({
    text: `${line.slice(0, line.length - partial.length)}${one.name}:`, label: one.name,
    hint: `${said(one, "description")}${one.required ? ` (${w("required")})` : ""}` })) };
}

async function offered(option, line, channel, people, text) {
  if (option.type === USER) return people.filter((name) => name.toLocaleLowerCase().includes(text.toLocaleLowerCase())).slice(0, 25);
  if (!option.choices && !option.autocomplete) return [];
  return (await act("discord", "complete", { channel, line })).choices;
}
