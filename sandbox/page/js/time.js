// Moments in words, always in the zone of the person who reads.

import { sandboxNow, state } from "./live.js";
import { tag, w } from "./words.js";

const format = (at, options) => new Intl.DateTimeFormat(tag(), { timeZone: state.person.zone, ...options }).format(at);

export const clockTime = (at) => format(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
export const dayKey = (at) => format(at, { year: "numeric", month: "2-digit", day: "2-digit" });
export const longDay = (at) => format(at, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
export const fullTime = (at) => `${longDay(at)} ${clockTime(at)}`;

// The day in the calendar as a number. A day is not 24 hours long when the clocks change.
function dayNumber(at) {
  const digits = { timeZone: state.person.zone, year: "numeric", month: "numeric", day: "numeric" };
  const parts = new Intl.DateTimeFormat("en", digits).formatToParts(at).map((part) => [part.type, Number(part.value)]);
  const { year, month, day } = Object.fromEntries(parts);
  return Date.UTC(year, month - 1, day) / 86400000;
}

// "Today", "Yesterday", or the date with its weekday.
export function dayWords(at, now = sandboxNow()) {
  const before = dayNumber(now) - dayNumber(at);
  if (before === 0) return w("today");
  if (before === 1) return w("yesterday");
  const year = format(at, { year: "numeric" }) === format(now, { year: "numeric" }) ? {} : { year: "numeric" };
  return format(at, { weekday: "long", day: "numeric", month: "long", ...year });
}

const STEPS = [["year", 31536000], ["month", 2592000], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60]];

export function ago(at) {
  const seconds = (at - sandboxNow()) / 1000;
  const words = new Intl.RelativeTimeFormat(tag(), { numeric: "auto" });
  for (const [unit, size] of STEPS)
    if (Math.abs(seconds) >= size) return words.format(Math.round(seconds / size), unit);
  return words.format(Math.round(seconds), "second");
}

// A date as Discord's <t:…:style> shows it.
export function discordMoment(at, style) {
  switch (style) {
    case "t": return clockTime(at);
    case "T": return format(at, { timeStyle: "medium" });
    case "d": return format(at, { dateStyle: "short" });
    case "D": return format(at, { dateStyle: "long" });
    case "F": return fullTime(at);
    case "R": return ago(at);
    default: return `${format(at, { dateStyle: "long" })} ${clockTime(at)}`;
  }
}

// A date as Slack's pattern asks for it: {date_long}, {time}, {ago} and their kin.
export function slackMoment(at, pattern) {
  const pretty = (name, otherwise) => (/pretty/.test(name) && [w("today"), w("yesterday")].includes(dayWords(at)) ? dayWords(at) : otherwise);
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => {
    if (name === "time") return clockTime(at);
    if (name === "time_secs") return format(at, { timeStyle: "medium" });
    if (name === "ago") return ago(at);
    if (name === "date_num") return format(at, { dateStyle: "short" });
    if (name.startsWith("date_long")) return pretty(name, longDay(at));
    if (name.startsWith("date_short")) return pretty(name, format(at, { dateStyle: "medium" }));
    if (name.startsWith("date") || name.startsWith("day_divider")) return pretty(name, format(at, { dateStyle: "long" }));
    return whole;
  });
}
