/* Numbers that would cover one another step aside and point at their places; done anew at every zoom. */
window.crtNumbers = (function () {
  const GAP_PX = 3, ROUNDS = 80;

  /* The component's own title is its package's name; a screen reader should hear what the frame holds. */
  function nameFrame() {
    try {
      window.frameElement.title = "Map of the numbered places; the list has the same numbers and links";
    } catch (error) { /* another origin: the frame keeps its title */ }
  }
  nameFrame();

  function show(feature, layer) {
    layer.on("click", forgetLastClick);
    if (feature.geometry.type !== "Point") {
      // A disk does nothing that its number does not: no step of the keyboard is lost on it.
      layer.on("add", function () { layer.getElement().setAttribute("tabindex", "-1"); });
      return;
    }
    if (feature.properties.kind === "signal_point") { showSignal(layer); return; }
    const isChosen = feature.properties.kind === "chosen";
    if (feature.properties.kind.startsWith("found")) { showFound(feature, layer); return; }
    const side = isChosen ? 34 : 28;
    layer.crtSide = side;
    layer.setIcon(L.divIcon({
      className: "crt-number" + (isChosen ? " crt-chosen" : "") + (feature.properties.is_signal ? " crt-signal" : ""),
      // The only thing that enters the page as HTML is forced to be a number.
      html: "<i></i><b>" + String(Number(feature.properties.number)) + "</b>",
      iconSize: [side, side]
    }));
    // The first number on top: Leaflet adds the height on the screen, which is less than a step.
    layer.setZIndexOffset(isChosen ? 100000 : 1000 * (60 - Number(feature.properties.number)));
    layer.on("add", function () {
      layer._icon.setAttribute("aria-label", "Open place number " + String(Number(feature.properties.number)));
      // Leaflet calls it a button and then hears only the mouse.
      layer._icon.addEventListener("keydown", function (event) {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); layer._icon.click(); }
      });
      join(layer._map, layer);
    });
    layer.on("remove", function () { leave(layer._mapToAdd || layer._map, layer); });
  }

  /* A place that a row of a log was found at: a number to look up in the table, which opens nothing. */
  function showFound(feature, layer) {
    const isUnsure = feature.properties.kind === "found_unsure", number = String(Number(feature.properties.number));
    layer.crtSide = 28;
    layer.setIcon(L.divIcon({
      className: "crt-number" + (isUnsure ? " crt-unsure" : ""),
      html: "<i></i><b>" + number + (isUnsure ? "?" : "") + "</b>", iconSize: [28, 28]
    }));
    layer.setZIndexOffset(1000 * (60 - Number(number)));
    layer.on("add", function () {
      layer._icon.setAttribute("aria-label", "Place " + number + " of the rows" + (isUnsure ? ", not sure" : ""));
      layer._icon.setAttribute("role", "img");
      layer._icon.setAttribute("tabindex", "-1");
      join(layer._map, layer);
    });
    layer.on("remove", function () { leave(layer._mapToAdd || layer._map, layer); });
  }

  /* A signal at a place that is not on the list: a mark without a number, which opens nothing. */
  function showSignal(layer) {
    layer.crtSide = 22;
    layer.setIcon(L.divIcon({
      className: "crt-unlisted", html: "<i></i><b>▲</b>", iconSize: [22, 22]
    }));
    layer.setZIndexOffset(50000);
    layer.on("add", function () {
      layer._icon.setAttribute("aria-label", "Signal at a place that is not on the list");
      layer._icon.setAttribute("role", "img");
      layer._icon.setAttribute("tabindex", "-1");
      join(layer._map, layer);
    });
    layer.on("remove", function () { leave(layer._mapToAdd || layer._map, layer); });
  }

  /* streamlit-folium sends a click only when it differs from the last one; somebody who came back clicks the same place. */
  function forgetLastClick() {
    if (window.__GLOBAL_DATA__) { window.__GLOBAL_DATA__.previous_data = null; }
  }

  function join(map, layer) {
    if (!map.crtLayers) {
      map.crtLayers = new Set();
      map.on("zoomend resize", function () { spread(map); });
    }
    map.crtLayers.add(layer);
    window.clearTimeout(map.crtTimer);
    map.crtTimer = window.setTimeout(function () { spread(map); }, 0);
  }

  function leave(map, layer) {
    if (map && map.crtLayers) { map.crtLayers.delete(layer); }
  }

  function spread(map) {
    const marks = Array.from(map.crtLayers).filter(function (layer) { return layer._icon; }).map(function (layer) {
      const at = map.latLngToLayerPoint(layer.getLatLng());
      return { layer: layer, at: at, x: at.x, y: at.y };
    });
    for (let round = 0; round < ROUNDS; round += 1) {
      if (!pushApart(marks)) { break; }
    }
    marks.forEach(place);
  }

  function pushApart(marks) {
    let moved = false;
    for (let i = 0; i < marks.length; i += 1) {
      for (let j = i + 1; j < marks.length; j += 1) {
        const a = marks[i], b = marks[j];
        const reach = (a.layer.crtSide + b.layer.crtSide) / 2 + GAP_PX;
        let dx = b.x - a.x, dy = b.y - a.y, gap = Math.hypot(dx, dy);
        if (gap >= reach) { continue; }
        if (gap < 0.01) { dx = Math.cos(j); dy = Math.sin(j); gap = 1; }
        const push = (reach - gap) / 2 + 0.1;
        a.x -= push * dx / gap; a.y -= push * dy / gap;
        b.x += push * dx / gap; b.y += push * dy / gap;
        moved = true;
      }
    }
    return moved;
  }

  function place(mark) {
    const icon = mark.layer._icon, side = mark.layer.crtSide;
    const right = mark.x - mark.at.x, down = mark.y - mark.at.y, length = Math.hypot(right, down);
    icon.style.marginLeft = (right - side / 2) + "px";
    icon.style.marginTop = (down - side / 2) + "px";
    const pointer = icon.querySelector("i");
    pointer.style.width = (length > side / 4 ? length : 0) + "px";
    pointer.style.transform = "rotate(" + Math.atan2(-down, -right) + "rad)";
  }

  return { show: show };
})();
