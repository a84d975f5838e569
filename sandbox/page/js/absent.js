// What stands where a person has no account, with somebody to try instead.

import { avatar, h } from "./dom.js";
import { state } from "./live.js";
import { w } from "./words.js";

export const shownName = (person) => (person.native && person.language === "zh-Hans" ? person.native : person.name);

export function absence(chat, person) {
  const other = chat === "Slack" ? "Discord" : "Slack";
  const name = shownName(person);
  const both = state.people.filter((one) => one.chat.length > 1);
  const near = both.filter((one) => one.roles[0] === person.roles[0] || one.roles.includes("newcomer"));
  return [h("div", {},
    avatar(person.name, person.native, "large"),
    h("h2", {}, w("absent", { name, chat })),
    h("p", {}, w("absentWhy", { name, other })),
    h("p", {}, w("absentTry")),
    h("p", { class: "absent-try" }, (near.length ? near : both).slice(0, 3).map((one) =>
      h("a", { href: `#${one.id}` }, avatar(one.name, one.native, "tiny"), one.name))))];
}
