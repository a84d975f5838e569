// What stands between drawn blocks and the client: names for ids, and the verbs of a message, a modal or the home tab.

import { act } from "../live.js";
import { w } from "../words.js";

export function names(seen) {
  return {
    user: (id) => seen.users[id]?.name,
    channel: (id) => seen.channels.find((one) => one.id === id)?.name ?? w("hiddenChannel"),
    group: (id) => seen.usergroups[id]?.handle,
  };
}

/* What the drawn elements of a message or view do. `id` is a ts or a view id. */
export function surfaceOf(id, seen, tools, { kept = () => undefined, instant = true } = {}) {
  const at = (block, element) => ({ surface: id, block: block.block_id, action: element.action_id });
  return {
    host: tools.host, names: names(seen), kept, instant,
    people: () => Object.values(seen.users).map((one) => ({ value: one.id, label: one.name })),
    places: () => seen.channels.filter((one) => one.kind !== "im").map((one) => ({ value: one.id, label: `#${one.name}` })),
    press: (block, element) => tools.does(() => act("slack", "press", at(block, element))),
    set: (block, element, values) => tools.does(() => act("slack", "set", { ...at(block, element), values })),
    suggest: async (block, element, query) => (await act("slack", "suggest", { ...at(block, element), query })).options,
  };
}
