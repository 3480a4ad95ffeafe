// Draws the figure that the page holds as data. A click on a part of it opens the ledger there.
"use strict";
(() => {
  const place = document.getElementById("picture");
  const data = document.getElementById("figure");
  if (!place || !data || !window.Plotly) return;
  const figure = JSON.parse(data.textContent);
  const settings = { displayModeBar: false, responsive: true, showTips: false, doubleClick: false };

  // Only addresses of this site: what the figure holds was made of published names.
  const address = (point) => {
    const said = point && point.customdata && point.customdata[0];
    if (typeof said !== "string" || !said.startsWith("/")) return null;
    const there = new URL(said, location.href);
    return there.origin === location.origin ? there.href : null;
  };

  // Without a script there is no empty frame.
  place.parentElement.hidden = false;
  Plotly.newPlot(place, figure.data, figure.layout, settings).then(() => {
    place.on("plotly_click", (event) => {
      const there = address(event.points[0]);
      if (there) location.assign(there);
    });
    place.on("plotly_hover", (event) => place.classList.toggle("links", Boolean(address(event.points[0]))));
    place.on("plotly_unhover", () => place.classList.remove("links"));
    place.dataset.drawn = "yes";
    const saving = document.querySelector(".saving");
    saving.hidden = false;
    for (const button of saving.querySelectorAll("button")) {
      button.addEventListener("click", () => {
        const { width, height } = place.getBoundingClientRect();
        const name = `chidao-${location.pathname.split("/").pop()}`;
        Plotly.downloadImage(place, { format: button.dataset.save, width, height, scale: button.dataset.save === "png" ? 2 : 1, filename: name });
      });
    }
  });
})();
