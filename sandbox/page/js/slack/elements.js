// Block Kit's interactive elements. Each is drawn from its JSON and tells `surface` what a person does with it.

import { h } from "../dom.js";
import { ask } from "../dialog.js";
import { picker } from "../picker.js";
import { w } from "../words.js";
import { unescape, words } from "./mrkdwn.js";

const plain = (text) => (text ? unescape(text.text) : "");
const option = (one, group) => ({ value: one.value, label: plain(one.text), description: plain(one.description), group });

export const optionsOf = (element) =>
  element.option_groups
    ? element.option_groups.flatMap((group) => group.options.map((one) => option(one, plain(group.label))))
    : (element.options ?? []).map((one) => option(one));

const VALUE = {
  static_select: "selected_option", external_select: "selected_option", radio_buttons: "selected_option",
  multi_static_select: "selected_options", multi_external_select: "selected_options", checkboxes: "selected_options",
  users_select: "selected_user", multi_users_select: "selected_users",
  conversations_select: "selected_conversation", multi_conversations_select: "selected_conversations",
  channels_select: "selected_channel", multi_channels_select: "selected_channels",
  datepicker: "selected_date", timepicker: "selected_time", datetimepicker: "selected_date_time",
  rich_text_input: "rich_text_value",
};

// What stands in an element: from the view's state, else what it was sent with.
function standing(element, kept) {
  const key = VALUE[element.type] ?? "value";
  const value = kept ? kept[key] : element[key.replace("selected", "initial").replace(/^value$/, "initial_value")];
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/* `surface`: {host, names, kept(block, element), press(block, element), set(block, element, values),
   suggest(block, element, query), instant}; `aria`: {label, describedby, invalid}. */
export function drawElement(block, element, surface, aria = {}) {
  const draw = DRAWN[element.type] ?? (element.type.includes("select") ? select : null);
  if (!draw) return h("span", { class: "dim" }, w("unknownPart", { kind: element.type }));
  return draw(block, element, surface, aria);
}

const confirmed = async (element, surface) => {
  const words_ = element.confirm;
  return !words_ || ask(surface.host, {
    title: plain(words_.title), text: h("p", {}, words(words_.text, surface.names)), yes: plain(words_.confirm), no: plain(words_.deny),
    danger: words_.style === "danger",
  });
};

const DRAWN = {
  button(block, element, surface) {
    const node = h("button", {
      type: "button", class: element.style ?? "plain", "aria-label": element.accessibility_label,
      onclick: async () => {
        if (node.getAttribute("aria-busy") || !(await confirmed(element, surface))) return;
        if (/^https?:\/\//.test(element.url ?? "")) window.open(element.url, "_blank", "noopener");
        node.setAttribute("aria-busy", "true");
        await surface.press(block, element).finally(() => node.removeAttribute("aria-busy"));
      },
    }, plain(element.text));
    return node;
  },

  overflow(block, element, surface) {
    return picker({ label: w("more"), placeholder: w("more"), options: optionsOf(element),
      onDone: async (values) => (await confirmed(element, surface)) && surface.set(block, element, values) });
  },

  checkboxes: ticks("checkbox"),
  radio_buttons: ticks("radio"),

  plain_text_input(block, element, surface, aria) {
    const about = { ...common(aria), placeholder: plain(element.placeholder), maxlength: element.max_length,
      value: standing(element, surface.kept(block, element))[0] ?? "" };
    const field = element.multiline ? h("textarea", { ...about, rows: "5" }) : h("input", { ...about, type: "text" });
    return typed(field, block, element, surface);
  },

  email_text_input: line("email"), url_text_input: line("url"), number_input: line("text"),
  datepicker: line("date"), timepicker: line("time"),

  datetimepicker(block, element, surface, aria) {
    const seconds = standing(element, surface.kept(block, element))[0];
    const local = seconds ? new Date(seconds * 1000 - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 16) : "";
    const field = h("input", { ...common(aria), type: "datetime-local", value: local });
    field.addEventListener("change", () => surface.set(block, element, field.value ? [new Date(field.value).toISOString()] : []));
    return field;
  },

  rich_text_input(block, element, surface, aria) {
    const kept = standing(element, surface.kept(block, element))[0];
    const text = kept?.elements?.flatMap((part) => part.elements.map((one) => one.text ?? "")).join("") ?? "";
    return typed(h("textarea", { ...common(aria), rows: "5", value: text }), block, element, surface);
  },

  file_input(block, element, surface, aria) {
    const field = h("input", { ...common(aria), type: "file", multiple: (element.max_files ?? 10) > 1 });
    field.addEventListener("change", () => surface.set(block, element, [...field.files].map((one) => one.name)));
    return field;
  },
};

function common(aria) {
  return { class: "input", "aria-label": aria.label, "aria-describedby": aria.describedby, "aria-invalid": aria.invalid ? "true" : null };
}

function line(type) {
  return (block, element, surface, aria) => {
    const value = standing(element, surface.kept(block, element))[0] ?? "";
    const mode = element.type === "number_input" ? "numeric" : null;
    const about = { ...common(aria), type: type === "email" || type === "url" ? "text" : type, inputmode: mode ?? (type === "text" ? null : type) };
    return typed(h("input", { ...about, placeholder: plain(element.placeholder), value: String(value) }), block, element, surface);
  };
}

// A field one types into: what it holds is told to the client when one leaves it, and before the form is sent.
function typed(field, block, element, surface) {
  let told = field.value;
  field.tell = async () => {
    if (field.value === told) return;
    told = field.value;
    await surface.set(block, element, [field.value]);
  };
  field.addEventListener("change", () => field.tell());
  return field;
}

function ticks(type) {
  return (block, element, surface, aria) => {
    const on = new Set(standing(element, surface.kept(block, element)).map((one) => one.value));
    const name = `${block.block_id}-${element.action_id}-${Math.random()}`;
    const group = h("div", { class: "ticks", role: type === "radio" ? "radiogroup" : "group", "aria-label": aria.label,
      "aria-describedby": aria.describedby, "aria-invalid": aria.invalid ? "true" : null });
    group.append(...element.options.map((one) => h("label", {},
      h("input", { type, name, value: one.value, checked: on.has(one.value), onchange: () => {
        surface.set(block, element, [...group.querySelectorAll("input:checked")].map((box) => box.value));
      } }),
      h("span", {}, words(one.text, surface.names), one.description ? h("small", {}, words(one.description, surface.names)) : null))));
    return group;
  };
}

function select(block, element, surface, aria) {
  const many = element.type.startsWith("multi_");
  const initial = standing(element, surface.kept(block, element));
  const entities = { users: surface.people, conversations: surface.places, channels: surface.places };
  const kind = Object.keys(entities).find((word) => element.type.includes(word));
  const known = kind ? entities[kind]() : element.type.includes("external") ? initial.map((one) => option(one)) : optionsOf(element);
  const send = (values) => surface.set(block, element, values);
  return picker({
    label: aria.label ?? "", placeholder: plain(element.placeholder) || w(many ? "picks" : "pick"), options: known,
    selected: initial.map((one) => one.value ?? one), many, most: element.max_selected_items ?? Infinity,
    clearable: !surface.instant && block.optional === true, describedby: aria.describedby, invalid: aria.invalid,
    search: element.type.includes("external")
      ? async (query) => (await surface.suggest(block, element, query)).map((one) => option(one)) : null,
    minimum: element.min_query_length ?? 3,
    onDone: async (values) => (await confirmed(element, surface)) && send(values),
  });
}
