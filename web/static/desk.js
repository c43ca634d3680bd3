// The desk: a document's image beside its fields. Everything is done with the keyboard; what is typed is kept as it is typed.
import { drafts } from "./desk/drafts.js";
import { fields } from "./desk/fields.js";
import { suggestions } from "./desk/suggest.js";
import { post } from "./desk/talk.js";
import { viewer } from "./desk/viewer.js";

const desk = document.getElementById("desk");
const says = JSON.parse(desk.dataset.texts);
const here = `/desk/d/${desk.dataset.id}`;
const said = document.getElementById("said");
const reason = document.getElementById("reason");
const help = document.getElementById("help");
let busy = false;

const view = viewer(here, desk.dataset.widths.split(",").map(Number), says);
const kept = drafts(here, desk.dataset.login, says, tell);
const list = suggestions();
const rows = fields(view, kept, list);

function tell(message, reload = false) {
  said.textContent = message;
  said.hidden = !message;
  if (reload) {
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = says.reload;
    said.append(" ", link);
  }
  if (message) said.scrollIntoView({ block: "nearest" });
}

async function leave() {
  const answer = await post(`/desk/next${desk.dataset.queue}`, {});
  location.assign(answer.status === 200 ? answer.body.next : `/desk${desk.dataset.queue}`);
}

// Says *word* to the server and goes on to the next document; tells why not, and leaves everything as it is.
async function say(path, word) {
  if (busy) return;
  busy = true;
  tell("");
  rows.clear();
  try {
    await kept.flush();
    const answer = await post(`${here}/${path}`, { ...word, seen: desk.dataset.version });
    if (answer.status === 200) {
      kept.stop();
      await leave();
      return;
    }
    if (answer.status === 422 && answer.body.refused) {
      const rest = rows.refuse(answer.body.refused);
      tell(rest.map((one) => one.message).join(" "));
      if (answer.body.refused.some((one) => ["accept_needs_reason", "accept_excluded", "reason_missing"].includes(one.rule))) reason.focus();
    } else if (answer.status === 401) tell(says.login);
    else tell(answer.body.message ?? says.away, answer.status === 409);
  } catch {
    tell(says.away);
  } finally {
    busy = false;
  }
}

const settle = () =>
  say("rule", {
    action: "settle",
    values: rows.changed(),
    reason: reason.value,
    dry_seal: document.getElementById("dry-seal").checked,
  });
const elsewhere = (to) => say("elsewhere", { to, reason: document.getElementById("because").value, note: reason.value });

const acts = {
  "previous-page": () => view.step(-1),
  "next-page": () => view.step(1),
  turn: () => view.turn(),
  smaller: () => view.zoom(1 / 1.25),
  larger: () => view.zoom(1.25),
  whole: () => view.whole(),
  help: () => (help.open ? help.close() : help.showModal()),
  reject: () => say("rule", { action: "reject", values: {}, reason: reason.value }),
};

const keys = {
  PageDown: acts["next-page"],
  PageUp: acts["previous-page"],
  r: acts.turn,
  "=": acts.larger,
  "+": acts.larger,
  "-": acts.smaller,
  0: acts.whole,
  z: () => rows.undo(),
  s: () => elsewhere("skipped"),
  e: () => elsewhere("escalated"),
  x: acts.reject,
};

document.addEventListener("keydown", (event) => {
  // Telex and VNI compose letters with the same keys: while they do, nothing here is a command.
  if (event.isComposing || event.keyCode === 229) return;
  const act = event.altKey && !event.ctrlKey && !event.metaKey ? keys[event.key.toLowerCase()] ?? keys[event.key] : undefined;
  if (act) act();
  else if (event.key === "F1" || (event.key === "?" && rows.untouched(event.target))) acts.help();
  else if (event.key === "Enter" && event.ctrlKey) settle();
  else if (event.key === "Enter" && rows.isField(event.target)) {
    if (list.pick()) rows.picked(event.target);
    else if (event.shiftKey) rows.back(event.target);
    else rows.confirm(event.target);
  } else return;
  event.preventDefault();
});

document.getElementById("values").addEventListener("submit", (event) => {
  event.preventDefault();
  settle();
});
for (const button of desk.querySelectorAll("[data-do]")) button.addEventListener("click", () => acts[button.dataset.do]());
for (const button of desk.querySelectorAll("[data-to]")) button.addEventListener("click", () => elsewhere(button.dataset.to));
for (const kind of ["keydown", "pointerdown", "wheel"]) document.addEventListener(kind, () => kept.alive(), { passive: true });

view.onBox = async (page, box) => {
  try {
    const answer = await post(`${here}/text`, { page, box });
    if (answer.status === 200 && answer.body.text) rows.fill(answer.body.text);
    else tell(answer.status === 200 ? says.empty : answer.body.message ?? says.away);
  } catch {
    tell(says.away);
  }
};
rows.start();
