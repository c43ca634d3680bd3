// Keeps what is typed on the server, a quarter of a second after the last key; what it did not confirm is sent again.
import { post } from "./talk.js";

const PAUSE = 250;
const AGAIN = 2000;
const ALIVE = 60000;

export function drafts(here, login, says, tell) {
  const saved = document.getElementById("saved");
  const pending = new Map();
  let timer;
  let going = Promise.resolve();
  let seen = Date.now();
  let stopped = false;

  async function send(keepalive) {
    const batch = [...pending.values()].slice(0, 100);
    const sent = new Map(batch.map((one) => [one.field, one]));
    try {
      const answer = await post(`${here}/draft`, { typed: batch }, keepalive);
      if (answer.status !== 200) throw answer;
      for (const [field, one] of sent) if (pending.get(field) === one) pending.delete(field);
      seen = Date.now();
      if (!pending.size) saved.textContent = batch.length ? says.saved : saved.textContent;
      if (answer.body.holder && answer.body.holder !== login) tell(says.lost.replace("{login}", answer.body.holder));
      if (pending.size) wait(PAUSE);
    } catch (problem) {
      if (stopped) return;
      saved.textContent = says.unsaved;
      if (problem.status === 401) tell(says.login);
      if (pending.size) wait(AGAIN);
    }
  }

  function flush(keepalive = false) {
    clearTimeout(timer);
    if (pending.size && !stopped) going = going.then(() => send(keepalive));
    return going;
  }

  function wait(pause) {
    clearTimeout(timer);
    timer = setTimeout(flush, pause);
  }

  addEventListener("pagehide", () => flush(true));
  document.addEventListener("visibilitychange", () => document.hidden && flush(true));

  return {
    keep(field, value, confirmed) {
      pending.set(field, { field, value, confirmed });
      saved.textContent = says.saving;
      wait(PAUSE);
    },
    flush,
    // Reading counts as work too: the claim comes back only after 15 minutes without any.
    alive() {
      if (stopped || Date.now() - seen < ALIVE) return;
      seen = Date.now();
      going = going.then(() => send(false));
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
