(function () {
  "use strict";
  var box = document.getElementById("filter");
  var input = box.querySelector("input"), told = box.querySelector("output");
  var groups = Array.from(document.querySelectorAll("details.units"));
  var opened = groups.map(function (group) { return group.open; });
  var texts = null;
  function plain(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  }
  function rows(group) { return Array.from(group.querySelectorAll("tbody tr")); }
  function read() {
    texts = groups.map(function (group) {
      return rows(group).map(function (row) { return [row, plain(row.textContent)]; });
    });
  }
  function show() {
    var wanted = plain(input.value.trim()), all = 0;
    if (!texts) { read(); }
    groups.forEach(function (group, at) {
      var found = 0;
      texts[at].forEach(function (pair) {
        pair[0].hidden = pair[1].indexOf(wanted) < 0;
        found += pair[0].hidden ? 0 : 1;
      });
      group.hidden = found === 0;
      group.open = wanted ? found > 0 : opened[at];
      all += found;
    });
    told.textContent = wanted ? "Tìm thấy " + all.toLocaleString("vi-VN") + " đơn vị." : "";
  }
  input.addEventListener("input", show);
  box.hidden = false;
})();
