// The wallboard: who is in which state since when, what rings, the day's counts, and the last hours.

import { children, h, svg } from "./dom.js";
import { listen } from "./live.js";
import { both, number, say, span, switchLanguage } from "./say.js";

const by = (id) => document.getElementById(id);

/** How long a call may ring before it is urgent, ms. */
const URGENT = 20_000;

let board = null;
let live = false;
let skew = 0;
let rang = 0;
const now = () => Date.now() - skew;

const talks = (row) => row.calls.some((call) => call.leg === "connected" || call.leg === "hold");
const certain = ({ all, doubtful }) => all - doubtful;
const doubt = (is) => is && h("abbr", { title: say("doubt") }, "?");

const tile = (label, value, names = "") => h("div", { class: `tile ${names}` }, h("dt", {}, label), h("dd", {}, value));

/** As the terminal has them: `1:05`. */
const hours = (minutes) => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;

/** How many, and of how many of them that is in doubt: `3 1?`. */
const counted = ({ all, doubtful }) => [all, doubtful > 0 && [" ", h("abbr", { title: say("doubtful", doubtful) }, `${doubtful}?`)]];

function tiles() {
  const rings = board.ringsSince === null ? 0 : now() - board.ringsSince;
  const longest = board.longestMs ?? rings;
  const urgent = rings >= URGENT && !board.ringsInDoubt;
  const modes = board.modes.filter(([mode, { all }]) => all > 0 || mode === "Ready");
  return h("dl", { class: "tiles" },
    tile(say("waiting"), counted(board.waiting), urgent ? "urgent" : certain(board.waiting) ? "alerting" : ""),
    tile(say("longestNow"), [span(rings), doubt(board.ringsInDoubt)], urgent ? "urgent" : ""),
    tile(say("talking"), counted(board.talking), "connected"),
    modes.map(([mode, count]) => tile(say(`mode.${mode}`), counted(count), `is-${mode}`)),
    tile(say("answered"), board.total.answered), tile(say("missed"), board.total.missed, board.total.missed ? "missed" : ""), tile(say("made"), board.total.made),
    tile(say("longestToday"), span(longest)));
}

function call(one) {
  return h("li", {}, h("span", { class: `dot leg-${one.leg}` }), " ", h("b", {}, one.others.join("+") || "·"), " ",
    say(`leg.${one.leg}`), doubt(one.unverified), " ", h("span", { class: "time" }, span(now() - one.since)));
}

function agent(row) {
  const { answered, missed, made } = row.counts;
  return h("tr", { "data-key": row.id, class: row.calls.some((call) => call.leg === "alerting" && !call.unverified) ? "rings" : talks(row) ? "talks" : "" },
    h("th", { scope: "row" }, number(row.id)),
    h("td", { class: "ext dim" }, row.device),
    h("td", {}, row.refused ? h("span", { class: "chip link-lost" }, say("refused")) : h("span", { class: "state" }, h("span", { class: `chip mode-${row.mode}` }, say(`mode.${row.mode}`)), doubt(row.modeInDoubt)), row.reason && h("span", { class: "dim" }, ` ${row.reason}`)),
    h("td", { class: "time" }, row.since === null ? "" : span(now() - row.since), doubt(row.sinceInDoubt && row.since !== null)),
    h("td", {}, h("ul", {}, row.calls.map(call))),
    h("td", { class: "counts dim" }, `${answered} / ${missed} / ${made}`));
}

function agents() {
  const heads = [["agent"], ["extension", "ext"], ["state"], ["lasting"], ["call"], ["counts", "counts"]];
  return h("section", { class: "part", "aria-labelledby": "agents" }, h("h2", { id: "agents" }, say("agents")),
    board.rows.length === 0 ? h("p", { class: "dim" }, say("nobody")) : h("table", {},
      h("thead", {}, h("tr", {}, heads.map(([head, names]) => h("th", { scope: "col", class: names }, say(head))))),
      h("tbody", {}, board.rows.map(agent))));
}

/** `all` are those that are certain and those that are in doubt: these are hollow. */
function plot(title, values, all = values) {
  const most = Math.max(1, ...all);
  const wide = 240;
  const step = wide / Math.max(values.length, 30);
  const bar = (index, from, to, kind) => to > from && svg("rect", {
    class: kind, x: wide - (values.length - index) * step, y: 60 - (to / most) * 58, width: Math.max(step - 0.3, 0.5), height: ((to - from) / most) * 58,
  });
  const bars = values.flatMap((value, index) => [bar(index, 0, value, "certain"), bar(index, value, all[index], "doubtful")]);
  const inDoubt = values.some((value, index) => all[index] > value);
  const says = `${title} · ${say("last", hours(board.minutes), most)}${inDoubt ? ` · ${say("hollow")}` : ""}`;
  const read = values.map((value, index) => (all[index] > value ? `${value}–${all[index]}` : value));
  return h("section", { class: "part" }, h("h2", {}, says),
    svg("svg", { class: "plot", viewBox: `0 0 ${wide} 61`, preserveAspectRatio: "none", role: "img", "aria-label": `${says}: ${read.slice(-30).join(" ")}` },
      svg("path", { class: "grid", d: `M0 60.5H${wide}` }), bars.filter(Boolean)));
}

function draw() {
  const link = live && board ? board.link : "waiting";
  children(by("head"), [
    h("h1", {}, say("title")),
    h("p", { class: "dim", id: "where" }, board ? say("countsSince", board.since) : ""),
    h("nav", { class: "tools" },
      h("span", { class: `chip link-${link}`, role: "status", id: "live" }, live && board ? `${say("channel")} ${say(`link.${link}`)}` : say("notLive")),
      h("button", { type: "button", id: "language", "aria-label": say("languageSays") }, say("language"))),
  ]);
  const trouble = live ? board?.trouble && both(board.trouble) : board && say("lost");
  by("trouble").hidden = !trouble;
  by("trouble").textContent = trouble || "";
  const rings = board ? certain(board.waiting) : 0;
  document.title = `${rings ? `☎ ${say("rings", rings)} · ` : ""}${say("title")}`;
  if (!board) return;
  if (rings > rang) by("said").textContent = say("rings", rings);
  rang = rings;
  children(by("main"), board.opening
    ? [h("p", { class: "dim" }, say("opening"))]
    : [tiles(), agents(), h("div", { class: "plots" }, plot(say("plotTalking"), board.talkingByMinute, board.perhapsTalkingByMinute), plot(say("plotCalls"), board.endedByMinute))]);
}

const on = {
  now(now) {
    skew = Date.now() - now;
  },
  board(now) {
    board = now;
    live = board !== null;
    draw();
  },
};

function lost() {
  live = false;
  draw();
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("#language")) return;
  switchLanguage();
  draw();
});
setInterval(draw, 1000);
draw();
listen("/wallboard/events", on, lost);
