// Draws the charts: Vega runs with its interpreter, so that no expression becomes code.
(() => {
  "use strict";
  const places = document.querySelectorAll(".chart[data-spec]");
  if (!places.length || typeof vegaEmbed !== "function") return;

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  // "var:NAME" in a specification is a colour of the page's look, "var:width" the room there is.
  const filled = (value, width) => {
    if (typeof value === "string" && value.startsWith("var:")) {
      return value === "var:width" ? width : colour(value.slice(4));
    }
    if (Array.isArray(value)) return value.map((v) => filled(v, width));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, k === "values" ? v : filled(v, width)]));
    }
    return value;
  };

  // A series of counts as the points of a chart; what is zero opens nothing.
  const points = ({ periods, words, when, ended, lines }) => lines.flatMap(({ direction, quad, begun, counts }) =>
    counts.map((n, at) => {
      const point = { period: periods[at], direction, quad, n };
      if (!n) return point;
      const many = String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f");
      const description = `${direction}, ${when[at]}: ${many} event${n === 1 ? "" : "s"} of ${quad}`;
      return { ...point, words: words[at], description, href: begun + ended[at] };
    }));

  const config = () => ({
    background: null,
    font: getComputedStyle(document.body).fontFamily,
    view: { stroke: null },
    axis: {
      labelColor: colour("quiet"), titleColor: colour("quiet"), gridColor: colour("line"),
      domainColor: colour("line-strong"), tickColor: colour("line-strong"), labelFontSize: 12, titleFontSize: 12,
    },
    legend: { labelColor: colour("ink"), titleColor: colour("ink"), labelFontSize: 13 },
    header: { labelColor: colour("ink"), labelFontSize: 14, labelFontWeight: 600 },
    title: { color: colour("ink") },
  });

  const drawn = new Map();
  const draw = async (place) => {
    const width = Math.max(200, Math.floor(place.clientWidth) - 60);
    drawn.get(place)?.finalize();
    const { series, ...found } = JSON.parse(document.getElementById(place.dataset.spec).content.textContent);
    const spec = filled(found, width);
    if (series) spec.data = { values: points(series) };
    const result = await vegaEmbed(place, spec, {
      ast: true, actions: false, renderer: "svg", defaultStyle: false, tooltip: false, config: config(),
    });
    drawn.set(place, result);
    place.dataset.width = String(place.clientWidth);
    place.dataset.drawn = "true";
  };
  // One after the other: two drawings of one place must not cross.
  let queue = Promise.resolve();
  const again = (place) => {
    queue = queue.then(() => draw(place)).catch((error) => {
      place.dataset.failed = String(error);
    });
  };
  places.forEach(again);
  document.addEventListener("communique:theme", () => places.forEach(again));
  let timer = 0;
  addEventListener("resize", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const place of places) if (place.dataset.width !== String(place.clientWidth)) again(place);
    }, 200);
  });
})();
