// The agent's states and each call's legs as bars over time: any part of the day, from all of it to a few milliseconds.

const bars = document.getElementById("bars");
const canvas = bars.querySelector("canvas");
const cursor = bars.querySelector(".cursor");
const LEFT = 76;
const BAR = 14;

/** What is seen of the time: from when to when, in milliseconds. */
const shown = { from: 0, to: 1 };

/** The rows of bars: what they show, and how high above the bottom they are. */
let tracks = [];

function layTracks() {
  tracks = [{ name: () => say("agent"), bars: day.bars.agent, prefix: "mode", y: 22 }];
  if (day.bars.link.length) tracks.push({ name: () => say("channel"), bars: day.bars.link, prefix: "link", y: 40 });
  let y = tracks.at(-1).y + 26;
  for (let slot = 0; slot < day.bars.slots; slot++) {
    const calls = day.bars.calls.filter((call) => call[1] === slot);
    const legs = calls.reduce((most, call) => Math.max(most, call[4].length), 1);
    tracks.push({ calls, legs, y });
    y += legs * (BAR + 2) + 10;
  }
  canvas.dataset.height = y + 4;
}

const spread = () => Math.max(1, canvas.clientWidth - LEFT - 8);
const xOf = (at) => LEFT + ((at - shown.from) / (shown.to - shown.from)) * spread();
const atOf = (x) => shown.from + ((x - LEFT) / spread()) * (shown.to - shown.from);

function showTime(from, to) {
  const whole = Math.max(1, day.end - day.start);
  const length = Math.max(20, Math.min(whole * 1.04, to - from));
  const edge = whole * 0.02;
  shown.from = Math.max(day.start - edge, Math.min(day.end + edge - length, from));
  shown.to = shown.from + length;
  drawBars();
}

const showWhole = () => showTime(day.start - (day.end - day.start) * 0.02, day.end + (day.end - day.start) * 0.02);

/** Closer by a factor below 1, around a time. */
function zoom(factor, around) {
  showTime(around - (around - shown.from) * factor, around + (shown.to - around) * factor);
}

/** Colours of the style, read once for each drawing. */
let colours;
const colour = (name) => (colours[name] ??= style.getPropertyValue(`--${name}`).trim() || style.getPropertyValue("--dim"));
let style;

function drawBars() {
  const height = Number(canvas.dataset.height);
  const ratio = window.devicePixelRatio || 1;
  canvas.style.height = `${height}px`;
  canvas.width = Math.round(canvas.clientWidth * ratio);
  canvas.height = Math.round(height * ratio);
  style = getComputedStyle(document.documentElement);
  colours = {};
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, canvas.clientWidth, height);
  pen.font = "11px system-ui, sans-serif";
  pen.textBaseline = "middle";
  drawAxis(pen, height);
  for (const track of tracks) {
    if (track.calls) drawCalls(pen, track);
    else drawTrack(pen, track.bars, track.y, track.prefix, track.name());
  }
  drawCursor();
}

const STEPS = [10, 50, 100, 500, 1e3, 5e3, 15e3, 60e3, 300e3, 900e3, 3600e3, 4 * 3600e3, 24 * 3600e3];

function drawAxis(pen, height) {
  const most = Math.max(2, spread() / 110);
  const step = STEPS.find((step) => (shown.to - shown.from) / step <= most) ?? STEPS.at(-1);
  pen.strokeStyle = colour("line");
  pen.fillStyle = colour("dim");
  pen.textAlign = "center";
  for (let at = Math.ceil(shown.from / step) * step; at <= shown.to; at += step) {
    const x = Math.round(xOf(at)) + 0.5;
    pen.beginPath();
    pen.moveTo(x, 16);
    pen.lineTo(x, height);
    pen.stroke();
    pen.fillText(step < 1000 ? clock(at) : clock(at).slice(0, step < 60e3 ? 8 : 5), x, 8);
  }
  pen.textAlign = "left";
}

/** One row of bars that follow each other. Up to `named` something else is written on them. */
function drawTrack(pen, list, y, prefix, name, named = -Infinity) {
  if (name) {
    pen.fillStyle = colour("dim");
    pen.fillText(name, 8, y + BAR / 2, LEFT - 12);
  }
  const first = firstWhere(list.length, (at) => list[at][2] >= shown.from);
  for (let at = first; at < list.length && list[at][1] <= shown.to; at++) {
    const [what, from, to, doubt] = list[at];
    if (!what) continue;
    const [left, right] = [Math.max(LEFT, xOf(from)), Math.min(canvas.clientWidth - 4, xOf(to))];
    if (right < LEFT) continue;
    const width = Math.max(1, right - left - (right - left > 4 ? 1 : 0));
    pen.fillStyle = colour(`${prefix}-${what}`);
    pen.fillRect(left, y, width, BAR);
    if (doubt) hatch(pen, left, y, width);
    const word = say(prefix === "link" ? what : `${prefix}.${what}`) + (doubt ? "?" : "");
    const start = Math.max(left, named);
    const text = [word, doubt ? "?" : ""].find((text) => pen.measureText(text).width + 8 < left + width - start);
    if (text) writeOn(pen, text, start + 4, y, doubt);
  }
}

/** What is in doubt is striped. */
function hatch(pen, left, y, width) {
  pen.save();
  pen.beginPath();
  pen.rect(left, y, width, BAR);
  pen.clip();
  pen.strokeStyle = colour("panel");
  pen.lineWidth = 2;
  for (let x = left - BAR; x < left + width; x += 6) {
    pen.beginPath();
    pen.moveTo(x, y + BAR);
    pen.lineTo(x + BAR, y);
    pen.stroke();
  }
  pen.restore();
}

/** A word on a bar; on stripes it has a ground of its own. */
function writeOn(pen, text, x, y, doubt) {
  if (doubt) {
    pen.fillStyle = colour("panel");
    pen.fillRect(x - 2, y + 1, pen.measureText(text).width + 4, BAR - 2);
  }
  pen.fillStyle = colour(doubt ? "text" : "on-bar");
  pen.fillText(text, x, y + BAR / 2 + 0.5);
}

/** The calls of a slot, which follow each other, each with its legs below each other; each leg says whose it is. */
function drawCalls(pen, { calls, y }) {
  pen.fillStyle = colour("dim");
  pen.fillText(say("calls"), 8, y + BAR / 2, LEFT - 12);
  const first = firstWhere(calls.length, (at) => calls[at][3] >= shown.from);
  let free = LEFT;
  for (let at = first; at < calls.length && calls[at][2] <= shown.to; at++) {
    const [call, , , to, legs] = calls[at];
    legs.forEach(([party, list], number) => {
      const name = number ? who(party) : `${callName(call)} ${who(party)}`;
      drawLeg(pen, list, y + number * (BAR + 2), number ? [name] : [name, callName(call)], free);
    });
    free = xOf(to) + 4;
  }
}

/** A leg, and whose it is: on its bars, or left of them where nothing else is; the longest name that there is room for. */
function drawLeg(pen, list, y, names, free) {
  const seen = list.filter(([what, from, to]) => what && to >= shown.from && from <= shown.to);
  if (!seen.length) return;
  const left = Math.max(LEFT, xOf(seen[0][1]));
  // A party that leaves and comes again has a gap, which a name is not written on.
  const gap = seen.findIndex(([, , to], at) => at + 1 < seen.length && seen[at + 1][1] > to);
  const right = Math.min(canvas.clientWidth - 4, xOf(seen.at(gap)[2]));
  const length = (name) => pen.measureText(name).width + 8;
  const on = names.find((name) => length(name) < right - left);
  drawTrack(pen, list, y, "leg", "", on ? left + length(on) : -Infinity);
  if (on) {
    writeOn(pen, on, left + 4, y, seen[0][3]);
    return;
  }
  const beside = names.find((name) => length(name) < left - free);
  if (!beside) return;
  pen.textAlign = "right";
  pen.fillStyle = colour("text");
  pen.fillText(beside, left - 4, y + BAR / 2 + 0.5);
  pen.textAlign = "left";
}

function drawCursor() {
  const row = currentRow();
  cursor.hidden = !row || row.at < shown.from || row.at > shown.to;
  if (!row) return;
  cursor.style.transform = `translateX(${xOf(row.at)}px)`;
  bars.setAttribute("aria-valuemin", 0);
  bars.setAttribute("aria-valuemax", day.end - day.start);
  bars.setAttribute("aria-valuenow", row.at - day.start);
  const mode = row.moment.agent?.mode;
  bars.setAttribute("aria-valuetext", [clock(row.at), mode ? say(`mode.${mode}`) : "", ...row.moment.calls.map((call) => callName(call.call))].filter(Boolean).join(", "));
}

/** Looks at the next row of another model, or the one before. */
function stepModel(step) {
  const now = currentRow()?.momentIndex;
  let place = view.place + step;
  while (place > 0 && place < view.rows.length - 1 && day.rows[view.rows[place]].momentIndex === now) place += step;
  look(place, "key");
}

let dragged = null;
const timeUnder = (event) => atOf(event.clientX - canvas.getBoundingClientRect().left);

bars.addEventListener("pointermove", (event) => {
  if (dragged && event.buttons) {
    const by = (dragged.x - event.clientX) * ((dragged.to - dragged.from) / spread());
    dragged.far ||= Math.abs(dragged.x - event.clientX) > 3;
    if (dragged.far) showTime(dragged.from + by, dragged.to + by);
  } else {
    look(placeAt(timeUnder(event)), "hover");
  }
});
bars.addEventListener("pointerdown", (event) => {
  dragged = { x: event.clientX, ...shown, far: false };
});
bars.addEventListener("click", (event) => {
  if (!dragged?.far) look(placeAt(timeUnder(event)), "click");
  dragged = null;
});
bars.addEventListener("wheel", (event) => {
  event.preventDefault();
  const by = event.deltaX || (event.shiftKey ? event.deltaY : 0);
  if (by) showTime(shown.from + by * ((shown.to - shown.from) / spread()), shown.to + by * ((shown.to - shown.from) / spread()));
  else zoom(event.deltaY > 0 ? 1.25 : 0.8, timeUnder(event));
}, { passive: false });
bars.addEventListener("keydown", (event) => {
  const around = currentRow()?.at ?? (shown.from + shown.to) / 2;
  if (event.key === "ArrowRight") stepModel(1);
  else if (event.key === "ArrowLeft") stepModel(-1);
  else if (event.key === "+" || event.key === "=") zoom(0.5, around);
  else if (event.key === "-") zoom(2, around);
  else if (!moveBy(event, 20)) return;
  event.preventDefault();
});
document.getElementById("in").addEventListener("click", () => zoom(0.5, currentRow()?.at ?? shown.from));
document.getElementById("out").addEventListener("click", () => zoom(2, currentRow()?.at ?? shown.from));
document.getElementById("all").addEventListener("click", showWhole);
draws({
  moved(how) {
    const at = currentRow()?.at;
    if (how !== "hover" && at !== undefined && (at < shown.from || at > shown.to)) {
      const half = (shown.to - shown.from) / 2;
      showTime(at - half, at + half);
    } else {
      drawCursor();
    }
  },
});
