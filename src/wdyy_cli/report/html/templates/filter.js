
"use strict";
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const items = [...document.querySelectorAll(".f")];
  const groups = [...document.querySelectorAll(".group")];
  const parts = [...document.querySelectorAll(".chunk, .cards, .places, .group, .class-part")].reverse();
  const shown = document.getElementById("shown");
  const nothing = document.getElementById("nothing");
  const filtered = document.getElementById("filtered");
  const todo = [...document.querySelectorAll(".todo li")]
    .map((entry) => [entry, document.getElementById(entry.querySelector("a").hash.slice(1))]);
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  let texts = null;

  const readTexts = () => {
    const heads = new Map(groups.map((group) => [group, group.querySelector("h3").textContent]));
    return items.map((item) => plain(`${heads.get(item.closest(".group"))} ${item.textContent}`));
  };

  const apply = () => {
    const wanted = new FormData(form);
    const words = plain(wanted.get("q")).split(/\s+/).filter(Boolean);
    const severities = new Set(wanted.getAll("s"));
    const rule = wanted.get("r");
    const group = wanted.get("c");
    if (words.length && !texts) texts = readTexts();
    let count = 0;
    items.forEach((item, index) => {
      const { s, r, c } = item.dataset;
      const fits = severities.has(s) && (!rule || r === rule) && (!group || c === group)
        && words.every((word) => texts[index].includes(word));
      item.hidden = !fits;
      count += fits ? 1 : 0;
    });
    parts.forEach((part) => { part.hidden = !part.querySelector(".f:not([hidden])"); });
    nothing.hidden = count > 0;
    todo.forEach(([entry, group]) => { entry.classList.toggle("left-out", group.hidden); });
    filtered.hidden = count === items.length;
    filtered.textContent = `这里只列出筛选出来的 ${count} 处，一共 ${items.length} 处。`;
    shown.textContent = `显示 ${count} / ${items.length} 处`;
  };

  let waiting = 0;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, 120); });
  form.addEventListener("reset", () => { setTimeout(apply); });
  form.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  form.hidden = false;
  apply();
})();
(() => {
  const form = document.getElementById("contact-filter");
  if (!form) return;
  const cards = [...document.querySelectorAll(".contact")];
  const shown = document.getElementById("contacts-shown");
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const texts = cards.map((card) => plain(card.textContent));

  const apply = () => {
    const wanted = new FormData(form);
    const words = plain(wanted.get("q")).split(/\s+/).filter(Boolean);
    const group = wanted.get("c");
    const left = wanted.get("left");
    let count = 0;
    cards.forEach((card, index) => {
      const fits = (!group || card.dataset.c === group) && (!left || card.dataset.left)
        && words.every((word) => texts[index].includes(word));
      card.hidden = !fits;
      count += fits ? 1 : 0;
    });
    shown.textContent = `显示 ${count} / ${cards.length} 张`;
  };

  form.addEventListener("input", apply);
  form.addEventListener("reset", () => { setTimeout(apply); });
  form.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  form.hidden = false;
  apply();
})();
