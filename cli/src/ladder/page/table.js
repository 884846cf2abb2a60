// All rows that fit the filter, as a table; only those that are seen are in the document.

const table = document.getElementById("table");
const TABLE_ROW = 26;
const HEAD = 28;
const COLUMNS = ["row", "time", "kind", "what", "call", "who", "took", "marks"];

function drawTableHead() {
  const head = table.querySelector(".head");
  head.replaceChildren(...COLUMNS.map((name, column) => {
    const cell = make("div", `c-${name}`, say(`column.${name}`));
    cell.setAttribute("role", "columnheader");
    cell.setAttribute("aria-colindex", column + 1);
    return cell;
  }));
  table.setAttribute("aria-colcount", COLUMNS.length);
}

function drawTable() {
  const space = table.querySelector(".space");
  const first = Math.max(0, Math.floor(table.scrollTop / TABLE_ROW) - 2);
  const last = Math.min(view.rows.length - 1, Math.ceil((table.scrollTop + table.clientHeight) / TABLE_ROW) + 2);
  const rows = [];
  for (let place = first; place <= last; place++) rows.push(tableRow(place));
  space.replaceChildren(...rows);
  table.setAttribute("aria-activedescendant", view.rows.length ? `line-${view.place}` : "");
}

function tableRow(place) {
  const row = day.rows[view.rows[place]];
  const line = make("div", `line ${row.kind}${place === view.place ? " looked" : ""}${row.bits ? " marked" : ""}`);
  line.id = `line-${place}`;
  line.setAttribute("role", "row");
  line.setAttribute("aria-rowindex", place + 2);
  line.setAttribute("aria-selected", place === view.place);
  line.style.top = `${place * TABLE_ROW}px`;
  line.dataset.place = place;
  const [name, about] = words(row);
  const what = make("div", "c-what");
  what.append(make("strong", "", name || "?"));
  if (about) what.append(make("span", "dim", ` ${about}`));
  const marks = make("div", "c-marks");
  row.marks.forEach((mark) => marks.append(badge(mark)));
  const cells = [
    make("div", "c-row", row.index + 1),
    make("div", "c-time", clock(row.at)),
    make("div", `c-kind kind-${row.kind}`, say(row.kind)),
    what,
    make("div", "c-call", callName(row.call)),
    make("div", "c-who", row.from === row.to ? who(row.from) : `${who(row.from)} → ${who(row.to)}`),
    make("div", "c-took", row.took >= 0 ? span(row.took) : row.lag >= 0 ? say("lag", span(row.lag * 1000)) : ""),
    marks,
  ];
  cells.forEach((cell, column) => {
    cell.setAttribute("role", "gridcell");
    cell.setAttribute("aria-colindex", column + 1);
  });
  line.append(...cells);
  return line;
}

function placeOfLine(event) {
  const line = event.target.closest?.(".line");
  return line ? Number(line.dataset.place) : null;
}

table.addEventListener("scroll", drawTable, { passive: true });
table.addEventListener("pointerover", (event) => {
  const place = placeOfLine(event);
  if (place !== null) look(place, "hover");
});
table.addEventListener("click", (event) => {
  const place = placeOfLine(event);
  if (place !== null) look(place, "click");
});
table.addEventListener("keydown", (event) => moveBy(event, Math.floor((table.clientHeight - HEAD) / TABLE_ROW) - 1));
draws({
  filtered() {
    table.querySelector(".space").style.height = `${view.rows.length * TABLE_ROW}px`;
    table.setAttribute("aria-rowcount", view.rows.length + 1);
  },
  moved(how) {
    if (how !== "hover") showPlace(table, TABLE_ROW, HEAD);
    drawTable();
  },
});
