/* Datasette's own pages: names for boxes that have none, so that a screen reader can say what they are. */
"use strict";
{
  const names = {
    "select[name^=_filter_column]": "Cột để lọc (column)",
    "select[name^=_filter_op]": "So sánh (operator)",
    "input.filter-value": "Giá trị (value)",
    "select[name=_sort], select[name=_sort_by_desc]": "Xếp theo (sort by)",
    "#sql-editor, .CodeMirror textarea, .cm-content": "Câu lệnh SQL",
  };
  const name = () => {
    for (const [boxes, words] of Object.entries(names)) {
      for (const box of document.querySelectorAll(boxes)) {
        if (!box.hasAttribute("aria-label")) box.setAttribute("aria-label", words);
      }
    }
  };
  document.addEventListener("DOMContentLoaded", name);
  // behind those that make more boxes
  window.addEventListener("load", () => setTimeout(name));
  document.addEventListener("focusin", name);
}
