// The modal on top of the Slack client: inputs with their errors, a way back, and Submit.

import { focusFirst, openDialog } from "../dialog.js";
import { h, icon } from "../dom.js";
import { act } from "../live.js";
import { w } from "../words.js";
import { drawBlocks } from "./blocks.js";
import { unescape } from "./mrkdwn.js";
import { surfaceOf } from "./surface.js";

/* Shows, changes or takes away the modal, so that it is what `seen` says. `open` is what the last call returned. */
export function drawModal(open, seen, tools) {
  const view = seen?.modals.at(-1) ?? null;
  if (!view) {
    open?.dialog.close();
    return null;
  }
  const stamp = JSON.stringify([view.id, view.hash, view.errors, view.trouble]);
  if (open?.stamp === stamp) return open;
  const again = open?.id === view.id;
  const [body, footer] = content(view, seen, tools);
  const parts = [h("header", {}, h("h2", { id: "slack-modal" }, unescape(view.title.text)),
    h("button", { type: "button", class: "bare", "aria-label": w("close"), onclick: () => leave(tools) }, icon("close"))), body, footer];
  const form = h("form", { class: "dialog-form", onsubmit: (event) => { event.preventDefault(); submit(form, tools); } }, parts);
  if (open) open.dialog.box.replaceChildren(form);
  const dialog = open?.dialog ?? openDialog(tools.host, form, { labelledby: "slack-modal", onEscape: () => leave(tools) });
  if (open && (!again || Object.keys(view.errors).length)) focusFirst(dialog.box);
  return { dialog, stamp, id: view.id };
}

function content(view, seen, tools) {
  const kept = (block, element) => view.state.values[block.block_id]?.[element.action_id];
  const surface = surfaceOf(view.id, seen, tools, { kept, instant: false });
  const body = h("div", { class: "dialog-body" },
    view.trouble ? h("p", { class: "trouble", role: "alert" }, icon("alert"), view.trouble) : null,
    drawBlocks(view.blocks, surface, view.errors));
  const hasInput = view.blocks.some((block) => block.type === "input");
  const footer = h("footer", {},
    h("button", { type: "button", class: "plain", onclick: () => leave(tools) }, view.close ? unescape(view.close.text) : w(view.submit ? "cancel" : "close")),
    view.submit || hasInput ? h("button", { class: "primary" }, view.submit ? unescape(view.submit.text) : w("submit")) : null);
  return [body, footer];
}

const leave = (tools) => tools.does(() => act("slack", "close"));

async function submit(form, tools) {
  const button = form.querySelector("footer .primary");
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  for (const field of form.querySelectorAll("input, textarea")) await field.tell?.();
  await tools.does(() => act("slack", "submit"));
  button.removeAttribute("aria-busy");
}
