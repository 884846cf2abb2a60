// The sequence diagram: a column for the client, the server and each device, a line for each row; drawn where it is seen.

const diagram = document.getElementById("diagram");
const heads = document.getElementById("heads");
const ROW = 30;
const GUTTER = 104;

/** A pause that deserves a line: milliseconds. */
const PAUSE = 5000;

const svgOf = (tag, attributes, text) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return element;
};

const picture = svgOf("svg", { class: "picture", role: "group" });
diagram.firstElementChild.append(picture);

let columnWidth = 110;
const columnAt = (lane) => GUTTER + 46 + lane * columnWidth;
const diagramWidth = () => columnAt(day.lanes - 1) + Math.max(60, columnWidth / 2);

function measureDiagram() {
  const room = diagram.clientWidth - GUTTER - 46 - 60;
  const between = Math.max(1, day.lanes - 1);
  columnWidth = Math.max(84, Math.min(210, Math.floor(room / between)));
  const space = diagram.firstElementChild;
  space.style.height = `${view.rows.length * ROW + 8}px`;
  space.style.width = `${diagramWidth()}px`;
}

function drawDiagram() {
  const first = Math.max(0, Math.floor(diagram.scrollTop / ROW) - 2);
  const last = Math.min(view.rows.length - 1, Math.ceil((diagram.scrollTop + diagram.clientHeight) / ROW) + 2);
  const top = first * ROW;
  const width = Math.max(diagramWidth(), diagram.clientWidth);
  picture.style.top = `${top}px`;
  picture.setAttribute("width", width);
  picture.setAttribute("height", Math.max(0, (last - first + 1) * ROW + 8));
  const [back, front] = [svgOf("g", { "aria-hidden": true }), svgOf("g", {})];
  for (let place = first; place <= last; place++) {
    const row = day.rows[view.rows[place]];
    const y = (place - first) * ROW;
    drawBack(back, row, place, y, width);
    front.append(drawRow(row, place, y));
  }
  picture.replaceChildren(defs(), back, front);
  drawHeads(day.rows[view.rows[Math.min(last, Math.ceil(diagram.scrollTop / ROW))]]);
  diagram.setAttribute("aria-activedescendant", view.rows.length ? `row-${view.place}` : "");
}

/** The heads of arrows, in the colours of their rows. */
function defs() {
  const all = svgOf("defs", {});
  const tip = svgOf("marker", {
    id: "tip", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, orient: "auto-start-reverse",
    markerUnits: "userSpaceOnUse",
  });
  tip.append(svgOf("path", { d: "M0 0.5 8 4 0 7.5Z", fill: "context-stroke" }));
  all.append(tip);
  return all;
}

/** What is behind a row: that it is looked at, that the link is down, a pause before it, the life lines. */
function drawBack(group, row, place, y, width) {
  if (row.moment.in && row.moment.link && row.moment.link !== "active") {
    group.append(svgOf("rect", { x: GUTTER, y, width: width - GUTTER, height: ROW, class: "down" }));
  }
  if (place === view.place) group.append(svgOf("rect", { x: 0, y, width, height: ROW, class: "looked" }));
  const before = place > 0 ? day.rows[view.rows[place - 1]] : undefined;
  if (before && row.at - before.at >= PAUSE) {
    group.append(svgOf("line", { x1: GUTTER - 8, x2: width, y1: y, y2: y, class: "pause" }));
    group.append(svgOf("text", { x: GUTTER - 12, y: y + 3, class: "pause" }, `+${span(row.at - before.at)}`));
  }
  const line = (lane, from) => group.append(svgOf("line", {
    x1: columnAt(lane), x2: columnAt(lane), y1: y + from, y2: y + ROW, class: `life lane-${Math.min(lane, FIXED)}`,
  }));
  for (let lane = 0; lane < FIXED; lane++) line(lane, 0);
  for (const stay of staysAt(row.index)) {
    const begins = !before || before.index < stay.from;
    line(stay.lane, begins ? 10 : 0);
    if (begins) drawHead(group, stay, y);
  }
}

/** A device's name, where its column begins. */
function drawHead(group, stay, y) {
  const name = clipped(who(stay.party), columnWidth);
  const width = name.length * 7 + 14;
  const x = columnAt(stay.lane);
  group.append(svgOf("rect", { x: x - width / 2, y: y + 1, width, height: 17, rx: 8, class: "head" }));
  group.append(svgOf("text", { x, y: y + 13, class: "head" }, name));
}

const clipped = (text, width) => {
  const most = Math.max(4, Math.floor((width - 10) / 7));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
};

function drawRow(row, place, y) {
  const group = svgOf("g", {
    id: `row-${place}`, role: "option", "aria-selected": place === view.place, "aria-label": sentence(row),
    "aria-setsize": view.rows.length, "aria-posinset": place + 1, class: `row ${row.kind} ${row.marks.map((mark) => `is-${mark}`).join(" ")}`,
  });
  group.append(svgOf("text", { x: 10, y: y + 20, class: "time" }, clock(row.at)));
  const [from, to] = [columnAt(laneOf(row.from, row.index)), columnAt(laneOf(row.to, row.index))];
  const middle = y + 21;
  const text = svgOf("text", { x: Math.min(from, to) + 10, y: from === to ? y + 19 : y + 15, class: "label" });
  const [name, about] = words(row);
  row.marks.forEach((mark) => text.append(svgOf("tspan", { class: `sign mark-${mark}` }, `${day.marks.find(([other]) => other === mark)[1]} `)));
  text.append(svgOf("tspan", { class: "name" }, name || "?"));
  if (row.call >= 0) text.append(svgOf("tspan", { class: "call" }, ` ${callName(row.call)}`));
  const more = [about, times(row)].filter(Boolean).join(" · ");
  if (more) text.append(svgOf("tspan", { class: "more" }, `  ${more.length > 90 ? `${more.slice(0, 89)}…` : more}`));
  if (from === to) {
    group.append(svgOf("path", { d: `M${from - 5} ${y + 15}l5 -5 5 5 -5 5z`, class: "point" }));
  } else {
    group.append(svgOf("line", { x1: from, x2: to + (to > from ? -2 : 2), y1: middle + 3, y2: middle + 3, class: "arrow", "marker-end": "url(#tip)" }));
    group.append(svgOf("circle", { cx: from, cy: middle + 3, r: 2.5, class: "from" }));
  }
  group.append(text);
  return group;
}

/** Who has which column at the top of what is seen. */
function drawHeads(row) {
  const width = Math.max(diagramWidth(), diagram.clientWidth);
  const bar = svgOf("svg", { width, height: 30 });
  const at = (lane, text, own) => {
    const name = clipped(text, columnWidth + 10);
    const length = Math.max(46, name.length * 7.2 + 18);
    bar.append(svgOf("rect", { x: columnAt(lane) - length / 2, y: 4, width: length, height: 22, rx: 5, class: own ? "own" : "" }));
    bar.append(svgOf("text", { x: columnAt(lane), y: 19 }, name));
  };
  at(0, say("client"));
  at(1, say("server"));
  at(2, who(2), true);
  if (row) staysAt(row.index).forEach((stay) => at(stay.lane, who(stay.party)));
  heads.replaceChildren(bar);
  heads.scrollLeft = diagram.scrollLeft;
}

function showPlace(list, rowHeight, covered = 0) {
  const y = view.place * rowHeight;
  if (y < list.scrollTop) list.scrollTop = Math.max(0, y - rowHeight);
  else if (y + rowHeight + covered > list.scrollTop + list.clientHeight) {
    list.scrollTop = y + 2 * rowHeight + covered - list.clientHeight;
  }
}

const placeUnder = (event) => Math.floor((event.clientY - diagram.getBoundingClientRect().top + diagram.scrollTop) / ROW);

diagram.addEventListener("scroll", drawDiagram, { passive: true });
diagram.addEventListener("pointermove", (event) => look(placeUnder(event), "hover"));
diagram.addEventListener("click", (event) => look(placeUnder(event), "click"));
diagram.addEventListener("keydown", (event) => moveBy(event, Math.floor(diagram.clientHeight / ROW) - 1));
draws({
  filtered() {
    measureDiagram();
  },
  moved(how) {
    if (how !== "hover") showPlace(diagram, ROW);
    drawDiagram();
  },
});
