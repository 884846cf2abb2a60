// A telephone: what its session's snapshot says, and a button for each verb that `actions` names.

import { h, svg } from "./dom.js";
import { both, clock, number, say, sayOf, span } from "./say.js";
import { now, reason, store } from "./store.js";
import { KEYS } from "./words.js";

/** How what a verb needs is asked for, and what it then sends. */
export const ASKS = {
  consult: { what: "number", send: (call, text) => ({ holdCallId: call, phoneNumber: text }) },
  singleStepTransfer: { what: "number", send: (call, text) => ({ callId: call, phoneNumber: text }) },
  singleTransferWaitReturn: { what: "number", send: (call, text) => ({ callId: call, phoneNumber: text }) },
  singleStepConference: { what: "number", send: (call, text) => ({ callId: call, phoneNumber: text }) },
  setCallData: { what: "data", send: (call, text) => ({ callId: call, data: entries(text) }) },
  agentGreeting: { what: "greeting", send: (call, text) => ({ callId: call, msg: text }) },
  setAgentMode: { what: "reason", optional: true, send: (_, text) => ({ mode: "NotReady", reason: text || null }) },
};

/** Verbs of the two calls of a consultation. */
const OF_TWO = new Set(["conference", "cancelConsult", "transferCall", "transferWaitReturn"]);
const DANGEROUS = new Set(["dropConnection", "cancelConsult", "logout"]);
const LOUD = new Set(["answerCall", "retrieveCall", "transferCall"]);

/** `name=value, name=value` as the entries of call data. */
export function entries(text) {
  const pairs = text.split(/[,，]/).map((pair) => pair.split("="));
  return pairs.filter(([key]) => key.trim()).map(([key, ...value]) => ({ key: key.trim(), value: value.join("=").trim() }));
}

/** The mark of what may have changed unseen. */
const doubt = (is) => is && h("abbr", { title: say("doubt") }, "?");

export const chip = (kind, what, text) => h("span", { class: `chip ${kind}-${what}` }, text);

/** One button: greyed out it says why. */
function button(desk, action, more) {
  const path = more.label ?? `verb.${action.verb}`;
  const why = action.why && sayOf(path, action.why);
  const waits = desk.underWay.includes(action.verb);
  const label = say(path) + (more.dots ?? "");
  const key = more.key ?? KEYS[action.verb];
  const classes = [LOUD.has(action.verb) && "loud", DANGEROUS.has(action.verb) && "danger", waits && "waits"];
  return h("button", {
    type: "button",
    class: classes.filter(Boolean).join(" "),
    "data-key": more.id,
    "data-verb": action.verb,
    "data-do": "verb",
    "data-with": { desk: desk.id, verb: action.verb, ...more.with },
    "aria-disabled": why ? "true" : null,
    "aria-keyshortcuts": key,
    "aria-pressed": more.is === undefined ? null : String(more.is),
    title: why ? both(why) : key ? `${label} [${key}]` : label,
    "data-why": why,
  }, label);
}

/** Modes first, leaving last. */
const RANKS = { setAgentMode: 0, logout: 2 };
const rank = (action) => RANKS[action.verb] ?? 1;

function ofAgent(desk) {
  return desk.actions.toSorted((one, other) => rank(one) - rank(other)).flatMap((action) => {
    if (action.verb === "makeCall") return [];
    if (action.verb === "setAgentMode") {
      const is = desk.agent?.pendingMode ?? desk.agent?.mode;
      return [
        button(desk, action, { id: "ready", key: "r", label: "mode.Ready", is: is === "Ready", with: { arguments: { mode: "Ready" } } }),
        button(desk, action, { id: "not-ready", key: "n", label: "mode.NotReady", dots: "…", is: is === "NotReady", with: { asks: true } }),
      ];
    }
    return KEYS[action.verb] ? [button(desk, action, { id: action.verb, with: { arguments: {} } })] : [];
  });
}

function ofCall(desk, call) {
  return call.actions.filter((action) => KEYS[action.verb]).map((action) => {
    const pair = desk.consultation;
    const two = pair && { holdCallId: pair.held, consultCallId: pair.consulted };
    const told = OF_TWO.has(action.verb) ? { arguments: two ?? {} } : ASKS[action.verb] ? { asks: true } : { arguments: { callId: call.callId } };
    return button(desk, action, { id: `${action.verb}-${call.name}`, with: { call: call.callId, ...told } });
  });
}

function dial(desk) {
  const action = desk.actions.find((action) => action.verb === "makeCall");
  if (!action) return null;
  const why = action.why && sayOf("dial", action.why);
  return h("form", { class: "dial", "aria-label": say("dial"), "data-do": "dial", "data-with": { desk: desk.id } },
    h("input", {
      name: "number", type: "tel", autocomplete: "off", list: "numbers", placeholder: say("numberToDial"),
      "aria-label": say("numberToDial"), maxlength: 128,
    }),
    desk.prefixes.length > 0 && h("select", { name: "prefix", "aria-label": say("prefix") },
      h("option", { value: "" }, say("noPrefix")), desk.prefixes.map((prefix) => h("option", {}, prefix))),
    h("button", {
      "data-verb": "makeCall", "aria-disabled": why ? "true" : null, title: why && both(why), "data-why": why,
      class: "loud",
    }, say("dial")));
}

const values = (entries, inDoubt) => h("dl", {}, entries.map(([name, value]) => [
  h("dt", {}, name, doubt(inDoubt)), h("dd", {}, typeof value === "object" ? JSON.stringify(value) : String(value)),
]));

/** Call data; what the switch itself has put there is shown when it is wanted. */
function data(all, inDoubt) {
  const isOfSwitch = ([name]) => /^original(ANI|DNIS|CallId)$/.test(name);
  const entries = Object.entries(all ?? {});
  const [own, others] = [entries.filter(isOfSwitch), entries.filter((entry) => !isOfSwitch(entry))];
  return [
    others.length > 0 && values(others, inDoubt),
    own.length > 0 && h("details", { class: "more" }, h("summary", {}, say("dataOfSwitch")), values(own, inDoubt)),
  ];
}

function party(one) {
  return h("li", { "data-key": one.device },
    h("span", { class: `dot leg-${one.leg}` }), " ",
    h("b", {}, number(one.device)), one.own ? ` (${say("you")})` : "", " ",
    h("span", { class: "dim" }, [one.role !== "unknown" && say(`role.${one.role}`), say(`leg.${one.leg}`)].filter(Boolean).join(", ")),
    doubt(!one.verified));
}

function call(desk, one) {
  const at = now();
  const other = one.parties.find((party) => !party.own);
  const arrow = one.outgoing === null ? "·" : one.outgoing ? "→" : "←";
  const times = [
    one.established && `${say("talk")} ${span(at - one.established)}`,
    one.heldSince && `${say("hold")} ${span(at - one.heldSince)}`,
    !one.established && say("lasts", span(at - one.created)),
  ].filter(Boolean);
  const held = desk.calls.find((call) => call.callId === one.consultationOf);
  return h("article", { class: `call is-${one.leg}`, "data-key": one.name, "aria-label": `${one.name} ${number(other?.device)}` },
    h("h4", {},
      h("span", { class: "name" }, one.name), ` ${arrow} `, h("span", { class: "who" }, number(other?.device) || say("nobody")), " ",
      chip("leg", one.leg, [say(`leg.${one.leg}`), doubt(one.unverified)]),
      one.conference && chip("mark", "plain", say("conference")),
      one.recording && chip("mark", "rec", [say("recording"), doubt(one.doubts.includes("recording"))])),
    h("p", { class: "times dim" }, times.join(" · "), one.queue && ` · ${say("queue")} ${one.queue}`, held && ` · ${say("consultationOf", held.name)}`),
    h("ul", { class: "parties" }, one.parties.map(party)),
    data(one.data, one.doubts.includes("data")),
    h("div", { class: "verbs", role: "group", "aria-label": say("verbsOf", one.name) }, ofCall(desk, one)));
}

function link(desk) {
  const attempt = desk.attempt && (desk.attempt.of ? say("attemptOf", desk.attempt.number, desk.attempt.of) : say("attempt", desk.attempt.number));
  return chip("link", desk.link, [say("channel"), say(`link.${desk.link}`), attempt].filter(Boolean).join(" "));
}

function takeOver(desk) {
  if (!desk.asks) return null;
  return h("div", { class: "asks", role: "alert", "data-key": "asks" },
    h("p", {}, both(desk.asks), " ", say("takeOverAsk")),
    h("button", { type: "button", class: "loud", "data-do": "answer", "data-with": { desk: desk.id, force: true } }, say("takeOver")),
    h("button", { type: "button", "data-do": "answer", "data-with": { desk: desk.id, force: false } }, say("stayOut")));
}

function loggedOut(desk) {
  const ready = `ready-${desk.id}`;
  return [
    desk.sessionEnd && h("p", { class: "note" }, both(desk.sessionEnd)),
    desk.trouble && h("p", { class: "bad", role: "alert" }, both(desk.trouble)),
    h("form", { class: "again", "data-do": "logIn", "data-with": { agent: desk.id } },
      h("label", {}, say("extension"), h("input", { name: "ext", value: number(desk.ext), inputmode: "numeric", required: true })),
      h("label", { class: "check", for: ready }, h("input", { id: ready, name: "ready", type: "checkbox", checked: true }), say("readyAtOnce")),
      h("button", { class: "loud" }, say("verb.agentLogin")),
      h("button", { type: "button", "data-do": "leave", "data-with": { desk: desk.id } }, say("takeAway"))),
  ];
}

function atWork(desk) {
  const lost = desk.link === "waiting" || desk.link === "lost";
  return [
    dial(desk),
    h("div", { class: "verbs", role: "group", "aria-label": say("verbsOf", number(desk.id)) },
      ofAgent(desk),
      lost && h("button", { type: "button", "data-key": "reconnect", "data-do": "reconnect", "data-with": { desk: desk.id } }, say("reconnect"))),
    desk.calls.length === 0 && h("p", { class: "empty dim" }, desk.callsComplete ? say("noCalls") : say("mayBeCalls")),
    desk.calls.map((one) => call(desk, one)),
  ];
}

const windowIcon = () => svg("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" },
  svg("path", { d: "M6 3H3v10h10v-3M9 2h5v5M14 2L7.5 8.5", fill: "none", stroke: "currentColor", "stroke-width": 1.6 }));

/** The whole telephone; `alone`: it has the window to itself. */
export function phone(desk, alone) {
  const agent = desk.agent;
  const mode = agent?.mode ?? "Logout";
  const lines = store.told.get(desk.id) ?? [];
  // The question says it all.
  // While somebody works here, only another verb takes the outcome of a verb away.
  const news = desk.asks ? undefined : reason(desk.id) ?? lines.findLast((line) => line.verb || line.refused || (desk.phase !== "loggedIn" && line.tone === "bad"));
  const rings = desk.calls.some((call) => call.leg === "alerting");
  const title = `phone-${desk.id}`;
  const here = desk.phase !== "loggedOut" && desk.phase !== "closed";
  return h("section", { class: `phone${rings ? " rings" : ""}`, "data-key": `desk-${desk.id}`, "data-desk": desk.id, "data-phase": desk.phase, "data-link": desk.link, tabindex: -1, "aria-labelledby": title },
    h("header", {},
      h("h3", { id: title }, number(desk.id), h("span", { class: "dim" }, ` · ${number(desk.ext)}`)),
      desk.phase === "loggedIn"
        ? chip("mode", mode, [say(`mode.${mode}`), doubt(agent?.doubts.includes("mode")), agent?.reason && ` (${agent.reason})`, agent?.since && ` ${span(now() - agent.since)}`])
        : chip("mode", "Logout", say(`phase.${desk.phase}`)),
      agent?.pendingMode && chip("mode", agent.pendingMode, [`${say("then")} ${say(`mode.${agent.pendingMode}`)}`, agent.pendingReason && ` (${agent.pendingReason})`]),
      here && link(desk),
      here && desk.phase === "loggedIn" && !desk.verified && chip("mark", "doubt", say("unverified")),
      !alone && h("a", { class: "window", href: `#${desk.id}`, target: "_blank", rel: "noopener", title: say("ownWindow"), "aria-label": say("ownWindowOf", number(desk.id)) }, windowIcon())),
    takeOver(desk),
    desk.phase === "loggedIn" || desk.phase === "loggingOut" ? atWork(desk) : here ? null : loggedOut(desk),
    h("p", { class: `news ${news?.tone ?? ""}` }, news ? both(news.said) : ""),
    h("details", { class: "events", open: alone },
      h("summary", {}, say("events")),
      h("ol", {}, lines.slice(-40).reverse().map((line) => h("li", { class: line.tone },
        h("time", {}, clock(line.at)), " ", both(line.said))))));
}
