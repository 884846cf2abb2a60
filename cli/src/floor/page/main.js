// The frame: what stands where, what buttons and keys do, and the beginning of it all.

import { children, h } from "./dom.js";
import { agents, calls, nextSeat, sitDown } from "./floor.js";
import { caller, callee, callIn, FAULTS, faults, people, script } from "./outside.js";
import { ASKS, entries, phone } from "./phone.js";
import { both, number, say, sayBoth, switchLanguage } from "./say.js";
import { ask, begin, changed, explain, NO_ANSWER, onChange, onTold, refuse, store } from "./store.js";
import { legend, list, looked, picture, unshown } from "./timeline.js";
import { SCRIPTS } from "./words.js";

const by = (id) => document.getElementById(id);

/** Whose telephone has this window to itself, if one has. */
const alone = () => decodeURIComponent(location.hash.slice(1));

/** Why what was asked for at a place was refused. */
const refused = new Map();

/** Said to those who listen. */
function announce(text) {
  by("said").textContent = "";
  by("said").textContent = text;
}

function told(place, said) {
  if (said) refused.set(place, said);
  else refused.delete(place);
  changed();
}

const refusalAt = (place) => (refused.has(place) ? h("p", { class: "bad", role: "alert" }, both(refused.get(place))) : null);

// What there is to see.

const part = (id, title, ...inside) => h("section", { id, class: "part", "aria-labelledby": `${id}-title` }, h("h2", { id: `${id}-title` }, title), inside);

const lever = (id, title, open, ...inside) => h("details", { class: "part", id, open }, h("summary", {}, h("h2", {}, title)), inside, refusalAt(id));

function head() {
  return [
    h("h1", {}, alone() ? `${say("telephone")} ${number(alone())}` : say("title")),
    h("p", { class: "dim", id: "where" }, store.url),
    h("nav", { class: "tools" },
      alone() && h("a", { href: "#" }, say("wholeFloor")),
      h("span", { class: `chip ${store.live ? "link-active" : "link-waiting"}`, role: "status", id: "live" }, say(store.live ? "live" : "notLive")),
      h("button", { type: "button", id: "language", "data-do": "language", "aria-label": say("languageSays") }, say("language"))),
  ];
}

function numbers() {
  const known = [...new Set([...store.state.extensions.map((extension) => number(extension.deviceId)), ...store.state.agents.map((agent) => number(agent.agentId)), ...dialled])];
  return h("datalist", { id: "numbers" }, known.map((value) => h("option", { value })));
}

/** One column: what is most used comes first. */
const narrow = matchMedia("(max-width: 1000px)");

function whole() {
  const width = Math.floor((by("timeline")?.clientWidth ?? 600) - 24);
  const phones = part("phones", say("telephones"), sitDown(), refusalAt("sit"),
    store.desks.size === 0 && h("p", { class: "empty dim" }, say("noPhones")),
    h("div", { class: "phones" }, [...store.desks.values()].map((desk) => phone(desk, false))));
  const seen = [
    part("agents", say("agents"), agents()),
    part("calls", say("calls"), calls(), refusalAt("calls")),
    part("timeline", say("timeline"), picture(width), unshown(), legend())];
  const log = part("log", say("heardTitle"), list());
  const outside = [lever("call-in", say("outside"), true, callIn()), lever("faults", say("network"), true, faults())];
  const more = [lever("people", say("people"), false, people()), lever("script", say("scriptTitle"), false, script())];
  // In the order in which it is read, and the focus goes.
  if (narrow.matches) return [phones, ...outside, ...seen, ...more, log, numbers()];
  return [h("div", { class: "left" }, phones, seen, log), h("div", { class: "right" }, outside, more), numbers()];
}

function one(id) {
  const desk = store.desks.get(id);
  return [
    h("div", { class: "alone" }, desk ? phone(desk, true) : part("phones", say("telephones"), h("p", {}, say("noSuchPhone", number(id))), sitDown(), refusalAt("sit"))),
    numbers(),
  ];
}

/** Who rang when this was drawn before. */
let rang = "";
/** Whether the page was live then. */
let wasLive = false;

function draw() {
  // What was refused because nobody was there is not so any more.
  if (store.live && !wasLive) for (const [place, said] of refused) if (said === NO_ANSWER) refused.delete(place);
  wasLive = store.live;
  children(by("head"), head().filter((node) => node instanceof Node));
  const trouble = by("trouble");
  trouble.hidden = store.live || store.startedAt === 0;
  trouble.textContent = trouble.hidden ? "" : say("lost");
  children(by("main"), alone() ? one(alone()) : whole());
  const rings = [...store.desks.values()].filter((desk) => (!alone() || desk.id === alone()) && desk.calls.some((call) => call.leg === "alerting"));
  const ringing = rings.map((desk) => number(desk.id)).join(", ");
  if (ringing && ringing !== rang) announce(say("rings", ringing));
  rang = ringing;
  document.title = rings.length ? `☎ ${say("rings", ringing)}` : alone() ? `${number(alone())} · wellclient` : `${say("title")} · wellclient`;
}

// What can be done.

/** Numbers that were dialled in this window, the last one first. */
const dialled = new Set();

/** Asks for what a verb needs; `null` if nobody wants it any more. */
function question(title, label, { optional = false, choice = null, list = null } = {}) {
  const dialog = by("ask");
  dialog.replaceChildren(h("form", { method: "dialog" },
    h("h2", { id: "ask-title" }, title),
    h("label", {}, label, h("input", { name: "text", autocomplete: "off", list, required: !optional, autofocus: true, maxlength: 256 })),
    choice && h("label", { class: "check" }, h("input", { type: "checkbox", name: "choice" }), choice),
    h("div", { class: "levers" },
      h("button", { class: "loud", value: "ok" }, say("ok")),
      h("button", { type: "button", value: "cancel", "data-do": "cancel" }, say("cancel")))));
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => {
      const form = dialog.querySelector("form");
      done(dialog.returnValue === "ok" ? { text: form.text.value.trim(), choice: form.choice?.checked ?? false } : null);
    }, { once: true });
  });
}

/** Asks for something at a telephone, which says why nothing comes of it. */
async function askOf(desk, method, what, body) {
  const why = await ask(method, `/floor/desks/${encodeURIComponent(desk)}${what}`, body);
  if (why) refuse(desk, why);
}

const sendVerb = (desk, verb, given) => askOf(desk, "POST", "/verb", { verb, ...given });

const DO = {
  language() {
    switchLanguage();
    changed();
  },
  cancel() {
    by("ask").close();
  },
  async verb({ desk, verb, call, asks, arguments: given }) {
    if (!asks) return sendVerb(desk, verb, given);
    const { what, optional, send } = ASKS[verb];
    const label = verb === "setAgentMode" ? say("mode.NotReady") : say(`verb.${verb}`).replace(/…$/, "");
    const choice = verb === "singleStepConference" ? say("onlyListen") : null;
    const answer = await question(label, say(`asks.${what}`), { optional, choice, list: what === "number" ? "numbers" : null });
    if (!answer) return;
    if (what === "number") dialled.add(answer.text);
    const silent = answer.choice ? { type: "Silent" } : {};
    await sendVerb(desk, verb, { ...send(call, answer.text), ...silent });
  },
  async dial({ desk }, form) {
    const text = form.number.value.trim();
    if (!text) return form.number.focus();
    dialled.add(text);
    await sendVerb(desk, "makeCall", { phoneNumber: text, prefix: form.prefix?.value || null });
    form.number.value = "";
  },
  async answer({ desk, force }) {
    await askOf(desk, "POST", "/answer", { force });
  },
  async reconnect({ desk }) {
    await askOf(desk, "POST", "/reconnect");
  },
  async leave({ desk }) {
    await askOf(desk, "DELETE", "");
  },
  async logIn({ agent }, form) {
    const seat = nextSeat();
    const wanted = { agent: agent ?? (form.agent.value.trim() || seat.agent), ext: form.ext.value.trim() || seat.ext, ready: form.ready.checked };
    const why = await ask("POST", "/floor/desks", wanted);
    told("sit", why);
    if (!why && form.agent) form.reset();
  },
  async control(action) {
    told("calls", await ask("POST", "/simulator/control", action));
  },
  async callIn(_, form) {
    const way = form.way.value;
    const customer = form.from.value.trim() || caller();
    const to = form.to.value.trim();
    const user_data = Object.fromEntries(entries(form.data.value).map(({ key, value }) => [key, value]));
    const seconds = (field) => (Number(field.value) > 0 ? Math.round(Number(field.value) * 1000) : null);
    const times = { hang_up_after_ms: seconds(form.hang_up), give_up_after_ms: seconds(form.give_up) };
    const ways = {
      call_in: { from: customer, to: to || callee(), user_data, ...times },
      call_queue: { from: customer, split: "service", user_data, ...times },
      predict: { to: customer, agent: to || null, user_data },
    };
    told("call-in", await ask("POST", "/simulator/control", { do: way, ...ways[way] }));
  },
  async ofAgent(_, form, button) {
    const action = button.value;
    const more = action === "set_agent" ? { condition: form.condition.value } : {};
    told("people", await ask("POST", "/simulator/control", { do: action, agent: form.agent.value, ...more }));
  },
  async ofDevice(_, form, button) {
    const action = button.value;
    const ends = { answer: { then: "answer", after_ms: 1000 }, no_answer: { then: "no_answer", after_ms: 8000 }, failed: { then: "failed", code: "3" } };
    const more = action === "set_extension" ? { phone: ends[form.phone.value] ?? { then: form.phone.value } } : {};
    told("people", await ask("POST", "/simulator/control", { do: action, device: form.device.value.trim() || "8002", ...more }));
  },
  async fault(_, form, button) {
    const agent = form.agent.value || undefined;
    let wanted = [];
    if (button.value === "own") {
      try {
        wanted = [JSON.parse(form.json.value)];
      } catch (error) {
        return told("faults", sayBoth("refused.malformed", error.message));
      }
    } else wanted = FAULTS[button.value].faults(agent);
    let why = null;
    for (const fault of wanted) why ??= await ask("POST", "/simulator/faults", fault);
    told("faults", why);
  },
  async removeFault({ id }) {
    await ask("DELETE", `/simulator/faults/${id}`);
  },
  async clearFaults() {
    await ask("DELETE", "/simulator/faults");
  },
  sample({ name }, button) {
    button.closest("form").script.value = SCRIPTS.find((script) => script.name === name).text;
  },
  async play(_, form) {
    told("script", await ask("POST", "/floor/script", form.script.value));
  },
  async stopScript() {
    await ask("DELETE", "/floor/script");
  },
  look(_, form) {
    looked.lane = form.lane.value;
    looked.wire = form.wire.checked;
    changed();
  },
};

/** What is greyed out says why. */
function isAllowed(button) {
  if (button?.getAttribute("aria-disabled") !== "true") return true;
  const why = JSON.parse(button.dataset.why);
  const telephone = button.closest(".phone");
  if (telephone) explain(telephone.dataset.desk, why);
  else told(button.closest(".part").id, why);
  announce(both(why));
  return false;
}

const given = (element) => JSON.parse(element.dataset.with ?? "{}");

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (!isAllowed(button)) return event.preventDefault();
  if (button.dataset.do) DO[button.dataset.do](given(button), button);
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  event.preventDefault();
  const button = event.submitter ?? form.querySelector("button:not([type=button])");
  // Enter in a field presses no button.
  if (isAllowed(button)) DO[form.dataset.do](given(form), form, button);
});
document.addEventListener("change", (event) => {
  const name = event.target.dataset.change;
  if (name) DO[name]({}, event.target.form);
});
// The letters of the softphone in the terminal, at the telephone that has the focus, or is alone.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, dialog")) return;
  const telephone = event.target.closest(".phone") ?? (alone() ? document.querySelector(".phone") : null);
  if (!telephone) return;
  if (event.key === "d") {
    telephone.querySelector(".dial input")?.focus();
    return event.preventDefault();
  }
  const found = [...telephone.querySelectorAll("button[aria-keyshortcuts]")].filter((button) => button.getAttribute("aria-keyshortcuts") === event.key);
  const button = found.find((button) => button.getAttribute("aria-disabled") !== "true") ?? found[0];
  if (!button) return;
  event.preventDefault();
  button.click();
});

/** What those hear who do not look. */
const links = new Map();
onTold((line) => {
  if (alone() && line.desk !== alone()) return;
  // Of a link that it is up or down, and not each attempt.
  const turned = line.link && links.get(line.desk) !== (line.link === "active");
  if (line.link) links.set(line.desk, line.link === "active");
  const news = line.link ? turned : line.tone === "bad" || line.tone === "good";
  if (news) announce(`${number(line.desk)}: ${both(line.said)}`);
});

onChange(draw);
narrow.addEventListener("change", changed);
addEventListener("hashchange", changed);
addEventListener("resize", changed);
setInterval(changed, 1000);
draw();
begin();
