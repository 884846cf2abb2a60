// The timeline: a lane for each device, its legs and modes as bars, requests and events as signs, and below it all of it in
// words.

import { h, svg } from "./dom.js";
import { clock, number, say } from "./say.js";
import { deviceOf, now, store, WINDOW } from "./store.js";

const LANE = 34;
const TOP = 18;
const LABEL = 92;
const LINES = 150;
const MOST_LANES = 24;

/** What the list leaves out until it is wanted. */
const WIRE = new Set(["frame_in", "frame_out", "frame_withheld"]);

export const looked = { lane: "", wire: false };

/** What a line is, in the timeline. */
function sign(line) {
  switch (line.what) {
    case "request": return line.verb === "heartbeat" ? null : line.status >= 200 && line.status < 300 ? "request" : "failed";
    case "event": return "event";
    case "opened": return "opened";
    case "closed": case "refused": return "closed";
    case "fault_added": case "fault_removed": return "fault";
    default: return null;
  }
}

/** A line in words. */
function words(line) {
  switch (line.what) {
    case "request": return `${line.verb} ${line.status ?? say("noAnswer")}${line.fault ? ` · ${say("fault")} ${line.fault}` : ""}`;
    case "event": return line.event;
    case "opened": return say("heard.opened", line.connection);
    case "closed": return say("heard.closed", line.connection, say(`ending.${line.reason}`));
    case "refused": return say("heard.refused", line.status);
    case "frame_in": return `${line.connection} → ${line.command} ${line.destination ?? ""}`;
    case "frame_out": return `${line.connection} ← ${line.command}`;
    case "frame_withheld": return say("heard.withheld", line.connection, line.command);
    case "fault_added": return say("heard.fault_added", line.fault, line.kind);
    case "fault_removed": return line.fault ? say("heard.fault_removed", line.fault) : say("heard.faults_removed");
    case "note": return line.text;
    case "missed": return say("heard.missed", line.count);
    default: return line.what;
  }
}

const laneOf = (line) => (line.lane ? deviceOf(line.lane) : "");

function lanes() {
  const since = now() - WINDOW;
  const found = new Set(store.stays.filter((stay) => !stay.to || stay.to > since).map((stay) => stay.lane));
  for (const line of store.heard) if (line.at >= since && sign(line) && line.lane) found.add(laneOf(line));
  // Extensions first, then who is outside.
  const inside = new Set([...store.state.extensions.map((extension) => extension.deviceId), ...store.state.agents.map((agent) => agent.deviceId)]);
  return [...found].sort((one, other) => inside.has(other) - inside.has(one) || one.localeCompare(other));
}

const SIGNS = {
  request: (x, y) => svg("path", { class: "request", d: `M${x - 4} ${y + 4}L${x} ${y - 4}L${x + 4} ${y + 4}Z` }),
  failed: (x, y) => svg("path", { class: "failed", d: `M${x - 4} ${y - 4}L${x + 4} ${y + 4}M${x + 4} ${y - 4}L${x - 4} ${y + 4}` }),
  event: (x, y) => svg("circle", { class: "event", cx: x, cy: y, r: 3.5 }),
  opened: (x, y) => svg("path", { class: "opened", d: `M${x} ${y - 8}V${y + 8}` }),
  closed: (x, y) => svg("path", { class: "closed", d: `M${x} ${y - 8}V${y + 8}` }),
};

/** The picture; those who do not see it have the list. */
export function picture(width) {
  const all = lanes().slice(0, MOST_LANES);
  const at = now();
  const wide = Math.max(width - LABEL - 8, 50);
  const x = (time) => Math.round((LABEL + wide * (1 - (at - time) / WINDOW)) * 2) / 2;
  const height = TOP + Math.max(all.length, 1) * LANE;
  const top = (lane) => TOP + all.indexOf(lane) * LANE;
  const bars = store.stays.filter((stay) => all.includes(stay.lane)).map((stay) => {
    const from = Math.max(stay.from, at - WINDOW);
    const [y, tall] = stay.kind === "leg" ? [top(stay.lane) + 4, 11] : [top(stay.lane) + LANE - 8, 4];
    const title = stay.kind === "leg" ? say(`leg.${stay.what}`) : say(`mode.${stay.what}`);
    return svg("rect", { class: `${stay.kind}-${stay.what}`, x: x(from), y, width: Math.max(x(stay.to ?? at) - x(from), 1), height: tall, rx: 2 }, svg("title", {}, title));
  });
  const signs = store.heard.filter((line) => line.at > at - WINDOW).map((line) => {
    const kind = sign(line);
    if (kind === "fault") return svg("path", { class: "fault", d: `M${x(line.at)} ${TOP - 4}V${height}` }, svg("title", {}, words(line)));
    if (!kind || !line.lane || !all.includes(laneOf(line))) return null;
    const drawn = SIGNS[kind](x(line.at), top(laneOf(line)) + 21);
    drawn.append(svg("title", {}, `${clock(line.at)} ${words(line)}`));
    return drawn;
  });
  const step = wide > 420 ? 10_000 : 30_000;
  const ticks = Array.from({ length: WINDOW / step + 1 }, (_, index) => index * step);
  return svg("svg", { class: "lanes", width: Math.max(width, LABEL + 60), height, role: "img", "aria-label": say("timelineSays", all.map(number).join(", ")) },
    ticks.map((ago) => [
      svg("path", { class: "grid", d: `M${x(at - ago)} ${TOP - 4}V${height}` }),
      svg("text", { class: "tick", x: x(at - ago), y: 10, "text-anchor": ago === 0 ? "end" : "middle" }, ago === 0 ? say("now") : `−${ago / 1000} s`),
    ]),
    all.map((lane) => [
      svg("path", { class: "grid", d: `M0 ${top(lane) + LANE}H${LABEL + wide}` }),
      svg("text", { class: "label", x: 0, y: top(lane) + 20 }, number(lane)),
    ]),
    bars, signs);
}

/** Who has no lane for want of room. */
export function unshown() {
  const count = lanes().length - MOST_LANES;
  return count > 0 && h("p", { class: "dim", id: "more-lanes" }, say("moreLanes", count));
}

export function legend() {
  const sign = (kind, text) => h("span", { class: "item" }, svg("svg", { width: 14, height: 14, "aria-hidden": "true", class: "lanes" }, SIGNS[kind](7, 7)), text);
  const dot = (kind, what) => h("span", { class: "item" }, h("span", { class: `dot ${kind}-${what}` }), say(`${kind}.${what}`));
  return h("p", { class: "legend" },
    sign("request", say("signs.request")), sign("failed", say("signs.failed")), sign("event", say("signs.event")),
    sign("opened", say("signs.opened")), sign("closed", say("signs.closed")),
    ["initiated", "alerting", "connected", "hold"].map((leg) => dot("leg", leg)), ["Ready", "NotReady", "WorkNotReady", "Allocated"].map((mode) => dot("mode", mode)));
}

/** Everything that the simulator has heard and done, the newest first. */
export function list() {
  const all = lanes();
  const shown = store.heard.filter((line) => (looked.wire || !WIRE.has(line.what)) && (!looked.lane || laneOf(line) === looked.lane));
  return [
    h("form", { class: "looks", "data-do": "look", role: "search", "aria-label": say("filter") },
      h("label", {}, say("device"), h("select", { name: "lane", "data-change": "look" },
        h("option", { value: "" }, say("everybody")), all.map((lane) => h("option", { "data-key": lane, value: lane }, number(lane))))),
      h("label", { class: "check" }, h("input", { type: "checkbox", name: "wire", "data-change": "look" }), say("wire"))),
    h("ol", { class: "heard", tabindex: 0, "aria-label": say("heardTitle") }, shown.slice(-LINES).reverse().map((line) => h("li", { class: sign(line) ?? line.what },
      h("time", {}, clock(line.at)), h("b", {}, number(laneOf(line))), h("span", {}, words(line))))),
  ];
}
