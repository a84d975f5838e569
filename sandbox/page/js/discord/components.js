// Discord's message components, old and new, from their JSON to elements.

import { h, icon } from "../dom.js";
import { act } from "../live.js";
import { markdown } from "../markdown.js";
import { picker } from "../picker.js";
import { w } from "../words.js";

const STYLES = { 1: "primary", 2: "plain", 3: "success", 4: "danger", 5: "plain", 6: "primary" };
const SELECTS = [3, 5, 6, 7, 8];

/* `where`: {message, names, guild, tools}. */
export const drawComponents = (parts, where) => parts.map((part) => drawComponent(part, where));

function drawComponent(part, where) {
  switch (part.type) {
    case 1: return h("div", { class: "c-row" }, drawComponents(part.components, where));
    case 2: return button(part, where);
    case 9:
      return h("div", { class: "c-section" }, h("div", {}, drawComponents(part.components, where)), part.accessory ? drawComponent(part.accessory, where) : null);
    case 10: return h("div", { class: "md" }, markdown(part.content, where.names));
    case 11: return h("span", { class: "c-thumb", role: "img", "aria-label": part.description ?? "" }, icon("file"));
    case 12: return h("div", { class: "c-gallery" }, part.items.map((one) =>
      h("img", { class: "picture", src: new URL(one.media.url, location.href).pathname, alt: one.description ?? "" })));
    case 13: return fileCard(part.name ?? part.file.url.split("/").pop(), part.file.url, part.size);
    case 14: return part.divider === false ? h("div", { class: "c-space" }) : h("hr", { class: part.spacing === 2 ? "wide" : null });
    case 17: {
      const box = h("div", { class: "c-container" }, drawComponents(part.components, where));
      if (part.accent_color !== null && part.accent_color !== undefined)
        box.style.setProperty("--accent", `#${part.accent_color.toString(16).padStart(6, "0")}`);
      return box;
    }
    default: return SELECTS.includes(part.type) ? select(part, where) : h("p", { class: "dim" }, w("unknownPart", { kind: part.type }));
  }
}

function button(part, { message, tools }) {
  const label = [part.emoji?.name, part.label].filter(Boolean).join(" ");
  if (part.style === 5)
    return h("a", { class: "plain button", href: /^https?:\/\//.test(part.url) ? part.url : null, target: "_blank", rel: "noopener noreferrer" }, label, " ↗");
  const node = h("button", {
    type: "button", class: STYLES[part.style], disabled: part.disabled === true,
    onclick: async () => {
      if (node.getAttribute("aria-busy")) return;
      node.setAttribute("aria-busy", "true");
      await tools.does(() => act("discord", "click", { message, custom_id: part.custom_id }));
      node.removeAttribute("aria-busy");
    },
  }, label);
  return node;
}

function select(part, { message, guild, tools }) {
  const options = part.type === 3 ? part.options : entities(part.type, guild);
  return picker({
    label: "", placeholder: part.placeholder || w(part.max_values > 1 ? "picks" : "pick"), options, many: part.max_values > 1,
    selected: options.filter((one) => one.default).map((one) => one.value), most: part.max_values, disabled: part.disabled === true,
    onDone: (values) => {
      if (values.length >= part.min_values) tools.does(() => act("discord", "click", { message, custom_id: part.custom_id, values }));
    },
  });
}

// What a select of people, roles or channels offers.
export function entities(type, guild) {
  if (!guild) return [];
  const people = Object.entries(guild.names).map(([value, label]) => ({ value, label }));
  const roles = guild.roles.map((one) => ({ value: one.id, label: `@${one.name.replace(/^@/, "")}` }));
  const channels = guild.channels.map((one) => ({ value: one.id, label: `#${one.name}` }));
  return { 5: people, 6: roles, 7: [...people, ...roles], 8: channels }[type] ?? [];
}

export function fileCard(name, url, size) {
  const bytes = size === undefined || size === null ? "" : size < 1024 ? `${size} B` : `${(size / 1024).toFixed(1)} kB`;
  const path = new URL(url, location.href).pathname;
  return h("a", { class: "file-card", href: path, download: name, "aria-label": `${w("download")} ${name}` },
    icon("file"), h("span", {}, h("b", {}, name), h("small", {}, bytes)), icon("save"));
}

export function drawEmbed(embed, names) {
  const box = h("div", { class: "c-container" },
    embed.title ? h("div", { class: "md" }, h("strong", {}, markdown(embed.title, names))) : null,
    embed.description ? h("div", { class: "md" }, markdown(embed.description, names)) : null,
    embed.fields?.length ? h("div", { class: "c-fields" }, embed.fields.map((one) => h("div", { class: "md" }, h("strong", {}, one.name), markdown(one.value, names)))) : null,
    embed.footer ? h("small", { class: "dim" }, embed.footer.text) : null);
  if (embed.color !== undefined) box.style.setProperty("--accent", `#${embed.color.toString(16).padStart(6, "0")}`);
  return box;
}
