// Offers what may be meant below a field: its own choices, or from the server what was said before, units, bodies and peoples.
// Nothing is highlighted until an arrow key asks for it, so that Enter still means "this is right".
import { post } from "./talk.js";

const ASKED = ["place", "address", "agency", "position", "ethnicity", "nationality"];
const PAUSE = 120;

export function suggestions() {
  const box = document.createElement("ul");
  box.className = "offers";
  box.id = "offers";
  box.setAttribute("role", "listbox");
  let field = null;
  let timer;
  let at = -1;

  const items = () => [...box.children];

  function close() {
    clearTimeout(timer);
    field?.removeAttribute("aria-activedescendant");
    field?.setAttribute("aria-expanded", "false");
    box.remove();
    field = null;
    at = -1;
  }

  function take(text) {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  }

  function open(target, texts) {
    close();
    if (!texts.length || document.activeElement !== target || (texts.length === 1 && texts[0] === target.value)) return;
    field = target;
    box.replaceChildren(
      ...texts.map((text, k) => {
        const item = document.createElement("li");
        item.id = `offer-${k}`;
        item.setAttribute("role", "option");
        item.textContent = text;
        item.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          take(text);
        });
        return item;
      }),
    );
    for (const [name, value] of [["role", "combobox"], ["aria-expanded", "true"], ["aria-controls", "offers"], ["aria-autocomplete", "list"]]) target.setAttribute(name, value);
    target.after(box);
  }

  function move(by) {
    at = Math.min(Math.max(at + by, -1), items().length - 1);
    items().forEach((item, k) => item.setAttribute("aria-selected", String(k === at)));
    if (at >= 0) field.setAttribute("aria-activedescendant", `offer-${at}`);
    else field.removeAttribute("aria-activedescendant");
  }

  const own = (target) => target.dataset.choices?.split("|");
  const begins = (target) => own(target).filter((text) => text.toLowerCase().startsWith(target.value.trim().toLowerCase()));

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (!field && event.key === "ArrowDown" && event.target.dataset?.choices) open(event.target, own(event.target));
    else if (field && event.key === "ArrowDown") move(1);
    else if (field && event.key === "ArrowUp") move(-1);
    else if (field && event.key === "Escape") close();
    else return;
    event.preventDefault();
  });

  return {
    offer(target, kind) {
      clearTimeout(timer);
      if (own(target)) open(target, begins(target));
      else if (ASKED.includes(kind)) {
        const typed = target.value;
        timer = setTimeout(async () => {
          const answer = await post("/desk/suggest", { field: target.id.slice(2), kind, typed }).catch(() => null);
          if (answer?.status === 200 && target.value === typed) open(target, answer.body);
        }, PAUSE);
      }
    },
    // Whether an offer was highlighted, and is now taken.
    pick() {
      if (!field || at < 0) return false;
      take(items()[at].textContent);
      return true;
    },
    close,
  };
}
