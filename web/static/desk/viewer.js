// The page's image: zoomed to a field's box, turned, and a place to drag a box on. Boxes are pixels of the upright page.

const MARGIN = 0.012; // of the page's width, left around a lit box
const MOST = 4; // times the width of the room

export function viewer(here, widths, says) {
  const frame = document.getElementById("viewer");
  const room = document.getElementById("room");
  const sheet = document.getElementById("sheet");
  const image = document.getElementById("image");
  const lit = document.getElementById("lit");
  const drag = document.getElementById("drag");
  const number = document.getElementById("page-number");
  const pages = JSON.parse(frame.dataset.pages ?? "[]");
  const sizes = JSON.parse(frame.dataset.sizes ?? "[]");
  const images = new Map();
  let at = 0;
  let turns = 0;
  let scale = 1; // pixels of the screen for one of the page
  let box = null;
  const self = { onBox: () => {} };

  const size = () => sizes[at] ?? [1, 1];
  const sideways = () => turns % 2 === 1;
  const address = (page, width) => `${here}/page/${page}.jpg?w=${width}`;
  const fits = () => frame.clientWidth / size()[sideways() ? 1 : 0];
  const whole = () => Math.min(fits(), frame.clientHeight / size()[sideways() ? 0 : 1]);

  // Where a point of the page (shares of its sides) lies on the turned sheet, and back.
  const turned = ([x, y]) => [[x, y], [1 - y, x], [1 - x, 1 - y], [y, 1 - x]][turns];
  const back = ([u, v]) => [[u, v], [v, 1 - u], [1 - u, 1 - v], [1 - v, u]][turns];

  function draw() {
    if (!pages.length) return;
    const [w, h] = size().map((side) => Math.round(side * scale));
    const [rw, rh] = sideways() ? [h, w] : [w, h];
    Object.assign(room.style, { width: `${rw}px`, height: `${rh}px` });
    const moves = ["", `translateX(${h}px)`, `translate(${w}px, ${h}px)`, `translateY(${w}px)`];
    Object.assign(sheet.style, { width: `${w}px`, height: `${h}px`, transform: `${moves[turns]} rotate(${turns * 90}deg)` });
    const wanted = widths.find((width) => width >= w * devicePixelRatio && width >= widths[1]) ?? widths.at(-1);
    const source = address(pages[at], wanted);
    if (image.getAttribute("src") !== source) image.src = source;
    number.textContent = says.page.replace("{page}", at + 1).replace("{pages}", pages.length);
    const shown = box && box.page === pages[at];
    lit.hidden = !shown;
    if (shown) {
      const rim = MARGIN * size()[0];
      const [x0, y0, x1, y1] = box.box;
      const sides = { left: x0 - rim, top: y0 - rim, width: x1 - x0 + 2 * rim, height: y1 - y0 + 2 * rim };
      for (const [name, value] of Object.entries(sides)) lit.style[name] = `${value * scale}px`;
    }
  }

  function centre([x, y]) {
    const [u, v] = turned([x, y]);
    frame.scrollLeft = u * room.offsetWidth - frame.clientWidth / 2;
    frame.scrollTop = v * room.offsetHeight - frame.clientHeight / 2;
  }

  const middle = () => {
    const u = (frame.scrollLeft + frame.clientWidth / 2) / room.offsetWidth;
    const v = (frame.scrollTop + frame.clientHeight / 2) / room.offsetHeight;
    return back([Math.min(u, 1), Math.min(v, 1)]);
  };

  function point(event) {
    const rect = sheet.getBoundingClientRect();
    const share = (value, low, length) => Math.min(Math.max((value - low) / length, 0), 1);
    const [x, y] = back([share(event.clientX, rect.left, rect.width), share(event.clientY, rect.top, rect.height)]);
    return [x * size()[0], y * size()[1]];
  }

  let from = null;
  const dragged = (to) => [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.max(from[0], to[0]), Math.max(from[1], to[1])];
  frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !sheet.contains(event.target)) return;
    event.preventDefault(); // the field keeps the focus
    from = point(event);
    frame.setPointerCapture(event.pointerId);
  });
  frame.addEventListener("pointermove", (event) => {
    if (!from) return;
    const [x0, y0, x1, y1] = dragged(point(event));
    drag.hidden = false;
    for (const [name, value] of Object.entries({ left: x0, top: y0, width: x1 - x0, height: y1 - y0 })) drag.style[name] = `${value * scale}px`;
  });
  frame.addEventListener("pointerup", (event) => {
    if (!from) return;
    const found = dragged(point(event)).map(Math.round);
    from = null;
    drag.hidden = true;
    if (found[2] - found[0] > 4 && found[3] - found[1] > 4) self.onBox(pages[at], found);
  });
  frame.addEventListener("pointercancel", () => {
    from = null;
    drag.hidden = true;
  });
  new ResizeObserver(draw).observe(frame);

  return Object.assign(self, {
    // Lights the box of a field and brings it before the eye; without a box the page stays as it is.
    show(page, wanted) {
      box = wanted ? { page, box: wanted } : null;
      if (wanted && pages.includes(page)) {
        at = pages.indexOf(page);
        const [x0, y0, x1, y1] = wanted;
        const near = Math.min((0.7 * frame.clientWidth) / (x1 - x0), (0.4 * frame.clientHeight) / (y1 - y0));
        scale = Math.min(Math.max(near, fits()), 2.2 * fits());
        draw();
        centre([(x0 + x1) / 2 / size()[0], (y0 + y1) / 2 / size()[1]]);
      } else draw();
    },
    step(by) {
      at = Math.min(Math.max(at + by, 0), Math.max(pages.length - 1, 0));
      draw();
    },
    turn() {
      const held = middle();
      turns = (turns + 1) % 4;
      draw();
      centre(held);
    },
    zoom(by) {
      const held = middle();
      scale = Math.min(Math.max(scale * by, whole()), MOST * fits());
      draw();
      centre(held);
    },
    whole() {
      scale = whole();
      draw();
    },
    start() {
      scale = fits();
      draw();
    },
    // The image and the scale (its pixels for one of the page) from which a crop of *page* is cut.
    async source(page) {
      if (!images.has(page)) {
        const picture = new Image();
        picture.src = address(page, widths[1]);
        images.set(page, picture.decode().then(() => picture));
      }
      const picture = await images.get(page);
      return [picture, picture.naturalWidth / sizes[pages.indexOf(page)][0]];
    },
  });
}
