// Draws the pictures of a page from the data beside them, in the page's language and colours.
(() => {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const narrow = () => window.matchMedia("(max-width: 767px)").matches;
  // How many rows the names over a picture take: beside each a sign of its line.
  const rows = (names) => Math.ceil(names.reduce((sum, name) => sum + 46 + [...name].reduce((w, sign) => w + (sign < "\u0250" ? 7 : 12), 0), 0) / (narrow() ? 300 : 480));
  const language = document.documentElement.lang || "en";
  const drawn = new Map();

  function colours() {
    const style = getComputedStyle(document.documentElement);
    const names = ["ink", "soft", "line", "sheet", "good", "bad", "even", "accent"];
    return { ...Object.fromEntries(names.map((n) => [n, style.getPropertyValue(`--${n}`).trim()])),
      font: getComputedStyle(document.body).fontFamily.replaceAll('"', "'") }; // quotes of their own would end an attribute of the SVG
  }

  // Axis labels by unit; the exact texts come from the server.
  function scale(data) {
    const number = new Intl.NumberFormat(language, { notation: "compact", maximumSignificantDigits: 3 });
    const percent = new Intl.NumberFormat(language, { style: "percent", maximumSignificantDigits: 3 });
    const unit = (name, digits) => new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "short", maximumFractionDigits: digits });
    if (data.unit === "share") return (v) => percent.format(v);
    if (data.unit === "seconds")
      return (v) => v === 0 ? "0" : Math.abs(v) >= 172800 ? unit("day", 1).format(v / 86400) : Math.abs(v) >= 7200 ? unit("hour", 1).format(v / 3600)
        : Math.abs(v) >= 120 ? unit("minute", 1).format(v / 60) : Math.abs(v) >= 1 ? unit("second", 1).format(v) : unit("millisecond", 0).format(1000 * v);
    return (v) => number.format(v);
  }

  // No share is above all: an axis that comes near ends there.
  const whole = (data) => (data.unit === "share" ? { max: (v) => (v.max > 0.9 && v.max <= 1 ? 1 : null) } : {});

  function frame(data, c) {
    return {
      animation: !calm.matches,
      animationDuration: 250,
      textStyle: { fontFamily: c.font, color: c.ink, fontSize: 12 },
      grid: { left: 8, right: narrow() ? 12 : 24, top: 28, bottom: 8, containLabel: true },
      tooltip: {
        trigger: "axis", confine: true, transitionDuration: 0, backgroundColor: c.sheet, borderColor: c.line, textStyle: { color: c.ink, fontFamily: c.font },
        axisPointer: { lineStyle: { color: c.soft }, shadowStyle: { color: c.line, opacity: 0.35 } },
        formatter: (items) => tip([].concat(items)),
      },
    };
  }

  // What the names beside bars or dots take: as much as the longest needs, and the picture keeps more than half.
  const taken = (names, c, wide) => Math.min(longest(names, c) + 1, 240, Math.round(0.4 * wide));
  const ruler = document.createElement("canvas").getContext("2d");
  function longest(names, c) {
    ruler.font = `12px ${c.font}`;
    // Sign by sign, and all beyond ASCII as wide as Chinese: so ECharts counts where it breaks them.
    const sign = (width, each) => width + ruler.measureText(each < "\u0080" ? each : "\u56fd").width;
    return Math.ceil(Math.max(0, ...names.map((name) => [...name].reduce(sign, 0))));
  }

  // The last name beneath a line stands half beyond its end.
  function overTime(data, c) {
    const whole = frame(data, c);
    return { ...whole, grid: { ...whole.grid, right: Math.max(whole.grid.right, longest(data.labels.slice(-1), c) / 2) } };
  }

  // Of many points only those that signal, or are to come, are marked.
  const marked = (points) => points.length <= (narrow() ? 40 : 60);

  function tip(items) {
    const item = items.find((i) => i.data && i.data.text) || items[0];
    const box = document.createElement("div");
    const head = document.createElement("strong");
    head.textContent = (typeof item.data.label === "string" && item.data.label) || item.name;
    box.append(head, document.createElement("br"), item.data.text || "");
    return box;
  }

  const axisLook = (c) => ({
    axisLine: { lineStyle: { color: c.soft } }, axisTick: { show: false },
    axisLabel: { color: c.soft, hideOverlap: true }, splitLine: { lineStyle: { color: c.line } },
  });

  const kinds = {
    trend(data, c) {
      const points = data.points.map((p, i) => ({ value: p.value ?? null, text: p.text, label: data.labels[i],
        ...(outside(data, p) ? { symbol: "diamond", symbolSize: 11, itemStyle: { color: c.bad } } : {}) }));
      const plain = { type: "line", silent: true, symbol: "none", lineStyle: { opacity: 0 }, stack: "band", stackStrategy: "all", tooltip: { show: false } };
      return { ...overTime(data, c),
        xAxis: { type: "category", data: data.labels, boundaryGap: false, ...axisLook(c), splitLine: { show: false } },
        yAxis: { type: "value", scale: true, ...whole(data), ...axisLook(c), axisLabel: { color: c.soft, formatter: scale(data) } },
        series: [
          { ...plain, data: data.points.map((p) => p.low ?? null) },
          { ...plain, data: data.points.map((p) => (p.low == null ? null : p.high - p.low)), areaStyle: { color: c.accent, opacity: 0.16 } },
          { type: "line", data: points, symbol: "circle", symbolSize: marked(points) ? 6 : 0, showSymbol: true, showAllSymbol: true, lineStyle: { color: c.accent, width: 2 }, itemStyle: { color: c.accent },
            markLine: { silent: true, symbol: "none", animation: false, data: [...limits(data, c), ...notes(data, c)] } },
          ...(data.beside ? [{ type: "line", name: data.beside.title, data: data.beside.points.map((p, i) => ({ value: p.value ?? null, text: `${data.beside.title}: ${p.text}`, label: data.labels[i] })),
            symbol: "diamond", symbolSize: 5, lineStyle: { color: c.even, width: 2, type: "dashed" }, itemStyle: { color: c.even } }] : []),
        ] };
    },
    // A line over time with limits of its own at each point, or with what is to come behind a line. Limits of what is
    // smoothed hold for that: it is the line then, and each period by itself stands dotted behind it.
    series(data, c) {
      const line = (name, type, more = {}) => ({ type: "line", silent: true, symbol: "none", step: more.step, lineStyle: { color: c.soft, width: 1, type }, tooltip: { show: false }, data: data.points.map((p) => p[name] ?? null) });
      const plain = { type: "line", silent: true, symbol: "none", lineStyle: { opacity: 0 }, stack: "band", stackStrategy: "all", tooltip: { show: false } };
      const drawn = (p) => ({ symbol: p.signal ? "diamond" : "circle", symbolSize: p.signal ? 11 : p.ahead || marked(data.points) ? 6 : 0, itemStyle: { color: p.signal ? c.bad : p.ahead ? c.sheet : c.accent, borderColor: p.signal ? c.bad : c.accent, borderWidth: p.ahead ? 2 : 0 } });
      const smoothed = data.points.some((p) => p.smoothed != null);
      const begins = data.starts.map((i) => ({ xAxis: i, lineStyle: { color: c.ink, width: 1, type: "dotted" }, label: { show: false } }));
      return { ...overTime(data, c),
        xAxis: { type: "category", data: data.labels, boundaryGap: false, ...axisLook(c), splitLine: { show: false } },
        yAxis: { type: "value", scale: true, ...whole(data), ...axisLook(c), axisLabel: { color: c.soft, formatter: scale(data) } },
        series: [
          ...(smoothed ? [line("value", "dotted")] : [
            { ...plain, data: data.points.map((p) => p.low ?? null) },
            { ...plain, data: data.points.map((p) => (p.low == null ? null : p.high - p.low)), areaStyle: { color: c.accent, opacity: 0.16 } }]),
          line("centre", "solid", { step: "middle" }), line("least", "dashed", { step: "middle" }), line("most", "dashed", { step: "middle" }),
          { type: "line", showSymbol: true, showAllSymbol: true, lineStyle: { color: c.accent, width: 2 }, markLine: { silent: true, symbol: "none", animation: false, data: begins },
            data: data.points.map((p, i) => ({ value: (smoothed ? p.smoothed : p.value) ?? null, text: p.text, label: data.labels[i], ...drawn(p) })) },
        ] };
    },
    // Means beside how many answers carry them; inside the lines chance alone would put most of them.
    caseload(data, c) {
      const look = (name, unit) => ({ scale: true, name, nameLocation: "middle", nameTextStyle: { color: c.soft }, ...axisLook(c), splitLine: { show: false }, axisLabel: { color: c.soft, hideOverlap: true, formatter: scale({ unit }) } });
      const limit = (at, type) => ({ type: "line", silent: true, symbol: "none", tooltip: { show: false }, lineStyle: { color: c.soft, width: 1, type }, data: data.limits.map((l) => [l[0], l[at]]) });
      return { ...frame(data, c),
        grid: { ...frame(data, c).grid, left: 30, bottom: 30, right: narrow() ? 20 : 60 },
        tooltip: { ...frame(data, c).tooltip, trigger: "item" },
        xAxis: { type: "value", ...look(data.x_title, "count"), nameGap: 26, min: 0 }, yAxis: { type: "value", ...look(data.y_title, data.unit), nameGap: 46 },
        series: [limit(1, "dotted"), limit(2, "dashed"), limit(3, "solid"), limit(4, "dashed"), limit(5, "dotted"),
          { type: "scatter", symbolSize: 10, labelLayout: { hideOverlap: true, moveOverlap: "shiftY" },
            label: { show: true, position: "right", color: c.ink, fontFamily: c.font, fontSize: 12, fontWeight: 600, formatter: (i) => (i.data.clear ? i.data.name : "") },
            data: data.points.map((p) => ({ value: [p.x, p.y], name: p.label, text: p.text, clear: p.clear, label: { position: p.x > data.limits[data.limits.length - 1][0] / 2 ? "left" : "right" }, itemStyle: { color: p.clear ? c.bad : c.accent } })) }] };
    },
    segments(data, c, wide) {
      const labels = data.points.map((p) => p.label);
      return { ...frame(data, c),
        tooltip: { ...frame(data, c).tooltip, axisPointer: { type: "shadow", shadowStyle: { color: c.line, opacity: 0.35 } } },
        xAxis: { ...(data.doubles ? { type: "log", logBase: 2 } : { type: "value", scale: true }), ...whole(data), ...axisLook(c), axisLabel: { color: c.soft, hideOverlap: true, formatter: scale(data) } },
        yAxis: { type: "category", data: labels, inverse: true, ...axisLook(c), splitLine: { show: false },
          axisLabel: { color: c.ink, width: taken(labels, c, wide), overflow: "break", lineHeight: 14, interval: 0 } },
        series: [
          { type: "custom", silent: true, encode: { x: [0, 1], y: 2 }, data: data.points.map((p, i) => [p.low ?? p.value, p.high ?? p.value, i]),
            renderItem: (_, api) => whisker(api, c) },
          { type: "scatter", symbolSize: 9, itemStyle: { color: c.accent }, data: data.points.map((p, i) => ({ value: [p.value, i], text: p.text, label: undefined, name: p.label })),
            markLine: data.total == null ? undefined : { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: c.soft, type: "dashed", width: 1 }, data: [{ xAxis: data.total }] } },
        ] };
    },
    // Part by part from one total to another: bars hang where the last one ended.
    bridge(data, c, wide) {
      const look = { ...axisLook(c), splitLine: { show: false } };
      return { ...frame(data, c),
        tooltip: { ...frame(data, c).tooltip, axisPointer: { type: "shadow", shadowStyle: { color: c.line, opacity: 0.35 } } },
        xAxis: { type: "value", ...axisLook(c), axisLabel: { color: c.soft, hideOverlap: true, formatter: scale(data) } },
        yAxis: { type: "category", data: data.bars.map((b) => b.label), inverse: true, ...look,
          axisLabel: { color: c.ink, width: taken(data.bars.map((b) => b.label), c, wide), overflow: "break", interval: 0 } },
        series: [{ type: "custom", encode: { x: [0, 1, 2, 3], y: 4 },
          data: data.bars.map((b, i) => ({ value: [b.from, b.to, b.low ?? b.to, b.high ?? b.to, i], text: b.text, label: undefined, name: b.label })),
          renderItem: (_, api) => hung(api, data.bars[api.value(4)], c) }] };
    },
    // What matters (up) beside how well it is done (across); crosses are intervals, lines the averages.
    quadrant(data, c) {
      const look = (name) => ({ type: "value", scale: true, name, nameLocation: "middle", nameTextStyle: { color: c.soft }, ...axisLook(c), splitLine: { show: false }, axisLabel: { color: c.soft, hideOverlap: true, formatter: scale(data) } });
      const mean = { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: c.soft, type: "dashed", width: 1 }, data: [{ xAxis: data.across }, { yAxis: data.up }] };
      return { ...frame(data, c),
        grid: { ...frame(data, c).grid, left: 30, bottom: 30, right: narrow() ? 20 : 60 },
        tooltip: { ...frame(data, c).tooltip, trigger: "item" },
        xAxis: { ...look(data.done), nameGap: 26 }, yAxis: { ...look(data.matters), min: 0, nameGap: 42 },
        series: [
          { type: "custom", silent: true, encode: { x: [0, 1, 2], y: [3, 4, 5] }, data: data.points.map((p) => [...p.x, ...p.y]), renderItem: (_, api) => cross(api, c) },
          ...(data.points.some((p) => p.beside) ? [{ type: "scatter", silent: true, symbol: "diamond", symbolSize: 9, itemStyle: { color: c.even }, data: data.points.filter((p) => p.beside).map((p) => p.beside) },
            { type: "custom", silent: true, encode: { x: [0, 2], y: [1, 3] }, data: data.points.filter((p) => p.beside).map((p) => [p.x[0], p.y[0], ...p.beside]), renderItem: (_, api) => tie(api, c) }] : []),
          { type: "scatter", symbolSize: 11, markLine: mean, labelLayout: { hideOverlap: true, moveOverlap: "shiftY" },
            label: { show: true, position: [12, -14], color: c.ink, textBorderColor: c.sheet, textBorderWidth: 3, fontFamily: c.font, fontSize: 12, fontWeight: 600, formatter: (i) => i.data.mark },
            data: data.points.map((p) => ({ value: [p.x[0], p.y[0]], name: p.label, mark: p.mark, text: p.text, itemStyle: { color: p.clear ? c.accent : c.sheet, borderColor: p.clear ? c.accent : c.even, borderWidth: 2 } })) }] };
    },
    // Lines over a measured axis, each with its band.
    curve(data, c) {
      const inks = [c.accent, c.ink, c.even, c.soft], x = scale({ unit: data.x_unit });
      const ends = [0, Math.max(...data.lines.flatMap((l) => l.points.map((p) => p[0])))], days = ends[1] / 86400;
      const dashes = ["solid", "dashed", "dotted", [8, 3, 2, 3]], marks = ["circle", "rect", "triangle", "diamond"];
      const step = data.x_unit === "seconds" && days > 2 ? 86400 * ([1, 7, 30, 90].find((d) => days / d <= 6) || 365) : undefined;
      return { ...frame(data, c),
        grid: { ...frame(data, c).grid, top: data.lines.length > 1 ? 20 + 20 * rows(data.lines.map((l) => l.label)) : 24, bottom: 30 },
        legend: { show: data.lines.length > 1, top: 0, left: 0, selectedMode: false, textStyle: { color: c.ink, fontFamily: c.font }, data: data.lines.map((l) => l.label) },
        xAxis: { type: "value", min: 0, max: ends[1] || 1, interval: step, name: data.x_title, nameLocation: "middle", nameGap: 26, nameTextStyle: { color: c.soft }, ...axisLook(c), splitLine: { show: false }, axisLabel: { color: c.soft, hideOverlap: true, formatter: x } },
        yAxis: { type: "value", min: 0, ...(data.unit === "share" && !data.diagonal ? { max: 1 } : {}), ...axisLook(c), axisLabel: { color: c.soft, formatter: scale(data) } },
        series: [...data.lines.flatMap((line, i) => [
          { type: "custom", silent: true, tooltip: { show: false }, data: [0], renderItem: (_, api) => ribbon(api, line, inks[i % 4]) },
          { type: "line", name: line.label, step: line.stepped ? "end" : false, symbol: marks[i % 4], symbolSize: line.stepped ? 0 : 6, showSymbol: !line.stepped, lineStyle: { color: inks[i % 4], width: 2, type: dashes[i % 4] }, itemStyle: { color: inks[i % 4] },
            data: line.points.map((p) => ({ value: [p[0], p[1]], text: p[4], label: undefined, name: line.label })) }]),
          ...(data.diagonal ? [{ type: "line", silent: true, symbol: "none", tooltip: { show: false }, lineStyle: { color: c.soft, width: 1, type: "dotted" }, data: [[0, 0], [ends[1], ends[1]]] }] : [])] };
    },
    distribution(data, c) {
      const tones = Object.keys(data.tones).length ? Object.entries(data.tones) : [["plain", ""]];
      return { ...frame(data, c),
        grid: { ...frame(data, c).grid, top: 40 },
        legend: { show: tones.length > 1, top: 0, left: 0, selectedMode: false, itemWidth: 12, itemHeight: 12, textStyle: { color: c.ink, fontFamily: c.font } },
        xAxis: { type: "category", data: data.labels, ...axisLook(c), splitLine: { show: false } },
        yAxis: { type: "value", min: 0, ...axisLook(c), axisLabel: { color: c.soft, formatter: scale(data) } },
        series: tones.map(([tone, name]) => ({ type: "bar", name, stack: "all", barCategoryGap: "18%",
          itemStyle: { color: c[tone] || c.accent },
          data: data.points.map((p) => (p.tone === tone ? { value: p.value, text: p.text } : { value: null })) })) };
    },
  };

  const outside = (data, p) => data.limits.length === 3 && p.value != null && (p.value < data.limits[1] || p.value > data.limits[2]);
  const limits = (data, c) => data.limits.map((value, i) => ({ yAxis: value, lineStyle: { color: c.soft, width: 1, type: i ? "dashed" : "solid" },
    label: { show: false } })); // the title says what they are: in a small picture their names lie over the line
  const notes = (data, c) => data.notes.map((note) => ({ xAxis: note.index, lineStyle: { color: c.ink, width: 1, type: "dotted" },
    label: { position: "end", distance: 9, formatter: note.text, color: c.ink, fontSize: 11, width: 160, overflow: "truncate" } }));

  function whisker(api, c) {
    const [from, to] = [api.coord([api.value(0), api.value(2)]), api.coord([api.value(1), api.value(2)])];
    const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: c.accent, lineWidth: 2 } });
    return { type: "group", children: [line(from[0], from[1], to[0], to[1]), line(from[0], from[1] - 4, from[0], from[1] + 4), line(to[0], to[1] - 4, to[0], to[1] + 4)] };
  }

  function ribbon(api, line, fill) {
    const told = line.points.filter((p) => p[2] != null && p[3] != null), low = [], high = [];
    told.forEach((p, i) => {
      if (line.stepped && i) [[low, 2], [high, 3]].forEach(([side, at]) => side.push(api.coord([p[0], told[i - 1][at]])));
      low.push(api.coord([p[0], p[2]]));
      high.push(api.coord([p[0], p[3]]));
    });
    return { type: "polygon", shape: { points: [...low, ...high.reverse()] }, style: { fill, opacity: 0.16 } };
  }

  function cross(api, c) {
    const [x, left, right, y, low, high] = [0, 1, 2, 3, 4, 5].map((i) => api.value(i));
    const line = (a, b) => { const [p, q] = [api.coord(a), api.coord(b)]; return { type: "line", shape: { x1: p[0], y1: p[1], x2: q[0], y2: q[1] }, style: { stroke: c.soft, lineWidth: 1.5 } }; };
    return { type: "group", children: [line([left, y], [right, y]), line([x, low], [x, high])] };
  }

  function tie(api, c) {
    const [a, b] = [[0, 1], [2, 3]].map((ends) => api.coord(ends.map((i) => api.value(i))));
    return { type: "line", shape: { x1: a[0], y1: a[1], x2: b[0], y2: b[1] }, style: { stroke: c.even, lineWidth: 1, lineDash: [2, 3] } };
  }

  function hung(api, bar, c) {
    const [x1, x2, low, high] = [0, 1, 2, 3].map((i) => api.coord([api.value(i), api.value(4)])[0]);
    const [y, tall] = [api.coord([0, api.value(4)])[1], api.size([0, 1])[1] * 0.5];
    const line = (a, b, d, e) => ({ type: "line", shape: { x1: a, y1: b, x2: d, y2: e }, style: { stroke: c.ink, lineWidth: 1.5 } });
    const fill = { good: c.good, bad: c.bad, even: c.even, total: c.soft }[bar.tone];
    return { type: "group", children: [
      { type: "rect", shape: { x: Math.min(x1, x2), y: y - tall / 2, width: Math.max(Math.abs(x2 - x1), 1.5), height: tall }, style: { fill } },
      line(low, y, high, y), line(low, y - 4, low, y + 4), line(high, y - 4, high, y + 4)] };
  }

  function draw(figure) {
    const picture = figure.querySelector(".chart-picture");
    if (!picture) return;
    const data = JSON.parse(document.getElementById(figure.dataset.source).textContent);
    if (figure.dataset.chart === "segments") picture.style.height = `${70 + (narrow() ? 46 : 30) * data.points.length}px`;
    if (figure.dataset.chart === "bridge") picture.style.height = `${60 + 46 * data.bars.length}px`;
    let chart = drawn.get(figure);
    if (!chart) {
      chart = window.echarts.init(picture, null, { renderer: "svg" });
      drawn.set(figure, chart);
      new ResizeObserver(() => size(chart)).observe(picture);
    }
    chart.setOption(kinds[figure.dataset.chart](data, colours(), chart.getWidth()), true);
    size(chart);
  }

  // Paper is narrower than most windows: there a picture is drawn anew, and its viewBox lets the page scale it.
  const PAPER = 680, CARD = 280;
  const FLAT = 0.55; // of a trend's width: enough to see it rise
  function size(chart, width = "auto", height = "auto") {
    chart.resize({ width, height });
    chart.getZr().flush();
    chart.getDom().querySelector("svg").setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
  }

  function save(name, address) {
    const link = document.createElement("a");
    link.download = name;
    link.href = address;
    link.click();
  }

  // A cell that a spreadsheet would take for a formula is made text.
  const cell = (text) => `"${(/^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text).replaceAll('"', '""')}"`;

  async function png(svg, background) {
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
    const pen = canvas.getContext("2d");
    pen.fillStyle = background;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/png");
  }

  async function saveAs(kind, figure) {
    const name = `${figure.dataset.name}.${kind.toLowerCase()}`;
    if (kind === "CSV") {
      const lines = [...figure.querySelectorAll("tr")].map((row) => [...row.cells].map((c) => cell(c.textContent)).join(","));
      return save(name, URL.createObjectURL(new Blob(["\ufeff" + lines.join("\r\n")], { type: "text/csv" })));
    }
    const svg = drawn.get(figure).renderToSVGString();
    return save(name, kind === "SVG" ? URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" })) : await png(svg, colours().sheet));
  }

  const all = (root) => root.querySelectorAll("[data-chart]");
  document.addEventListener("DOMContentLoaded", () => all(document).forEach(draw));
  document.addEventListener("htmx:afterSwap", (event) => all(event.target).forEach(draw));
  document.addEventListener("auricle:theme", () => drawn.forEach((_, figure) => draw(figure)));
  function print(chart, figure) {
    const width = Math.min(chart.getWidth(), figure.closest(".cards > :not(.wide)") ? CARD : PAPER);
    size(chart, width, figure.dataset.chart === "trend" ? Math.min(chart.getHeight(), FLAT * width) : "auto");
  }
  addEventListener("beforeprint", () => drawn.forEach(print));
  addEventListener("afterprint", () => drawn.forEach((chart) => size(chart)));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-export]");
    if (button) saveAs(button.dataset.export, button.closest("[data-chart]"));
  });
})();
