// The year: arrow keys move from day to day, and the line above the months says what the day under hand or pointer is.
(() => {
  "use strict";
  const said = document.getElementById("said");
  const days = [...document.querySelectorAll(".months .day")];
  const print = document.getElementById("print");
  if (!said || !days.length) return;

  said.hidden = false;
  print.hidden = false;
  print.addEventListener("click", () => window.print());

  let chosen = Math.max(0, days.findIndex((day) => day.hasAttribute("aria-current")));
  days.forEach((day, place) => { day.tabIndex = place === chosen ? 0 : -1; });

  const tell = (day) => { said.textContent = day.title; };
  const move = (place) => {
    if (place < 0 || place >= days.length) return;
    days[chosen].tabIndex = -1;
    chosen = place;
    days[chosen].tabIndex = 0;
    days[chosen].focus();
  };
  const inMonth = (months) => {
    const [year, month, day] = days[chosen].dataset.date.split("-").map(Number);
    const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
    const wanted = new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
    return days.findIndex((each) => each.dataset.date === wanted);
  };
  const keys = {
    ArrowLeft: () => chosen - 1,
    ArrowRight: () => chosen + 1,
    ArrowUp: () => chosen - 7,
    ArrowDown: () => chosen + 7,
    PageUp: () => inMonth(-1),
    PageDown: () => inMonth(1),
    Home: () => 0,
    End: () => days.length - 1,
  };

  days.forEach((day, place) => {
    day.addEventListener("focus", () => tell(day));
    day.addEventListener("pointerenter", () => tell(day));
    day.addEventListener("click", () => move(place));
    day.addEventListener("keydown", (event) => {
      const wanted = keys[event.key];
      if (!wanted || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      move(wanted());
    });
  });
})();
