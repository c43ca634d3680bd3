// The fields of a document: which one is before the eye, what was changed, and the way from one to the next.

export function fields(view, kept, list) {
  const rows = [...document.querySelectorAll(".field")];
  const input = (row) => row.querySelector("input, textarea");
  const rowOf = (target) => target.closest?.(".field");
  const settle = document.getElementById("settle");
  let active = null;

  const doubtful = (row) => row.classList.contains("doubtful");
  const sure = (row) => row.classList.contains("confirmed");
  const keep = (row) => kept.keep(row.dataset.name, input(row).value, sure(row));

  function goTo(row) {
    const target = row ? input(row) : settle;
    target.focus({ preventScroll: true });
    (row ?? settle).scrollIntoView({ block: "nearest" });
  }

  function show(row) {
    active?.classList.remove("active");
    active = row;
    row.classList.add("active");
    const { page, box } = row.dataset;
    view.show(Number(page), box?.split(",").map(Number));
  }

  async function crop(row) {
    const canvas = row.querySelector("canvas");
    if (!canvas) return;
    const [x0, y0, x1, y1] = row.dataset.box.split(",").map(Number);
    const [picture, scale] = await view.source(Number(row.dataset.page));
    canvas.width = canvas.clientWidth * devicePixelRatio;
    canvas.height = canvas.clientHeight * devicePixelRatio;
    const rim = 0.25 * Math.min(y1 - y0, 80);
    const [w, h] = [x1 - x0 + 2 * rim, y1 - y0 + 2 * rim];
    const fit = Math.min(canvas.width / w, canvas.height / h);
    const cut = [x0 - rim, y0 - rim, w, h].map((value) => value * scale);
    canvas.getContext("2d").drawImage(picture, ...cut, 0, 0, w * fit, h * fit);
  }

  // The fields of a document are those of its type: another type is another form.
  async function typeChosen(row) {
    if (row.dataset.name !== "document_type") return false;
    if (!input(row).dataset.choices.split("|").includes(input(row).value.trim())) return false;
    if (input(row).value.trim() === input(row).defaultValue.trim()) return false;
    await kept.flush();
    location.reload();
    return true;
  }

  for (const row of rows) {
    input(row).addEventListener("focus", () => {
      show(row);
      input(row).select();
    });
    input(row).addEventListener("input", () => {
      row.classList.remove("confirmed");
      keep(row);
      list.offer(input(row), row.dataset.kind);
    });
    input(row).addEventListener("change", () => typeChosen(row));
    input(row).addEventListener("blur", () => list.close());
  }

  return {
    start() {
      view.start();
      goTo(rows.find((row) => doubtful(row) && !sure(row)) ?? (settle.disabled ? rows[0] : null));
      for (const row of rows) crop(row).catch(() => {});
    },
    isField: (target) => Boolean(rowOf(target)) && target.matches("input, textarea"),
    // "?" is a letter once something was typed (VIQR); before, and outside of fields, it asks for help.
    untouched(target) {
      if (!target.matches?.("input, textarea")) return true;
      return target.selectionStart === 0 && target.selectionEnd === target.value.length;
    },
    async confirm(target) {
      const row = rowOf(target);
      row.classList.add("confirmed");
      keep(row);
      if (await typeChosen(row)) return;
      const after = rows.slice(rows.indexOf(row) + 1);
      const open = (some) => some.find((one) => doubtful(one) && !sure(one));
      goTo(doubtful(row) ? open(after) ?? open(rows) : after[0]);
    },
    back(target) {
      const before = rows[rows.indexOf(rowOf(target)) - 1];
      if (before) goTo(before);
    },
    picked(target) {
      keep(rowOf(target));
      typeChosen(rowOf(target));
    },
    undo() {
      if (!active) return;
      input(active).value = active.dataset.standing;
      active.classList.remove("confirmed");
      keep(active);
    },
    fill(text) {
      if (!active) return;
      input(active).value = text;
      active.classList.remove("confirmed");
      keep(active);
      input(active).focus();
    },
    changed() {
      const typed = rows.filter((row) => input(row).value.trim() !== row.dataset.standing.trim());
      return Object.fromEntries(typed.map((row) => [row.dataset.name, input(row).value]));
    },
    clear() {
      for (const row of rows) {
        row.querySelector(".refused").textContent = "";
        input(row).removeAttribute("aria-invalid");
      }
    },
    // Tells each field why it was refused and goes to the first; gives back what is about no field.
    refuse(refused) {
      const rest = [];
      let first = null;
      for (const one of refused) {
        const row = rows.find((candidate) => candidate.dataset.name === one.field);
        if (!row) rest.push(one);
        else {
          row.querySelector(".refused").textContent = one.message;
          input(row).setAttribute("aria-invalid", "true");
          first ??= row;
        }
      }
      if (first) goTo(first);
      return rest;
    },
  };
}
