/* Loaded after leaflet.js and before folium's own script, in place of jQuery and Bootstrap.
   Leaflet guesses the folder of its pictures from a stylesheet that arrives later, so it is told. */
L.Icon.Default.imagePath = new URL("images/", document.currentScript.src).href;
/* folium's popups build their content with $(`<div>…</div>`)[0]; our map has none, a plugin may. */
window.$ = window.$ || function (markup) {
  const holder = document.createElement("template");
  holder.innerHTML = String(markup).trim();
  return Array.from(holder.content.children);
};
