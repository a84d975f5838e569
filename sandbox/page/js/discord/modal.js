// Discord's modal: labels with their inputs, and what the client itself refuses beside the field.

import { focusFirst, openDialog } from "../dialog.js";
import { appMark, fresh, h, icon } from "../dom.js";
import { act } from "../live.js";
import { markdown } from "../markdown.js";
import { picker } from "../picker.js";
import { w } from "../words.js";

/* Shows, changes or takes away the modal, so that it is what `seen` says. `open` is what the last call returned. */
export function drawModal(open, seen, names, tools) {
  const form = seen?.form ?? null;
  if (!form) {
    open?.dialog.close();
    return null;
  }
  const stamp = JSON.stringify([form.custom_id, form.title, form.components, form.errors, form.banner]);
  if (open?.stamp === stamp) return open;
  const node = h("form", { class: "dialog-form", onsubmit: (event) => { event.preventDefault(); submit(node, tools); } },
    h("header", {}, appMark(), h("h2", { id: "discord-modal" }, form.title),
      h("button", { type: "button", class: "bare", "aria-label": w("close"), onclick: () => leave(tools) }, icon("close"))),
    h("div", { class: "dialog-body" },
      form.banner ? h("p", { class: "trouble", role: "alert" }, icon("alert"), form.banner) : null,
      form.components.map((part) => draw(part, form, names, tools)),
      h("p", { class: "shared" }, w("shared", { name: seen.application.name }))),
    h("footer", {},
      h("button", { type: "button", class: "plain", onclick: () => leave(tools) }, w("cancel")),
      h("button", { class: "primary" }, w("submit"))));
  if (open) open.dialog.box.replaceChildren(node);
  const dialog = open?.dialog ?? openDialog(tools.host, node, { labelledby: "discord-modal", onEscape: () => leave(tools) });
  if (open) focusFirst(dialog.box);
  return { dialog, stamp };
}

const leave = (tools) => tools.does(() => act("discord", "close"));

async function submit(node, tools) {
  const button = node.querySelector("footer .primary");
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  for (const field of node.querySelectorAll("input, textarea")) await field.tell?.();
  await tools.does(() => act("discord", "submit"));
  button.removeAttribute("aria-busy");
}

function draw(part, form, names, tools) {
  if (part.type === 10) return h("div", { class: "md" }, markdown(part.content, names));
  if (part.type === 18) return labelled(part.label, part.description, part.component, form, tools);
  if (part.type === 1) return part.components.map((one) => labelled(one.label ?? "", "", one, form, tools));
  return h("p", { class: "dim" }, w("unknownPart", { kind: part.type }));
}

function labelled(label, description, part, form, tools) {
  const [hintId, errorId] = [fresh("hint"), fresh("error")];
  const error = form.errors[part.custom_id];
  const about = [description ? hintId : null, error ? errorId : null].filter(Boolean).join(" ") || null;
  const needed = part.type !== 23 && part.required !== false;
  const aria = { "aria-label": label, "aria-describedby": about, "aria-invalid": error ? "true" : null };
  return h("div", { class: error ? "field wrong" : "field" },
    h("div", { class: "field-label" }, label, needed ? h("span", { class: "needed", title: w("required"), "aria-hidden": "true" }, " *") : null),
    description ? h("p", { class: "field-hint", id: hintId }, description) : null,
    control(part, form, aria, tools),
    error ? h("p", { class: "field-error", id: errorId }, icon("alert"), error) : null);
}

function control(part, form, aria, tools) {
  const value = form.values[part.custom_id] ?? [];
  const fill = (values) => tools.does(() => act("discord", "fill", { custom_id: part.custom_id, values }));
  switch (part.type) {
    case 4: return typed(part, value[0] ?? "", aria, fill);
    case 19: {
      const field = h("input", { ...aria, type: "file", class: "input", multiple: (part.max_values ?? 1) > 1 });
      field.addEventListener("change", () => fill([...field.files].map((one) => one.name)));
      return field;
    }
    case 21: case 22: case 23: return ticks(part, value, aria, fill);
    default: {
      const described = new Map((part.options ?? []).map((one) => [one.value, one.description]));
      const options = form.options[part.custom_id].map(([label, one]) => ({ label, value: one, description: described.get(one) }));
      const many = (part.max_values ?? 1) > 1;
      return picker({ label: aria["aria-label"], placeholder: part.placeholder || w(many ? "picks" : "pick"), options, selected: value, many,
        most: part.max_values ?? 1, clearable: part.required === false || part.min_values === 0,
        describedby: aria["aria-describedby"], invalid: Boolean(aria["aria-invalid"]), onDone: fill });
    }
  }
}

function typed(part, value, aria, fill) {
  const most = part.max_length ?? 4000;
  const about = { ...aria, class: "input", placeholder: part.placeholder, value };
  const field = part.style === 2 ? h("textarea", { ...about, rows: "5" }) : h("input", { ...about, type: "text" });
  const left = h("span", { class: "left", "aria-hidden": "true" });
  const count = () => {
    const rest = most - field.value.length;
    left.textContent = rest < Math.max(most / 4, 20) ? String(rest) : "";
    left.classList.toggle("over", rest < 0);
  };
  let told = value;
  field.tell = async () => {
    if (field.value === told) return;
    told = field.value;
    await fill([field.value]);
  };
  field.addEventListener("input", count);
  field.addEventListener("change", () => field.tell());
  count();
  return h("div", { class: "input-box" }, field, left);
}

function ticks(part, value, aria, fill) {
  const options = part.type === 23 ? [{ label: w("yes"), value: "true" }] : part.options;
  const type = part.type === 21 ? "radio" : "checkbox";
  const name = fresh("tick");
  const group = h("div", { ...aria, class: "ticks", role: type === "radio" ? "radiogroup" : "group" });
  group.append(...options.map((one) => h("label", {},
    h("input", { type, name, value: one.value, checked: value.includes(one.value),
      onchange: () => fill([...group.querySelectorAll("input:checked")].map((box) => box.value)) }),
    h("span", {}, one.label, one.description ? h("small", {}, one.description) : null))));
  return group;
}
