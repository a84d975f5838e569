// The server's own calendar: what is to come, in the reader's zone.

import { h, icon } from "../dom.js";
import { act } from "../live.js";
import { markdown } from "../markdown.js";
import { clockTime, dayKey, fullTime } from "../time.js";
import { w } from "../words.js";

const ACTIVE = 2;

export const drawEvents = (events, names, tools) => h("div", { class: "events" },
  events.length ? h("ul", {}, events.map((one) => card(one, names, tools))) : h("p", { class: "dim" }, w("eventsNone")));

function span(one) {
  const [start, end] = [new Date(one.scheduled_start_time), one.scheduled_end_time ? new Date(one.scheduled_end_time) : null];
  if (!end) return fullTime(start);
  return `${fullTime(start)} – ${dayKey(start) === dayKey(end) ? clockTime(end) : fullTime(end)}`;
}

function card(one, names, tools) {
  const place = one.entity_metadata?.location;
  return h("li", { class: "event", "data-id": one.id },
    h("p", { class: one.status === ACTIVE ? "when running" : "when" }, icon("calendar"),
      one.status === ACTIVE ? h("b", {}, `${w("eventRuns")} · `) : null, h("time", { datetime: one.scheduled_start_time }, span(one))),
    h("h4", {}, one.name),
    one.description ? h("div", { class: "md" }, markdown(one.description, names)) : null,
    h("footer", {},
      place ? h("span", { class: "where" }, place) : null,
      h("span", { class: "dim" }, icon("people"), w("interestedCount", { n: one.user_count })),
      h("button", { type: "button", class: one.mine ? "success" : "plain", "aria-pressed": one.mine ? "true" : "false",
        onclick: () => tools.does(() => act("discord", "interest", { event: one.id, interested: !one.mine })) },
      one.mine ? icon("check") : null, w("interested"))));
}
