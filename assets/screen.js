// What every screen needs: htmx for what moves, Alpine (the build that needs no eval) where a page keeps state.
import htmx from "htmx.org";
import Alpine from "@alpinejs/csp";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0;
window.htmx = htmx;
window.Alpine = Alpine;
document.addEventListener("DOMContentLoaded", () => Alpine.start());
