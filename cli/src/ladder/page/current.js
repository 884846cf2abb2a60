// Which rows are shown, and which of them is looked at: whoever draws is told when that changes.

/** The indexes of the rows that fit the filter, and the place among them of the one that is looked at. */
const view = { rows: new Int32Array(0), place: 0 };

const drawers = [];

/** Adds somebody who draws: `filtered()`, `moved(how)`. */
const draws = (drawer) => drawers.push(drawer);

const currentRow = () => day.rows[view.rows[view.place]];

/**
 * Looks at another row. `how`: `hover` by the mouse, `click` by a click, `key` by a key. By the mouse alone nothing is
 * scrolled, or it would run away from under it.
 */
function look(place, how) {
  const last = view.rows.length - 1;
  const next = Math.max(0, Math.min(last, place));
  if (next === view.place && how === "hover") return;
  view.place = next;
  drawers.forEach((drawer) => drawer.moved?.(how));
}

/** The place of the last row that is shown up to a time. */
function placeAt(at) {
  const after = firstWhere(view.rows.length, (place) => day.rows[view.rows[place]].at > at);
  return Math.max(0, after - 1);
}

/** The place of a row, or of the last one before it that is shown. */
function placeOf(index) {
  const after = firstWhere(view.rows.length, (place) => view.rows[place] > index);
  return Math.max(0, after - 1);
}

const filter = { words: "", kinds: new Set(), marks: new Set() };

/** Shows the rows that fit: all words, any of the kinds that are pressed, any of the marks. */
function applyFilter() {
  const looked = view.rows[view.place] ?? 0;
  const wanted = filter.words.toLowerCase().split(/\s+/).filter(Boolean);
  const without = wanted.filter((word) => word.length > 1 && word.startsWith("-")).map((word) => word.slice(1));
  const withAll = wanted.filter((word) => !(word.length > 1 && word.startsWith("-")));
  const isCall = (word) => /^c\d+$/.test(word);
  let bits = 0;
  day.marks.forEach(([name], bit) => (bits |= filter.marks.has(name) ? 1 << bit : 0));
  const isMasked = (word) => /^tel-\d+$/.test(word);
  const has = (row, text, word) => {
    // `C1` is not `C10`, nor `tel-1` `tel-10`.
    if (isCall(word)) return row.calls.some((call) => callName(call).toLowerCase() === word) || words(row).join(" ").toLowerCase().split(/[^a-z0-9]+/).includes(word);
    return isMasked(word) ? text.split(/[^a-z0-9-]+/).includes(word) : text.includes(word);
  };
  const fits = (row) => {
    if (filter.kinds.size && !filter.kinds.has(GROUP_OF[row.kind])) return false;
    if (bits && !(row.bits & bits)) return false;
    if (!wanted.length) return true;
    const text = [row.name, ...words(row), row.en, row.zh, say(row.kind), row.word, day.names[row.from], day.names[row.to],
      ...row.calls.flatMap((call) => [callName(call), day.calls[call], ...(day.inCall[call] ?? [])]), clock(row.at), ...row.marks.map((mark) => say(mark)),
      row.command >= 0 ? `#${row.command}` : ""].join(" ").toLowerCase();
    return withAll.every((word) => has(row, text, word)) && !without.some((word) => has(row, text, word));
  };
  view.rows = Int32Array.from(day.rows.filter(fits), (row) => row.index);
  view.place = placeOf(looked);
  drawers.forEach((drawer) => drawer.filtered?.());
  drawers.forEach((drawer) => drawer.moved?.("filter"));
}

/** Kinds that are shown or left out together. */
const GROUPS = {
  event: ["event"], command: ["command", "outcome"], request: ["request", "reply"],
  link: ["link", "anomaly", "resync"], note: ["derived", "note"],
};
const GROUP_OF = Object.fromEntries(Object.entries(GROUPS).flatMap(([group, kinds]) => kinds.map((kind) => [kind, group])));

/** The keys that move in every list of rows; whether it was one. */
function moveBy(event, rowsOnPage) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const to = {
    ArrowDown: view.place + 1, ArrowUp: view.place - 1, PageDown: view.place + rowsOnPage, PageUp: view.place - rowsOnPage,
    Home: 0, End: view.rows.length - 1,
  }[event.key];
  if (to === undefined) return false;
  event.preventDefault();
  look(to, "key");
  return true;
}

/** Looks at the next row that is marked, or the one before. */
function lookAtMarked(step) {
  for (let place = view.place + step; place >= 0 && place < view.rows.length; place += step) {
    if (day.rows[view.rows[place]].bits) return look(place, "key");
  }
}
