// Block Kit from its JSON to elements; a block this page does not know says so instead of vanishing.

import { fresh, h, icon } from "../dom.js";
import { state } from "../live.js";
import { w } from "../words.js";
import { drawElement } from "./elements.js";
import { mrkdwn, richText, unescape, words } from "./mrkdwn.js";

export const drawBlocks = (blocks, surface, errors = {}) => blocks.map((block) => drawBlock(block, surface, errors));

function drawBlock(block, surface, errors) {
  const { names } = surface;
  switch (block.type) {
    case "header": return h("h3", { class: "b-header" }, unescape(block.text.text));
    case "divider": return h("hr");
    case "rich_text": return h("div", { class: "b-rich" }, richText(block, names));
    case "markdown": return h("div", { class: "b-rich" }, mrkdwn(block.text, names));
    case "image": return h("figure", { class: "b-image" },
      block.slack_file
        ? h("img", { class: "picture", src: `/play/${state.person.id}/slack/files/${block.slack_file.id}`, alt: unescape(block.alt_text) })
        : icon("file"),
      block.title || !block.slack_file ? h("figcaption", {}, unescape(block.title?.text ?? block.alt_text)) : null);
    case "context":
      return h("div", { class: "b-context" }, block.elements.map((one) =>
        h("span", {}, one.type === "image" ? one.alt_text : words(one, names))));
    case "section":
      return h("div", { class: "b-section" },
        h("div", { class: "b-section-text" },
          block.text ? h("p", {}, words(block.text, names)) : null,
          block.fields ? h("div", { class: "b-fields" }, block.fields.map((one) => h("p", {}, words(one, names)))) : null),
        block.accessory ? h("div", { class: "b-accessory" }, drawElement(block, block.accessory, surface)) : null);
    case "actions":
    case "context_actions":
      return h("div", { class: "b-actions" }, block.elements.map((one) => drawElement(block, one, surface)));
    case "input": return drawInput(block, surface, errors[block.block_id]);
    default: return h("p", { class: "dim" }, w("unknownPart", { kind: block.type }));
  }
}

function drawInput(block, surface, error) {
  const [labelId, hintId, errorId] = [fresh("label"), fresh("hint"), fresh("error")];
  const label = unescape(block.label.text);
  const about = [block.hint ? hintId : null, error ? errorId : null].filter(Boolean).join(" ");
  const control = drawElement(block, block.element, surface, { label, describedby: about || null, invalid: Boolean(error) });
  return h("div", { class: error ? "b-input wrong" : "b-input" },
    h("div", { class: "b-label", id: labelId }, label, block.optional ? h("span", { class: "dim" }, ` (${w("optional")})`) : null),
    control,
    error ? h("p", { class: "field-error", id: errorId }, icon("alert"), error) : null,
    block.hint ? h("p", { class: "field-hint", id: hintId }, unescape(block.hint.text)) : null);
}
