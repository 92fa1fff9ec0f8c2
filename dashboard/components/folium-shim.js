/* Loaded after leaflet.js and before folium's own script, in place of jQuery and Bootstrap.
   Leaflet guesses the folder of its pictures from a stylesheet that arrives later, so it is told. */
L.Icon.Default.imagePath = new URL("images/", document.currentScript.src).href;
/* folium's popups build their content with $(`<div>…</div>`)[0]; our map has none, a plugin may. */
window.$ = window.$ || function (markup) {
  const holder = document.createElement("template");
  holder.innerHTML = String(markup).trim();
  return Array.from(holder.content.children);
};
/* A frame that is hidden at first has no size, and nothing can be fitted into that: it is fitted when it gets one. */
(function () {
  const fitBounds = L.Map.prototype.fitBounds;
  L.Map.prototype.fitBounds = function (bounds, options) {
    const size = this.getSize();
    if (size.x > 0 && size.y > 0) { return fitBounds.call(this, bounds, options); }
    this.once("resize", function () { this.fitBounds(bounds, options); });
    return this;
  };
})();
