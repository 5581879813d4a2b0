// Draws what `data-plot` holds, with uPlot. Every number also stands in the table below it: without this script, or
// without eyes, nothing is missing.
"use strict";

const drawn = new Map();

function ink(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Each series has a form of its own, so that no colour has to be told from another. */
function look(form) {
  const bars = (size) => uPlot.paths.bars({ size: [size, 40], align: 0 });
  switch (form) {
    case "hollow":
      return { stroke: ink("--line-strong"), fill: ink("--hover"), width: 1, paths: bars(0.8), points: { show: false } };
    case "solid":
      return { stroke: ink("--accent"), fill: ink("--accent"), width: 0, paths: bars(0.5), points: { show: false } };
    case "points":
      return { stroke: ink("--red"), fill: null, width: 0, paths: () => null, points: { show: true, size: 7, fill: ink("--red") } };
    default:
      return { stroke: ink("--amber"), width: 2, dash: [5, 4], points: { show: false } };
  }
}

function whole(_, ticks) {
  return ticks.map((tick) => (Number.isInteger(tick) ? String(tick) : ""));
}

function draw(box) {
  const told = JSON.parse(box.dataset.plot);
  const places = told.names.map((_, place) => place);
  const most = Math.max(4, ...told.series.flatMap((each) => each.values));
  const axis = { stroke: ink("--ink-3"), grid: { stroke: ink("--line"), width: 1 }, ticks: { show: false }, font: "12px system-ui" };
  // A point on nothing would say that there is something.
  const values = told.series.map((each) => (each.form === "points" ? each.values.map((value) => value || null) : each.values));
  box.classList.add("drawn");
  const style = getComputedStyle(box);
  const width = box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const height = box.classList.contains("low") ? 156 : 196;
  if (!told.names.length || width < 50) return;
  const room = Math.max(1, Math.ceil(places.length / Math.max(1, Math.floor(width / 64))));
  const plot = new uPlot(
    {
      width,
      height,
      padding: [8, 8, 0, 0],
      cursor: { drag: { x: false, y: false }, y: false, points: { show: false } },
      legend: { live: true },
      scales: { x: { time: false, range: [-0.6, places.length - 0.4] }, y: { range: [0, most * 1.1] } },
      axes: [
        { ...axis, grid: { show: false }, size: 26, splits: () => places.filter((place) => place % room === 0), values: (_, at) => at.map((place) => told.names[place]) },
        { ...axis, size: 36, values: whole },
      ],
      series: [
        { label: told.when, value: (_, place) => (place == null ? "" : told.names[place]) },
        ...told.series.map((each) => ({ label: each.name, value: (_, value) => (value == null ? "" : String(value)), ...look(each.form) })),
      ],
    },
    [places, ...values],
    box,
  );
  box.classList.toggle("linked", told.links.length > 0);
  plot.over.addEventListener("click", (event) => {
    const link = told.links[plot.posToIdx(event.offsetX)];
    if (link) window.location.assign(link);
  });
  drawn.set(box, plot);
}

function drawAll() {
  for (const [box, plot] of drawn) {
    plot.destroy();
    drawn.delete(box);
  }
  document.querySelectorAll("[data-plot]").forEach(draw);
}

drawAll();
document.addEventListener("htmx:afterSettle", () => {
  if ([...document.querySelectorAll("[data-plot]")].some((box) => !drawn.has(box))) drawAll();
});
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
let waiting = 0;
window.addEventListener("resize", () => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(drawAll);
});
